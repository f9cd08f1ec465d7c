"""The formulation: facts, need, rights and choices as one program of columns, row families and levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.apart import told_apart
from hitdesign.allocation.demands import demands_of
from hitdesign.allocation.extra import Extra
from hitdesign.allocation.layout import Inputs, Layout, layout_of
from hitdesign.allocation.level_parts import LevelValue, further_values, trailing_of
from hitdesign.allocation.objectives import first_values, levels_of
from hitdesign.allocation.openings import costs_told_apart, openings_of
from hitdesign.allocation.rows_administration import administration_rows
from hitdesign.allocation.rows_contracts import contract_extras, contract_rows
from hitdesign.allocation.rows_hours import contract_hour_rows, hour_cap_rows
from hitdesign.allocation.rows_limits import cap_rows, share_rows
from hitdesign.allocation.rows_mandates import mandate_rows
from hitdesign.allocation.rows_match import Matching
from hitdesign.allocation.rows_money import Money, budget_rows, cost_rows, money_of
from hitdesign.allocation.rows_openings import transport_rows
from hitdesign.allocation.rows_staff import staff_rows
from hitdesign.allocation.rows_students import (
    SeatEntries,
    floor_rows,
    need_rows,
    ratio_rows,
    seat_entries,
    seat_rows,
    take_up_rows,
    teaching_rows,
)
from hitdesign.allocation.rows_time import at_once_rows, hour_rows, online_rows, room_rows, staffing
from hitdesign.allocation.structure import structure_of
from hitdesign.district.columns import Facts
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import Need
from hitdesign.policy import Policy
from hitdesign.rights.other_costs import items_of
from hitdesign.rights.rights import Rights, rights_of
from hitdesign.solving.parts import Columns, Rows
from hitdesign.solving.program import Program

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Basis:
    """What a formulation was made from beside facts and need, so that other levels can be asked of the same plan."""

    chosen: pd.DataFrame
    policy: Policy
    evidence: Evidence


@dataclass(frozen=True)
class Formulation:
    """The program, and what each of its columns stands for.

    `opened`: kinds of columns with costs of their own, between the idle hours and the dollars; `trailing`: kinds that
    only rows and levels need, after the dollars. `values`: each level's value by column, with its range.
    """

    inputs: Inputs
    layout: Layout
    entries: SeatEntries
    staff: pd.DataFrame
    money: Money
    program: Program
    opened: tuple[Extra, ...] = ()
    trailing: tuple[Extra, ...] = ()
    #: Which dollars columns may be match of which award; None where no award needs match.
    matching: Matching | None = None
    values: Mapping[str, LevelValue] = field(default_factory=dict)
    basis: Basis | None = None

    @property
    def staff_begin(self) -> int:
        """Where the staff columns begin; idle hours follow them."""
        return self.layout.money_begin

    @property
    def opened_begin(self) -> int:
        """Where the kinds of columns with costs of their own begin; the dollars follow them."""
        return self.staff_begin + 2 * len(self.staff)

    @property
    def trailing_begin(self) -> int:
        """Where the kinds of columns after the dollars begin."""
        return self.money.begin + len(self.money.of_row)


def formulate(
    facts: Facts, need: Need, chosen: pd.DataFrame, policy: Policy, evidence: Evidence, *, plain: bool = False
) -> Formulation:
    """The formulation of a district under a policy.

    `chosen`: columns band (position), model (position), score: the recommended set, in canonical order. `plain` builds
    the long form, in which no band, block, pool or mark shares a column; it has the same optimum.
    """
    rights = rights_of(facts, need, evidence, chosen["band"].to_numpy(np.int64), chosen["model"].to_numpy(np.int64))
    return formulation_of(facts, need, rights, chosen, policy, evidence, plain=plain)


def formulation_of(
    facts: Facts,
    need: Need,
    rights: Rights,
    chosen: pd.DataFrame,
    policy: Policy,
    evidence: Evidence,
    *,
    plain: bool = False,
    apart: tuple[Ints, ...] = (),
) -> Formulation:
    """The formulation from rights already known; `apart`: codes per place of what else must not share a column."""
    items = items_of(facts, rights, evidence)
    apart = (*told_apart(facts, rights, policy), *costs_told_apart(facts, rights, items), *apart)
    structure = structure_of(facts, need, rights, plain=plain, apart=apart)
    inputs = Inputs(facts=facts, need=need, rights=rights, structure=structure)
    layout = layout_of(inputs)
    entries = seat_entries(inputs, layout)
    staff = staffing(inputs)
    begin = layout.money_begin + 2 * len(staff)
    contracts = contract_extras(inputs, layout, entries, begin)
    begin += sum(extra.columns.size for extra in contracts)
    opened = (*contracts, *openings_of(inputs, layout, entries, staff, items, policy, begin))
    money = money_of(inputs, layout, entries, staff, layout.money_begin, opened)
    demands = demands_of(inputs, layout, money, policy)
    of_levels = trailing_of(inputs, layout, entries, demands.end, policy)
    trailing = (*demands.kinds, *of_levels)
    columns = _columns(inputs, layout, staff, money, opened, trailing)
    size = sum(part.size for part in columns)
    values = {
        **first_values(inputs, layout, money, chosen, policy, evidence, size),
        **demands.values(inputs, money, policy, size),
        **further_values(inputs, entries, of_levels, policy, evidence, size),
    }
    further = tuple(rows for extra in (*opened, *trailing) for rows in extra.rows if rows.size)
    rows = (*_rows(inputs, layout, entries, staff, money, policy, opened), *further)
    program = Program(columns=columns, rows=rows, levels=levels_of(policy, values))
    basis = Basis(chosen, policy, evidence)
    return Formulation(
        inputs, layout, entries, staff, money, program, opened, trailing, demands.matching, values, basis
    )


def _rows(
    inputs: Inputs,
    layout: Layout,
    entries: SeatEntries,
    staff: pd.DataFrame,
    money: Money,
    policy: Policy,
    opened: tuple[Extra, ...],
) -> tuple[Rows, ...]:
    """Every family in reading order, those without a row left out."""
    families = (
        mandate_rows(inputs, entries),
        need_rows(inputs, layout),
        take_up_rows(inputs, layout, entries),
        seat_rows(inputs, layout),
        ratio_rows(inputs, layout),
        teaching_rows(inputs, layout),
        room_rows(inputs, layout),
        online_rows(inputs, entries),
        transport_rows(inputs, entries),
        at_once_rows(inputs, layout),
        hour_rows(inputs, layout),
        *staff_rows(inputs, layout, staff, layout.money_begin),
        cost_rows(inputs, money),
        share_rows(inputs, layout, money),
        cap_rows(inputs, layout, money),
        hour_cap_rows(inputs, layout, money),
        contract_hour_rows(inputs, layout, money),
        administration_rows(inputs, money),
        contract_rows(inputs, layout, entries, opened),
        budget_rows(inputs, money),
        floor_rows(inputs, layout, policy),
    )
    return tuple(rows for rows in families if rows.size)


def _columns(
    inputs: Inputs,
    layout: Layout,
    staff: pd.DataFrame,
    money: Money,
    opened: tuple[Extra, ...],
    trailing: tuple[Extra, ...],
) -> tuple[Columns, ...]:
    """students, groups, taught, seats, staff, idle_hours, what is opened, dollars, what trails; bounded by zero."""
    facts, need, structure, places = inputs.facts, inputs.need, inputs.structure, inputs.rights.places
    bands, models = need.bands["band_id"].to_numpy(), facts.models["model_id"].to_numpy()
    blocks, pools = facts.blocks["block_id"].to_numpy(), facts.tutors["pool_id"].to_numpy()
    schools, taught = facts.schools["school_id"].to_numpy(), structure.taught_place
    outlet = structure.outlet_place[layout.seat_outlet]

    def pair_ids(pair: Ints) -> dict[str, NDArray[np.generic]]:
        return {"band_id": bands[structure.pair_band[pair]], "model_id": models[structure.pair_model[pair]]}

    cohort = {"cohort_id": need.cohorts["cohort_id"].to_numpy()[layout.student_cohort]}
    student = {**cohort, "model_id": models[structure.pair_model[layout.student_pair]]}
    people = {"pool_id": pools[staff["pool"]], "school_id": schools[staff["school"]]}
    place = {"band_id": bands[places.band[taught]], "model_id": models[places.model[taught]]}
    place = {**place, "block_id": blocks[places.block[taught]], "pool_id": pools[places.pool[taught]]}
    charge = {"stream_id": facts.funding["stream_id"].to_numpy()[money.stream]}
    most = need.cohorts["students"].to_numpy(dtype=float)[layout.student_cohort]
    return (
        _part("students", student, most),
        _part("groups", pair_ids(layout.group_pair)),
        _part("taught", place),
        _part("seats", {**pair_ids(layout.seat_pair), "block_id": blocks[places.block[outlet]]}),
        _part("staff", people),
        _part("idle_hours", people, whole=False),
        *(extra.columns for extra in opened),
        _part("dollars", charge, whole=False),
        *(extra.columns for extra in trailing),
    )


def _part(
    kind: str, keys: dict[str, NDArray[np.generic]], upper: NDArray[np.float64] | None = None, *, whole: bool = True
) -> Columns:
    """Columns from zero up, without an upper bound where none is given."""
    size = len(next(iter(keys.values())))
    return Columns(kind, keys, np.zeros(size), np.full(size, np.inf) if upper is None else upper, whole)
