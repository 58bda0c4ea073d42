"""Which words of a list begin with some letters, in whatever case."""

import bisect
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.intp]


class Beginnings:
    """Words by their beginnings: those that begin alike stand side by side, in either case."""

    def __init__(self, words: Sequence[str]) -> None:
        order = sorted(range(len(words)), key=lambda row: words[row].lower())
        self._names = [words[row].lower() for row in order]
        self._rows = np.array(order, dtype=np.intp)  # [words]

    def rows(self, start: str) -> Rows:
        """The places in the list of the words that begin so, in no particular order."""
        lowered = start.lower()
        first = bisect.bisect_left(self._names, lowered)
        return self._rows[first : bisect.bisect_left(self._names, lowered + _LAST_CHARACTER, lo=first)]


_LAST_CHARACTER = "\U0010ffff"
