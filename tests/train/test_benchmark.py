"""The benchmark's table, and that it fails where a promise is not kept."""

import pytest

from train.__main__ import main
from train.benchmarks import Comparison, seq2seq, transformer, translate, word2vec
from train.benchmarks.translate import Latency, Speed


def promise(monkeypatch: pytest.MonkeyPatch, *, translator: float, vectors: float) -> None:
    monkeypatch.setattr(seq2seq, "measure", lambda: Comparison("seq2seq", translator, 100.0, "tokens/s"))
    monkeypatch.setattr(word2vec, "measure", lambda: Comparison("word2vec", vectors, 1_000.0, "pairs/s"))


def test_both_models_stand_beside_plain_loops(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    promise(monkeypatch, translator=1_900.0, vectors=123_000.0)

    assert main(["benchmark", "lab"]) == 0

    printed = capsys.readouterr().out
    assert "| seq2seq | 100 tokens/s | 1,900 tokens/s | 19.0 |" in printed
    assert "| word2vec | 1,000 pairs/s | 123,000 pairs/s | 123.0 |" in printed


def test_a_broken_promise_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    promise(monkeypatch, translator=700.0, vectors=123_000.0)

    assert main(["benchmark", "lab"]) == 1

    assert "seq2seq: less fast than promised" in capsys.readouterr().err


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["benchmark", "everything"])

    assert "lab" in capsys.readouterr().err


@pytest.mark.parametrize(("ours", "status"), [(5_000.0, 0), (3_900.0, 1)])
def test_the_transformer_trains_twice_as_fast(
    monkeypatch: pytest.MonkeyPatch, ours: float, status: int
) -> None:
    comparison = Comparison("transformer", ours, 2_000.0, "target tokens/s")
    monkeypatch.setattr(transformer, "measure", lambda: comparison)
    assert main(["benchmark", "training"]) == status


@pytest.mark.parametrize(("p50", "status"), [(8.0, 0), (12.5, 1)])
def test_fifteen_words_take_no_longer_than_promised(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], p50: float, status: int
) -> None:
    latencies = [Latency(words=15, p50=p50, p95=14.0, torch_p50=80.0)]
    monkeypatch.setattr(translate, "measure", lambda: Speed(latencies, 200.0, 90.0, 60.0))
    assert main(["benchmark", "translate"]) == status
    assert f"| 15 | {p50:.1f} ms | 14.0 ms | 80.0 ms |" in capsys.readouterr().out


def test_benchmark_sentences_have_the_words_they_say() -> None:
    lengths = [
        len(translate.sentence(words, number).split()) for words in translate.WORDS for number in (0, 39)
    ]
    assert lengths == [5, 5, 15, 15, 40, 40]
    assert translate.sentence(15, 1) != translate.sentence(15, 2)
