"""How much typing completion saves: held-out sentences are typed, each word taken once it is offered."""

from collections.abc import Callable, Iterable, Sequence

from train.corpora.running_text import words_of

OFFERED = 5
"""Words that a person looks at."""

Complete = Callable[[str, Sequence[str]], list[str]]
"""The words offered for what is typed, best first, given the words before it in the sentence."""


def saved(sentences: Iterable[str], complete: Complete) -> float:
    """Share of the keystrokes that words cost which is saved, 0 to 100.

    A word costs its letters. With completion it costs those typed until it is among the first `OFFERED`
    words, and one more to take it. The words after it are not there yet: the text is being written.
    """
    letters = typed = 0
    for sentence in sentences:
        words = words_of(sentence)
        for place, word in enumerate(words):
            letters += len(word)
            typed += _keystrokes(word, words[:place], complete)
    return 100 * (letters - typed) / letters if letters else 0.0


def _keystrokes(word: str, before: Sequence[str], complete: Complete) -> int:
    for length in range(1, len(word) - 1):
        offered = complete(word[:length], before)[:OFFERED]
        # at a sentence's beginning the client writes what is taken with a capital
        if word in offered or (not before and word.lower() in (other.lower() for other in offered)):
            return length + 1
    return len(word)
