"""Duties and money set aside, written plainly from the district's own tables: whom, what, how many, who may not pay."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from oracles import closings

MARKS = ("iep", "english_learner", "low_income")
SLACK = 1e-6


@dataclass(frozen=True)
class Owed:
    """So many of these cohorts must have a seat at the school as the mandate asks."""

    mandate: Any
    cohorts: tuple[int, ...]
    students: int


def covers(mandate: Any, cohort: Any, school: Any) -> bool:
    """The mandate speaks of the cohort: every condition is met for certain."""
    return (
        (not mandate.schools or school["school_id"] in mandate.schools)
        and (not mandate.title_i_status or school["title_i_status"] in mandate.title_i_status)
        and (not mandate.support_status or school["support_status"] in mandate.support_status)
        and (not mandate.subjects or cohort["subject"] in mandate.subjects)
        and (not mandate.tiers or cohort["tier"] in mandate.tiers)
        and (mandate.grade_low is None or cohort["grade_low"] >= mandate.grade_low)
        and (mandate.grade_high is None or cohort["grade_high"] <= mandate.grade_high)
        and all(getattr(mandate, mark) in ("unknown", cohort[mark]) for mark in MARKS)
    )


def may_hold(service: Any, cohort: Any, *, subjects: Any, tiers: Any) -> bool:
    """Students of the service may be among the cohort: nothing known speaks against it."""
    low = -9 if service.grade_low is None else service.grade_low
    high = 99 if service.grade_high is None else service.grade_high
    return (
        (not subjects or cohort["subject"] in subjects)
        and (not tiers or cohort["tier"] in tiers)
        and max(low, cohort["grade_low"]) <= min(high, cohort["grade_high"])
        and all("unknown" in (getattr(service, m), cohort[m]) or getattr(service, m) == cohort[m] for m in MARKS)
    )


def schools_of(city: Any) -> dict[str, Any]:
    """The schools by id."""
    return {row["school_id"]: row for row in city.schools}


def owed(city: Any) -> Iterator[Owed]:
    """What every mandate asks at every school."""
    schools = schools_of(city)
    for mandate in city.district.mandates:
        for school_id, school in schools.items():
            own = tuple(
                c
                for c, row in enumerate(city.cohorts)
                if row["school_id"] == school_id and covers(mandate, row, school)
            )
            count = sum(city.cohorts[c]["students"] for c in own)
            if count:
                asked = count - math.ceil(Fraction(str(mandate.opt_out_share)) * count)
                share = 1 if mandate.share is None else Fraction(str(mandate.share))
                yield Owed(mandate, own, math.ceil(share * asked))


def as_asked(city: Any, mandate: Any, place: Any) -> bool:
    """Teaching at this place is what the mandate asks."""
    model, block = city.models[place.model], city.blocks[place.block]
    hours = Fraction(int(model["sessions_per_week"] * model["minutes_per_session"] * model["weeks"]), 60)
    first = closings.begins(city, block)
    return (
        (mandate.largest_group is None or model["students_per_tutor"] <= mandate.largest_group)
        and (mandate.least_sessions_per_week or 0) <= model["sessions_per_week"]
        and (mandate.least_minutes_per_session or 0) <= model["minutes_per_session"]
        and (mandate.least_weeks or 0) <= model["weeks"]
        and (mandate.least_hours or 0) <= hours
        and (not mandate.when or block["when"] in mandate.when)
        and (mandate.starts_by is None or first <= mandate.starts_by)
    )


def covered_by(city: Any, cohort: int) -> tuple[str, ...]:
    """The mandates that speak of a cohort."""
    row = city.cohorts[cohort]
    school = schools_of(city)[row["school_id"]]
    return tuple(m.mandate_id for m in city.district.mandates if covers(m, row, school))


def barred(city: Any, cohort: int, stream: int) -> bool:
    """The stream's test presumes that paying for the cohort would supplant, and no rebuttal is recorded."""
    if city.programs[stream].supplanting != "presumptions":
        return False
    row, name = city.cohorts[cohort], city.streams[stream]["stream_id"]
    district = city.district

    def open_to(about: str) -> bool:
        return any(one.about == about and one.stream_id in ("*", name) for one in district.rebuttals)

    for service in district.existing_programs:
        own = {one.school_id for one in district.existing_programs if one.program_id == service.program_id}
        here = service.school_id == row["school_id"] or (service.school_id == "*" and row["school_id"] not in own)
        if (
            here
            and service.decision != "keep"
            and service.paid_last_year_with == "state_or_local"
            and not open_to(service.program_id)
            and may_hold(service, row, subjects=service.subjects, tiers=(service.tier,) if service.tier else ())
        ):
            return True
    school = schools_of(city)[row["school_id"]]
    return any(
        mandate.made_by == "law"
        and not open_to(mandate.mandate_id)
        and (not mandate.schools or school["school_id"] in mandate.schools)
        and (not mandate.title_i_status or school["title_i_status"] in mandate.title_i_status)
        and may_hold(mandate, row, subjects=mandate.subjects, tiers=mandate.tiers)
        for mandate in district.mandates
    )


def mandates_kept(city: Any, seats: dict[tuple[int, Any], int]) -> bool:
    """Whether these seats give what is owed."""
    return all(
        sum(n for (c, p), n in seats.items() if c in one.cohorts and as_asked(city, one.mandate, p)) >= one.students
        for one in owed(city)
    )


def mandate_rows(city: Any, lines: Any) -> None:
    """One row per mandate and school."""
    for one in owed(city):
        terms = [
            (lines.names["x", c, p], 1)
            for p in city.places
            if as_asked(city, one.mandate, p)
            for c in city.members[p.band]
            if c in one.cohorts
        ]
        lines.row("mandates", terms, low=one.students)


def left_of(stream: Any, district: Any, rule: Any) -> Fraction:
    """Dollars of an award after everything set aside, not rounded; `rule`: its private share, or None."""
    award = Fraction(str(stream.award_dollars))
    rows = [row for row in district.reservations if row.stream_id == stream.stream_id]
    aside = sum((Fraction(str(r.dollars)) if r.dollars is not None else award * Fraction(str(r.share))) for r in rows)
    private = Fraction(0)
    if rule is not None:
        mine = sum(getattr(row, rule.count) for row in district.private_schools if row.participates == "yes")
        public = sum(row.low_income_students for row in district.schools)
        private = award * Fraction(mine, mine + public)
    return award - Fraction(str(stream.committed_dollars)) - Fraction(str(stream.spent_dollars)) - aside - private
