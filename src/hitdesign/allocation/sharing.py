"""Which service the dollars of a limited stream pay for: each pays at most its students' part of every service.

A cost row holds all services of a school with the same payers, and its share rows hold the sum of the parts. What keeps
the sums can always be split so that every service keeps its own (parts of marked students add up like the cuts of a
transport from streams over marks to services; the maximum flow finds the split).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import cross
from hitdesign.allocation.match import CRUMB, matched
from hitdesign.allocation.rows_limits import seat_part_cents, services

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: A node of the little transport: ("stream", k), ("part", service, marks), ("service", s) or an end.
Node = tuple[str | int, ...]
START: Node = ("start",)
END: Node = ("end",)


@dataclass(frozen=True)
class Shares:
    """What each stream pays of each service: position in the services, stream, amount; sorted by service."""

    service: Ints
    stream: Ints
    amount: Floats


@dataclass(frozen=True)
class Parts:
    """Students' parts by service and marks: position in the services, bits of the streams they meet, amount."""

    service: Ints
    bits: NDArray[np.uint64]
    amount: Floats


def shared_out(
    formulation: Formulation, values: Floats, row: Ints, place: Ints, cost: Floats, paid: Floats, *, whole: bool
) -> Shares:
    """What each stream pays of each service (`row`, `place`, `cost`; sorted by row), from what it pays of each row.

    Amounts are in one unit throughout, cents where `whole`. Limited streams are placed first, within the parts of their
    students; the others fill what is left.
    """
    money = formulation.money
    limited = money.held & (paid > CRUMB)
    several = np.bincount(money.of_row[limited], minlength=len(money.school)) > 1
    parts = _parts(formulation, values, row, place, 1.0 if whole else 0.01)
    one = _filled(formulation, np.flatnonzero(limited & ~several[money.of_row]), row, cost, paid, parts, whole=whole)
    more = _flowed(formulation, np.flatnonzero(limited & several[money.of_row]), row, cost, paid, parts, whole=whole)
    service, stream, amount = (np.concatenate(pair) for pair in zip(one, more, strict=True))
    left = np.maximum(cost - np.bincount(service, weights=amount, minlength=len(cost)), 0.0)
    others = np.flatnonzero(~limited)
    at, payer, rest = matched(row, left, money.of_row[others], paid[others])
    service, stream = np.concatenate([service, at]), np.concatenate([stream, money.stream[others[payer]]])
    order = np.lexsort((stream, service))
    return Shares(service[order], stream[order], np.concatenate([amount, rest])[order])


def _parts(formulation: Formulation, values: Floats, row: Ints, place: Ints, unit: float) -> Parts:
    """The parts of each service's seats, by the streams that may pay for them; `unit` is of a cent."""
    structure, layout, money = formulation.inputs.structure, formulation.layout, formulation.money
    at_row, at_place = services(money)
    width = int(place.max(initial=-1)) + 2
    position = np.searchsorted(row * width + place, at_row * width + at_place)
    outlet = np.full(len(formulation.inputs.rights.places.pair), -1, dtype=np.int64)
    outlet[structure.taught_place] = structure.taught_outlet
    term_outlet = layout.count_outlet[layout.term_count]
    order = np.argsort(term_outlet, kind="stable")
    which, entry = cross(outlet[at_place], term_outlet[order])
    term = order[entry]
    seats = values[layout.term_column[term]]
    each = seat_part_cents(formulation.inputs, at_place, money.period[at_row])[which] * unit
    bits = structure.kind_bits[layout.count_kind[layout.term_count[term]]] & money.limited[at_row[which]]
    return Parts(position[which], bits, seats * each)


def _filled(
    formulation: Formulation, lines: Ints, row: Ints, cost: Floats, paid: Floats, parts: Parts, *, whole: bool
) -> tuple[Ints, Ints, Floats]:
    """One limited stream in a row: service after service up to its students' part."""
    money = formulation.money
    number, service = cross(money.of_row[lines], row)
    if not len(number):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    stream, wanted = money.stream[lines], paid[lines]
    of_row = np.full(len(money.school), -1, dtype=np.int64)
    of_row[money.of_row[lines]] = np.arange(len(lines))
    own = of_row[row[parts.service]]
    meets = (own >= 0) & ((parts.bits >> stream[own].astype(np.uint64)) & np.uint64(1) == 1)
    part = np.bincount(parts.service[meets], weights=parts.amount[meets], minlength=len(row))[service]
    first = np.searchsorted(number, np.arange(len(lines)))
    until = np.cumsum(part)
    until = until - (until - part)[first[number]]
    before = until - part
    if whole:
        until, before = np.floor(until + 1e-4), np.floor(before + 1e-4)
    amount = np.clip(np.minimum(wanted[number], until) - before, 0.0, cost[service])
    missing = wanted - np.bincount(number, weights=amount, minlength=len(lines))
    for line in np.flatnonzero(missing > CRUMB):
        here = np.flatnonzero(number == line)
        amount[here[np.argmax(cost[service[here]] - amount[here])]] += missing[line]
    kept = np.flatnonzero(amount > 0)
    return service[kept], stream[number[kept]], amount[kept]


