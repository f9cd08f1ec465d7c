"""The days without tutoring, from a file: read as written, and every fault with its line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from hitdesign.errors import InputError
from hitdesign.io.reading import read_district

Writer = Callable[..., Path]
HEAD = "school_id,starts_on,ends_on,kind,label\n"


def test_days_are_read_for_every_school_or_one(folder: Writer) -> None:
    lines = "*,2026-11-23,11/27/2026,break,Thanksgiving\n0103,2026-12-07,2026-12-07,closing,\n"
    found = read_district(folder({"calendar": HEAD + lines})).calendar
    assert [(row.school_id, row.starts_on, row.ends_on, row.kind, row.label) for row in found] == [
        ("*", date(2026, 11, 23), date(2026, 11, 27), "break", "Thanksgiving"),
        ("0103", date(2026, 12, 7), date(2026, 12, 7), "closing", ""),
    ]


def test_every_fault_of_the_table_comes_at_once(folder: Writer) -> None:
    lines = "*,2026-11-27,2026-11-23,break,\n0999,2026-12-07,2026-12-07,closing,\n*,2026-12-07,2026-12-07,fog,\n"
    with pytest.raises(InputError) as caught:
        read_district(folder({"calendar": HEAD + lines}))
    found = [(fault.table, fault.row, fault.column) for fault in caught.value.faults]
    assert sorted(found, key=str) == [("calendar", 2, "ends_on"), ("calendar", 3, "school_id"), ("calendar", 4, "kind")]
