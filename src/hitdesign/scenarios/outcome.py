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
from hitdesign.allocation.refusal import refusal
from hitdesign.errors import HitdesignError, InputError
from hitdesign.scenarios.prepared import PUBLISHED_ORDER, Prepared, dollars_of, groups_of, seats_by_group, seats_of
from hitdesign.solving.corner import limits_of
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
    seats = seats_of(prepared.formulation, answer.values)
    spent = dollars_of(prepared.formulation, answer.values)
    return Outcome(
        "solved",
        levels=levels,
        seats=float(seats.sum()),
        served=seats_by_group(prepared.groups, seats),
        spent=dict(zip(prepared.streams, spent.tolist(), strict=True)),
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
    worth = np.abs(duals) * np.maximum(1.0, np.abs(limits_of(program)))
    rows = np.flatnonzero(prepared.changeable & (worth > NOTHING))
    if len(rows) > MOST_NAMED:
        rows = rows[worth[rows] >= np.partition(worth[rows], -MOST_NAMED)[-MOST_NAMED]]
    placed = [(-worth[row], *program.family_of(row)) for row in rows.tolist()]
    first = sorted((less, part.family, place) for less, part, place in placed)[:MOST_NAMED]
    return tuple(prepared.names(family)[place] for _, family, place in first)
