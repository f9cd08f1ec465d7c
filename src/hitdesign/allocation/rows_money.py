"""Row families of money: cost by payers and period, budget, share of marked students, caps, contract limits."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.extra import Extra, Lines
from hitdesign.allocation.layout import Inputs, Layout, family
from hitdesign.allocation.materials import apart_cents, material_payers
from hitdesign.allocation.rows_staff import staff_of_taught
from hitdesign.allocation.rows_students import SeatEntries
from hitdesign.district.columns import Facts
from hitdesign.rights.costs import salaried_rate
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
CENTS = 100.0
#: What stands for the period of a cost that is paid whenever one of its payers may: position -1 of the labels.
ANY_TIME = "any day"
#: The kind of cost that awards with a cap on administration pay up to the cap only.
OFFICE = "administration"


@dataclass(frozen=True)
class Money:
    """Cost rows and dollars columns.

    Per cost row: `payers` (bits), `limited` (those of them that may pay for some of the students only), `period`,
    `place` (its own place where a payer is capped per student or hour, for a contract's bills a number below -1 where a
    bearer is capped per hour, else -1), `home` (its school where a payer holds
    dollars of schools, else -1), `office` (whether it is administration of which some payer may pay so much only).
    Entries (`row`, `column`, `dollars`, `school`, `service`) are what the row must cover; `service` is the place where
    marks are looked at, else -1. Per dollars column: `of_row`, `stream`.
    """

    payers: NDArray[np.uint64]
    limited: NDArray[np.uint64]
    period: Ints
    place: Ints
    home: Ints
    office: NDArray[np.bool_]
    row: Ints
    column: Ints
    dollars: Floats
    school: Ints
    service: Ints
    of_row: Ints
    stream: Ints
    begin: int

    @property
    def columns(self) -> Ints:
        """Global positions of the dollars columns."""
        return self.begin + np.arange(len(self.of_row))

    @property
    def held(self) -> NDArray[np.bool_]:
        """Per dollars column: whether the stream may pay for some of the row's students only."""
        bits = self.limited[self.of_row] >> self.stream.astype(np.uint64)
        held: NDArray[np.bool_] = (bits & np.uint64(1)) == 1
        return held


def money_of(
    inputs: Inputs,
    layout: Layout,
    entries: SeatEntries,
    staff: pd.DataFrame,
    staff_begin: int,
    opened: tuple[Extra, ...] = (),
) -> Money:
    """All cost lines gathered by (payers, limited, period, place, home, office), a dollars column per payer of each.

    Where no payer holds dollars of schools, no rule looks at the school in which a dollar is spent, so one row serves
    all services of the district with the same payers: what the row's streams pay is split over schools afterwards.
    Streams that are limited to marked students pay at most those students' part of each service; parts add up, and
    whatever keeps the sum can be split back over the services (sharing.py).
    """
    parts = [_group_lines(inputs, layout), _seat_lines(inputs, entries), _idle_lines(inputs, staff, staff_begin)]
    charged = [extra for extra in opened if extra.lines is not None]
    kinds = [*("" for _ in parts), *(extra.cost_kind for extra in charged)]
    parts += [extra.lines for extra in charged if extra.lines is not None]
    lines = _joined(*parts)
    bits = [lines.payers.astype(np.int64), lines.limited.astype(np.int64)]
    home = np.where(lines.payers & school_payers(inputs.facts) != 0, lines.school, -1)
    office = np.repeat([kind == OFFICE for kind in kinds], [len(part.payers) for part in parts])
    office &= lines.payers & office_payers(inputs.facts) != 0
    keys = np.stack([*bits, lines.period, lines.place, home, office.astype(np.int64)], axis=1)
    rows, row = np.unique(keys, axis=0, return_inverse=True)
    payers = rows[:, 0].astype(np.uint64)
    pays = (payers[:, None] >> np.arange(len(inputs.facts.funding), dtype=np.uint64)) & np.uint64(1)
    of_row, stream = np.nonzero(pays)
    return Money(
        payers=payers,
        limited=rows[:, 1].astype(np.uint64),
        period=rows[:, 2],
        place=rows[:, 3],
        home=rows[:, 4],
        office=rows[:, 5] == 1,
        row=row.ravel(),
        column=lines.column,
        dollars=lines.dollars,
        school=lines.school,
        service=lines.service,
        of_row=of_row.astype(np.int64),
        stream=stream.astype(np.int64),
        begin=staff_begin + 2 * len(staff) + sum(extra.columns.size for extra in opened),
    )


