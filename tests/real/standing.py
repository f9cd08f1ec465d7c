"""Results of North Carolina's schools, 2018-19, and the state's values computed from the same files.

The researcher files score in points of 100, the share proficient: math and reading in grades 3 to 8 for all students,
and all tests together for groups of students. A score masked as 1 lies above 95, as 2 below 5; other masks publish
nothing. No file says who was tested, so students are by enrollment, and the state's values are means of its schools: by
enrollment in grades 3 to 8 for all students, plain for groups.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import hitdesign as hit
from hitdesign.district.context_records import ReferenceValue, Result
from real.cities import published

SCORES = {"math": "mags_score", "reading": "rdgs_score", "all_tests": "aaa_score"}
GROUPS = {"ALL": "all", "EDS": "low_income", "ELS": "english_learner", "SWD": "iep"}
YEAR = "2018-19"
GRADES = {"grade_low": 3, "grade_high": 8}


def scored(data: Path) -> pd.DataFrame:
    """One row per school, group and subject: share_low, share_high proficient; NaN where nothing is published."""
    table = pd.read_csv(data / "state_nc_subgroups_2018_19.csv.gz", dtype={"school_id": "str"})
    table = table[table["subgroup"].isin(GROUPS)]
    parts = []
    for subject, column in SCORES.items():
        rows = table[(table["subgroup"] == "ALL") == (subject != "all_tests")]
        mask, share = rows[f"{column}_masking"], rows[column] / 100
        low = np.select([mask == 1, mask == 2], [0.95, 0.0], share)
        high = np.select([mask == 1, mask == 2], [1.0, 0.05], share)
        part = rows[["school_id"]].assign(student_group=rows["subgroup"].map(GROUPS), subject=subject)
        parts.append(part.assign(share_low=low, share_high=high))
    return pd.concat(parts, ignore_index=True)


def with_results(district: hit.District, data: Path) -> hit.District:
    """The district with its schools' results and the state's values."""
    scores = scored(data)
    here = scores[scores["school_id"].isin([school.school_id for school in district.schools])]
    return replace(
        district, results=tuple(map(_result, here.to_dict("records"))), reference_values=_state(scores, data)
    )


def _result(row: dict[str, object]) -> Result:
    known = not np.isnan(row["share_low"])
    ends = {"share": row["share_low"], "share_high": row["share_high"]} if known else {}
    names = {name: row[name] for name in ("school_id", "subject", "student_group")}
    grades = GRADES if row["subject"] != "all_tests" else {}
    return Result(measure="share_proficient", school_year=YEAR, **grades, **names, **ends)


def _state(scores: pd.DataFrame, data: Path) -> tuple[ReferenceValue, ...]:
    """The state's value of each subject and group, at the low end of masked scores."""
    schools = published(data / "state_nc_schools_2018_19.csv").set_index("school_id")
    span = schools["grade_high"] - schools["grade_low"] + 1
    tested = schools["grade_high"].clip(upper=8) - schools["grade_low"].clip(lower=3) + 1
    weight = (schools["enrollment"] * tested.clip(lower=0) / span).fillna(0.0)
    known = scores[scores["share_low"].notna()]
    values = []
    for (group, subject), part in known.groupby(["student_group", "subject"]):
        each = part["school_id"].map(weight).fillna(0.0) if group == "all" else np.ones(len(part))
        share = float(np.average(part["share_low"], weights=each))
        own = {"level": "state", "subject": subject, "student_group": group, "measure": "share_proficient"}
        grades = GRADES if group == "all" else {}
        values.append(ReferenceValue(share=share, school_year=YEAR, source="mean of its schools", **own, **grades))
    return tuple(values)
