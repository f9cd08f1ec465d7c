"""How much more each stream may pay where it pays: its budget, and what its award demands."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.quantities import TOLERANCE
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def room_for_dollars(formulation: Formulation, values: Floats) -> Floats:
    """Per dollars column: at most so many more dollars before indirect cost may be charged there.

    Formula: the least of what is left of the budget, of the cap on administration, of what the school holds and the
    district places, and of what further match allows if every dollar left to a source, or not yet match, became match.
    """
    money, funding = formulation.money, formulation.inputs.facts.funding
    indirect = funding["indirect_rate"].to_numpy(dtype=float)
    families = {rows.family: rows for rows in formulation.program.rows}
    used = np.bincount(money.stream, weights=values[money.columns], minlength=len(funding))
    left = np.maximum(funding["available_dollars"].to_numpy(dtype=float) - (1 + indirect) * used, 0.0) / (1 + indirect)
    room: Floats = np.maximum(left, 0.0)[money.stream]
    if "administration" in families:
        counted = np.maximum(indirect[money.stream] + money.office[money.of_row], TOLERANCE)
        caps = families["administration"]
        room = np.minimum(room, _on_lines(formulation, caps, _slack(caps, values)) / counted)
    if "district_money" in families:
        room = np.minimum(room, _of_schools(formulation, families, values) / (1 + indirect)[money.stream])
    if "match" in families:
        room = np.minimum(room, _with_match(formulation, families["match"], values, left))
    return room


def _slack(rows: Rows, values: Floats) -> Floats:
    used = np.bincount(rows.row, weights=rows.value * values[rows.column], minlength=rows.size)
    left: Floats = np.maximum(rows.limits - used, 0.0)
    return left


def _on_lines(formulation: Formulation, rows: Rows, amount: Floats) -> Floats:
    """Per dollars column the amount of its row; inf where no row holds it."""
    money = formulation.money
    line = rows.column - money.begin
    inside = (line >= 0) & (line < len(money.of_row))
    out = np.full(len(money.of_row), np.inf)
    out[line[inside]] = amount[rows.row[inside]]
    return out


def _of_schools(formulation: Formulation, families: dict[str, Rows], values: Floats) -> Floats:
    """Dollars left of what a school holds, and of what the district places."""
    district = families["district_money"]
    free = _slack(district, values)
    room = _on_lines(formulation, district, free)
    if "school_money" not in families:
        return room
    own = families["school_money"]
    by_stream = dict(zip(district.keys["stream_id"], free, strict=True))
    more = np.array([by_stream.get(name, 0.0) for name in own.keys["stream_id"]])
    least: Floats = np.minimum(room, _on_lines(formulation, own, _slack(own, values) + more))
    return least


def _with_match(formulation: Formulation, rows: Rows, values: Floats, left: Floats) -> Floats:
    """Dollars that further match would allow."""
    money, matching = formulation.money, formulation.matching
    if matching is None:
        return np.full(len(money.of_row), np.inf)
    counted = np.bincount(matching.line, weights=values[matching.columns], minlength=len(money.of_row))
    spare = np.maximum(values[money.columns] - counted, 0.0)
    ids = formulation.inputs.facts.funding["stream_id"].to_numpy(dtype=object)
    possible = _slack(rows, values)
    for number, name in enumerate(rows.keys["stream_id"]):
        lines = matching.line[ids[matching.stream] == name]
        possible[number] += spare[lines].sum() + left[np.unique(money.stream[lines])].sum()
    own = rows.column < money.begin + len(money.of_row)
    per_dollar = np.zeros(rows.size)
    per_dollar[rows.row[own]] = rows.value[own]
    return _on_lines(formulation, rows, possible / np.where(per_dollar > 0, per_dollar, 1.0))
