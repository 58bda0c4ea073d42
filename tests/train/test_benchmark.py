"""The benchmark's table, and that it fails where a promise is not kept."""

import pytest

from train.__main__ import main
from train.benchmarks import Comparison, seq2seq, word2vec


def promise(monkeypatch: pytest.MonkeyPatch, *, translator: float, vectors: float) -> None:
    monkeypatch.setattr(seq2seq, "measure", lambda: Comparison("seq2seq", translator, 100.0, "tokens/s"))
    monkeypatch.setattr(word2vec, "measure", lambda: Comparison("word2vec", vectors, 1_000.0, "pairs/s"))


def test_both_models_stand_beside_plain_loops(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    promise(monkeypatch, translator=1_900.0, vectors=123_000.0)

    assert main(["benchmark", "lab"]) == 0

    printed = capsys.readouterr().out
    assert "| seq2seq | 100 tokens/s | 1,900 tokens/s | 19.0 |" in printed
    assert "| word2vec | 1,000 pairs/s | 123,000 pairs/s | 123.0 |" in printed


def test_a_broken_promise_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    promise(monkeypatch, translator=700.0, vectors=123_000.0)

    assert main(["benchmark", "lab"]) == 1

    assert "seq2seq: less fast than promised" in capsys.readouterr().err


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["benchmark", "everything"])

    assert "lab" in capsys.readouterr().err
