"""Is this a week that can happen? Counted minute by minute from the timetable and the tables, nothing else."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from itertools import combinations
from typing import Any

from hitdesign.allocation.allocation import Allocation
from hitdesign.district.columns import Facts

GROUP = ("school_id", "block_id", "pool_id", "model_id", "band_id")


def week_complaints(facts: Facts, plan: Allocation) -> list[str]:
    """Everything that the timetable breaks; an empty list for a week that can happen."""
    blocks = {
        (facts.schools["school_id"].iloc[row["school"]], row["block_id"]): row
        for row in facts.blocks.to_dict("records")
    }
    models = {row["model_id"]: row for row in facts.models.to_dict("records")}
    pools = {row["pool_id"]: row for row in facts.tutors.to_dict("records")}
    sessions: list[Any] = plan.timetable.to_dict("records")
    return [
        *_groups(plan, sessions, blocks, models),
        *_rooms(sessions, blocks, models),
        *_people(plan, sessions, blocks, models, pools),
    ]


def _groups(plan: Allocation, sessions: list[Any], blocks: Any, models: Any) -> list[str]:
    """Every planned group meets as its model says, on different days of its block, with one tutor and its students."""
    out = []
    met = defaultdict(list)
    for one in sessions:
        met[*(one[name] for name in GROUP), one["group"]].append(one)
        block, model = blocks[one["school_id"], one["block_id"]], models[one["model_id"]]
        if one["day"] not in block["days"]:
            out.append(f"{one} is on a day that the block does not have")
        if one["minutes"] != model["minutes_per_session"]:
            out.append(f"{one} is not as long as its model says")
        if one["starts_minute"] < 0 or one["starts_minute"] + one["minutes"] > block["minutes"]:
            out.append(f"{one} is outside its block")
    for key, own in met.items():
        model = models[key[3]]
        if len(own) != model["sessions_per_week"] or len({one["day"] for one in own}) != len(own):
            out.append(f"group {key} meets {len(own)} times")
        if len({one["tutor"] for one in own}) != 1:
            out.append(f"group {key} has several tutors")
        if len({one["students"] for one in own}) != 1 or own[0]["students"] > model["students_per_tutor"]:
            out.append(f"group {key} has {[one['students'] for one in own]} students")
    planned: Counter[Any] = Counter()
    for row in plan.groups.to_dict("records"):
        planned[tuple(row[name] for name in GROUP)] += row["groups"]
    if +planned != Counter(key[:-1] for key in met):
        out.append("the groups that meet are not the groups planned")
    students: Counter[Any] = Counter()
    for key, own in met.items():
        students[key[0], key[1], key[2], key[3]] += own[0]["students"]
    seated: Counter[Any] = Counter()
    for row in plan.seats.to_dict("records"):
        seated[row["school_id"], row["block_id"], row["pool_id"], row["model_id"]] += row["students"]
    if +students != +seated:
        out.append("the students that meet are not the students seated")
    return out


def _rooms(sessions: list[Any], blocks: Any, models: Any) -> list[str]:
    """At no minute more groups than rooms, or more students online than seats; a room holds one group at a time."""
    out = []
    busy: dict[Any, Counter[int]] = defaultdict(Counter)
    online: dict[Any, Counter[int]] = defaultdict(Counter)
    rooms: Counter[Any] = Counter()
    for one in sessions:
        where = one["school_id"], one["block_id"], one["day"]
        if not 1 <= one["room"] <= blocks[where[:2]]["groups_at_once"]:
            out.append(f"{where} has no room {one['room']}")
        for minute in range(one["starts_minute"], one["starts_minute"] + one["minutes"]):
            busy[where][minute] += 1
            rooms[(*where, one["room"], minute)] += 1
            if models[one["model_id"]]["modality"] == "online":
                online[where][minute] += one["students"]
    if any(count > 1 for count in rooms.values()):
        out.append("a room holds two groups")
    for where, minutes in busy.items():
        if max(minutes.values()) > blocks[where[:2]]["groups_at_once"]:
            out.append(f"{where} has more groups than rooms")
    for where, minutes in online.items():
        if max(minutes.values()) > blocks[where[:2]]["online_seats"]:
            out.append(f"{where} has more students online than seats")
    for (school, first), (other, second) in combinations(sorted({key[:2] for key in busy}), 2):
        a, b = blocks[school, first], blocks[other, second]
        if school == other and a["room_group"] and a["room_group"] == b["room_group"]:
            for day in set(a["days"]) & set(b["days"]):
                most = _both(a, b, busy[school, first, day], busy[other, second, day])
                if most > max(a["groups_at_once"], b["groups_at_once"]):
                    out.append(f"{first} and {second} use {most} shared rooms at {school}")
    return out


def _both(a: Any, b: Any, first: Counter[int], second: Counter[int]) -> int:
    """Most rooms that two blocks use at one moment of a common week."""
    if not _meet(a, b) or not first or not second:
        return 0
    if math.isnan(a["starts_minute"]) or math.isnan(b["starts_minute"]):
        return max(first.values()) + max(second.values())
    shift = int(a["starts_minute"] - b["starts_minute"])
    return max(count + second[minute + shift] for minute, count in first.items())


def _meet(a: Any, b: Any) -> bool:
    """Two blocks have a common time of day and common weeks."""
    return a["when"] == b["when"] and a["starts_on"] <= b["ends_on"] and b["starts_on"] <= a["ends_on"]


def _people(plan: Allocation, sessions: list[Any], blocks: Any, models: Any, pools: Any) -> list[str]:
    """Nobody is in two places, over the paid week, away from home, or not there at all."""
    out = []
    weeks: dict[Any, list[Any]] = defaultdict(list)
    for one in sessions:
        weeks[one["pool_id"], one["tutor"]].append(one)
    homes: Counter[Any] = Counter()
    for (pool_id, tutor), own in weeks.items():
        pool = pools[pool_id]
        if not 1 <= tutor <= math.floor(pool["tutors"] * (1 - pool["vacancy_rate"]) + 1e-6):
            out.append(f"{pool_id} has no tutor {tutor}")
        for first, second in combinations(own, 2):
            if _clash(blocks, first, second):
                out.append(f"tutor {tutor} of {pool_id} is in two places: {first} and {second}")
        schools = {one["school_id"] for one in own}
        if pool["pay"] == "salaried":
            homes.update((pool_id, school) for school in schools)
        travels = pool["pay"] == "salaried" or pool["modality"] == "in_person"
        if travels and len(schools) > (1 if pool["pay"] == "salaried" else pool["sites_per_tutor"]):
            out.append(f"tutor {tutor} of {pool_id} serves {len(schools)} schools")
        for start in {blocks[one["school_id"], one["block_id"]]["starts_on"] for one in own}:
            running = [one for one in own if _runs(blocks, one, start)]
            hours = sum(one["minutes"] for one in running) / 60 * (1 + pool["paid_preparation_share"])
            if hours > pool["hours_per_tutor_week"] + 1e-6:
                out.append(f"tutor {tutor} of {pool_id} works {hours} hours a week")
    if "staff" in vars(plan) and homes:
        staff = {(row["pool_id"], row["school_id"]): row["people"] for row in plan.staff.to_dict("records")}
        out += [
            f"{key} has {count} people, {staff.get(key, 0)} on its staff"
            for key, count in homes.items()
            if count > staff.get(key, 0)
        ]
    return out


def _runs(blocks: Any, one: Any, day: Any) -> bool:
    block = blocks[one["school_id"], one["block_id"]]
    return bool(block["starts_on"] <= day <= block["ends_on"])


def _clash(blocks: Any, first: Any, second: Any) -> bool:
    """Two sessions of one person at one moment; without clock times, two blocks of one time of day."""
    a, b = blocks[first["school_id"], first["block_id"]], blocks[second["school_id"], second["block_id"]]
    if first["day"] != second["day"] or not _meet(a, b):
        return False
    known = not (math.isnan(a["starts_minute"]) or math.isnan(b["starts_minute"]))
    alike = all(a[name] == b[name] for name in ("days", "minutes", "starts_on", "ends_on"))
    if not known and not (alike and math.isnan(a["starts_minute"]) and math.isnan(b["starts_minute"])):
        return True
    shift = a["starts_minute"] - b["starts_minute"] if known else 0
    begin, other = first["starts_minute"] + shift, second["starts_minute"]
    return bool(begin < other + second["minutes"] and other < begin + first["minutes"])
