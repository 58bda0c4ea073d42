"""The corpora: fetched from a mirror or a public address, resumed, verified, and never half there."""

import hashlib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.train import tiny_corpora
from tests.train.tiny_corpora import FILES, Server
from train.__main__ import main
from train.corpora import Corpora, catalogue, stopwords, tweets
from train.errors import TrainingError

TRAIN = FILES["tweets"]["train_tweet.csv"]


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogue, "FILE", tiny_corpora.write_catalogue(tmp_path / "catalogue.toml"))
    return tiny_corpora.write_mirror(tmp_path / "mirror")


@pytest.fixture
def server(mirror: Path) -> Iterator[Server]:
    with tiny_corpora.serving(mirror) as server:
        yield server


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def fetch(data: Path, mirror: str | Path | None) -> Path:
    return Corpora(data, None if mirror is None else str(mirror)).path("tweets", "train_tweet.csv")


def part_of(data: Path) -> Path:
    return data / "tweets" / "train_tweet.csv.part"


# what is there


def test_every_corpus_of_the_catalogue_is_described_and_checkable() -> None:
    corpora = catalogue.read()

    assert {"multi30k", "tweets", "nltk_stopwords"} <= corpora.keys()
    for corpus in corpora.values():
        assert corpus.source
        assert corpus.licence
        assert corpus.remarks
        for file in corpus.files.values():
            assert file.bytes > 0
            assert len(bytes.fromhex(file.sha256)) == hashlib.sha256().digest_size
            assert file.url is None or file.url.startswith("https://")


def test_the_labs_corpora_have_public_addresses() -> None:
    corpora = catalogue.read()

    for name in ("multi30k", "tweets", "nltk_stopwords"):
        assert all(file.url for file in corpora[name].files.values())


def test_an_unknown_corpus_names_the_nearest(data: Path) -> None:
    with pytest.raises(TrainingError, match=r"no corpus twets .* Did you mean tweets\?"):
        Corpora(data).path("twets", "train_tweet.csv")


def test_an_unknown_file_names_those_there_are(data: Path) -> None:
    with pytest.raises(
        TrainingError, match=r"no file train\.csv\. It has: test_tweets\.csv, train_tweet\.csv"
    ):
        Corpora(data).path("tweets", "train.csv")


def test_the_data_directory_is_the_environments_unless_given(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOLMETSCH_DATA", str(tmp_path / "elsewhere"))

    assert Corpora().directory == tmp_path / "elsewhere"
    assert Corpora(data).directory == data


def test_provenance_names_source_licence_and_checksums(mirror: Path, data: Path) -> None:
    assert Corpora(data).provenance("tweets") == {
        "name": "tweets",
        "source": "a test",
        "licence": "CC0 1.0",
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in FILES["tweets"].items()},
    }


def test_the_tweets_are_read_as_rows_not_lines(tmp_path: Path, data: Path, mirror: Path) -> None:
    corpora = Corpora(data, str(mirror))

    assert len(tweets.texts(corpora, tweets.TRAIN)) == 120
    assert len(tweets.texts(corpora, tweets.TEST)) == 20
    assert tweets.texts(corpora, tweets.TRAIN)[0].startswith("@user ")
    assert stopwords.words(corpora, "english") == {"and", "the"}


@pytest.mark.corpora
def test_the_labs_files_have_the_labs_sizes(corpora_directory: Path) -> None:
    corpora = Corpora(corpora_directory)

    assert len(tweets.texts(corpora, tweets.TRAIN)) == 31_962
    assert len(tweets.texts(corpora, tweets.TEST)) == 17_197
    assert len(stopwords.words(corpora, "english")) == 179


# from a directory


def test_a_directory_mirror_is_copied_and_verified(mirror: Path, data: Path) -> None:
    assert fetch(data, mirror).read_bytes() == TRAIN
    assert sorted(path.name for path in (data / "tweets").iterdir()) == ["train_tweet.csv"]


