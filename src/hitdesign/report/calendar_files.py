"""The timeline as files: one for calendars, one of rows, and the drafts that tasks ask for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hitdesign.plan.timeline.documents import Document
from hitdesign.plan.timeline.icalendar import calendar_table, calendar_text
from hitdesign.plan.timeline.timeline import Timeline
from hitdesign.report.audience import INTERNAL_MARK, INTERNAL_NOTE, refuse_mixing
from hitdesign.report.files import write_folder_whole
from hitdesign.report.tables import csv_bytes


def write_calendar(
    timeline: Timeline, district: str, folder: str | Path, *, documents: Sequence[Document] = ()
) -> tuple[Path, ...]:
    """Write `timeline.ics`, `timeline.csv` and a text file per draft into a folder, all of them or none.

    `district`: its name, part of each event's identity. Texts of the CSV file are guarded as `write_tables` does; a
    note beside the files says that they are internal. Returns their paths. Raises OutputError where the folder holds
    public tables, and as `write_folder_whole` does.

    >>> from hitdesign.report.calendar_files import write_calendar
    >>> [path.name for path in write_calendar(timeline, "Alder County", "out")][-1]  # doctest: +SKIP
    'timeline.ics'
    """
    refuse_mixing(folder, public=False, internal_names=())
    files = {
        INTERNAL_NOTE: f"{INTERNAL_MARK}\r\n".encode("utf-8-sig"),
        "timeline.csv": csv_bytes(calendar_table(timeline)),
        "timeline.ics": calendar_text(timeline, district).encode(),
        **{f"{one.document_id}.txt": one.text.replace("\n", "\r\n").encode("utf-8-sig") for one in documents},
    }
    return write_folder_whole(folder, files)
