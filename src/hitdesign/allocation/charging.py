"""From dollars columns to charges: which stream pays for which service, in whole cents where the plan is whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.match import matched
from hitdesign.allocation.matching import match_pieces, owed_cents
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


def whole_cents(formulation: Formulation, cost_cents: Floats, paid_dollars: Floats) -> Floats:
    """Each stream's part of each cost row in whole cents that add up to the row, within every stream's budget.

    Parts are rounded down; the cents left over go, row by row, to a stream that has them left, before others to one
    without a share, cap or match to keep, and among those to the one that has the most left; where awards have sums to
    reach, to the one that rounding has cost most so far.
    """
    money, funding = formulation.money, formulation.inputs.facts.funding
    due = np.bincount(money.row, weights=cost_cents, minlength=len(money.payers))
    cents = np.minimum(np.floor(100 * paid_dollars + 1e-4), due[money.of_row])
    rate = 1 + funding["indirect_rate"].to_numpy(dtype=float)
    left = 100 * funding["available_dollars"].to_numpy(dtype=float)
    left -= rate * np.bincount(money.stream, weights=cents, minlength=len(left))
    open_cents = due - np.bincount(money.of_row, weights=cents, minlength=len(due))
    first = np.searchsorted(money.of_row, np.arange(len(due) + 1))
    held, owed = _held(formulation), owed_cents(formulation, 100 * paid_dollars - cents)
    for row in np.flatnonzero(np.abs(open_cents) > 0.5):
        here = np.arange(first[row], first[row + 1])
        if not len(here):
            continue
        short = left[money.stream[here]] < rate[money.stream[here]] * open_cents[row]
        idle = cents[here] == 0
        here = here[np.lexsort((-left[money.stream[here]], idle, -owed[money.stream[here]], held[here], short))]
        take = here[0] if open_cents[row] > 0 else here[int(np.argmax(cents[here]))]
        cents[take] += open_cents[row]
        left[money.stream[take]] -= rate[money.stream[take]] * open_cents[row]
        owed[money.stream[take]] -= open_cents[row] * owed.any()
    return cents


def _held(formulation: Formulation) -> NDArray[np.bool_]:
    """Per dollars column: whether marks or a cap per student limit what the stream may pay there."""
    money = formulation.money
    funding = formulation.inputs.facts.funding
    caps = funding[["per_student_cap_dollars", "per_hour_cap_dollars"]].to_numpy(dtype=float)
    capped = np.isfinite(caps).any(axis=1)
    matched_by_others = funding["match_share_of_total"].to_numpy(dtype=float) > 0
    held: NDArray[np.bool_] = money.held | ((money.place[money.of_row] != -1) & capped[money.stream])
    of_office = funding["administration_cap_share"].to_numpy(dtype=float) < 1
    held |= money.office[money.of_row] & of_office[money.stream]
    return held | matched_by_others[money.stream]
