"""The answer in whole students, groups and people: put on days, rooms and persons, and audited before it is given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.answer import hours_table
from hitdesign.allocation.audit import audit
from hitdesign.allocation.checks import open_checks
from hitdesign.allocation.contract_answer import settled
from hitdesign.allocation.cuts import cut_for
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.level_equity import BETWEEN
from hitdesign.allocation.level_table import later_bounds, levels_table, reached
from hitdesign.allocation.linear_answer import IDENTITIES, answer_tables
from hitdesign.allocation.persons import Group, Shift, Unplaced, given, groups_of, shifts_of, staff_values
from hitdesign.allocation.pieces import Pieces, pieces_of
from hitdesign.allocation.refusal import refusal
from hitdesign.allocation.rooms import rooms_of_blocks
from hitdesign.allocation.rota import rota
from hitdesign.allocation.shapes import empty_table
from hitdesign.allocation.shortfall import with_shortfall
from hitdesign.allocation.timetable import sessions_of, timetable_table
from hitdesign.allocation.weaving import woven
from hitdesign.allocation.whole import Whole, schools_of_columns, whole_program
from hitdesign.errors import SolverError
from hitdesign.evidence.records import Evidence
from hitdesign.policy import Policy
from hitdesign.solving.linear import LevelResult, relative_gap, solve_linear
from hitdesign.solving.program import Program
from hitdesign.solving.whole import KEPT, WholeAnswer, solve_whole

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: How often a plan without a timetable is cut off and solved again before it is handed over as not proved.
MOST_CUTS = 12
#: Nodes of each level's search where equity stands first and the policy sets no limit.
EQUITY_NODES = 50
#: A gap that is only the rounding of a solver's bound.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Week:
    """A plan on days and people, or what stands in its way."""

    pieces: Pieces
    table: pd.DataFrame
    shifts: list[Shift]
    unplaced: Unplaced | None


def whole_answer(
    formulation: Formulation,
    codes: pd.Series,
    policy: Policy,
    evidence: Evidence,
    *,
    solver: Any = None,
    levels: int | None = None,
) -> Allocation | Infeasible:
    """Solve in whole numbers; where no timetable exists a cutting row is added and it is solved again.

    Level 1's bound stays that of the first solve: a cutting row may cost value, never the truth of the bound. After a
    cut the later levels' bounds are proved anew, for plans that keep the levels before them as the final plan does.
    Cutting rows may also cut off plans that have a timetable: where they leave no plan, the last one is handed over
    without one, and not proved; nothing is refused because of them.
    """
    whole = whole_program(formulation)
    uncut = whole.program
    bounds: dict[str, float] = {}
    for _ in range(MOST_CUTS):
        found = _solved(formulation, whole, policy, solver, levels)
        if found.status == "infeasible" and whole.program is not uncut:
            break
        if found.values is None:
            return _without_plan(formulation, whole.program, found, codes, policy)
        answer = found
        for level in answer.levels:
            bounds.setdefault(level.level, level.bound)
        week = week_of(formulation, whole, found.values)
        if week.unplaced is None:
            break
        cut = cut_for(formulation, whole.stations, whole.program, found.values, week.unplaced)
        whole = replace(whole, program=whole.program.with_rows(cut))
    if whole.program is not uncut and answer.values is not None:
        bounds.update(later_bounds(uncut, answer.levels, answer.values, KEPT))
    return _handed_over(formulation, whole.program, codes, policy, evidence, answer, week, bounds)


def _solved(formulation: Formulation, whole: Whole, policy: Policy, solver: Any, levels: int | None) -> WholeAnswer:
    return solve_whole(
        whole.program,
        gap=policy.gap,
        node_limit=_nodes(policy),
        time_limit_seconds=policy.time_limit_seconds,
        solver=solver,
        levels=levels,
        block_of_column=schools_of_columns(formulation, whole),
    )


def _nodes(policy: Policy) -> int | None:
    """The policy's limit; where it has none and equity stands first, one of our own: a least share is slow to prove."""
    if policy.node_limit is None and policy.levels[0] in BETWEEN:
        return EQUITY_NODES
    return policy.node_limit


def _without_plan(
    formulation: Formulation, program: Program, answer: WholeAnswer, codes: pd.Series, policy: Policy
) -> Infeasible:
    """What clashes: in the linear program where that has no answer either, else among whole people and groups."""
    if answer.status == "infeasible":
        shared = solve_linear(formulation.program, levels=1)
        clash = shared.values is None
        found = refusal(formulation.program if clash else program, identities=IDENTITIES, whole=True)
        return with_shortfall(found, formulation, program, codes, policy, whole=True)
    raise SolverError(
        f"no plan was found ({answer.status}): raise time_limit_seconds or node_limit in the policy, or set neither"
    )


