"""Tutors online in scarce rooms: a week found for all sessions together where dealing them one by one finds none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allocation.two_schools import block, case, cohort, model, pool, stream
from hitdesign.allocation.allocate import band_codes
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.fitting import Slots
from hitdesign.allocation.persons import Group, Shift
from hitdesign.allocation.weekplan import Meeting, planned
from hitdesign.allocation.whole_answer import whole_answer
from laws.districts import asked
from oracles.week import week_complaints


def meeting(number: int, tutor: int, *, students: int = 2, rooms: int = 1, seats: int = 9) -> Meeting:
    """A group of three half-hour sessions on four days of three slots."""
    group = Group(piece=0, number=number, station=0, sessions=3, students=students)
    shift = Shift(station=0, tutor=tutor, groups=(group,))
    return Meeting(group, shift, 0, 0, Slots(days=4, per_day=3, minutes=30, rooms=rooms, seats=seats), online=True)


def test_four_groups_of_three_sessions_fill_twelve_slots_of_one_room() -> None:
    found = planned([meeting(1, 1), meeting(2, 1), meeting(3, 2), meeting(4, 2)])
    assert found is not None
    assert len({(day, slot) for _, day, slot in found}) == 12
    for number in range(1, 5):
        assert len({day for one, day, _ in found if one.group.number == number}) == 3


def test_a_fifth_group_has_no_week() -> None:
    assert planned([meeting(number, number) for number in range(1, 6)]) is None


@pytest.mark.parametrize(("seats", "possible"), [(4, True), (3, False)])
def test_two_groups_of_two_are_online_together_where_four_seats_are(seats: int, possible: bool) -> None:
    groups = [meeting(number, number, rooms=2, seats=seats) for number in range(1, 6)]
    assert (planned(groups) is not None) == possible


def test_one_room_is_shared_by_two_tutors_online_to_its_last_slot() -> None:
    """Found by brute force: each group misses another day, which no tutor alone can know."""
    given = asked(
        case(
            [cohort("A", 8)],
            blocks=(block("A", days="MTWR", minutes=90, groups_at_once=1, online_seats=9),),
            tutors=(pool(modality="online", hours_per_tutor_week=3),),
            tutoring_models=(model(modality="online", students_per_tutor=2),),
            funding=(stream("money", award=100_000),),
        )
    )
    formulation = given.formulation()
    plan = whole_answer(formulation, band_codes(formulation, given.chosen), given.case.policy, given.case.evidence)
    assert isinstance(plan, Allocation)
    assert plan.proved
    assert plan.seats_served == 8
    assert week_complaints(given.facts, plan) == []


def test_people_on_a_staff_teach_online_with_no_more_students_at_a_moment_than_seats() -> None:
    """Dealt in turn, both groups of three would be online at once, and both of one at another time."""
    sizes = {"math": 3, "reading": 1, "science": 3, "writing": 1}
    given = asked(
        case(
            [cohort("A", count, subject=subject) for subject, count in sizes.items()],
            blocks=(block("A", groups_at_once=2, online_seats=4),),
            tutors=(
                pool(modality="online", tutors=2, hours_per_tutor_week=5, pay="salaried", annual_cost_dollars=900),
            ),
            tutoring_models=(model(modality="online", sessions_per_week=5),),
            funding=(stream("money", award=100_000),),
        )
    )
    formulation = given.formulation()
    plan = whole_answer(formulation, band_codes(formulation, given.chosen), given.case.policy, given.case.evidence)
    assert isinstance(plan, Allocation)
    assert plan.proved, plan.audit()
    assert plan.seats_served == 8
    assert week_complaints(given.facts, plan) == []


def test_blocks_that_share_two_rooms_use_one_each_at_every_moment_though_either_has_two() -> None:
    found = planned([meeting(1, 1, rooms=1), meeting(2, 2, rooms=1)])
    assert found is not None
    both = (
        block("A", groups_at_once=2, room_group="wing", online_seats=9),
        block("A", "also", groups_at_once=2, room_group="wing", online_seats=9),
    )
    given = asked(
        case(
            [cohort("A", 20)],
            blocks=both,
            tutors=(pool(modality="online", tutors=4, hours_per_tutor_week=5),),
            tutoring_models=(model(modality="online", students_per_tutor=1, sessions_per_week=5),),
            funding=(stream("money", award=100_000),),
        )
    )
    formulation = given.formulation()
    plan = whole_answer(formulation, band_codes(formulation, given.chosen), given.case.policy, given.case.evidence)
    assert isinstance(plan, Allocation)
    assert plan.proved, plan.audit()
    assert week_complaints(given.facts, plan) == []
    week = plan.timetable
    crowded = week.assign(block_id=both[0].block_id, room=week["room"])
    assert week.groupby("block_id")["room"].max().sum() <= 2, week
    assert replace(plan, timetable=crowded).audit()
