"""How well vectors agree with people on which words are alike: WordSim-353, RG-65 and Gur65."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from train.corpora import Corpora
from train.corpora.parallel import read_lines

CORPUS = "wordsim"
SETS = {
    "en": {
        "WordSim-353": "EN-WS-353-ALL.txt",
        "WordSim-353, similarity": "EN-WS-353-SIM.txt",
        "WordSim-353, relatedness": "EN-WS-353-REL.txt",
        "RG-65": "EN-RG-65.txt",
    },
    "de": {
        "WordSim-353": "wordsim353-german.txt",
        "WordSim-353, similarity": "wordsim353-german-sim.txt",
        "WordSim-353, relatedness": "wordsim353-german-rel.txt",
        "Gur65": "gur65.gold.pos.txt",
    },
}


@dataclass(frozen=True)
class Judged:
    """Two words, and how alike people find them."""

    first: str
    second: str
    score: float


@dataclass(frozen=True)
class Agreement:
    """How well a model agrees with people on one set."""

    pairs: int
    covered: float
    """Share of the pairs of which the model knows both words, 0 to 100."""
    correlation: float
    """Spearman's, of the covered pairs, -1 to 1."""


def read(corpora: Corpora, language: str) -> dict[str, list[Judged]]:
    """The sets of a language by name."""
    return {name: _read(corpora, file) for name, file in SETS[language].items()}


def agreement(judged: Sequence[Judged], similarity: Callable[[str, str], float | None]) -> Agreement:
    """How well similarities, None where a word is not known, are in the order of people's."""
    found = [(pair.score, similarity(pair.first, pair.second)) for pair in judged]
    covered = [(score, similar) for score, similar in found if similar is not None]
    return Agreement(
        len(judged),
        100 * len(covered) / len(judged),
        spearman([score for score, _ in covered], [similar for _, similar in covered]),
    )


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Spearman's rank correlation, ties having the mean of their ranks; 0 where one side is all the same."""
    ranks = _ranks(first), _ranks(second)
    if min(np.ptp(ranks[0]), np.ptp(ranks[1]), len(first)) == 0:
        return 0.0
    return float(np.corrcoef(*ranks)[0, 1])


def _ranks(values: Sequence[float]) -> npt.NDArray[np.float64]:
    _, place, counts = np.unique(np.array(values), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)  # the highest rank of each distinct value
    ranks: npt.NDArray[np.float64] = (last - (counts - 1) / 2)[place]
    return ranks


def _read(corpora: Corpora, file: str) -> list[Judged]:
    """The pairs of a table with tabs or colons; lines without a number in third place are its heading."""
    judged = []
    for line in read_lines(corpora.path(CORPUS, file)):
        columns = re.split(r"[\t:]", line)
        if len(columns) >= _COLUMNS and _NUMBER.fullmatch(columns[2]):
            judged.append(Judged(columns[0], columns[1], float(columns[2])))
    return judged


_COLUMNS = 3
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
