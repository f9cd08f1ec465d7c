"""Questions to a plan: what a limit is worth, how far money goes, why somebody got nothing, what it would take."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.carried import NoFormulationError, carried_by
from hitdesign.allocation.curve import ask_curve
from hitdesign.allocation.prices import ask_prices
from hitdesign.allocation.why_not import FIRST_AIM, TIE, why_not
from hitdesign.allocation.would_take import WouldTake, ask_would_take
from hitdesign.quantities import TOLERANCE, print_count
from hitdesign.solving.linear import solve_linear

__all__ = [
    "OF_SCHOOLS",
    "NoFormulationError",
    "WouldTake",
    "ask_curve",
    "ask_prices",
    "ask_why_not",
    "ask_why_not_schools",
    "ask_would_take",
]

#: Columns of the answer about schools.
OF_SCHOOLS = ("school_id", "students", "limit", "share", "sentence")
#: A share from which on a sentence says all.
ALL_OF_IT = 0.995


def ask_why_not(allocation: Allocation, *, solver: Any = None) -> pd.DataFrame:
    """For every cohort with students left that has a place: what a seat counts and what it would take elsewhere.

    Students are those whom the plan leaves over, prices those of its linear program; see `why_not`. Who has no place at
    all stands in the plan's `unserved` with the rule that left them without one.
    """
    formulation = carried_by(allocation)
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
    schools = carried_by(allocation).inputs.facts.schools
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
