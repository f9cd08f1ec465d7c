"""The program in whole numbers: level after level, with a bound on what any plan could reach."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hitdesign.errors import SolverError
from hitdesign.solving.blocks import MOST_PASSES, block_plan, improve_by_blocks
from hitdesign.solving.check import broken_by
from hitdesign.solving.evener import by_patterns, evener, has_least
from hitdesign.solving.linear import LevelResult, given_back, lock, relative_gap
from hitdesign.solving.narrow import WORTH_NARROWING, NarrowPlan, narrow_plan
from hitdesign.solving.numbers import Floats, Ints
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program
from hitdesign.solving.pulp_adapter import solve_arrays
from hitdesign.solving.rounding import finished, refined, rounded
from hitdesign.solving.solved import nothing_to_gain, solve_level
from hitdesign.solving.standard import Raw, Settings, Status, arrays_of
from hitdesign.solving.steps import Step, outer, status_of, step_of

#: How far a row may be missed by a plan, of its size.
KEPT = 1e-6
#: Whole columns from which a program is of a city's size: a plan built block by block is not searched further.
CITY = 20_000
#: A later level's search: nodes in a small program, passes over blocks in a large one.
LATER_NODES, LATER_PASSES = 20, 1

#: From surest to least sure; an answer is as sure as the least sure of its levels.
_SURENESS: tuple[Status, ...] = ("optimal", "gap_reached", "node_limit", "time_limit")


@dataclass(frozen=True, eq=False)
class WholeAnswer:
    """A plan in whole numbers; values is None where there is none, and then status says why.

    levels: value and bound of each level, `value` under the final plan; reproducible: False where a clock decided.
    """

    status: Status
    values: Floats | None
    levels: tuple[LevelResult, ...]
    reproducible: bool


def solve_whole(
    program: Program,
    *,
    gap: float = 0.0,
    tolerance: float | None = None,
    node_limit: int | None = None,
    time_limit_seconds: float | None = None,
    solver: Any = None,
    start: Floats | None = None,
    levels: int | None = None,
    block_of_column: Ints | None = None,
) -> WholeAnswer:
    """Solve the program's levels in order in whole numbers; each starts from the plan before it.

    gap: stop a level when |bound - value| <= gap x |value|; tolerance: the share of a level that later levels may
    give up (None: each level's own); node_limit: of each level; time_limit_seconds: of the whole call; start: values to
    begin from, NaN where unknown; levels: how many of the first levels (None: all); block_of_column: for a large
    program whose blocks share few rows (see blocks.block_plan), each column's block.
    A level after the first begins with the whole columns of the plan before held and the rest solved again, and goes
    on with a short search: LATER_NODES nodes, or in a large program LATER_PASSES over its blocks. The level's own bound
    and gap say how far it may be from the best. What a level gave up for nothing is given back at the end,
    and the columns that are not whole are refined level by level beside the whole ones.
    Raises SolverError where an answer cannot be trusted.
    """
    deadline = None if time_limit_seconds is None else time.monotonic() + time_limit_seconds
    steps: list[Step] = []
    current, plan = program, start
    even = block_of_column if solver is None and has_least(program) else None
    for level in program.levels[:levels] or (nothing_to_gain(program),):
        settings = Settings(gap=gap, node_limit=node_limit, time_limit_seconds=_left(deadline), start=plan)
        before = _kept(current, plan)
        if steps and before is not None and solver is None:
            step = _next(current, level, settings, block_of_column, before, even, deadline)
        else:
            step = _solve(current, level, settings, solver, block_of_column, before=before)
        step = evener(current, step, replace(settings, time_limit_seconds=_left(deadline)), even)
        steps.append(step)
        if step.values is None:
            break
        plan = step.values
        share = level.tolerance if tolerance is None else tolerance
        current = current.with_rows(lock(level, level.of(plan), max(share, KEPT)))
    if steps[-1].values is not None and solver is None:
        shares = [(step.level, step.level.tolerance if tolerance is None else tolerance) for step in steps]
        settings = Settings(gap=gap, node_limit=node_limit)
        final = _at_last(program, shares, steps[-1].values, settings, block_of_column, deadline)
        steps[-1] = replace(steps[-1], values=final)
    return _answer(steps, tolerance)


def _at_last(
    program: Program,
    shares: list[tuple[Level, float]],
    plan: Floats,
    settings: Settings,
    block: Ints | None,
    deadline: float | None,
) -> Floats:
    """The last level's plan with what levels gave up for nothing given back, and its fractions refined."""

    def again(held: Program, level: Level, values: Floats) -> Floats | None:
        return _later(
            held, level, replace(settings, time_limit_seconds=_left(deadline), start=values), block, values
        ).values

    plan = given_back(program, shares, plan, KEPT, again)
    if program.whole.all() or max(share for _, share in shares) > KEPT:
        return plan
    return refined(program, [level for level, _ in shares], plan, KEPT)


def _next(
    program: Program,
    level: Level,
    settings: Settings,
    block: Ints | None,
    before: Floats,
    even: Ints | None,
    deadline: float | None,
) -> Step:
    """A level after the first; after a least share its blocks' patterns are asked before anything else.

    even: each column's block where a level makes a least share large, else None.
    """
    known = by_patterns(program, level, settings, even, before)
    if known is not None and known.gap <= settings.gap:
        return known
    return _later(program, level, replace(settings, time_limit_seconds=_left(deadline)), block, before, known)


def _later(
    program: Program, level: Level, settings: Settings, block: Ints | None, before: Floats, known: Step | None = None
) -> Step:
    """A level after the first: the plan before with its fractions solved again, then by blocks, then a short search.

    known: a plan that keeps every row, which may be better than the one before, and a bound.
    """
    begin = time.monotonic()
    before = before if known is None or known.values is None else known.values
    held = finished(program, level, before)
    plan = before if held is None or level.sign * level.of(held) > level.sign * level.of(before) else held
    relaxed = solve_level(program, level, settings=Settings(time_limit_seconds=settings.time_limit_seconds))
    bound = float("nan") if relaxed.certificate is None else relaxed.certificate.bound
    if known is not None and np.isfinite(known.bound):
        bound = level.sign * max(level.sign * bound, level.sign * known.bound)
    large = program.whole.sum() >= WORTH_NARROWING
    if block is not None and large:
        left = None if settings.time_limit_seconds is None else settings.time_limit_seconds - time.monotonic() + begin
        limited = replace(settings, time_limit_seconds=left)
        plan = improve_by_blocks(program, level, block, limited, bound, plan, passes=LATER_PASSES)
    value, spent = level.of(plan), time.monotonic() - begin
    limit = None if settings.time_limit_seconds is None else settings.time_limit_seconds - spent
    near, late = relative_gap(value, bound) <= settings.gap, limit is not None and limit <= 0
    if near or large or late:
        said: Status = "optimal" if near else "time_limit" if late else "node_limit"
        return Step(level, status_of(said, value, bound), plan, outer(level, bound, value), spent)
    nodes = LATER_NODES if settings.node_limit is None else min(settings.node_limit, LATER_NODES)
    short = replace(settings, node_limit=nodes, time_limit_seconds=limit, start=plan)
    step = _solve(program, level, short, None, None, before=plan, narrow=False)
    return replace(step, bound=level.sign * max(level.sign * step.bound, level.sign * bound))


def _kept(program: Program, plan: Floats | None) -> Floats | None:
    """The plan to fall back on: what was given or found before, if it is complete, whole and keeps every row."""
    if plan is None or not np.isfinite(plan).all():
        return None
    whole = bool(np.all(plan[program.whole] == np.round(plan[program.whole])))
    return plan if whole and broken_by(program, plan) <= KEPT else None


def _left(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic())


def _solve(
    program: Program,
    level: Level,
    settings: Settings,
    solver: Any,
    block: Ints | None,
    *,
    before: Floats | None,
    narrow: bool = True,
) -> Step:
    """One level; in short first if that is worth it, and once more with care where the answer breaks when rounded.

    A no is believed only when it is said without presolve too: HiGHS 1.15.1's calls one whole program in a thousand
    impossible that has a plan.
    """
    city = program.whole.sum() >= CITY
    if narrow and solver is None and settings.gap > 0 and program.whole.sum() >= WORTH_NARROWING:
        if block is None:
            found = narrow_plan(program, level, settings)
        else:
            found = block_plan(program, level, block, settings, passes=MOST_PASSES if city else 0)
        done = step_of(level, found)
        if found.gap <= settings.gap or found.status == "infeasible":
            return done
        if done.values is not None and city:
            return replace(done, status="node_limit")
        settings, before = _after(settings, found, started=block is None), _better(level, found.values, before)
    complaints = []
    careful = replace(settings, presolve=False, feasibility=1e-9)
    for attempt in (settings, careful) if solver is None else (settings,):
        raw = solve_arrays(arrays_of(program, level, relaxed=False), attempt, solver)
        step = _checked(program, level, raw, before)
        doubtful = isinstance(step, Step) and step.status == "infeasible" and attempt is settings and solver is None
        if isinstance(step, Step) and not doubtful:
            return _polished(program, step, settings, block if solver is None else None)
        complaints.append("the solver called it impossible at first" if isinstance(step, Step) else step)
    raise SolverError(f"no whole plan of level {level.name} could be trusted: " + "; ".join(complaints))


def _polished(program: Program, step: Step, settings: Settings, block: Ints | None) -> Step:
    """One pass over the blocks after a search of a larger program: it stops at the first plan within its gap, any."""
    level, near = step.level, step.values is not None and step.status in ("gap_reached", "node_limit")
    if block is None or step.values is None or not near or program.whole.sum() < WORTH_NARROWING:
        return step
    begin, limit = time.monotonic(), settings.time_limit_seconds
    left = None if limit is None else max(0.0, limit - step.seconds)
    exact = replace(settings, gap=0.0, time_limit_seconds=left)
    values = improve_by_blocks(program, level, block, exact, step.bound, step.values, passes=1)
    bound = outer(level, step.bound, level.of(values))
    seconds = step.seconds + time.monotonic() - begin
    return Step(level, status_of(step.status, level.of(values), bound), values, bound, seconds)


def _after(settings: Settings, narrow: NarrowPlan, *, started: bool) -> Settings:
    """The same settings without the time that the narrow plan took, and with what it found where that helps a start."""
    limit = settings.time_limit_seconds
    left = None if limit is None else max(0.0, limit - narrow.seconds)
    return replace(
        settings,
        time_limit_seconds=left,
        start=narrow.values if started and narrow.values is not None else settings.start,
    )


def _better(level: Level, one: Floats | None, other: Floats | None) -> Floats | None:
    if one is None or other is None:
        return other if one is None else one
    return one if level.sign * level.of(one) <= level.sign * level.of(other) else other


def _checked(program: Program, level: Level, raw: Raw, before: Floats | None) -> Step | str:
    if raw.silent:
        return "the solver stopped without an answer"
    if raw.status in ("infeasible", "unbounded"):
        return Step(level, raw.status, None, float("nan"), raw.seconds)
    bound = level.sign * raw.bound
    values = before if raw.values is None else rounded(program, level, raw.values)
    if values is None:
        if raw.values is not None and raw.status != "time_limit":
            return "the plan breaks a row once it is rounded"
        return Step(level, raw.status, before, bound, raw.seconds)
    if not np.isfinite(bound):
        bound = _linear_bound(program, level)
    value = level.of(values)
    if (bound - value) * level.sign > 1e-6 * max(1.0, abs(value)):
        return "the plan is better than the solver's own bound"
    bound = level.sign * min(level.sign * bound, level.sign * value)
    return Step(level, status_of(raw.status, value, bound), values, bound, raw.seconds)


def _linear_bound(program: Program, level: Level) -> float:
    """The bound of a solver that gives none: the LP's, proved by its certificate."""
    certificate = solve_level(program, level, settings=Settings()).certificate
    return float("nan") if certificate is None else certificate.bound


def _answer(steps: list[Step], tolerance: float | None) -> WholeAnswer:
    values = steps[-1].values
    results = []
    for step in steps:
        value = float("nan") if values is None else step.level.of(values)
        share = step.level.tolerance if tolerance is None else tolerance
        results.append(
            LevelResult(
                step.level.name,
                value,
                step.bound,
                relative_gap(value, step.bound),
                share,
                step.status,
                step.level.unit,
                step.seconds,
            )
        )
    statuses = [step.status for step in steps]
    worst = statuses[-1] if values is None else max(statuses, key=_SURENESS.index)
    return WholeAnswer(worst, values, tuple(results), reproducible="time_limit" not in statuses)
