"""What each school with seats online needs, against what the technology table says is there."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from hitdesign.district.program_records import Technology
from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.technology.peaks import ONLINE, online_sessions, students_at_once

NEEDS = ("school_id", "item", "unit", "needed", "there", "gap", "status", "because", "what_to_provide")
#: Items that are counted and have a price, and those that are there or are not.
COUNTED = ("devices", "headsets")
YES_OR_NO = ("connectivity", "accounts", "privacy_agreement")
MET, SHORT, UNKNOWN = "met", "short", "unknown"
#: What the table's words mean for the status; every other word means unknown.
STATUS = {"yes": MET, "signed": MET, "no": SHORT, "pending": SHORT, "none": SHORT}
NAN = float("nan")
_Row = tuple[object, ...]


def seats_online(plan: Drafted) -> dict[str, float]:
    """Seats in online models by school."""
    models = plan.facts.models
    online = models.loc[models["modality"] == ONLINE, "model_id"]
    seats = plan.allocation.seats
    here = seats[seats["model_id"].isin(online) & (seats["students"] > 0)]
    return {str(name): float(count) for name, count in here.groupby("school_id", sort=True)["students"].sum().items()}


def needs_of(plan: Drafted) -> pd.DataFrame:
    """One row per school with seats online and item; columns as in NEEDS.

    Devices and headsets: the most students online at one moment (`students_at_once`), shared over the day.
    Connectivity: as many calls at once. Accounts: the seats. gap = max(0, needed - there), NaN where what is there is
    not known. status: met, short, or unknown, and nothing that is not said is met.
    """
    seats = seats_online(plan)
    peaks = students_at_once(online_sessions(plan)) if plan.allocation.whole else {}
    rows = [row for school, count in seats.items() for row in _rows(plan, school, count, peaks.get(school, NAN))]
    return pd.DataFrame(rows, columns=list(NEEDS))


def certain_peaks(plan: Drafted) -> dict[str, float]:
    """Per school as many students as are online at one moment wherever blocks without a clock lie in the day."""
    return students_at_once(online_sessions(plan), certain=True) if plan.allocation.whole else {}


def technology_at(plan: Drafted, school: str) -> Technology | None:
    """The school's row, else that of every school; None where neither is there."""
    rows = {row.school_id: row for row in plan.district.technology}
    return rows.get(school, rows.get(EVERY_SCHOOL))


def _rows(plan: Drafted, school: str, seats: float, peak: float) -> Iterator[_Row]:
    there = technology_at(plan, school)
    for item in COUNTED:
        own = None if there is None else getattr(there, item)
        yield _counted(school, item, peak, NAN if own is None else float(own))
    for item in YES_OR_NO:
        word = UNKNOWN if there is None else str(getattr(there, item))
        needed = {"connectivity": peak, "accounts": seats}.get(item, 1.0)
        unit = {"connectivity": "calls at once", "accounts": "students and their tutors"}.get(item, "agreement")
        status = STATUS.get(word, UNKNOWN)
        provide = "" if status == MET else f"technology.{item} of {school}"
        yield (school, item, unit, needed, word, NAN, status, f"timetable, seats; technology.{item}", provide)


def _counted(school: str, item: str, needed: float, there: float) -> _Row:
    gap = max(0.0, needed - there)
    status = UNKNOWN if math.isnan(needed) or math.isnan(there) else SHORT if gap > 0 else MET
    gap = NAN if status == UNKNOWN else gap
    provide = f"technology.{item} of {school}" if math.isnan(there) else ""
    if math.isnan(needed):
        provide = "a plan of whole students: a fractional answer has no timetable"
    because = f"timetable: students online at one moment; technology.{item}"
    return (school, item, item, needed, there, gap, status, because, provide)