def week_of(formulation: Formulation, whole: Whole, values: Floats) -> Week:
    """The timetable of column values: groups to people, sessions to days, slots and rooms."""
    stations = whole.stations
    pieces = pieces_of(formulation, values, whole=True)
    shifts: list[Shift] = []
    groups = groups_of(formulation, stations, pieces)
    for pool in sorted({int(stations.pool[group.station]) for group in groups}):
        own = [group for group in groups if stations.pool[group.station] == pool]
        found = _people_for(formulation, whole, pool, own, values)
        if isinstance(found, Unplaced):
            return Week(pieces, empty_table("timetable"), [], found)
        shifts.extend(found)
    sessions = sessions_of(formulation, stations, pieces, shifts, rooms_of_blocks(formulation, whole.program, values))
    if isinstance(sessions, Unplaced):
        return Week(pieces, empty_table("timetable"), shifts, sessions)
    return Week(pieces, timetable_table(formulation, stations, pieces, sessions), shifts, None)


def _people_for(
    formulation: Formulation, whole: Whole, pool: int, groups: list[Group], values: Floats
) -> list[Shift] | Unplaced:
    """Every group of a pool with a person: whole shifts where they fit together, else by the crew's loads, else one by
    one.
    """
    stations, begin = whole.stations, formulation.program.n_columns
    staff = staff_values(formulation, values)
    present = np.rint(values[begin : begin + len(stations.pool)]).astype(np.int64)
    packed = shifts_of(formulation, stations, groups, present)
    if not isinstance(packed, Unplaced):
        shifts = given(formulation, stations, pool, packed, staff)
        if not isinstance(shifts, Unplaced):
            return shifts
    by_load = rota(formulation, whole.crews, pool, groups, values, staff)
    if by_load is not None:
        return by_load
    return packed if isinstance(packed, Unplaced) else woven(formulation, stations, pool, groups, staff)


def _handed_over(
    formulation: Formulation,
    program: Program,
    codes: pd.Series,
    policy: Policy,
    evidence: Evidence,
    answer: WholeAnswer,
    week: Week,
    bounds: dict[str, float],
) -> Allocation:
    """The allocation with its levels against the first bounds, and `proved` only where the audit finds nothing."""
    values = np.zeros(0) if answer.values is None else settled(formulation, answer.values, whole=True)
    levels = [_against(level, bounds[level.level], policy.gap) for level in reached(formulation, answer.levels, values)]
    tables = answer_tables(formulation, program, week.pieces, values, codes, evidence, whole=True)
    said = levels_table(formulation, levels, values, policy.gap)
    allocation = Allocation(
        whole=True,
        status=str(said["status"].iloc[0]),
        proved=False,
        reproducible=answer.reproducible,
        timetable=week.table,
        tutor_hours=hours_table(formulation, values, _people(formulation, week.table)),
        levels=said,
        prices=empty_table("prices"),
        open_checks=open_checks(formulation, evidence, tables["charges"], tables["spending"]),
        formulation=formulation,
        **tables,
    )
    near = allocation.status == "optimal" or levels[0].gap <= max(policy.gap, ROUNDING) + levels[0].tolerance
    proved = week.unplaced is None and near and not audit(allocation, formulation)
    return replace(allocation, proved=proved)


def _against(level: LevelResult, bound: float, gap: float) -> LevelResult:
    """The level measured against the bound of the program without cutting rows."""
    apart = relative_gap(level.value, bound)
    status = level.status if apart <= level.gap else ("gap_reached" if apart <= gap else "node_limit")
    return LevelResult(level.level, level.value, bound, apart, level.tolerance, status, level.unit, level.seconds)


def _people(formulation: Formulation, timetable: pd.DataFrame) -> dict[tuple[int, int], int]:
    """People of each pool in the timetable, the same in every interval: a person keeps the place for the year."""
    count = timetable.groupby("pool_id")["tutor"].nunique() if len(timetable) else pd.Series(dtype=int)
    pools = formulation.inputs.facts.tutors["pool_id"]
    intervals = range(len(formulation.inputs.rights.calendar.interval_labels))
    return {(pool, one): int(count.get(name, 0)) for pool, name in enumerate(pools) for one in intervals}
