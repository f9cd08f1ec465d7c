"""What a plan says that it did not test."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from allocation.two_schools import case, cohort, pool, stream
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.checks import idle_time_apart
from laws.solved import plan_of


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


def test_a_plan_is_read_by_its_ids_whatever_the_order_of_its_rows() -> None:
    """Salaried people at two schools, more at the second; a row of a school without a staff is named."""
    people = pool(tutors=3, pay="salaried", hourly_cost_dollars=None, annual_cost_dollars=1000)
    funding = (stream("money", award=90_000),)
    plan = plan_of(case([cohort("A", 6), cohort("B", 18)], tutors=(people,), funding=funding))
    assert isinstance(plan, Allocation) and plan.proved
    assert plan.staff["people"].nunique() == 2
    assert replace(plan, staff=plan.staff.iloc[::-1]).audit() == []
    assert any("staff" in fault for fault in replace(plan, staff=plan.staff.iloc[:1]).audit())
    strange = plan.staff.assign(pool_id="others")
    assert (
        "rights: 2 rows of staff stand where nobody of the pool may be on a staff"
        in replace(plan, staff=strange).audit()
    )
