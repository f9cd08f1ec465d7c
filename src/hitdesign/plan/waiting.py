"""Why a student waits: the first rule, in a fixed order, that leaves no group of the band."""

from __future__ import annotations

from collections.abc import Callable

from hitdesign.plan.hall import Group, Hall, Row, Unit

#: Reason -> sentence; the reasons in the order in which they are tested.
REASONS = {
    "no_group": "The plan has no group for students of this grade, subject and need at this school.",
    "consent": "The groups with a seat are at a time that families opt into, and this family has not said yes.",
    "services": "Every group meets when another required service needs the student.",
    "marks": "The seats are paid by money for students with other marks.",
    "no_seat": "Every seat open to this student is taken by others who came first.",
    "other_subject": "Every group with a free seat meets at the time of the student's other group.",
    "kept_apart": "Every group with a free seat holds a student from whom this one is kept apart.",
    "kept_together": "No group has seats for all who are to sit together.",
    "no_fit": "The free seats could not be reached without another student losing one.",
}


def why_waiting(hall: Hall, unit: Unit, row: Row) -> str:
    """`reason:sentence` for a row without a seat."""
    reason = _reason(hall, unit, row)
    return f"{reason}:{REASONS[reason]}"


def _reason(hall: Hall, unit: Unit, row: Row) -> str:
    alone: Unit = (row,)
    everywhere = hall.of_band.get(row.band, [])
    groups = everywhere
    for reason, lets in _sieves(hall, alone):
        groups = [group for group in groups if lets(group)]
        if not groups:
            asking = [group for group in everywhere if group.opt_in and not row.agreed]
            unasked = reason == "no_seat" and any(hall.room(alone, one, one.most) is not None for one in asking)
            return "consent" if unasked else reason
    return "kept_together" if len(unit) > 1 else "no_fit"


def _sieves(hall: Hall, alone: Unit) -> list[tuple[str, Callable[[Group], bool]]]:
    """The reasons with the test that a group must pass, in order."""
    row = alone[0]

    def paid(group: Group) -> bool:
        return any(count and not needs & ~row.has for needs, count in hall.seats.get(group.place, ()))

    return [
        ("no_group", lambda group: True),
        ("consent", lambda group: row.agreed or not group.opt_in),
        ("services", lambda group: not hall.needed_elsewhere(row.student, group.week)),
        ("marks", paid),
        ("no_seat", lambda group: hall.room(alone, group, group.most) is not None),
        ("other_subject", lambda group: not hall.clashing(alone, group)),
        ("kept_apart", lambda group: not hall.kept_apart(alone, group)),
    ]
