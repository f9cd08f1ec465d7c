"""From dollars columns to charges: which stream pays for which service, in whole cents where the plan is whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.cents import whole_cents
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.match import matched
from hitdesign.allocation.matching import match_pieces
from hitdesign.allocation.sharing import shared_out

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
KINDS = ("labour", "seat", "idle_salary")


@dataclass(frozen=True)
class Charges:
    """One entry per piece of cost.

    Cost row, stream, school, place where marks are looked at (else -1), the column that costs it, kind (position in
    `kinds_of`), dollars, the stream whose match it is (else -1).
    """

    row: Ints
    stream: Ints
    school: Ints
    service: Ints
    column: Ints
    kind: Ints
    dollars: Floats
    match_for: Ints


def charges_of(formulation: Formulation, values: Floats, *, whole: bool) -> Charges:
    """The charges of a solution; the parts of every service are met by its streams in canonical order."""
    money = formulation.money
    cost = money.dollars * values[money.column]
    paid = values[money.columns]
    if whole:
        cost = np.rint(100 * cost)
        paid = whole_cents(formulation, cost, paid)
    width = int(money.service.max(initial=-1)) + 2
    schools = int(money.school.max(initial=0)) + 2
    place = money.row * schools + money.school + 1
    keys, part = np.unique(place * width + money.service + 1, return_inverse=True)
    part = part.ravel()
    total = np.bincount(part, weights=cost, minlength=len(keys)).astype(float)
    row, service = keys // (width * schools), keys % width - 1
    shares = shared_out(formulation, values, row, service, total, paid, whole=whole)
    order = np.argsort(part, kind="stable")
    a, b, amount = matched(part[order], cost[order], shares.part, shares.amount)
    piece, match_for, amount = match_pieces(formulation, values, money.row[order[a]], shares.stream[b], amount, whole)
    entry = order[a][piece]
    return Charges(
        row=money.row[entry],
        stream=shares.stream[b][piece],
        school=money.school[entry],
        service=money.service[entry],
        column=money.column[entry],
        kind=_kind(formulation, money.column[entry]),
        dollars=amount / 100 if whole else amount,
        match_for=match_for,
    )


def kinds_of(formulation: Formulation) -> tuple[str, ...]:
    """The kinds of cost that the answer may show: those of teaching, then those of further columns."""
    return (*KINDS, *(extra.cost_kind for extra in formulation.opened))


def _kind(formulation: Formulation, column: Ints) -> Ints:
    layout = formulation.layout
    taught = (column >= layout.taught_begin) & (column < layout.taught_begin + layout.n_taught)
    kinds: Ints = np.where(taught, 0, np.where(column >= formulation.staff_begin, 2, 1)).astype(np.int64)
    begin = formulation.opened_begin
    for number, extra in enumerate(formulation.opened):
        kinds[(column >= begin) & (column < begin + extra.columns.size)] = len(KINDS) + number
        begin += extra.columns.size
    return kinds