def _flowed(
    formulation: Formulation, lines: Ints, row: Ints, cost: Floats, paid: Floats, parts: Parts, *, whole: bool
) -> tuple[Ints, Ints, Floats]:
    """Several limited streams in a row: a maximum flow from streams over students' parts to services."""
    money = formulation.money
    found: list[tuple[int, int, float]] = []
    order = np.argsort(row[parts.service], kind="stable")
    of_part = row[parts.service][order]
    for one in np.unique(money.of_row[lines]):
        own = lines[money.of_row[lines] == one]
        wanted = {int(k): float(amount) for k, amount in zip(money.stream[own], paid[own], strict=True)}
        here = order[np.searchsorted(of_part, one) : np.searchsorted(of_part, one, side="right")]
        room: dict[tuple[int, int], float] = {}
        for service, bits, amount in zip(parts.service[here], parts.bits[here], parts.amount[here], strict=True):
            room[int(service), int(bits)] = room.get((int(service), int(bits)), 0.0) + float(amount)
        if whole:
            room = {part: float(np.ceil(amount - 1e-4)) for part, amount in room.items()}
        most = {service: float(cost[service]) for service, _ in room}
        found += [(service, k, amount) for (k, service), amount in split(wanted, room, most).items()]
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    service, stream, amount = zip(*found, strict=True)
    return np.array(service), np.array(stream), np.array(amount)


def split(
    wanted: dict[int, float], room: dict[tuple[int, int], float], most: dict[int, float]
) -> dict[tuple[int, int], float]:
    """What each stream pays of each service: (stream, service) -> amount.

    wanted: per stream; room: per (service, bits of the streams whose students they are); most: per service. What a cent
    of rounding leaves over goes to the service with the most left.

    >>> split({0: 5, 1: 4}, {(7, 0b01): 3, (7, 0b11): 3, (8, 0b11): 3}, {7: 6, 8: 3})
    {(0, 7): 5, (1, 7): 1, (1, 8): 3}
    """
    left: dict[tuple[Node, Node], float] = {(START, ("stream", k)): amount for k, amount in wanted.items()}
    for (service, bits), amount in room.items():
        part: Node = ("part", service, bits)
        left[part, ("service", service)] = amount
        left |= {(("stream", k), part): wanted[k] for k in wanted if bits >> k & 1}
    left |= {(("service", service), END): amount for service, amount in most.items()}
    flow = _maximum_flow(left)
    paid: dict[tuple[int, int], float] = {}
    for (tail, head), amount in flow.items():
        if tail[0] == "stream" and amount > CRUMB:
            key = int(tail[1]), int(head[1])
            paid[key] = paid.get(key, 0) + amount
    for k, amount in wanted.items():
        missing = amount - sum(part for (stream, _), part in paid.items() if stream == k)
        if missing > CRUMB:
            free = {s: cap - sum(part for (_, own), part in paid.items() if own == s) for s, cap in most.items()}
            target = max(free, key=lambda one: (free[one], -one))
            paid[k, target] = paid.get((k, target), 0) + missing
    return dict(sorted(paid.items()))


def _maximum_flow(left: dict[tuple[Node, Node], float]) -> dict[tuple[Node, Node], float]:
    """Shortest augmenting paths from START to END (Edmonds and Karp 1972); `left` is the room of each edge."""
    room = dict(left)
    beside: dict[Node, list[Node]] = {}
    for tail, head in left:
        beside.setdefault(tail, []).append(head)
        beside.setdefault(head, []).append(tail)
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
        for head in beside.get(tail, ()):
            if head not in came and room[tail, head] > CRUMB:
                came[head] = tail
                waiting.append(head)
    if END not in came:
        return []
    path: list[tuple[Node, Node]] = []
    node = END
    while node != START:
        path.append((came[node], node))
        node = came[node]
    return path[::-1]
