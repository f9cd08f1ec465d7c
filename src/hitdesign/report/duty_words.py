"""Headings of what must be done and of what is set aside of an award."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

#: Column -> (heading with its unit, how values are printed).
DUTY_COLUMNS: Mapping[str, tuple[str, Literal["text", "count", "dollars"]]] = {
    "mandate_id": ("Mandate", "text"),
    "opted_out": ("Taken to decline (students)", "count"),
    "owed": ("Owed (students)", "count"),
    "served_as_asked": ("Served as it asks (students)", "count"),
    "served_otherwise": ("Served otherwise (students)", "count"),
    "missing": ("Missing (students)", "count"),
    "award_dollars": ("Award (dollars)", "dollars"),
    "committed_dollars": ("Committed (dollars)", "dollars"),
    "spent_dollars": ("Spent (dollars)", "dollars"),
    "reserved_dollars": ("Reserved (dollars)", "dollars"),
    "private_schools_dollars": ("Private schools' share (dollars)", "dollars"),
    "out_of_plan_dollars": ("Closed or not awarded (dollars)", "dollars"),
}
