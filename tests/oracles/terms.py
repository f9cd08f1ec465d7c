"""What contracts bill, written plainly a second time: fees, prices by steps, leasts; as rows and as dues.

It reads the district's own rows of contracts and contract_tiers, not what the library makes of them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

SLACK = 1e-6


@dataclass(frozen=True)
class Deal:
    """One contract: its basis, prices from so many units on, least and most."""

    name: str
    basis: str
    steps: tuple[tuple[float, float], ...]
    fee: float
    least: float
    most: float

    @property
    def lowest(self) -> float:
        """The price that every group or seat is charged with."""
        return 0.0 if self.basis == "flat" else min(price for _, price in self.steps)

    @property
    def more(self) -> bool:
        """Whether the contract bills anything that no group and no seat causes."""
        return self.basis == "flat" or self.least > 0 or len(self.steps) > 1

    def bill(self, units: float) -> float:
        """The price of each unit by itself, from the first to the last."""
        total = 0.0
        for number, (start, price) in enumerate(self.steps):
            end = self.steps[number + 1][0] if number + 1 < len(self.steps) else math.inf
            total += price * (min(max(units, start), end) - start)
        return total

    def above(self, units: float) -> float:
        """What these units cost above the lowest price."""
        return 0.0 if self.basis == "flat" else self.bill(units) - self.lowest * units

    def group_units(self, sessions: float, hours: float) -> float:
        """Units of one group."""
        return {"hour": sessions * hours, "session": sessions}.get(self.basis, 0.0)

    def seat_units(self, sessions: float, hours: float) -> float:
        """Units of one seat."""
        known = {"seat": 1.0, "student": 1.0, "student_session": sessions, "student_hour": sessions * hours}
        return known.get(self.basis, 0.0)

    def seat_dollars(self, sessions: float, hours: float) -> float:
        """The price of one seat, rounded up to a cent."""
        return math.ceil(100 * self.lowest * self.seat_units(sessions, hours) - SLACK) / 100


def deals_of(district: Any) -> dict[str, Deal]:
    """Every contract of the district."""
    found = {}
    for row in district.contracts:
        further = sorted(
            (t.from_units, t.price_dollars) for t in district.contract_tiers if t.contract_id == row.contract_id
        )
        flat = row.price_basis == "flat"
        most = math.inf if row.maximum_dollars is None else row.maximum_dollars
        steps = ((0.0, row.price_dollars), *further)
        deal = Deal(row.contract_id, row.price_basis, steps, row.price_dollars if flat else 0.0, 0.0, most)
        least = max(row.minimum_dollars, 0.0 if flat else deal.bill(row.minimum_units))
        least = math.ceil(100 * least - SLACK) / 100
        found[row.contract_id] = Deal(deal.name, deal.basis, steps, deal.fee, least, most)
    return found


def dosage(city: Any, place: Any) -> tuple[float, float]:
    """Sessions of one group, and hours of each."""
    model = city.models[place.model]
    return model["sessions_per_week"] * model["weeks"], model["minutes_per_session"] / 60


def places_under(city: Any, name: str) -> list[Any]:
    """Places at which the contract's pools teach."""
    return [
        p for p in city.places if city.pools[p.pool]["pay"] == "contract" and city.pools[p.pool]["contract_id"] == name
    ]


def bearers(city: Any, name: str) -> list[int]:
    """Streams that may pay, for every student and at some time of the work, for some work under the contract."""
    return sorted(
        {
            k
            for p in places_under(city, name)
            for t in range(len(city.periods))
            if city.work_share(p, t) > 0
            for k in city.payers(p, t)
            if not city.limited(k, p.band)
        }
    )


def most_units(city: Any, deal: Deal) -> float:
    """Units that cannot be exceeded: by the students in need, the people's hours and the maximum."""
    here = places_under(city, deal.name)
    most = 0.0
    for band in {p.band for p in here}:
        need = sum(city.cohorts[c]["students"] for c in city.members[band])
        most += need * max(deal.seat_units(*dosage(city, p)) for p in here if p.band == band)
    for k in {p.pool for p in here}:
        pool = city.pools[k]
        hours = pool["tutors"] * (1 - pool["vacancy_rate"]) * pool["hours_per_tutor_week"] * city.weeks()
        own = [p for p in here if p.pool == k]
        most += hours * max(
            deal.group_units(*dosage(city, p)) / (city.weekly_hours(p) * city.models[p.model]["weeks"]) for p in own
        )
    return min(most, deal.most / deal.lowest) if deal.lowest > 0 else most


