"""The pages that are written from code and data; `python tests/pages.py` writes them all anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hitdesign.evidence.law_page import law_page
from hitdesign.evidence.library import shipped
from hitdesign.evidence.listing import evidence_tables, filled, table
from hitdesign.evidence.task_listing import task_tables
from hitdesign.io.schema import tables_markdown
from hitdesign.recommendation.listing import rule_book
from recommendation.cases import cases, statements
from recommendation.situations import bands

ROOT = Path(__file__).resolve().parents[1]


def guide_table() -> str:
    """What the guide says about the choice of a model, and which rules carry it."""
    rows = [(one["where"], one["says"], ", ".join(f"`{rule}`" for rule in one["rules"])) for one in statements()]
    return table(("part of the guide", "what it says, in our words", "rules"), rows)


#: What each page should hold, from what it holds now.
PAGES: dict[str, Callable[[str], str]] = {
    "evidence.md": lambda page: filled(page, evidence_tables(shipped())),
    "programs.md": lambda page: filled(page, law_page(shipped())),
    "rules.md": lambda page: filled(page, {**rule_book(shipped(), bands([{}]), cases()), "guide": guide_table()}),
    "tables.md": lambda page: tables_markdown(),
    "timeline.md": lambda page: filled(page, task_tables(shipped())),
}


def text_of(name: str) -> str:
    """The page as it should be."""
    return PAGES[name]((ROOT / "docs" / name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    for name in PAGES:
        (ROOT / "docs" / name).write_text(text_of(name), encoding="utf-8")
