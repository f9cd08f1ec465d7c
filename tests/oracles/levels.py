"""What a seating is worth under each level, written again plainly, and the best plan under two levels by trying all.

A seating is a dictionary from (cohort, place) to students. Larger is better: what is made small counts negative.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from hitdesign.allocation.level_change import last_seats
from hitdesign.policy import LevelName
from laws.districts import Asked
from oracles.brute import Brute, Plan, TooLargeError
from oracles.plain import City, Kind, Place, plain_program

Seating = dict[tuple[int, Place], float]
Worth = Callable[[Seating], float]
#: The levels that look at more than weights, and what may stand beside them in these tests.
NEW: tuple[LevelName, ...] = ("expected_learning", "equity_between_schools", "equity_between_marks", "least_change")
#: Seatings after which a district is given up as too large.
MOST_SEATINGS = 15_000
MARKS = ("iep", "english_learner", "low_income")


def judged_by(case: Asked, levels: tuple[LevelName, ...], seed: int) -> Asked:
    """The case under these levels, with a last plan drawn by chance where one of them asks for it."""
    policy = case.case.policy.model_copy(update={"levels": levels})
    other = replace(case, case=replace(case.case, policy=policy))
    if "least_change" in levels:
        other = replace(other, facts=replace(other.facts, last_plan=last_seats(drawn_plan(case, seed))))
    return other


def drawn_plan(case: Asked, seed: int) -> pd.DataFrame:
    """Seats of a last plan: at places that may or may not be taught at now."""
    chance, bands = random.Random(seed), case.need.bands
    rows = []
    for _ in range(chance.randrange(1, 5)):
        band = bands.iloc[chance.randrange(len(bands))]
        own = {name: band[name] for name in ("school_id", "grade_low", "grade_high", "subject", "tier")}
        named = list(case.case.models[str(band["tier"])])
        model = chance.choice([*named, *named, *named, *case.facts.models["model_id"]])
        block = chance.choice(list(case.facts.blocks["block_id"]))
        pool = chance.choice(list(case.facts.tutors["pool_id"]))
        students = chance.randrange(1, 6)
        rows.append({**own, "model_id": model, "block_id": block, "pool_id": pool, "students": students})
    return pd.DataFrame(rows)


def worth_of(level: LevelName, case: Asked, city: City) -> Worth:
    """The level's value of a seating."""
    if level == "seats":
        return lambda seats: sum(city.weight(c) * students for (c, _), students in seats.items())
    if level == "expected_learning":
        gain = {p: learning(case, city, p) for p in city.places}
        return lambda seats: sum(gain[p] * students for (_, p), students in seats.items())
    if level == "least_change":
        last = last_by_place(case, city)

        def unchanged(seats: Seating) -> float:
            now: dict[Place, float] = defaultdict(float)
            for (_, p), students in seats.items():
                now[p] += students
            return -sum(abs(now[p] - last.get(p, 0.0)) for p in city.places)

        return unchanged
    groups = groups_of(level, city)

    def least(seats: Seating) -> float:
        served: dict[int, float] = defaultdict(float)
        for (c, _), students in seats.items():
            served[c] += students
        shares = [sum(served[c] for c in own) / need for own, need in groups]
        return 100.0 * min(shares, default=0.0)

    return least


def groups_of(level: LevelName, city: City) -> list[tuple[list[int], float]]:
    """Per group that counts: its cohorts that somebody may teach, and their students."""
    bands = {p.band for p in city.places}
    groups: dict[Any, list[int]] = defaultdict(list)
    for c, row in enumerate(city.cohorts):
        if not row["students"] or row["band"] not in bands:
            continue
        if level == "equity_between_schools":
            groups[row["school_id"]].append(c)
        else:
            for mark in MARKS:
                if row[mark] != "unknown":
                    groups[mark, row[mark]].append(c)
    return [(own, float(sum(city.cohorts[c]["students"] for c in own))) for own in groups.values()]


def last_by_place(case: Asked, city: City) -> dict[Place, float]:
    """Seats of the last plan at the places that are known."""
    found: dict[Place, float] = defaultdict(float)
    table = case.facts.last_plan
    for row in [] if table is None else table.to_dict("records"):
        for p in city.places:
            band = city.bands[p.band]
            here = (city.models[p.model]["model_id"], city.blocks[p.block]["block_id"], city.pools[p.pool]["pool_id"])
            same_band = all(
                band[name] == row[name] for name in ("school_id", "grade_low", "grade_high", "subject", "tier")
            )
            if same_band and here == (row["model_id"], row["block_id"], row["pool_id"]):
                found[p] += row["students"]
    return found


