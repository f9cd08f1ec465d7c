"""Who holds which role: the people table read by role and place, with the hours that they have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hitdesign.district.program_records import StaffRole
from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.evidence.records import Evidence

UNKNOWN = float("nan")


@dataclass(frozen=True)
class Held:
    """People of one role at one place: how many, and hours a week of all of them (NaN: not known)."""

    people: int
    hours_per_week: float

    @property
    def hours_each(self) -> float:
        """Hours a week of one of them, on average."""
        return self.hours_per_week / self.people


def role_names(evidence: Evidence) -> dict[str, str]:
    """Every word for a role, with the role that it stands for."""
    return {
        _plain(word): key for key, role in evidence.team_roles.items() for word in (key, role.name, *role.also)
    }  # fmt: skip


def held_by_role(people: Iterable[StaffRole], evidence: Evidence) -> dict[tuple[str, str], Held]:
    """People by role and place (a school, or EVERY_SCHOOL); rows of one role at one place are added up."""
    names = role_names(evidence)
    found: dict[tuple[str, str], Held] = {}
    for row in people:
        role = names.get(_plain(row.role))
        if role is None:
            continue
        here = found.get((role, row.school_id), Held(0, 0.0))
        hours = UNKNOWN if row.hours_per_week is None else row.people * row.hours_per_week
        found[role, row.school_id] = Held(here.people + row.people, here.hours_per_week + hours)
    return found


def not_understood(people: Iterable[StaffRole], evidence: Evidence) -> tuple[str, ...]:
    """Roles of the people table that no role of the knowledge goes by."""
    names = role_names(evidence)
    return tuple(sorted({row.role for row in people if _plain(row.role) not in names}))


def anywhere(held: dict[tuple[str, str], Held], role: str) -> Held | None:
    """All people of a role, wherever they are; None where nobody holds it."""
    rows = [one for (name, _), one in held.items() if name == role]
    if not rows:
        return None
    return Held(sum(one.people for one in rows), sum(one.hours_per_week for one in rows))


def at_school(held: dict[tuple[str, str], Held], role: str, school_id: str) -> tuple[Held | None, bool]:
    """People of a role at a school, and whether they are the district's, whom schools without a row share."""
    own = held.get((role, school_id))
    return (own, False) if own is not None else (held.get((role, EVERY_SCHOOL)), True)


def _plain(word: str) -> str:
    return "_".join(word.lower().replace("-", " ").replace("_", " ").split())
