"""Risks of roles: one coordinator or none, too much for a role, nobody who holds one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil, isnan
from typing import Any

from hitdesign.district.program_records import StaffRole
from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.levers import Change, Lever
from hitdesign.plan.risks.seen import UNKNOWN, Look, Seen
from hitdesign.plan.team.holding import anywhere, held_by_role
from hitdesign.quantities import TOLERANCE, print_count, print_share

COORDINATOR = "program_coordinator"


def single_coordinator(look: Look) -> Iterator[Seen]:
    """How many program coordinators the people table names; not known where it names nobody at all."""
    people, evidence = look.plan.district.people, look.plan.evidence
    own = anywhere(held_by_role(people, evidence), COORDINATOR)
    row = next((one for one in people if held_by_role([one], evidence).keys() & {(COORDINATOR, one.school_id)}), None)
    if own is None or row is None:
        change = Change(table="people", add={"role": COORDINATOR, "people": 2})
        lever = Lever(name="Two program coordinators are named", changes=(change,))
    else:
        lever = more_people(row, 1, "One more program coordinator")
    count = float(own.people) if own else 0.0
    words = {"value": print_count(count, "program coordinator") if count else "no program coordinator"}
    value = count if people else UNKNOWN
    yield Seen("role", COORDINATOR, value, look.seats, look.dollars, "people", "role, people", words=words, lever=lever)


def more_people(row: StaffRole, more: int, name: str) -> Lever:
    """So many more people in a row of the people table."""
    key: dict[str, tuple[str | int | float, ...]] = {"role": (row.role,), "school_id": (row.school_id,)}
    return Lever(name=name, changes=(Change(table="people", column="people", where=key, difference=more),))


def role_overloaded(look: Look) -> Iterator[Seen]:
    """Each role that somebody holds: by how much its fullest week is more than its people have, over all places.

    Formula: hours_per_week / (full_load x hours_available) - 1, the largest of the places where it is known.
    """
    loads: dict[str, list[dict[str, Any]]] = {}
    for row in look.team.loads.to_dict("records"):
        if row["status"] != "nobody":
            loads.setdefault(str(row["role"]), []).append({str(name): value for name, value in row.items()})
    full = look.plan.policy.rollout.team.full_load
    for role, rows in sorted(loads.items()):
        over = [row["load_share"] / full - 1.0 for row in rows]
        known = [value for value in over if not isnan(value)]
        worst = rows[over.index(max(known))] if known else rows[0]
        settled = worst["status"] == "over" or len(known) == len(over)
        place = str(worst["school_id"])
        lever = _enough_people(look, role, place) if worst["status"] == "over" else None
        yield Seen(
            what="role",
            id=role,
            value=max(known) if settled and known else UNKNOWN,
            seats=look.counted.of(place, "students"),
            dollars=look.dollars_where(school_id=place),
            table="people",
            column="hours_per_week",
            words=_words(look, role, rows, worst),
            lever=lever,
        )


def _words(look: Look, role: str, rows: list[dict[str, Any]], worst: Mapping[str, Any]) -> dict[str, str]:
    place, relief = str(worst["school_id"]), str(worst["relief"])
    short = any(isnan(row["hours_per_week"]) for row in rows)
    where = f" at {place}" if place != EVERY_SCHOOL else ""
    words = {
        "name": look.plan.evidence.team_roles[role].name + where,
        "phase": _capital(str(worst["phase"])),
        "lacking": "a count of the plan is not known" if short else "hours of its people are not known",
        "relief": f"{_capital(relief)}." if relief else "Write down the hours that people have.",
    }
    more = print_share(worst["over_hours"] / worst["hours_available"]) if worst["hours_available"] > 0 else ""
    return {**words, "more": f"is {more} more than the hours of who holds it" if more else "has no hours at all"}


def _enough_people(look: Look, role: str, place: str) -> Lever | None:
    """As many more people as the overload takes, in the row of those who are there; None where no row has hours."""
    evidence, full = look.plan.evidence, look.plan.policy.rollout.team.full_load
    rows = [
        row
        for row in look.plan.district.people
        if row.hours_per_week and any(one == role for one, _ in held_by_role([row], evidence))
    ]
    mine = next((row for where in (place, EVERY_SCHOOL) for row in rows if row.school_id == where), None)
    if mine is None or mine.hours_per_week is None:
        return None
    own = look.team.overloads[look.team.overloads["role"] == role]
    by_phase = own.groupby("phase")["over_hours"]
    hours = float(by_phase.sum().max() if mine.school_id == EVERY_SCHOOL else by_phase.max().max())
    more = ceil(hours / (mine.hours_per_week * full) - TOLERANCE)
    return more_people(mine, more, f"{more} more as {role} at {mine.school_id}")


def role_unheld(look: Look) -> Iterator[Seen]:
    """Each role that the plan needs people for: at how many places nobody is named."""
    team, people = look.team, look.plan.district.people
    open_places = team.loads[team.loads["status"] == "nobody"]
    for row in team.roles[team.roles["needed"] & ~team.roles["held"].isin(["pools", "contract"])].to_dict("records"):
        role, name = str(row["role"]), str(row["name"])
        places = sorted(set(open_places.loc[open_places["role"] == role, "school_id"]))
        if row["held"] in ("no", "unknown") and not places:
            places = [EVERY_SCHOOL]
        schools = [one for one in places if one != EVERY_SCHOOL]
        seats = sum(look.counted.of(one, "students") for one in schools) if schools else look.seats
        words = {"name": name, "value": print_count(len(schools), "school") if schools else "the district"}
        changes = tuple(Change(table="people", add={"role": role, "school_id": one}) for one in places)
        lever = Lever(name=f"Somebody is named as {name}", changes=changes) if places else None
        value = float(len(places)) if people else UNKNOWN
        yield Seen("role", role, value, seats if places else 0.0, 0.0, "people", "role", words=words, lever=lever)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
