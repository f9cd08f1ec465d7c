"""Budgets by the hundred: a sweep beside what people do today, a loop that rebuilds each program, and a spreadsheet.

Ours is one call of `sweep` over as many budgets as asked for, all awards times 0.7 to 1.3: once the first level alone
(`levels=1, who=False`), once every level and who is served. The loop changes the district and calls `allocate` for the
linear program, with the recommendation made before; it is run for a few budgets and its time is per budget. The same
loop without our tables: the level-1 matrix into a new PuLP problem, solved by HiGHS, values read back. The spreadsheet
is a model of one: every school gets money by its share of the need, which buys seats at the district's mean cost until
the school's need or its share of the tutors' hours ends; it takes no time and its seats are held against the optimum.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import cities
import numpy as np
from bench import Spent, clocked, markdown, options, publish

import hitdesign as hit
from hitdesign.levers import Change, Lever
from hitdesign.scenarios.grids import each, steps
from hitdesign.scenarios.sweep import Sweep, sweep
from hitdesign.solving.pulp_adapter import solve_arrays
from hitdesign.solving.standard import Settings, arrays_of

LOWEST, HIGHEST = 0.7, 1.3
AWARDS = Change(table="funding", column="award_dollars", factor=1)


def tight(district: hit.District) -> hit.District:
    """Twice the tutors, so that money is what binds."""
    tutors = tuple(pool.model_copy(update={"tutors": 2 * pool.tutors}) for pool in district.tutors)
    return replace(district, tutors=tutors)


def budgets(count: int) -> tuple[Lever, ...]:
    """All awards times so many factors."""
    return each("money {amount}", AWARDS, steps(LOWEST, HIGHEST, max(2, count)))


def at(district: hit.District, lever: Lever) -> hit.District:
    """The district that a loop would make by hand."""
    factor = lever.changes[0].factor or 0.0
    rows = tuple(row.model_copy(update={"award_dollars": row.award_dollars * factor}) for row in district.funding)
    return replace(district, funding=rows)


def some(levers: tuple[Lever, ...], loops: int) -> list[Lever]:
    """A few of them, evenly apart."""
    return [levers[place] for place in np.linspace(0, len(levers) - 1, min(loops, len(levers))).astype(int)]


def loop(levers: list[Lever], one: Callable[[Lever], Any]) -> tuple[float, list[Any]]:
    """Median processor seconds of one budget, and the answers."""
    runs = [clocked(lambda lever=lever: one(lever)) for lever in levers]
    return statistics.median(spent.processor for spent, _ in runs), [answer for _, answer in runs]


def checked(found: Sweep, levers: list[Lever], answers: list[Any]) -> float:
    """The largest relative difference of a level's value between the sweep and the loop."""
    values = found.levels.set_index(["scenario", "level"])["value"]
    apart = [
        abs(values[lever.name, level.level] - level.value) / max(1.0, abs(level.value))
        for lever, answer in zip(levers, answers, strict=True)
        for level in answer.levels.itertuples()
    ]
    return max(apart)


def spreadsheet(district: hit.District, found: Sweep, lever: Lever) -> float:
    """Seats that a sheet of proportional shares would promise under a budget."""
    rows = found.table.set_index("scenario")
    base, factor = rows.loc["base"], lever.changes[0].factor or 0.0
    need = district.cohorts.groupby("school_id")["students"].sum().to_numpy(dtype=float)
    money = sum(row.award_dollars for row in district.funding) * factor * need / need.sum()
    capacity = rows["seats"].max() * need / need.sum()
    return float(np.minimum.reduce([need, money / (base["dollars"] / base["seats"]), capacity]).sum())


def lines_of(schools: int, count: int, loops: int, runs: int) -> list[tuple[object, ...]]:
    """One line per way; sweep and loop run in turns, and the median of each is taken."""
    district = tight(cities.district_of(schools, marks=False))
    levers = budgets(count)
    few, recommendation = some(levers, loops), hit.recommend(district)
    lines: list[tuple[object, ...]] = []
    sweep(district, levers=levers[:4])
    for name, levels, who in (("first level", 1, False), ("every level, and who", None, True)):
        call = partial(hit.allocate, recommendation=recommendation, whole=False, levels=levels)
        colds, swept = [], []
        for _ in range(runs):
            spent, found = clocked(partial(sweep, district, levers=levers, levels=levels, who=who))
            cold, answers = loop(few, partial(_alone, district, call))
            colds.append(cold)
            swept.append(spent.processor / count)
        apart, ours, cold = checked(found, few, answers), statistics.median(swept), statistics.median(colds)
        lines.append((district.name, name, count, 1000 * ours, 1000 * cold, f"**{cold / ours:.0f}**", f"{apart:.0e}"))
        if levels:
            lines.append(_pulp_alone(district.name, count, ours, answers))
    sheet = [spreadsheet(district, found, lever) for lever in levers]
    best = found.table["seats"].to_numpy(dtype=float)[1:]
    missed = float(np.mean(np.maximum(best - sheet, 0.0) / np.maximum(best, 1.0)))
    lines.append((district.name, "a spreadsheet of shares", count, 0.0, 0.0, "-", f"{missed:.1%} of the seats missed"))
    return lines


def _alone(district: hit.District, call: Callable[[hit.District], Any], lever: Lever) -> Any:
    """One turn of the loop: the district made anew, its program made anew and solved from the start."""
    return call(at(district, lever))


def _pulp_alone(name: str, count: int, ours: float, answers: list[Any]) -> tuple[object, ...]:
    """The leanest loop: a ready matrix into a new PuLP problem for each budget."""

    def one(answer: Any) -> Any:
        program = answer.formulation.program
        return solve_arrays(arrays_of(program, program.levels[0], relaxed=True), Settings(), None)

    times: list[Spent] = [clocked(lambda answer=answer: one(answer))[0] for answer in answers]
    cold = statistics.median(spent.processor for spent in times)
    return (name, "PuLP alone, ready matrix", count, 1000 * ours, 1000 * cold, f"{cold / ours:.0f}", "-")


def main() -> None:
    asked = options(__doc__, schools=(200,), count=200, loops=8, runs=3)
    rows = [line for schools in asked.schools for line in lines_of(schools, asked.count, asked.loops, asked.runs)]
    head = (
        *("district", "what is solved", "budgets", "sweep, ms a budget", "loop, ms a budget", "ratio"),
        "largest difference of a level",
    )
    publish(asked.out, "sweep", "A sweep over budgets, processor time", markdown(head, rows))


if __name__ == "__main__":
    main()
