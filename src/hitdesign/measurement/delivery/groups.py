"""Dosage by school, provider, pool, subject and mark: sums, how many students reached it, and how it is spread."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from hitdesign.measurement.delivery.log import SessionLog
from hitdesign.measurement.delivery.students import PROGRAM, SUMS, counted, designed, reached
from hitdesign.measurement.delivery.tables import marks_of
from hitdesign.measurement.given import refuse, word_faults

#: What dosage can be divided by.
Division = Literal["school_id", "provider", "pool_id", "subject", "mark"]
DIVISIONS: tuple[Division, ...] = ("school_id", "provider", "pool_id", "subject", "mark")
#: Ends of the spread, as shares of the students below.
POINTS: dict[str, float] = {"least": 0.0, "p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9, "most": 1.0}
#: The label of students without a mark and of sessions without a word.
NONE = "none"


def pieces(log: SessionLog, students: pd.DataFrame, by: Division) -> pd.DataFrame:
    """One row per student and part: `part`, the sums of that part, reached, never_started, status.

    By school and mark a student is whole in each part. By provider, pool and subject the part has the student's
    sessions there, and is reached where these alone are adequate. Designed dosage has a subject where the enrolment
    says one, and never a provider or a pool.
    """
    refuse(word_faults("dosage", "by", by, DIVISIONS))
    own = ["student_id", "status", "adequate_minutes", "adequate_sessions"]
    keep = [*own, *PROGRAM, *SUMS]
    if by == "school_id":
        parts = students[[*keep, "school_id"]].rename(columns={"school_id": "part"})
    elif by == "mark":
        given = pd.DataFrame({"student_id": [], "marks": []}) if log.enrolment is None else log.enrolment.frame
        marks = marks_of(given).rename(columns={"mark": "part"})
        parts = students[keep].merge(marks, on="student_id", how="left")
        parts["part"] = parts["part"].fillna(NONE)
    else:
        parts = _of_sessions(log, by).merge(students[own], on="student_id")
    parts["reached"] = reached(parts)
    parts["never_started"] = (parts["actual_sessions"] == 0) & (parts["status"] != "to_come")
    return parts.sort_values(["part", "student_id"], ignore_index=True)


def _of_sessions(log: SessionLog, by: str) -> pd.DataFrame:
    sessions = counted(log.sessions.frame)
    parts = sessions.groupby(["student_id", by])[list(SUMS)].sum().reset_index().rename(columns={by: "part"})
    if by == "subject" and log.enrolment is not None:
        own = designed(log.enrolment.frame)
        own = own.loc[own["subject"] != "", ["student_id", "subject", *PROGRAM]].rename(columns={"subject": "part"})
        parts = parts.merge(own, on=["student_id", "part"], how="outer")
        parts[list(SUMS)] = parts[list(SUMS)].fillna(0)
    else:
        parts = parts.assign(**dict.fromkeys(PROGRAM, np.nan))
    parts["part"] = parts["part"].astype(object).replace("", NONE)
    return parts


def summed(parts: pd.DataFrame, name: str) -> pd.DataFrame:
    """One row per part: students, who never started, dropped, reached; sums of the dosages in sessions and hours."""
    grouped = parts.assign(
        dropped=parts["status"] == "dropped", program_unknown=parts["program_minutes"].isna()
    ).groupby("part", sort=True)
    table = pd.DataFrame({"students": grouped.size()})
    for one in ("never_started", "dropped", "reached", "program_unknown"):
        table[f"{one}_students"] = grouped[one].sum().astype(np.int64)
    table["reached_share"] = table["reached_students"] / table["students"]
    for kind in ("program", "scheduled", "actual", "unrecorded"):
        table[f"{kind}_sessions"] = grouped[f"{kind}_sessions"].sum(min_count=1)
        table[f"{kind}_minutes"] = grouped[f"{kind}_minutes"].sum(min_count=1)
        table[f"{kind}_hours"] = table[f"{kind}_minutes"] / 60
    table["actual_share_of_scheduled"] = table["actual_minutes"] / table["scheduled_minutes"].where(
        table["scheduled_minutes"] > 0
    )
    return table.rename_axis(name).reset_index()


def spread(parts: pd.DataFrame, name: str) -> pd.DataFrame:
    """One row per part and dosage (program, scheduled, actual): hours a student, mean and spread over students.

    Formula: percentiles by linear interpolation between the ordered students, unknown dosages left out.
    """
    rows = []
    for kind in ("program", "scheduled", "actual"):
        hours = (parts[f"{kind}_minutes"] / 60).groupby(parts["part"], sort=True)
        table = pd.DataFrame({"dosage": kind, "students": hours.count(), "mean_hours": hours.mean()})
        for point, share in POINTS.items():
            table[f"{point}_hours"] = hours.quantile(share)
        rows.append(table)
    every = pd.concat(rows).rename_axis(name).reset_index()
    return every.sort_values([name, "dosage"], kind="stable", ignore_index=True)
