"""The dates of an award from its year and its program's law, where nobody has read them off the award letter yet."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral
from typing import Any

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.records import Evidence
from hitdesign.evidence.windows import award_window

YEAR, FIRST, LAST = "award_year", "obligate_from", "obligate_by"


def dated(award: Mapping[str, Any], program: str, evidence: Evidence) -> tuple[dict[str, Any], list[Assumption]]:
    """The award's columns with the dates that its `award_year` gives, and an assumption that names the law.

    Stated dates stay. `program`: its key, where the award does not say it. Raises InputError where the year is no whole
    number, the program is unknown, names no window, or was closed before such an award could begin.

    >>> from hitdesign.evidence.library import shipped
    >>> columns, _ = dated({"program": "title_iv_a", "award_year": 2026}, "", shipped())
    >>> print(columns["obligate_from"], columns["obligate_by"])
    2026-07-01 2028-09-30
    """
    columns = {name: value for name, value in award.items() if name != YEAR}
    if YEAR not in award or {FIRST, LAST} <= set(columns):
        return columns, []
    key = str(award.get("program", program))
    law, year = evidence.programs.get(key), award[YEAR]
    if law is None or not isinstance(year, Integral):
        what = f"program {key!r} is not in the evidence" if law is None else "it is no year"
        raise InputError([_fault(what, str(year))])
    window = award_window(law, int(year))
    if window is None:
        raise InputError([_fault(f"{law.name} names no window of its own", str(year))])
    law_says = {FIRST: window.obligate_from, LAST: window.obligate_by}
    assumption = Assumption(
        name=f"programs.{key}.window",
        value=f"{columns.get(FIRST, window.obligate_from)} to {columns.get(LAST, window.obligate_by)}",
        unit="dates",
        why=f"the longest window that the law gives an award of {year}; the award letter may set earlier days",
        source=law.source,
        verified=law.verified,
        as_of=law.as_of,
        cells=len(set(law_says) - set(columns)),
    )
    return {**law_says, **columns}, [assumption]


def _fault(problem: str, found: str) -> Fault:
    return Fault(
        "funding",
        problem,
        f"a year such as 2026 and a program with a window, or {FIRST} and {LAST}",
        "Give the two dates of the award letter",
        column=YEAR,
        found=found,
    )
