"""Timelines of real districts: whole, dated, quick, and different when one fact is; only in the long run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import hitdesign as hit
from hitdesign.plan.timeline.documents import documents_of
from hitdesign.plan.timeline.icalendar import calendar_text
from hitdesign.plan.timeline.timeline import timeline_of
from hitdesign.rollout.rollout import Rollout
from hitdesign.rollout.timeline import TimelineChoices
from plan.timeline.planned import status
from real import cities

pytestmark = [pytest.mark.slow, pytest.mark.once]


@pytest.mark.parametrize("city", [cities.durham, cities.chicago], ids=lambda city: city.__name__)
def test_a_city_has_a_whole_timeline_that_follows_its_facts(
    shared_data: Path, city: Callable[[Path], hit.District]
) -> None:
    district = city(shared_data)
    plan = hit.design(district, hit.Policy(gap=0.05), rank_assumptions=False).or_raise()
    found = timeline_of(plan)
    assert len(found.tasks) >= 35
    assert all(day is None or day < found.launch_on for day in found.tasks["due_on"])
    assert all("{" not in draft.text for draft in documents_of(plan, found))
    assert calendar_text(found, district.name) == calendar_text(timeline_of(plan), district.name)

    later = Rollout(timeline=TimelineChoices(launch_on=found.launch_on + timedelta(days=61)))
    moved = timeline_of(replace(plan, policy=plan.policy.model_copy(update={"rollout": later})))
    due = moved.tasks.set_index("task_id")["due_on"]
    for name, day in zip(found.tasks["task_id"], found.tasks["due_on"], strict=True):
        assert day is None or due[name] > day, name

    said = tuple(row.model_copy(update={"status": "awarded"}) for row in district.funding)
    short = tuple(row.model_copy(update={"obligate_by": date(2026, 11, 1), "services_by": None}) for row in said)
    words = [
        status(timeline_of(replace(plan, district=replace(district, funding=rows))), "secure_funding")
        for rows in (said, short)
    ]
    assert words == ["done", "begun"]
