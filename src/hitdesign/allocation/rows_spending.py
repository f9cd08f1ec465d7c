"""The row family of minimum spending: what the district or the law wants spent of an award, by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.contract_columns import Bills
from hitdesign.allocation.extra import Extra
from hitdesign.allocation.layout import Inputs, family
from hitdesign.allocation.rows_money import Money
from hitdesign.district.arrays import day_numbers
from hitdesign.rights.calendar import Periods
from hitdesign.solving.parts import Columns
from hitdesign.solving.program import Program

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Less than this is no demand: a cent of rounding.
CENT = 0.01


@dataclass(frozen=True)
class Required:
    """Least dollars of one stream, indirect cost included, in the periods that count, and the last day that does."""

    stream: int
    least_dollars: float
    by: int
    counts: Bools


def required_of(inputs: Inputs) -> tuple[Required, ...]:
    """What must be spent of each award of these facts, as in `required_spending`."""
    return required_spending(inputs.facts.funding, inputs.rights.periods)


def required_spending(funding: Mapping[str, Any] | pd.DataFrame, periods: Periods) -> tuple[Required, ...]:
    """What must be spent of each award, in canonical order; blank where nobody asks for anything.

    Formula: the stream's minimum_spend_dollars by the plan's end; and by the end of so many months, award less
    carry_over_share x award less what is committed or spent. Where both run to the plan's end, the larger holds. A
    limit on carry-over whose day lies before the plan asks for nothing here. Source: ESEA section 1127.
    """
    last = int(periods.ends.max(initial=-1))
    first = int(periods.starts.min(initial=0))
    found: list[Required] = []
    names = ("available_dollars", "award_dollars", "minimum_spend_dollars", "carry_over_share")
    amounts = zip(
        *(funding[name].tolist() for name in names), day_numbers(funding["carry_over_by"]).tolist(), strict=True
    )
    for k, (available, award, least_spent, share, by) in enumerate(amounts):
        wanted = {last: min(least_spent, available)}
        if share < 1 and by >= first:
            due = available - share * award
            wanted[min(by, last)] = max(wanted.get(min(by, last), 0.0), due)
        found += [
            Required(k, least, day, _counts(periods, k, day)) for day, least in sorted(wanted.items()) if least >= CENT
        ]
    return tuple(found)


def _counts(periods: Periods, k: int, day: int) -> Bools:
    """Which periods count by a day; last, at position -1, whether a cost of no one period does.

    Such a cost is paid whenever its payer may pay, so it counts where all periods do in which the stream may.
    """
    by: Bools = periods.ends <= day
    pays = periods.employed[:, k] | periods.contracted[:, k]
    return np.append(by, by[pays].all())


def unspent_columns(inputs: Inputs, money: Money, begin: int, *, strict: bool) -> Extra:
    """`unspent[k, by]`, the dollars that are short, with the rows of minimum_spending; none of them where strict.

    minimum_spending: (1 + indirect_rate) x sum of dollars[k] in periods that count + unspent >= least. In fractions a
    strict minimum may be met by a bill that nobody owes, so the linear program bounds whole plans, whose bills are
    exact (`exact_bills`); an answer in fractions is found without such costs (`with_sure_costs`).
    """
    required = required_of(inputs)
    size = 0 if strict else len(required)
    ids = inputs.facts.funding["stream_id"].to_numpy(dtype=object)
    stream = np.array([one.stream for one in required], dtype=np.int64)
    least = np.array([one.least_dollars for one in required], dtype=float)
    by = np.array([str(np.datetime64(one.by, "D")) for one in required], dtype=object)
    keys: dict[str, object] = {"stream_id": ids[stream], "by": by}
    rate = 1 + inputs.facts.funding["indirect_rate"].to_numpy(dtype=float)
    counted = [one.counts[money.period[money.of_row]] for one in required]
    lines = [np.flatnonzero((money.stream == one.stream) & own) for one, own in zip(required, counted, strict=True)]
    line = np.concatenate([np.zeros(0, dtype=np.int64), *lines])
    row = np.repeat(np.arange(len(required)), [len(part) for part in lines])

    def short(values: Floats) -> Floats:
        paid = np.bincount(row, rate[money.stream[line]] * values[money.columns[line]], minlength=len(required))
        missing: Floats = np.maximum(least - paid, 0.0)[:size]
        return missing

    rows = family(
        "minimum_spending",
        keys,
        np.concatenate([row, np.arange(size)]),
        np.concatenate([money.columns[line], begin + np.arange(size)]),
        np.concatenate([rate[money.stream[line]], np.ones(size)]),
        ">=",
        least,
        "dollars",
        "{stream_id} spends {limit} dollars by {by}",
    )
    columns = Columns("unspent", pd.DataFrame(keys).iloc[:size], np.zeros(size), np.full(size, np.inf))
    return Extra(columns=columns, school=np.full(size, -1, dtype=np.int64), rows=(rows,), values=short)


def with_sure_costs(program: Program, money: Money, bills: Bills | None) -> Program:
    """The program whose strict minimums count no cost row that holds what contracts bill beyond groups and seats.

    The same program where there is no such row, or nothing of it is demanded.
    """
    found = next((rows for rows in program.rows if rows.family == "minimum_spending"), None)
    if bills is None or found is None:
        return program
    begin, end = bills.starts[3], bills.starts[-1]
    billed = np.zeros(len(money.payers), dtype=bool)
    billed[money.row[(money.column >= begin) & (money.column < end)]] = True
    line = found.column - money.begin
    dollars = (line >= 0) & (line < len(money.of_row))
    sure = ~(dollars & billed[money.of_row[np.where(dollars, line, 0)]]) if len(money.of_row) else ~dollars
    kept = replace(found, row=found.row[sure], column=found.column[sure], value=found.value[sure])
    return replace(program, rows=tuple(kept if rows is found else rows for rows in program.rows))


def shortfall(inputs: Inputs, money: Money, begin: int, n_columns: int) -> Floats:
    """The value of the level minimum_spending: dollars short of each minimum, and all dollars charged.

    A dollar that is charged only to be spent gains nothing; one that stands in for another stream's dollar does. Where
    an award has several minimums, each weighs its part of one.
    """
    rate = 1 + inputs.facts.funding["indirect_rate"].to_numpy(dtype=float)
    stream = np.array([one.stream for one in required_of(inputs)], dtype=np.int64)
    value = np.zeros(n_columns)
    value[money.columns] = rate[money.stream]
    value[begin : begin + len(stream)] = 1 / np.maximum(np.bincount(stream, minlength=len(rate)), 1)[stream]
    return value
