"""Progress reports for those who answer for the students: full, marked as internal, of one school or of all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.cycle.decide import ReviewDecision
from hitdesign.measurement.cycle.markdown import plain, table_markdown
from hitdesign.measurement.cycle.progress import Progress
from hitdesign.measurement.cycle.status import WHOLE, IndicatorReading
from hitdesign.quantities import print_count, print_share
from hitdesign.tables.private import PrivateTable

#: Stands first and last in everything internal.
INTERNAL = "Internal: contains small numbers. Not for publication."
#: A spreadsheet runs a cell that begins so as a formula; an apostrophe before it keeps it a text.
RUNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, eq=False)
class InternalReport:
    """Progress on a day, with every number. It is no `PublicReport` and cannot become one: what is published is made
    from counts by `publish_report`, which protects them.

    school_id: None for all schools. schools: as in Progress; indicators: as in IndicatorReading, or None; students:
    shown by nothing here, written only by `write_student_progress`.
    """

    title: str
    as_of: date
    school_id: str | None
    schools: pd.DataFrame = field(repr=False)
    indicators: pd.DataFrame | None = field(repr=False)
    sentences: tuple[str, ...] = field(repr=False)
    students: PrivateTable

    def to_markdown(self) -> str:
        """The report as Markdown, without the students: the mark, sentences, indicators, schools, the mark."""
        parts = [f"**{INTERNAL}**", f"# {plain(self.title)}, {self.as_of}"]
        parts.append("\n".join(f"- {plain(sentence)}" for sentence in self.sentences))
        if self.indicators is not None:
            shown = self.indicators[["name", "school_id", "status", "says", "to_do", "owner"]].astype(object)
            parts += ["## Indicators", table_markdown(shown.replace({"school_id": {WHOLE: "all schools"}}))]
        parts += ["## Schools", table_markdown(self.schools.astype(object)), f"**{INTERNAL}**"]
        return "\n\n".join(parts) + "\n"


def internal_report(
    progress: Progress,
    *,
    title: str,
    school_id: str | None = None,
    reading: IndicatorReading | None = None,
    decision: ReviewDecision | None = None,
    names: Sequence[tuple[str, str]] = (),
) -> InternalReport:
    """The report to the principal of one school, or to the leaders of all of them, at a review.

    names: pairs of a school_id and the name to print beside it. Of one school it holds that school's rows alone. Raises
    InputError where the school has no row, the reading is of another day, or the decision of a later one.

    >>> from hitdesign.measurement.cycle.progress import progress_of
    >>> rows = pd.DataFrame({"student_id": ["a", "b"], "school_id": ["North", "South"]})
    >>> progress = progress_of(rows, date(2026, 11, 2), good_attendance=0.9)
    >>> report = internal_report(progress, title="Progress", school_id="North")
    >>> len(report.schools), report.students
    (1, PrivateTable(1 row; columns: student_id, school_id, ... met_goal))
    """
    faults = []
    schools, students = progress.schools, progress.students.frame
    if school_id is not None and school_id not in set(schools["school_id"]):
        expected = "a school with students who were invited"
        faults.append(Fault("report", "the school has no row", expected, "Correct the id", found=school_id))
    if reading is not None and reading.as_of != progress.as_of:
        problem, expected = "the indicators are of another day", f"a reading of {progress.as_of}"
        faults.append(Fault("report", problem, expected, "Read them again", found=str(reading.as_of)))
    faults += decision_faults(decision, progress.as_of)
    if faults:
        raise InputError(faults)
    indicators = None if reading is None else reading.table
    if school_id is not None:
        schools = schools[schools["school_id"] == school_id]
        students = students[students["school_id"] == school_id]
        indicators = None if indicators is None else indicators[indicators["school_id"].isin([school_id, WHOLE])]
    by_name = dict(names)
    shown = schools.assign(school=[by_name.get(one, one) for one in schools["school_id"]])
    ordered = shown[["school", *[name for name in shown if name != "school"]]].reset_index(drop=True)
    said = (*_sentences(schools, progress.good_attendance), *(_of_decision(decision) if decision else ()))
    table = PrivateTable(students.reset_index(drop=True))
    return InternalReport(title, progress.as_of, school_id, ordered, indicators, said, table)


def decision_faults(decision: ReviewDecision | None, as_of: date) -> Iterator[Fault]:
    """A fault where a decision is of a later day than the report that tells of it.

    >>> from hitdesign.measurement.cycle.internal import decision_faults
    >>> list(decision_faults(None, date(2026, 11, 2)))
    []
    """
    if decision is not None and decision.on > as_of:
        problem, expected = "the decision is of a later day", f"a decision of {as_of} or before"
        yield Fault("report", problem, expected, "Report it at the next review", found=str(decision.on))


def write_student_progress(report: InternalReport, path: Path) -> None:
    """Write the students of a report as CSV, for the people who work with them, readable by its owner alone.

    The only way in which this part lets go of single students. An id that a spreadsheet would run as a formula gets an
    apostrophe. Raises FileExistsError rather than overwrite.

    >>> import tempfile
    >>> from hitdesign.measurement.cycle.progress import progress_of
    >>> rows = pd.DataFrame({"student_id": ["a"], "school_id": ["North"]})
    >>> report = internal_report(progress_of(rows, date(2026, 11, 2), good_attendance=0.9), title="Progress")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_student_progress(report, Path(folder) / "north.csv")
    ...     (Path(folder) / "north.csv").read_text().splitlines()[0]
    'Internal: contains small numbers. Not for publication.'
    """
    table = report.students.frame.copy()
    for name in ("student_id", "school_id"):
        table[name] = [f"'{one}" if one.startswith(RUNS) else one for one in table[name].astype(str)]
    text = f"{INTERNAL}\n{table.to_csv(index=False, lineterminator=chr(10))}"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def _sentences(schools: pd.DataFrame, good: float) -> list[str]:
    total = schools[["invited", "enrolled", "attending", "on_pace", "tested", "met_goal"]].sum()
    unknown = schools[["attendance_unknown", "pace_unknown"]].sum()
    enrolled, tested = int(total["enrolled"]), int(total["tested"])
    missing = int(unknown["attendance_unknown"]), int(unknown["pace_unknown"])
    growth = f"{_of(int(total['met_goal']), tested)} tested at both times met their growth goal"
    return [
        f"{print_count(int(total['invited']), 'student')} invited, {enrolled:,} enrolled.",
        f"{_of(int(total['attending']), enrolled)} attend {print_share(good)} or more of their minutes"
        f" (not known: {missing[0]:,}).",
        f"{_of(int(total['on_pace']), enrolled)} are on pace for adequate dosage (not known: {missing[1]:,}).",
        f"{growth}; nobody is compared, so it is no effect." if tested else "Nobody was tested at both times yet.",
    ]


def _of(number: int, whole: int) -> str:
    share = f" ({print_share(number / whole)})" if whole else ""
    return f"{number:,} of {whole:,}{share}"


def _of_decision(decision: ReviewDecision) -> tuple[str, ...]:
    word = decision.decision.replace("_", " ")
    by = f" by rule: {', '.join(decision.rules)}" if decision.rules else ""
    still = f"Still open: {', '.join(decision.open)}." if not decision.rules else ""
    parts = (f"Decision on {decision.on}: {word}{by}.", still, *decision.reasons, *decision.would_change)
    return tuple(part for part in (*parts, *decision.cautions) if part)
