"""What awards demand, written plainly: match, minimum spending, caps per hour and on administration, schools' money."""

from __future__ import annotations

import calendar
import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from oracles.terms import places_under

if TYPE_CHECKING:
    from oracles.plain import City, Lines, Place


@dataclass(frozen=True)
class Dollars:
    """A variable of dollars: whose, for which service or idle person, in which period, where, for which cohort."""

    stream: int
    service: Any
    #: None: of no one period, paid whenever its payer may.
    period: int | None
    #: None: of no one school.
    school: int | None
    variable: int
    cohort: int | None = None
    #: Whether what it pays for is administration.
    office: bool = False
    #: Of a service, whether it pays for its materials alone.
    what: str = ""

    @property
    def cost(self) -> tuple[Any, int | None, str]:
        """What it pays for."""
        return self.service, self.period, self.what


def all_dollars(city: City, lines: Lines) -> Iterator[Dollars]:
    """Every variable of dollars."""
    for name, variable in lines.names.items():
        if name[0] == "d":
            _, k, place, t, what, *cohort = name
            yield Dollars(k, place, t, city.blocks[place.block]["school"], variable, *cohort, what=what)
        elif name[0] == "idle$":
            _, k, pool, s, t = name
            yield Dollars(k, (pool, s), t, s, variable)
        elif name[0] == "contract$":
            _, k, contract = name
            yield Dollars(k, contract, None, None, variable)
        elif name[0] == "o":
            _, k, item, school = name
            yield Dollars(k, item, None, school, variable, office=item[2] == "administration")


def demands(city: City, lines: Lines) -> None:
    """The rows of everything that awards demand."""
    dollars = list(all_dollars(city, lines))
    for k, stream in enumerate(city.streams):
        own = [one for one in dollars if one.stream == k]
        rate = 1 + stream["indirect_rate"]
        if math.isfinite(stream["per_hour_cap_dollars"]):
            _by_hour(city, lines, k, own)
        if stream["administration_cap_share"] < 1:
            most = stream["administration_cap_share"] * stream["award_dollars"]
            counted = [(one.variable, rate - 1 + one.office) for one in own]
            lines.row("administration", counted, high=most)
        if city.policy.strict_minimum_spending:
            for least, last in minimums(city, k):
                terms = [(one.variable, rate) for one in own if counts_by(city, one, last)]
                lines.row("minimum_spending", terms, low=least)
        _of_schools(city, lines, k, own)
    _matched(city, lines, dollars)


def counts_by(city: City, one: Dollars, last: int) -> bool:
    """Whether these dollars are surely spent by a day."""
    if one.period is not None:
        return city.periods[one.period][1] <= last
    return not any(
        end > last and city.in_window(one.stream, start, contract=contract)
        for start, end in city.periods
        for contract in (False, True)
    )


def label(city: City, number: int) -> tuple[Any, ...]:
    """What of a day's charges is told apart: the fiscal year of each stream, and whether its carry-over is limited."""
    today = date.fromordinal(number)
    out: list[Any] = []
    for k, stream in enumerate(city.streams):
        ends = city.district.funding[k].fiscal_year_ends or city.policy.fiscal_year_ends
        out.append(today.year + (f"{today:%m-%d}" > ends) if ends else 0)
        law = city.programs[k]
        if law.carry_over_share is not None and stream["award_dollars"] >= (law.carry_over_from_dollars or 0):
            out.append(number > _months_on(stream["obligate_from"], law.carry_over_after_months or 0))
    return tuple(out)


def _months_on(first: Any, months: int) -> int:
    """The last day of so many months, as a number."""
    month = first.month - 1 + months
    year, month = first.year + month // 12, month % 12 + 1
    return date(year, month, min(first.day, calendar.monthrange(year, month)[1])).toordinal() - 1


def minimums(city: City, k: int) -> list[tuple[float, int]]:
    """(dollars, last day) of what must be spent of a stream; where both run to the end, the larger."""
    stream, law = city.streams[k], city.programs[k]
    wanted = {city.last: min(stream["minimum_spend_dollars"], stream["available_dollars"])}
    if law.carry_over_share is not None and stream["award_dollars"] >= (law.carry_over_from_dollars or 0):
        by = min(_months_on(stream["obligate_from"], law.carry_over_after_months or 0), city.last)
        if by >= city.first:
            due = stream["available_dollars"] - law.carry_over_share * stream["award_dollars"]
            wanted[by] = max(wanted.get(by, 0.0), due)
    return [(least, by) for by, least in wanted.items() if least >= 0.01]


