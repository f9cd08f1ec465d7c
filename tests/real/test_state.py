"""A whole state: every school district of North Carolina's published file, from its tables to a plan."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.district.columns import facts_of
from hitdesign.evidence.library import shipped
from oracles.week import week_complaints
from real import cities

pytestmark = pytest.mark.slow


def districts(data: Path) -> dict[str, str]:
    """Ids and names of the districts that are no charter school."""
    table = pd.read_csv(data / "state_nc_schools_2018_19.csv", dtype="str")
    rows = table[table["sector"] == "district"].drop_duplicates("district_id").sort_values("district_id")
    return dict(zip(rows["district_id"], rows["district_name"], strict=True))


def verdict(district: hit.District) -> str:
    """What became of a district: proved, or why not."""
    plan = hit.design(district, rank_assumptions=False)
    if not isinstance(plan, hit.Plan):
        return "infeasible"
    answer = plan.allocation
    if answer.audit() or week_complaints(facts_of(district, plan.policy, shipped()), answer):
        return "broken"
    if answer.seats_served + answer.unserved["students"].sum() != plan.need.students:
        return "somebody lost"
    return "proved" if answer.proved else f"unproved, {answer.gap:.2%} below its bound"


def test_every_district_is_planned_and_keeps_every_limit(shared_data: Path) -> None:
    found, refused = {}, {}
    for district_id, name in districts(shared_data).items():
        try:
            district = cities.north_carolina(shared_data, district_id, name)
        except hit.InputError as error:
            refused[district_id] = str(error)
            continue
        found[district_id] = verdict(district)
        print(f"{name}: {len(district.schools)} schools, {found[district_id]}", flush=True)
    print(f"{len(found)} planned, {len(refused)} refused: {refused}")
    assert len(found) >= 120
    assert {said for said in found.values() if not said.startswith("unproved")} == {"proved"}
    assert sum(said.startswith("unproved") for said in found.values()) <= 0.05 * len(found)
