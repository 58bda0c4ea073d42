"""Where a sentence that is too long for the model is cut."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

Span = tuple[int, int]


def split(text: str, units: Sequence[int], most: int) -> list[Span]:
    """The spans of `text` that translate best by themselves, each of at most `most` units.

    `units` are the positions where the units start, ascending. Cuts are made at the ends of sentences if that
    is enough, else at semicolons and colons, else at commas, else before conjunctions, else between words,
    and last of all between two units; always nearest to the middle. White space at a cut belongs to no span.

    It takes time in proportion to the text and the number of cuts.
    """
    cuts = [[match.span() for match in pattern.finditer(text)] for pattern in _CUTS]
    found: list[Span] = []
    waiting = [(0, len(text))]
    while waiting:
        start, end = waiting.pop()
        if bisect_left(units, end) - bisect_left(units, start) <= most:
            found.append((start, end))
            continue
        left_end, right_start = _cut(cuts, units, start, end)
        waiting += [(right_start, end), (start, left_end)]
    return [(start, end) for start, end in found if text[start:end].strip()]


def _cut(cuts: Sequence[Sequence[Span]], units: Sequence[int], start: int, end: int) -> Span:
    """Where the left part of a span ends and the right one starts."""
    middle = (start + end) // 2
    for rank, spans in enumerate(cuts, 1):
        first = bisect_right(spans, start, key=_start_of)
        last = bisect_left(spans, end, first, key=_end_of)
        after = bisect_left(spans, middle, first, last, key=_start_of)
        around = spans[max(after - 1, first) : min(after + 1, last)]
        if around:
            best = min(around, key=lambda cut: abs(cut[0] - middle))
            if min(best[0] - start, end - best[1]) * _LEAST_SHARE >= end - start or rank == len(cuts):
                return best
    between = units[(bisect_left(units, start) + bisect_left(units, end)) // 2]
    return between, between


def _start_of(span: Span) -> int:
    return span[0]


def _end_of(span: Span) -> int:
    return span[1]


_LEAST_SHARE = 6
"""A part shorter than one in so many is not worth a cut: the other would hardly be shorter than the whole."""
_CUTS = (
    re.compile(r"(?<=[.!?…])[\"“”«»)']*\s+"),
    re.compile(r"(?<=[;:])\s+"),
    re.compile(r"(?<=,)\s+|(?<!\s)\s++(?=[–—-]\s)"),
    re.compile(
        r"(?<!\s)\s++(?=(?:und|oder|aber|denn|sondern|sowie|weil|dass|daß|wenn|während|nachdem|obwohl)\s)"
    ),
    re.compile(r"\s+"),
)
