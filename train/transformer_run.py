"""What a run of the default translator notes of itself in its directory, while it trains and afterwards."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from models.files import replacing_file
from train import loop, provenance
from train.corpora import Corpora, phrasebook
from train.corpora.mix import corpora_of_mix
from train.errors import TrainingError
from train.settings import TransformerPreset

RUN = "run.json"
"""Beside the loop's own files: the preset, the corpora, the code's revision and the device."""


@dataclass(frozen=True)
class Run:
    """A run with at least one finished interval, which may be under way still."""

    settings: TransformerPreset
    corpora: list[dict[str, Any]]
    """As `Corpora.provenance` gives them."""
    revision: str
    device: str
    history: list[dict[str, float]]
    """The figures of every interval, whether the run was interrupted between them or not."""

    @classmethod
    def read(cls, out: Path) -> Self:
        """The run in `out`.

        Raises:
            TrainingError: there is none, or nothing of it is finished.
        """
        try:
            noted = json.loads((out / RUN).read_text(encoding="utf-8"))
            lines = (out / loop.METRICS).read_text(encoding="utf-8").splitlines()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise TrainingError(
                f"{error.filename} is missing: {out} holds no run with a finished interval. "
                "Train one with dolmetsch-train transformer."
            ) from error
        settings = TransformerPreset(**noted.pop("settings"))
        return cls(settings, **noted, history=[json.loads(line) for line in lines])

    @property
    def best(self) -> dict[str, float]:
        """The figures of the best interval, whose weights are kept."""
        return max(self.history, key=lambda entry: entry["score"])

    def target_tokens(self, entry: dict[str, float]) -> int:
        """How many target tokens were seen when an interval ended."""
        return int(entry["epoch"]) * self.settings.interval_target_tokens

    def seconds(self, until: dict[str, float]) -> float:
        """What training took up to the end of an interval, its evaluations left out."""
        return sum(entry["seconds"] for entry in self.history[: int(until["epoch"])])


def describe(out: Path, settings: TransformerPreset, corpora: Corpora, device: str) -> None:
    """Notes in the run's directory what its report and its checkpoint have to say of it."""
    content = {
        "settings": asdict(settings),
        "corpora": [*map(corpora.provenance, corpora_of_mix()), phrasebook.provenance()],
        "revision": provenance.revision(),
        "device": provenance.device(device),
    }
    with replacing_file(out / RUN) as temporary:
        temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
