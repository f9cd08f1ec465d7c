"""Where mandates cannot be met: by how much at least, at which schools, and what stands in the way there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.answer import seats_table
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.mandates import mandates_table
from hitdesign.allocation.pieces import pieces_of
from hitdesign.allocation.refusal import repair_sentence
from hitdesign.allocation.rows_mandates import FAMILY
from hitdesign.allocation.unserved import limit_words, unserved_table
from hitdesign.policy import Policy
from hitdesign.quantities import TOLERANCE, print_count
from hitdesign.rights.duties import covered_cohorts
from hitdesign.solving.linear import LevelResult, solve_linear
from hitdesign.solving.parts import Columns, Level, Rows
from hitdesign.solving.program import Program
from hitdesign.solving.whole import solve_whole

Floats = NDArray[np.float64]
#: Schools named in a sentence; the table holds all.
MOST_NAMED = 5


def with_shortfall(
    found: Infeasible, formulation: Formulation, program: Program, codes: pd.Series, policy: Policy, *, whole: bool
) -> Infeasible:
    """The refusal with the table of mandates of the plan that misses them least, and a sentence on what is missing.

    `program`: the one without an answer, whole or not. The least shortfall is the first level, the policy's own first
    level the second. Where the plan would be impossible without the mandates too, only that is said.
    """
    if not any(rows.family == FAMILY for rows in program.rows):
        return found
    elastic = _elastic(program, whole=whole)
    values, levels = _solved(elastic, policy, whole=whole)
    if values is None:
        said = "The mandates are not what stands in the way: without them there is no plan either."
        return replace(found, sentences=(*found.sentences, said))
    values = values[: program.n_columns]
    table, seats = _table(formulation, values, whole=whole)
    least = levels[0].bound if np.isfinite(levels[0].bound) else levels[0].value
    why = _reasons(formulation, program, values, codes, seats, table)
    said = _sentence(table, why, int(np.ceil(least - TOLERANCE)) if whole else least)
    missed = [str(text) for text in table.loc[table["missing"] > 0, "sentence"]]
    found = _in_whole_students(found, levels[0].value) if whole else found
    return replace(found, mandates=table, sentences=(*found.sentences, said, *missed))


def _in_whole_students(found: Infeasible, least: float) -> Infeasible:
    """The repair of the mandates counted in whole students, in table and sentences."""
    own = found.repairs["family"] == FAMILY
    if not own.any():
        return found
    least = float(np.rint(least))
    old, new = str(found.repairs.loc[own, "sentence"].iloc[0]), repair_sentence(FAMILY, least)
    repairs = found.repairs.assign(
        amount=found.repairs["amount"].mask(own, least), sentence=found.repairs["sentence"].mask(own, new)
    )
    said = tuple(text.replace(old, new) for text in found.sentences)
    return replace(found, repairs=repairs, sentences=said)


def _elastic(program: Program, *, whole: bool) -> Program:
    """The program with a shortfall in each row of the mandates, to be kept small before all else."""
    rows, begin = program.family(FAMILY), program.n_columns
    each = np.arange(rows.size)
    short = Columns("shortfall", rows.keys, np.zeros(rows.size), np.maximum(rows.limits, 0.0), whole)
    loose = Rows(
        FAMILY,
        rows.keys,
        np.concatenate([rows.row, each]),
        np.concatenate([rows.column, begin + each]),
        np.concatenate([rows.value, np.ones(rows.size)]),
        rows.sense,
        rows.limits,
        rows.unit,
        rows.says,
    )
    zeros, ones = np.zeros(begin), np.ones(rows.size)
    first = Level("shortfall", "students", "min", np.concatenate([zeros, ones]), tolerance=0.0)
    then = [replace(one, value=np.concatenate([one.value, np.zeros(rows.size)])) for one in program.levels[:1]]
    others = tuple(loose if part.family == FAMILY else part for part in program.rows)
    return Program((*program.columns, short), others, (first, *then))


def _solved(program: Program, policy: Policy, *, whole: bool) -> tuple[Floats | None, tuple[LevelResult, ...]]:
    if not whole:
        shared = solve_linear(program)
        return shared.values, tuple(shared.levels)
    answer = solve_whole(
        program, gap=policy.gap, node_limit=policy.node_limit, time_limit_seconds=policy.time_limit_seconds
    )
    return answer.values, answer.levels


def _table(formulation: Formulation, values: Floats, *, whole: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    seats = seats_table(formulation, pieces_of(formulation, values, whole=whole), whole=whole)
    return mandates_table(formulation.inputs.facts, formulation.inputs.need, seats), seats


def _reasons(
    formulation: Formulation,
    program: Program,
    values: Floats,
    codes: pd.Series,
    seats: pd.DataFrame,
    table: pd.DataFrame,
) -> dict[tuple[str, str], str]:
    """Per mandate and school that misses it: the limit behind most of its students without a seat."""
    need, facts = formulation.inputs.need, formulation.inputs.facts
    ids = need.cohorts["cohort_id"].to_numpy(dtype=object)
    served = seats.groupby("cohort_id")["students"].sum().reindex(ids, fill_value=0).to_numpy(dtype=float)
    left = unserved_table(formulation, program.without([FAMILY]), served, values, codes)
    covered = covered_cohorts(facts, need, facts.duties)
    rows = program.family(FAMILY)
    reachable = set(rows.row.tolist())
    names = list(zip(rows.keys["mandate_id"], rows.keys["school_id"], strict=True))
    why: dict[tuple[str, str], str] = {}
    for row in table[table["missing"] > 0].itertuples():
        place = (str(row.mandate_id), str(row.school_id))
        number = next(n for n, duty in enumerate(facts.duties) if duty.mandate_id == row.mandate_id)
        own = left[left["cohort_id"].isin(ids[covered[:, number]]) & (left["school_id"] == row.school_id)]
        if names.index(place) not in reachable:
            why[place] = "no tutoring model that is possible for them is, in any block there, as it asks"
        elif own.empty:
            why[place] = "there is room for them only in teaching that is not as it asks"
        else:
            most = own.groupby("limit")["students"].sum().sort_values(kind="stable").index[-1]
            why[place] = limit_words(str(most)) or "no tutoring model is possible for them"
    return why


def _sentence(table: pd.DataFrame, why: dict[tuple[str, str], str], least: float) -> str:
    missed = table[table["missing"] > 0].sort_values(["missing", "school_id"], ascending=[False, True], kind="stable")
    schools = missed["school_id"].nunique()
    rows = zip(missed["mandate_id"].astype(str), missed["school_id"].astype(str), missed["missing"], strict=True)
    named = [
        f"{print_count(round(float(count), 2), 'student')} at {school} under {mandate}: {why[mandate, school]}"
        for mandate, school, count in list(rows)[:MOST_NAMED]
    ]
    more = f"; and {len(missed) - MOST_NAMED} more rows in the table of mandates" if len(missed) > MOST_NAMED else ""
    begin = f"No plan can meet the mandates: at least {print_count(round(least, 2), 'student')} at "
    return begin + f"{print_count(schools, 'school')} would go without what is owed ({'; '.join(named)}{more})."
