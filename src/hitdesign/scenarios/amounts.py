"""Amounts that stand in the limits of a program alone: a scenario of these needs no new program, only other limits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.rows_administration import administration_cap
from hitdesign.allocation.rows_spending import required_spending
from hitdesign.district.columns import first_day_of, funding_table, tutor_facts
from hitdesign.district.defaults import Filler, Table
from hitdesign.levers import Lever
from hitdesign.scenarios.pull import Given
from hitdesign.solving.program import Program

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Families whose limits come of what an award has left.
OF_AWARDS = ("budget", "minimum_spending", "administration", "district_money")
#: Columns that may stand in limits alone, and the families whose limits they are. Whether they do in a certain
#: district is found out by making the program anew at two scenarios.
LIMITS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("funding", "award_dollars"): OF_AWARDS,
    ("funding", "committed_dollars"): OF_AWARDS,
    ("funding", "spent_dollars"): OF_AWARDS,
    ("tutors", "tutors"): ("tutors_at_once", "tutor_hours"),
    ("tutors", "hours_per_tutor_week"): ("tutor_hours",),
    ("tutors", "vacancy_rate"): ("tutors_at_once", "tutor_hours"),
}
#: What names the rows of these families.
KEYS = {
    **dict.fromkeys(("budget", "administration", "district_money"), ("stream_id",)),
    "minimum_spending": ("stream_id", "by"),
    **dict.fromkeys(("tutors_at_once", "tutor_hours"), ("pool_id",)),
}
#: Where money and people are, or not.
MONEY, PEOPLE = ("available_dollars",), ("people", "hours_per_tutor_week")


def columns_moved(levers: Collection[Lever]) -> tuple[tuple[str, str], ...]:
    """Table and column of every change, sorted; rows that are added or removed have a blank column."""
    return tuple(sorted({(change.table, change.column) for lever in levers for change in lever.changes}))


def of_limits(moved: Collection[tuple[str, str]]) -> bool:
    """Whether these columns may stand in limits alone."""
    return all(place in LIMITS for place in moved)


@dataclass(frozen=True, eq=False)
class Known:
    """What is read once of the base for the limits of many scenarios.

    names: by family, what names each of its rows; there: by table and column, where money and people are;
    first_day: of the plan.
    """

    names: Mapping[str, Sequence[tuple[str, ...]]]
    there: Mapping[tuple[str, str], Bools]
    first_day: date


def known_of(formulation: Formulation, given: Given) -> Known:
    """What the base says of its limits."""
    facts = formulation.inputs.facts
    names = {
        rows.family: list(zip(*(rows.keys[name].tolist() for name in KEYS[rows.family]), strict=True))
        for rows in formulation.program.rows
        if rows.family in KEYS
    }
    money = {("funding", name): np.asarray(facts.funding[name]) > 0 for name in MONEY}
    people = {("tutors", name): np.asarray(facts.tutors[name]) > 0 for name in PEOPLE}
    return Known(names, money | people, first_day_of(given.district, given.policy))


def limits_under(
    formulation: Formulation, given: Given, moved: Collection[tuple[str, str]], known: Known
) -> dict[str, Floats] | None:
    """The limits of the families that these columns stand in, under the amounts of `given`.

    None where money or people come to be that were not there, or are there no more: then other columns stand.
    """
    families = {name for place in moved for name in LIMITS[place]}
    amounts: dict[str, dict[tuple[str, ...], float]] = {}
    if "budget" in families:
        funding = funding_table(given.district, given.policy, given.evidence, known.first_day)
        if not _same_there(known, "funding", funding, MONEY):
            return None
        amounts |= _of_money(formulation, funding)
    if "tutor_hours" in families:
        tutors = tutor_facts(given.district, Filler(given.evidence))
        if not _same_there(known, "tutors", tutors, PEOPLE):
            return None
        amounts |= _of_people(tutors)
    found = {
        family: np.array([amounts[family].get(name, np.nan) for name in rows], dtype=float)
        for family, rows in known.names.items()
        if family in families & amounts.keys()
    }
    return None if any(np.isnan(limits).any() for limits in found.values()) else found


def _of_money(formulation: Formulation, funding: Table) -> dict[str, dict[tuple[str, ...], float]]:
    """By family, the limits that awards set, by what names its rows."""
    stream, available = funding["stream_id"].tolist(), np.asarray(funding["available_dollars"], dtype=float)
    held = np.array([sum(dollars for _, dollars in one) for one in funding["school_dollars"]], dtype=float)
    wanted = required_spending(funding, formulation.inputs.rights.periods)
    return {
        "budget": _named(stream, available),
        "administration": _named(stream, administration_cap(funding)),
        "district_money": _named(stream, np.maximum(available - held, 0.0)),
        "minimum_spending": {
            (stream[one.stream], str(np.datetime64(one.by, "D"))): one.least_dollars for one in wanted
        },
    }


def _of_people(tutors: pd.DataFrame) -> dict[str, dict[tuple[str, ...], float]]:
    """By family, the limits that pools of tutors set."""
    people, hours = (tutors[name].to_numpy(dtype=float) for name in PEOPLE)
    pool = tutors["pool_id"].tolist()
    return {"tutors_at_once": _named(pool, people), "tutor_hours": _named(pool, people * hours)}


def _named(names: list[str], amounts: Floats) -> dict[tuple[str, ...], float]:
    return {(name,): amount for name, amount in zip(names, amounts.tolist(), strict=True)}


def _same_there(known: Known, table: str, after: Table | pd.DataFrame, names: Sequence[str]) -> bool:
    """Whether money or people are there, or not, as they were."""
    return all(np.array_equal(known.there[table, name], np.asarray(after[name]) > 0) for name in names)


def same_but_for_limits(program: Program, other: Program) -> bool:
    """Whether two programs have the same columns, coefficients and levels."""
    if [part.kind for part in program.columns] != [part.kind for part in other.columns]:
        return False
    if [part.family for part in program.rows] != [part.family for part in other.rows]:
        return False
    pairs: list[tuple[Any, Any]] = [(program.lower, other.lower), (program.upper, other.upper)]
    pairs += [(one.value, two.value) for one, two in zip(program.levels, other.levels, strict=True)]
    for one, two in zip(program.rows, other.rows, strict=True):
        pairs += [(one.row, two.row), (one.column, two.column), (one.value, two.value)]
        if one.sense != two.sense or not one.keys.equals(two.keys):
            return False
    return all(len(one) == len(two) and np.array_equal(one, two) for one, two in pairs)


def same_limits(program: Program, other: Program) -> bool:
    """Whether two programs of the same rows have the same limits, to the last digit."""
    return all(np.array_equal(one.limits, two.limits) for one, two in zip(program.rows, other.rows, strict=True))
