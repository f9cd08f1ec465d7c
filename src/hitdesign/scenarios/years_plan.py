"""The whole plan of one of several years: each shared award gives what the joint answer gives it, and no more."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from hitdesign.allocation.infeasible import Infeasible
from hitdesign.design import design
from hitdesign.district.columns import first_day_of, funding_facts
from hitdesign.district.district import District
from hitdesign.errors import Fault, InputError, SolverError
from hitdesign.plan.plan import Plan
from hitdesign.scenarios.years_joint import Stack
from hitdesign.scenarios.years_made import Made
from hitdesign.scenarios.years_tables import paid

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
CENT = 0.01


def plan_of(parts: Made, stack: Stack, values: Floats, number: int, **options: Any) -> Plan | Infeasible:
    """The whole plan of year `number`.

    An award that may pay in this year alone keeps all that it has; of one that is shared between years the rest counts
    as committed, and its cap on administration holds for the share. Raises InputError as `Years.plan`, SolverError
    where the plan should cost more than the shares.
    """
    year = parts.years[number]
    limits = _limits(parts, stack, values, number)
    there = year.given
    plan = design(_shared(parts, number, limits), there.policy, evidence=there.evidence, **options)
    if isinstance(plan, Infeasible):
        return plan
    spending = plan.allocation.spending
    for name, dollars in zip(spending["stream_id"], spending["not_to_exceed_dollars"], strict=True):
        if dollars > limits[str(name)] + CENT / 2:
            raise SolverError(f"the plan of {year.days.label} takes more of {name} than its share")
    return plan


def _limits(parts: Made, stack: Stack, values: Floats, number: int) -> dict[str, float]:
    """Dollars by stream_id of the year, whole cents: the share of awards that several years may use, else all."""
    year = parts.years[number]
    dollars = paid(year, stack.of(values, number))
    several = _several(parts)
    limits = {}
    for name, award in year.named.items():
        whole = dollars[award.name] if award.name in several else parts.dollars[award.name]
        limits[name] = math.floor(100 * whole + 1e-4) / 100
    return limits


def _several(parts: Made) -> set[str]:
    """Awards that may pay in more than one of the years."""
    names = [award.name for year in parts.years for award in year.may_pay]
    return {name for name in names if names.count(name) > 1}


def _shared(parts: Made, number: int, limits: dict[str, float]) -> District:
    """The year's district with nothing of each award available but its limit."""
    year, several = parts.years[number], _several(parts)
    district, policy = year.given.district, year.given.policy
    split = {name for name, award in year.named.items() if award.name in several}
    _refuse(district, split)
    facts = funding_facts(district, policy, year.given.evidence, first_day_of(district, policy))
    ids, columns = facts["stream_id"].astype(str), ("available_dollars", "administration_cap_share")
    known = dict(zip(ids, zip(*(facts[name].astype(float) for name in columns), strict=True), strict=True))
    rows = []
    for row in district.funding:
        there, cap = known[row.stream_id]
        less = max(0.0, there - limits[row.stream_id])
        other: dict[str, float] = {"committed_dollars": round(row.committed_dollars + less, 2)} if less else {}
        if row.stream_id in split and cap < 1 and row.award_dollars > 0:
            other["administration_cap_share"] = cap * min(1.0, limits[row.stream_id] / row.award_dollars)
        rows.append(row.model_copy(update=other))
    return replace(district, funding=tuple(rows))


def _refuse(district: District, split: set[str]) -> None:
    tables = (("school_allocations", district.school_allocations), ("match_gifts", district.match_gifts))
    faults = [
        Fault(
            table=table,
            column="stream_id",
            found=name,
            problem="a plan of one year cannot tell which part of these rows is this year's, for the award is shared "
            "between years",
            expected="an award of one year, or one without such rows",
            what_to_do="Give the award of each year as a row of its own, with its own rows here",
        )
        for table, rows in tables
        for name in sorted({str(row.stream_id) for row in rows} & split)
    ]
    if faults:
        raise InputError(faults)
