"""What a plan says that it did not test."""

from __future__ import annotations

import pandas as pd

from hitdesign.allocation.checks import idle_time_apart


def charges(*rows: tuple[str, str, float]) -> pd.DataFrame:
    columns = ["stream_id", "cost_kind", "dollars"]
    return pd.DataFrame(list(rows), columns=columns).assign(school_id="A", pool_id="teachers")


def test_idle_time_shared_as_the_work_is_shared_needs_no_check() -> None:
    fair = charges(("a", "labour", 300), ("b", "labour", 100), ("a", "idle_salary", 30), ("b", "idle_salary", 10))
    assert idle_time_apart(fair) == []


def test_a_stream_that_bears_idle_time_beyond_its_work_is_named_with_the_dollars() -> None:
    found = idle_time_apart(charges(("a", "labour", 300), ("b", "labour", 100), ("b", "idle_salary", 40)))
    assert len(found) == 1
    assert "b bears 30 dollars" in found[0]


def test_idle_time_of_people_who_teach_nothing_is_all_beyond() -> None:
    found = idle_time_apart(charges(("a", "idle_salary", 40)))
    assert "a bears 40 dollars" in found[0]


def test_a_plan_without_salaried_people_has_no_idle_time() -> None:
    assert idle_time_apart(charges(("a", "labour", 300))) == []
