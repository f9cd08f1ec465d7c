"""What one scenario comes to: its levels, who is served, whose dollars pay, what binds, or why there is no plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.linear_answer import IDENTITIES
from hitdesign.allocation.refusal import CHANGES, refusal
from hitdesign.errors import HitdesignError, InputError
from hitdesign.scenarios.prepared import PUBLISHED_ORDER, Prepared, groups_of, seats_by_group, served_of, spent_of
from hitdesign.solving.linear import LinearAnswer
from hitdesign.solving.program import Program

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Status = Literal["solved", "no plan", "refused", "no answer"]
#: Prices smaller than this, in units of the level per whole limit, are none.
NOTHING = 1e-9
#: Limits that an outcome names, those that press most first.
MOST_NAMED = 3


@dataclass(frozen=True)
class Outcome:
    """One scenario's answer in plain values: text, numbers, and small series by id.

    `status`: solved; no plan (nothing keeps all limits; `sentences` say what would); refused (the lever or the district
    that it makes is at fault); no answer (the solver's could not be trusted). `levels`: value and bound by level.
    `served`: seats by tier, and by mark. `spent`: dollars by stream_id. `binds`: names of limits with their price.
    """

    status: Status
    sentences: tuple[str, ...] = ()
    models: str = ""
    levels: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    seats: float = float("nan")
    served: Mapping[str, float] = field(default_factory=dict)
    spent: Mapping[str, float] = field(default_factory=dict)
    binds: tuple[str, ...] = ()


def refused(trouble: HitdesignError) -> Outcome:
    """The outcome of a scenario that cannot be asked, or not be answered."""
    if isinstance(trouble, InputError):
        return Outcome("refused", tuple(str(fault) for fault in trouble.faults))
    return Outcome("no answer", (str(trouble),))


def no_plan(program: Program) -> Outcome:
    """The outcome of a scenario whose limits stand against each other, with what would help."""
    return Outcome("no plan", refusal(program, identities=IDENTITIES).sentences)


def outcome_of(prepared: Prepared, program: Program, answer: LinearAnswer, *, who: bool) -> Outcome:
    """The outcome of a linear answer; `who`: also who is served and whose dollars pay, where these are settled."""
    if answer.values is None:
        return no_plan(program)
    levels = {one.level: (one.value, one.bound) for one in answer.levels if one.level != PUBLISHED_ORDER}
    binds = _binds(prepared, program, answer)
    if not who:
        return Outcome("solved", levels=levels, binds=binds)
    served = served_of(prepared.formulation, answer.values)
    spent = spent_of(prepared.formulation, answer.values)
    return Outcome(
        "solved",
        levels=levels,
        seats=float(served.sum()),
        served=seats_by_group(prepared.groups, served.to_numpy(dtype=float)),
        spent=_plain(spent),
        binds=binds,
    )


def whole_outcome(found: Allocation | Infeasible, cohorts: pd.DataFrame) -> Outcome:
    """The outcome of a plan in whole numbers."""
    if isinstance(found, Infeasible):
        return Outcome("no plan", found.sentences)
    served = found.seats.groupby("cohort_id")["students"].sum().reindex(cohorts["cohort_id"]).fillna(0.0)
    spent, levels = found.spending.set_index("stream_id")["not_to_exceed_dollars"], found.levels.set_index("level")
    value, bound = _plain(levels["value"]), _plain(levels["bound"])
    return Outcome(
        "solved",
        levels={name: (value[name], bound[name]) for name in value},
        seats=float(served.sum()),
        served=seats_by_group(groups_of(cohorts), served.to_numpy(dtype=float)),
        spent=_plain(spent),
        sentences=() if found.proved else ("This plan is not proved to be the best.",),
    )


def _plain(amounts: pd.Series) -> dict[str, float]:
    return dict(zip(amounts.index.astype(str), amounts.to_numpy(dtype=float).tolist(), strict=True))


def _binds(prepared: Prepared, program: Program, answer: LinearAnswer) -> tuple[str, ...]:
    """Limits that a person could change and that have a price at level 1: price x limit, the largest first."""
    duals = answer.row_duals
    if duals is None:
        return ()
    begins = np.cumsum([0, *(rows.size for rows in program.rows)])
    worth = {
        rows.family: np.abs(duals[begin : begin + rows.size]) * np.maximum(1.0, np.abs(rows.limits))
        for rows, begin in zip(program.rows, begins.tolist(), strict=False)
        if rows.family in CHANGES
    }
    every = np.concatenate([np.zeros(MOST_NAMED), *worth.values()])
    least = max(NOTHING, float(np.partition(every, -MOST_NAMED)[-MOST_NAMED]))
    found = [
        (-float(own[row]), family, row)
        for family, own in worth.items()
        for row in np.flatnonzero((own >= least) & (own > NOTHING)).tolist()
    ]
    first = sorted(found)[:MOST_NAMED]
    named = {family: prepared.names(family) for family in {family for _, family, _ in first}}
    return tuple(named[family][row] for _, family, row in first)