def plain_terms(city: Any, lines: Any, spent: dict[int, list[int]], *, whole: bool, sharing: list[list[int]]) -> None:
    """The rows of every contract; what its bearers pay is added to `spent`."""
    for deal in city.deals.values():
        here = places_under(city, deal.name)
        billed, units = [], []
        for p in here:
            sessions, hours = dosage(city, p)
            cents = sum(city.group_cents(p, t) for t in range(len(city.periods)))
            billed.append((lines.names["n", p], cents / 100))
            units.append((lines.names["n", p], deal.group_units(sessions, hours)))
            for c in city.members[p.band]:
                billed.append((lines.names["x", c, p], deal.seat_dollars(sessions, hours)))
                units.append((lines.names["x", c, p], deal.seat_units(sessions, hours)))
        extra = []
        if deal.more and here:
            used = _used(city, lines, deal, here, units, whole=whole, sharing=sharing)
            fee, above, least = (lines.variable(what, deal.name) for what in ("fee", "above", "least"))
            extra = [(fee, 1), (above, 1), (least, 1)]
            lines.row("contract_fee", [(fee, 1), (used, -deal.fee)], low=0, high=0)
            _above(city, lines, deal, units, above, whole=whole)
            if deal.least > 0 and whole:
                _filled(city, lines, deal, used, least, [*billed, (fee, 1), (above, 1)])
            if deal.least > 0:
                lines.row("contract_minimum", [(used, deal.least), *((v, -a) for v, a in (*billed, *extra))], high=0)
            else:
                lines.row("contract_minimum", [(least, 1)], high=0)
            paid = [lines.variable("contract$", k, deal.name) for k in bearers(city, deal.name)]
            for k, variable in zip(bearers(city, deal.name), paid, strict=True):
                spent[k].append(variable)
            lines.row("cost", [*extra, *((one, -1) for one in paid)], low=0, high=0)
        lines.row("contract", [*billed, *extra], high=deal.most)


def _used(
    city: Any, lines: Any, deal: Deal, here: list[Any], units: list[Any], *, whole: bool, sharing: list[list[int]]
) -> int:
    """Whether the contract is used: its part of each limit is at most that limit times this."""
    used = lines.variable("used", deal.name, upper=1, whole=whole)
    for together in [*([b] for b in range(len(city.blocks))), *sharing]:
        rooms = max(city.blocks[b]["groups_at_once"] for b in together)
        lines.row(
            "used",
            [(used, -rooms), *((lines.names["n", p], city.at_once(p)) for p in here if p.block in together)],
            high=0,
        )
    for k in {p.pool for p in here}:
        own = [p for p in here if p.pool == k]
        people = city.pools[k]["tutors"] * (1 - city.pools[k]["vacancy_rate"])
        for moment in city.moments():
            lines.row(
                "used",
                [(used, -people), *((lines.names["n", p], city.at_once(p)) for p in own if p.block in moment)],
                high=0,
            )
        for weeks in city.weeks_together():
            terms = [(lines.names["n", p], city.weekly_hours(p)) for p in own if p.block in weeks]
            lines.row("used", [(used, -people * city.pools[k]["hours_per_tutor_week"]), *terms], high=0)
    if whole:
        lines.row("used", [(used, 1), *((lines.names["n", p], -1) for p in here)], high=0)
    if deal.basis != "flat":
        lines.row("used", [(used, -most_units(city, deal)), *units], high=0)
    return used


