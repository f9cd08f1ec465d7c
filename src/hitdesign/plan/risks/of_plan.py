"""Risks of the plan itself: proof, gap, assumptions; mandates that it does not meet and barriers that were stated."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.levers import Change, Lever
from hitdesign.plan.risks.seen import UNKNOWN, Look, Seen
from hitdesign.quantities import print_count


def not_proved(look: Look) -> Iterator[Seen]:
    """The plan: whether it is proved."""
    plan = look.plan.allocation
    lever = _without_limits(look)
    value, words = 0.0 if plan.proved else 1.0, {"status": f"the solver ended with {plan.status}"}
    yield Seen("district", "plan", value, look.seats, look.dollars, "policy", "gap", words=words, lever=lever)


def gap_open(look: Look) -> Iterator[Seen]:
    """The plan: the first aim's distance from its bound."""
    levels = look.plan.allocation.levels
    gap = float(levels["gap"].iloc[0]) if len(levels) else UNKNOWN
    behind = look.seats * gap if not isnan(gap) else UNKNOWN
    lever = _without_limits(look)
    yield Seen("district", "plan", gap, behind, 0.0, "policy", "gap", lever=lever)


def _without_limits(look: Look) -> Lever | None:
    """The search without its limits of time and nodes; None where it had none."""
    policy = look.plan.policy
    set_ones = [name for name in ("node_limit", "time_limit_seconds") if getattr(policy, name) is not None]
    changes = tuple(Change(table="policy", column=name, blank=True) for name in set_ones)
    return Lever(name="The search has no limit of time or nodes", changes=changes) if changes else None


def assumption_moves(look: Look) -> Iterator[Seen]:
    """Each assumption whose worse end was tried: the change of the first aim, of the aim; the others together."""
    levels = look.plan.allocation.levels
    aim = abs(float(levels["value"].iloc[0])) if len(levels) else UNKNOWN
    unmeasured = [one.name for one in look.plan.assumptions if one.moves is None]
    for one in look.plan.assumptions:
        if one.moves is not None:
            share = abs(one.moves) / aim if aim > 0 else (0.0 if one.moves == 0 else UNKNOWN)
            table, _, column = one.name.partition(".")
            words = {"name": one.name, "said": f"{one.value} {one.unit}".strip(), "moved_to": one.moved_to}
            yield Seen("assumption", one.name, share, look.seats * share, 0.0, table, column, words=words)
    if unmeasured:
        words = {"name": f"{print_count(len(unmeasured), 'assumption')} ({', '.join(sorted(unmeasured))})"}
        yield Seen("assumption", "not_measured", UNKNOWN, UNKNOWN, UNKNOWN, "assumptions", "moves", words=words)


def mandate_unserved(look: Look) -> Iterator[Seen]:
    """Each mandate and school: students owed a service who do not get it; not known where no mandate is stated."""
    if not look.plan.district.mandates:
        yield Seen("mandate", "none_stated", UNKNOWN, 0.0, 0.0, "mandates", "mandate_id")
    for row in look.plan.allocation.mandates.to_dict("records"):
        missing = float(row["missing"])
        words = {
            "name": f"{look.school(str(row['school_id']))} ({row['mandate_id']})",
            "value": print_count(missing, "student"),
        }
        name = f"{row['mandate_id']}/{row['school_id']}"
        yield Seen("mandate", name, missing, missing, 0.0, "mandates", "mandate_id", words=words)


def barrier_stated(look: Look) -> Iterator[Seen]:
    """Each barrier of the district's own list, with the seats that it touches; not known where there is no list."""
    seats = look.plan.allocation.seats
    if not look.plan.district.barriers:
        yield Seen("barrier", "none_stated", UNKNOWN, 0.0, 0.0, "barriers", "barrier_id")
    for row in look.plan.district.barriers:
        rows = seats if row.school_id == EVERY_SCHOOL else seats[seats["school_id"] == row.school_id]
        rows = rows[rows["subject"] == row.subject] if row.subject else rows
        words = {
            "said": row.barrier,
            "remedy": row.mitigation or "Nobody wrote what could be done: settle it, and write it into mitigation.",
        }
        yield Seen(
            *("barrier", row.barrier_id, 1.0, float(rows["students"].sum()), 0.0, "barriers", "barrier"), words=words
        )
