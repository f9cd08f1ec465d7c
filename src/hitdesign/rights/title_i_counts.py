"""The counts from which Title I money is handed out: read, checked, and made from other counts where the law allows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from hitdesign.district.district import District
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.library import number, shipped
from hitdesign.evidence.records import Evidence

TABLE = "title_i_counts"
#: The columns that must be there; private_low_income_students, grade_span and high_school may be.
NEEDED = ("school_id", "children", "low_income_students")
#: Words of high_school, and what they say.
HIGH_SCHOOL = {"true": True, "yes": True, "1": True, "1.0": True}
HIGH_SCHOOL |= {"": False, "false": False, "no": False, "0": False, "0.0": False}
#: Grades from which a school counts as a middle or a high school where the district does not say.
MIDDLE_FROM, HIGH_FROM = 5, 9


@dataclass(frozen=True)
class Area:
    """One school and its attendance area: exact counts."""

    school_id: str
    grade_span: str
    high_school: bool
    children: Fraction
    low_income: Fraction
    private_low_income: Fraction


def areas_of(counts: pd.DataFrame) -> list[Area]:
    """The table's rows as exact counts, by school_id; raises InputError with every fault.

    Columns: school_id, children (all who live in the area, or attend), low_income_students, and where known
    private_low_income_students (0), grade_span (blank: one span), high_school (false).
    """
    missing = [name for name in NEEDED if name not in counts.columns]
    if missing:
        raise InputError(
            [_fault(None, name, None, "the column is missing", "a column of that name") for name in missing]
        )
    faults: list[Fault] = []
    areas: list[Area] = []
    for row, record in enumerate(counts.to_dict("records"), start=2):
        before = len(faults)
        numbers = [
            _exact(record.get(name, 0), row, name, faults) for name in (*NEEDED[1:], "private_low_income_students")
        ]
        children, low, private = numbers
        if not _text(record["school_id"]):
            faults.append(_fault(row, "school_id", None, "the id is blank", "a school"))
        if len(faults) == before and low > children + private:
            faults.append(_fault(row, "low_income_students", str(low), "more low-income children than children", ""))
        areas.append(
            Area(
                school_id=_text(record["school_id"]),
                grade_span=_text(record.get("grade_span")),
                high_school=_high_school(_text(record.get("high_school")), row, faults),
                children=children,
                low_income=low,
                private_low_income=private,
            )
        )
    times = Counter(area.school_id for area in areas)
    faults += [
        _fault(None, "school_id", one, "the school stands twice", "one row per school")
        for one, count in sorted(times.items())
        if count > 1
    ]
    if faults:
        raise InputError(faults)
    return sorted(areas, key=lambda area: area.school_id)


def _text(value: Any) -> str:
    """A cell as text; a blank one is blank."""
    return "" if pd.isna(value) else str(value).strip()


def _high_school(word: str, row: int, faults: list[Fault]) -> bool:
    if word.casefold() not in HIGH_SCHOOL:
        faults.append(_fault(row, "high_school", word, "it says neither yes nor no", "yes, no or a blank"))
    return HIGH_SCHOOL.get(word.casefold(), False)


def _exact(value: Any, row: int, column: str, faults: list[Fault]) -> Fraction:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        faults.append(_fault(row, column, None, "the count is blank", "a count; an unknown one cannot be ranked"))
        return Fraction(0)
    try:
        exact = Fraction(str(value))
    except ValueError:
        faults.append(_fault(row, column, str(value), "it is not a number", "a count"))
        return Fraction(0)
    if exact < 0:
        faults.append(_fault(row, column, str(value), "it is below zero", "a count"))
    return exact


def _fault(row: int | None, column: str, found: str | None, problem: str, expected: str) -> Fault:
    return Fault(
        table=TABLE,
        row=row,
        column=column,
        found=found,
        problem=problem,
        expected=expected or "low-income children among the children",
        what_to_do="Correct the table of counts",
    )


def counts_of(
    district: District, *, spans: Mapping[str, str] | None = None, private_low_income: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """The table of counts from a district's schools: enrollment and low-income students, with a grade span each.

    `spans`: school_id -> grade span, where the district groups its schools itself; else elementary, middle and high by
    the lowest grade. `private_low_income`: school_id -> low-income children of private schools who live in its area, a
    school without an entry has none; without the mapping the column private_low_income_students is left out. Raises
    InputError where a school's counts or grades are unknown, where the mapping names a school without a row, or where
    it is missing and private_schools has such children: the law counts them by the area in which they live.
    """
    spans = spans or {}
    faults = [
        Fault(
            table="schools",
            row=row,
            column=name,
            problem="Title I cannot be handed out without it",
            expected="a value for every school",
            what_to_do="Fill it in, or leave the school out of the table",
        )
        for row, school in enumerate(district.schools, start=2)
        for name in ("enrollment", "low_income_students", "grade_low", "grade_high")
        if getattr(school, name) is None
    ]
    faults += _private_faults(district, private_low_income)
    if faults:
        raise InputError(faults)
    rows = [
        {
            "school_id": school.school_id,
            "children": school.enrollment,
            "low_income_students": school.low_income_students,
            "grade_span": spans.get(school.school_id, span_of_grades(school.grade_low or 0)),
            "high_school": (school.grade_low or 0) >= HIGH_FROM,
        }
        for school in district.schools
    ]
    if private_low_income is not None:
        rows = [
            {**row, "private_low_income_students": private_low_income.get(str(row["school_id"]), 0)} for row in rows
        ]
    return pd.DataFrame(rows)


def _private_faults(district: District, by_area: Mapping[str, int] | None) -> list[Fault]:
    """Areas without a school, or private schools' children whose areas nobody named."""
    known = {school.school_id for school in district.schools}
    if by_area is not None:
        return [
            _fault(
                None, "private_low_income_students", one, "private_low_income names a school without a row", "a school"
            )
            for one in sorted(set(by_area) - known)
        ]
    children = sum(row.low_income_children or 0 for row in district.private_schools if row.participates == "yes")
    if not children:
        return []
    return [
        Fault(
            table="private_schools",
            column="low_income_children",
            found=str(children),
            problem="Title I counts these children by the area in which they live, and this table does not say it",
            expected="private_low_income: for each school, those who live in its area",
            what_to_do="Give private_low_income to counts_of",
        )
    ]


