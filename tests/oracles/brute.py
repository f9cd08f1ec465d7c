"""Every whole plan of a tiny district, tried: groups per place, groups to people, sessions to slots, students, dollars.

First principles and no solver: people are filled by search, slots are counted, money is a maximum flow. Rights, costs
and calendar are those of the plain form (`City`), asked once each. Salaried people are on the staff of one school and
paid for the whole year; of plans with the same groups, the one with the fewest of them costs least and is tried alone.
Students online are counted on average over the block's sessions: where seats online are scarce, the best plan here may
have no week, and is then a bound.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterator
from itertools import product
from typing import Any

from oracles.brute_demands import carried, demanding, must_spend
from oracles.duties import mandates_kept
from oracles.openings import Opened
from oracles.plain import SLACK, City, Place, _sharing, station
from oracles.terms import bearers, billed_beyond

Plan = dict[Place, int]
Sitting = dict[Place, dict[int, int]]
#: People on the staff, by pool and school.
Staff = dict[tuple[int, int], int]
#: Steps after which a search is given up and the district skipped.
MOST_STEPS = 200_000


class TooLargeError(Exception):
    """The district is too large to try every plan."""


class Brute:
    """The best plan of a tiny district, by trying all."""

    def __init__(self, city: City, most_plans: int = 20_000) -> None:
        self.city, self.most_plans, self.steps = city, most_plans, 0
        self.kinds = {band: city.kinds(band) for band in range(len(city.bands))}
        self.moments, self.weeks, self.sharing = city.moments(), city.weeks_together(), _sharing(city)
        self.bills = {place: Bill(city, place) for place in city.places}
        self.bearers_of = {name: bearers(city, name) for name in city.deals}
        self.known: dict[tuple[Any, ...], bool] = {}
        self.demanding, self.must_spend = demanding(city), must_spend(city)
        if self.must_spend and any(pool["pay"] == "salaried" for pool in city.pools):
            raise TooLargeError
        self.staff: Staff = {}
        self.opened, self.fewest = Opened(city), dict[int, int]()

    def best(self) -> float | None:
        """Level 1's value of the best whole plan; None where no plan keeps the floors."""
        plans = sorted(
            ((self.most(plan), number, plan) for number, plan in enumerate(self.plans())),
            key=lambda one: (-one[0], one[1]),
        )
        best: float | None = None
        for most, _, plan in plans:
            if best is not None and most <= best + 1e-9:
                break
            self.staff, self.fewest = {}, {}
            if not self.payable_at_best(plan) or not self.staffed(plan):
                continue
            for value in self.seatings(plan, best):
                best = value
        return best

    # --- groups ----------------------------------------------------------------------------------------------------

    def plans(self) -> Iterator[Plan]:
        """Groups per place within rooms and hours."""
        city, ranges = self.city, []
        for place in city.places:
            need = sum(city.cohorts[c]["students"] for c in city.members[place.band])
            most = self._fit(place) if self.must_spend else need if need < 2 else min(need, self._fit(place))
            ranges.append(range(most + 1))
        if math.prod(len(one) for one in ranges) > self.most_plans:
            raise TooLargeError
        for numbers in product(*ranges):
            plan = {place: number for place, number in zip(city.places, numbers, strict=True) if number}
            if self.rooms_hold(plan) and self.hours_hold(plan):
                yield plan

    def _fit(self, place: Place) -> int:
        """Most groups of this kind alone: rooms, people's weeks, and no group without a student."""
        city = self.city
        rooms = math.floor(city.blocks[place.block]["groups_at_once"] / city.at_once(place) + SLACK)
        week = city.pools[place.pool]["hours_per_tutor_week"]
        each = math.floor(min(1 / city.at_once(place), week / city.weekly_hours(place)) + SLACK)
        return min(rooms, each * self.people(place.pool))

    def people(self, pool: int) -> int:
        """Whole people after vacancies."""
        row = self.city.pools[pool]
        return math.floor(row["tutors"] * (1 - row["vacancy_rate"]) + SLACK)

    def rooms_hold(self, plan: Plan) -> bool:
        """A room keeps one session length in a block, so rooms are counted whole per length."""
        city = self.city
        used: dict[int, int] = {}
        for b in {p.block for p in plan}:
            lengths: dict[int, float] = defaultdict(float)
            for p, number in plan.items():
                if p.block == b:
                    lengths[city.models[p.model]["minutes_per_session"]] += number * city.at_once(p)
            used[b] = sum(math.ceil(share - SLACK) for share in lengths.values())
            if used[b] > city.blocks[b]["groups_at_once"]:
                return False
        return all(
            sum(used.get(b, 0) for b in together) <= max(city.blocks[b]["groups_at_once"] for b in together)
            for together in self.sharing
        )

    def hours_hold(self, plan: Plan) -> bool:
        """The fractional limit that no packing can undercut: paid hours of people after vacancies."""
        city = self.city
        for k, pool in enumerate(city.pools):
            people = pool["tutors"] * (1 - pool["vacancy_rate"])
            for weeks in self.weeks:
                hours = sum(
                    number * city.weekly_hours(p) for p, number in plan.items() if p.pool == k and p.block in weeks
                )
                if hours > people * pool["hours_per_tutor_week"] + SLACK:
                    return False
        return True

    # --- people ----------------------------------------------------------------------------------------------------

    def staffed(self, plan: Plan) -> bool:
        """Every group has a person, in one place at a time, within its slots and the paid week; fills `staff`."""
        for pool in sorted({p.pool for p in plan}):
            groups = [p for p, number in plan.items() if p.pool == pool for _ in range(number)]
            groups.sort(key=lambda p: (str(station(self.city, p)), -self.city.at_once(p)))
            most = self.people(pool)
            if self.city.pools[pool]["pay"] != "salaried":
                least = 1 if pool in self.opened.paid else most
                enough = (n for n in range(least, most + 1) if self._fill(pool, groups, [[] for _ in range(n)], 0))
                fewest = next(enough, None)
                if fewest is None:
                    return False
                self.fewest[pool] = fewest
                continue
            for school in sorted({self.school(p) for p in groups}):
                own = [p for p in groups if self.school(p) == school]
                enough = (n for n in range(1, most + 1) if self._fill(pool, own, [[] for _ in range(n)], 0))
                fewest = next(enough, None)
                if fewest is None:
                    return False
                self.staff[pool, school] = fewest
                self.fewest[pool] = self.fewest.get(pool, 0) + fewest
                most -= fewest
        return True

    def school(self, place: Place) -> int:
        """Where the place is."""
        return int(self.city.blocks[place.block]["school"])

    def _fill(self, pool: int, groups: list[Place], people: list[list[Place]], number: int) -> bool:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooLargeError
        if number == len(groups):
            return True
        tried = set()
        for own in people:
            if tuple(own) in tried:
                continue
            tried.add(tuple(own))
            if self.can_teach(pool, [*own, groups[number]]):
                own.append(groups[number])
                if self._fill(pool, groups, people, number + 1):
                    return True
                own.pop()
        return False

    def can_teach(self, pool: int, groups: list[Place]) -> bool:
        """One person, these groups."""
        city, row = self.city, self.city.pools[pool]
        sites = row["sites_per_tutor"] if row["pay"] != "salaried" and row["modality"] == "in_person" else math.inf
        if len({self.school(p) for p in groups}) > sites:
            return False
        sessions: dict[Any, int] = defaultdict(int)
        stations = {}
        for p in groups:
            key = station(city, p)
            stations[key] = p
            sessions[key] += city.models[p.model]["sessions_per_week"]
        for key, p in stations.items():
            block, minutes = city.blocks[p.block], city.models[p.model]["minutes_per_session"]
            if sessions[key] > len(block["days"]) * (block["minutes"] // minutes):
                return False
        for moment in self.moments:
            if sum(any(q.block in moment for q in groups if station(city, q) == key) for key in stations) > 1:
                return False
        for weeks in self.weeks:
            if (
                sum(city.weekly_hours(p) for p in groups if p.block in weeks)
                > city.pools[pool]["hours_per_tutor_week"] + SLACK
            ):
                return False
        return True

    # --- students --------------------------------------------------------------------------------------------------

    def most(self, plan: Plan) -> float:
        """The value if every group were full and every other limit forgotten."""
        city, total = self.city, 0.0
        for band in range(len(city.bands)):
            room = sum(number * city.group_size(p) for p, number in plan.items() if p.band == band)
            weights = sorted(
                (city.weight(c) for c in city.members[band] for _ in range(city.cohorts[c]["students"])), reverse=True
            )
            total += sum(weights[:room])
        return total

    def seatings(self, plan: Plan, best: float | None) -> Iterator[float]:
        """Values of seatings that keep everything, each better than the one before."""
        city = self.city
        cells = [(c, p) for p in plan for c in city.members[p.band] if city.cohorts[c]["students"]]
        left = {c: city.cohorts[c]["students"] for c in range(len(city.cohorts))}
        room = {p: number * city.group_size(p) for p, number in plan.items()}
        seats: dict[tuple[int, Place], int] = {}

        def go(number: int, value: float) -> Iterator[float]:
            nonlocal best
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise TooLargeError
            open_cells = {c for c, _ in cells[number:]}
            if best is not None and value + sum(city.weight(c) * left[c] for c in open_cells) <= best + 1e-9:
                return
            if number == len(cells):
                if (best is None or value > best + 1e-9) and self.allowed(plan, seats):
                    best = value
                    yield value
                return
            c, p = cells[number]
            for students in range(min(left[c], room[p]), -1, -1):
                seats[c, p] = students
                left[c] -= students
                room[p] -= students
                yield from go(number + 1, value + students * city.weight(c))
                left[c] += students
                room[p] += students
            del seats[c, p]

        yield from go(0, 0.0)

    def allowed(self, plan: Plan, seats: dict[tuple[int, Place], int]) -> bool:
        """Take-up, seats online, floors, contracts and money."""
        return (
            self.families_join(seats)
            and self.online_holds(plan, seats)
            and self.promised(seats)
            and mandates_kept(self.city, seats)
            and self.opened.wished(plan, seats)
            and self.paid(plan, seats)
        )

    def families_join(self, seats: dict[tuple[int, Place], int]) -> bool:
        """At a time that families choose no more sit than come: at each rate, of those at that rate or less."""
        city = self.city
        for kinds in self.kinds.values():
            for kind in kinds:
                students = sum(city.cohorts[c]["students"] for c in kind)
                own = {(c, p): number for (c, p), number in seats.items() if c in kind}
                for when in {city.blocks[p.block]["when"] for _, p in own}:
                    here = {(c, p): city.joins(c, p.block) for c, p in own if city.blocks[p.block]["when"] == when}
                    for rate in {r for r in here.values() if r < 1}:
                        if sum(own[key] for key, r in here.items() if r <= rate + 1e-9) > math.floor(
                            rate * students + SLACK
                        ):
                            return False
        return True

    def online_holds(self, plan: Plan, seats: dict[tuple[int, Place], int]) -> bool:
        """Students online, averaged over the block's sessions; the rest is left to the reader of weeks."""
        city = self.city
        for b in {p.block for p in plan}:
            online = sum(
                number * city.at_once(p)
                for (_, p), number in seats.items()
                if p.block == b and city.models[p.model]["modality"] == "online"
            )
            if online > city.blocks[b]["online_seats"] + SLACK:
                return False
        return True

    def promised(self, seats: dict[tuple[int, Place], int]) -> bool:
        """The policy's floors."""
        city = self.city
        for floor in city.policy.floors:
            own = {
                c
                for c, row in enumerate(city.cohorts)
                if floor.school_id in (None, row["school_id"])
                and floor.subject in (None, row["subject"])
                and floor.tier in (None, row["tier"])
                and (floor.mark is None or row[floor.mark] == "yes")
            }
            need = sum(city.cohorts[c]["students"] for c in own)
            least = floor.students if floor.students is not None else math.floor((floor.share or 0) * need + SLACK)
            if sum(number for (c, _), number in seats.items() if c in own) < least:
                return False
        return True

    # --- money -----------------------------------------------------------------------------------------------------

    def paid(self, plan: Plan, seats: dict[tuple[int, Place], int]) -> bool:
        """A maximum flow from the streams to the costs carries every cent; contracts stay below their maximum."""
        sitting = {p: {c: seats.get((c, p), 0) for c in self.city.members[p.band]} for p in plan}
        seated = {p: sum(own.values()) if self.opened.by_seat else None for p, own in sitting.items()}
        known = tuple((p, number, self.bills[p].what_counts(sitting[p]), seated[p]) for p, number in plan.items())
        if known not in self.known:
            seats = {p: sum(own.values()) for p, own in sitting.items()}
            bills = billed_beyond(self.city, plan, seats)
            within = all(sum(bill) <= self.city.deals[name].most + SLACK for name, bill in bills.items())
            self.known[known] = (
                within
                and self.flows(plan, sitting, sitting, bills)
                and (not self.demanding or self.demands_met(plan, sitting))
            )
        return self.known[known]

    def payable_at_best(self, plan: Plan) -> bool:
        """Whether anybody could pay for the groups alone, with as many students for it as there could ever be."""
        none = {p: dict.fromkeys(self.city.members[p.band], 0) for p in plan}
        most = {
            p: {
                c: min(self.city.cohorts[c]["students"], number * self.city.group_size(p))
                for c in self.city.members[p.band]
            }
            for p, number in plan.items()
        }
        return self.flows(plan, none, most)

    def demands_met(self, plan: Plan, sitting: Sitting) -> bool:
        """Whether what a flow lets through also keeps what awards demand."""
        self.steps += MOST_STEPS // 500
        if self.steps > MOST_STEPS:
            raise TooLargeError
        return carried(self.city, plan, sitting, self.staff, self.fewest)

    def flows(
        self, plan: Plan, due_for: Sitting, payable_for: Sitting, bills: dict[str, tuple[float, float]] | None = None
    ) -> bool:
        """Whether the streams carry the groups and these students' seats, paying for students of the second count.

        `bills`: what contracts bill for groups and seats, and beyond them.
        """
        city, flow, due = self.city, Flow(), 0.0
        for p, number in plan.items():
            bill, payable = self.bills[p], payable_for[p]
            for t, what, group, seat, size, payers in bill.costs:
                cost, node = number * group + seat * sum(due_for[p].values()), (p, t, what)
                if not cost:
                    continue
                due += cost
                flow.add(("cost", node), "sink", cost)
                for c, students in payable.items():
                    flow.add(("seats", node, c), ("cost", node), students * (group / size + seat))
                for k in payers:
                    own = bill.only.get(k)
                    if own is None:
                        flow.add(("service", k, p), ("cost", node), math.inf)
                    for c in own or ():
                        flow.add(("service", k, p), ("seats", node, c), math.inf)
            for k, cap in enumerate(bill.caps):
                students = sum(payable[c] for c in bill.only.get(k, payable))
                flow.add(("stream", k), ("service", k, p), 100 * cap * students if math.isfinite(cap) else math.inf)
        due += self.idle_time(plan, flow)
        due += self.opened.add(plan, due_for, self.fewest, flow)
        for name, (_, beyond) in (bills or {}).items():
            due += 100 * beyond
            flow.add(("contract", name), "sink", 100 * beyond)
            for k in self.bearers_of[name]:
                flow.add(("stream", k), ("contract", name), math.inf)
        for k, stream in enumerate(city.streams):
            flow.add("source", ("stream", k), 100 * stream["available_dollars"] / (1 + stream["indirect_rate"]))
        return flow.most("source", "sink") >= due - 1e-4

    def idle_time(self, plan: Plan, flow: Flow) -> float:
        """Cents for hours of the year in which salaried people do not teach, and into the flow who may bear them."""
        city, due = self.city, 0.0
        for (pool, school), people in self.staff.items():
            taught = sum(
                number * city.weekly_hours(p) * city.models[p.model]["weeks"]
                for p, number in plan.items()
                if (p.pool, self.school(p)) == (pool, school)
            )
            idle = people * city.pools[pool]["hours_per_tutor_week"] * city.weeks() - taught
            assert idle >= -SLACK
            for t, (low, high) in enumerate(city.periods):
                cost = 100 * idle * city.salary_hour(pool) * (high - low + 1) / (city.last - city.first + 1)
                due += cost
                flow.add(("idle", pool, school, t), "sink", cost)
                for k in self.bearers(pool, school):
                    if city.in_window(k, low, contract=False):
                        flow.add(("stream", k), ("idle", pool, school, t), math.inf)
        return due

    def bearers(self, pool: int, school: int) -> set[int]:
        """Who may pay, for every student and at any time, for some work of the pool at the school."""
        return {
            k
            for p, bill in self.bills.items()
            if (p.pool, self.school(p)) == (pool, school)
            for t, payers in enumerate(bill.payers)
            if bill.group[t] or bill.seat[t]
            for k in payers
            if k not in bill.only
        }


class Bill:
    """What a place costs and who may pay for it: asked of the city once."""

    def __init__(self, city: City, place: Place) -> None:
        periods, pool = range(len(city.periods)), city.pools[place.pool]
        self.costs = [(t, *cost) for t in periods for cost in city.costs(place, t)]
        self.group = [city.group_cents(place, t) for t in periods]
        self.seat = [city.seat_cents(place, t) for t in periods]
        self.payers = [city.payers(place, t) for t in periods]
        self.contract = pool["contract_id"] if pool["pay"] == "contract" else ""
        self.seat_price = city.seat_price(place)
        self.caps = [stream["per_student_cap_dollars"] for stream in city.streams]
        #: Streams limited to some cohorts, and those cohorts.
        self.only = {
            k: [c for c in city.members[place.band] if city.meets(c, k)]
            for k in range(len(city.streams))
            if city.limited(k, place.band)
        }
        payers = {k for one in self.payers for k in one}
        self.by_cohort = bool(payers & set(self.only))
        self.by_seat = bool(self.contract) or any(self.seat) or any(math.isfinite(self.caps[k]) for k in payers)

    def what_counts(self, sitting: dict[int, int]) -> Any:
        """As much of who sits here as can change who pays: students by cohort, their number, or nothing."""
        if self.by_cohort:
            return tuple(sitting.values())
        return sum(sitting.values()) if self.by_seat else None


class Flow:
    """A maximum flow by shortest augmenting paths (Edmonds and Karp 1972)."""

    def __init__(self) -> None:
        self.room: dict[Any, dict[Any, float]] = defaultdict(dict)

    def add(self, tail: Any, head: Any, room: float) -> None:
        """One more arc."""
        self.room[tail][head] = self.room[tail].get(head, 0.0) + room
        self.room[head].setdefault(tail, 0.0)

    def most(self, source: Any, sink: Any) -> float:
        """How much can flow."""
        total = 0.0
        while True:
            before: dict[Any, Any] = {source: None}
            queue = deque([source])
            while queue and sink not in before:
                here = queue.popleft()
                for there, room in self.room[here].items():
                    if room > 1e-9 and there not in before:
                        before[there] = here
                        queue.append(there)
            if sink not in before:
                return total
            path, node = [], sink
            while before[node] is not None:
                path.append((before[node], node))
                node = before[node]
            amount = min(self.room[a][b] for a, b in path)
            for a, b in path:
                self.room[a][b] -= amount
                self.room[b][a] += amount
            total += amount
