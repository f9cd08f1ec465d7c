"""What a forecast rests on: every parameter with its range, source and whether it was checked, and the assumptions."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from hitdesign.allocation.level_learning import factor_keys, grade_key, program_size, scale_key
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.forecast.services import Services
from hitdesign.quantities import print_count

PARAMETERS = (
    "parameter",
    "label",
    "value",
    "low",
    "high",
    "unit",
    "source",
    "title",
    "as_of",
    "verified",
    "has_range",
    "note",
)
DOSAGE = ("dosage.actual_share", "dosage.adequate_hours")


def keys_of(plan: Drafted, services: Services) -> tuple[str, ...]:
    """Keys of the parameters that the seats of this plan use, in alphabetical order."""
    facts, bands, evidence, at = plan.facts, plan.need.bands, plan.evidence, services.at
    sizes, modalities, kinds, subjects = factor_keys(facts, bands, evidence)
    used = {"effect.pooled", scale_key(evidence, program_size(plan.need, plan.policy)), *DOSAGE}
    for keys, positions in ((sizes, at.model), (modalities, at.model), (kinds, at.pool), (subjects, at.band)):
        used |= {keys[position] for position in set(positions.tolist())}
    spans = {(int(low), int(high)) for low, high in services.table[["grade_low", "grade_high"]].itertuples(index=False)}
    return tuple(sorted(used | {grade_key(grade, evidence) for low, high in spans for grade in range(low, high + 1)}))


def parameters_of(plan: Drafted, keys: Iterable[str]) -> pd.DataFrame:
    """One row per parameter, as the evidence holds it; `has_range`: whether low and high were given."""
    rows = []
    for key in keys:
        entry = plan.evidence.parameters[key]
        source = plan.evidence.sources[entry.source]
        given = entry.low is not None or entry.high is not None
        ends = [entry.value if end is None else end for end in (entry.low, entry.high)]
        own = (key, entry.label, entry.value, *ends, entry.unit, entry.source, source.title)
        rows.append((*own, entry.as_of, entry.verified, given, entry.note))
    return pd.DataFrame(rows, columns=list(PARAMETERS))


def assumptions_of(plan: Drafted, services: Services, parameters: pd.DataFrame) -> tuple[str, ...]:
    """What a reader has to grant for the forecast to hold, in sentences filled from the plan."""
    size = program_size(plan.need, plan.policy)
    chosen = "as the policy says" if plan.policy.program_students else "every seat in need"
    bare = parameters.loc[~parameters["has_range"].to_numpy(dtype=bool), "parameter"].tolist()
    open_ = int((~parameters["verified"].to_numpy(dtype=bool)).sum())
    filled = [one for one in plan.assumptions if one.name.startswith("blocks.attendance_rate")]
    said = [
        f"The program counts as one of {print_count(size, 'student')} ({chosen}): larger programs gained less.",
        "Size of group, modality, kind of tutor, subject and grade were compared in different studies, so their "
        "effects are averaged and never multiplied; their least and greatest are the ends of the range.",
        "An effect grows in proportion to the hours attended until the adequate ones are reached, and not beyond.",
        "Students of one block attend alike for the effect; how many reach the adequate hours is bounded without "
        "assuming that.",
        "All ends of ranges come together: no doubt is taken to cancel another.",
        f"{len(parameters)} parameters are used; {open_} of them were not verified.",
    ]
    if bare:
        said.append(f"Of {len(bare)} parameters no range was seen, so the true range is wider: {', '.join(bare)}.")
    said += [f"Attendance of {one.value} is assumed, not stated by the district ({one.name})." for one in filled]
    if plan.facts.blocks["lost"].map(len).sum() == 0 and not plan.district.calendar:
        said.append("No days without tutoring are given, so no session is lost to them: give a calendar.")
    if np.any(services.table["when"] == "summer"):
        said.append("Summer seats are forecast by the same figures; whether they hold in summer was not seen.")
    return tuple(said)
