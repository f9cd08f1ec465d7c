"""Districts with days without tutoring: holidays, breaks and closings, of all schools or of one, some overlapping."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hitdesign.district.closed_days import ClosedDays
from laws.districts import Case, Chance, Dice

KINDS = ("holiday", "break", "testing", "closing", "other")


def with_closings(dice: Dice, case: Case) -> Case:
    """The case with up to four runs of days lost at the start, the middle or the end of a term."""
    district = case.district
    terms = sorted({(block.starts_on, block.ends_on) for block in district.blocks})
    schools = ["*", "*", *(school.school_id for school in district.schools)]
    rows: dict[tuple[str, date, date, str], ClosedDays] = {}
    for _ in range(dice.pick([1, 2, 3, 4])):
        first, last = dice.pick(terms)
        begins = first + timedelta(days=dice.pick([0, 1, 8, 17, 24, 40, 55, 70]))
        ends = begins + timedelta(days=dice.pick([0, 4, 11, 18, 44, 51]))
        row = ClosedDays(
            school_id=dice.pick(schools), starts_on=min(begins, last), ends_on=max(ends, begins), kind=dice.pick(KINDS)
        )
        rows[row.school_id, row.starts_on, row.ends_on, row.kind] = row
    return replace(case, district=replace(district, calendar=tuple(rows.values())))


def closed_case(case: Case, seed: int) -> Case:
    """A drawn case, with closings drawn by a generator of their own."""
    return with_closings(Chance(seed + 3), case)
