"""What a program costs per student scheduled, served and at adequate dosage, per tutoring hour and student hour."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from hitdesign.measurement.cost.total import Costs, Range
from hitdesign.measurement.delivery.delivered import Dosage
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.given import number_faults, refuse


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Whom and what a program reached; None where nobody counted it.

    students_scheduled: with a session on the schedule; students_served: who attended one at least; students_adequate:
    who reached the adequate dosage; tutoring_hours: hours that tutors taught, whatever the size of the group;
    student_hours: hours attended, summed over students; scheduled_student_hours: hours on their schedules. Raises
    InputError where a number is below 0.
    """

    students_scheduled: float | None = None
    students_served: float | None = None
    students_adequate: float | None = None
    tutoring_hours: float | None = None
    student_hours: float | None = None
    scheduled_student_hours: float | None = None

    def __post_init__(self) -> None:
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        refuse(
            fault
            for name, value in given.items()
            if value is not None
            for fault in number_faults("reach", name, value, at_least=0)
        )


def reach_of(found: Dosage, tutoring_hours: float | None = None) -> Reach:
    """The reach that a log of sessions shows; a log of students does not know how many shared a tutor's hour.

    >>> from datetime import date
    >>> from hitdesign.measurement.delivery.delivered import dosage
    >>> rows = {"student_id": ["a"], "school_id": ["1"], "date": ["2026-10-05"]}
    >>> rows |= {"scheduled_minutes": [60], "attended_minutes": [60]}
    >>> span = (date(2026, 9, 1), date(2027, 6, 1))
    >>> reach_of(dosage(pd.DataFrame(rows), as_of=span[1], year=span)).students_served
    1.0
    """
    students = found.students.frame
    return Reach(
        students_scheduled=float((students["scheduled_sessions"] > 0).sum()),
        students_served=float((students["actual_sessions"] > 0).sum()),
        students_adequate=float(students["reached"].sum()),
        tutoring_hours=tutoring_hours,
        student_hours=float(students["actual_minutes"].sum() / 60),
        scheduled_student_hours=float(students["scheduled_minutes"].sum() / 60),
    )


#: What each unit of reach is called.
NAMES = {
    "students_scheduled": "student scheduled",
    "students_served": "student served",
    "students_adequate": "student at adequate dosage",
    "tutoring_hours": "tutoring hour delivered",
    "student_hours": "student hour attended",
    "scheduled_student_hours": "student hour scheduled",
}


@dataclass(frozen=True)
class UnitCosts:
    """Dollars per unit of reach; a unit that nobody counted, or of which there is none, has no cost: None."""

    costs: Costs
    reach: Reach

    def per(self, unit: str) -> Range | None:
        """Low, value and high per `students_scheduled`, `students_served`, `students_adequate`, ... ."""
        count = getattr(self.reach, unit)
        return self.costs.total.over(count) if count else None

    @property
    def table(self) -> pd.DataFrame:
        """One row per unit: unit, count, low_dollars, dollars, high_dollars; NaN where unknown."""
        rows = []
        for unit, name in NAMES.items():
            found = self.per(unit) or Range(float("nan"), float("nan"), float("nan"))
            ends = {"low_dollars": found.low, "dollars": found.value, "high_dollars": found.high}
            rows.append({"unit": name, "count": getattr(self.reach, unit), **ends})
        return pd.DataFrame(rows).astype({"count": "float64"})

    def sentences(self, policy: DisclosurePolicy | None = None) -> tuple[str, ...]:
        """Each known cost, and what is unknown.

        Total dollars beside dollars a student tell how many students: so nothing is said per student where fewer than
        the policy's threshold are counted, or fewer than it lie between this count and one that is said.
        """
        hidden = self._told_too_much(policy or DisclosurePolicy())
        known = {unit: found for unit in NAMES if (found := self.per(unit))}
        told = [f"{found} per {NAMES[unit]}." for unit, found in known.items() if unit not in hidden]
        nobody = [name for unit, name in NAMES.items() if getattr(self.reach, unit) is None]
        none = [name for unit, name in NAMES.items() if getattr(self.reach, unit) == 0]
        if hidden:
            told.append(f"Not said per {', '.join(NAMES[unit] for unit in hidden)}: it would tell of too few students.")
        if nobody:
            told.append(f"Unknown, because nobody counted them: cost per {', '.join(nobody)}.")
        if none:
            told.append(f"No cost can be named per {', '.join(none)}: there was none.")
        if self.costs.not_counted:
            missing = ", ".join(self.costs.not_counted)
            told.append(f"All of these are too low by whatever is spent on {missing}, which nobody counted.")
        return tuple(told)

    def _told_too_much(self, policy: DisclosurePolicy) -> list[str]:
        """Counts of students that are small, or nearly the same as one that is said."""
        said: list[float] = []
        hidden = []
        for unit in ("students_scheduled", "students_served", "students_adequate"):
            count = getattr(self.reach, unit)
            if not count:
                continue
            near = [one for one in said if 0 < abs(one - count) < policy.threshold_students]
            if count < policy.threshold_students or near:
                hidden.append(unit)
            else:
                said.append(count)
        return hidden


def unit_costs(costs: Costs, reach: Reach) -> UnitCosts:
    """Costs over reach; both of the same year and the same students, which only the caller knows.

    >>> from hitdesign.measurement.cost.total import program_costs
    >>> rows = {"item": ["tutors"], "category": ["staff"], "quantity": [100], "unit": ["hours"], "price_dollars": [25]}
    >>> costs = program_costs(pd.DataFrame(rows | {"paid_by": ["district"], "source": ["payroll"]}))
    >>> unit_costs(costs, Reach(students_served=50)).per("students_served").value
    50.0
    """
    return UnitCosts(costs, reach)
