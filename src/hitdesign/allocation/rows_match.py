"""Row families of match: the share of a total that other money must pay, each dollar for one award only.

Where an award pays part of a service, other money pays the rest: that rest is its match, as far as the award needs
it. Match is counted over the award as a whole, as the law counts it, and only in costs that the award itself might have
paid (equal payers and period); each service may be paid in another mix. Source: 2 CFR 200.306, not verified here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.extra import Extra
from hitdesign.allocation.layout import Inputs, Layout, cross, family
from hitdesign.allocation.rows_limits import limited_unions, services, share_rows
from hitdesign.allocation.rows_money import Money
from hitdesign.district.columns import Facts
from hitdesign.solving.parts import Columns, Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Matching:
    """One column per dollars column (`line`) and award whose match it may be (`stream`); `begin` is the first."""

    line: Ints
    stream: Ints
    begin: int

    @property
    def columns(self) -> Ints:
        """Global positions of the columns."""
        return self.begin + np.arange(len(self.line))


def match_sources(facts: Facts) -> Bools:
    """Which stream (column) may pay the match of which (row).

    The named source, else every stream whose program is known not to be federal; never one that needs a match itself.
    """
    funding = facts.funding
    needs = funding["match_share_of_total"].to_numpy(dtype=float) > 0
    named = funding["match_source"].to_numpy(dtype=object)
    ids = funding["stream_id"].to_numpy(dtype=object)
    unnamed = (named == "")[:, None] & funding["pays_match"].to_numpy(dtype=bool)[None, :]
    sources: Bools = needs[:, None] & ~needs[None, :] & (unnamed | (named[:, None] == ids[None, :]))
    return sources


def matching_of(inputs: Inputs, money: Money, begin: int) -> Matching:
    """Every dollar column that may be match of a stream: both may pay there, and it is a source.

    Money for marked students is matched only by money that pays for every student there.
    """
    sources = match_sources(inputs.facts)
    line, stream = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for k in np.flatnonzero(sources.any(axis=1)):
        own = np.flatnonzero(money.stream == k)
        each, other = cross(money.of_row[own], money.of_row)
        fits = sources[k, money.stream[other]] & ~(money.held[own[each]] & money.held[other])
        line.append(other[fits])
        stream.append(np.full(int(fits.sum()), k, dtype=np.int64))
    return Matching(np.concatenate(line), np.concatenate(stream), begin)


def matching_columns(inputs: Inputs, layout: Layout, money: Money, matching: Matching) -> Extra:
    """The columns of match with their three families of rows; the audit reads their values in the charges."""
    ids = inputs.facts.funding["stream_id"].to_numpy(dtype=object)
    size = len(matching.line)
    keys = pd.DataFrame({"stream_id": ids[money.stream[matching.line]], "match_for": ids[matching.stream]})
    return Extra(
        columns=Columns("matching", keys, np.zeros(size), np.full(size, np.inf)),
        school=np.full(size, -1, dtype=np.int64),
        rows=(
            match_rows(inputs, money, matching),
            match_once_rows(inputs, money, matching),
            match_share_rows(inputs, layout, money, matching),
        ),
        values=lambda values: values[matching.columns],
    )


def match_rows(inputs: Inputs, money: Money, matching: Matching) -> Rows:
    """match: other money pays its share of the total of what an award pays for, gifts included.

    Formula: q / (1 - q) x (1 + indirect_rate) x sum of dollars[k] <= sum of matching[k] + gifts of k, with q the share
    of the total that other money must pay. A source's indirect cost does not count as match.
    """
    funding = inputs.facts.funding
    share = funding["match_share_of_total"].to_numpy(dtype=float)
    own = np.flatnonzero(share[money.stream] > 0)
    streams, row = np.unique(money.stream[own], return_inverse=True)
    rate = 1 + funding["indirect_rate"].to_numpy(dtype=float)
    per_dollar = rate[streams] * share[streams] / (1 - share[streams])
    return family(
        "match",
        {"stream_id": funding["stream_id"].to_numpy()[streams]},
        np.concatenate([row.ravel(), np.searchsorted(streams, matching.stream)]),
        np.concatenate([money.columns[own], matching.columns]),
        np.concatenate([per_dollar[row.ravel()], -np.ones(len(matching.line))]),
        "<=",
        funding["in_kind_dollars"].to_numpy(dtype=float)[streams],
        "dollars of match",
        "other money pays its share of the total of {stream_id}",
    )


def match_once_rows(inputs: Inputs, money: Money, matching: Matching) -> Rows:
    """match_once: a dollar is match of one award only.

    Formula: sum over k of matching[k, d] <= d, per dollars column d.
    """
    lines, row = np.unique(matching.line, return_inverse=True)
    ids = inputs.facts.funding["stream_id"].to_numpy()
    return family(
        "match_once",
        {"stream_id": ids[money.stream[lines]]},
        np.concatenate([row.ravel(), np.arange(len(lines))]),
        np.concatenate([matching.columns, money.columns[lines]]),
        np.concatenate([np.ones(len(row.ravel())), -np.ones(len(lines))]),
        "<=",
        np.zeros(len(lines)),
        "dollars",
        "no dollar of {stream_id} is match twice",
    )


def match_share_rows(inputs: Inputs, layout: Layout, money: Money, matching: Matching) -> Rows:
    """match_share: what matches money for marked students is spent on the same students.

    Formula: the rows of `share`, with matching[k] of money for all students added to the dollars of each k in the row.
    """
    shares = share_rows(inputs, layout, money)
    row, streams = limited_unions(inputs, money, *services(money))
    line_of = np.full((len(money.payers), len(inputs.facts.funding)), -1, dtype=np.int64)
    line_of[money.of_row, money.stream] = np.arange(len(money.of_row))
    at = money.of_row[matching.line]
    marked = np.flatnonzero(money.held[line_of[at, matching.stream]]) if len(at) else np.zeros(0, dtype=np.int64)
    order = np.argsort(row, kind="stable")
    each, found = cross(at[marked], row[order])
    union, column = order[found], marked[each]
    holds = (streams[union] >> matching.stream[column].astype(np.uint64)) & np.uint64(1) == 1
    kept, number = np.unique(union[holds], return_inverse=True)
    of_kept = np.full(max(shares.size, 1), -1, dtype=np.int64)
    of_kept[kept] = np.arange(len(kept))
    entry = np.flatnonzero(of_kept[shares.row] >= 0)
    return family(
        "match_share",
        {"stream_id": shares.keys["stream_id"].to_numpy()[kept]},
        np.concatenate([of_kept[shares.row[entry]], number.ravel()]),
        np.concatenate([shares.column[entry], matching.columns[column[holds]]]),
        np.concatenate([shares.value[entry], np.ones(int(holds.sum()))]),
        "<=",
        np.zeros(len(kept)),
        "dollars",
        "the match of {stream_id} pays for the students it may pay for",
    )
