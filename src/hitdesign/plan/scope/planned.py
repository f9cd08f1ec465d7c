"""Planning values for the power of a pilot, by subject and grade, with what is doubtful about each."""

from __future__ import annotations

from dataclasses import dataclass

from hitdesign.evidence.library import number, parameter
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.power.planning import PREFIX, planning_values
from hitdesign.quantities import print_grade

ATTRITION, GROUP_ICC = "scope.power.attrition", "scope.power.group_icc"


@dataclass(frozen=True)
class Planned:
    """Shares between 0 and 1 that a design of a pilot asks for; `doubts`: what of them was not checked or stands in.

    `group_icc`: value, low and high.
    """

    r_squared: float
    r_squared_schools: float
    school_icc: float
    group_icc: tuple[float, float, float]
    attrition: float
    doubts: tuple[str, ...]


def planned_for(evidence: Evidence, subject: str, grade: int) -> Planned:
    """The values of the nearest grade that the evidence has for a subject.

    What it lacks: a pretest that explains nothing, and schools that differ as the evidence's `wwc.icc.achievement`
    assumes; each is a doubt. Raises InputError where the evidence lacks a parameter of the pilot's own.

    >>> from hitdesign.evidence.library import shipped
    >>> found = planned_for(shipped(), "math", 7)
    >>> found.r_squared, any("grade 3" in doubt for doubt in found.doubts)
    (0.509, True)
    """
    doubts = []
    r_squared = r_squared_schools = 0.0
    icc = number(evidence, "wwc.icc.achievement")
    grades = _grades(evidence, subject)
    if grades:
        nearest = min(grades, key=lambda one: (abs(one - grade), one))
        values = planning_values(subject, nearest, evidence)
        r_squared = values.r_squared_students or 0.0
        r_squared_schools = values.r_squared_schools or 0.0
        icc = icc if values.school_icc is None else values.school_icc
        checked = "checked" if values.verified else "not checked by a person"
        here = "" if nearest == grade else f" stand in for grade {print_grade(grade)}"
        doubts.append(f"Planning values of {subject} in grade {print_grade(nearest)}{here}: {checked}.")
    if not r_squared:
        doubts.append(f"What a pretest in {subject} explains is not known: it is counted as nothing.")
    if not grades:
        doubts.append(f"How much schools differ in {subject} is not known: {icc:g} of the variance is assumed.")
    lost, shared = parameter(evidence, ATTRITION), parameter(evidence, GROUP_ICC)
    open_to_doubt = [one for one in (lost, shared) if not one.verified]
    doubts += [f"{one.label}: {one.value}, not checked by a person." for one in open_to_doubt]
    value = number(evidence, GROUP_ICC)
    low, high = (value if end is None else end for end in (shared.low, shared.high))
    icc_of_groups = (value, low, high)
    return Planned(r_squared, r_squared_schools, icc, icc_of_groups, number(evidence, ATTRITION), tuple(doubts))


def _grades(evidence: Evidence, subject: str) -> list[int]:
    begin = f"{PREFIX}.{subject}.grade_"
    found = {key.removeprefix(begin).split(".")[0] for key in evidence.parameters if key.startswith(begin)}
    return sorted(int(one) for one in found)
