"""The benchmarks' tables, and that they say where a goal is missed."""

import pytest

from train.__main__ import main
from train.benchmarks import Comparison, seq2seq, transformer, translate, word2vec
from train.benchmarks.translate import Latency, Speed


def rates(monkeypatch: pytest.MonkeyPatch, *, translator: float, vectors: float) -> None:
    monkeypatch.setattr(seq2seq, "measure", lambda: Comparison("seq2seq", translator, 100.0, "tokens/s"))
    monkeypatch.setattr(word2vec, "measure", lambda: Comparison("word2vec", vectors, 1_000.0, "pairs/s"))


def test_both_models_stand_beside_plain_loops(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rates(monkeypatch, translator=1_900.0, vectors=123_000.0)

    assert main(["benchmark", "lab"]) == 0

    printed = capsys.readouterr().out
    assert "| seq2seq | 100 tokens/s | 1,900 tokens/s | 19.0 |" in printed
    assert "| word2vec | 1,000 pairs/s | 123,000 pairs/s | 123.0 |" in printed


def test_a_missed_goal_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rates(monkeypatch, translator=700.0, vectors=123_000.0)

    main(["benchmark", "lab"])

    printed = capsys.readouterr().out
    assert "| 7.0 | 8, missed |" in printed
    assert "| 123.0 | 50, reached |" in printed


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["benchmark", "everything"])

    assert "lab" in capsys.readouterr().err


@pytest.mark.parametrize(("ours", "verdict"), [(5_000.0, "reached"), (3_900.0, "missed")])
def test_the_transformer_means_to_train_twice_as_fast(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ours: float, verdict: str
) -> None:
    comparison = Comparison("transformer", ours, 2_000.0, "target tokens/s")
    monkeypatch.setattr(transformer, "measure", lambda: comparison)
    main(["benchmark", "training"])
    assert f"| 2, {verdict} |" in capsys.readouterr().out


@pytest.mark.parametrize(("p50", "verdict"), [(8.0, "reached"), (12.5, "missed")])
def test_fifteen_words_have_a_goal_of_twelve_milliseconds(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], p50: float, verdict: str
) -> None:
    latencies = [Latency(words=15, p50=p50, p95=14.0, torch_p50=80.0)]
    monkeypatch.setattr(translate, "measure", lambda: Speed(latencies, 200.0, 90.0, 60.0))
    main(["benchmark", "translate"])
    assert (
        f"| 15 | {p50:.1f} ms | 14.0 ms | 80.0 ms | {80 / p50:.1f} | 12 ms, {verdict} |"
        in capsys.readouterr().out
    )


def test_benchmark_sentences_have_the_words_they_say() -> None:
    lengths = [
        len(translate.sentence(words, number).split()) for words in translate.WORDS for number in (0, 39)
    ]
    assert lengths == [5, 5, 15, 15, 40, 40]
    assert translate.sentence(15, 1) != translate.sentence(15, 2)
