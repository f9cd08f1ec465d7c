"""How many children sit in the seats: the fewest and most there can be, where it is known who needs both subjects."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product

import pandas as pd
import pytest

import hitdesign as hit
from district.small import block, district, pool, school, stream
from need.classes import table

LOW, HIGH = 5.0, 60.0
#: Who needs math, who needs reading: two need both.
NEED = {"math": {0, 1, 2, 3}, "reading": {2, 3, 4}}


@pytest.fixture(scope="module")
def allocation() -> hit.Allocation:
    rows = [
        {f"{subject}_percentile": LOW if child in children else HIGH for subject, children in NEED.items()}
        for child in range(5)
    ]
    made = district(
        cohorts=district().cohorts.iloc[:0],
        students=table(*rows).assign(school_id="0102"),
        schools=(school(),),
        blocks=(block(minutes=60, enrolment="assigned"),),
        tutors=(pool(hours_per_tutor_week=30),),
        funding=(stream(award_dollars=500_000.0),),
    )
    return hit.allocate(made).or_raise()


def with_seats(allocation: hit.Allocation, math: int, reading: int) -> hit.Allocation:
    """The same answer with so many seats in each subject."""
    rows = allocation.seats.drop_duplicates("subject").set_index("subject")
    seats = rows.loc[["math", "reading"]].assign(students=[math, reading]).reset_index()
    return replace(allocation, seats=seats[list(allocation.seats.columns)])


@pytest.mark.parametrize(("math", "reading"), list(product(range(5), range(4))))
def test_no_filling_of_the_seats_has_fewer_or_more_children(
    allocation: hit.Allocation, math: int, reading: int
) -> None:
    fillings = product(combinations(NEED["math"], math), combinations(NEED["reading"], reading))
    counts = [len(set(one) | set(other)) for one, other in fillings]
    assert with_seats(allocation, math, reading).students_served == (min(counts), max(counts))


def test_seats_count_a_student_with_two_subjects_twice(allocation: hit.Allocation) -> None:
    assert (allocation.seats_served, allocation.students_served) == (7, (5, 5))


def test_without_student_records_every_child_could_need_both(allocation: hit.Allocation) -> None:
    counted = pd.DataFrame(
        [
            {
                "school_id": "0102",
                "grade_low": 3,
                "grade_high": 5,
                "subject": subject,
                "tier": "intensive",
                "students": n,
            }
            for subject, n in (("math", 4), ("reading", 3))
        ]
    )
    made = allocation.formulation.inputs.need
    assert made.found is not None
    plain = district(
        cohorts=counted,
        schools=(school(),),
        blocks=(block(minutes=60, enrolment="assigned"),),
        tutors=(pool(hours_per_tutor_week=30),),
        funding=(stream(award_dollars=500_000.0),),
    )
    assert hit.allocate(plain).or_raise().students_served == (4, 7)
