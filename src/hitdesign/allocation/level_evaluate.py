"""Any plan under any level: what a plan is worth, whoever made it, in one table that stands beside another plan's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.audit import values_of
from hitdesign.allocation.formulation import Formulation, formulation_of
from hitdesign.allocation.level_equity import BETWEEN, Between, groups_between
from hitdesign.allocation.level_parts import LevelValue
from hitdesign.allocation.level_table import range_of
from hitdesign.allocation.shapes import Answer, empty_table
from hitdesign.errors import Fault, InputError
from hitdesign.policy import LevelName
from hitdesign.solving.parts import plain

Floats = NDArray[np.float64]
#: Columns of the table that `evaluate` gives.
COLUMNS = ("level", "unit", "value", "low", "high", "sense", "not_counted", "sentence")
#: Columns of the table of equity.
EQUITY_COLUMNS = ("between", "group", "need", "with_right", "served", "share", "counted", "why")
#: Levels that count dollars.
OF_MONEY: frozenset[LevelName] = frozenset({"minimum_spending", "restricted_money", "dollars"})
#: What each level's value is, with its number, unit and range.
SAYS: Mapping[LevelName, str] = {
    "minimum_spending": "Dollars short of what awards must spend, and all dollars charged: {value}.",
    "seats": "Seats, counted by strength of need and priority: {value}.",
    "recommendation": "Seats times how well their tutoring model suits them: {value}.",
    "restricted_money": "Dollars times how late their stream stands in the order of use: {value}.",
    "dollars": "Dollars charged, indirect cost included, and up to a cent a seat to order equal plans: {value}.",
    "expected_learning": "Expected learning, summed over seats: {value} standard deviations, or anything from {low} "
    "to {high}; a forecast from studies elsewhere.",
    "equity_between_schools": "The least served of the schools that count has {value}% of its students served.",
    "equity_between_marks": "Of students with a mark and without, the least served have {value}% of them served.",
    "equity_between_areas": "The least served of the board areas that count has {value}% of its students served.",
    "least_change": "{value} seats are more or fewer than in the last plan, over the places that both know.",
}


#: A plan's tables that may be left out.
OTHERS = ("staff", "groups", "charges", "timetable", "openings")


@dataclass(frozen=True)
class Tables:
    """A plan as tables, with those filled in that were not given."""

    seats: pd.DataFrame
    staff: pd.DataFrame
    groups: pd.DataFrame
    charges: pd.DataFrame
    timetable: pd.DataFrame
    openings: pd.DataFrame
    whole: bool = True


def evaluate(
    plan: Answer | Mapping[str, pd.DataFrame], formulation: Formulation, level_names: Iterable[LevelName] | None = None
) -> pd.DataFrame:
    """What a plan is worth under each level, recomputed from its tables alone: one row per level, columns of COLUMNS.

    `plan`: an allocation, ours or changed by hand or made under another policy of the same district, or its tables by
    name, of which `seats` must be there (without `charges` the levels of money are unknown). `formulation`: that of the
    policy by which it is judged (`allocation.formulation`). `level_names`: which (None: every level that this district
    has an answer to). `low` and `high` are the ends of what is known of the value; `not_counted` are the plan's seats
    that stand where this policy lets nobody be taught: no level counts them. Raises InputError for an unknown level,
    for tables without seats, and for least_change where the formulation knows no last plan. A level that no award
    asks for (minimum_spending without a minimum) has no row.

    >>> import pandas as pd, hitdesign as hit
    >>> from hitdesign.allocation.level_evaluate import evaluate
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> allocation = hit.allocate(hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award), levels=1)
    >>> evaluate(allocation, allocation.formulation, ["equity_between_schools"])["sense"].tolist()
    ['more']
    """
    names = _wanted(formulation, level_names)
    tables = _tables(plan)
    unpriced = isinstance(plan, Mapping) and "charges" not in plan
    asked = with_levels(formulation, names)
    values = values_of(asked, tables, [])
    counted = float(values[: len(asked.layout.student_cohort)].sum())
    lost = max(0.0, round(float(tables.seats["students"].sum()) - counted, 6))
    rows = [
        _row(asked, name, values, lost, known=not (unpriced and name in OF_MONEY))
        for name in names
        if name in asked.values
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def with_levels(formulation: Formulation, names: Iterable[LevelName]) -> Formulation:
    """The same formulation judged by these levels; the very same where it already holds all of them.

    Raises InputError where the formulation does not say what it was made from.
    """
    wanted = tuple(names)
    if set(wanted) <= set(formulation.basis.policy.levels if formulation.basis else formulation.values):
        return formulation
    basis = formulation.basis
    if basis is None:
        expected = "a formulation of this library"
        raise InputError([Fault("formulation", "it does not say what it was made from", expected, "Formulate anew")])
    policy = basis.policy.model_copy(update={"levels": wanted, "level_tolerances": {}})
    inputs = formulation.inputs
    return formulation_of(inputs.facts, inputs.need, inputs.rights, basis.chosen, policy, basis.evidence)


def equity_table(plan: Answer | Mapping[str, pd.DataFrame], formulation: Formulation) -> pd.DataFrame:
    """Served shares of schools, of students with and without a mark, and of board areas, and who stands out and why.

    Columns between, group, need, with_right (students of whom somebody could be taught), served, share (of with_right),
    counted, why. A share is unknown where nobody has a right.
    """
    inputs, layout = formulation.inputs, formulation.layout
    values = values_of(formulation, _tables(plan), [])
    seats = np.bincount(layout.student_cohort, values[: len(layout.student_cohort)], len(inputs.need.cohorts))
    parts = []
    for between in BETWEEN.values():
        groups = groups_between(inputs, between)
        served = groups.served(seats.astype(float))
        right = groups.table["with_right"].to_numpy(dtype=float)
        share = np.divide(served, right, out=np.full(len(right), np.nan), where=right > 0)
        own = groups.table.assign(served=served, share=share)
        parts.append(own[list(EQUITY_COLUMNS)])
    return pd.concat(parts, ignore_index=True)


def _wanted(formulation: Formulation, names: Iterable[LevelName] | None) -> tuple[LevelName, ...]:
    every: tuple[LevelName, ...] = get_args(LevelName)
    if names is None:
        return tuple(one for one in every if one != "least_change" or formulation.inputs.facts.last_plan is not None)
    wanted = tuple(dict.fromkeys(names))
    unknown = [str(one) for one in wanted if one not in every]
    if unknown:
        fault = Fault("level_names", "there is no such level", f"one of {', '.join(every)}", "Correct the name")
        raise InputError([replace(fault, found=", ".join(unknown))])
    return wanted


def _tables(plan: Answer | Mapping[str, pd.DataFrame]) -> Answer:
    if not isinstance(plan, Mapping):
        return plan
    if "seats" not in plan:
        raise InputError([Fault("plan", "no table of seats", "seats by cohort, model, block and pool", "Add it")])
    given = {name: plan.get(name, empty_table(name)) for name in OTHERS}
    return Tables(
        seats=plan["seats"],
        staff=given["staff"],
        groups=given["groups"],
        charges=given["charges"],
        timetable=given["timetable"],
        openings=given["openings"],
    )


def _row(formulation: Formulation, name: LevelName, values: Floats, lost: float, *, known: bool) -> dict[str, object]:
    level: LevelValue = formulation.values[name]
    value = float(level.value @ values)
    low, high = range_of(level, values)
    sense = "more" if level.sense == "max" else "less"
    between: Between | None = BETWEEN.get(name)
    if between is not None and not groups_between(formulation.inputs, between).table["counted"].any():
        known = False
    if not known:
        value = low = high = float("nan")
        says = "Not known: nobody counts here." if between else "Not known: the plan has no table of charges."
    else:
        says = SAYS[name].format(value=plain(round(value, 2)), low=plain(round(low, 2)), high=plain(round(high, 2)))
    if lost:
        says += f" {plain(lost)} seats of the plan stand where this policy lets nobody be taught and are not counted."
    own = (name, level.unit, value, low, high, sense, lost, says)
    return dict(zip(COLUMNS, own, strict=True))
