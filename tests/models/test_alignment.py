"""Which words belong together, by attention."""

import numpy as np

from models.alignment import align, words

SOURCE, TARGET = "Das Haus brennt.", "The house burns."


def spans(text: str, *pieces: str) -> list[tuple[int, int]]:
    found, start = [], 0
    for piece in pieces:
        start = text.index(piece, start)
        found.append((start, start + len(piece)))
        start += len(piece)
    return found


def aligned(
    attention: list[list[float]], source_pieces: list[str], target_pieces: list[str]
) -> list[tuple[str, str]]:
    links = align(
        np.array(attention, dtype=np.float32),
        spans(SOURCE, *source_pieces),
        spans(TARGET, *target_pieces),
        SOURCE,
        TARGET,
    )
    return [(SOURCE[start:end], TARGET[first:last]) for start, end, first, last in links]


def test_words_leaves_punctuation_out() -> None:
    text = "„Das ist's“, sagte E-Mail ⟦₁⟧."
    assert [text[start:end] for start, end in words(text)] == ["Das", "ist's", "sagte", "E-Mail", "⟦₁⟧"]


def test_every_word_goes_with_what_it_attends_to() -> None:
    attention = [[0.8, 0.1, 0.1, 0.0], [0.1, 0.7, 0.1, 0.1], [0.1, 0.1, 0.7, 0.1], [0.0, 0.0, 0.1, 0.9]]
    assert aligned(attention, ["Das", " Haus", " brennt", "."], ["The", " house", " burns", "."]) == [
        ("Das", "The"),
        ("Haus", "house"),
        ("brennt", "burns"),
    ]


def test_pieces_of_a_word_count_together() -> None:
    attention = [[0.4, 0.6, 0.0, 0.0], [0.1, 0.1, 0.5, 0.3], [0.1, 0.3, 0.2, 0.4]]
    # `burns` attends to `brennt` in two pieces that together weigh more than `Haus`
    assert ("brennt", "burns") in aligned(
        attention, ["Das", " Haus", " bren", "nt"], ["The", " house", " burns"]
    )


def test_a_word_that_attends_to_nothing_in_particular_is_left_alone() -> None:
    attention = [[0.9, 0.0, 0.0], [0.05, 0.05, 0.05], [0.0, 0.0, 0.9]]
    links = aligned(attention, ["Das", " Haus", " brennt"], ["The", " house", " burns"])
    assert links == [("Das", "The"), ("brennt", "burns")]


def test_a_source_word_left_over_goes_to_who_attends_most() -> None:
    attention = [[0.6, 0.3, 0.0], [0.2, 0.1, 0.7], [0.0, 0.1, 0.9]]
    links = aligned(attention, ["Das", " Haus", " brennt"], ["The", " house", " burns"])
    assert ("Haus", "The") in links


def test_nothing_aligns_with_nothing() -> None:
    assert align(np.zeros((0, 0), np.float32), [], [], "", "") == []
