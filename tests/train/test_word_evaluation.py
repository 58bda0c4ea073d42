"""How word vectors are judged: rank correlation with people, and keystrokes saved."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from train import keystrokes, word_similarity
from train.__main__ import main
from train.word_similarity import Judged


def test_only_the_order_counts() -> None:
    assert word_similarity.spearman([1, 2, 3, 4], [10, 100, 1_000, 1_001]) == pytest.approx(1)
    assert word_similarity.spearman([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1)


def test_ties_share_their_ranks() -> None:
    # ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4
    assert word_similarity.spearman([0, 5, 5, 9], [1, 2, 3, 4]) == pytest.approx(4.5 / (4.5 * 5) ** 0.5)
    assert word_similarity.spearman([1, 1, 1], [1, 2, 3]) == 0


def test_pairs_with_unknown_words_are_not_covered() -> None:
    judged = [Judged("Auto", "Wagen", 9), Judged("Auto", "Quux", 8), Judged("Auto", "Brot", 1)]
    known = {"Wagen": 0.9, "Brot": 0.1}

    agreement = word_similarity.agreement(judged, lambda _, second: known.get(second))

    assert agreement.correlation == pytest.approx(1)
    assert agreement.covered == pytest.approx(200 / 3)


def test_a_word_is_taken_as_soon_as_it_is_offered() -> None:
    def complete(typed: str, before: Sequence[str]) -> list[str]:
        return ["Haus"] if typed == "H" and before else []

    # of 3 + 4 letters, `Haus` takes its first and the key that takes it
    assert keystrokes.saved(["Das Haus"], complete) == pytest.approx(100 * 2 / 7)
    assert keystrokes.saved(["Haus Das"], complete) == 0


def test_what_comes_late_in_the_list_is_not_seen() -> None:
    offered = ["Hand", "Hase", "Hauch", "Haupt", "Haut", "Haus"]

    assert keystrokes.saved(["das Haus"], lambda typed, before: offered) == 0


def test_at_a_sentences_beginning_case_is_the_clients() -> None:
    assert keystrokes.saved(["Haben"], lambda typed, before: ["haben"]) == pytest.approx(60)


@pytest.mark.corpora
def test_evaluate_prints_the_agreement_of_a_models_vectors(
    corpora_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "vectors", "lab", "--data", str(corpora_directory)]) == 0

    printed = capsys.readouterr().out
    assert "| en | WordSim-353 | 353 | " in printed
    assert "keystrokes" not in printed  # the lab's words do not go on


def test_evaluate_wants_one_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "vectors", "lab", "default"]) == 1

    assert "one model at a time, not lab and default" in capsys.readouterr().err
