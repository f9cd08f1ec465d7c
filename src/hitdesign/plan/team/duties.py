"""Every responsibility of the plan with its hours and its dates, at each place where somebody has to do it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from math import fsum, isnan

import pandas as pd

from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.evidence.records import Evidence
from hitdesign.evidence.team_facts import TeamDuty
from hitdesign.plan.team.counted import Counted
from hitdesign.plan.team.roles import holds

COLUMNS = (
    *("duty_id", "role", "school_id", "says", "category", "section", "item", "when", "starts_on", "ends_on"),
    *("times", "hours_each_time", "hours_per_week", "because", "source", "as_of", "verified", "hours_source"),
)
#: The parts that a role may have in a duty, in the order in which they are read.
PARTS = {"responsible": "R", "accountable": "A", "consulted": "C", "informed": "I"}
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)


def duties_table(counted: Counted, doing: Mapping[str, tuple[str, str]], evidence: Evidence) -> pd.DataFrame:
    """One row per duty and place: a school where the role stands at schools, else EVERY_SCHOOL.

    Columns of COLUMNS: `times` it falls due, `hours_each_time`, and `hours_per_week` while it lasts (before launch and
    at the end: spread evenly over its weeks). NaN and NaT where a count or a day that it takes is not known.
    """
    rows = [
        row
        for key, (role, why) in doing.items()
        if holds(evidence.team_duties[key].needed_where, counted)
        for row in _rows(key, evidence.team_duties[key], role, why, counted, evidence)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(
    key: str, duty: TeamDuty, role: str, why: str, counted: Counted, evidence: Evidence
) -> Iterator[tuple[object, ...]]:
    at_schools = evidence.team_roles[role].at == "school"
    starts, ends, times, weeks = _when(duty, counted)
    for place in counted.schools if at_schools else (EVERY_SCHOOL,):
        if not holds(duty.needed_where, counted, place):
            continue
        hours, because = _hours(duty, counted, place)
        a_week = hours * times / weeks if weeks else float("nan")
        yield (
            *(key, role, place, duty.says, duty.category, duty.section, duty.item, duty.when, starts, ends),
            *(times, hours, a_week, f"{because}; {why}" if why else because),
            *(duty.source, duty.as_of, duty.verified, duty.hours_source),
        )


def _hours(duty: TeamDuty, counted: Counted, place: str) -> tuple[float, str]:
    """Hours of one time at a place, and the sum that they come from."""
    schools = len(counted.schools) if place == EVERY_SCHOOL else 1
    parts = [
        (duty.hours_per_group, counted.of(place, "groups"), "groups"),
        (duty.hours_per_student, counted.of(place, duty.counted), _seats(duty.counted)),
        (duty.hours_per_school, float(schools), "schools"),
        (duty.hours_per_tutor, counted.people, "tutors"),
    ]
    taken = [one for one in parts if one[0] > 0]
    hours = fsum([duty.hours, *(each * count for each, count, _ in taken)])
    terms = [f"{duty.hours:g} h", *(f"{each:g} h x {_count(count)} {name}" for each, count, name in taken)]
    return hours, " + ".join(terms if duty.hours or not taken else terms[1:])


def _when(duty: TeamDuty, counted: Counted) -> tuple[object, object, float, float]:
    """First and last day, how often it falls due, and over how many weeks its hours are spread."""
    launch, ends = counted.launch, counted.ends
    weeks = float(duty.weeks)
    if duty.when == "before_launch":
        if launch is None:
            return pd.NaT, pd.NaT, 1.0, weeks
        until = launch - duty.done_weeks * WEEK
        return until - duty.weeks * WEEK, until - DAY, 1.0, weeks
    if duty.when == "at_end":
        return (pd.NaT, pd.NaT, 1.0, weeks) if ends is None else (ends + DAY, ends + duty.weeks * WEEK, 1.0, weeks)
    if launch is None or ends is None:
        return pd.NaT, pd.NaT, float("nan"), 1.0 if duty.when == "weekly" else float("nan")
    lasts = max(1.0, ((ends - launch).days + 1) / WEEK.days)
    if duty.when == "weekly":
        return launch, ends, lasts, lasts
    return launch, ends, float(len(months(launch, ends))), lasts


def months(first: date, last: date) -> tuple[date, ...]:
    """The same day of every month from the first to the last day; a month that lacks it has its last day.

    >>> from datetime import date
    >>> from hitdesign.plan.team.duties import months
    >>> [str(day) for day in months(date(2027, 1, 31), date(2027, 3, 31))]
    ['2027-01-31', '2027-02-28', '2027-03-31']
    """
    stamps = (pd.Timestamp(first) + pd.DateOffset(months=count) for count in range((last - first).days // 28 + 2))
    return tuple(stamp.date() for stamp in stamps if stamp.date() <= last)


def parts_table(
    doing: Mapping[str, tuple[str, str]], evidence: Evidence, counted: Counted, needed: Collection[str]
) -> pd.DataFrame:
    """Who has which part in a duty: duty_id, says, role, part (R, A, C or I; RA where one role does and answers).

    `needed`: the roles that the plan has; others are neither asked nor told.
    """
    rows = []
    for key, (role, _) in doing.items():
        duty = evidence.team_duties[key]
        if not holds(duty.needed_where, counted):
            continue
        given = {role: "R"}
        given[duty.accountable] = "RA" if duty.accountable == role else "A"
        for part in ("consulted", "informed"):
            for other in getattr(duty, part):
                if other in needed:
                    given.setdefault(other, PARTS[part])
        rows += [(key, duty.says, other, part) for other, part in given.items()]
    return pd.DataFrame(rows, columns=["duty_id", "says", "role", "part"])


def _seats(counted: str) -> str:
    return {"students": "seats", "online": "seats online", "iep": "seats with an IEP"}.get(
        counted, "seats of English learners"
    )


def _count(count: float) -> str:
    return "an unknown number of" if isnan(count) else f"{count:,.0f}"
