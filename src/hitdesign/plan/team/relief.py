"""What would bring an overload down: work that others there have room for, else so many more people or hours."""

from __future__ import annotations

from collections import defaultdict
from math import ceil
from typing import Any

import pandas as pd

from hitdesign.evidence.records import Evidence
from hitdesign.plan.team.loads import PHASES, SAME

Rows = dict[tuple[str, ...], list[dict[str, Any]]]


def reliefs(loads: pd.DataFrame, duties: pd.DataFrame, full: float, evidence: Evidence) -> list[str]:
    """Per row of the loads, what would do in words; blank where nothing is too much. `full`: the policy's full_load."""
    here: Rows = defaultdict(list)
    own: Rows = defaultdict(list)
    for row in loads.to_dict("records"):
        if row["status"] == "fits":
            here[row["school_id"], row["phase"]].append({str(name): value for name, value in row.items()})
    for row in duties[["duty_id", "role", "school_id", "when", "hours_per_week"]].to_dict("records"):
        own[row["role"], row["school_id"], PHASES[row["when"]]].append({str(name): row[name] for name in row})
    found = []
    for row in loads.to_dict("records"):
        role, place, phase = (str(row[name]) for name in ("role", "school_id", "phase"))
        room = {
            one["role"]: full * one["hours_available"] - one["hours_per_week"] for one in here.get((place, phase), [])
        }
        said = ""
        if row["status"] == "over":
            left, moved = _handed_over(own[role, place, phase], float(row["over_hours"]), room, evidence)
            said = " and ".join([*moved, *_more(left, float(row["hours_available"]), float(row["people"]), full)])
        found.append(said)
    return found


def _handed_over(
    own: list[dict[str, Any]], left: float, room: dict[str, float], evidence: Evidence
) -> tuple[float, list[str]]:
    """The hours that are still too many once the largest duties went to who has room for them, and which went."""
    moved = []
    for duty in sorted(own, key=lambda one: (-one["hours_per_week"], one["duty_id"])):
        hours = duty["hours_per_week"]
        others = evidence.team_duties[duty["duty_id"]].relieved_by
        to = next((one for one in others if room.get(one, 0.0) >= hours), "")
        if to and left > SAME and hours > 0:
            room[to] -= hours
            left -= hours
            moved.append(f"{duty['duty_id']} ({hours:.1f} h) to the {evidence.team_roles[to].name}")
    return left, [f"hand over {'; '.join(moved)}"] if moved else []


def _more(left: float, available: float, people: float, full: float) -> list[str]:
    """How many more hours, and how many people with as many hours as those who are there."""
    if left <= SAME:
        return []
    each = available / people if people > 0 else 0.0
    more = f" ({ceil(left / (full * each) - SAME):,} more with {each:g} h a week each)" if each > 0 else ""
    return [f"find {left / full:.1f} more hours a week{more}"]