def school_payers(facts: Facts) -> np.uint64:
    """Bits of the streams of which schools hold dollars."""
    held = (number for number, one in enumerate(facts.funding["school_dollars"]) if one)
    return np.uint64(sum(1 << number for number in held))


def office_payers(facts: Facts) -> np.uint64:
    """Bits of the streams that may spend only so much on administration."""
    capped = np.flatnonzero(facts.funding["administration_cap_share"].to_numpy(dtype=float) < 1)
    return np.uint64(sum(1 << int(number) for number in capped))


def _lines_at(
    inputs: Inputs,
    place: Ints,
    period: Ints,
    fine: NDArray[np.bool_],
    own_cost: NDArray[np.bool_],
    column: Ints,
    dollars: Floats,
) -> Lines:
    """Cost lines of services at places in periods."""
    rights = inputs.rights
    payers = rights.payers[place, period]
    return Lines(
        school=inputs.facts.blocks["school"].to_numpy(dtype=np.int64)[rights.places.block[place]],
        payers=payers,
        limited=np.where(fine, rights.limited[place] & payers, np.uint64(0)),
        period=period.astype(np.int64),
        place=np.where(own_cost, place, -1),
        service=np.where(fine, place, -1),
        column=column,
        dollars=dollars,
    )


def _group_lines(inputs: Inputs, layout: Layout) -> Lines:
    """A group's labour in each period in which it costs anything."""
    structure = inputs.structure
    cents = inputs.rights.costs.group_cents[structure.taught_place]
    taught, period = np.nonzero(cents)
    place, column = structure.taught_place[taught], layout.taught_begin + taught
    own = structure.fine[taught], structure.own_cost[taught]
    return _lines_at(inputs, place, period, *own, column, cents[taught, period] / CENTS)


def _seat_lines(inputs: Inputs, entries: SeatEntries) -> Lines:
    """A seat's materials or contract price in each period; materials apart where a payer may not pay for them."""
    structure = inputs.structure
    fine, own_cost = np.zeros((2, len(structure.outlet_class)), dtype=bool)
    fine[structure.taught_outlet], own_cost[structure.taught_outlet] = structure.fine, structure.own_cost
    cents = inputs.rights.costs.seat_cents[structure.outlet_place[entries.outlet]]
    entry, period = np.nonzero(cents)
    outlet, column = entries.outlet[entry], entries.column[entry]
    place, own = structure.outlet_place[outlet], (fine[outlet], own_cost[outlet])
    apart = apart_cents(inputs, place, period)
    dollars = (cents[entry, period] - apart) / CENTS
    lines = _lines_at(inputs, place, period, *own, column, dollars)
    materials = _lines_at(inputs, place, period, *own, column, apart / CENTS)
    payers = material_payers(inputs, place, period)
    materials = replace(materials, payers=payers, limited=materials.limited & payers)
    return _joined(_kept(lines, dollars > 0), _kept(materials, apart > 0))


def _kept(lines: Lines, keep: NDArray[np.bool_]) -> Lines:
    return Lines(**{name: getattr(lines, name)[keep] for name in Lines.__dataclass_fields__})


def _joined(*parts: Lines) -> Lines:
    return Lines(**{n: np.concatenate([getattr(one, n) for one in parts]) for n in Lines.__dataclass_fields__})


