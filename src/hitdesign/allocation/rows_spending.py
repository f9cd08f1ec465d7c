"""The row family of minimum spending: what the district or the law wants spent of an award, by when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.bills import contracts_with_more
from hitdesign.allocation.extra import Extra
from hitdesign.allocation.layout import Inputs, family
from hitdesign.allocation.rows_money import Money
from hitdesign.rights.calendar import day_numbers
from hitdesign.solving.parts import Columns

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
    """What must be spent of each award, in canonical order; blank where nobody asks for anything.

    Formula: the stream's minimum_spend_dollars by the plan's end; and by the end of so many months, award less
    carry_over_share x award less what is committed or spent. Where both run to the plan's end, the larger holds. A
    limit on carry-over whose day lies before the plan asks for nothing here. Source: ESEA section 1127.
    """
    funding, periods = inputs.facts.funding, inputs.rights.periods
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
            Required(k, least, day, _counts(periods.ends, day))
            for day, least in sorted(wanted.items())
            if least >= CENT
        ]
    return tuple(found)


def _counts(ends: Ints, day: int) -> NDArray[np.bool_]:
    """Which periods count by a day; last, at position -1, whether a cost of no one period does: where all others do."""
    by: NDArray[np.bool_] = ends <= day
    return np.append(by, by.all())


def unspent_columns(inputs: Inputs, money: Money, begin: int, *, strict: bool) -> Extra:
    """`unspent[k, by]`, the dollars that are short, with the rows of minimum_spending; none of them where strict.

    minimum_spending: (1 + indirect_rate) x sum of dollars[k] in periods that count + unspent >= least. Where strict
    and a contract bills beyond groups and seats, only costs of a period count: else a bill would be filled up for
    nothing but to spend.
    """
    required = required_of(inputs)
    in_periods = (money.period[money.of_row] >= 0) | (not strict or not len(contracts_with_more(inputs)))
    size = 0 if strict else len(required)
    ids = inputs.facts.funding["stream_id"].to_numpy(dtype=object)
    stream = np.array([one.stream for one in required], dtype=np.int64)
    least = np.array([one.least_dollars for one in required], dtype=float)
    by = np.array([str(np.datetime64(one.by, "D")) for one in required], dtype=object)
    keys: dict[str, object] = {"stream_id": ids[stream], "by": by}
    rate = 1 + inputs.facts.funding["indirect_rate"].to_numpy(dtype=float)
    counted = [one.counts[money.period[money.of_row]] & in_periods for one in required]
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
