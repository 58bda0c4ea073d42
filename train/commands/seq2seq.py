"""`dolmetsch-train seq2seq`: the lab's translator from Multi30k, as the lab trains it."""

import argparse
from dataclasses import asdict

from train.commands.shared import add_training_arguments, preset_changes, run_directory

NAME = "seq2seq"
SUMMARY = "train the lab's LSTM translator on Multi30k and report it beside the lab's figures"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_training_arguments(parser, NAME)
    parser.set_defaults(preset="lab")


def run(options: argparse.Namespace) -> None:
    from train import preset
    from train.settings import Seq2SeqSettings

    settings = preset.load(NAME, options.preset, Seq2SeqSettings, preset_changes(options))
    from train import loop, multi30k, seq2seq, seq2seq_results
    from train.corpora import Corpora

    corpora = Corpora(options.data, options.mirror)
    out = run_directory(options, NAME)
    data = multi30k.read(corpora, settings.minimum_frequency)
    config = seq2seq.network_config(settings, len(data.source), len(data.target))
    task = seq2seq.Seq2SeqTask(settings, config, data.encode(data.training), data.encode(data.validation))
    run_settings = loop.RunSettings(
        out,
        device=options.device,
        precision=settings.precision,
        resume=options.resume,
        fingerprint=asdict(settings),
    )
    history = loop.train(task, run_settings)
    if loop.is_main_process():
        scored = seq2seq_results.write_checkpoint(out, settings, data, corpora, history, options.device)
        print(seq2seq_results.write_report(out, settings, data, history, scored, options.device))
        print(f"\nThe checkpoint is {out / 'checkpoint'}, the report {out / 'report.md'}.")
