"""What a run of the default translator leaves behind, and how its best weights become a checkpoint."""

import dataclasses
import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models import checkpoint
from models.checkpoint import Manifest
from models.default_translator import KIND, PIECES, DefaultTranslator
from models.files import replacing_file
from models.transformer import Transformer
from train import loop, provenance, subwords
from train.corpora import Corpora
from train.corpora.mix import corpora_of_mix
from train.errors import TrainingError
from train.export import write_ctranslate2
from train.transformer import TransformerPreset, piece_list, vocabulary_rows

RUN = "run.json"
DEVELOPMENT_SCHEME = (
    "greedy decoding of the preset's share of each development set; sacreBLEU's BLEU and chrF"
)


def describe(out: Path, settings: TransformerPreset, corpora: Corpora, device: str) -> None:
    """Notes in the run's directory what a manifest has to say of it."""
    content = {
        "settings": asdict(settings),
        "corpora": [corpora.provenance(name) for name in corpora_of_mix()],
        "revision": provenance.revision(),
        "device": provenance.device(device),
    }
    with replacing_file(out / RUN) as temporary:
        temporary.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_checkpoint(
    out: Path, directory: Path, measure: Callable[[DefaultTranslator], dict[str, Any]] = lambda translator: {}
) -> Manifest:
    """Writes the best weights so far of the run in `out` to `directory`, as a checkpoint in eight bits.

    The figures that `measure` gives of it go into its manifest, beside those of its interval in training.

    Raises:
        TrainingError: there is no run in `out`, or nothing of it is finished.
    """
    try:
        run = json.loads((out / RUN).read_text(encoding="utf-8"))
        history = [json.loads(line) for line in (out / loop.METRICS).read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError as error:
        raise TrainingError(
            f"{error.filename} is missing: {out} holds no run with a finished interval. "
            "Train one with dolmetsch-train transformer."
        ) from error
    settings = TransformerPreset(**run["settings"])
    pieces = subwords.open_pieces(out / PIECES)
    config = settings.config(vocabulary_rows(pieces))
    transformer = Transformer(config)
    transformer.load_state_dict(loop.best_weights(out))
    best = max(history, key=lambda entry: entry["score"])
    manifest = Manifest(
        kind=KIND,
        languages=["de", "en"],
        architecture=asdict(config),
        hyperparameters=run["settings"],
        vocabulary={"pieces": len(pieces)},
        corpora=run["corpora"],
        metrics={
            "training": {
                "target_tokens": best["epoch"] * settings.interval_target_tokens,
                "loss": best["training_loss"],
                "development": {"scheme": DEVELOPMENT_SCHEME, **_development(best)},
            }
        },
        revision=run["revision"],
        device=run["device"],
        wall_time_seconds=round(sum(entry["seconds"] for entry in history[: int(best["epoch"])]), 1),
    )
    _write(directory, manifest, transformer, out / PIECES)
    figures = measure(DefaultTranslator.open(checkpoint.load(directory, (KIND,))))
    if figures:
        manifest = dataclasses.replace(manifest, metrics=manifest.metrics | figures)
        _write(directory, manifest, transformer, out / PIECES)
    return manifest


def _write(directory: Path, manifest: Manifest, transformer: Transformer, pieces: Path) -> None:
    with checkpoint.writing(directory, manifest) as temporary:
        names = piece_list(subwords.open_pieces(pieces), transformer.config.vocabulary_size)
        write_ctranslate2(transformer, names, temporary)
        shutil.copyfile(pieces, temporary / PIECES)


def _development(entry: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in entry.items() if name.endswith(("_bleu", "_chrf"))}
