"""A pilot in real schools of Durham, NC: the schools and their sizes are real, the students are drawn by a seed."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from hitdesign.measurement.cycle.progress import Progress, progress_of
from hitdesign.measurement.cycle.public import PublicReport, board_counts, publish_report
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.tables import Change, CountTable

DAYS = (date(2026, 11, 2), date(2027, 1, 19), date(2027, 3, 1))
#: Begins every student's id: must never come out.
CANARY = "S-4242424-"


def schools_of(data: Path, first: int, last: int | None) -> pd.DataFrame:
    """Schools of the district with a known enrolment, by id."""
    rows = pd.read_csv(data / "state_nc_schools_2018_19.csv", dtype={"school_id": "str"})
    rows = rows[(rows["district_id"] == "320LEA") & rows["enrollment"].notna()]
    return rows.sort_values("school_id").iloc[first:last]


def students_at(schools: pd.DataFrame, seed: int = 20261126) -> list[pd.DataFrame]:
    """The same students on each of the three days: some enrol later, minutes grow, interim tests come in."""
    chance = np.random.default_rng(seed)
    invited = chance.binomial(schools["enrollment"].to_numpy(dtype=int), 0.07)
    home = np.repeat(schools["school_id"].to_numpy(), invited)
    size = len(home)
    base = pd.DataFrame({"student_id": [f"{CANARY}{at:05d}" for at in range(size)], "school_id": home})
    joins, rate = chance.choice([0, 1, 2, 9], size, p=[0.7, 0.1, 0.05, 0.15]), chance.beta(9, 1.5, size)
    growth, tested = chance.normal(6, 5, size), chance.uniform(size=size)
    found = []
    for at in range(len(DAYS)):
        here = joins <= at
        minutes = np.where(here, 240.0 * (at + 1 - np.minimum(joins, at)), np.nan)
        rows = base.assign(enrolled=np.where(here, "yes", "no"), scheduled_minutes=minutes)
        rows["attended_minutes"] = (minutes * rate).round()
        rows["on_pace"] = np.where(here, np.where(rate > 0.8, "yes", "no"), "unknown")
        rows["engagement"] = np.where(here, rate.round(2), np.nan)
        taken = here & (tested < 0.3 + 0.3 * at)
        rows["pretest"], rows["growth_goal"] = 200.0, 5.0
        rows["interim"] = np.where(taken, 200 + growth.round(), np.nan)
        found.append(rows)
    return found


def progress_at(students: list[pd.DataFrame]) -> list[Progress]:
    return [progress_of(rows, day, good_attendance=0.9) for rows, day in zip(students, DAYS, strict=True)]


def published(
    progress: list[Progress], policy: DisclosurePolicy, seconds: float | None = None
) -> tuple[list[PublicReport], list[tuple[CountTable, ...]]]:
    """The reports to the board at the three days, each with all before it, and their true counts."""
    reports: list[PublicReport] = []
    counts = [board_counts(one) for one in progress]
    for at, (one, day) in enumerate(zip(counts, DAYS, strict=True)):
        how = {"policy": policy, "before": list(reports), "unchanged": ["invited"], "time_limit_seconds": seconds}
        reports.append(publish_report(one, title="Tutoring", as_of=day, changes=nobody_leaves(at), **how))
    return reports, counts


def nobody_leaves(last: int) -> list[Change]:
    """What neighbours may know of the days up to one: of those enrolled and of those tested nobody is taken off."""
    days = [day.isoformat() for day in DAYS[: last + 1]]
    return [Change(name, *pair, at_least=0) for name in ("enrolled", "tested") for pair in itertools.pairwise(days)]
