"""Levels under an order that makes a least share large: evener plans, and what comes after them, by patterns."""

from __future__ import annotations

from dataclasses import replace

from hitdesign.solving.fair import fair_plan
from hitdesign.solving.narrow import NarrowPlan
from hitdesign.solving.numbers import Floats, Ints
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program
from hitdesign.solving.shares import least_of
from hitdesign.solving.solved import solve_level
from hitdesign.solving.standard import Settings
from hitdesign.solving.steps import Step, step_of

#: The part of the time left that a level may take this way.
TIME = 0.5


def has_least(program: Program) -> bool:
    """Whether one of the levels makes a least share large."""
    return any(least_of(program, level) is not None for level in program.levels)


def evener(program: Program, step: Step, settings: Settings, block: Ints | None) -> Step:
    """A level that makes a least share large, as solved, or with a better plan or bound; any other as it is.

    block: each column's block; None where nothing is to be made evener. The plan is never less even than it was.
    """
    near = step.gap <= settings.gap or step.status == "time_limit" or settings.time_limit_seconds == 0
    if block is None or near or step.values is None or least_of(program, step.level) is None:
        return step
    known = NarrowPlan("optimal", step.values, step.bound, step.gap, step.seconds)
    return _by_fair_plan(program, step.level, settings, block, known) or step


def by_patterns(program: Program, level: Level, settings: Settings, block: Ints | None, before: Floats) -> Step | None:
    """A level after one that made a least share large; None where there is no such level before it, or no use in it."""
    names = [one.name for one in program.levels]
    earlier = program.levels[: names.index(level.name)]
    if block is None or settings.time_limit_seconds == 0 or least_of(program, level) is not None:
        return None
    if not any(least_of(program, one) is not None for one in earlier):
        return None
    relaxed = solve_level(program, level, settings=Settings(time_limit_seconds=settings.time_limit_seconds))
    if relaxed.certificate is None:
        return None
    known = NarrowPlan("optimal", before, relaxed.certificate.bound, float("inf"), relaxed.seconds)
    return _by_fair_plan(program, level, settings, block, known)


def _by_fair_plan(program: Program, level: Level, settings: Settings, block: Ints, known: NarrowPlan) -> Step | None:
    """The step of a fair plan in a part of the time left, with the seconds of what was known before."""
    left = settings.time_limit_seconds
    limited = replace(settings, time_limit_seconds=None if left is None else TIME * left)
    found = fair_plan(program, level, block, limited, known)
    if found is None:
        return None
    step = step_of(level, replace(found, seconds=found.seconds + known.seconds))
    open_still = step.status == "gap_reached" and found.gap > settings.gap
    return replace(step, status="node_limit") if open_still else step
