"""Why not: for students without a seat, what a seat would count and what it would take, at the plan's own prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.refusal import CHANGES
from hitdesign.allocation.rows_students import group_size
from hitdesign.quantities import TOLERANCE, print_count
from hitdesign.solving.linear import LinearAnswer
from hitdesign.solving.numbers import ProgramError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: What decides where no limit has a price: the first aim itself, or what comes after it.
FIRST_AIM, TIE = "the first aim", "a later aim, whole groups or the published order"
#: What decides where the linear program would serve them all: their number is short, the price of this family says.
WHOLE, ALL_SERVED = "whole groups, or where the search stopped", "need"
COLUMNS = (
    "cohort_id",
    "school_id",
    "students",
    "model_id",
    "block_id",
    "pool_id",
    "seat_counts",
    "seat_takes",
    "short_by",
    "dearest_limit",
    "sentence",
)


@dataclass(frozen=True)
class _Seats:
    """Every way to seat one student: students column, taught column, and the columns that come with one seat."""

    column: Ints
    taught: Ints
    size: Floats
    worth: Floats
    price: Floats


def why_not(formulation: Formulation, answer: LinearAnswer, served: Floats | None = None) -> pd.DataFrame:
    """For every cohort with students left that has a place: the price comparison that decided it.

    `answer`: the linear program's, with prices; `served`: seats of each cohort in the plan (None: the answer's). A seat
    counts what the first level says; it takes its part of a group:
    rooms, hours, people and dollars, each at the level's price. Of all ways to seat a student the nearest is shown.
    Formula: takes = sum over rows of price x (coefficient of the seat + that of its part of a group). A seat that takes
    as much as it counts is worth neither more nor less to the first level than those that are served: a later level
    decides, whole groups or the published order; whole groups alone where every best linear answer serves the cohort.
    In a level that is made small, what counts and what is taken are what it is spared.
    Columns: cohort_id, school_id, students (left), model_id, block_id, pool_id, seat_counts, seat_takes, short_by,
    dearest_limit, sentence. Raises ProgramError where the answer has no prices.
    """
    first = answer.solves[0]
    if answer.values is None or first.row_duals is None:
        raise ProgramError("a comparison of prices needs a linear answer with prices")
    gains = -formulation.program.levels[0].sign * first.row_duals
    seats = _ways(formulation, gains)
    cohorts = formulation.inputs.need.cohorts
    layout = formulation.layout
    seats_of = answer.values[: len(layout.student_cohort)]
    in_shares = np.bincount(layout.student_cohort, weights=seats_of, minlength=len(cohorts))
    left = cohorts["students"].to_numpy(dtype=float) - (in_shares if served is None else served)
    cohort = layout.student_cohort[seats.column]
    order = np.lexsort((seats.taught, seats.price - seats.worth, cohort))
    nearest = order[np.unique(cohort[order], return_index=True)[1]]
    nearest = nearest[left[cohort[nearest]] > TOLERANCE]
    rows = [_row(formulation, seats, int(way), float(left[cohort[way]]), gains) for way in nearest]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _ways(formulation: Formulation, duals: Floats) -> _Seats:
    """Every (cohort, model, block, pool) with what a seat there counts and takes."""
    layout, structure = formulation.layout, formulation.inputs.structure
    by_class = np.argsort(structure.taught_class, kind="stable")
    classes = structure.taught_class[by_class]
    pair_class = structure.pair_class[layout.student_pair]
    first = np.searchsorted(classes, pair_class, side="left")
    count = np.searchsorted(classes, pair_class, side="right") - first
    column = np.repeat(np.arange(len(pair_class)), count)
    within = np.arange(len(column)) - np.repeat(np.cumsum(count) - count, count)
    taught = by_class[first[column] + within]
    size = group_size(formulation.inputs, structure.taught_place[taught])
    price = np.zeros(formulation.program.n_columns)
    matrix = formulation.program.matrix
    row = np.repeat(np.arange(matrix.n_rows), np.diff(matrix.starts))
    np.add.at(price, matrix.column, duals[row] * matrix.value)
    group, seat = _group_column(formulation, column), _seat_column(formulation, column, taught)
    takes = price[column] + price[layout.taught_begin + taught] / size
    takes += np.where(group >= 0, price[np.maximum(group, 0)], 0.0) / size
    takes += np.where(seat >= 0, price[np.maximum(seat, 0)], 0.0)
    level = formulation.program.levels[0]
    return _Seats(column, taught, size, -level.sign * level.value[column], takes)


def _group_column(formulation: Formulation, column: Ints) -> Ints:
    """The groups column of a students column's pair; -1 where its class is one band's alone."""
    layout = formulation.layout
    of_pair = np.full(len(formulation.inputs.structure.pair_band), -1, dtype=np.int64)
    of_pair[layout.group_pair] = layout.groups_begin + np.arange(len(layout.group_pair))
    group: Ints = of_pair[layout.student_pair[column]]
    return group


def _seat_column(formulation: Formulation, column: Ints, taught: Ints) -> Ints:
    """The seats column of a students column at a taught column's outlet; -1 where seats are not told apart."""
    layout, structure = formulation.layout, formulation.inputs.structure
    kinds, outlets = len(structure.kind_band) + 1, len(structure.outlet_class) + 1
    known = pd.Index((layout.seat_pair * kinds + layout.seat_kind) * outlets + layout.seat_outlet)
    kind = structure.kind[layout.student_cohort[column]]
    found = known.get_indexer((layout.student_pair[column] * kinds + kind) * outlets + structure.taught_outlet[taught])
    seat: Ints = np.where(found >= 0, layout.seats_begin + found, -1)
    return seat


