"""The funding cliff: what ends before a year, which seats rest on it, and the least dollars that keep them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.allocation.formulation import Formulation
from hitdesign.district.records import FundingStream
from hitdesign.errors import Fault, InputError
from hitdesign.quantities import print_count, print_dollars
from hitdesign.scenarios.prepared import served_of
from hitdesign.scenarios.years_aims import plain_seats, weighted_seats
from hitdesign.scenarios.years_joint import Stack
from hitdesign.scenarios.years_made import Made, YearProgram, year_program
from hitdesign.scenarios.years_money import Award
from hitdesign.scenarios.years_tables import ending, paid
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.parts import Level, Rows, Sense
from hitdesign.solving.program import Program
from hitdesign.tables.ids import same_id

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
CLIFF = (
    *("year", "ended", "ended_dollars", "seats_before", "seats", "seats_on_ended", "keep_dollars", "keep_with"),
    "sentence",
)
#: The program of money that may pay for anybody, where no stream is named.
UNRESTRICTED = "general_fund"
FRESH = "fresh money"
#: More dollars than any district spends on tutoring: fresh money is counted, not limited.
PLENTY = 1e9
#: What is promised or must be spent is another question than what certain seats cost.
PROMISES = ("floors", "mandates", "minimum_spending")
NOTHING_OF_IT = ("committed_dollars", "spent_dollars", "minimum_spend_dollars")
#: Seats fewer than this are none; answers keep their rows within less.
NOTHING, KEPT = 1e-6, 1e-9


def cliff_table(
    parts: Made, stack: Stack, values: Floats, *, keep_with: str | None = None, solver: Any = None
) -> pd.DataFrame:
    """One row per year after the first: what ended with the year before, and what keeping that year's seats would cost.

    `ended`: awards that ended with it (see `ending`), `ended_dollars` what they paid in it. `seats_on_ended`: of its
    seats, those that the other awards could not have kept for the same cohorts. `keep_dollars`: the least dollars of
    fresh money, indirect cost included, that give every cohort the seats that it had, or its need where that is less,
    when each award gives what the joint answer gives that year and what no year takes of it. Fresh money is that of a
    stream of the same rules as `keep_with`, or the general fund's; NaN where it cannot.
    """
    rows = []
    for number in range(1, len(parts.years)):
        before, after = parts.years[number - 1], parts.years[number]
        old, new = stack.of(values, number - 1), stack.of(values, number)
        over = ending(parts, number - 1)
        dollars = paid(before, old)
        lost = sum(dollars[award.name] for award in over)
        seats, next_seats = (float(served_of(one.formulation, own).sum()) for one, own in ((before, old), (after, new)))
        gone = {award.name for award in over}
        resting = _resting(before, old, gone, left_over(parts, stack, values), solver) if lost > NOTHING else 0.0
        keeps = _keeping(parts, stack, values, number, keep_with, solver)
        ended = {award.name: dollars[award.name] for award in over}
        said = _sentence(before, after, ended, (seats, next_seats, resting), keeps, keep_with)
        names = ", ".join(ended)
        rows.append((after.days.label, names, lost, seats, next_seats, resting, keeps, keep_with or FRESH, said))
    return pd.DataFrame(rows, columns=list(CLIFF))


def left_over(parts: Made, stack: Stack, values: Floats) -> dict[str, float]:
    """Dollars of each award, by name, that no year takes."""
    left = dict(parts.dollars)
    for number, year in enumerate(parts.years):
        for name, dollars in paid(year, stack.of(values, number)).items():
            left[name] -= dollars
    return {name: max(0.0, dollars) for name, dollars in left.items()}


def _resting(year: YearProgram, values: Floats, over: Collection[str], left: Mapping[str, float], solver: Any) -> float:
    """Seats of the year that other awards cannot keep with what they give it and what no year takes of them."""
    formulation, dollars = year.formulation, paid(year, values)
    served = served_of(formulation, values)
    limits = {name: 0.0 if name in over else spent + left[name] for name, spent in dollars.items()}
    program = _limited(year, limits).with_rows(_of_cohorts(formulation, served, "<="))
    level = Level("seats", "weighted seats", "max", weighted_seats(formulation))
    answer = solve_linear(program.with_levels([level]), solver=solver)
    if answer.values is None:
        return float(served.sum())
    kept = float(plain_seats(formulation) @ answer.values)
    return max(0.0, float(served.sum()) - kept)


def _keeping(parts: Made, stack: Stack, values: Floats, number: int, keep_with: str | None, solver: Any) -> float:
    """The least fresh dollars that keep the seats of the year before; NaN where that money cannot."""
    before, after = parts.years[number - 1], parts.years[number]
    name = _unused(after)
    year = _with_fresh(parts, after, name, keep_with)
    formulation, money = year.formulation, year.formulation.money
    planned, left = paid(after, stack.of(values, number)), left_over(parts, stack, values)
    limits = {**{name: dollars + left[name] for name, dollars in planned.items()}, name: PLENTY}
    need = formulation.inputs.need.cohorts.set_index("cohort_id")["students"].astype(float)
    had = served_of(before.formulation, stack.of(values, number - 1)).reindex(need.index).fillna(0.0)
    wanted = had.where(had < need, need) * (1 - KEPT)
    value = np.zeros(formulation.program.n_columns)
    rate = 1 + formulation.inputs.facts.funding["indirect_rate"].to_numpy(dtype=float)
    fresh = np.array([award.name == name for award in year.awards], dtype=bool)
    value[money.columns] = np.where(fresh[money.stream], rate[money.stream], 0.0)
    program = _limited(year, limits).with_rows(_of_cohorts(formulation, wanted, ">="))
    answer = solve_linear(program.with_levels([Level("fresh_dollars", "dollars", "min", value)]), solver=solver)
    return float("nan") if answer.values is None else round(max(0.0, answer.levels[0].value), 2)


def _unused(year: YearProgram) -> str:
    """An id for fresh money that no stream has."""
    name, known = FRESH, {same_id(row.stream_id) for row in year.given.district.funding}
    while name in known:
        name = f"more {name}"
    return name


def _with_fresh(parts: Made, year: YearProgram, name: str, keep_with: str | None) -> YearProgram:
    """The year's program with fresh money beside all awards, under the rules of a stream or the general fund's."""
    given = year.given
    first, last = year.days.first, year.days.last
    if keep_with is None:
        if UNRESTRICTED not in given.evidence.programs:
            raise InputError([_no_program()])
        row = FundingStream(
            stream_id=name, program=UNRESTRICTED, award_dollars=PLENTY, obligate_from=first, obligate_by=last
        )
    else:
        like = next(award.row for award in parts.awards if award.stream_id == keep_with)
        amounts = {"award_dollars": PLENTY, **dict.fromkeys(NOTHING_OF_IT, 0.0)}
        other = {"stream_id": name, "status": "awarded", "services_by": None, "liquidate_by": None}
        row = like.model_copy(update={**other, **amounts, "obligate_from": first, "obligate_by": last})
    named = {**year.named, name: Award(name, name, year.days.number, row, recurs=False)}
    district = replace(given.district, funding=(*given.district.funding, row))
    there = replace(given, district=district)
    return year_program(there, year.days, named, year.recommendation, {**parts.dollars, name: PLENTY}, year.need)


def _limited(year: YearProgram, limits: Mapping[str, float]) -> Program:
    """The year's program without promises, each award paying so much at the most."""
    program = year.formulation.program
    program = program.without([part.family for part in program.rows if part.family in PROMISES])
    if not any(part.family == "budget" for part in program.rows):
        return program
    names = [year.named[str(one)].name for one in program.family("budget").keys["stream_id"]]
    return program.with_limits("budget", [limits[name] for name in names])


