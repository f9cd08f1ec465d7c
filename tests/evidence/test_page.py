"""The page on the evidence holds the tables that the data give today."""

from __future__ import annotations

from pathlib import Path

from hitdesign.evidence.library import shipped
from hitdesign.evidence.listing import conditions, evidence_tables

PAGE = Path(__file__).resolve().parents[2] / "docs" / "evidence.md"


def test_every_table_has_a_place_in_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"<!-- {name} -->\n| " in page for name in evidence_tables(shipped()))


def test_conditions_are_in_words() -> None:
    programs = shipped().programs
    assert conditions(programs["general_fund"]) == []
    assert conditions(programs["louisiana_act_771"]) == [
        "when: during_school",
        "tiers: intensive, strategic",
        "grades 0 to 5",
        "at most 4 to a tutor",
        "at least 3 sessions a week",
        "at least 30 minutes a session",
        "at least 10 weeks",
    ]
    assert conditions(programs["esser_iii"]) == ["closed after 2024-09-30"]
