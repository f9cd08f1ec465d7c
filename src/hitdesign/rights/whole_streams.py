"""Why a stream pays nowhere on a day, before any school is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from hitdesign.evidence.records import Program
from hitdesign.rights.payers import pays_tutoring

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Standing:
    """What decides for every school: `rule` (blank: nothing does), and whether staff and contracts may be paid then.

    `closes`: `stated` (its obligate_by), or the day of the law where that comes first.
    """

    rule: str
    employed: bool
    contracted: bool
    opens: date
    closes: date
    stated: date
    served: date


def standing_of(stream: pd.Series, program: Program, day: date, first_day: int) -> Standing:
    """The standing of a row of the funding facts on a day; `first_day`: of the plan, in days since 1970.

    Formula: as in `periods_of`: staff are paid for work on a day of the window; contracted services until services_by,
    where they were signed in the window, on the plan's first day or the window's, whichever is later.
    """
    opens, stated, served = (_day(stream[name]) for name in ("obligate_from", "obligate_by", "services_by"))
    closes = min(stated, program.closed_after or stated)
    employed = opens <= day <= closes
    signed = max(first_day + EPOCH, opens.toordinal()) <= closes.toordinal()
    contracted = signed and opens <= day <= max(served, closes)
    rule = ""
    if not stream["counts"]:
        rule = "not_awarded"
    elif not pays_tutoring(program):
        rule = "unmarked_students" if program.unmarked_students else "pays_tutoring"
    elif not (employed or contracted):
        rule = _closed(program, day, opens, closes)
    elif not stream["available_dollars"] > 0:
        rule = "nothing_left"
    return Standing(rule, employed, contracted, opens, closes, stated, served)


def _closed(program: Program, day: date, opens: date, closes: date) -> str:
    """Whether its law closed it, its window is over, or is still to come."""
    if program.closed_after is not None and (day > program.closed_after or closes < opens):
        return "closed_after"
    return "window_not_open" if day < opens else "window_over"


def _day(value: pd.Timestamp) -> date:
    return value.date()