def _by_hour(city: City, lines: Lines, k: int, own: list[Dollars]) -> None:
    """A service costs the stream at most its cap for each paid hour in the periods in which it may pay."""
    cap = city.streams[k]["per_hour_cap_dollars"]
    services: dict[Place, list[Dollars]] = defaultdict(list)
    for one in own:
        if hasattr(one.service, "block"):
            services[one.service].append(one)
    for place, paid in services.items():
        share = sum(city.work_share(place, t) for t in {one.period for one in paid})
        hours = city.weekly_hours(place) * city.models[place.model]["weeks"] * share
        lines.row("hour_cap", [(lines.names["n", place], -cap * hours), *((one.variable, 1) for one in paid)], high=0)
    for bill in [one for one in own if one.service in city.deals]:
        _bill_by_hour(city, lines, k, bill, [one for paid in services.values() for one in paid])


def _bill_by_hour(city: City, lines: Lines, k: int, bill: Dollars, services: list[Dollars]) -> None:
    """All that the stream pays under a contract costs at most its cap for each hour paid there while it may pay."""
    cap, hours = city.streams[k]["per_hour_cap_dollars"], []
    here = places_under(city, bill.service)
    for p in here:
        free = not city.limited(k, p.band)
        at_all = [
            t
            for t in range(len(city.periods))
            if k in city.payers(p, t) and (free or city.group_cents(p, t) or city.seat_cents(p, t))
        ]
        share = sum(city.work_share(p, t) for t in at_all)
        hours.append((lines.names["n", p], -cap * city.weekly_hours(p) * city.models[p.model]["weeks"] * share))
    paid = [(one.variable, 1) for one in services if one.service in here]
    lines.row("contract_hour_cap", [*hours, *paid, (bill.variable, 1)], high=0)


def _of_schools(city: City, lines: Lines, k: int, own: list[Dollars]) -> None:
    """What a school holds is spent there or not at all; the rest goes where the district places it."""
    stream = city.streams[k]
    rate = 1 + stream["indirect_rate"]
    rows = [
        one
        for one in city.district.school_allocations
        if one.stream_id == stream["stream_id"] and one.controlled_by == "school"
    ]
    if not rows:
        return
    held = {one.school_id: one.dollars for one in rows}
    free: list[tuple[int, float]] = []
    for s, school in enumerate(city.schools):
        here = [(one.variable, rate) for one in own if one.school == s]
        more = lines.variable("more", k, s)
        lines.row("school_money", [*here, (more, -1)], high=held.get(school["school_id"], 0.0))
        free.append((more, 1.0))
    free += [(one.variable, rate) for one in own if one.school is None]
    lines.row("district_money", free, high=max(0.0, stream["available_dollars"] - sum(held.values())))


def may_match(city: City, k: int, j: int) -> bool:
    """Whether dollars of j may be match of k: named, or known not to be federal where nobody is named."""
    named = city.district.funding[k].match_source
    if j == k or share_of_others(city, k) == 0 or share_of_others(city, j) > 0:
        return False
    return named == city.streams[j]["stream_id"] if named else city.programs[j].federal is False


def share_of_others(city: City, k: int) -> float:
    """The share of the total that other money must pay."""
    own = city.district.funding[k].match_share_of_total
    return (city.programs[k].match_share_of_total or 0.0) if own is None else own


def _matched(city: City, lines: Lines, dollars: list[Dollars]) -> None:
    """Other money's share of the total, in costs that both may pay; for marked students, of the same students."""
    at: dict[Any, list[Dollars]] = defaultdict(list)
    for one in dollars:
        at[one.cost].append(one)
    used: dict[tuple[Any, int], list[int]] = defaultdict(list)
    for_students: dict[tuple[Any, int], list[int]] = defaultdict(list)
    for k, stream in enumerate(city.streams):
        share = share_of_others(city, k)
        if not share:
            continue
        found: list[int] = []
        for cost, here in at.items():
            cohorts = {one.cohort for one in here if one.stream == k}
            for j in {one.stream for one in here}:
                marked = any(one.cohort is not None for one in here if one.stream == j)
                if not may_match(city, k, j) or (marked and cohorts != {None}):
                    continue
                for c in sorted(cohorts, key=str):
                    variable = lines.variable("match", k, j, cost, c)
                    found.append(variable)
                    used[cost, j].append(variable)
                    if c is not None:
                        for_students[cost, c].append(variable)
        gifts = sum(one.dollars for one in city.district.match_gifts if one.stream_id == stream["stream_id"])
        gifts = gifts if city.programs[k].match_in_kind else 0.0
        own = [(one.variable, share * (1 + stream["indirect_rate"])) for one in dollars if one.stream == k]
        lines.row("match", [*own, *((one, share - 1) for one in found)], high=(1 - share) * gifts)
    for (cost, j), variables in used.items():
        paid = [(one.variable, -1) for one in at[cost] if one.stream == j]
        lines.row("match_once", [*((one, 1) for one in variables), *paid], high=0)
    for ((place, t, what), c), variables in for_students.items():
        part = next((group / size + seat) / 100 for name, group, seat, size, _ in city.costs(place, t) if name == what)
        paid = [(one.variable, 1) for one in at[place, t, what] if one.cohort == c]
        seats = (lines.names["x", c, place], -part)
        lines.row("match_share", [seats, *paid, *((one, 1) for one in variables)], high=0)
