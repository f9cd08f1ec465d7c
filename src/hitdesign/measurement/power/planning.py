"""What to put into a design where a district has no scores of its own yet: planning values from the evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from hitdesign.errors import Fault
from hitdesign.evidence.library import number, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.given import refuse
from hitdesign.quantities import print_grade

PREFIX = "planning"


@dataclass(frozen=True)
class PlanningValues:
    """Shares between 0 and 1 for one subject and grade; None where the evidence holds none.

    `school_icc` goes with students in schools, `school_icc_beside_classes` and `class_icc` with students in classes in
    schools; `r_squared_...`: what last year's score explains between schools, and of students within them. `sources`:
    keys of the evidence; `verified`: whether every value was checked.
    """

    subject: str
    grade: int
    school_icc: float | None
    school_icc_beside_classes: float | None
    class_icc: float | None
    r_squared_schools: float | None
    r_squared_students: float | None
    sources: tuple[str, ...]
    verified: bool


#: The values of one subject and grade, as their keys in the evidence end.
VALUES = tuple(
    field.name for field in fields(PlanningValues) if field.name.startswith(("school", "class", "r_squared"))
)


def planning_values(subject: str, grade: int, evidence: Evidence | None = None) -> PlanningValues:
    """Intraclass correlations and what a pretest explains, by subject and grade (0 is kindergarten).

    Raises InputError where the evidence holds nothing for them, with what it has. Source: evidence `planning.` +
    subject + `.grade_` + grade.

    >>> from hitdesign.measurement.power.planning import planning_values
    >>> planning_values("math", 3).school_icc, planning_values("math", 0).r_squared_schools
    (0.179, None)
    """
    known = evidence or shipped()
    keys = {name: f"{PREFIX}.{subject}.grade_{grade}.{name}" for name in VALUES}
    there = [key for key in keys.values() if key in known.parameters]
    if not there:
        refuse(_unknown(subject, grade, known))
    found = {name: number(known, key) if key in known.parameters else None for name, key in keys.items()}
    entries = [known.parameters[key] for key in there]
    sources = tuple(sorted({entry.source for entry in entries}))
    return PlanningValues(subject, grade, **found, sources=sources, verified=all(entry.verified for entry in entries))


def _unknown(subject: str, grade: object, known: Evidence) -> Iterator[Fault]:
    parts = [key.split(".") for key in known.parameters if key.startswith(f"{PREFIX}.") and ".grade_" in key]
    have = sorted({(part[1], int(part[2].removeprefix("grade_"))) for part in parts})
    listed = ", ".join(f"{one} {print_grade(number_of)}" for one, number_of in have)
    yield Fault(
        "planning values",
        "the evidence holds none for this subject and grade",
        f"one of {listed}" if listed else "entries in the evidence",
        "Take the nearest grade, or lay your own values over the evidence",
        found=f"{subject} {grade}",
    )