@dataclass(frozen=True)
class _Part:
    """What a seat takes of one family of limits: how much, in which unit, and what that serves elsewhere."""

    family: str
    amount: float
    unit: str
    worth: float


def _parts(formulation: Formulation, seats: _Seats, way: int, duals: Floats) -> list[_Part]:
    """What a seat takes by family of limits, the dearest first; rows that only tie columns together cancel."""
    program = formulation.program
    one = np.zeros(program.n_columns)
    column, taught = seats.column[[way]], seats.taught[[way]]
    one[column] += 1.0
    one[formulation.layout.taught_begin + taught] += 1.0 / seats.size[way]
    group, seat = _group_column(formulation, column), _seat_column(formulation, column, taught)
    one[group[group >= 0]] += 1.0 / seats.size[way]
    one[seat[seat >= 0]] += 1.0
    taken = program.matrix.times(one)
    parts = []
    for rows in program.rows:
        place = program.row_slice(rows.family)
        worth = float(duals[place] @ taken[place])
        if abs(worth) > TOLERANCE:
            priced = np.abs(duals[place]) > 0
            parts.append(_Part(rows.family, float(np.abs(taken[place][priced]).sum()), rows.unit, worth))
    return sorted(parts, key=lambda part: (-part.worth, part.family))


def _row(formulation: Formulation, seats: _Seats, way: int, left: float, duals: Floats) -> tuple[object, ...]:
    inputs, layout = formulation.inputs, formulation.layout
    facts, places = inputs.facts, inputs.rights.places
    cohort = inputs.need.cohorts.iloc[int(layout.student_cohort[seats.column[way]])]
    place = int(inputs.structure.taught_place[seats.taught[way]])
    model = str(facts.models["model_id"].iloc[int(inputs.structure.pair_model[layout.student_pair[seats.column[way]]])])
    block = str(facts.blocks["block_id"].iloc[int(places.block[place])])
    pool = str(facts.tutors["pool_id"].iloc[int(places.pool[place])])
    worth, takes = float(seats.worth[way]) + 0.0, float(seats.price[way]) + 0.0
    parts = _parts(formulation, seats, way, duals)
    if takes < worth - TOLERANCE * max(1.0, abs(worth)) or any(part.family == ALL_SERVED for part in parts):
        dearest, says = WHOLE, f"{_left(left)}: in shares of groups all would have a seat; what decided: {WHOLE}."
    else:
        dearest, says = name_of(parts[0].family) if parts else "", _sentence(left, worth, takes, parts)
    ids = str(cohort["cohort_id"]), str(cohort["school_id"])
    return (*ids, left, model, block, pool, worth, takes, takes - worth, dearest, says)


def name_of(family: str) -> str:
    """What a family of rows is called in a comparison of prices.

    >>> name_of("cost"), name_of("tutor_hours")
    ('money', 'tutor hours')
    """
    own = {
        "cost": "money",
        "share": "money for students with the mark",
        "tutors_at_once": "tutors free at that time",
        "staff_at_once": "salaried people free at that time",
        "staff_week": "salaried people's hours",
    }
    return own.get(family, CHANGES.get(family, (family.replace("_", " "),))[0])


def _sentence(left: float, worth: float, takes: float, parts: list[_Part]) -> str:
    spent = ", ".join(f"{_amount(part)} of {name_of(part.family)} (worth {part.worth:.3g})" for part in parts)
    counts = f"{_left(left)}: a seat counts {worth:.3g}"
    if takes <= worth + TOLERANCE * max(1.0, abs(worth)):
        return f"{counts} and takes as much elsewhere{': ' if spent else ''}{spent}. {TIE[0].upper()}{TIE[1:]} decided."
    return f"{counts} and would take {takes:.3g} elsewhere: {spent}." if spent else f"{counts} in {FIRST_AIM}."


def _left(left: float) -> str:
    return print_count(round(left, 2), "student")


def _amount(part: _Part) -> str:
    return f"${part.amount:,.0f}" if part.unit == "dollars" else f"{part.amount:.3g} {part.unit}"
