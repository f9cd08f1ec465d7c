"""Whole people: the packing functions let every real packing pass, and the rows say what a person can hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.two_schools import block, built, case, cohort, model, pool
from hitdesign.allocation import whole_answer
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.packing import pack
from hitdesign.allocation.persons import Unplaced
from hitdesign.allocation.whole import Floats, Whole, whole_program
from hitdesign.policy import Floor, Policy
from hitdesign.solving.check import violations
from hitdesign.solving.whole import solve_whole
from laws.solved import plan_of

SIZES = st.fractions(min_value=Fraction(1, 20), max_value=1, max_denominator=20)


@given(sizes=st.lists(SIZES, max_size=20), bins=st.integers(1, 20))
def test_what_fits_a_person_still_fits_once_packed(sizes: list[Fraction], bins: int) -> None:
    held, total = [], Fraction(0)
    for size in sizes:
        if total + size <= 1:
            held.append(size)
            total += size
    assert pack(np.array([float(size) for size in held]), bins).sum() <= 1 + 1e-9


@given(share=SIZES)
def test_a_person_holds_as_many_groups_of_one_kind_as_fit(share: Fraction) -> None:
    most = int(1 / share)
    assert float(pack(np.array([float(share)]), most)[0]) == pytest.approx(1 / most)


def broken_with(groups: float, present: float, **tables: object) -> set[str]:
    """Families that this many groups at each place and people present at each station break."""
    formulation = built([cohort("A", 60)], **tables)
    whole = whole_program(formulation)
    program, stations = whole.program, whole.stations
    values = np.zeros(program.n_columns)
    values[formulation.layout.taught_columns] = groups
    values[program.slice("present")] = present
    assert len(stations.pool) == program.slice("present").stop - program.slice("present").start
    return set(violations(program, values)["family"])


def test_a_person_present_teaches_three_groups_of_three_tenths() -> None:
    assert "whole_slots" not in broken_with(3, 1)
    assert "whole_slots" in broken_with(4, 1)


def test_two_people_do_not_share_a_seventh_group() -> None:
    """Seven groups hold 2.1 of two people's time, six hold 1.8; what cuts is not only the sum."""
    five = {
        "tutoring_models": (model(sessions_per_week=2, minutes_per_session=60),),
        "blocks": (block("A", groups_at_once=9),),
    }
    assert "whole_slots" not in broken_with(4, 2, **five)
    assert "whole_slots" in broken_with(5, 2, **five)  # 5 x 0.4 = 2.0 fits the sum, but nobody holds two and a half


def test_groups_fit_whole_paid_weeks() -> None:
    week = {"tutors": (pool(hours_per_tutor_week=4),)}
    assert "whole_week" not in broken_with(2, 1, **week)
    assert "whole_week" in broken_with(3, 1, **week)
    assert "whole_hours" in broken_with(5, 2, **week)


def test_a_person_is_in_one_of_two_blocks_that_overlap() -> None:
    assert "whole_people" in broken_with(0, 2, blocks=(block("A"), block("A", "other")))
    assert "whole_people" not in broken_with(0, 2, blocks=(block("A"), block("A", "late", when="after_school")))


def test_a_person_works_in_both_terms() -> None:
    spring = block("A", "spring", starts_on=date(2027, 1, 11), ends_on=date(2027, 4, 30))
    assert "whole_people" not in broken_with(0, 2, blocks=(block("A"), spring))


def test_three_quarters_of_a_person_are_nobody() -> None:
    formulation = built([cohort("A", 60)], tutors=(pool(tutors=1, vacancy_rate=0.25),))
    answer = solve_whole(whole_program(formulation).program, levels=1)
    assert answer.levels[0].value == 0


def test_salaried_people_present_are_on_the_staff_online_too() -> None:
    """Found by the plain form: a school's people online stood on another school's staff."""
    online = (pool(modality="online", pay="salaried", hourly_cost_dollars=None, annual_cost_dollars=500),)
    blocks = (block("A", online_seats=9), block("B", online_seats=9))
    formulation = built(
        [cohort("A", 6), cohort("B", 6)], tutors=online, blocks=blocks, tutoring_models=(model(modality="online"),)
    )
    whole = whole_program(formulation)
    program, stations = whole.program, whole.stations
    assert len(stations.pool) == 2
    values = np.zeros(program.n_columns)
    values[program.slice("present")] = 1
    values[formulation.staff_begin] = 1
    assert (violations(program, values)["family"] == "whole_staff").sum() == 1


def test_the_last_group_of_a_band_is_not_full() -> None:
    formulation = built([cohort("A", 7)])
    program = whole_program(formulation).program
    values = np.zeros(program.n_columns)
    values[program.slice("students")] = 7
    values[formulation.layout.taught_columns] = 7 / 3
    assert "whole_groups" in set(violations(program, values)["family"])
    values[formulation.layout.taught_columns] = 3
    assert "whole_groups" not in set(violations(program, values)["family"])


def test_a_plan_whose_timetable_is_not_found_is_not_refused_by_the_rows_that_cut_it_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A floor of three students needs a group; a search that never finds a week forbids every group."""

    def without_week(formulation: Formulation, whole: Whole, values: Floats) -> whole_answer.Week:
        found = week_of(formulation, whole, values)
        return replace(found, table=found.table.iloc[:0], unplaced=Unplaced("pool", 0, 0, 1, 0, groups=99))

    week_of = whole_answer.week_of
    monkeypatch.setattr(whole_answer, "week_of", without_week)
    found = plan_of(case(policy=Policy(floors=(Floor(name="some", students=3, school_id="B"),))))
    assert isinstance(found, Allocation)
    assert not found.proved
    assert found.seats_served >= 3
    assert found.timetable.empty
    assert found.bound >= found.value
