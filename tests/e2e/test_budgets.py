"""How a figure is held against its budget; what the figures are is for `make bench` to say."""

from tests.e2e.budgets import row


def test_a_budget_is_reached_where_every_statistic_is_within_its_goal() -> None:
    figures = [1.0] * 98 + [100.0, 100.0]
    assert row("hover", figures, median=20, p95=60).reached
    assert not row("hover", figures, median=20, at_most=99).reached
    assert not row("hover", [21.0] * 9, median=20).reached


def test_a_row_says_goal_figure_and_outcome() -> None:
    reached, missed = row("memory", [123.4], "MB", at_most=300), row("start", [1234.5] * 3, median=1_000)
    assert str(reached) == "| memory | at most 300 MB | 123 MB | reached |"
    assert str(missed) == "| start | median 1,000 ms | median 1,234 ms | **missed** |"
