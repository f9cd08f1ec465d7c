"""What somebody can work out who kept every report that was ever published, checked over all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.cycle.public import PublicReport, same_numbers
from hitdesign.measurement.disclosure.audit import Audit, audit, deduced
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.tables import Change, CountTable, Link
from hitdesign.measurement.given import refuse


def audit_reports(
    reports: Sequence[PublicReport],
    counts: Sequence[Sequence[CountTable]],
    policy: DisclosurePolicy,
    *,
    unchanged: Sequence[str],
    changes: Sequence[Change] = (),
) -> Audit:
    """Every hidden count of all reports against what the policy demands of it, whatever each report's own check said.

    counts: of each report in order, in full, as they went into `publish_report`; the others as there. A later report
    can narrow what an earlier one left open; each release keeps a hidden count of before as wide as
    `width_students`, and not more, so a verdict `narrow` may stand where none was when it was published. Raises
    InputError where reports and counts do not go together. Internal: the answer tells how small hidden counts are.

    >>> from hitdesign.measurement.cycle.progress import progress_of
    >>> from hitdesign.measurement.cycle.public import board_counts, publish_report
    >>> from datetime import date
    >>> rows = pd.DataFrame({"student_id": list("abcdef"), "school_id": ["North", "South"] * 3})
    >>> counts = board_counts(progress_of(rows, date(2026, 11, 2), good_attendance=0.9))
    >>> how = {"policy": DisclosurePolicy(), "unchanged": ["invited"]}
    >>> report = publish_report(counts, title="Tutoring", as_of=date(2026, 11, 2), before=[], **how)
    >>> audit_reports([report], [counts], **how).recoverable
    0
    """
    if len(reports) != len(counts):
        problem, expected = f"{len(reports)} reports and {len(counts)} sets of counts", "as many of each"
        refuse([Fault("reports", problem, expected, "Give the counts of each report", column="counts")])
    release, links = _together([one.release for one in reports], unchanged)
    true, _ = _together(counts, ())
    return audit(release, true, policy, changes=changes, links=links)


def deduced_from_reports(
    reports: Sequence[PublicReport], *, unchanged: Sequence[str], changes: Sequence[Change] = ()
) -> pd.DataFrame:
    """The least and the most that each hidden count can be, from the reports alone: columns cell, low, high (students).

    Needs no secret: it is what any reader can do. Raises InputError where the reports contradict each other.

    >>> from hitdesign.measurement.cycle.audit import deduced_from_reports
    >>> list(deduced_from_reports([], unchanged=()))
    ['cell', 'low', 'high']
    """
    release, links = _together([one.release for one in reports], unchanged)
    return deduced(release, changes=changes, links=links)


def _together(dates: Sequence[Sequence[CountTable]], unchanged: Sequence[str]) -> tuple[list[CountTable], list[Link]]:
    """The tables of all dates, each with a name of its own, and the counts that are the same at all of them."""
    tables: list[CountTable] = []
    links: list[Link] = []
    for one in dates:
        links += same_numbers(one, tables, unchanged)
        tables += [replace(table, name=f"{table.name} as of {table.as_of}") for table in one]
    return tables, links