def _idle_lines(inputs: Inputs, staff: pd.DataFrame, begin: int) -> Lines:
    """Idle hours of salaried people, spread over the periods by their days."""
    periods = inputs.rights.periods
    days = (periods.ends - periods.starts + 1).astype(float)
    rate = salaried_rate(inputs.facts)[staff["pool"].to_numpy(dtype=np.int64)]
    payers = idle_payers(inputs, staff)
    one, period = np.nonzero(np.outer(rate, days))
    nowhere = np.full(len(one), -1, dtype=np.int64)
    return Lines(
        school=staff["school"].to_numpy(dtype=np.int64)[one],
        payers=payers[one, period],
        limited=np.zeros(len(one), dtype=np.uint64),
        period=period.astype(np.int64),
        place=nowhere,
        service=nowhere,
        column=begin + len(staff) + one,
        dollars=rate[one] * days[period] / days.sum(),
    )


def idle_payers(inputs: Inputs, staff: pd.DataFrame) -> NDArray[np.uint64]:
    """Streams that may pay, for every student, for some work of a salaried person at the school (staff x periods).

    Payroll follows the work, so who pays for work may bear idle time, whenever its window is open. Work that becomes
    possible adds payers and never takes one away. Money with a cap per tutor hour pays for tutoring, not for idle time.
    """
    rights, n_streams = inputs.rights, len(inputs.facts.funding)
    of_taught = staff_of_taught(inputs, staff)
    taught = np.flatnonzero(of_taught >= 0)
    place = inputs.structure.taught_place[taught]
    bits = np.bitwise_or.reduce(rights.payers[place], axis=1, initial=0) & ~rights.limited[place]
    payers = np.zeros(len(staff), dtype=np.uint64)
    np.bitwise_or.at(payers, of_taught[taught], bits)
    each = np.uint64(1) << np.arange(n_streams, dtype=np.uint64)
    window = (rights.periods.employed * each).sum(axis=1, dtype=np.uint64)
    by_hour = np.isfinite(inputs.facts.funding["per_hour_cap_dollars"].to_numpy(dtype=float))
    payers &= ~np.bitwise_or.reduce(each[by_hour], initial=np.uint64(0))
    allowed: NDArray[np.uint64] = payers[:, None] & window[None, :]
    return allowed


def cost_rows(inputs: Inputs, money: Money) -> Rows:
    """cost: what services cost in a period is charged to those who may pay, no more and no less.

    Formula: sum of cost x taught + cost x seats + idle = sum over k of dollars[k, payers, period].
    """
    labels = np.array([*inputs.rights.periods.labels, ANY_TIME], dtype=object)
    return family(
        "cost",
        {
            "payers": money.payers,
            "limited": money.limited,
            "period": labels[money.period],
            "place": money.place,
            "home": money.home,
            "office": money.office,
        },
        np.concatenate([money.row, money.of_row]),
        np.concatenate([money.column, money.columns]),
        np.concatenate([money.dollars, -np.ones(len(money.of_row))]),
        "=",
        np.zeros(len(money.payers)),
        "dollars",
        "what is taught in {period} is charged to the dollar",
    )


def budget_rows(inputs: Inputs, money: Money) -> Rows:
    """budget: a stream pays no more than it has, indirect cost included.

    Formula: sum of dollars[k, ...] x (1 + indirect_rate) <= award - committed - spent.
    """
    funding = inputs.facts.funding
    used, row = np.unique(money.stream, return_inverse=True)
    rate = 1 + funding["indirect_rate"].to_numpy(dtype=float)
    return family(
        "budget",
        {"stream_id": funding["stream_id"].to_numpy()[used]},
        row,
        money.columns,
        rate[money.stream],
        "<=",
        funding["available_dollars"].to_numpy(dtype=float)[used],
        "dollars",
        "{stream_id} has {limit} dollars available",
    )
