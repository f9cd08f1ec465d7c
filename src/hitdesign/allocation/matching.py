"""Which charges are whose match, and the cents that rounding owes to awards with a sum to reach."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.match import CRUMB, matched
from hitdesign.allocation.rows_spending import required_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def match_pieces(
    formulation: Formulation, values: Floats, row: Ints, stream: Ints, amount: Floats, whole: bool
) -> tuple[Ints, Ints, Floats]:
    """Charges (cost row, stream, amount) cut where a part of them is match: (position, match_for, amount) per piece.

    What is match is what the matching columns say, in whole cents (rounded up, within the dollar they are of) where
    `whole`; match_for is -1 for what is nobody's match.
    """
    matching, money = formulation.matching, formulation.money
    if matching is None:
        return np.arange(len(row)), np.full(len(row), -1, dtype=np.int64), amount
    width = len(formulation.inputs.facts.funding) + 1
    line = pd.Index(money.of_row * width + money.stream).get_indexer(row * width + stream).astype(np.int64)
    order = np.argsort(line, kind="stable")
    paid = np.bincount(line, weights=amount, minlength=len(money.of_row)).astype(float)
    part_line, part_stream, part = _parts(matching.line, matching.stream, values[matching.columns], paid, whole)
    a, b, pieces = matched(line[order], amount[order], part_line, part)
    return order[a], part_stream[b], pieces


def _parts(line: Ints, stream: Ints, match: Floats, paid: Floats, whole: bool) -> tuple[Ints, Ints, Floats]:
    """Per dollars column: its match by award, then what is left of it as nobody's; sorted by column."""
    order = np.lexsort((stream, line))
    left = paid.copy()
    amounts = np.zeros(len(order))
    for position, one in enumerate(order):
        wanted = np.ceil(100 * match[one] - 1e-4) if whole else match[one]
        amounts[position] = min(max(float(wanted), 0.0), left[line[one]])
        left[line[one]] -= amounts[position]
    lines = np.concatenate([line[order], np.arange(len(paid))])
    streams = np.concatenate([stream[order], np.full(len(paid), -1, dtype=np.int64)])
    together = np.concatenate([amounts, np.where(left > CRUMB, left, 0.0)])
    by_line = np.argsort(lines, kind="stable")
    return lines[by_line], streams[by_line], together[by_line]


def add_matching(formulation: Formulation, values: Floats, line: Ints, match_for: pd.Series, dollars: Floats) -> None:
    """The matching columns' values from charges: dollars columns (`line`), whose match they are, dollars."""
    matching = formulation.matching
    if matching is None:
        return
    ids = pd.Index(formulation.inputs.facts.funding["stream_id"])
    width = len(ids) + 1
    known = pd.Index(matching.line * width + matching.stream)
    stream = ids.get_indexer(pd.Index(match_for))
    column = known.get_indexer(line * width + stream)
    hit = (stream >= 0) & (column >= 0)
    np.add.at(values, matching.begin + column[hit], dollars[hit])


def owed_cents(formulation: Formulation, lost: Floats) -> Floats:
    """Per stream the cents that rounding down has cost it, where some award has a sum to reach; else zeros."""
    money, n_streams = formulation.money, len(formulation.inputs.facts.funding)
    if formulation.matching is None and not required_of(formulation.inputs):
        return np.zeros(n_streams)
    owed: Floats = np.bincount(money.stream, weights=lost, minlength=n_streams).astype(float)
    return owed
