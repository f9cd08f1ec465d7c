"""The timeline's files are written whole, say that they are internal, and never lie beside public tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from hitdesign.errors import OutputError
from hitdesign.plan.timeline.documents import documents_of
from hitdesign.plan.timeline.icalendar import calendar_text
from hitdesign.report.audience import INTERNAL_NOTE
from hitdesign.report.calendar_files import write_calendar
from plan.timeline.planned import other, timeline


def test_calendar_rows_and_drafts_are_written(tmp_path: Path) -> None:
    found = timeline()
    drafts = documents_of(other(), found)
    paths = write_calendar(found, "Alder County", tmp_path / "out", documents=drafts)
    names = {path.name for path in paths}
    assert names == {INTERNAL_NOTE, "timeline.csv", "timeline.ics", *(f"{one.document_id}.txt" for one in drafts)}
    assert (tmp_path / "out" / "timeline.ics").read_bytes() == calendar_text(found, "Alder County").encode()
    rows = pd.read_csv(tmp_path / "out" / "timeline.csv", encoding="utf-8-sig")
    assert rows["task_id"].iloc[-1] == "launch"


def test_they_never_lie_beside_public_tables(tmp_path: Path) -> None:
    (tmp_path / "public_schools.csv").write_text("school\n", encoding="utf-8")
    with pytest.raises(OutputError, match="Name another folder"):
        write_calendar(timeline(), "Alder County", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["public_schools.csv"]
