"""The measures of the criteria beside the columns of the students that they speak of, or what does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.defaults import assumption_of
from hitdesign.district.student import Student
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.library import number, parameter
from hitdesign.evidence.records import Evidence
from hitdesign.policy import Measure, SelectionCriteria
from hitdesign.tables.fields import columns_of, subject_and_ending

#: What stands for each subject in turn in a measure's column.
SUBJECT = "{subject}"
#: Endings with a threshold per tier in the evidence, as `need.<ending>.<tier>`.
WITH_DEFAULTS = ("percentile", "state_level")
#: Columns that say who a student is or what is done, not how strong the need is.
NO_MEASURES = (
    "student_id",
    "school_id",
    "grade",
    "already_in_program",
    "consent",
    "skill_areas",
    "service_times",
    "automatically_eligible",
)
YES_AND_NO = {"yes": 1.0, "no": 0.0, "unknown": np.nan}


class Bound(NamedTuple):
    """A measure in one subject, and the column that holds it."""

    measure: Measure
    subject: str
    column: str


class Measures(NamedTuple):
    """The measures by subject (both in canonical order), and the assumptions that they rest on."""

    by_subject: dict[str, tuple[Bound, ...]]
    assumptions: tuple[Assumption, ...]


def measures_for(
    frame: pd.DataFrame, criteria: SelectionCriteria, evidence: Evidence, blank: Sequence[str] = ()
) -> Measures:
    """The criteria's measures, or the evidence's where they name none, beside the columns of the students' table.

    `blank`: measures that the table names and no student has; a fault says so.
    Raises InputError where a measure's column is not there, a threshold lies outside what it can hold, or the measures
    of a subject can never add up to what is needed.
    """
    measures = criteria.measures or default_measures(evidence)
    found = _subjects(frame)
    subjects = criteria.subjects or found
    faults: list[Fault] = []
    bound: list[Bound] = []
    for place, measure in enumerate(measures, start=1):
        wanted = [name for name in measure.subjects or subjects if name in (criteria.subjects or (name,))]
        here = list(_bound(measure, wanted, frame))
        bound += here
        if criteria.measures:
            faults += _thresholds(measure, place)
            faults += [_no_column(measure, place, frame)] if wanted and not here and not measure.optional else []
    by_subject = {name: tuple(one for one in bound if one.subject == name) for name in subjects_of(bound)}
    faults += [_nothing_of(name) for name in criteria.subjects if name not in by_subject]
    if not by_subject and not faults:
        faults.append(_nothing_at_all(frame, blank))
    if not criteria.everyone:
        faults += [_out_of_reach(name, here, criteria) for name, here in by_subject.items() if _short(here, criteria)]
    if faults:
        raise InputError(faults)
    return Measures(by_subject, _assumed(frame, bound, evidence))


def default_measures(evidence: Evidence) -> tuple[Measure, ...]:
    """Percentiles and levels of the state test, each with the evidence's threshold for both tiers.

    Raises InputError where the evidence lacks them or has them out of order.

    >>> from hitdesign.evidence.library import shipped
    >>> from hitdesign.need.measures import default_measures
    >>> [measure.column for measure in default_measures(shipped())]
    ['{subject}_percentile', '{subject}_state_level']
    """
    found = []
    for ending in WITH_DEFAULTS:
        intensive, strategic = (number(evidence, f"need.{ending}.{tier}") for tier in ("intensive", "strategic"))
        if intensive > strategic:
            raise InputError([_out_of_order(ending, intensive, strategic)])
        keys = tuple(f"need.{ending}.{tier}" for tier in ("intensive", "strategic"))
        column = f"{SUBJECT}_{ending}"
        found.append(Measure(column=column, intensive=intensive, strategic=strategic, from_evidence=keys))
    return tuple(found)


def subjects_of(bound: Sequence[Bound]) -> list[str]:
    """The subjects of the measures, sorted."""
    return sorted({one.subject for one in bound})


def values_of(frame: pd.DataFrame, column: str) -> npt.NDArray[np.float64]:
    """A column as numbers, NaN where unknown; yes is 1 and no is 0."""
    values = frame[column]
    if column in ("teacher_recommended", "iep", "english_learner", "low_income"):
        values = values.map(YES_AND_NO)
    return values.to_numpy(dtype=np.float64)


def _subjects(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(sorted({subject_and_ending(str(name), Student)[0] for name in frame.columns} - {""}))


def _bound(measure: Measure, subjects: Sequence[str], frame: pd.DataFrame) -> Iterator[Bound]:
    """The measure in each subject whose column the table has; an optional one needs a known value there."""
    for subject in subjects:
        column = measure.column.replace(SUBJECT, subject)
        there = column in frame.columns and column not in NO_MEASURES
        if there and not (measure.optional and len(frame) and not known(frame, [column]).any()):
            yield Bound(measure, subject, column)


def _thresholds(measure: Measure, place: int) -> Iterator[Fault]:
    """A threshold is a value that the column can hold; one between 0 and 1 is no percentile."""
    name = measure.column.replace(SUBJECT, "reading")
    column = next((found for found in columns_of(Student, [name]) if found.name == name), None)
    if column is None:
        return
    low, high = (0.0, 1.0) if column.words else (column.low, column.high)
    for tier in ("intensive", "strategic"):
        value = getattr(measure, tier)
        if value is None or low is None or high is None:
            continue
        share = column.name.endswith("_percentile") and 0 < value < 1
        if share or not low <= value <= high:
            yield _fault(
                place,
                f"the {tier} threshold {value:g} is no value of {measure.column}",
                f"a threshold from {low:g} to {high:g}" + (" (a percentile, not a share)" if share else ""),
                "Correct the threshold",
            )


def _no_column(measure: Measure, place: int, frame: pd.DataFrame) -> Fault:
    usable = [str(name) for name in frame.columns if name not in NO_MEASURES]
    near = get_close_matches(measure.column, usable, n=1, cutoff=0.6)
    return _fault(
        place,
        f"the students' table has no filled column {measure.column} in any of its {len(frame):,} rows",
        "one of: " + ", ".join(usable),
        f"Did you mean {near[0]!r}? Correct the name" if near else "Correct the name, or leave the measure out",
    )


def _nothing_of(subject: str) -> Fault:
    return Fault(
        table="criteria",
        column="subjects",
        problem=f"no measure of these criteria speaks of {subject}",
        expected="a subject with a measure in the students' table",
        what_to_do="Give a column of the subject, or leave the subject out",
    )


def _nothing_at_all(frame: pd.DataFrame, blank: Sequence[str]) -> Fault:
    unknown = f"; known for none of its {len(frame):,} rows: {', '.join(blank)}" if blank else ""
    there = ", ".join(name for name in map(str, frame.columns) if subject_and_ending(name, Student)[0]) or "none"
    return Fault(
        table="criteria",
        column="measures",
        problem=f"the students' table has no measure with a default threshold (its measures: {there}{unknown})",
        expected="a column <subject>_percentile or <subject>_state_level",
        what_to_do="Give such a column, or measures with thresholds of your own",
    )


def _short(bound: Sequence[Bound], criteria: SelectionCriteria) -> bool:
    return sum(one.measure.weight for one in bound) < least_needed(bound[0].subject, criteria) - 1e-9


def least_needed(subject: str, criteria: SelectionCriteria) -> float:
    """The least that the measures of a subject have to add up to in any grade."""
    other = [one.needed for one in criteria.needed_in if not one.subjects or subject in one.subjects]
    return min([criteria.needed, *other])


def _out_of_reach(subject: str, bound: Sequence[Bound], criteria: SelectionCriteria) -> Fault:
    most = sum(one.measure.weight for one in bound)
    return Fault(
        table="criteria",
        column="needed",
        problem=f"in {subject} the measures add up to {most:g} at most, so nobody could ever be found",
        expected=f"needed at most {most:g}, or more measures of {subject}",
        what_to_do="Lower needed, or add a measure",
    )


def _assumed(frame: pd.DataFrame, bound: Sequence[Bound], evidence: Evidence) -> tuple[Assumption, ...]:
    """The evidence's thresholds that were used as they stand, with the values that they judged."""
    columns: dict[str, set[str]] = {}
    for one in bound:
        for key in one.measure.from_evidence:
            used = evidence.parameters.get(key)
            if used is not None and used.value in (one.measure.intensive, one.measure.strategic):
                columns.setdefault(key, set()).add(one.column)
    return tuple(
        assumption_of(key, parameter(evidence, key), int(known(frame, sorted(names)).sum()))
        for key, names in columns.items()
    )


def known(frame: pd.DataFrame, columns: Sequence[str]) -> npt.NDArray[np.int64]:
    """How many values of each column are known."""
    return np.array([int((~np.isnan(values_of(frame, name))).sum()) for name in columns], dtype=np.int64)


def _out_of_order(ending: str, intensive: float, strategic: float) -> Fault:
    return Fault(
        table="evidence",
        column=f"need.{ending}.intensive",
        problem=f"the intensive threshold {intensive:g} is above the strategic one, {strategic:g}",
        expected="whom the intensive threshold catches, the strategic one catches too",
        what_to_do="Correct one of the two parameters",
    )


def _fault(place: int, problem: str, expected: str, what_to_do: str) -> Fault:
    return Fault(table="criteria", column=f"measure {place}", problem=problem, expected=expected, what_to_do=what_to_do)
