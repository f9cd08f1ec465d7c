"""What is opened and paid besides teaching, written plainly for the plain form and for the trial of every plan."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from oracles import closings

if TYPE_CHECKING:
    from oracles.plain import City, Lines, Place

SLACK = 1e-6
LEVEL = {"program": "program", "school": "school", "block": "block", "day": "block"}


@dataclass
class Cost:
    """One item: what it is for, its use, the places that cause it, its price by block, who may pay by place."""

    name: str
    per: str
    use: str
    due: list[Any]
    price: list[float]
    payers: dict[Any, set[int]]


def costs(city: City) -> list[Cost]:
    """Every item of other_costs, and the supervisors of open buildings."""
    days = [meetings(city, block) for block in city.blocks]
    out = []
    for row in city.other_costs:
        due = [p for p in city.places if _holds(city, row, p)]
        price = [up(row.dollars * (n if row.per == "day" else 1)) for n in days]
        payers = {p: _payers(city, p, row.use, row.stream_id) for p in due}
        out.append(Cost(row.item, row.per, row.use, due, price, payers))
    if any(block["supervisor_dollars_per_day"] > 0 for block in city.blocks):
        due = [p for p in city.places if city.blocks[p.block]["supervisor_dollars_per_day"] > 0]
        price = [up(block["supervisor_dollars_per_day"] * n) for block, n in zip(city.blocks, days, strict=True)]
        payers = {p: _payers(city, p, "supervision", "") for p in due}
        out.append(Cost("supervisor", "day", "supervision", due, price, payers))
    return out


def meetings(city: City, block: Any) -> int:
    """Days of the block's term on which it takes place, by looking at each."""
    return len(closings.held(city, block))


def up(dollars: float) -> float:
    """Rounded up to a cent."""
    return math.ceil(100 * dollars - SLACK) / 100


def _holds(city: City, row: Any, place: Place) -> bool:
    block = city.blocks[place.block]
    return (
        (not row.schools or city.schools[block["school"]]["school_id"] in row.schools)
        and (not row.pools or city.pools[place.pool]["pool_id"] in row.pools)
        and (not row.when or block["when"] in row.when)
    )


def _payers(city: City, place: Place, use: str, stream_id: str) -> set[int]:
    out = set()
    for k, (stream, law) in enumerate(zip(city.streams, city.programs, strict=True)):
        if (law.uses and use not in law.uses) or (stream_id and stream["stream_id"] != stream_id):
            continue
        teaches = any(
            k in city.payers(place, t)
            for t in range(len(city.periods))
            if city.group_cents(place, t) or city.seat_cents(place, t)
        )
        if teaches and not city.limited(k, place.band):
            out.add(k)
        if stream_id and not law.requires_marks and not law.excludes_marks and stream["available_dollars"] > 0:
            school = city.schools[city.blocks[place.block]["school"]]
            own = not stream["schools"] or school["school_id"] in stream["schools"]
            status = not law.title_i_status or school["title_i_status"] in law.title_i_status
            support = not law.support_status or school["support_status"] in law.support_status
            inside = any(
                city.in_window(k, low, contract=contract) for low, _ in city.periods for contract in (False, True)
            )
            if own and status and support and inside:
                out.add(k)
    return out


def where(city: City, level: str, place: Place) -> Any:
    """The gate of a place at a level: the program, its school or its block."""
    return {"program": "all", "school": city.blocks[place.block]["school"], "block": place.block}[level]


# --- the plain form --------------------------------------------------------------------------------------------------


def add_openings(city: City, lines: Lines, spent: dict[int, list[int]], *, whole: bool) -> None:
    """Open or not, people paid for, their costs, and the policy's wishes for schools."""
    found, gates = costs(city), {}

    def gate(level: str, at: Any, behind: list[Place]) -> int:
        key = (level, at, tuple(behind))
        if key not in gates:
            gates[key] = _gate(city, lines, key, behind, whole=whole)
        return gates[key]

    for cost in found:
        for payers, terms, school in _terms(city, lines, cost, gate, whole=whole):
            item = cost.name, len(lines.upper), cost.use
            paid = [lines.variable("o", k, item, school) for k in sorted(payers)]
            for k, variable in zip(sorted(payers), paid, strict=True):
                spent[k].append(variable)
            lines.row("cost", [*terms, *((one, -1) for one in paid)], low=0, high=0)
    _wishes(city, lines, gate)
    for b, block in enumerate(city.blocks):
        if math.isfinite(block["transport_seats"]):
            seats = [(lines.names["x", c, p], 1) for p in city.places if p.block == b for c in city.members[p.band]]
            lines.row("transport", seats, high=block["transport_seats"])


