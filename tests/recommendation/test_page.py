"""The page on the recommendation lists the rules there are."""

from __future__ import annotations

from pathlib import Path

from hitdesign.evidence.listing import filled
from hitdesign.recommendation.listing import rule_tables
from hitdesign.recommendation.rules import RULES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "recommendation.md"


def test_the_page_is_current_and_lists_every_rule() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == filled(page, rule_tables()), "write filled(page, rule_tables()) into docs/recommendation.md"
    assert all(f"`{rule.name}`" in page for rule in RULES)
