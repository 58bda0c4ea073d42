"""What a translator is given and what it gives, whichever model stands behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Hypothesis:
    """One translation of one sentence."""

    text: str
    confidence: float
    """Geometric mean of the probabilities of its tokens, 0 to 1."""
    unsure: bool = False
    """Whether its confidence is so low that, with this model, it is more likely wrong than right."""
    alignment: tuple[tuple[int, int, int, int], ...] = ()
    """Spans that belong together: source start and end, target start and end, in characters; may be empty."""


@dataclass(frozen=True)
class Translation:
    """What a model makes of one sentence: hypotheses, best first, never none."""

    source: str
    hypotheses: tuple[Hypothesis, ...]

    @property
    def text(self) -> str:
        """The best hypothesis."""
        return self.hypotheses[0].text


class Translator(Protocol):
    """German sentences to English ones."""

    name: str

    def translate(
        self,
        sentences: Sequence[str],
        *,
        count: int = 1,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> list[Translation]:
        """A translation of each sentence, in order, each with up to `count` hypotheses.

        An empty sentence gives an empty hypothesis. `cancelled` is asked between decoding steps.

        Raises:
            Cancelled: `cancelled` answered true.
        """
        ...
