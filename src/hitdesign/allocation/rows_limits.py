"""Row families of limited money: share of marked students, cap per student."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs, Layout, cross, family
from hitdesign.allocation.materials import apart_cents, is_apart
from hitdesign.allocation.rows_money import CENTS, Money
from hitdesign.allocation.rows_students import group_size
from hitdesign.rights.payers import bits_to_positions
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def _eligible(inputs: Inputs, layout: Layout, place: Ints, streams: NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """For each (place, streams) the seats there that at least one of the streams may pay for.

    Returns (position in `place`, seat's term column), one entry per term.
    """
    structure = inputs.structure
    outlet = np.full(len(inputs.rights.places.pair), -1, dtype=np.int64)
    outlet[structure.taught_place] = structure.taught_outlet
    term_outlet = layout.count_outlet[layout.term_count]
    order = np.argsort(term_outlet, kind="stable")
    which, entry = cross(outlet[place], term_outlet[order])
    term = order[entry]
    kind = layout.count_kind[layout.term_count[term]]
    meets = (structure.kind_bits[kind] & streams[which]) != 0
    keep = meets | ((streams & ~inputs.rights.limited[place]) != 0)[which]
    return which[keep], layout.term_column[term[keep]]


def share_rows(inputs: Inputs, layout: Layout, money: Money) -> Rows:
    """share: streams limited to marked students pay together at most those students' part of full groups.

    Formula: sum over k in K of dollars[k] <= sum over seats that some k in K may pay for of (group cost /
    largest group + seat cost), per payers and period, for each stream and each union of streams whose students
    overlap (Hall's condition; fewer rows would let two streams pay twice for the same students).
    """
    served, service = services(money)
    row, streams = limited_unions(inputs, money, served, service)
    each, dollars = cross(row, money.of_row)
    paid = ((streams[each] >> money.stream[dollars].astype(np.uint64)) & np.uint64(1)) == 1
    number, at = cross(row, served)
    which, column = _eligible(inputs, layout, service[at], streams[number])
    of_row = row[number]
    per_seat = seat_part_cents(inputs, money, of_row, service[at])[which] / CENTS
    return family(
        "share",
        {"stream_id": _names(inputs.facts.funding["stream_id"].tolist(), streams)},
        np.concatenate([each[paid], number[which]]),
        np.concatenate([money.columns[dollars[paid]], column]),
        np.concatenate([np.ones(int(paid.sum())), -per_seat]),
        "<=",
        np.zeros(len(row)),
        "dollars",
        "{stream_id} pays only for the students it may pay for",
    )


def services(money: Money) -> tuple[Ints, Ints]:
    """(cost row, place) of every service that a limited stream may pay for, in order."""
    here = np.flatnonzero(money.limited[money.row] != 0)
    width = int(money.service.max(initial=-1)) + 2
    keys = np.unique(money.row[here] * width + money.service[here])
    return keys // width, keys % width


def seat_part_cents(inputs: Inputs, money: Money, row: Ints, place: Ints) -> Floats:
    """What a seat at each place adds to a cost row, its part of a full group's labour included.

    Formula: group cost / largest group + seat cost, less the materials where a row of their own holds them; in such a
    row, the materials.
    """
    costs, period = inputs.rights.costs, money.period[row]
    apart = apart_cents(inputs, place, period)
    whole = costs.group_cents[place, period] / group_size(inputs, place) + costs.seat_cents[place, period]
    part: Floats = np.where(is_apart(inputs, money.payers[row], place, period), apart, whole - apart)
    return part


def _names(ids: list[str], streams: NDArray[np.uint64]) -> NDArray[np.object_]:
    """The streams of each set in words."""
    sets, of_set = np.unique(streams, return_inverse=True)
    words = [" and ".join(ids[number] for number in bits_to_positions(int(one))) for one in sets]
    return np.array([*words, ""], dtype=object)[of_set.ravel()]


def limited_unions(inputs: Inputs, money: Money, served: Ints, service: Ints) -> tuple[Ints, NDArray[np.uint64]]:
    """(cost row, streams) for every set of limited streams that one share row holds together."""
    structure = inputs.structure
    kinds, of_kind = np.unique(structure.kind_bits, return_inverse=True)
    holds = np.zeros((len(inputs.need.bands), len(kinds)), dtype=bool)
    holds[structure.kind_band, of_kind.ravel()] = True
    rows, first = np.unique(served, return_index=True)
    if not len(rows):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)
    here = np.logical_or.reduceat(holds[inputs.rights.places.band[service]], first, axis=0)
    limited = money.limited[rows].astype(np.int64)
    cases, case = np.unique(np.column_stack([limited, here]), axis=0, return_inverse=True)
    row, streams = [], []
    for number, (bits, *pattern) in enumerate(cases):
        own = rows[case.ravel() == number]
        for union in _unions(int(bits), [int(one) for one in kinds[np.array(pattern, dtype=bool)]]):
            row.append(own)
            streams.append(np.full(len(own), union, dtype=np.uint64))
    return np.concatenate(row), np.concatenate(streams)


def _unions(limited: int, kinds: list[int]) -> list[int]:
    """The streams, as bits, that may pay only within each union of overlapping sets of kinds.

    >>> _unions(0b11, [0b11, 0b00])
    [3]
    >>> _unions(0b11, [0b01, 0b10])
    [1, 2]
    """
    sets = {k: frozenset(n for n, bits in enumerate(kinds) if bits >> k & 1) for k in bits_to_positions(limited)}
    found = list(dict.fromkeys(sets.values()))
    for union in found:
        found.extend(sorted({union | one for one in sets.values() if union & one} - set(found), key=sorted))
    return sorted({sum(1 << k for k, one in sets.items() if one <= union) for union in found})


def stream_keys(inputs: Inputs, money: Money, dollars: Ints) -> dict[str, object]:
    """stream_id and school_id of dollars columns at places of their own."""
    block = inputs.rights.places.block[money.place[money.of_row[dollars]]]
    return {
        "stream_id": inputs.facts.funding["stream_id"].to_numpy()[money.stream[dollars]],
        "school_id": inputs.facts.schools["school_id"].to_numpy()[inputs.facts.blocks["school"].to_numpy()[block]],
    }


def capped(inputs: Inputs, money: Money) -> tuple[Ints, Ints, Ints]:
    """Positions of dollars columns under a cap per student, the first of each row of `cap`, and their rows."""
    cap = inputs.facts.funding["per_student_cap_dollars"].to_numpy(dtype=float)
    place = money.place[money.of_row]
    dollars = np.flatnonzero((place >= 0) & np.isfinite(cap[money.stream]))
    keys = place[dollars] * (len(cap) + 1) + money.stream[dollars]
    _, first, row = np.unique(keys, return_index=True, return_inverse=True)
    return dollars, dollars[first], row


def cap_rows(inputs: Inputs, layout: Layout, money: Money) -> Rows:
    """cap: a stream with a cap per student pays at most the cap times the seats it may pay for, per service.

    Formula: sum over periods of dollars[k, place] <= per_student_cap x eligible seats at the place.
    """
    cap = inputs.facts.funding["per_student_cap_dollars"].to_numpy(dtype=float)
    dollars, first, row = capped(inputs, money)
    bits = np.uint64(1) << money.stream[first].astype(np.uint64)
    which, column = _eligible(inputs, layout, money.place[money.of_row][first], bits)
    return family(
        "cap",
        stream_keys(inputs, money, first),
        np.concatenate([row, which]),
        np.concatenate([money.columns[dollars], column]),
        np.concatenate([np.ones(len(dollars)), -cap[money.stream[first]][which]]),
        "<=",
        np.zeros(len(first)),
        "dollars",
        "{stream_id} pays at {school_id} no more than its cap per student",
    )
