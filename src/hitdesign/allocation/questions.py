"""Questions to a plan: what a limit is worth, how far money goes, why somebody got nothing, what it would take."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.audit import values_of
from hitdesign.allocation.curve import curve_of
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.prices import prices_of
from hitdesign.allocation.why_not import FIRST_AIM, TIE, why_not
from hitdesign.allocation.would_take import WouldTake, would_take
from hitdesign.errors import HitdesignError
from hitdesign.quantities import TOLERANCE, print_count
from hitdesign.solving.linear import solve_linear

#: Columns of the answer about schools.
OF_SCHOOLS = ("school_id", "students", "limit", "share", "sentence")
#: A share from which on a sentence says all.
ALL_OF_IT = 0.995


class NoFormulationError(HitdesignError):
    """The allocation was made by hand or read from a file, and carries no program that could be asked."""


def ask_prices(
    allocation: Allocation,
    *,
    families: Collection[str] | None = None,
    most: int | None = 50,
    levels: int | None = None,
    solver: Any = None,
) -> pd.DataFrame:
    """What one more and one fewer unit of each limit is worth, level by level; see `prices_of`.

    Prices are those of the linear program that the plan's limits make: people and groups may be shared there, so a
    price says how much a limit presses, and a single group may take a whole one. Raises NoFormulationError where the
    allocation carries no program.
    """
    return prices_of(_of(allocation), families=families, most=most, levels=levels, solver=solver)


def ask_curve(
    allocation: Allocation,
    *,
    streams: Collection[str] | None = None,
    lowest: float = 0.0,
    highest: float | None = None,
    of: Literal["students", "level"] = "students",
    solver: Any = None,
) -> pd.DataFrame:
    """The most students that every amount of money could serve, with what begins to bind; see `curve_of`."""
    return curve_of(_of(allocation), streams=streams, lowest=lowest, highest=highest, of=of, solver=solver)


def ask_why_not(allocation: Allocation, *, solver: Any = None) -> pd.DataFrame:
    """For every cohort with students left that has a place: what a seat counts and what it would take elsewhere.

    Students are those whom the plan leaves over, prices those of its linear program; see `why_not`. Who has no place at
    all stands in the plan's `unserved` with the rule that left them without one.
    """
    formulation = _of(allocation)
    ids = formulation.inputs.need.cohorts["cohort_id"]
    served = allocation.seats.groupby("cohort_id")["students"].sum().reindex(ids).fillna(0.0).to_numpy(dtype=float)
    return why_not(formulation, solve_linear(formulation.program, levels=1, solver=solver), served)


def ask_why_not_schools(allocation: Allocation, *, solver: Any = None) -> pd.DataFrame:
    """Per school: who is left, and which limit decided for most of them.

    Columns: school_id, students (left with a place), limit (or the aims, where no limit has a price), share (of them
    that it decided for), sentence.
    """
    table = ask_why_not(allocation, solver=solver)
    aims = np.where(table["short_by"].to_numpy(dtype=float) > TOLERANCE, FIRST_AIM, TIE)
    table["dearest_limit"] = table["dearest_limit"].mask(table["dearest_limit"] == "", aims)
    schools = _of(allocation).inputs.facts.schools
    names = dict(zip(schools["school_id"].astype(str), schools["school_name"].astype(str), strict=True))
    sums = table.groupby(["school_id", "dearest_limit"], sort=True)["students"].sum().reset_index()
    sums["left"] = sums.groupby("school_id")["students"].transform("sum")
    first = sums.sort_values(["school_id", "students"], ascending=[True, False], kind="stable")
    rows = [
        (school, left, limit, students / left, _left_over(school, names[school], left, limit, students / left))
        for school, limit, students, left in first.drop_duplicates("school_id").itertuples(index=False)
    ]
    return pd.DataFrame(rows, columns=list(OF_SCHOOLS))


def _left_over(school_id: str, name: str, left: float, limit: str, share: float) -> str:
    """One school in one sentence; a student in need of two subjects stands twice, so seats are counted."""
    who = print_count(round(left), "seat") if left >= 1 else "part of a seat"
    where = name if name == school_id else f"{name} ({school_id})"
    whom = "all of them" if share > ALL_OF_IT else f"{share:.0%} of them"
    return f"{where}: {who} not filled that could be taught; what decided for {whom}: {limit}."


def ask_would_take(
    allocation: Allocation,
    *,
    school_id: str | None = None,
    cohort_id: str | None = None,
    tier: str | None = None,
    subject: str | None = None,
    mark: Literal["iep", "english_learner", "low_income"] | None = None,
    keep_others: bool = True,
    solver: Any = None,
) -> WouldTake:
    """What it would take to serve all students that meet these conditions; see `would_take`.

    `keep_others`: nobody else loses a seat of this plan.
    """
    formulation = _of(allocation)
    values: NDArray[np.float64] = values_of(formulation, allocation, [])
    return would_take(
        formulation,
        values,
        school_id=school_id,
        cohort_id=cohort_id,
        tier=tier,
        subject=subject,
        mark=mark,
        keep_others=keep_others,
        solver=solver,
    )


def _of(allocation: Allocation) -> Formulation:
    if allocation.formulation is None:
        raise NoFormulationError("This allocation carries no program: allocate or design it again, then ask")
    return allocation.formulation
