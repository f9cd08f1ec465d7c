"""Marks counted within a row: money for marked students finds those who are certain, and nobody twice."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hitdesign as hit
from district.small import cohorts, district
from hitdesign.district.cohorts import MARKS
from hitdesign.errors import InputError
from hitdesign.need.margins import certain_parts


def parts_of(students: int, *counts: int | None) -> pd.DataFrame:
    row = {"cohort_id": "a", "students": students, "students_low": students, "students_high": students}
    marks = dict.fromkeys(MARKS, "unknown")
    counted = {f"{mark}_students": np.nan if m is None else m for mark, m in zip(MARKS, counts, strict=True)}
    return certain_parts(pd.DataFrame([{**row, **marks, **counted}]))


def found(parts: pd.DataFrame, asks: dict[str, str]) -> int:
    """Students of parts that meet at least one of the asks."""
    meets = np.zeros(len(parts), dtype=bool)
    for mark, said in asks.items():
        meets |= (parts[mark] == said).to_numpy()
    return int(parts.loc[meets, "students"].sum())


def test_one_counted_mark_is_split_exactly() -> None:
    parts = parts_of(40, None, 8, None)
    assert parts[["english_learner", "students"]].to_numpy().tolist() == [["yes", 8], ["no", 32]]
    assert parts["cohort_id"].tolist() == ["a:english_learner=yes", "a:english_learner=no"]
    assert not parts["marks_apart"].any()


def test_each_of_two_counted_marks_keeps_its_students() -> None:
    parts = parts_of(40, 12, 8, None)
    assert found(parts, {"iep": "yes"}) == 12
    assert found(parts, {"english_learner": "yes"}) == 8
    assert found(parts, {"iep": "yes", "english_learner": "yes"}) == 12  # all eight may have a plan
    assert parts["marks_apart"].all()


def test_a_row_that_counts_nothing_and_a_row_of_nobody_stay_as_they_are() -> None:
    assert parts_of(7, None, None, None)["students"].tolist() == [7]
    assert parts_of(0, 0, None, None)["students"].tolist() == [0]


COUNTED = st.integers(0, 6).flatmap(
    lambda n: st.tuples(st.just(n), *[st.one_of(st.none(), st.integers(0, n)) for _ in MARKS])
)


@given(counted=COUNTED)
def test_money_for_any_marks_finds_no_more_than_in_every_possible_case(
    counted: tuple[int, int | None, int | None],
) -> None:
    """Every way in which the marks can lie on the students is tried; unions of yes and no alike."""
    students, *counts = counted
    parts = parts_of(students, *counts)
    assert parts["students"].sum() == students
    known = [mark for mark, m in zip(MARKS, counts, strict=True) if m is not None]
    everybody = range(students)
    ways = [list(itertools.combinations(everybody, m)) for m in counts if m is not None]
    asks = [
        dict(zip(some, said, strict=True))
        for size in range(1, len(known) + 1)
        for some in itertools.combinations(known, size)
        for said in itertools.product(("yes", "no"), repeat=size)
    ]
    least = dict.fromkeys(range(len(asks)), students)
    for carried in itertools.product(*ways[1:]):
        first = ways[:1] and [ways[0][0]]
        holders = dict(zip(known, (*first, *carried), strict=True))
        for number, ask in enumerate(asks):
            union = {
                who for mark, said in ask.items() for who in everybody if (who in holders[mark]) == (said == "yes")
            }
            least[number] = min(least[number], len(union))
    for number, ask in enumerate(asks):
        assert found(parts, ask) <= least[number], ask


def test_a_count_above_the_row_and_a_mark_said_twice_are_refused_together() -> None:
    with pytest.raises(InputError) as caught:
        district(
            cohorts=cohorts(
                {"students": 5, "iep_students": 6},
                {"tier": "intensive", "students": 5, "low_income": "yes", "low_income_students": 2},
            )
        )
    said = [(fault.column, fault.row) for fault in caught.value.faults]
    assert {column for column, _ in said} == {"iep_students", "low_income"}


def test_a_plan_with_counted_marks_loses_nobody() -> None:
    given = district(cohorts=cohorts({"students": 30, "english_learner_students": 9, "low_income_students": 20}))
    plan = hit.design(given, rank_assumptions=False)
    assert isinstance(plan, hit.Plan)
    assert plan.need.students == 30
    assert plan.allocation.seats_served + plan.allocation.unserved["students"].sum() == 30
