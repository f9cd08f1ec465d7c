"""What each band's groups work on: subject, grades, objective, skills, and the curriculum and standards they follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.inert import inert
from hitdesign.plan.instruction.skills import Place, Skills, skills_of

FOCUS = (
    "band_id",
    "school_id",
    "grade_low",
    "grade_high",
    "subject",
    "tier",
    "seats",
    "groups",
    "objective",
    "skill_focus",
    "curriculum",
    "standards",
    "unknown",
    "because",
)
NO_SKILLS = "students.skill_areas"


def focus_of(plan: Drafted, taught: pd.DataFrame, policy: DisclosurePolicy) -> pd.DataFrame:
    """One row per band with seats; columns as in FOCUS; `unknown` names what is not given."""
    skills = skills_of(plan, policy)
    groups = plan.allocation.groups.groupby("band_id")["groups"].sum()
    keys = ["band_id", "school_id", "grade_low", "grade_high", "subject", "tier"]
    bands = taught.groupby(keys, sort=True)["students"].sum().reset_index()
    rows = [_row(plan, row, skills, groups) for row in bands.to_dict("records")]
    return pd.DataFrame(rows, columns=list(FOCUS))


def _row(plan: Drafted, row: Mapping[Any, Any], skills: Mapping[Place, Skills], groups: pd.Series) -> dict[str, object]:
    subject, choices = str(row["subject"]), plan.policy.rollout.instruction
    place = (row["school_id"], row["grade_low"], row["grade_high"], subject, row["tier"])
    own = skills.get(place, Skills((), others=False))
    curriculum, standards = (_given(given, subject) for given in (choices.curriculum, choices.standards))
    unknown = [] if own.text else [NO_SKILLS]
    unknown += [] if curriculum else ["policy.rollout.instruction.curriculum"]
    unknown += [] if standards else ["policy.rollout.instruction.standards"]
    return {
        **{name: row[name] for name in ("band_id", "school_id", "grade_low", "grade_high", "subject", "tier")},
        "seats": row["students"],
        "groups": groups.get(row["band_id"], 0),
        "objective": plan.policy.objective_for(subject, row["tier"]),
        "skill_focus": own.text,
        "curriculum": curriculum,
        "standards": standards,
        "unknown": "; ".join(unknown),
        "because": "seats; policy.objective; students.skill_areas; policy.rollout.instruction",
    }


def _given(given: Mapping[str, str], subject: str) -> str:
    known = {name.casefold(): text for name, text in given.items()}
    return inert(known.get(subject.casefold(), ""))
