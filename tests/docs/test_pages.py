"""Pages that are written from code and data are those that the code and the data give today."""

from __future__ import annotations

import pytest

from hitdesign.report.reading import CAPTIONS
from pages import PAGES, ROOT, text_of

COMMAND = "python tests/pages.py"


@pytest.mark.parametrize("name", PAGES)
def test_generated_pages_are_current(name: str) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert page == text_of(name), f"write them anew: {COMMAND}"


def test_the_command_that_writes_them_is_documented() -> None:
    for name in ("CONTRIBUTING.md", "docs/rules.md"):
        assert COMMAND in (ROOT / name).read_text(encoding="utf-8")


def test_the_page_on_the_report_names_every_table_for_reading() -> None:
    page = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    assert not [name for name in CAPTIONS if f"`{name}`" not in page]
