"""How much faster the project trains than the loop a newcomer writes: a file per model, with `measure()`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """Two rates measured in one run on one machine; a higher rate is better."""

    name: str
    """What is compared: `word2vec`."""
    ours: float
    """The project's training step."""
    baseline: float
    """The plain loop."""
    unit: str
    """Of both rates: `pairs/s`."""

    @property
    def times(self) -> float:
        """How many times faster the project is."""
        return self.ours / self.baseline
