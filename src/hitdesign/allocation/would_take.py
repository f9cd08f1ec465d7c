"""What would it take to serve a school, a mark, a tier or a cohort fully: the least change of each family of limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.audit import values_of
from hitdesign.allocation.carried import carried_by
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import family
from hitdesign.allocation.refusal import CHANGES, moves_of, together_words, words_of
from hitdesign.errors import Fault, InputError
from hitdesign.quantities import TOLERANCE, print_count
from hitdesign.solving.conflicts import least_together
from hitdesign.solving.elastic import Changes, keepable, least_changes, with_changes
from hitdesign.solving.parts import Rows
from hitdesign.solving.program import Program

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Families that say what is there to be served, which a wish cannot change.
GIVEN = ("need",)
#: What is said of amounts and of what is possible: they are those of the linear program.
IN_SHARES = "What follows is counted in shares of groups and people; whole ones may take more."
NOR_TOGETHER = "Nor can all limits together that people could change: a rule on who may pay or teach stands in the way."


@dataclass(frozen=True)
class WouldTake:
    """The least changes that let these students all be served.

    `students`: those asked for who have a place; `without_place`: those who have none, and whom no limit can help.
    `possible_now`: they can be served with what there is, in shares of groups and people. `options`: one row per family
    of limits that can do it alone: family, limit, amount, unit, sentence, verified. `moves`: the single limits that
    each moves, and, where no family alone can do it, those of several together (`repair` is then together);
    `sentences`: the answer in words.
    """

    students: float
    served_now: float
    possible_now: bool
    options: pd.DataFrame
    moves: pd.DataFrame
    sentences: tuple[str, ...]
    without_place: float = 0.0


def ask_would_take(
    plan: Allocation | Formulation,
    values: Floats | None = None,
    *,
    school_id: str | None = None,
    cohort_id: str | None = None,
    tier: str | None = None,
    subject: str | None = None,
    mark: Literal["iep", "english_learner", "low_income"] | None = None,
    keep_others: bool = True,
    solver: Any = None,
) -> WouldTake:
    """What it would take to serve all students that meet these conditions, in the linear program of a plan.

    `values`: the column values of which it is asked (None: the allocation's own; of a program alone, nobody has a
    seat). `keep_others`: every other cohort keeps as many seats as it has now. Raises NoFormulationError where an
    allocation carries no program, and InputError where nobody meets the conditions or no student of them has any place:
    then no money, room or tutor would do, and the plan's `unserved` says which rule stands in the way.
    """
    formulation = carried_by(plan)
    asked = _asked(formulation, school_id, cohort_id, tier, subject, mark)
    served = _served(formulation, _values(plan, formulation) if values is None else values)
    need = formulation.inputs.need.cohorts["students"].to_numpy(dtype=float)
    placed = np.isin(np.arange(len(need)), formulation.layout.student_cohort)
    wanted = np.flatnonzero(asked & placed & (need > 0))
    if not len(wanted):
        raise InputError([_nobody(school_id, cohort_id, tier, subject, mark, placed=bool((asked & (need > 0)).any()))])
    program = formulation.program.with_rows(_floor(formulation, "wish", wanted, need[wanted]))
    others = np.flatnonzero(~asked & placed & (served > TOLERANCE))
    if keep_others and len(others):
        program = program.with_rows(_floor(formulation, "others", others, served[others] - TOLERANCE))
    possible = keepable(program, solver=solver)
    options, menus = _options(() if possible else program.rows, program, solver)
    students, now = float(need[wanted].sum()), float(served[wanted].sum())
    together: Changes = {} if possible or options["verified"].any() else _together(program, solver)
    nowhere = float(need[asked & ~placed].sum())
    says = _sentences((students, now, nowhere), options, together, possible=possible, keep_others=keep_others)
    return WouldTake(students, now, possible, options, moves_of(program, menus, together), says, nowhere)


def _values(plan: Allocation | Formulation, formulation: Formulation) -> Floats:
    """The column values of a plan's tables; nothing where there is no plan."""
    if isinstance(plan, Allocation):
        values: Floats = values_of(formulation, plan, [])
        return values
    return np.zeros(formulation.program.n_columns)


