"""Which service the dollars of a limited stream pay for: each pays at most its students' part of every service.

A cost row holds all services with the same payers, and its share rows hold the sum of the parts. What keeps the sums
can always be split so that every service keeps its own: first over the marks of students (a small transport from
streams to the marks that they may pay for), then, for students of the same marks, service after service.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import cross
from hitdesign.allocation.match import CRUMB, matched
from hitdesign.allocation.rows_limits import seat_part_cents, services

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: A node of the small transport: ("stream", k), ("marks", bits) or an end.
Node = tuple[str, int]
START: Node = ("start", 0)
END: Node = ("end", 0)


@dataclass(frozen=True)
class Shares:
    """What each stream pays of each part (a school's cost, or a service's where marks matter), sorted by part."""

    part: Ints
    stream: Ints
    amount: Floats


@dataclass(frozen=True)
class _Seats:
    """Students' parts: position of the part, bits of the limited streams that may pay for them, amount."""

    part: Ints
    bits: NDArray[np.uint64]
    amount: Floats


def shared_out(
    formulation: Formulation, values: Floats, row: Ints, service: Ints, cost: Floats, paid: Floats, *, whole: bool
) -> Shares:
    """What each stream pays of each part (`row`, `service`, `cost`; sorted by row), from what it pays of each row.

    Amounts are in one unit throughout, cents where `whole`. Limited streams are placed first, within the parts of their
    students; the others fill what is left.
    """
    money = formulation.money
    held = money.held & (paid > CRUMB)
    seats = _seats(formulation, values, row, service, 1.0 if whole else 0.01)
    part, stream, amount = _limited(formulation, np.flatnonzero(held), row, paid, seats, whole=whole)
    left = cost - np.bincount(part, weights=amount, minlength=len(cost))
    others = np.flatnonzero(~held)
    at, payer, rest = matched(row, np.maximum(left, 0.0), money.of_row[others], paid[others])
    part, stream = np.concatenate([part, at]), np.concatenate([stream, money.stream[others[payer]]])
    order = np.lexsort((stream, part))
    return Shares(part[order], stream[order], np.concatenate([amount, rest])[order])


def _seats(formulation: Formulation, values: Floats, row: Ints, service: Ints, unit: float) -> _Seats:
    """The parts of each service's seats, by the limited streams that may pay for them; `unit` is of a cent."""
    structure, layout, money = formulation.inputs.structure, formulation.layout, formulation.money
    at_row, at_place = services(money)
    width = int(service.max(initial=-1)) + 2
    known = np.argsort(row * width + service, kind="stable")
    position = known[np.searchsorted((row * width + service)[known], at_row * width + at_place)]
    outlet = np.full(len(formulation.inputs.rights.places.pair), -1, dtype=np.int64)
    outlet[structure.taught_place] = structure.taught_outlet
    term_outlet = layout.count_outlet[layout.term_count]
    order = np.argsort(term_outlet, kind="stable")
    which, entry = cross(outlet[at_place], term_outlet[order])
    term = order[entry]
    each = seat_part_cents(formulation.inputs, money, at_row, at_place)[which] * unit
    bits = structure.kind_bits[layout.count_kind[layout.term_count[term]]] & money.limited[at_row[which]]
    return _Seats(position[which], bits, values[layout.term_column[term]] * each)