def test_a_file_that_is_there_needs_no_mirror(mirror: Path, data: Path) -> None:
    fetch(data, mirror)

    assert fetch(data, None).read_bytes() == TRAIN


def test_an_altered_file_is_refused_with_the_next_step(mirror: Path, data: Path) -> None:
    path = fetch(data, mirror)
    path.write_bytes(TRAIN.replace(b"sun", b"son", 1))

    with pytest.raises(
        TrainingError, match=r"train_tweet\.csv is truncated or altered.* Remove it and run again"
    ):
        fetch(data, mirror)


def test_a_mirror_without_the_file_is_named(tmp_path: Path, mirror: Path, data: Path) -> None:
    with pytest.raises(TrainingError, match=r"The mirror has no .*nowhere/tweets/train_tweet\.csv"):
        fetch(data, tmp_path / "nowhere")


def test_a_mirror_with_another_file_leaves_nothing(mirror: Path, data: Path) -> None:
    (mirror / "tweets" / "train_tweet.csv").write_bytes(b"id,label,tweet\n")

    with pytest.raises(TrainingError, match="its SHA-256 differs"):
        fetch(data, mirror)

    assert list((data / "tweets").iterdir()) == []


def test_a_prepared_corpus_can_only_come_from_a_mirror(mirror: Path, data: Path) -> None:
    with pytest.raises(TrainingError, match=r"no public address\. Name a copy with --mirror"):
        fetch(data, None)


def test_a_full_disk_is_said_in_one_sentence(mirror: Path, data: Path) -> None:
    part_of(data).parent.mkdir(parents=True)
    part_of(data).symlink_to("/dev/full")

    with pytest.raises(TrainingError, match=r"The disk is full: .* Free some space"):
        fetch(data, mirror)

    assert not (data / "tweets" / "train_tweet.csv").exists()


def test_a_data_directory_that_is_a_file_is_said(mirror: Path, data: Path) -> None:
    data.write_bytes(b"")

    with pytest.raises(TrainingError, match=r"cannot be written \(.*\)\. Name another directory with --data"):
        fetch(data, mirror)


def test_a_directory_in_place_of_a_file_is_said(mirror: Path, data: Path) -> None:
    (data / "tweets" / "train_tweet.csv").mkdir(parents=True)

    with pytest.raises(
        TrainingError, match=r"train_tweet\.csv cannot be read \(Is a directory\)\. Remove it"
    ):
        fetch(data, mirror)


# from a web server


def test_a_web_mirror_is_downloaded_and_verified(server: Server, data: Path) -> None:
    assert fetch(data, server.url).read_bytes() == TRAIN
    assert server.requested == [None]


