"""What is left of a plan that is made now: how many of its seats remain possible once a draw has happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.errors import HitdesignError
from hitdesign.levers import Lever
from hitdesign.recommendation.recommendation import Recommendation
from hitdesign.scenarios.chance_goal import Goal
from hitdesign.scenarios.outcome import refused
from hitdesign.scenarios.prepared import prepare
from hitdesign.scenarios.pull import Given, pull
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.parts import Columns, Level
from hitdesign.solving.program import Program

Floats = NDArray[np.float64]
#: What a plan was to reach, which does not say what is left of it.
WISHES = ("floors", "mandates", "minimum_spending")
SERVICE, PLACE = ["cohort_id", "model_id"], ["school_id", "block_id"]


@dataclass(frozen=True)
class KeptTask:
    """Some draws and the plan they happen to, as another process can take them; `seats`: the plan's table of seats."""

    given: Given
    recommendation: Recommendation
    seats: pd.DataFrame
    goal: Goal
    levers: tuple[Lever, ...]
    solver: Any = None


#: Status, seats kept, those of them that count for the goal, students expected in the room, sentence.
KeptRow = tuple[str, float, float, float, str]


def kept_rows(task: KeptTask) -> tuple[KeptRow, ...]:
    """What each draw leaves of the plan, in their order."""
    return tuple(_kept(task, lever) for lever in task.levers)


def _kept(task: KeptTask, lever: Lever) -> KeptRow:
    nan = float("nan")
    try:
        there = pull(task.given, lever)
        formulation = prepare(there, recommendation=task.recommendation).formulation
        answer = solve_linear(kept_program(formulation, task.seats, task.goal), solver=task.solver)
    except HitdesignError as trouble:
        found = refused(trouble)
        return found.status, nan, nan, nan, " ".join(found.sentences)
    if answer.values is None:
        return "no plan", nan, nan, nan, "Limits that the draw leaves stand against each other."
    value = {one.level: one.value for one in answer.levels}
    return "solved", value["kept"], value["goal"], value["attending"], ""


def kept_program(formulation: Formulation, seats: pd.DataFrame, goal: Goal) -> Program:
    """The linear program of what is left of the plan with this table of seats.

    students[c, m] <= the plan's seats of cohort c with tutoring model m; everything else that must hold stays, but for
    floors, mandates and what must be spent. Levels: seats that count for the goal, all seats, then students expected in
    the room: sum of students[c, m] x attendance of the plan's blocks for c and m, weighted by its seats there. Rooms,
    times, tutors and money may be arranged anew, so this is the most that can be left.
    """
    layout, inputs = formulation.layout, formulation.inputs
    program, size = formulation.program, len(layout.student_cohort)
    cohorts = inputs.need.cohorts
    models = inputs.facts.models["model_id"].to_numpy(dtype=str)
    pairs = {
        "cohort_id": cohorts["cohort_id"].to_numpy(dtype=str)[layout.student_cohort],
        "model_id": models[inputs.structure.pair_model[layout.student_pair]],
    }
    planned = _planned(formulation, seats)
    own = pd.DataFrame(pairs).merge(planned, on=SERVICE, how="left")
    most = own["students"].fillna(0.0).to_numpy(dtype=float)
    first = program.columns[0]
    capped = Columns(first.kind, first.keys, np.minimum(first.lower, most), np.minimum(first.upper, most), first.whole)
    counts = np.ones(size) if goal.tier is None else (cohorts["tier"] == goal.tier).to_numpy()[layout.student_cohort]
    wanted = {"goal": counts, "kept": np.ones(size), "attending": own["rate"].fillna(0.0).to_numpy(dtype=float)}
    levels = [Level(name, "seats", "max", _wide(value, program.n_columns), 0.0) for name, value in wanted.items()]
    return program.with_columns((capped, *program.columns[1:])).without(WISHES).with_levels(levels)


def _planned(formulation: Formulation, seats: pd.DataFrame) -> pd.DataFrame:
    """The plan's seats by cohort and tutoring model, with the attendance of their blocks as it is now."""
    facts = formulation.inputs.facts
    rates = facts.blocks[["block_id", "attendance_rate"]].copy()
    rates["school_id"] = facts.schools["school_id"].to_numpy()[facts.blocks["school"].to_numpy()]
    rows = seats.merge(rates, on=PLACE, how="left")
    rows["attending"] = rows["students"].astype(float) * rows["attendance_rate"].astype(float).fillna(0.0)
    found = rows.groupby(SERVICE, as_index=False)[["students", "attending"]].sum()
    found["rate"] = found["attending"] / found["students"].where(found["students"] > 0, 1.0)
    return found


def _wide(value: NDArray[Any], size: int) -> Floats:
    """Numbers of the first columns, 0 for all others."""
    return np.concatenate([np.asarray(value, dtype=float), np.zeros(size - len(value))])


def seats_of(seats: pd.DataFrame, goal: Goal) -> float:
    """The plan's seats that count for the goal."""
    own: Sequence[bool] = [goal.tier in (None, tier) for tier in seats["tier"]]
    return float(seats.loc[np.asarray(own, dtype=bool), "students"].astype(float).sum())