def _of_cohorts(formulation: Formulation, seats: pd.Series, sense: Sense) -> Rows:
    """Each cohort's seats held against a number. Formula: sum over models of students <= (or >=) seats."""
    columns = np.arange(len(formulation.layout.student_cohort))
    return Rows(
        "seats_before",
        pd.DataFrame({"cohort_id": seats.index.astype(str)}),
        formulation.layout.student_cohort,
        columns,
        np.ones(len(columns)),
        sense,
        np.maximum(seats.to_numpy(dtype=float), 0.0),
        "students",
        "{cohort_id} has {limit} seats, as in the year before",
    )


def _sentence(
    before: YearProgram,
    after: YearProgram,
    ended: Mapping[str, float],
    seats: tuple[float, float, float],
    keeps: float,
    keep_with: str | None,
) -> str:
    had, has, resting = (round(one, 1) for one in seats)
    old, new = before.days.label, after.days.label
    paying = {name: dollars for name, dollars in ended.items() if dollars >= 1}
    if paying:
        listed = " and ".join(f"{print_dollars(dollars)} of {name}" for name, dollars in paying.items())
        end = "ends" if len(paying) == 1 else "end"
        said = f"From {new} on {listed} {end}; {print_count(resting, 'seat')} of the {had:,g} of {old} rest on it"
    elif ended:
        said = f"With {old} {', '.join(ended)} ended, which paid nothing in that year"
    else:
        said = f"No money ends with {old}"
    said += f"; {new} has {print_count(has, 'seat')}"
    what = "the general fund" if keep_with is None else f"money like {keep_with}"
    if np.isnan(keeps):
        return f"{said}; {what} cannot keep all seats of {old}, however much of it."
    if keeps < 1:
        return f"{said}; the money of {new} can keep every seat of {old}."
    return f"{said}; keeping the seats of {old} in {new} costs {print_dollars(keeps)} more, of {what}."


def _no_program() -> Fault:
    return Fault(
        table="years",
        column="keep_with",
        problem="the evidence holds no general fund to price fresh money by",
        expected="a stream of the funding table",
        what_to_do="Name the stream whose rules fresh money would have",
    )
