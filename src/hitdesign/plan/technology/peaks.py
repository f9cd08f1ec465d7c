"""How many students of a school are online at the same moment, read from the timetable."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from hitdesign.plan.drafted import Drafted

ONLINE = "online"
#: First and last day of a term as the timetable writes it.
FIRST, LAST = slice(0, 10), slice(-10, None)


def online_sessions(plan: Drafted) -> pd.DataFrame:
    """Sessions of the week that are online: the timetable's rows with `when` and clock (start in the day, NaN = blank).

    A session's minute counts from the start of its block.
    """
    timetable, models = plan.allocation.timetable, plan.facts.models
    online = set(models.loc[models["modality"] == ONLINE, "model_id"])
    blocks = plan.facts.blocks
    schools = plan.facts.schools["school_id"].to_numpy()[blocks["school"]]
    of_block = blocks.assign(school_id=schools)[["school_id", "block_id", "when", "starts_minute"]]
    of_block = of_block.rename(columns={"starts_minute": "block_minute"})
    here = timetable[timetable["model_id"].isin(online)]
    return here.merge(of_block, how="left", on=["school_id", "block_id"])


class _Session(NamedTuple):
    """One session of the week; `clock`: the minute of the day at which its block begins, NaN where nobody says."""

    term: str
    day: str
    when: str
    block: str
    clock: float
    start: float
    minutes: float
    students: float


_COLUMNS = ["term", "day", "when", "block_id", "block_minute", "starts_minute", "minutes", "students"]


def students_at_once(sessions: pd.DataFrame, *, certain: bool = False) -> dict[str, float]:
    """Per school the most students online at one moment of any week.

    Sessions of one day run together where their minutes meet and their terms do. A block without a clock time may lie
    anywhere in its time of day: it meets every block of that time, which is never too few; certain: it meets none,
    which is never too many.
    """
    of_school: dict[str, list[_Session]] = defaultdict(list)
    plain = (sessions[name].tolist() for name in ["school_id", *_COLUMNS])
    for school, *values in zip(*plain, strict=True):
        of_school[str(school)].append(_Session(*values))
    return {school: max(_day_peak(day, certain) for day in _days(own)) for school, own in sorted(of_school.items())}


def _days(sessions: list[_Session]) -> Iterator[list[_Session]]:
    """The sessions of each day of the week, as they stand together at some time of the year."""
    for begin in sorted({one.term[FIRST] for one in sessions}):
        days: dict[str, list[_Session]] = defaultdict(list)
        for one in sessions:
            if one.term[FIRST] <= begin <= one.term[LAST]:
                days[one.day].append(one)
        yield from days.values()


def _day_peak(day: list[_Session], certain: bool) -> float:
    known = [one for one in day if not math.isnan(one.clock)]
    peaks = [_peak((one.clock, one) for one in known)]
    for when in sorted({one.when for one in day if math.isnan(one.clock)}):
        blocks: dict[str, list[_Session]] = defaultdict(list)
        for one in day:
            if one.when == when and math.isnan(one.clock):
                blocks[one.block].append(one)
        floating = [_peak((0.0, one) for one in own) for own in blocks.values()]
        beside = _peak((one.clock, one) for one in known if one.when == when)
        peaks += floating if certain else [sum(floating) + beside]
    return max(peaks)


def _peak(sessions: Iterable[tuple[float, _Session]]) -> float:
    """The most students at one minute; a session that ends as another begins does not meet it."""
    changes: list[tuple[float, float]] = []
    for clock, one in sessions:
        begin = clock + one.start
        changes += [(begin, one.students), (begin + one.minutes, -one.students)]
    now = most = 0.0
    for _, change in sorted(changes):
        now += change
        most = max(most, now)
    return most