def _gate(city: City, lines: Lines, key: Any, behind: list[Place], *, whole: bool) -> int:
    opened = lines.variable("open", key, upper=1, whole=whole)
    for b in {p.block for p in behind}:
        here = [(lines.names["n", p], city.at_once(p)) for p in behind if p.block == b]
        lines.row("opened", [*here, (opened, -city.blocks[b]["groups_at_once"])], high=0)
    for band in {p.band for p in behind}:
        own = [p for p in city.places if p.band == band]
        if set(own) <= set(behind):
            for c in city.members[band]:
                seats = [(lines.names["x", c, p], 1) for p in own]
                lines.row("opened_seats", [*seats, (opened, -city.cohorts[c]["students"])], high=0)
    lines.row("opened_use", [(opened, 1), *((lines.names["n", p], -1) for p in behind)], high=0)
    return opened


def _terms(city: City, lines: Lines, cost: Cost, gate: Any, *, whole: bool) -> list[Any]:
    """(payers, what the cost is charged on, its school) for every part of an item that is paid for by itself."""
    out = []
    if cost.per in LEVEL:
        groups = defaultdict(list)
        for p in cost.due:
            groups[where(city, LEVEL[cost.per], p)].append(p)
        for at, behind in groups.items():
            price = cost.price[behind[0].block] if LEVEL[cost.per] == "block" else cost.price[0]
            payers = set().union(*(cost.payers[p] for p in behind))
            school = None if LEVEL[cost.per] == "program" else city.blocks[behind[0].block]["school"]
            out.append((payers, [(gate(LEVEL[cost.per], at, behind), price)], school))
    elif cost.per == "tutor":
        for k in sorted({p.pool for p in cost.due}):
            payers = set().union(*(cost.payers[p] for p in cost.due if p.pool == k))
            out.append((payers, [(_people(city, lines, k, whole=whole), cost.price[0])], None))
    else:
        for p in cost.due:
            model = city.models[p.model]
            hours = model["sessions_per_week"] * model["weeks"] * model["minutes_per_session"] / 60
            terms = [(lines.names["n", p], up(cost.price[0] * (hours if cost.per == "hour" else 1)))]
            if cost.per == "student":
                terms = [(lines.names["x", c, p], cost.price[0]) for c in city.members[p.band]]
            out.append((cost.payers[p], terms, city.blocks[p.block]["school"]))
    return out


def _people(city: City, lines: Lines, pool: int, *, whole: bool) -> int:
    """People of the pool who teach."""
    if ("people", pool) in lines.names:
        return lines.names["people", pool]
    row = city.pools[pool]
    people = lines.variable("people", pool, upper=row["tutors"] * (1 - row["vacancy_rate"]), whole=whole)
    own = [p for p in city.places if p.pool == pool]
    for moment in city.moments():
        terms = [(lines.names["n", p], city.at_once(p)) for p in own if p.block in moment]
        lines.row("paid_at_once", [*terms, (people, -1)], high=0)
    for weeks in city.weeks_together():
        terms = [(lines.names["n", p], city.weekly_hours(p)) for p in own if p.block in weeks]
        lines.row("paid_week", [*terms, (people, -row["hours_per_tutor_week"])], high=0)
    staff = [variable for name, variable in lines.names.items() if name[0] == "staff" and name[1] == pool]
    if row["pay"] == "salaried":
        lines.row("paid_staff", [(people, -1), *((one, 1) for one in staff)], high=0)
        lines.row("paid_use", [(people, 1), *((one, -1) for one in staff)], high=0)
    else:
        lines.row("paid_use", [(people, 1), *((lines.names["n", p], -1) for p in own)], high=0)
    return people


def _wishes(city: City, lines: Lines, gate: Any) -> None:
    policy = city.policy
    least_students, least_groups = policy.least_students_per_school, policy.least_groups_per_school
    if not policy.schools and policy.most_schools is None and least_students is None and least_groups is None:
        return
    behind = defaultdict(list)
    for p in city.places:
        behind[city.blocks[p.block]["school"]].append(p)
    opened = {s: gate("school", s, own) for s, own in behind.items()}
    for s, own in behind.items():
        if policy.schools and city.schools[s]["school_id"] not in policy.schools:
            lines.row("pilot", [(opened[s], 1)], high=0)
        seats = [(lines.names["x", c, p], 1) for p in own for c in city.members[p.band]]
        lines.row("least_students", [*seats, (opened[s], -(least_students or 0))], low=0)
        if least_groups is not None:
            lines.row("least_groups", [*((lines.names["n", p], 1) for p in own), (opened[s], -least_groups)], low=0)
            for p in own:
                seats = [(lines.names["x", c, p], -1) for c in city.members[p.band]]
                lines.row("attended", [(lines.names["n", p], 1), *seats], high=0)
    if policy.most_schools is not None:
        lines.row("most_schools", [(one, 1) for one in opened.values()], high=policy.most_schools)


