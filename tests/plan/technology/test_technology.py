"""What tutoring online needs, from the timetable's fullest moment to the seats that rest on what is not there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.district.program_records import Technology
from hitdesign.district.records import TutoringModel
from hitdesign.evidence.library import overlay, parameter, shipped
from hitdesign.plan.plan import Plan
from hitdesign.plan.technology.peaks import online_sessions, students_at_once
from hitdesign.plan.technology.technology import technology_of
from plan.stakeholders.spoken import four_schools, retold, told
from scenarios.small import block, planned, pool

pytestmark = pytest.mark.once
ENOUGH: dict[str, Any] = {"devices": 50, "headsets": 50, "connectivity": "yes", "accounts": "yes"}
ENOUGH["privacy_agreement"] = "signed"


@cache
def online() -> Plan:
    """Four schools taught online; one of them says nothing of the hour at which its time begins."""
    model = TutoringModel(
        model_id="online",
        students_per_tutor=3,
        sessions_per_week=3,
        minutes_per_session=30,
        weeks=30,
        modality="online",
    )
    names = [f"{number:02}" for number in range(1, 5)]
    blocks = tuple(block(one, online_seats=9, starts_at="" if one == "02" else "08:30") for one in names)
    return planned(four_schools(tutoring_models=(model,), tutors=(pool(modality="online", tutors=8),), blocks=blocks))


def equipped(**changes: Any) -> Plan:
    """The plan at schools that have enough of everything but what is changed."""
    return retold(online(), technology=(Technology(school_id="*", **{**ENOUGH, **changes}),))


def by_minute(plan: Plan) -> dict[str, int]:
    """Students online at the fullest minute, counted minute by minute from the timetable."""
    count: Counter[tuple[str, str, int]] = Counter()
    for row in plan.allocation.timetable.to_dict("records"):
        for minute in range(int(row["minutes"])):
            count[row["school_id"], row["day"], int(row["starts_minute"]) + minute] += int(row["students"])
    return {school: max(many for (at, _, _), many in count.items() if at == school) for school, _, _ in count}


def needed(plan: Plan, item: str) -> dict[str, float]:
    needs = technology_of(plan).needs
    own = needs[needs["item"] == item]
    return dict(zip(own["school_id"], own["needed"], strict=True))


def test_devices_and_headsets_are_the_most_students_online_at_one_minute_of_the_timetable() -> None:
    assert needed(online(), "devices") == needed(online(), "headsets") == by_minute(online())
    assert sum(needed(online(), "accounts").values()) == online().allocation.seats_served


def session(school: str, name: str, day: str, start: int, students: int, **other: Any) -> dict[str, Any]:
    base = {"term": "2026-09-14 to 2027-05-21", "when": "during_school", "block_minute": 500.0, "minutes": 30}
    own = {"school_id": school, "block_id": name, "day": day, "starts_minute": start, "students": students}
    return {**base, **own, **other}


ROWS = st.tuples(st.sampled_from("MTW"), st.integers(0, 80), st.integers(1, 5), st.integers(10, 45), st.integers(0, 90))


@given(st.lists(ROWS, min_size=1, max_size=12))
def test_the_fullest_moment_of_any_week_is_that_counted_minute_by_minute(rows: list[tuple[Any, ...]]) -> None:
    made = [
        session("A", f"b{clock}", day, start, students, minutes=minutes, block_minute=float(clock))
        for day, start, students, minutes, clock in rows
    ]
    count: Counter[tuple[str, int]] = Counter()
    for day, start, students, minutes, clock in rows:
        for minute in range(minutes):
            count[day, clock + start + minute] += students
    table = pd.DataFrame(made)
    assert students_at_once(table) == students_at_once(table, certain=True) == {"A": max(count.values())}


def test_a_block_without_a_clock_meets_those_of_its_time_of_day_and_no_others() -> None:
    rows = [
        session("A", "first", "M", 0, 4, block_minute=np.nan),
        session("A", "second", "M", 0, 3, block_minute=np.nan),
        session("A", "clocked", "M", 0, 5),
        session("A", "late", "M", 0, 9, when="after_school", block_minute=900.0),
    ]
    assert students_at_once(pd.DataFrame(rows)) == {"A": 12.0}
    assert students_at_once(pd.DataFrame(rows), certain=True) == {"A": 9.0}


def test_terms_that_do_not_meet_are_not_added_and_those_that_do_are() -> None:
    fall, spring, year = "2026-09-14 to 2026-12-18", "2027-01-04 to 2027-05-21", "2026-09-14 to 2027-05-21"
    rows = [session("A", "one", "M", 0, 4, term=fall), session("A", "two", "M", 0, 5, term=spring)]
    assert students_at_once(pd.DataFrame(rows)) == {"A": 5.0}
    rows.append(session("A", "three", "M", 0, 2, term=year))
    assert students_at_once(pd.DataFrame(rows)) == {"A": 7.0}


def test_each_device_more_closes_the_gap_by_one_until_it_is_met() -> None:
    most = max(needed(online(), "devices").values())
    gaps = []
    for devices in range(int(most) + 2):
        needs = technology_of(equipped(devices=devices)).needs
        own = needs[(needs["item"] == "devices") & (needs["needed"] == most)].iloc[0]
        gaps.append(own["gap"])
        assert own["status"] == ("met" if devices >= most else "short")
    assert gaps == [max(0.0, most - devices) for devices in range(int(most) + 2)]


def test_the_cost_of_the_gap_is_a_range_by_prices_of_the_evidence_and_moves_with_them() -> None:
    found = technology_of(equipped(devices=0)).costs
    price = parameter(shipped(), "technology.device")
    assert price.low is not None
    assert price.high is not None
    gap = sum(needed(online(), "devices").values())
    assert found["low_dollars"].sum() == gap * price.low
    assert found["dollars"].sum() == gap * float(price.value)
    assert found["high_dollars"].sum() == gap * price.high
    assert not found["price_verified"].any()
    quote = {"value": 240, "source": "planning_default", "as_of": "2026-11-26", "verified": True}
    quoted = overlay(shipped(), {"parameters": {"technology.device": quote}})
    own = technology_of(replace(equipped(devices=0), evidence=quoted)).costs
    assert own["low_dollars"].sum() == own["high_dollars"].sum() == gap * 240


def test_what_is_not_known_costs_between_nothing_and_all_of_it_and_is_named() -> None:
    found = technology_of(equipped(devices=None))
    price = parameter(shipped(), "technology.device")
    assert found.costs["low_dollars"].sum() == 0
    assert found.costs["high_dollars"].sum() == sum(needed(online(), "devices").values()) * float(price.high or 0)
    assert found.costs["dollars"].isna().all()
    assert set(found.unknown["item"]) == {"devices"}
    assert (found.risk["at_risk_at_most"] == found.risk["seats_online"]).all()


def test_without_the_table_everything_is_unknown_and_nothing_is_met() -> None:
    found = technology_of(online())
    assert set(found.needs["status"]) == {"unknown"}
    assert len(found.unknown) == len(found.needs)
    assert found.unknown["what_to_provide"].str.startswith("technology.").all()


@pytest.mark.parametrize("name", ENOUGH)
def test_no_status_becomes_met_by_removing_information(name: str) -> None:
    short = {"devices": 0, "headsets": 0, "privacy_agreement": "pending"}.get(name, "no")
    blank = None if name in ("devices", "headsets") else "unknown"
    status = {}
    for word, value in (("enough", ENOUGH[name]), ("short", short), ("blank", blank)):
        needs = technology_of(equipped(**{name: value})).needs
        status[word] = set(needs.loc[needs["item"] == name, "status"])
    assert status == {"enough": {"met"}, "short": {"short"}, "blank": {"unknown"}}


def test_a_schools_own_row_stands_before_that_of_every_school() -> None:
    rows = (Technology(school_id="*", **ENOUGH), Technology(school_id="01", **{**ENOUGH, "devices": 1}))
    needs = technology_of(retold(online(), technology=rows)).needs
    assert set(needs.loc[needs["status"] == "short", "school_id"]) == {"01"}


@pytest.mark.parametrize(
    ("item", "word"), [("connectivity", "no"), ("accounts", "no"), ("privacy_agreement", "pending")]
)
def test_where_nobody_can_be_online_all_seats_are_at_risk(item: str, word: str) -> None:
    found = technology_of(equipped(**{item: word}))
    assert (found.risk["at_risk_at_least"] == found.risk["seats_online"]).all()
    assert found.costs.empty, "it has no price here"
    assert any("does not solve this" in text for text in found.sentences)


def test_at_least_as_many_seats_are_at_risk_as_lack_a_device_at_a_certain_moment() -> None:
    certain = students_at_once(online_sessions(online()), certain=True)
    risk = technology_of(equipped(devices=2)).risk.set_index("school_id")
    assert risk["at_risk_at_least"].to_dict() == {school: max(0.0, many - 2) for school, many in certain.items()}
    assert technology_of(equipped()).risk["at_risk_at_most"].sum() == 0


def test_a_block_that_promises_more_seats_than_there_are_devices_is_a_contradiction_that_is_named() -> None:
    assert set(technology_of(equipped(devices=8)).promised["online_seats"]) == {9}
    assert technology_of(equipped(devices=9)).promised.empty


def test_a_plan_without_seats_online_needs_nothing_and_says_so() -> None:
    found = technology_of(told())
    assert found.needs.empty
    assert found.costs.empty
    assert found.sentences == (
        "No seat of the plan is online, so tutoring needs no device, headset, call or account of its own.",
    )


def test_a_fractional_answer_has_no_timetable_so_its_devices_are_unknown() -> None:
    loose = replace(equipped(), allocation=replace(online().allocation, whole=False))
    needs = technology_of(loose).needs.query("item == 'devices'")
    assert set(needs["status"]) == {"unknown"}
    assert needs["what_to_provide"].str.contains("whole students").all()
