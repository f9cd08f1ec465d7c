"""A running year's ledger and session logs, from files: read as written, and every fault with its place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from hitdesign.errors import InputError
from hitdesign.io.reading import read_district

Writer = Callable[..., Path]
LEDGER = "stream_id,date,entry,dollars,cost_kind,school_id\n"
SESSIONS = "school_id,block_id,pool_id,date,scheduled_minutes,attended_minutes,why_not_held\n"


def test_both_tables_are_read_with_what_came_back_below_zero(folder: Writer) -> None:
    lines = 'general,2026-12-15,1,"$1,250.50",labour,0102\ngeneral,2026-12-15,2,-50,,\n'
    logs = "0102,intervention,aides,2026-12-15,90,60,snow day\n"
    district = read_district(folder({"ledger": LEDGER + lines, "sessions": SESSIONS + logs}))
    assert [(row.date, row.dollars, row.school_id) for row in district.ledger] == [
        (date(2026, 12, 15), 1250.5, "0102"),
        (date(2026, 12, 15), -50.0, ""),
    ]
    assert [(row.scheduled_minutes, row.attended_minutes) for row in district.sessions] == [(90, 60)]


def test_every_fault_of_both_tables_comes_at_once(folder: Writer) -> None:
    lines = "grant,2026-12-15,1,5,,\ngeneral,2026-12-15,1,5,,0999\ngeneral,2026-12-15,1,6,,\n"
    logs = "0102,intervention,aides,2026-12-15,60,90,\n0999,intervention,aides,2026-12-16,60,60,\n"
    with pytest.raises(InputError) as caught:
        read_district(folder({"ledger": LEDGER + lines, "sessions": SESSIONS + logs}))
    found = [(fault.table, fault.row, fault.column) for fault in caught.value.faults]
    assert sorted(found, key=str) == sorted(
        [
            ("ledger", 2, "stream_id"),
            ("ledger", 3, "school_id"),
            ("ledger", 4, "entry"),
            ("sessions", 2, "attended_minutes"),
            ("sessions", 3, "school_id"),
        ],
        key=str,
    )
    assert all(fault.expected and fault.what_to_do for fault in caught.value.faults)
