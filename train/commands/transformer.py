"""`dolmetsch-train transformer`: trains the default translator."""

import argparse
import os
import sys

from train import processes
from train.commands.shared import add_training_arguments, at_least_one, preset_changes, run_directory

NAME = "transformer"
SUMMARY = "train the default translator"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options every training has, and --processes."""
    add_training_arguments(parser, NAME)
    parser.add_argument(
        "--processes",
        type=at_least_one,
        default=os.cpu_count() or 1,
        metavar="NUMBER",
        help="on a CPU, train with so many processes of one thread each (default: one a core)",
    )


def run(options: argparse.Namespace) -> None:
    """Trains, and leaves the best weights in `<out>/checkpoint` and a report with its plots beside them."""
    from train import preset
    from train.settings import TransformerPreset

    settings = preset.load(NAME, options.preset, TransformerPreset, preset_changes(options))
    if options.processes > 1 and not processes.are_running() and _is_on_cpu(options.device):
        sys.exit(
            processes.run_together(options.processes, [sys.executable, "-m", "train", *options.arguments])
        )
    from filelock import FileLock

    from models.default_translator import PIECES
    from models.files import make_directory
    from train import loop, subwords
    from train.corpora import Corpora
    from train.corpora.mix import load_mix
    from train.transformer import TranslationTask, vocabulary_sentences
    from train.transformer_report import write_report
    from train.transformer_results import write_checkpoint
    from train.transformer_run import describe

    out = run_directory(options, NAME)
    make_directory(out)
    vocabulary = out / PIECES
    with FileLock(out / ".lock"):  # one process prepares, the others wait for it
        corpora = Corpora(options.data, options.mirror)
        mix = load_mix(corpora)
        if not vocabulary.exists():
            subwords.learn(vocabulary_sentences(mix), settings.vocabulary_size, vocabulary, settings.seed)
    task = TranslationTask(
        settings,
        subwords.open_pieces(vocabulary),
        mix,
        processes=loop.process_count(),
    )
    if loop.is_main_process() and (options.resume or not (out / loop.STATE).exists()):
        describe(out, settings, corpora, options.device)
    # a longer training goes the same way up to its cool-down, so a run may be resumed with another length
    fingerprint = {name: value for name, value in vars(settings).items() if name != "total_target_tokens"}
    loop.train(
        task,
        loop.RunSettings(out=out, device=options.device, resume=options.resume, fingerprint=fingerprint),
    )
    if loop.is_main_process():
        write_checkpoint(out, out / "checkpoint")
        print(write_report(out, mix.development))
        print(f"\nThe checkpoint is {out / 'checkpoint'}, the report {out / 'report.md'}.")


def _is_on_cpu(device: str) -> bool:
    """Whether a run on this `--device` computes on the CPU."""
    if device == "cpu":
        return True
    import torch

    return not torch.cuda.is_available()
