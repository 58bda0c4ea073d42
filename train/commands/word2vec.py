"""`dolmetsch-train word2vec`: the word vectors that ship, and the lab's."""

import argparse
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from train.commands.shared import add_training_arguments, preset_changes, run_directory
from train.errors import TrainingError
from train.settings import Word2VecSettings, WordVectorsSettings

if TYPE_CHECKING:
    from train.corpora import Corpora

NAME = "word2vec"
SUMMARY = "train word vectors: German and English ones (default), or the lab's on tweets"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options every training has."""
    add_training_arguments(parser, NAME)


def run(options: argparse.Namespace) -> None:
    """Trains, and writes the checkpoint and a report."""
    from train import preset

    kinds: tuple[type[Word2VecSettings | WordVectorsSettings], ...] = (Word2VecSettings, WordVectorsSettings)
    settings = preset.load_one_of(NAME, options.preset, kinds, preset_changes(options))

    from train.corpora import Corpora

    corpora = Corpora(options.data, options.mirror)
    out = run_directory(options, NAME)
    if isinstance(settings, WordVectorsSettings):
        _from_counts(settings, corpora, out, options)
    else:
        _from_tweets(settings, corpora, out, options)


def _from_tweets(
    settings: Word2VecSettings, corpora: "Corpora", out: Path, options: argparse.Namespace
) -> None:
    from train import loop, word2vec, word2vec_results

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


def _from_counts(
    settings: WordVectorsSettings, corpora: "Corpora", out: Path, options: argparse.Namespace
) -> None:
    from models.files import make_directory
    from train import word_vectors, word_vectors_results
    from train.commands.shared import stages
    from train.corpora import dictionaries, running_text

    if options.resume or options.device == "cuda":
        raise TrainingError(
            "This preset takes minutes on the CPU, and starts anew. Leave --resume and --device cuda out."
        )
    make_directory(out)
    started = time.perf_counter()
    progress = stages()
    progress("reading the corpora")
    text = running_text.read(corpora)
    trained = word_vectors.train(text, dictionaries.read(corpora), settings, progress)
    seconds = time.perf_counter() - started
    written = word_vectors_results.write_checkpoint(out, settings, trained, corpora, seconds)
    print(word_vectors_results.write_report(out, settings, corpora, seconds))
    print(f"\nThe checkpoint is {written}, the report {out / 'report.md'}.")
