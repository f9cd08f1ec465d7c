"""A district made up around a count of children is the same everywhere, adds up, and says that it is made up."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

import hitdesign as hit
from hitdesign.scenarios.simulated import Counted, MadeUp, grades_of, simulated

TERM = {"starts_on": "2026-09-14", "ends_on": "2027-05-28"}
MADE = MadeUp(
    seed=1,
    enrolled_share=0.9,
    school_students={"elementary": 450, "middle": 650, "high": 850},
    one_school_students=300,
    size_spread=0.5,
    low_income_per_poor=2.0,
    low_income_spread=0.4,
    below_proficient={"math": (0.2, 0.7), "reading": (0.1, 0.8)},
    below_spread=0.1,
    intensive_share=0.4,
    schoolwide_from=0.4,
    students_per_room=150,
    blocks=(hit.Block(school_id="*", block_id="day", when="during_school", days="MTWRF", minutes=60, groups_at_once=1,
                      **TERM),),
    tutors=((hit.TutorPool(pool_id="p", kind="paraprofessional", modality="in_person", tutors=0, pay="hourly",
                           hours_per_tutor_week=20, hourly_cost_dollars=22), 250.0),),
    funding=((hit.FundingStream(stream_id="state", program="state_grant", award_dollars=0, obligate_from="2026-07-01",
                                obligate_by="2027-09-30"), 50.0, 10.0),),
)  # fmt: skip
PLACE = Counted("0100005", "Fairview City School District", 4131, 957)


@pytest.fixture(scope="module")
def district() -> hit.District:
    return simulated((PLACE, MADE))


def test_students_add_up_to_the_share_of_children_who_are_enrolled(district: hit.District) -> None:
    enrolled = sum(school.enrollment for school in district.schools)
    assert enrolled == round(0.9 * 4131)
    assert {(school.grade_low, school.grade_high) for school in district.schools} == {(0, 5), (6, 8), (9, 12)}
    rooms = {block.school_id: block.groups_at_once for block in district.blocks}
    assert rooms == {school.school_id: 1 + max(1, round(school.enrollment / 150)) for school in district.schools}
    low_income = sum(school.low_income_students for school in district.schools)
    assert low_income == pytest.approx(2.0 * 957 / 4131 * enrolled, rel=0.02)
    assert district.funding[0].award_dollars == pytest.approx(50 * low_income + 10 * enrolled, rel=0.01)
    assert district.tutors[0].tutors == round(enrolled / 250)


def test_the_same_district_is_made_on_every_python_and_machine(district: hit.District) -> None:
    assert [school.enrollment for school in district.schools] == [756, 307, 252, 401, 858, 1144]
    assert district.cohorts["students"].sum() == 3153


def test_another_seed_or_another_id_makes_another_district(district: hit.District) -> None:
    sizes = [school.enrollment for school in district.schools]
    for counted, made in (
        (PLACE, dataclasses.replace(MADE, seed=2)),
        (dataclasses.replace(PLACE, district_id="0100006"), MADE),
    ):
        assert [school.enrollment for school in simulated((counted, made)).schools] != sizes


def test_it_says_that_it_is_made_up_and_by_what_its_need_was_assumed(district: hit.District) -> None:
    assert district.notes[0].startswith("Simulated:")
    assert {one.name for one in district.assumed} >= {"rates.even_grades", "starter.cohorts.intensive_share_of_need"}


@pytest.mark.parametrize(
    ("name", "grades"),
    [
        ("Fairview City School District", (0, 12)),
        ("Fairview Elementary School District", (0, 8)),
        ("Fairview Union High School District", (9, 12)),
        ("Fairview Unified School District", (0, 12)),
    ],
)
def test_the_name_tells_the_grades(name: str, grades: tuple[int, int]) -> None:
    assert grades_of(name) == grades
    taught = simulated((dataclasses.replace(PLACE, name=name), MADE)).schools
    assert (min(school.grade_low for school in taught), max(school.grade_high for school in taught)) == grades


def test_a_small_district_has_one_school_for_every_grade() -> None:
    (school,) = simulated((Counted("1", "Fairview", 120, 120), MADE)).schools
    assert (school.grade_low, school.grade_high, school.enrollment) == (0, 12, 108)
    assert school.low_income_students == 108 and school.title_i_status == "schoolwide"


@pytest.mark.parametrize(("children", "poor"), [(0, 0), (10, 11), (10, -1)])
def test_a_count_that_cannot_be_is_refused(children: int, poor: int) -> None:
    with pytest.raises(hit.InputError, match="no district can be made up"):
        simulated((Counted("7", "Nowhere", children, poor), MADE))


def test_any_count_of_children_makes_a_district_that_passes_its_checks() -> None:
    draw = np.random.default_rng(5)
    for number in range(5):
        children = int(10 ** draw.uniform(0.5, 4.2))
        made = simulated((Counted(str(number), "Fairview", children, int(children * draw.uniform(0, 1))), MADE))
        assert sum(school.enrollment for school in made.schools) == round(0.9 * children)


@pytest.mark.parametrize(
    ("other", "columns"),
    [
        ({"school_students": {"elementary": 450, "middle": 0}}, ["school_students.middle", "school_students.high"]),
        ({"students_per_room": 0, "enrolled_share": float("nan")}, ["students_per_room", "enrolled_share"]),
        ({"tutors": ((MADE.tutors[0][0], 0.0),), "below_spread": -1.0}, ["tutors.p", "below_spread"]),
    ],
)
def test_numbers_that_cannot_be_used_are_refused_together(other: dict[str, object], columns: list[str]) -> None:
    with pytest.raises(hit.InputError) as caught:
        simulated((PLACE, dataclasses.replace(MADE, **other)))
    assert [fault.column for fault in caught.value.faults] == columns
