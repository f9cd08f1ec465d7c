"""What a pilot measured, as a small table, in words that may leave: no result of few students."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.inert import inert
from hitdesign.plan.stakeholders.words import Both, sentences

TABLE = "results"
#: Columns of the table; `measure_es` may be left out: the measure then stands in the district's language.
NEEDED = ("measure", "value", "unit", "students")
SHARE = "share 0-1"


def results_text(results: pd.DataFrame, policy: DisclosurePolicy) -> tuple[Both | None, list[str]]:
    """One sentence a row, and a sentence for each row kept back; None where none is left.

    results: columns of NEEDED; measure (text), value (a number; a share where the unit is `share 0-1`), unit, students
    (how many the value is of), perhaps measure_es. A row of fewer students than the policy's threshold is kept back;
    a share near 0 or 1 is coded as the policy's bands say. Raises InputError with every fault.
    """
    faults = list(_faults(results))
    if faults:
        raise InputError(faults)
    said, kept = [], []
    for row in results.to_dict("records"):
        measure, count = inert(row["measure"]), float(row["students"])
        if policy.small(count) or count == 0:
            kept.append(
                f"A result is kept back. {measure}: fewer than {policy.threshold_students} students are behind it."
            )
            continue
        other = row.get("measure_es")
        spanish = measure if other is None or pd.isna(other) else inert(other)
        value = _value(float(row["value"]), str(row["unit"]), policy, count)
        said.append(Both(f"{measure}: {value.en}.", f"{spanish}: {value.es}."))
    return (sentences(said) if said else None), kept


def _value(value: float, unit: str, policy: DisclosurePolicy, students: float) -> Both:
    if unit != SHARE:
        text = f"{value:,.2f}".rstrip("0").rstrip(".")
        return Both(f"{text} {inert(unit)}", f"{text} {inert(unit)}")
    band = policy.share_for(students)
    if band is not None and value <= band:
        return Both(f"at most {band:.0%}", f"como máximo {band:.0%}")
    if band is not None and value >= 1 - band:
        return Both(f"at least {1 - band:.0%}", f"como mínimo {1 - band:.0%}")
    return Both(f"{value:.0%}", f"{value:.0%}")


def _faults(results: pd.DataFrame) -> Iterator[Fault]:
    missing = [name for name in NEEDED if name not in results.columns]
    for name in missing:
        yield Fault(TABLE, "the column is missing", ", ".join(NEEDED), "Add the column", column=name)
    if missing:
        return
    for number, row in enumerate(results.to_dict("records"), start=2):
        if not inert(row["measure"]) or pd.isna(row["measure"]):
            yield Fault(TABLE, "no measure is named", "a few words", "Say what was measured", number, "measure")
        for name, low, high in (("value", -math.inf, math.inf), ("students", 0.0, math.inf)):
            problem = _not_a_number(row[name], low, high)
            if problem:
                yield Fault(TABLE, problem, "a number", "Correct the cell or leave the row out", number, name)
        share = row["unit"] == SHARE and not _not_a_number(row["value"], -math.inf, math.inf)
        if share and not 0 <= float(row["value"]) <= 1:
            yield Fault(TABLE, "a share lies outside 0 to 1", "0.8 for 80 %", "Correct the cell", number, "value")


def _not_a_number(value: Any, low: float, high: float) -> str:
    number = pd.to_numeric(pd.Series([value], dtype=object), errors="coerce").iloc[0]
    if isinstance(value, bool | str) or pd.isna(number):
        return "is no number"
    return "" if low <= float(number) <= high and not math.isinf(float(number)) else "is no number in range"
