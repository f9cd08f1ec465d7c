"""Logs of invented schools, small enough to count by hand, and one of any size."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

YEAR = (date(2026, 9, 7), date(2027, 5, 28))
AS_OF = date(2026, 12, 18)


def log_of(*rows: tuple[Any, ...], **more: list[Any]) -> pd.DataFrame:
    """Rows of student, school, provider, subject, day, starts_at, scheduled, attended, why."""
    names = ["student_id", "school_id", "provider", "subject", "date", "starts_at"]
    frame = pd.DataFrame(rows, columns=[*names, "scheduled_minutes", "attended_minutes", "why_not_held"])
    return frame.assign(pool_id="pool", **more)


def enrolled(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Rows of student, school, marks, enrolled_on, left_on, with three sessions of 30 minutes for 10 weeks."""
    frame = pd.DataFrame(rows, columns=["student_id", "school_id", "marks", "enrolled_on", "left_on"])
    return frame.assign(sessions_per_week=3, minutes_per_session=30, weeks=10)


def small() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Four students of two schools: one attends all, one a part and stops, one never starts, one only in name."""
    days = ["2026-09-14", "2026-09-16", "2026-09-18", "2026-09-21"]
    full = [("Z-ann", "North", "Acme", "reading", one, "09:00", 30, 30, "") for one in days]
    part = [("Z-bo", "North", "Acme", "math", one, "10:00", 30, 20, "") for one in days[:2]]
    part += [("Z-bo", "North", "own", "math", days[2], "10:00", 30, 0, "tutor_absent")]
    none = [("Z-cy", "South", "own", "math", one, "11:00", 30, 0, "student_absent") for one in days[:3]]
    none += [("Z-cy", "South", "own", "math", days[3], "11:00", 30, None, "")]
    place = enrolled(
        ("Z-ann", "North", "iep; low_income", None, None),
        ("Z-bo", "North", "low_income", None, None),
        ("Z-cy", "South", "", "2026-09-14", None),
        ("Z-dee", "South", "iep", "2026-09-14", "2026-10-30"),
    )
    return log_of(*full, *part, *none), place


def many(rows: int, seed: int = 7) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A log of any size with every fault but negative minutes, and its enrolment."""
    draw = np.random.default_rng(seed)
    students = max(rows // 60, 2)
    who = draw.integers(0, students, rows)
    day = np.datetime64("2026-09-01") + draw.integers(0, 120, rows).astype("timedelta64[D]")
    attended = np.where(draw.random(rows) < 0.3, 0.0, draw.integers(10, 40, rows))
    attended[draw.random(rows) < 0.02] = np.nan
    log = pd.DataFrame(
        {
            "student_id": "S" + pd.Series(who).astype("str"),
            "school_id": "school " + pd.Series(who % 7).astype("str"),
            "provider": pd.Series(draw.integers(0, 3, rows)).map({0: "Acme", 1: "own", 2: "Birch"}),
            "pool_id": "pool",
            "subject": pd.Series(draw.integers(0, 2, rows)).map({0: "math", 1: "reading"}),
            "date": pd.Series(day),
            "starts_at": pd.Series(draw.integers(8, 15, rows)).astype("str") + ":30",
            "scheduled_minutes": 30.0,
            "attended_minutes": attended,
            "why_not_held": "not_said",
        }
    )
    ids = "S" + pd.Series(np.arange(students)).astype("str")
    place = pd.DataFrame({"student_id": ids, "school_id": "school " + pd.Series(np.arange(students) % 7).astype("str")})
    place["marks"] = np.where(np.arange(students) % 3 == 0, "iep;english_learner", "")
    return log, place.assign(sessions_per_week=3, minutes_per_session=30, weeks=30)
