"""Row families of money that schools hold: spent at the school or not at all; the rest is the district's to place."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.extra import Extra
from hitdesign.allocation.layout import Inputs, family
from hitdesign.allocation.rows_money import Money
from hitdesign.solving.parts import Columns, Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def school_money(inputs: Inputs, money: Money, begin: int) -> Extra:
    """`placed[k, s]`: what the district adds at a school that holds dollars of its own, with the two families of rows.

    school_money: (1 + indirect_rate) x sum of dollars[k] at s - placed[k, s] <= what s holds of k.
    district_money: (1 + indirect_rate) x sum of dollars[k] elsewhere or for no one school + sum of placed[k] <=
    available - held by schools.
    Source: ESEA section 1113(c), by which a school's allocation is that school's.
    """
    funding, n_schools = inputs.facts.funding, len(inputs.facts.schools)
    stream, school, held = _held(inputs)
    known = pd.Index(stream * n_schools + school)
    own = np.array([bool(one) for one in funding["school_dollars"]], dtype=bool)
    lines = np.flatnonzero(own[money.stream])
    home = money.home[money.of_row[lines]]
    found = known.get_indexer(money.stream[lines] * n_schools + home)
    at: Ints = np.where(home >= 0, found, -1).astype(np.int64)
    rate = 1 + funding["indirect_rate"].to_numpy(dtype=float)
    size, here = len(stream), np.flatnonzero(at >= 0)
    ids: dict[str, object] = {
        "stream_id": funding["stream_id"].to_numpy(dtype=object)[stream],
        "school_id": inputs.facts.schools["school_id"].to_numpy(dtype=object)[school],
    }
    placed = begin + np.arange(size)

    def added(values: Floats) -> Floats:
        spent = np.bincount(
            at[here], rate[money.stream[lines[here]]] * values[money.columns[lines[here]]], minlength=size
        )
        more: Floats = np.maximum(spent - held, 0.0)
        return more

    of_school = family(
        "school_money",
        ids,
        np.concatenate([at[here], np.arange(size)]),
        np.concatenate([money.columns[lines[here]], placed]),
        np.concatenate([rate[money.stream[lines[here]]], -np.ones(size)]),
        "<=",
        held,
        "dollars",
        "{stream_id} holds {limit} dollars for {school_id}, and what the district adds",
    )
    return Extra(
        columns=Columns("placed", pd.DataFrame(ids), np.zeros(size), np.full(size, np.inf)),
        school=school,
        rows=(of_school, _of_district(inputs, money, lines[at < 0], placed, stream, held)),
        values=added,
    )


def _held(inputs: Inputs) -> tuple[Ints, Ints, Floats]:
    """(stream, school, dollars) of all that schools of the plan hold, in canonical order."""
    position = {name: number for number, name in enumerate(inputs.facts.schools["school_id"])}
    rows = sorted(
        (k, position[name], dollars)
        for k, one in enumerate(inputs.facts.funding["school_dollars"])
        for name, dollars in one
        if name in position
    )
    stream = np.array([k for k, _, _ in rows], dtype=np.int64)
    school = np.array([school for _, school, _ in rows], dtype=np.int64)
    return stream, school, np.array([dollars for _, _, dollars in rows], dtype=float)


def _of_district(inputs: Inputs, money: Money, lines: Ints, placed: Ints, stream: Ints, held: Floats) -> Rows:
    funding = inputs.facts.funding
    streams, row = np.unique(np.concatenate([money.stream[lines], stream]), return_inverse=True)
    rate = 1 + funding["indirect_rate"].to_numpy(dtype=float)
    by_schools = np.bincount(stream, weights=held, minlength=len(funding))
    left = np.maximum(funding["available_dollars"].to_numpy(dtype=float) - by_schools, 0.0)
    return family(
        "district_money",
        {"stream_id": funding["stream_id"].to_numpy()[streams]},
        row.ravel(),
        np.concatenate([money.columns[lines], placed]),
        np.concatenate([rate[money.stream[lines]], np.ones(len(placed))]),
        "<=",
        left[streams],
        "dollars",
        "of {stream_id} the district places {limit} dollars that no school holds",
    )
