"""Where a sentence that is too long for the model is cut."""

import re
from collections.abc import Callable

Span = tuple[int, int]


def split(text: str, fits: Callable[[str], bool]) -> list[Span]:
    """The spans of `text` that translate best by themselves, each of which `fits`.

    Cuts are made at the ends of sentences if that is enough, else at semicolons and colons, else at commas,
    else before conjunctions, else between words, and last of all inside a word; always nearest to the middle.
    White space at a cut belongs to no span.
    """
    return [span for span in _split(text, 0, len(text), fits) if text[slice(*span)].strip()]


def _split(text: str, start: int, end: int, fits: Callable[[str], bool]) -> list[Span]:
    if end - start <= 1 or fits(text[start:end]):
        return [(start, end)]
    left_end, right_start = _cut(text[start:end])
    return _split(text, start, start + left_end, fits) + _split(text, start + right_start, end, fits)


def _cut(text: str) -> Span:
    """Where the left part ends and the right one starts."""
    middle = len(text) // 2
    for pattern in _CUTS:
        cuts = [
            match.span() for match in pattern.finditer(text) if match.start() > 0 and match.end() < len(text)
        ]
        if cuts:
            best = min(cuts, key=lambda cut: abs(cut[0] - middle))
            if min(best[0], len(text) - best[1]) * _LEAST_SHARE >= len(text) or pattern is _CUTS[-1]:
                return best
    return middle, middle


_LEAST_SHARE = 6
"""A part shorter than one in so many is not worth a cut: the other would hardly be shorter than the whole."""
_CUTS = (
    re.compile(r"(?<=[.!?…])[\"“”«»)']*\s+"),
    re.compile(r"(?<=[;:])\s+"),
    re.compile(r"(?<=,)\s+|\s+(?=[–—-]\s)"),
    re.compile(r"\s+(?=(?:und|oder|aber|denn|sondern|sowie|weil|dass|daß|wenn|während|nachdem|obwohl)\s)"),
    re.compile(r"\s+"),
)
