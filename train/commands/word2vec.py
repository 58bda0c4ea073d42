"""`dolmetsch-train word2vec`: word vectors from tweets, as the lab trains them."""

import argparse
from dataclasses import asdict

from train.commands.shared import add_training_arguments, preset_changes, run_directory

NAME = "word2vec"
SUMMARY = "train word vectors on tweets and report them beside the lab's figures"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_training_arguments(parser, NAME)
    parser.set_defaults(preset="lab")


def run(options: argparse.Namespace) -> None:
    from train import loop, preset, word2vec, word2vec_results
    from train.corpora import Corpora

    settings = preset.load(NAME, options.preset, word2vec.Word2VecSettings, preset_changes(options))
    corpora = Corpora(options.data, options.mirror)
    out = run_directory(options, NAME)
    data = word2vec.read(corpora, settings)
    task = word2vec.Word2VecTask(settings, data)
    run_settings = loop.RunSettings(
        out, device=options.device, resume=options.resume, fingerprint=asdict(settings), unit="pairs"
    )
    history = loop.train(task, run_settings)
    if loop.is_main_process():
        written = word2vec_results.write_checkpoint(out, settings, data, corpora, history, options.device)
        print(word2vec_results.write_report(out, settings, data, history, options.device))
        print(f"\nThe checkpoint is {written}, the report {out / 'report.md'}.")