def span_of_grades(grade_low: int) -> str:
    """Elementary, middle or high, by the lowest grade.

    >>> span_of_grades(0), span_of_grades(6), span_of_grades(9)
    ('elementary', 'middle', 'high')
    """
    return "high" if grade_low >= HIGH_FROM else "middle" if grade_low >= MIDDLE_FROM else "elementary"


def by_feeder_pattern(counts: pd.DataFrame, feeders: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """The counts with secondary schools' low-income children estimated from the elementary areas that feed them.

    Formula: children of the school x low-income children of its feeders / children of its feeders, not rounded.
    Source: ESEA 1113(a)(5)(B) and 34 CFR 200.78(a)(2)(ii); a majority of the secondary schools must agree, which this
    function cannot see. Raises InputError where a school is not in the table or its feeders hold no child.
    """
    table = counts.set_index("school_id", drop=False)
    named = {school: list(own) for school, own in feeders.items()}
    unknown = sorted({one for school, own in named.items() for one in (school, *own)} - set(table.index))
    faults = [
        _fault(None, "school_id", one, "a feeder pattern names a school without a row", "a school") for one in unknown
    ]
    low = table["low_income_students"].astype(float)
    for school, own in named.items():
        if unknown:
            break
        children = float(table.loc[own, "children"].sum())
        if not children > 0:
            faults.append(_fault(None, "children", school, "its feeders have no children", "feeders with children"))
            continue
        low[school] = float(table.loc[[school], "children"].sum()) * counts_sum(table, own) / children
    if faults:
        raise InputError(faults)
    return counts.assign(low_income_students=low.to_numpy())


def counts_sum(table: pd.DataFrame, schools: list[str]) -> float:
    """Low-income children of several schools."""
    return float(table.loc[schools, "low_income_students"].sum())


def by_direct_certification(
    counts: pd.DataFrame,
    identified: Mapping[str, int],
    *,
    multiplier: float | None = None,
    evidence: Evidence | None = None,
) -> pd.DataFrame:
    """The counts with low-income children of schools under community eligibility made from identified students.

    Formula: min(children, identified x multiplier), not rounded; the multiplier is the evidence's where it is blank.
    """
    factor = (
        number(evidence or shipped(), "title_i.community_eligibility_multiplier") if multiplier is None else multiplier
    )
    children = dict(zip(counts["school_id"], counts["children"], strict=True))
    unknown = sorted(set(identified) - set(children))
    if unknown:
        raise InputError(
            [
                _fault(None, "school_id", one, "identified students of a school without a row", "a school")
                for one in unknown
            ]
        )
    low = [
        min(float(children[school]), factor * identified[school]) if school in identified else float(own)
        for school, own in zip(counts["school_id"], counts["low_income_students"], strict=True)
    ]
    return counts.assign(low_income_students=low)