def count_present(city: City, lines: Lines, pool: int, own: dict[Any, list[Place]]) -> None:
    """Whole people counted per station: those who are there are paid for."""
    if ("people", pool) not in lines.names:
        return
    for moment in city.moments():
        here = [lines.names["present", key] for key, places in own.items() if any(p.block in moment for p in places)]
        lines.row("paid_present", [(lines.names["people", pool], -1), *((one, 1) for one in here)], high=0)


def name_people(city: City, lines: Lines, pool: int, people: int, own: dict[Any, list[Place]]) -> None:
    """Whole people by name: who works is paid for once, and serves no more schools than allowed."""
    row = city.pools[pool]
    paid = ("people", pool) in lines.names and row["pay"] != "salaried"
    bound = math.isfinite(row["sites_per_tutor"]) and row["pay"] != "salaried" and row["modality"] == "in_person"
    schools = sorted({city.blocks[places[0].block]["school"] for places in own.values()}) if bound else []
    works = []
    for who in range(people):
        if paid:
            works.append(lines.variable("works", pool, who, upper=1, whole=True))
        serves = {s: lines.variable("serves", pool, who, s, upper=1, whole=True) for s in schools}
        for key, places in own.items():
            stands = lines.names["stands", key, who]
            if paid:
                lines.row("works", [(stands, 1), (works[-1], -1)], high=0)
            if serves:
                lines.row("serves", [(stands, 1), (serves[city.blocks[places[0].block]["school"]], -1)], high=0)
        if serves:
            lines.row("sites", [(one, 1) for one in serves.values()], high=row["sites_per_tutor"])
    if paid:
        lines.row("paid", [(lines.names["people", pool], -1), *((one, 1) for one in works)], high=0)


# --- every plan tried ------------------------------------------------------------------------------------------------


class Opened:
    """What a plan of groups opens, asked of the city once."""

    def __init__(self, city: City) -> None:
        self.city, self.costs = city, costs(city)
        self.by_seat = any(cost.per == "student" for cost in self.costs)
        self.paid = {p.pool for cost in self.costs if cost.per == "tutor" for p in cost.due}

    def wished(self, plan: Any, seats: Any) -> bool:
        """Least sizes, the pilot's schools, and bus seats."""
        city, policy = self.city, self.city.policy
        schools = {city.blocks[p.block]["school"] for p in plan}
        if policy.schools and any(city.schools[s]["school_id"] not in policy.schools for s in schools):
            return False
        if policy.most_schools is not None and len(schools) > policy.most_schools:
            return False
        for s in schools:
            here = [p for p in plan if city.blocks[p.block]["school"] == s]
            seated = sum(number for (_, p), number in seats.items() if p in here)
            if seated < (policy.least_students_per_school or 0):
                return False
            if policy.least_groups_per_school is not None:
                if sum(plan[p] for p in here) < policy.least_groups_per_school:
                    return False
                if any(sum(n for (_, q), n in seats.items() if q == p) < plan[p] for p in here):
                    return False
        for b in {p.block for p in plan}:
            riders = sum(number for (_, p), number in seats.items() if p.block == b)
            if riders > city.blocks[b]["transport_seats"]:
                return False
        return True

    def add(self, plan: Any, sitting: Any, people: dict[int, int], flow: Any) -> float:
        """Cents of all items, and into the flow who may bear them."""
        due = 0.0
        for number, cost in enumerate(self.costs):
            for part, (payers, dollars) in enumerate(self._parts(cost, plan, sitting, people)):
                node = ("other", number, part)
                due += 100 * dollars
                flow.add(node, "sink", 100 * dollars)
                for k in payers:
                    flow.add(("stream", k), node, math.inf)
        return due

    def _parts(self, cost: Cost, plan: Any, sitting: Any, people: dict[int, int]) -> list[tuple[set[int], float]]:
        city, out = self.city, []
        here = [p for p in plan if p in cost.payers]
        if cost.per in LEVEL:
            level = LEVEL[cost.per]
            for at in {where(city, level, p) for p in here}:
                behind = [p for p in cost.due if where(city, level, p) == at]
                price = cost.price[behind[0].block] if level == "block" else cost.price[0]
                out.append((set().union(*(cost.payers[p] for p in behind)), price))
        elif cost.per == "tutor":
            for k, number in people.items():
                own = [p for p in cost.due if p.pool == k]
                if own:
                    out.append((set().union(*(cost.payers[p] for p in own)), number * cost.price[0]))
        else:
            for p in here:
                model = city.models[p.model]
                hours = model["sessions_per_week"] * model["weeks"] * model["minutes_per_session"] / 60
                times = sum(sitting[p].values()) if cost.per == "student" else plan[p]
                out.append((cost.payers[p], times * up(cost.price[0] * (hours if cost.per == "hour" else 1))))
        return out
