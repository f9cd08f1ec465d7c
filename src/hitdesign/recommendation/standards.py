"""Every tutoring model against every standard, element by element: met, failed, not stated, or beyond testing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import numpy as np
import pandas as pd

from hitdesign.evidence.records import CatalogueModel, Evidence, Standard, Untestable
from hitdesign.policy import Objective
from hitdesign.recommendation.columns import Flags, Whole, Words
from hitdesign.recommendation.elements import ELEMENTS, Designs, Element

Status = Literal["met", "failed", "not_stated", "not_testable"]
COLUMNS = ("standard", "model_id", "element", "required", "found", "status")
#: Where a standard says nothing, and where nothing could be found out.
BLANK = "-"


@dataclass(frozen=True, eq=False)
class Sheet:
    """Tutoring models on paper for one band of grades: where and when they run is unknown or the same for all."""

    model_id: Words
    size: Whole
    sessions: Whole
    minutes: Whole
    weeks: Whole
    grade_low: Whole
    grade_high: Whole
    objective: Words
    possible: Flags
    during_school: Flags


def compare_standards(
    evidence: Evidence,
    grade_low: int,
    grade_high: int,
    objective: Objective = "recovery",
    *,
    during_school: bool | None = None,
    models: Mapping[str, CatalogueModel] | None = None,
) -> pd.DataFrame:
    """Every tutoring model (blank: the catalogue) against every standard, for a band of grades and an objective.

    Grades as numbers, 0 = kindergarten. `during_school` None: the time of day is unknown. Columns: standard, model_id,
    element, required, found (words), status (met, failed, not_stated, not_testable). An element that is not testable
    is never passed.

    >>> from hitdesign.evidence.library import shipped
    >>> found = compare_standards(shipped(), 3, 5)
    >>> found.query("model_id == 'group_5' and status == 'failed' and standard == 'dc_osse'")["required"].item()
    'at most 4 to a tutor'
    """
    chosen = sorted((models or evidence.tutoring_models).items())
    sheet = Sheet(
        model_id=np.array([[key for key, _ in chosen]], dtype=object),
        size=_across([entry.students_per_tutor for _, entry in chosen]),
        sessions=_across([entry.sessions_per_week for _, entry in chosen]),
        minutes=_across([entry.minutes_per_session for _, entry in chosen]),
        weeks=_across([entry.weeks for _, entry in chosen]),
        grade_low=_across([grade_low]),
        grade_high=_across([grade_high]),
        objective=np.array([[objective]], dtype=object),
        possible=np.full((1, len(chosen)), during_school is not None),
        during_school=np.full((1, len(chosen)), bool(during_school)),
    )
    return standards_table(sheet, [str(key) for key, _ in chosen], evidence.standards)


def standards_table(
    designs: Designs, model_ids: list[str], standards: Mapping[str, Standard], band: int = 0
) -> pd.DataFrame:
    """The same for one band of any designs, such as a Situation; rows by standard, tutoring model, element."""
    rows = [
        (key, model_id, *row)
        for key, standard in standards.items()
        for column, model_id in enumerate(model_ids)
        for row in elements_of(standard, designs, band, column)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def elements_of(standard: Standard, designs: Designs, band: int, column: int) -> Iterator[tuple[str, str, str, Status]]:
    """Element, required, found and status of one tutoring model: first what can be tested, then what cannot."""
    for element in ELEMENTS:
        status = status_of(element, standard, designs, band, column)
        yield element.name, _required(element, standard, designs, band), element.found(designs, band, column), status
    for name in get_args(Untestable):
        said = standard.not_testable.get(name)
        yield name, said or BLANK, BLANK, "not_testable" if said else "not_stated"


def status_of(element: Element, standard: Standard, designs: Designs, band: int, column: int) -> Status:
    """Failed before unsure before met; what is only said in words cannot be tested."""
    if _cell(element.fails(standard, designs), band, column):
        return "failed"
    if _cell(element.stated(standard, designs), band, 0):
        return "not_testable" if _cell(element.unsure(standard, designs), band, column) else "met"
    return "not_testable" if element.name in standard.not_testable else "not_stated"


def _required(element: Element, standard: Standard, designs: Designs, band: int) -> str:
    if _cell(element.stated(standard, designs), band, 0):
        return element.required(standard, designs, band)
    if element.name == "school_day" and standard.during_school_preferred:
        return "preferred, not required"
    return standard.not_testable.get(element.name, BLANK)


def open_checks_of(standard: Standard, day: date | None = None) -> tuple[str, ...]:
    """What a reader must not take as passed: the standard's untested elements, and that it has ended, in sentences.

    `day`: on which it should be in force (blank: the day it was looked at).

    >>> from hitdesign.evidence.library import shipped
    >>> open_checks_of(shipped().standards["tennessee_all_corps"])
    ('Tennessee ALL Corps: it ended on 2024-08-31 and is no longer in force.',)
    """
    said = "; ".join(standard.not_testable.values())
    return (
        *((f"{standard.name}: {ended_words(standard)}.",) if standard.ended(day) else ()),
        *((f"{standard.name}: not tested here: {said}.",) if said else ()),
    )


def ended_words(standard: Standard) -> str:
    """`it ended on 2024-08-31 and is no longer in force`."""
    return f"it ended on {standard.in_force_until} and is no longer in force"


def _across(values: list[int]) -> Whole:
    return np.array([values], dtype=np.int64)


def _cell(flags: Flags, band: int, column: int) -> bool:
    rows, columns = flags.shape
    return bool(flags[band if rows > 1 else 0, column if columns > 1 else 0])
