"""Risks of technology: devices, headsets, connectivity, accounts and the privacy agreement of schools taught online."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import Any

import numpy as np

from hitdesign.district.program_records import Technology
from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.plan.risks.changes import row_for_school
from hitdesign.plan.risks.seen import UNKNOWN, Look, Seen
from hitdesign.plan.technology.needs import seats_online
from hitdesign.plan.technology.peaks import online_sessions, students_at_once
from hitdesign.quantities import print_count

#: How far a state is from ready; what is not named is not known.
STATES = {"yes": 0.0, "signed": 0.0, "pending": 0.5, "no": 1.0, "none": 1.0}


def devices_short(look: Look) -> Iterator[Seen]:
    """Each school taught online: students online at once less its devices."""
    yield from _short(look, "devices", "device")


def headsets_short(look: Look) -> Iterator[Seen]:
    """Each school taught online: students online at once less its headsets."""
    yield from _short(look, "headsets", "headset")


def connectivity_short(look: Look) -> Iterator[Seen]:
    """Each school taught online: whether its rooms carry so many calls."""
    yield from _state(look, "connectivity", "yes")


def accounts_open(look: Look) -> Iterator[Seen]:
    """Each school taught online: whether everybody can sign in."""
    yield from _state(look, "accounts", "yes")


def privacy_open(look: Look) -> Iterator[Seen]:
    """Each school taught online: how far the privacy agreement is."""
    yield from _state(look, "privacy_agreement", "signed")


def online_at_once(look: Look) -> dict[str, float]:
    """Students online at the same minute, by school, at the fullest of the week.

    From the timetable; without one, all who are taught online at the school, which is never too few.
    """
    peaks = students_at_once(online_sessions(look.plan)) if len(look.plan.allocation.timetable) else {}
    return {school: peaks.get(school, count) for school, count in seats_online(look.plan).items()}


def _short(look: Look, column: str, noun: str) -> Iterator[Seen]:
    for school, needed in online_at_once(look).items():
        has = getattr(_row(look, school), column, None)
        short = UNKNOWN if has is None else float(np.ceil(needed)) - has
        words = {"value": print_count(max(short, 0.0), noun) if not isnan(short) else "", "needed": f"{needed:,.0f}"}
        lever = row_for_school(
            look.plan.district,
            "technology",
            school,
            f"{needed:,.0f} {noun}s at {school}",
            **{column: int(np.ceil(needed))},
        )
        yield _seen(look, school, short, column, words, lever)


def _state(look: Look, column: str, ready: str) -> Iterator[Seen]:
    for school, needed in online_at_once(look).items():
        state = str(getattr(_row(look, school), column, "unknown"))
        words = {"needed": f"{needed:,.0f}", "status": {"none": "not begun"}.get(state, state)}
        name = f"{column.replace('_', ' ').capitalize()} at {school}: {ready}"
        lever = row_for_school(look.plan.district, "technology", school, name, **{column: ready})
        yield _seen(look, school, STATES.get(state, UNKNOWN), column, words, lever)


def _row(look: Look, school: str) -> Technology | None:
    """A school's row of technology, else the one for every school."""
    rows = {row.school_id: row for row in look.plan.district.technology}
    return rows.get(school, rows.get(EVERY_SCHOOL))


def _seen(look: Look, school: str, value: float, column: str, words: dict[str, str], lever: Any) -> Seen:
    seats = look.counted.of(school, "online")
    dollars = look.dollars_where(school_id=school)
    named = {"name": look.school(school), **words}
    return Seen("school", school, value, seats, dollars, "technology", column, words=named, lever=lever)
