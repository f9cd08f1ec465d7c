"""A district's own year some years on: the same facts on later days, dearer and with more need where that was said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from pydantic import BaseModel

from hitdesign.district.money_records import SchoolAllocation
from hitdesign.district.records import FundingStream
from hitdesign.evidence.windows import MONTHS_A_YEAR, months_on
from hitdesign.need.rates import largest_remainder
from hitdesign.scenarios.pull import Given
from hitdesign.scenarios.years_calendar import calendar_later, days_later
from hitdesign.scenarios.years_records import Growth

Row = TypeVar("Row", bound=BaseModel)
JULY = 7
#: Days of the year's own that move with it, by table of the district. Windows of awards stay as they are.
DAYS = {
    "blocks": ("starts_on", "ends_on"),
    "tutors": ("starts_on", "ends_on"),
    "contracts": ("signed_on",),
    "mandates": ("starts_by",),
}
#: What costs so many dollars, by table of the district. Caps of awards are their law's and do not grow.
PRICES = {
    "blocks": ("supervisor_dollars_per_day",),
    "tutors": ("hourly_cost_dollars", "annual_cost_dollars"),
    "contracts": ("price_dollars", "minimum_dollars", "maximum_dollars"),
    "contract_tiers": ("price_dollars",),
    "other_costs": ("dollars",),
    "existing_programs": ("dollars",),
    "tutoring_models": ("materials_dollars_per_student",),
}
HIGH = "students_high"
COUNTS = (HIGH, "iep_students", "english_learner_students", "low_income_students")


def on(day: date, years: int) -> date:
    """The same day and month so many years later; 28 February where that year has no 29th.

    >>> on(date(2028, 2, 29), 1)
    datetime.date(2029, 2, 28)
    """
    return months_on(day, MONTHS_A_YEAR * years)


def label_of(first: date, last: date) -> str:
    """The school year, from July to June, in which the middle of these days lies.

    >>> label_of(date(2026, 9, 14), date(2027, 5, 21))
    '2026-27'
    """
    middle = first + (last - first) / 2
    begins = middle.year if middle.month >= JULY else middle.year - 1
    return f"{begins}-{(begins + 1) % 100:02d}"


def moved(
    given: Given,
    years: int,
    growth: Growth,
    funding: tuple[FundingStream, ...],
    school_allocations: tuple[SchoolAllocation, ...] | None = None,
) -> Given:
    """The given of the year so many years on, with these awards and what schools hold of them (None: as they do now).

    Days of blocks, pools, contracts, mandates and the policy keep their day and month; weekdays of blocks keep their
    letters, so a term may hold a day more or fewer of one. With a calendar they keep their day of the week instead
    (`days_later`, `calendar_later`). Costs x (1 + growth.costs)^years; students x (1 + growth.need)^years, see `grown`.
    """
    if not years:
        return given
    district, policy, evidence = given.district, given.policy, given.evidence
    move = days_later(district, policy, years)
    dearer, more = (1 + growth.costs) ** years, (1 + growth.need) ** years
    held = district.school_allocations if school_allocations is None else school_allocations
    tables: dict[str, Any] = {"funding": funding, "school_allocations": held}
    for name in dict.fromkeys((*DAYS, *PRICES)):
        rows = getattr(district, name)
        tables[name] = _dearer(_later(rows, DAYS.get(name, ()), move), PRICES.get(name, ()), dearer)
    tables["calendar"] = calendar_later(district, policy, years)
    if growth.need and district.students is None:
        tables["cohorts"] = grown(district.cohorts, more)
    if growth.costs:
        catalogue = evidence.tutoring_models
        names = PRICES["tutoring_models"]
        evidence = replace(
            evidence, tutoring_models={key: _dearer((one,), names, dearer)[0] for key, one in catalogue.items()}
        )
    policy = _later((policy,), ("starts_on", "ends_on"), move)[0]
    return Given(replace(district, **tables), policy, evidence)


def _later(rows: Sequence[Row], names: Sequence[str], move: Callable[[date], date]) -> tuple[Row, ...]:
    def days(row: Row) -> dict[str, date]:
        known = {name: getattr(row, name) for name in names}
        return {name: move(day) for name, day in known.items() if day is not None}

    return tuple(row.model_copy(update=days(row)) for row in rows)


def _dearer(rows: Sequence[Row], names: Sequence[str], factor: float) -> tuple[Row, ...]:
    def prices(row: Row) -> dict[str, float]:
        known = {name: getattr(row, name) for name in names}
        return {name: factor * dollars for name, dollars in known.items() if dollars is not None}

    return tuple(rows) if factor == 1 else tuple(row.model_copy(update=prices(row)) for row in rows)


def grown(cohorts: pd.DataFrame, factor: float) -> pd.DataFrame:
    """The cohorts with so many times their students, so that small ones do not all stay as they are.

    Of each subject and tier the students add up to the grown sum, rounded; who gets the last ones goes by the largest
    remainders. Marks and the high end of a masked count go to the nearest, halves up, and fit the cohort's students.
    """
    kind = cohorts.groupby(["subject", "tier"], sort=True).ngroup().to_numpy().astype(np.int64)
    students = largest_remainder(kind, factor * cohorts["students"].to_numpy(dtype=float))
    counts: dict[str, Any] = {"students": students}
    for name in (name for name in COUNTS if name in cohorts):
        near = np.floor(cohorts[name].to_numpy(dtype=float) * factor + 0.5)
        counts[name] = np.maximum(near, students) if name == HIGH else np.minimum(near, students)
    return cohorts.assign(**counts)
