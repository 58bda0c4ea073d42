"""The figures of a translator: that they are right, and that the table says what they are."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from models.translation import Hypothesis, Translation
from train import evaluation
from train.__main__ import main
from train.corpora import Corpora
from train.corpora.dictionaries import Word
from train.errors import TrainingError
from train.evaluation import Evaluation, SentenceScore, WordScore


class Lookup:
    """A translator that knows some sentences by heart, and leaves the others in German."""

    name = "lookup"

    def __init__(self, known: dict[str, list[str]]) -> None:
        self.known = known
        self.calls: list[int] = []

    def translate(
        self, sentences: Sequence[str], *, count: int = 1, cancelled: Callable[[], bool] = lambda: False
    ) -> list[Translation]:
        self.calls.append(len(sentences))
        return [
            Translation(
                source, tuple(Hypothesis(text, 0.5) for text in self.known.get(source, [source])[:count])
            )
            for source in sentences
        ]


PAIRS = [
    ("Der Hund bellt laut.", "The dog barks loudly."),
    ("Wir sehen uns morgen früh.", "See you tomorrow morning."),
]


def test_sentences_that_equal_their_references_score_100() -> None:
    translator = Lookup({german: [english] for german, english in PAIRS})
    score = evaluation.score_sentences(translator, PAIRS)
    assert (score.sentences, score.bleu, score.chrf) == (2, pytest.approx(100), pytest.approx(100))


def test_sentences_are_scored_with_their_case() -> None:
    translator = Lookup({german: [english.lower()] for german, english in PAIRS})
    assert evaluation.score_sentences(translator, PAIRS).bleu < 100


def test_sentences_that_share_nothing_score_near_zero() -> None:
    score = evaluation.score_sentences(Lookup({german: ["Nope"] for german, _ in PAIRS}), PAIRS)
    assert score.bleu == pytest.approx(0)


def test_sentences_reach_the_translator_in_batches() -> None:
    translator, done = Lookup({}), list[tuple[int, int]]()
    pairs = PAIRS * evaluation.BATCH
    evaluation.score_sentences(translator, pairs, lambda *counts: done.append(counts))
    assert translator.calls == [evaluation.BATCH] * 2
    assert done == [(evaluation.BATCH, len(pairs)), (len(pairs), len(pairs))]


def test_words_are_hit_by_any_accepted_translation_among_three() -> None:
    words = [
        Word("Haus", frozenset({"house", "home"})),
        Word("gehen", frozenset({"go", "walk"})),
        Word("Schloss", frozenset({"castle", "lock"})),
        Word("Bank", frozenset({"bank"})),
    ]
    translator = Lookup(
        {
            "Haus": ["The house.", "home"],
            "gehen": ["to leave", "To go", "walk"],
            "Schloss": ["palace", "manor", "lock", "castle"],
            "Bank": ["bench", "seat", "pew", "bank"],
        }
    )
    score = evaluation.score_words(translator, words)
    assert score == WordScore(words=4, hit_at_1=25.0, hit_at_3=75.0)


@pytest.mark.parametrize(
    ("hypothesis", "expected"),
    [
        ("The house.", "house"),
        ("To go", "go"),
        ("an apple", "apple"),
        ("toe", "toe"),
        ("the", "the"),
        ("", ""),
    ],
)
def test_gloss_compares_as_dictionaries_write(hypothesis: str, expected: str) -> None:
    assert evaluation.gloss(hypothesis) == expected


def test_table_shows_every_set_its_published_figures_and_the_signatures() -> None:
    result = Evaluation(
        sentences={"tatoeba": SentenceScore(2000, 33.333, 55.5)},
        words={"frequent_words": WordScore(1000, 61.2, 70.04)},
        bleu_signature="nrefs:1|case:mixed",
        chrf_signature="nrefs:1|nc:6",
    )
    lines = result.table().splitlines()
    assert "| tatoeba | 2000 | 33.3 | 55.5 |  |  | OPUS-MT 52.7 (on a split of its own) |" in lines
    assert "| frequent_words | 1000 |  |  | 61.2 | 70.0 |  |" in lines
    assert lines[-3:] == ["BLEU: nrefs:1|case:mixed", "", "chrF: nrefs:1|nc:6"]


def test_figures_carry_their_scheme_into_a_manifest() -> None:
    result = Evaluation({"tatoeba": SentenceScore(2, 33.3333, 50.0)}, {}, "bleu scheme", "chrf scheme")
    assert result.figures() == {
        "schemes": {"bleu": "bleu scheme", "chrf": "chrf scheme"},
        "tatoeba": {"sentences": 2, "bleu": 33.33, "chrf": 50.0},
    }


def test_unknown_set_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(
        TrainingError, match=r"There is no set newstest1999\. Choose from: multi30k_test_2016"
    ):
        evaluation.evaluate(Lookup({}), Corpora(tmp_path), ["tatoeba", "newstest1999"])


@pytest.mark.corpora
def test_evaluation_of_a_whole_set_says_how_it_was_scored(corpora_directory: Path) -> None:
    translator = Lookup({})
    result = evaluation.evaluate(translator, Corpora(corpora_directory), ["multi30k_test_2016_flickr"])
    assert list(result.sentences) == ["multi30k_test_2016_flickr"]
    assert result.sentences["multi30k_test_2016_flickr"].sentences == 1000
    assert result.sentences["multi30k_test_2016_flickr"].bleu < 10
    assert "case:mixed" in result.bleu_signature
    assert "tok:13a" in result.bleu_signature


@pytest.mark.corpora
def test_evaluate_command_prints_one_table(
    corpora_directory: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("models.translator.load", lambda model: asked.append(model) or Lookup({}))
    status = main(["evaluate", "lab", "--sets", "chat_dev", "--data", str(corpora_directory)])
    lines = capsys.readouterr().out.splitlines()
    assert (status, asked) == (0, ["lab"])
    assert [line.split(" | ")[0] for line in lines[:3]] == ["| set", "| ---", "| chat_dev"]
    assert lines[-1].startswith("chrF: nrefs:1")


def test_evaluate_command_names_the_sets_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("models.translator.load", lambda model: Lookup({}))
    assert main(["evaluate", "lab", "--sets", "chat", "--data", str(tmp_path)]) == 1
    assert "There is no set chat. Choose from:" in capsys.readouterr().err
