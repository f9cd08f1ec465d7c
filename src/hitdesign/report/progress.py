"""A progress report as one self-contained page: for the board from what is published, inside with every number."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.cycle.internal import InternalReport
from hitdesign.measurement.cycle.public import PublicReport, PublicSchoolReport
from hitdesign.report.audience import INTERNAL_MARK, PUBLIC_MARK
from hitdesign.report.files import write_whole
from hitdesign.report.grid import Grid
from hitdesign.report.html import filled
from hitdesign.report.words import heading, plain

#: What stands in an empty cell.
NOT_KNOWN = "not known"
#: What stands in a column of numbers.
_NUMBER = re.compile(rf"[≤≥<>]?[\d.,]+%?|\*|{NOT_KNOWN}|")


Report = PublicReport | PublicSchoolReport | InternalReport


def write_progress(report: Report, path: str | Path, *, about: str = "", notes: Sequence[str] = ()) -> Path:
    """Write a progress report as one HTML file, whole or not at all; returns its path.

    A public report shows what protection let through and says so; an internal one shows all, marked at both ends, and
    no single student. `about`: what the reader should know of the program or the data first; no count belongs there.
    `notes`: sentences on how it was measured, such as those of an effect; they tell of few students, so only an
    internal page takes them (a public one has its figures from `publish_report`). The page runs no script and asks for
    nothing from a network; every text is escaped. Raises InputError where a public report is given notes, OutputError
    where it cannot be written, MissingExtra where jinja2 is absent.

    >>> from hitdesign.report.progress import write_progress
    >>> write_progress(report, "board.html").name  # doctest: +SKIP
    'board.html'
    """
    if notes and not isinstance(report, InternalReport):
        raise InputError([_unprotected()])
    return write_whole(path, filled("progress.html", lambda: _page(report, about, notes)))


def _unprotected() -> Fault:
    return Fault(
        table="report",
        column="notes",
        problem="a public page was given sentences that no protection has seen",
        expected="notes for an internal report alone",
        what_to_do="Give effects and costs to publish_report as figures, or leave the notes out",
    )


def _page(report: Report, about: str, notes: Sequence[str]) -> dict[str, Any]:
    whole = report.report if isinstance(report, PublicSchoolReport) else report
    title = f"{whole.title}: {report.school}" if isinstance(report, PublicSchoolReport) else whole.title
    public = not isinstance(report, InternalReport)
    return {
        "title": plain(title),
        "as_of": str(whole.as_of),
        "mark": PUBLIC_MARK if public else INTERNAL_MARK,
        "public": public,
        "about": plain(about),
        "sentences": [plain(one) for one in ([] if report is not whole else whole.sentences)],
        "notes": [plain(one) for one in notes],
        "grids": _grids(report),
    }


def _grids(report: Report) -> list[Grid]:
    """Its tables, each as it stands there."""
    if isinstance(report, InternalReport):
        tables = {"Schools": report.schools}
        if report.indicators is not None:
            tables["Indicators"] = report.indicators[["name", "school_id", "status", "says", "to_do", "owner"]]
    else:
        tables = report.tables
    return [
        Grid(
            f"progress-{number}",
            plain(name[:1].upper() + name[1:]),
            tuple((heading(str(column)), _side(table[column])) for column in table.columns),
            tuple(tuple(_cell(value) for value in row) for row in table.astype(object).to_numpy().tolist()),
        )
        for number, (name, table) in enumerate(tables.items())
    ]


def _side(cells: pd.Series) -> str:
    """Numbers, and stars in the place of numbers, stand to the right."""
    return "n" if all(_NUMBER.fullmatch(_cell(value)) for value in cells) else ""


def _cell(value: object) -> str:
    """A cell as a person reads it."""
    if isinstance(value, float):
        return NOT_KNOWN if math.isnan(value) else f"{value:,.0f}" if value.is_integer() else f"{value:,.3g}"
    return plain(str(value))
