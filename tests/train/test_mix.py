"""What the default translator is trained on: no held-out sentence, no kept-out word, all of it by weight."""

import gzip
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import platformdirs
import pytest

from train.corpora import Corpora, dictionaries, splits
from train.corpora.association import associations
from train.corpora.dictionaries import Dictionaries
from train.corpora.mix import KEPT_MIXES, Mix, corpora_of_mix, load_mix, report_table
from train.corpora.mix import test_sets as held_out_sets  # pytest would take it for a test
from train.corpora.parallel import Pair, key, read_aligned, read_dictionary, read_lines, read_tatoeba
from train.corpora.restoring import Truecaser
from train.errors import TrainingError

DERIVED = ("frequent words", "words", "names")

NOUNS = {"Hund": "dog", "Katze": "cat", "Vogel": "bird", "Fisch": "fish", "Pferd": "horse", "Schaf": "sheep"}
VERBS = {"schläft": "sleeps", "singt": "sings", "springt": "jumps", "trinkt": "drinks", "ruft": "calls"}
PLACES = {"im Garten": "in the garden", "am Fluss": "by the river", "im Wald": "in the forest"}


def toy_pairs(mark: str) -> list[Pair]:
    """Well-formed sentences of a language of a few words, each with a mark so that no two sets share one."""
    return [
        (
            f"Der {noun} {verb} {place} bei {mark}.",
            f"The {NOUNS[noun]} {VERBS[verb]} {PLACES[place]} near {mark}.",
        )
        for noun in NOUNS
        for verb in VERBS
        for place in PLACES
    ]