def test_without_a_mirror_the_public_address_serves(
    server: Server, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = tiny_corpora.write_catalogue(tmp_path / "public.toml", server.url)
    monkeypatch.setattr(catalogue, "FILE", public)

    assert fetch(data, None).read_bytes() == TRAIN


def test_a_broken_connection_is_taken_up_where_it_broke(server: Server, data: Path) -> None:
    server.breaks_after = [5_000, 2_000]

    assert fetch(data, server.url).read_bytes() == TRAIN
    assert server.requested == [None, "bytes=5000-", "bytes=7000-"]


def test_a_connection_that_keeps_breaking_leaves_what_came_for_the_next_run(
    server: Server, data: Path
) -> None:
    server.breaks_after = [5_000, 0]
    with pytest.raises(
        TrainingError, match=r"broke off after 5,000 of .* The same command goes on from there\."
    ):
        fetch(data, server.url)
    assert part_of(data).read_bytes() == TRAIN[:5_000]

    assert fetch(data, server.url).read_bytes() == TRAIN
    assert server.requested[-1] == "bytes=5000-"
    assert not part_of(data).exists()


def test_a_server_without_ranges_starts_over(server: Server, data: Path) -> None:
    server.knows_ranges = False
    server.breaks_after = [5_000]

    assert fetch(data, server.url).read_bytes() == TRAIN


def test_a_part_of_another_file_is_thrown_away(server: Server, data: Path) -> None:
    part_of(data).parent.mkdir(parents=True)
    part_of(data).write_bytes(b"x" * 5_000)

    assert fetch(data, server.url).read_bytes() == TRAIN
    assert server.requested == ["bytes=5000-", None]


def test_a_part_that_is_too_long_is_thrown_away(server: Server, data: Path) -> None:
    part_of(data).parent.mkdir(parents=True)
    part_of(data).write_bytes(TRAIN + b"x")

    assert fetch(data, server.url).read_bytes() == TRAIN
    assert server.requested == [None]


def test_a_part_that_is_longer_than_the_file_there_is_thrown_away(
    server: Server, mirror: Path, data: Path
) -> None:
    (mirror / "tweets" / "train_tweet.csv").write_bytes(b"id,label,tweet\n")
    part_of(data).parent.mkdir(parents=True)
    part_of(data).write_bytes(TRAIN[:5_000])

    with pytest.raises(TrainingError, match="its SHA-256 differs"):
        fetch(data, server.url)

    assert not part_of(data).exists()


def test_a_missing_page_is_named(server: Server, data: Path) -> None:
    with pytest.raises(TrainingError, match=r"There is no http://.*/wrong/tweets/train_tweet\.csv \(404\)"):
        fetch(data, f"{server.url}/wrong")


def test_a_refusal_is_passed_on(server: Server, data: Path) -> None:
    server.status = 503

    with pytest.raises(TrainingError, match="was refused: 503 Service Unavailable"):
        fetch(data, server.url)


def test_no_connection_is_said_in_one_sentence(mirror: Path, data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    with pytest.raises(TrainingError, match=rf"No connection to 127\.0\.0\.1:{port} .* Check the network"):
        fetch(data, f"http://127.0.0.1:{port}")


@pytest.mark.parametrize("address", ["ftp://example.org", "file:///corpora", "http://[::1", "http://"])
def test_an_address_that_is_none_is_said(mirror: Path, data: Path, address: str) -> None:
    with pytest.raises(TrainingError, match=r"(?s)--mirror.* is neither|is not an address .* Check --mirror"):
        fetch(data, address)


def test_several_processes_download_once(server: Server, data: Path) -> None:
    paths: list[Path] = []
    threads = [threading.Thread(target=lambda: paths.append(fetch(data, server.url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(paths) == 4
    assert server.requested == [None]


# from the command line


def test_the_command_fetches_by_name(mirror: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", "tweets", "nltk_stopwords", "--data", str(data), "--mirror", str(mirror)]) == 0

    assert (data / "tweets" / "test_tweets.csv").read_bytes() == FILES["tweets"]["test_tweets.csv"]
    assert "tweets: 2 files" in capsys.readouterr().out


def test_the_command_lists_the_catalogue(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", "--list"]) == 0

    listed = capsys.readouterr().out
    assert "multi30k  1.3 MB\n" in listed
    assert "l10n_docs  21.0 MB (from a mirror only)\n" in listed


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_the_command_says_that_its_output_cannot_be_written() -> None:
    with Path("/dev/full").open("wb") as full:
        result = subprocess.run(
            [sys.executable, "-m", "train", "fetch", "--list"], stdout=full, stderr=subprocess.PIPE, text=True
        )

    assert result.returncode == 1
    [sentence] = result.stderr.splitlines()
    assert sentence.startswith("dolmetsch-train: something cannot be written")


def test_the_command_fails_in_one_sentence(
    mirror: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fetch", "tweets", "--data", str(data), "--mirror", "/nowhere"]) == 1

    assert capsys.readouterr().err.startswith("dolmetsch-train: The mirror has no /nowhere/tweets/")
