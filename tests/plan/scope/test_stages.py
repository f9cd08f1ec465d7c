"""Stages grow from the pilot to all schools, and each says what it takes against what there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.plan.scope.loads import TAKES
from hitdesign.plan.scope.money import horizon_of, spent_in_order
from hitdesign.plan.scope.stages import Stages, sizes_of, stages_of
from plan.scope.towns import measured, planned, wishing

PILOT = ("03", "08")


def staged(plan: hit.Plan, rooms: float | None = None) -> Stages:
    """Stages of the town's plan under other facts; `rooms`: as many at scheduled times of each school."""
    loads = measured()
    if rooms is not None:
        loads = replace(loads, schools=loads.schools.assign(room_times_there=rooms))
    return stages_of(plan, loads, horizon_of(plan), PILOT)


def with_streams(plan: hit.Plan, *streams: dict[str, object]) -> hit.Plan:
    """The plan with these streams in place of its own, as the facts would hold them."""
    row = plan.facts.funding.iloc[[0]]
    rows = pd.concat(
        [row.assign(**{name: [value] for name, value in one.items()}) for one in streams], ignore_index=True
    )
    return replace(plan, facts=replace(plan.facts, funding=rows))


def stream(name: str, dollars: float, until: str, **more: object) -> dict[str, object]:
    return {"stream_id": name, "available_dollars": dollars, "services_by": pd.Timestamp(until), **more}


def test_the_first_stage_is_the_pilot_and_the_last_is_all_schools() -> None:
    stages = staged(planned())
    assert stages.table["schools"].tolist() == sizes_of(2, 12, 3) == [2, 5, 12]
    assert set(stages.schools.loc[stages.schools["stage"] == 1, "school_id"]) == set(PILOT)
    assert stages.schools["school_id"].nunique() == 12
    assert stages.table["new_schools"].sum() == 12


def test_a_stage_takes_what_its_schools_take() -> None:
    stages = staged(planned())
    for row in stages.table.itertuples():
        own = stages.schools[stages.schools["stage"] <= row.stage]
        for name in set(TAKES) - {"tutors"}:
            assert getattr(row, name) == pytest.approx(own[name].sum())
        assert own["tutors"].max() <= row.tutors <= own["tutors"].sum() + 1e-9


def test_schools_that_said_yes_join_before_those_that_did_not_answer() -> None:
    plan = planned()
    late = {"00", "01", "02"}
    schools = tuple(
        school.model_copy(update={"opted_in": "ask" if school.school_id in late else "yes"})
        for school in plan.district.schools
    )
    stages = staged(replace(plan, district=replace(plan.district, schools=schools)))
    assert late <= set(stages.schools.loc[stages.schools["stage"] == 3, "school_id"])


def test_stages_begin_as_many_months_apart_as_the_policy_says() -> None:
    table = staged(wishing(planned(), months_between_stages=6, stages=2)).table
    assert [day.date() for day in table["begins_on"]] == [date(2026, 9, 14), date(2027, 3, 14)]


def test_money_that_ends_first_is_taken_first_and_what_is_taken_is_gone() -> None:
    plan = with_streams(
        planned(),
        stream("long", 500.0, "2029-12-31"),
        stream("short", 300.0, "2027-12-31"),
        stream("no", 9.0, "2026-01-01"),
    )
    assert spent_in_order(horizon_of(plan), [0, 12, 24], [400.0, 100.0, 100.0]) == [800.0, 400.0, 300.0]


def test_an_award_that_is_not_counted_or_closed_is_not_there() -> None:
    plan = with_streams(
        planned(),
        stream("open", 10.0, "2029-12-31"),
        stream("hoped for", 20.0, "2029-12-31", counts=False),
        stream("closed", 40.0, "2029-12-31", closed=True),
    )
    assert horizon_of(plan).streams["stream_id"].tolist() == ["open"]


def test_a_stream_that_ends_is_named_at_the_stage_that_lacks_it() -> None:
    lasting, ending = stream("lasting", 1e9, "2040-01-01"), stream("ending", 1e9, "2027-12-31")
    table = staged(with_streams(planned(), lasting, ending)).table
    assert table["ending_streams"].tolist() == ["", "ending", "ending"]
    assert table["dollars_there"].iloc[2] < table["dollars_there"].iloc[0]
    later = staged(with_streams(planned(), lasting, {**ending, "services_by": pd.Timestamp("2040-01-01")})).table
    assert later["ending_streams"].tolist() == ["", "", ""]


def test_what_runs_out_first_follows_the_facts() -> None:
    rich = with_streams(planned(), stream("rich", 1e9, "2040-01-01"))
    assert staged(rich, rooms=1e6).table["runs_out_first"].iloc[-1] == "tutors"
    staffed = replace(rich, facts=replace(rich.facts, tutors=rich.facts.tutors.assign(people=1e6)))
    last = staged(staffed, rooms=1e6).table.iloc[-1]
    assert last["runs_out_first"] == ""
    assert last["because"].startswith("Nothing runs out")
    poor = with_streams(staffed, stream("poor", 1.0, "2040-01-01"))
    assert staged(poor, rooms=1e6).table["runs_out_first"].iloc[-1] == "dollars"
    assert staged(staffed, rooms=1.0).table["runs_out_first"].iloc[-1] == "rooms"


def test_what_is_unknown_is_named_and_never_enough() -> None:
    plan = planned()
    loads = measured()
    blank = loads.schools.assign(**dict.fromkeys(TAKES, np.nan), basis="unknown")
    table = stages_of(plan, replace(loads, schools=blank, due_once_dollars=0.0), horizon_of(plan), PILOT).table
    assert (table["runs_out_first"] == "unknown").all()
    assert table["tutors"].isna().all()