class ToyCorpora:
    """Every file of the catalogue that is asked for, small; training files hold test sentences by mistake."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.version = 1
        self.lost: set[str] = set()
        self.leaks = toy_pairs("newstest2013")[:3] + toy_pairs("val")[:2]

    def path(self, corpus: str, file: str) -> Path:
        path = self.directory / corpus / file
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            content = "\n".join(self._lines(corpus, file)).encode()
            path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
        return path

    def paths(self, corpus: str) -> dict[str, Path]:
        if corpus in self.lost:
            raise TrainingError(f"{corpus} is not to be had.")
        return {}

    def provenance(self, corpus: str) -> dict[str, Any]:
        return {"name": corpus, "files": {"all": str(self.version)}}

    def _lines(self, corpus: str, file: str) -> list[str]:
        if corpus == "tatoeba_manythings_2018":
            sentences = [pair for number in range(45) for pair in toy_pairs(f"Nummer{number}")]
            return [f"{english}\t{german}" for german, english in sentences + self.leaks]
        if corpus == "dict_wiktionary":
            return [
                "Hund\tdog",
                "Katze\tcat",
                "Wald\tforest, wood",
                "singen\tto sing",
                "am Fluss\tby the river",
            ]
        if corpus == "dict_muse_part":
            return ["hund dog", "singt sings", "wald screen-shot"]
        if corpus == "dict_xling_eval":
            return ["bird\tVogel"]
        if corpus.startswith("plain_de"):
            return [german for german, _ in toy_pairs("plain")]
        name, _, kind = file.removesuffix(".gz").rpartition(".")
        pairs = toy_pairs(name)
        if name.startswith("newstest2012"):
            pairs = [pair for number in range(10) for pair in toy_pairs(f"{name}-{number}")]
        if name in ("train", "docs", "books"):
            pairs = pairs + self.leaks
        if kind == "source":
            return ["GITenberg Siddhartha" if number % 2 else "other" for number in range(len(pairs))]
        return [pair[kind == "en"] for pair in pairs]


@pytest.fixture
def toy_corpora(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ToyCorpora:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_args, **_kwargs: tmp_path / "cache")
    return ToyCorpora(tmp_path / "data")


def load_toy_mix(corpora: ToyCorpora) -> Mix:
    return load_mix(corpora)  # type: ignore[arg-type]  # it has what the mix asks of Corpora


def assert_nothing_held_out(mix: Mix, held_out: dict[str, list[Pair]]) -> None:
    german = {key(german) for pairs in held_out.values() for german, _ in pairs}
    english = {key(english) for pairs in held_out.values() for _, english in pairs}
    kept_out = {word.german.lower() for word in mix.kept_out_words}
    for domain in mix.domains:
        for source, target in domain.pairs:
            keys = key(source), key(target)
            assert keys[0] not in kept_out, f"{domain.name}: {source}"
            if domain.name not in DERIVED or " " in keys[0]:  # a single word is vocabulary, no sentence
                assert keys[0] not in german, f"{domain.name}: {source}"
            if domain.name not in DERIVED or " " in keys[1]:
                assert keys[1] not in english, f"{domain.name}: {target}"


def test_mix_drops_held_out_sentences_that_a_training_file_holds(toy_corpora: ToyCorpora) -> None:
    mix = load_toy_mix(toy_corpora)
    assert_nothing_held_out(mix, mix.development | held_out_sets(toy_corpora))  # type: ignore[arg-type]
    entry = next(entry for entry in mix.report if entry.corpus == "multi30k/train")
    assert (entry.read, entry.kept, entry.dropped["held out"]) == (95, 90, 5)


def test_mix_accounts_for_every_pair_that_it_read(toy_corpora: ToyCorpora) -> None:
    header, rows = report_table(load_toy_mix(toy_corpora))
    read, kept = header.index("read"), header.index("kept")
    assert rows
    for row in rows:
        numbers = [number for number in row[read:] if isinstance(number, int)]
        assert numbers[0] == sum(numbers[1:]), row
    assert rows[-1][kept] == sum(row[kept] for row in rows[:-1] if isinstance(row[kept], int))


def test_mix_leaves_out_the_sources_it_is_told_to(toy_corpora: ToyCorpora) -> None:
    entry = next(entry for entry in load_toy_mix(toy_corpora).report if entry.corpus == "literature/books")
    assert entry.dropped["source left out"] == 95 // 2


def test_mix_gives_names_in_sentences_pairs_of_their_own(toy_corpora: ToyCorpora) -> None:
    names = next(domain for domain in load_toy_mix(toy_corpora).domains if domain.name == "names")
    assert all(german == english for german, english in names.pairs)


def test_mix_is_made_once_and_again_when_a_corpus_changes(
    toy_corpora: ToyCorpora, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load_toy_mix(toy_corpora)
    made = list((tmp_path / "cache").iterdir())
    monkeypatch.setattr(toy_corpora, "_lines", lambda *_: pytest.fail("a corpus was read again"))
    assert load_toy_mix(toy_corpora) == first
    monkeypatch.undo()
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda *_args, **_kwargs: tmp_path / "cache")
    toy_corpora.version = 2
    load_toy_mix(toy_corpora)
    assert len(made) == 1
    assert list((tmp_path / "cache").iterdir()) != made


def test_mix_wants_its_corpora_even_where_it_was_made_before(toy_corpora: ToyCorpora) -> None:
    load_toy_mix(toy_corpora)
    toy_corpora.lost.add("multi30k")
    with pytest.raises(TrainingError, match=r"multi30k is not to be had\."):
        load_toy_mix(toy_corpora)


def test_mix_leaves_those_that_were_lately_used_in_the_cache(toy_corpora: ToyCorpora, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    for day in range(1, KEPT_MIXES + 2):
        other = tmp_path / "cache" / f"mix-{day}.json.gz"
        other.touch()
        os.utime(other, (day * 86_400, day * 86_400))
    load_toy_mix(toy_corpora)
    left = {path.name for path in (tmp_path / "cache").iterdir()}
    assert len(left) == KEPT_MIXES
    assert {f"mix-{KEPT_MIXES + 1}.json.gz", f"mix-{KEPT_MIXES}.json.gz"} < left


def test_corpora_of_mix_names_each_corpus_once() -> None:
    names = corpora_of_mix()
    assert {"multi30k", "tatoeba_manythings_2018", "dict_wiktionary"} <= set(names)
    assert len(names) == len(set(names))
    assert "bible" not in names


def test_split_by_sentence_shares_no_sentence_between_its_parts() -> None:
    pairs = [(f"Satz {number // 2}.", f"Sentence {number // 3}.") for number in range(300)]
    pairs += [(f"Allein {number}!", f"Alone {number}!") for number in range(50)]
    split = splits.split_by_sentence(pairs, development=10, test=20)
    parts = [split.training, split.development, split.test]
    assert [len(part) for part in parts[1:]] == [10, 20]
    for side in (0, 1):
        keys = [{key(pair[side]) for pair in part} for part in parts]
        assert not keys[0] & keys[1]
        assert not keys[0] & keys[2]
        assert not keys[1] & keys[2]
        assert len(keys[2]) == 20, "a test sentence comes twice"


def test_split_by_sentence_draws_by_hash_and_not_by_place() -> None:
    pairs = [(f"Satz {number}.", f"Sentence {number}.") for number in range(100)]
    assert splits.split_by_sentence(pairs, 10, 10).test == splits.split_by_sentence(pairs[::-1], 10, 10).test


def test_associations_find_translations_by_what_stands_together() -> None:
    links = associations(toy_pairs("X"))
    best = {link.german: link.english for link in reversed(links)}
    assert {noun.lower(): best[noun.lower()] for noun in NOUNS} == {key(de): en for de, en in NOUNS.items()}
    assert {verb: best[verb] for verb in VERBS} == VERBS
    assert all(0 < link.probability <= 1 and 0 < link.inverse <= 1 for link in links)


@pytest.mark.parametrize(
    ("english", "glosses"),
    [
        ("to go (on foot), walk", ["go", "walk"]),
        ("a dog", ["dog"]),
        ("the", ["the"]),
        ("''expressed by nominalization''", []),
        ("24/7", []),
        ("one's", ["one's"]),
        ("world's oldest profession", ["world's oldest profession"]),
    ],
)
def test_clean_glosses_leave_words_alone(english: str, glosses: list[str]) -> None:
    assert dictionaries.clean_glosses(english) == glosses


@pytest.mark.parametrize(
    ("german", "headword"),
    [
        ("Hund", "Hund"),
        ("der Verlobte", "Verlobte"),
        ("1. stecken", "stecken"),
        ("verschwinde!", "verschwinde"),
        ("-wärts", ""),
        ("wie geht es? / wie geht’s?", ""),
        ("Frankfurt a/M", ""),
    ],
)
def test_clean_headword_gives_a_word_or_nothing(german: str, headword: str) -> None:
    assert dictionaries.clean_headword(german) == headword


WIKTIONARY = [("Essen", "food"), ("essen", "eat"), ("Gebet", "prayer"), ("Bank", "bench"), ("Bank", "bank")]
NO_CASE = Truecaser([], set())


def test_training_pairs_tell_a_noun_from_the_verb_of_its_letters() -> None:
    pairs = dictionaries.training_pairs(Dictionaries(WIKTIONARY, []), [], set(), NO_CASE, NO_CASE)
    assert ("Essen", "food") in pairs
    assert ("essen", "eat") in pairs
    assert ("Essen", "eat") not in pairs


def test_training_pairs_keep_out_the_words_they_are_told_to() -> None:
    pairs = dictionaries.training_pairs(Dictionaries(WIKTIONARY, []), [], {"essen"}, NO_CASE, NO_CASE)
    assert {german for german, _ in pairs} == {"Gebet", "Bank"}


def test_training_pairs_take_of_a_noisy_list_what_inflects_a_head_word() -> None:
    entries = Dictionaries(WIKTIONARY, [("gebete", "prayers"), ("gebete", "director")])
    pairs = dictionaries.training_pairs(entries, [], set(), NO_CASE, NO_CASE)
    assert ("gebete", "prayers") in pairs
    assert ("gebete", "director") not in pairs


def test_training_pairs_come_as_often_as_sentences_show_them() -> None:
    sentences = [(f"Die Bank {verb}", f"The bench {VERBS[verb]}") for verb in VERBS] * 3
    sentences += [(f"Die Bank {verb}", f"The bank {VERBS[verb]}") for verb in VERBS]
    links = associations(sentences)
    pairs = Counter(dictionaries.training_pairs(Dictionaries(WIKTIONARY, []), links, set(), NO_CASE, NO_CASE))
    assert pairs["Bank", "bench"] > pairs["Bank", "bank"] > 0


def test_word_sets_share_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionaries, "FREQUENT_WORDS", 2)
    monkeypatch.setattr(dictionaries, "KEPT_OUT_RANKS", (2, 10))
    entries = Dictionaries(WIKTIONARY, [("essen", "dining")])
    frequent, kept_out = dictionaries.word_sets(entries, Counter(essen=9, bank=5, gebet=2), NO_CASE)
    assert [(word.german, word.accepted) for word in frequent] == [
        ("Essen", {"food", "eat", "dining"}),
        ("Bank", {"bench", "bank"}),
    ]
    assert [word.german for word in kept_out] == ["Gebet"]


def test_read_aligned_refuses_files_of_different_length(tmp_path: Path) -> None:
    (tmp_path / "a.de").write_text("eins\nzwei\n", encoding="utf-8")
    (tmp_path / "a.en").write_text("one\n", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"a\.de has 2 lines, but .*a\.en 1\."):
        read_aligned(tmp_path / "a.de", tmp_path / "a.en")


def test_read_lines_composes_letters_and_keeps_odd_separators(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("U\u0308ber\u2028uns \n", encoding="utf-8")
    assert read_lines(tmp_path / "a.txt") == ["Über\u2028uns"]


def test_read_lines_says_which_file_is_broken(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"Hallo" * 1000)[:20])
    with pytest.raises(TrainingError, match=r"a\.txt\.gz cannot be read .* Fetch it again\."):
        read_lines(tmp_path / "a.txt.gz")


def test_read_tatoeba_takes_tables_with_and_without_attribution(tmp_path: Path) -> None:
    (tmp_path / "deu.txt").write_text("Hi.\tHallo.\nGo.\tGeh.\tCC-BY 2.0\n", encoding="utf-8")
    assert read_tatoeba(tmp_path / "deu.txt") == [("Hallo.", "Hi."), ("Geh.", "Go.")]


def test_read_dictionary_parts_at_the_tab_or_else_at_the_space(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("sich freuen\tbe glad\nhund dog\nallein\n", encoding="utf-8")
    assert read_dictionary(tmp_path / "a.tsv") == [("sich freuen", "be glad"), ("hund", "dog")]


@pytest.fixture(scope="session")
def real_mix(corpora_directory: Path) -> Mix:
    return load_mix(Corpora(corpora_directory))


@pytest.mark.corpora
def test_mix_holds_no_sentence_of_a_validation_or_test_set(real_mix: Mix, corpora_directory: Path) -> None:
    assert_nothing_held_out(real_mix, real_mix.development | held_out_sets(Corpora(corpora_directory)))


@pytest.mark.corpora
def test_mix_keeps_whole_corpora_out_that_are_for_tests(corpora_directory: Path, real_mix: Mix) -> None:
    sizes = {name: len(pairs) for name, pairs in held_out_sets(Corpora(corpora_directory)).items()}
    assert sizes == {
        "multi30k_test_2016_flickr": 1000,
        "tatoeba": 2000,
        "newstest2013": 3000,
        "ted_tst2012": 1700,
        "chat_dev": 1718,
        "phrasebook": 76,
    }
    assert {name: len(pairs) for name, pairs in real_mix.development.items()} == {
        "tatoeba": 1000,
        "multi30k_val": 1014,
        "newstest2012_end": 500,
        "phrasebook": 29,
    }


@pytest.mark.corpora
def test_mix_trains_on_frequent_words_and_not_on_the_kept_out(real_mix: Mix) -> None:
    trained = {german.lower() for domain in real_mix.domains for german, _ in domain.pairs}
    frequent = {word.german.lower() for word in real_mix.frequent_words}
    kept_out = {word.german.lower() for word in real_mix.kept_out_words}
    assert (len(frequent), len(kept_out)) == (1000, 1000)
    assert len(frequent & trained) >= 950
    assert not frequent & kept_out
    assert not kept_out & trained


@pytest.mark.corpora
def test_mix_has_weight_and_pairs_for_every_domain(real_mix: Mix) -> None:
    assert sum(domain.weight for domain in real_mix.domains) == pytest.approx(100)
    assert all(domain.weight > 0 for domain in real_mix.domains)
    pairs = {domain.name: len(domain.pairs) for domain in real_mix.domains}
    assert pairs.pop("letters") > 1_000  # the phrasebook
    assert min(pairs.values()) > 5_000
    assert json.dumps(report_table(real_mix)), "the report must fit in a manifest"
