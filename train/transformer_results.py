"""How the best weights of a run of the default translator become a checkpoint."""

import dataclasses
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models import checkpoint
from models.checkpoint import Manifest
from models.default_translator import KIND, PIECES, DefaultTranslator
from models.transformer import Transformer
from train import loop, subwords
from train.export import write_ctranslate2
from train.transformer import network_config, piece_list, vocabulary_rows
from train.transformer_run import Run

DEVELOPMENT_SCHEME = (
    "greedy decoding of the preset's share of each development set; sacreBLEU's BLEU and chrF"
)


def write_checkpoint(
    out: Path, directory: Path, measure: Callable[[DefaultTranslator], dict[str, Any]] = lambda translator: {}
) -> Manifest:
    """Writes the best weights so far of the run in `out` to `directory`, as a checkpoint in eight bits.

    The figures that `measure` gives of it go into its manifest, beside those of its interval in training.

    Raises:
        TrainingError: there is no run in `out`, or nothing of it is finished.
    """
    run = Run.read(out)
    pieces = subwords.open_pieces(out / PIECES)
    config = network_config(run.settings, vocabulary_rows(pieces))
    transformer = Transformer(config)
    transformer.load_state_dict(loop.best_weights(out))
    best = run.best
    manifest = Manifest(
        kind=KIND,
        languages=["de", "en"],
        architecture=asdict(config),
        hyperparameters=asdict(run.settings),
        vocabulary={"pieces": len(pieces)},
        corpora=run.corpora,
        metrics={
            "training": {
                "target_tokens": run.target_tokens(best),
                "loss": best["training_loss"],
                "development": {"scheme": DEVELOPMENT_SCHEME, **_development(best)},
            }
        },
        revision=run.revision,
        device=run.device,
        wall_time_seconds=round(run.seconds(best), 1),
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