def learning(case: Asked, city: City, place: Place) -> float:
    """Standard deviations of one seat: scale x the mean of five ratios x the share of an adequate dosage."""
    known = case.case.evidence.parameters
    model, band, block = city.models[place.model], city.bands[place.band], city.blocks[place.block]
    students = case.case.policy.program_students or sum(row["students"] for row in city.cohorts)
    scale = "1_99" if students < 100 else "100_399" if students < 400 else "400_999" if students < 1000 else "1000_up"

    def effect(key: str, otherwise: str = "") -> float:
        return float(known[key if key in known else otherwise].value)

    grades = range(int(band["grade_low"]), int(band["grade_high"]) + 1)
    effects = [
        effect("effect.ratio.one_to_one" if model["students_per_tutor"] == 1 else "effect.ratio.small_group"),
        effect(f"effect.modality.{model['modality']}"),
        effect(f"effect.tutor.{city.pools[place.pool]['kind']}"),
        effect(f"effect.pooled.{band['subject']}", "effect.pooled"),
        sum(effect(f"effect.grade.{one}", "effect.grade.later") for one in grades) / len(grades),
    ]
    hours = model["sessions_per_week"] * model["minutes_per_session"] * model["weeks"] / 60
    dosage = min(1.0, block["attendance_rate"] * hours / effect("dosage.adequate_hours"))
    return effect(f"effect.scale.{scale}") * sum(effects) / 5 / effect("effect.pooled") * dosage


def plain_worth(case: Asked, level: LevelName, kind: Kind = "lp") -> tuple[str, float]:
    """Status and best worth of the plainly written program under one level."""
    city = City(case)
    lines = plain_program(city, kind)
    seats = {name: variable for name, variable in lines.names.items() if name[0] == "x"}
    lines.value = [0.0] * len(lines.value)
    if level in ("seats", "expected_learning"):
        worth = worth_of(level, case, city)
        for (_, c, p), variable in seats.items():
            lines.value[variable] = worth({(c, p): 1.0})
    elif level == "least_change":
        last = last_by_place(case, city)
        for p in city.places:
            moved = lines.variable("moved", p, value=-1.0)
            here = [(variable, 1.0) for (_, _, q), variable in seats.items() if q == p]
            lines.row("more", [(moved, -1.0), *here], high=last.get(p, 0.0))
            lines.row("fewer", [(moved, 1.0), *here], low=last.get(p, 0.0))
    elif groups := groups_of(level, city):
        least = lines.variable("least", upper=1.0, value=100.0)
        for own, need in groups:
            here = [(variable, 1.0) for (_, c, _), variable in seats.items() if c in own]
            lines.row("share", [(least, -need), *here], low=0.0)
    status, value, _ = lines.solve()
    return status, value


class TwoLevels(Brute):
    """The best plan of a tiny district under levels in order, by trying every seating of every plan."""

    def best_of(self, worths: list[Worth]) -> tuple[float, ...] | None:
        """Values of the best plan, level after level; None where no plan keeps the floors."""
        best: tuple[float, ...] | None = None
        for plan in self.plans():
            possible: bool | None = None
            for seats in self.all_seatings(plan):
                value = tuple(round(worth(seats), 7) for worth in worths)
                if best is not None and value <= best:
                    continue
                if possible is None:
                    self.staff, self.fewest = {}, {}
                    possible = self.payable_at_best(plan) and self.staffed(plan)
                if not possible:
                    break
                if self.allowed(plan, {key: round(students) for key, students in seats.items()}):
                    best = value
        return best

    def all_seatings(self, plan: Plan) -> Iterator[Seating]:
        """Every way to fill the groups of a plan, with no more than its band's students and the groups' room."""
        city = self.city
        cells = [(c, p) for p in plan for c in city.members[p.band] if city.cohorts[c]["students"]]
        left = {c: city.cohorts[c]["students"] for c in range(len(city.cohorts))}
        room = {p: number * city.group_size(p) for p, number in plan.items()}
        seats: Seating = {}

        def go(number: int) -> Iterator[Seating]:
            self.steps += 1
            if self.steps > MOST_SEATINGS:
                raise TooLargeError
            if number == len(cells):
                yield dict(seats)
                return
            c, p = cells[number]
            for students in range(min(left[c], room[p]), -1, -1):
                seats[c, p] = students
                left[c] -= students
                room[p] -= students
                yield from go(number + 1)
                left[c] += students
                room[p] += students
            del seats[c, p]

        yield from go(0)
