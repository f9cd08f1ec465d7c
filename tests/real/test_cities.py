"""Real districts planned from their own published files; skipped where the files are not beside the checkout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import hitdesign as hit
from hitdesign.district.columns import facts_of
from hitdesign.evidence.library import shipped
from oracles.week import week_complaints
from real import cities

pytestmark = pytest.mark.once


def test_ids_of_real_schools_keep_their_leading_zeros(shared_data: Path) -> None:
    ids = [school.school_id for school in cities.new_york(shared_data).schools]
    assert "01M015" in ids
    durham = [school.school_id for school in cities.durham(shared_data).schools]
    assert len(durham) > 50
    assert all(len(school_id) == 6 and school_id.startswith("320") for school_id in durham)
    assert sorted(ids) == ids


def test_a_share_that_is_masked_or_not_published_makes_no_cohort_and_a_note(shared_data: Path) -> None:
    wake = cities.wake(shared_data)
    assert len(wake.schools) == 187
    served = set(wake.cohorts["school_id"])
    assert 100 < len(served) < 187
    assert any("make no cohort" in note for note in wake.notes)


def test_a_north_carolina_district_is_planned_whole_and_proved(shared_data: Path) -> None:
    check_whole(cities.chatham(shared_data))


def test_a_larger_one_by_the_linear_program(shared_data: Path) -> None:
    check_linear(cities.wake(shared_data), schools=187)


@pytest.mark.slow
def test_chicago_by_the_linear_program(shared_data: Path) -> None:
    check_linear(cities.chicago(shared_data), schools=640)


@pytest.mark.slow
def test_new_york_by_the_linear_program(shared_data: Path) -> None:
    check_linear(cities.new_york(shared_data), schools=1800)


@pytest.mark.slow
@pytest.mark.parametrize(
    "city", [cities.durham, cities.wake, cities.chicago, cities.new_york], ids=lambda city: city.__name__
)
def test_a_city_is_planned_whole(shared_data: Path, city: object) -> None:
    check_whole(city(shared_data))


def check_whole(district: hit.District) -> None:
    """The plan of whole students keeps every limit, is proved, has a week that can happen, and loses nobody."""
    plan = hit.design(district)
    assert isinstance(plan, hit.Plan), str(plan)
    answer = plan.allocation
    assert answer.audit() == []
    assert answer.proved
    assert answer.value <= answer.bound * (1 + 1e-9)
    assert answer.gap <= plan.policy.gap
    assert week_complaints(facts_of(district, plan.policy, shipped()), answer) == []
    check_nobody_lost(plan.need.students, answer)
    assert answer.seats_served == answer.timetable.drop_duplicates(GROUP)["students"].sum()


GROUP = ["school_id", "block_id", "pool_id", "model_id", "band_id", "group"]


def check_linear(district: hit.District, schools: int) -> None:
    """The linear answer keeps every limit, carries its certificate, and loses nobody."""
    answer = hit.allocate(district, whole=False, levels=1).or_raise()
    assert len(district.schools) >= schools
    assert answer.audit() == []
    assert answer.certificate is not None
    check_nobody_lost(int(district.cohorts["students"].sum()), answer)


def check_nobody_lost(need: int, answer: hit.Allocation) -> None:
    """Served and unserved add up to the need; money stays within each award; the expired award pays nothing."""
    assert 0 < answer.seats_served < need
    assert np.isclose(answer.seats_served + answer.unserved["students"].sum(), need)
    spending = answer.spending.set_index("stream_id")
    assert (spending["not_to_exceed_dollars"] <= spending["available_dollars"] + 0.01).all()
    assert spending.loc["esser", "not_to_exceed_dollars"] == 0