def _limited(
    formulation: Formulation, lines: Ints, row: Ints, paid: Floats, seats: _Seats, *, whole: bool
) -> tuple[Ints, Ints, Floats]:
    """(part, stream, amount) of the limited streams: row by row over marks, then part after part within the marks."""
    money = formulation.money
    part, stream, amount = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for one in np.unique(money.of_row[lines]):
        own = lines[money.of_row[lines] == one]
        here = row[seats.part] == one
        wanted = {int(k): float(dollars) for k, dollars in zip(money.stream[own], paid[own], strict=True)}
        marks, of_seat = np.unique(seats.bits[here], return_inverse=True)
        room = np.bincount(of_seat.ravel(), weights=seats.amount[here], minlength=len(marks))
        room = np.ceil(room - 1e-4) if whole else room
        shares = split(wanted, {int(bits): float(most) for bits, most in zip(marks, room, strict=True)})
        for number, bits in enumerate(marks):
            able = [(k, dollars) for (k, group), dollars in shares.items() if group == int(bits)]
            inside = np.flatnonzero(here)[of_seat.ravel() == number]
            filled = _filled(seats.amount[inside], sum(dollars for _, dollars in able), whole=whole)
            zeros = np.zeros(len(inside), dtype=np.int64)
            payer = np.array([k for k, _ in able], dtype=np.int64)
            each = np.array([dollars for _, dollars in able])
            a, b, pieces = matched(zeros, filled, np.zeros(len(able), dtype=np.int64), each)
            part.append(seats.part[inside[a]])
            stream.append(payer[b])
            amount.append(pieces)
    return np.concatenate(part), np.concatenate(stream), np.concatenate(amount)


def _filled(most: Floats, total: float, *, whole: bool) -> Floats:
    """One after the other filled up to its most, until the total is placed; whole cents where asked for."""
    until = np.cumsum(most)
    if whole:
        until = np.floor(until + 1e-4)
        until[-1:] = np.maximum(until[-1:], total)
    ends: Floats = np.diff(np.minimum(until, total), prepend=0.0)
    return ends


def split(wanted: dict[int, float], room: dict[int, float]) -> dict[tuple[int, int], float]:
    """What each stream pays for students of which marks: (stream, bits) -> amount.

    wanted: per stream; room: per bits of the streams whose students they are. What a cent of rounding leaves over goes
    to the marks with the most left.

    >>> split({0: 5, 1: 4}, {0b01: 3, 0b11: 6})
    {(0, 1): 3.0, (0, 3): 2.0, (1, 3): 4.0}
    """
    left: dict[tuple[Node, Node], float] = {}
    for k, amount in wanted.items():
        left[START, ("stream", k)] = amount
        left |= {(("stream", k), ("marks", bits)): amount for bits in room if bits >> k & 1}
    left |= {(("marks", bits), END): most for bits, most in room.items()}
    flow = _maximum_flow(left)
    paid: dict[tuple[int, int], float] = defaultdict(float)
    for (tail, head), amount in flow.items():
        if tail[0] == "stream" and amount > CRUMB:
            paid[tail[1], head[1]] += amount
    for k, amount in wanted.items():
        missing = amount - sum(own for (stream, _), own in paid.items() if stream == k)
        if missing > CRUMB:
            spare = {
                bits: most - sum(own for (_, group), own in paid.items() if group == bits)
                for bits, most in room.items()
            }
            able = [bits for bits in room if bits >> k & 1] or list(room)
            paid[k, max(able, key=lambda bits: (spare[bits], -bits))] += missing
    return dict(sorted(paid.items()))


def _maximum_flow(left: dict[tuple[Node, Node], float]) -> dict[tuple[Node, Node], float]:
    """Shortest augmenting paths from START to END (Edmonds and Karp 1972); `left` is the room of each edge."""
    room = dict(left)
    beside: dict[Node, list[Node]] = defaultdict(list)
    for tail, head in left:
        beside[tail].append(head)
        beside[head].append(tail)
        room.setdefault((head, tail), 0.0)
    while path := _path(beside, room):
        most = min(room[edge] for edge in path)
        for tail, head in path:
            room[tail, head] -= most
            room[head, tail] += most
    return {edge: amount - room[edge] for edge, amount in left.items()}


def _path(beside: dict[Node, list[Node]], room: dict[tuple[Node, Node], float]) -> list[tuple[Node, Node]]:
    """The shortest path with room left; empty where there is none."""
    came: dict[Node, Node] = {START: START}
    waiting = deque([START])
    while waiting and END not in came:
        tail = waiting.popleft()
        for head in beside[tail]:
            if head not in came and room[tail, head] > CRUMB:
                came[head] = tail
                waiting.append(head)
    path: list[tuple[Node, Node]] = []
    node = END
    while node != START and node in came:
        path.append((came[node], node))
        node = came[node]
    return path[::-1]
