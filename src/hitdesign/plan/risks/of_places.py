"""Risks of places: one room, one time, need without a seat, schools not asked, groups not full, attendance, take-up."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, isnan
from typing import Any

from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.levers import Lever
from hitdesign.plan.risks.changes import (
    at_school,
    before_school,
    cell,
    cells_of,
    move_before_school,
    one_more_room,
    one_more_tutor,
)
from hitdesign.plan.risks.seen import UNKNOWN, Look, Seen
from hitdesign.quantities import print_count, print_dollars, print_share

#: What stands in the way, by the limit that the answer names: people at the time of the blocks, their weeks, money.
AT_ONCE = ("tutors_at_once", "whole_people")
HOURS = ("tutor_hours", "whole_hours", "whole_crew", "staff")
MONEY = ("budget", "cap", "hour_cap", "administration", "match", "district_money", "contract", "contract_minimum")
#: The least more that a stated rate has to become to be beyond a threshold.
STEP = 0.01
#: Rates of blocks: the rule that reads each, and its word.
RATES = {"attendance_rate": ("thin_attendance", "Attendance"), "take_up_rate": ("low_take_up", "Take-up")}


def one_room(look: Look) -> Iterator[Seen]:
    """Each school: groups that fit at once at its roomiest time; none where it has no time."""
    for school in look.places:
        rows = look.times.get(school, [])
        rooms = float(max((row["groups_at_once"] for row in rows), default=0))
        lever = one_more_room(look.plan.district, school) if rows else None
        yield _at(look, school, rooms, "blocks", "groups_at_once", {"value": print_count(rooms, "group")}, lever)


def one_block(look: Look) -> Iterator[Seen]:
    """Each school: the most blocks with room that run in one term."""
    for school in look.places:
        rows = [row for row in look.times.get(school, []) if row["groups_at_once"] > 0]
        days = {row["starts_on"] for row in rows}
        times = float(max((sum(row["starts_on"] <= day <= row["ends_on"] for row in rows) for day in days), default=0))
        lever = before_school(look.plan.district, school)
        yield _at(look, school, times, "blocks", "block_id", {"value": print_count(times, "time")}, lever)


def need_left_out(look: Look) -> Iterator[Seen]:
    """Each school: the share of its need without a seat, and what stands in the way of most of it."""
    for school in look.places:
        rows = look.left.get(school, [])
        left = float(sum(row["students"] for row in rows))
        need = look.need.get(school, 0.0)
        limit, why = _limit(rows)
        remedy, lever = _remedy(look, school, limit, left)
        words = {"name": look.school(school), "seats": print_count(left, "seat"), "why": why, "remedy": remedy}
        share = left / need if need > 0 else UNKNOWN
        yield Seen("school", school, share, left, 0.0, "blocks", "groups_at_once", words=words, lever=lever)


def _limit(rows: list[dict[str, Any]]) -> tuple[str, str]:
    """The limit in the way of most students of these rows, with its sentence."""
    sizes: dict[str, float] = {}
    said: dict[str, str] = {}
    for row in rows:
        limit = str(row["limit"])
        sizes[limit] = sizes.get(limit, 0.0) + float(row["students"])
        said.setdefault(limit, str(row["sentence"]).rstrip("."))
    limit = max(sorted(sizes), key=lambda one: sizes[one], default="")
    sentence = said.get(limit, "nothing")
    return limit, sentence.partition(": ")[2] or sentence


def _remedy(look: Look, school: str, limit: str, left: float) -> tuple[str, Lever | None]:
    """What would move the limit, in words and as a lever."""
    moved = move_before_school(look.plan.district, school)
    if limit in AT_ONCE and moved is not None:
        return "Move this school to another time, such as before school, when tutors are free.", moved
    pools = [pool for pool in look.plan.district.tutors if not pool.schools or school in pool.schools]
    if limit in (*AT_ONCE, *HOURS) and pools:
        pool = max(pools, key=lambda one: (one.tutors, one.pool_id))
        return "Hire more tutors, or pay those who are there for more hours.", one_more_tutor(pool.pool_id)
    if limit in MONEY:
        paying = look.plan.allocation.charges.groupby("stream_id")["dollars"].sum()
        if len(paying) and look.seats > 0:
            stream = str(paying.idxmax())
            more = ceil(left * look.dollars / look.seats)
            name = f"{stream} has {print_dollars(more)} more, for {school}"
            said = f"Find {print_dollars(more)} more: {print_count(left, 'seat')} at what a seat costs here."
            return said, cell("funding", "award_dollars", {"stream_id": stream}, name, difference=more)
    said = "Add a time or a room at this school, such as before school."
    return said, before_school(look.plan.district, school)


def school_not_asked(look: Look) -> Iterator[Seen]:
    """Each school served: whether it said that it takes part."""
    rows = {row.school_id: row for row in look.plan.district.schools}
    for school in look.counted.schools:
        value = {"yes": 0.0, "no": 1.0}.get(rows[school].opted_in, UNKNOWN)
        seats = look.counted.of(school, "students")
        lever = cell("schools", "opted_in", {"school_id": school}, f"{school} takes part", value="yes")
        words = {"seats": print_count(seats, "seat")}
        yield _at(look, school, value, "schools", "opted_in", words, lever)


def small_groups(look: Look) -> Iterator[Seen]:
    """Each school and tutoring model of more than one student: seats / (groups x students per tutor)."""
    size = look.plan.facts.models.set_index("model_id")["students_per_tutor"].astype(float)
    keys = ["school_id", "model_id"]
    taken = look.plan.allocation.groups.groupby(keys, as_index=False)["groups"].sum()
    for row in taken[taken["groups"] > 0].to_dict("records"):
        school, model = str(row["school_id"]), str(row["model_id"])
        if size[model] <= 1:
            continue
        taught = look.seats_where(school_id=school, model_id=model)
        words = {"name": look.school(school), "model": model}
        dollars = look.dollars_where(school_id=school, model_id=model)
        fill = taught / (float(row["groups"]) * float(size[model]))
        yield Seen("school", f"{school}/{model}", fill, taught, dollars, "cohorts", "students", words=words)


def thin_attendance(look: Look) -> Iterator[Seen]:
    """Each block in use: the share of sessions attended, a default where nobody said it."""
    for row in look.blocks.to_dict("records"):
        school, block = str(row["school_id"]), str(row["block_id"])
        said = _said(look, school, block, "attendance_rate")
        yield _of_block(look, school, block, float(row["attendance_rate"]), "attendance_rate", said)


def low_take_up(look: Look) -> Iterator[Seen]:
    """Each block in use that families choose: the least share that joins of any cohort taught there."""
    for row in look.blocks[look.blocks["enrolment"] != "assigned"].to_dict("records"):
        school, block = str(row["school_id"]), str(row["block_id"])
        usual, own = float(row["take_up_rate"]), look.joining.get((school, block), [])
        said = _said(look, school, block, "take_up_rate") or (bool(own) and not any(map(isnan, own)))
        rate = min((usual if isnan(one) else one for one in own), default=usual)
        yield _of_block(look, school, block, rate, "take_up_rate", said)


def _said(look: Look, school: str, block: str, column: str) -> bool:
    """Whether the district itself gave a rate of a block."""
    row = look.stated.get((school if school in look.with_blocks else EVERY_SCHOOL, block))
    return row is not None and getattr(row, column) is not None and column not in look.assumed


def _of_block(look: Look, school: str, block: str, rate: float, column: str, said: bool) -> Seen:
    words = {
        "name": f"{look.school(school)}, {block}",
        "value": print_share(rate),
        "assumed": "" if said else ", which is assumed",
    }
    return Seen(
        *("block", f"{school}/{block}", rate, look.seats_where(school_id=school, block_id=block)),
        *(look.dollars_where(school_id=school, block_id=block), "blocks", column),
        words=words,
        lever=_rate(look, school, block, column),
        assumed=not said,
    )


def _rate(look: Look, school: str, block: str, column: str) -> Lever:
    """A rate of one block at one school, just better than the threshold of its rule."""
    rule, word = RATES[column]
    to = round(min(1.0, look.plan.evidence.risk_rules[rule].trigger + STEP), 4)
    name = f"{word} of {block} at {school} reaches {print_share(to)}"
    if (school, block) in look.stated:
        return cell("blocks", column, {"school_id": school, "block_id": block}, name, value=to)
    return at_school(
        look.plan.district, school, name, lambda row: [cells_of(row, **({column: to} if row.block_id == block else {}))]
    )


def _at(
    look: Look, school: str, value: float, table: str, column: str, words: dict[str, str], lever: Lever | None
) -> Seen:
    """What is seen at a school; where the plan serves nobody there, its need stands behind it."""
    seats = look.counted.of(school, "students") or look.need.get(school, 0.0)
    dollars = look.dollars_where(school_id=school)
    named = {"name": look.school(school), **words}
    return Seen("school", school, value, seats, dollars, table, column, words=named, lever=lever)
