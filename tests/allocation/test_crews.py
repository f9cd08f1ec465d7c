"""Short weeks over several times of day: what one person holds, and plans that people can work."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from allocation.two_schools import block, built, case, cohort, model, pool, stream
from hitdesign.allocation.allocate import band_codes
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.crews import Crew, crews_of
from hitdesign.allocation.stations import stations_of
from hitdesign.allocation.whole_answer import whole_answer
from laws.districts import asked
from oracles.week import week_complaints

LATE = block("A", "late", when="after_school", groups_at_once=9)
DAY = block("A", groups_at_once=9)


def crews(**tables: Any) -> list[Crew]:
    formulation = built([cohort("A", 60)], **{"blocks": (DAY, LATE), **tables})
    return crews_of(formulation, stations_of(formulation))


def planned(students: int, **tables: Any) -> Allocation:
    given = asked(case([cohort("A", students)], funding=(stream("money", award=100_000),), **tables))
    formulation = given.formulation()
    plan = whole_answer(formulation, band_codes(formulation, given.chosen), given.case.policy, given.case.evidence)
    assert isinstance(plan, Allocation)
    assert plan.audit() == []
    assert week_complaints(given.facts, plan) == []
    return plan


def test_a_week_that_holds_all_times_needs_no_crew() -> None:
    assert crews(tutors=(pool(hours_per_tutor_week=9),)) == []


def test_a_week_of_six_hours_holds_four_groups_shared_over_day_and_late() -> None:
    """A group takes 1.5 hours and three fit a block."""
    (crew,) = crews(tutors=(pool(hours_per_tutor_week=6),))
    assert crew.load_hours.tolist() == [1.5, 3.0, 4.5, 1.5, 3.0, 4.5]
    assert crew.week_hours.tolist() == [[1.5, 4.5], [3.0, 3.0], [4.5, 1.5]]


def test_a_person_works_at_one_of_two_times_that_overlap() -> None:
    (crew,) = crews(blocks=(DAY, block("A", "other"), LATE), tutors=(pool(hours_per_tutor_week=6),))
    assert crew.week_hours.shape == (3, 2)  # the two blocks of the day are one time to a person


def test_times_of_other_terms_share_no_week() -> None:
    spring = block("A", "spring", starts_on=date(2027, 1, 11), ends_on=date(2027, 4, 30))
    assert crews(blocks=(DAY, spring), tutors=(pool(hours_per_tutor_week=6),)) == []


def test_where_people_serve_few_sites_packing_has_to_do() -> None:
    assert crews(tutors=(pool(hours_per_tutor_week=6, sites_per_tutor=1),)) == []


def test_two_people_of_six_hours_teach_eight_groups_between_them() -> None:
    plan = planned(60, blocks=(DAY, LATE), tutors=(pool(hours_per_tutor_week=6),))
    assert plan.proved
    assert plan.groups["groups"].sum() == 8
    assert (plan.timetable.groupby("tutor")["minutes"].sum() == 6 * 60).all()


def test_the_day_may_be_full_while_the_late_groups_are_spread_over_people() -> None:
    late = block("A", "late", when="after_school", groups_at_once=1, days="MTWR", minutes=60)
    plan = planned(60, blocks=(DAY, late), tutors=(pool(tutors=3, hours_per_tutor_week=6),))
    taught = plan.groups.set_index("block_id")["groups"]
    assert plan.proved
    assert taught["day"] == 9
    assert taught["late"] == 2
    late_tutors = plan.timetable[plan.timetable["block_id"] == "late"].groupby("tutor")["group"].nunique()
    assert (late_tutors == 1).all()


def test_groups_of_two_lengths_of_week_share_a_person() -> None:
    """Loads name their groups: two of two sessions and two of three fill the ten slots of a day block."""
    models = (model(), model("pairs", sessions_per_week=2, students_per_tutor=2))
    (crew,) = crews(tutoring_models=models, tutors=(pool(hours_per_tutor_week=6),), use=("three", "pairs"))
    assert crew.sessions.tolist() == [2, 3]
    held = crew.load_groups @ crew.sessions
    assert held.max() == 10
    assert np.allclose(crew.load_hours, held / 2)


def test_salaried_people_have_a_crew_of_their_school() -> None:
    salaried = pool(pay="salaried", hourly_cost_dollars=None, annual_cost_dollars=2000, hours_per_tutor_week=6)
    blocks = (DAY, LATE, block("B"), block("B", "late", when="after_school"))
    formulation = built([cohort("A", 60), cohort("B", 60)], blocks=blocks, tutors=(salaried,))
    assert [crew.home for crew in crews_of(formulation, stations_of(formulation))] == [0, 1]