def _filled(city: Any, lines: Any, deal: Deal, used: int, added: int, billed: list[Any]) -> None:
    """In a whole plan a used contract is filled up to its least where it bills less, and not at all where it does not.

    Else a dollar that nobody owes could be match.
    """
    below = lines.variable("below", deal.name, upper=1, whole=True)
    most = deal.least + sum(stream["available_dollars"] for stream in city.streams)
    lines.row("below", [(below, 1), (used, -1)], high=0)
    lines.row("below", [(added, 1), (below, -deal.least)], high=0)
    lines.row("below", [*billed, (added, 1), (below, most - deal.least)], high=most)


def _above(city: Any, lines: Any, deal: Deal, units: list[Any], above: int, *, whole: bool) -> None:
    """What the steps cost above the lowest price; in fractions falling prices are their lower hull, a straight line.

    No more than the dearest steps would cost either: else a dollar that nobody owes could be spent.
    """
    if len(deal.steps) < 2:
        lines.row("above", [(above, 1)], high=0)
        return
    falls = deal.steps[-1][1] < deal.steps[0][1]
    most = most_units(city, deal)
    if not whole:
        _no_more(lines, deal, units, above)
    if falls and not whole:
        share = deal.above(most) / most if most > 0 else 0.0
        lines.row("above", [(above, 1), *((v, -share * a) for v, a in units)], low=0)
        return
    if not falls and not whole:
        for start, price in deal.steps:  # the largest of the lines through its steps
            base = deal.above(start) - (price - deal.lowest) * start
            lines.row("above", [(above, 1), *((v, -(price - deal.lowest) * a) for v, a in units)], low=base)
        return
    reached = [(start, price) for start, price in deal.steps if start == 0 or start < most]
    inside = [lines.variable("inside", deal.name, i, upper=1, whole=True) for i in range(len(reached))]
    parts = [lines.variable("part", deal.name, i) for i in range(len(reached))]
    lines.row("one step", [(one, 1) for one in inside], low=1, high=1)
    lines.row("units", [*((one, 1) for one in parts), *((v, -a) for v, a in units)], low=0, high=0)
    cost: list[tuple[int, float]] = [(above, -1)]
    for i, (start, price) in enumerate(reached):
        end = reached[i + 1][0] if i + 1 < len(reached) else most + 1.0
        lines.row("in step", [(parts[i], 1), (inside[i], -end)], high=0)
        lines.row("in step", [(parts[i], 1), (inside[i], -start)], low=0)
        rate = price - deal.lowest
        cost += [(parts[i], rate), (inside[i], deal.above(start) - rate * start)]
    lines.row("above", cost, low=0, high=0)


def _no_more(lines: Any, deal: Deal, units: list[Any], above: int) -> None:
    """Each unit is in some step, and a step holds no more than its width."""
    ends = [*(start for start, _ in deal.steps[1:]), math.inf]
    held = [
        (lines.variable("held", deal.name, i, upper=end - start), price - deal.lowest)
        for i, ((start, price), end) in enumerate(zip(deal.steps, ends, strict=True))
    ]
    lines.row("held", [*((one, 1) for one, _ in held), *((v, -a) for v, a in units)], low=0, high=0)
    lines.row("no more", [(above, 1), *((one, -rate) for one, rate in held)], high=0)


def billed_beyond(city: Any, plan: dict[Any, int], seats: dict[Any, int]) -> dict[str, tuple[float, float]]:
    """Per contract in use: dollars of groups and seats, and what it bills beyond them."""
    out = {}
    by_name: dict[str, list[Any]] = defaultdict(list)
    for p, number in plan.items():
        if number and city.pools[p.pool]["pay"] == "contract":
            by_name[city.pools[p.pool]["contract_id"]].append(p)
    for name, here in by_name.items():
        deal, billed, units = city.deals[name], 0.0, 0.0
        for p in here:
            sessions, hours = dosage(city, p)
            billed += plan[p] * sum(city.group_cents(p, t) for t in range(len(city.periods))) / 100
            billed += seats[p] * deal.seat_dollars(sessions, hours)
            units += plan[p] * deal.group_units(sessions, hours) + seats[p] * deal.seat_units(sessions, hours)
        beyond = deal.fee + deal.above(units)
        out[name] = billed, max(beyond, deal.least - billed)
    return out