def _asked(
    formulation: Formulation,
    school_id: str | None,
    cohort_id: str | None,
    tier: str | None,
    subject: str | None,
    mark: str | None,
) -> Bools:
    cohorts = formulation.inputs.need.cohorts
    asked = np.ones(len(cohorts), dtype=bool)
    for name, word in (("school_id", school_id), ("cohort_id", cohort_id), ("tier", tier), ("subject", subject)):
        if word is not None:
            asked &= (cohorts[name].astype(str) == word).to_numpy()
    if mark is not None:
        asked &= (cohorts[mark] == "yes").to_numpy()
    return asked


def _served(formulation: Formulation, values: Floats) -> Floats:
    layout = formulation.layout
    seats = values[: len(layout.student_cohort)]
    served: Floats = np.bincount(
        layout.student_cohort, weights=seats, minlength=len(formulation.inputs.need.cohorts)
    ).astype(float)
    return served


def _floor(formulation: Formulation, name: str, cohorts: NDArray[np.int64], least: Floats) -> Rows:
    """Rows that give each of these cohorts at least so many seats."""
    layout = formulation.layout
    place = np.full(len(formulation.inputs.need.cohorts), -1, dtype=np.int64)
    place[cohorts] = np.arange(len(cohorts))
    column = np.flatnonzero(place[layout.student_cohort] >= 0)
    ids = formulation.inputs.need.cohorts["cohort_id"].to_numpy()[cohorts]
    return family(
        name,
        {"cohort_id": ids},
        place[layout.student_cohort[column]],
        column,
        np.ones(len(column)),
        ">=",
        least,
        "students",
        "{cohort_id} has at least {limit} seats",
    )


def _options(parts: Iterable[Rows], program: Program, solver: Any) -> tuple[pd.DataFrame, dict[str, Changes]]:
    """Every changeable family of these that can do it alone, the least change of each, tried."""
    rows, menus = [], {}
    for part in parts:
        if part.family not in CHANGES or part.family in GIVEN:
            continue
        changes = least_changes(program, {part.family: 1.0}, solver=solver)
        if changes is None:
            continue
        menus[part.family] = changes
        amount = float(np.abs(changes[part.family]).sum())
        tried = keepable(with_changes(program, changes, 1 + TOLERANCE), solver=solver)
        words = words_of(part.family, amount) + "."
        rows.append((part.family, CHANGES[part.family][0], amount, part.unit, words, tried))
    return pd.DataFrame(rows, columns=["family", "limit", "amount", "unit", "sentence", "verified"]), menus


def _together(program: Program, solver: Any) -> Changes:
    """The least change of several changeable families together, tried; empty where none was found."""
    names = [rows.family for rows in program.rows if rows.family in CHANGES and rows.family not in GIVEN and rows.size]
    changes = least_together(program, names, solver=solver)
    return changes if changes and keepable(with_changes(program, changes, 1 + TOLERANCE), solver=solver) else {}


def _sentences(
    counts: tuple[float, float, float], options: pd.DataFrame, together: Changes, *, possible: bool, keep_others: bool
) -> tuple[str, ...]:
    """The answer in words; `counts`: students with a place, those who have a seat, those without a place."""
    students, now, nowhere = counts
    heads = [
        f"Asked for: {print_count(round(students, 2), 'student')} with a place; {now:,.0f} of them have a seat now."
    ]
    if nowhere > TOLERANCE:
        who = print_count(round(nowhere, 2), "student")
        heads.append(f"No rule allows a place for {who} more; the plan's unserved table says which stands in the way.")
    if now >= students - TOLERANCE:
        return (*heads, "All of them are served.")
    heads.append(IN_SHARES)
    if possible:
        others = "and nobody else loses a seat" if keep_others else "if others give up seats where it takes theirs"
        return (*heads, f"All of them can be served with what there is, {others}.")
    said = [f"It would do to {text}" for text in options.loc[options["verified"].astype(bool), "sentence"]]
    return (*heads, *(said or [*together_words(together), *([] if together else [NOR_TOGETHER])]))


def _nobody(*words: str | None, placed: bool) -> Fault:
    found = ", ".join(word for word in words if word) or "nothing asked for"
    problem = "none of these students has a place that any rule allows" if placed else "no student in need is asked for"
    remedy = "Read the plan's unserved table: it names the rule" if placed else "Correct the conditions"
    return Fault(
        table="cohorts", found=found, problem=problem, expected="students in need with a place", what_to_do=remedy
    )
