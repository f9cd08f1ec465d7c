"""The team and the risks of a real district, and what one fact changes in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import hitdesign as hit
from hitdesign.district.columns import facts_of
from hitdesign.district.program_records import StaffRole
from hitdesign.plan.plan import Plan
from hitdesign.plan.risks.risks import risks_of
from hitdesign.plan.team.team import team_of
from hitdesign.scenarios.mitigations import mitigations
from real import cities

pytestmark = [pytest.mark.slow, pytest.mark.once]


@pytest.fixture(scope="module")
def durham(shared_data: Path) -> Plan:
    plan = hit.design(cities.durham(shared_data), rank_assumptions=False)
    assert isinstance(plan, hit.Plan)
    return plan


def test_every_school_served_has_its_principals_work_and_its_load(durham: Plan) -> None:
    team = team_of(durham)
    served = set(durham.allocation.seats["school_id"])
    mine = team.duties[team.duties["role"] == "principal"]
    assert set(mine["school_id"]) == served
    assert mine.groupby("school_id")["item"].nunique().eq(15).all()
    assert team.counted.of("*", "students") == durham.allocation.seats_served
    assert {"human_resources_lead", "data_lead", "communications_lead"} <= set(team.roles.query("on_team")["role"])


def test_one_coordinator_is_too_few_for_so_many_groups_and_the_team_says_by_how_much(durham: Plan) -> None:
    one = StaffRole(role="program_coordinator", hours_per_week=20)
    staffed = replace(durham, district=replace(durham.district, people=(one,)))
    row = team_of(staffed).overloads.set_index(["role", "phase"]).loc[("program_coordinator", "while it runs")]
    assert row["over_hours"] == pytest.approx(row["hours_per_week"] - 20)
    found = risks_of(staffed)
    assert "role_overloaded:program_coordinator" in set(found.table["risk_id"])
    assert found.of("single_coordinator")["status"].to_list() == ["open"]


def test_an_award_that_ends_earlier_is_a_likelier_risk(durham: Plan) -> None:
    before = risks_of(durham).of("stream_ends").set_index("place")
    rows = tuple(
        row.model_copy(update={"obligate_by": date(2027, 5, 30)}) if row.stream_id == "title_i" else row
        for row in durham.district.funding
    )
    district = replace(durham.district, funding=rows)
    facts = facts_of(district, durham.policy, durham.evidence)
    after = risks_of(replace(durham, district=district, facts=facts)).of("stream_ends").set_index("place")
    assert before.loc["title_i", "value"] - after.loc["title_i", "value"] == 123
    assert (before.loc["title_i", "likelihood"], after.loc["title_i", "likelihood"]) == ("low", "medium")


def test_schools_whose_rooms_are_full_get_seats_from_a_time_before_school(durham: Plan) -> None:
    risks = risks_of(durham)
    chosen = [
        name for name, lever in risks.levers.items() if name.startswith("need_left_out:") and "{places}" in lever.note
    ]
    few = {name: risks.levers[name] for name in chosen[:3]}
    found = mitigations(durham, replace(risks, levers=few), recheck=False).table
    assert set(found["status"]) == {"solved"}
    assert found["change_in_seats"].max() > 0
