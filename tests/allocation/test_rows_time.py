"""Rooms, seats online, tutors at once, tutor hours and salaried staff: counted, broken and kept by hand."""

from __future__ import annotations

from datetime import date

import pytest

from allocation.two_schools import block, built, cohort, model, pool, put, rows_of

ONLINE = {"tutoring_models": (model(modality="online"),), "tutors": (pool(modality="online"),)}
SPRING = {"starts_on": date(2027, 1, 11), "ends_on": date(2027, 4, 30)}


@pytest.mark.parametrize(("groups", "broken"), [(6, False), (7, True)])
def test_groups_at_the_same_time_fit_the_rooms(groups: int, broken: bool) -> None:
    given = built()
    assert rows_of(given, "rooms") == 2
    assert ("rooms" in put(given, "taught", groups, band_id="A").broken()) == broken


def test_blocks_that_share_rooms_and_overlap_share_them() -> None:
    blocks = (block("A", room_group="library"), block("A", "other", room_group="library", groups_at_once=3))
    given = built([cohort("A", 60)], blocks=blocks)
    assert rows_of(given, "rooms") == 3
    assert "rooms" not in put(given, "taught", 5).broken()
    assert "rooms" in put(given, "taught", 5, block_id="day").put("taught", 6, block_id="other").broken()


def test_blocks_that_the_clock_keeps_apart_do_not_share_rooms() -> None:
    blocks = (
        block("A", room_group="library", starts_at="08:00"),
        block("A", "other", room_group="library", starts_at="09:00"),
    )
    assert rows_of(built([cohort("A", 60)], blocks=blocks), "rooms") == 2


@pytest.mark.parametrize(("students", "broken"), [(6, False), (7, True)])
def test_students_online_at_the_same_time_have_a_seat(students: int, broken: bool) -> None:
    given = built(blocks=(block("A", online_seats=2), block("B", online_seats=2)), **ONLINE)
    assert ("online_seats" in put(given, "students", students, cohort_id="A").broken()) == broken


@pytest.mark.parametrize(("groups", "broken"), [(3, False), (4, True)])
def test_a_pool_has_two_people_at_once_for_both_schools(groups: int, broken: bool) -> None:
    given = built()
    assert rows_of(given, "tutors_at_once") == 1
    assert ("tutors_at_once" in put(given, "taught", groups).broken()) == broken


def test_a_vacant_place_teaches_nobody() -> None:
    given = built(tutors=(pool(vacancy_rate=0.5),))
    assert "tutors_at_once" not in put(given, "taught", 3, band_id="A").broken()
    assert "tutors_at_once" in put(given, "taught", 4, band_id="A").broken()


@pytest.mark.parametrize(("hours", "broken"), [(6.0, False), (5.9, True)])
def test_paid_hours_a_week_hold_the_groups(hours: float, broken: bool) -> None:
    given = built(tutors=(pool(hours_per_tutor_week=hours),))
    assert ("tutor_hours" in put(given, "taught", 4).broken()) == broken


def test_preparation_is_paid_time() -> None:
    given = built(tutors=(pool(hours_per_tutor_week=6, paid_preparation_share=0.25),))
    assert "tutor_hours" in put(given, "taught", 4).broken()


def test_hours_of_two_terms_do_not_add_up() -> None:
    blocks = (block("A"), block("A", "spring", **SPRING), block("B"))
    given = built([cohort("A", 60)], blocks=blocks, tutors=(pool(hours_per_tutor_week=6),))
    assert rows_of(given, "tutor_hours") == 2
    assert "tutor_hours" not in put(given, "taught", 8).broken()


def test_times_of_day_do_not_overlap() -> None:
    blocks = (block("A"), block("B", when="after_school"))
    assert rows_of(built(blocks=blocks), "tutors_at_once") == 2


def test_salaried_people_are_whole_on_the_staff_of_their_schools() -> None:
    given = built(tutors=(pool(pay="salaried", hourly_cost_dollars=None, annual_cost_dollars=1000),))
    assert rows_of(given, "staff") == 1
    assert "staff" in put(given, "staff", 1.5).broken()
    assert "staff" not in put(given, "staff", 1).broken()
    assert "staff_at_once" in put(given, "taught", 4, band_id="A").put("staff", 1).broken()
    assert "staff_week" in put(given, "taught", 7, band_id="A").put("staff", 1).broken()
    assert "staff_week" not in put(given, "taught", 6, band_id="A").put("staff", 1).broken()


def test_salaried_people_are_paid_taught_or_not() -> None:
    given = built(tutors=(pool(pay="salaried", hourly_cost_dollars=None, annual_cost_dollars=1000),))
    weeks = 96 / 7
    assert "staff_hours" in put(given, "staff", 1).broken()
    assert "staff_hours" not in put(given, "staff", 1).put("idle_hours", 10 * weeks).broken()
    assert "staff_hours" not in put(given, "staff", 1).put("taught", 2).put("idle_hours", 10 * weeks - 24).broken()
