"""The smallest effect that a pilot will probably see, beside the effect that may be expected."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hitdesign.errors import InputError, MissingExtra
from hitdesign.measurement.power.designs import Design
from hitdesign.measurement.power.detection import CONVENTIONS, minimum_detectable_effect, power_to_detect
from hitdesign.measurement.power.groups import PartiallyNested
from hitdesign.measurement.power.schools import SchoolsRandomised
from hitdesign.measurement.power.students import WithinSchools
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.scope.expected import doubts_about, expected_effects
from hitdesign.plan.scope.loads import Loads
from hitdesign.plan.scope.planned import Planned, planned_for
from hitdesign.quantities import print_count

SMALLEST = (
    "subject", "drawn", "schools", "tutored_students", "compared_students", "convention", "smallest_effect_sd",
    "low_sd", "high_sd", "expected_sd", "expected_low_sd", "expected_high_sd", "chance_to_see_expected",
)  # fmt: skip
#: Who is drawn by lot; the second counts that groups share a tutor.
STUDENTS, GROUPS, SCHOOLS = "students within schools", "students, in groups that share a tutor", "whole schools"


@dataclass(frozen=True)
class Sample:
    """Whom a pilot would compare in one subject: schools, students tutored and not, groups, a grade, all schools."""

    subject: str
    schools: int
    tutored: float
    compared: float
    groups: float
    grade: int
    all_schools: int
    all_students: float


@dataclass(frozen=True)
class SmallestEffect:
    """`table`: a row per subject, design and convention, effects in standard deviations. `warnings`: where the pilot
    is too small to decide by outcomes. `doubts`: values that were not checked, or stand in. `unknown`: why there is no
    table.
    """

    table: pd.DataFrame
    warnings: tuple[str, ...]
    doubts: tuple[str, ...]
    unknown: str = ""


def smallest_effect(plan: Drafted, loads: Loads, pilot: Collection[str]) -> SmallestEffect:
    """What a pilot at these schools can see in each subject, drawn in three ways, under both conventions.

    Students of a pilot school whom the plan does not serve are compared with those it serves. Where a school's whole
    need is served nobody is left to compare, and only whole schools can be: they are set against all the others.
    `low_sd`, `high_sd`: the ends of what tutoring groups may share. Unknown where scipy is not installed.
    """
    students = math.ceil(float(loads.schools.loc[list(pilot), "seats"].fillna(0.0).sum()))
    expected = expected_effects(plan, pilot, students)
    rows: list[dict[str, object]] = []
    warnings: list[str] = []
    doubts: list[str] = []
    try:
        for sample in samples_of(plan, loads, pilot):
            planned = planned_for(plan.evidence, sample.subject, sample.grade)
            own = list(_rows(sample, planned, expected))
            rows += own
            warnings.append(_warning(sample, own))
            doubts += planned.doubts
    except MissingExtra as missing:
        return SmallestEffect(pd.DataFrame(columns=list(SMALLEST)), (), (), str(missing))
    doubts += doubts_about(plan.evidence, students) if rows else ()
    unknown = "" if rows else "no student in need is counted at these schools"
    table = pd.DataFrame(rows, columns=list(SMALLEST))
    return SmallestEffect(table, tuple(one for one in warnings if one), tuple(dict.fromkeys(doubts)), unknown)


def samples_of(plan: Drafted, loads: Loads, pilot: Collection[str]) -> Iterator[Sample]:
    """The students that a pilot would compare, subject by subject.

    At a school that the plan does not serve, those of its need that its rooms hold are tutored.
    """
    bands, seats = plan.need.bands, plan.allocation.seats
    by_plan = set(loads.schools.index[loads.schools["planned_seats"] > 0])
    rooms = loads.schools["room_times_there"] / loads.schools["room_times"].where(loads.schools["room_times"] > 0)
    held = rooms.where(rooms < 1, 1.0)
    groups = plan.allocation.groups.merge(bands[["band_id", "subject"]], on="band_id")
    for subject, need in bands.groupby("subject", sort=True):
        here = need[need["school_id"].isin(list(pilot))]
        wanted = float(here["students"].sum())
        if wanted <= 0:
            continue
        own = seats[(seats["subject"] == subject) & seats["school_id"].isin(list(pilot))]
        at_need = here[~here["school_id"].isin(by_plan)]
        from_need = float((at_need["students"] * at_need["school_id"].map(held)).sum())
        tutored = float(own["students"].sum()) + from_need
        of_subject = groups[groups["subject"] == subject]
        total, taught = (
            float(of_subject["groups"].sum()),
            float(seats.loc[seats["subject"] == subject, "students"].sum()),
        )
        size = taught / total if total > 0 else math.nan
        middle = (here["grade_low"] + here["grade_high"]) / 2
        yield Sample(
            subject=str(subject),
            schools=int(here["school_id"].nunique()),
            tutored=tutored,
            compared=max(0.0, wanted - tutored),
            groups=tutored / size if size > 0 else math.nan,
            grade=math.floor(float(np.average(middle, weights=here["students"] + 1e-9))),
            all_schools=int(need["school_id"].nunique()),
            all_students=float(need["students"].sum()),
        )


def _rows(sample: Sample, planned: Planned, expected: pd.DataFrame) -> Iterator[dict[str, object]]:
    ends = [math.nan] * 3
    if sample.subject in expected.index:
        ends = expected.loc[[sample.subject], ["expected_sd", "low_sd", "high_sd"]].to_numpy(dtype=float)[0].tolist()
    icc_of = {STUDENTS: (0.0,), GROUPS: planned.group_icc, SCHOOLS: (0.0,)}
    for drawn, shared in icc_of.items():
        for convention in CONVENTIONS:
            designs = [design_of(sample, planned, drawn, icc) for icc in shared]
            made = [one for one in designs if one is not None]
            sizes = [minimum_detectable_effect(one, convention=convention).effect for one in made]
            sizes = sizes * len(ends) if len(sizes) == 1 else sizes
            value, low, high = sizes if len(sizes) == len(ends) else [math.nan] * len(ends)
            chance = (
                power_to_detect(made[0], ends[0], convention=convention).power if made and ends[0] > 0 else math.nan
            )
            others = (
                sample.all_students * (1 - sample.schools / sample.all_schools) if drawn == SCHOOLS else sample.compared
            )
            cells = (sample.subject, drawn, sample.schools, sample.tutored, others, convention, value, low, high, *ends)
            yield dict(zip(SMALLEST, (*cells, chance), strict=True))


def design_of(sample: Sample, planned: Planned, drawn: str, group_icc: float) -> Design | None:
    """The design of a sample; None where it leaves too few to compare."""
    lost, students = planned.attrition, sample.tutored + sample.compared
    try:
        if drawn == SCHOOLS:
            return SchoolsRandomised(
                schools=sample.all_schools,
                students_per_school=sample.all_students / sample.all_schools,
                share_treated=sample.schools / sample.all_schools,
                school_icc=planned.school_icc,
                r_squared_schools=planned.r_squared_schools,
                r_squared_students=planned.r_squared,
                attrition=lost,
                school_attrition=0.0,
                covariates=1,
            )
        if sample.tutored <= 0 or sample.compared <= 0:
            return None
        if drawn == STUDENTS:
            return WithinSchools(
                schools=sample.schools,
                students_per_school=students / sample.schools,
                share_treated=sample.tutored / students,
                r_squared=planned.r_squared,
                attrition=lost,
                covariates=1,
            )
        if math.isnan(sample.groups):
            return None
        groups = max(1, round(sample.groups))
        return PartiallyNested(
            groups=groups,
            students_per_group=sample.tutored / groups,
            comparison_students=math.floor(sample.compared),
            group_icc=group_icc,
            r_squared=planned.r_squared,
            attrition=lost,
            covariates=1,
        )
    except InputError:
        return None


def judged(rows: pd.DataFrame | list[dict[str, object]]) -> dict[str, object] | None:
    """The row that a pilot is judged by: groups that share a tutor where somebody is left to compare, else schools.

    Under the noncentral convention, which simulated trials agree with; None where nothing can be compared.
    """
    table = pd.DataFrame(rows, columns=list(SMALLEST))
    own = table[(table["convention"] == "noncentral") & table["smallest_effect_sd"].notna()]
    for drawn in (GROUPS, STUDENTS, SCHOOLS):
        found = own[own["drawn"] == drawn]
        if len(found):
            return {str(name): value for name, value in found.iloc[0].items()}
    return None


def _warning(sample: Sample, rows: list[dict[str, object]]) -> str:
    """What a board should hear about this subject before the pilot begins; blank where the pilot can tell."""
    row = judged(rows)
    begin = f"{sample.subject}: "
    use = "use the pilot to learn about attendance, dosage and cost, and do not decide by its outcomes"
    if row is None:
        return begin + f"nobody is left to compare, so no effect can be seen; {use}."
    smallest, expected = float(str(row["smallest_effect_sd"])), float(str(row["expected_sd"]))
    who = f"with {print_count(round(sample.tutored), 'student')} tutored at {print_count(sample.schools, 'school')}"
    sees = f"{who} it will probably see effects from {smallest:.2f} standard deviations on"
    if math.isnan(expected):
        return begin + f"{sees}; what may be expected is unknown, so whether that is enough is unknown too."
    low, high = float(str(row["expected_low_sd"])), float(str(row["expected_high_sd"]))
    if smallest > expected:
        return begin + (
            f"{sees}, and {expected:.2f} may be expected ({low:.2f} to {high:.2f}): too small to decide by outcomes. "
            f"No significant effect would not mean no effect; {use}."
        )
    if smallest > low:
        return begin + (
            f"{sees}; {expected:.2f} may be expected, but {low:.2f} is possible, and that would stay hidden."
        )
    return ""
