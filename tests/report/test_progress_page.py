"""The page of a progress report: public ones show what protection let through, internal ones say that they are."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from hitdesign import measurement as measure
from hitdesign.errors import InputError
from hitdesign.report.audience import INTERNAL_MARK, PUBLIC_MARK
from hitdesign.report.progress import write_progress

DAY = date(2026, 11, 2)
SIZES = {"Alder Creek": (64, 3), "Birch <b>Hill</b>": (41, 21), "=Cedar": (52, 30)}


@pytest.fixture(scope="module")
def progress() -> measure.Progress:
    """Of each school so many students, of whom so few attend."""
    rows = [
        (f"canary{number}{at}", school, 300, 300 if at < few else 30)
        for number, (school, (size, few)) in enumerate(SIZES.items())
        for at in range(size)
    ]
    columns = ["student_id", "school_id", "scheduled_minutes", "attended_minutes"]
    return measure.progress_of(pd.DataFrame(rows, columns=columns), DAY, good_attendance=0.9)


@pytest.fixture(scope="module")
def public(progress: measure.Progress) -> measure.PublicReport:
    how = {"policy": measure.DisclosurePolicy(threshold_students=10), "before": [], "unchanged": []}
    return measure.publish_report(measure.board_counts(progress), title="Tutoring & more", as_of=DAY, **how)


class Cells(HTMLParser):
    """The texts of all cells and headings of a page's tables."""

    def __init__(self) -> None:
        super().__init__()
        self.inside, self.cells = False, list[str]()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.inside = tag in ("td", "th")
        if self.inside:
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.cells[-1] += data


def cells_of(page: str) -> list[str]:
    parser = Cells()
    parser.feed(page)
    return parser.cells


def test_a_public_page_has_the_cells_of_the_report_and_says_what_a_star_is(
    public: measure.PublicReport, tmp_path: Path
) -> None:
    page = write_progress(public, tmp_path / "board.html", about="A pilot.").read_text(encoding="utf-8")
    assert page.count(PUBLIC_MARK) == 2 and INTERNAL_MARK not in page and "A pilot." in page
    attending = public.tables["attending, of enrolled"]
    assert attending.set_index("school").loc["Alder Creek", "students"] == "*"
    shown = cells_of(page)
    for table in public.tables.values():
        for row in table.astype(str).to_numpy().tolist():
            assert any(shown[at : at + len(row)] == row for at in range(len(shown))), row
    assert 'href="#kept"' in page and 'id="kept"' in page


def test_names_are_inert_and_nothing_asks_for_the_network(public: measure.PublicReport, tmp_path: Path) -> None:
    page = write_progress(public, tmp_path / "board.html").read_text(encoding="utf-8")
    assert "Birch &lt;b&gt;Hill" in page and "Tutoring &amp; more" in page
    assert not re.search(r"<script|https?://|src=", page)


def test_an_internal_page_is_marked_at_both_ends_and_names_no_student(
    progress: measure.Progress, tmp_path: Path
) -> None:
    inside = measure.internal_report(progress, title="Tutoring")
    notes = ["An effect of 0.1 SD."]
    page = write_progress(inside, tmp_path / "inside.html", notes=notes).read_text(encoding="utf-8")
    assert page.count(INTERNAL_MARK) == 2 and PUBLIC_MARK not in page and notes[0] in page
    assert "canary" not in page
    assert '<meta name="robots" content="noindex">' in page, "no search engine keeps an internal page"
    assert "3" in cells_of(page), "the three who attend at Alder Creek"


def test_a_public_page_takes_no_sentence_that_protection_has_not_seen(
    public: measure.PublicReport, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="no protection has seen"):
        write_progress(public, tmp_path / "board.html", notes=["3 students of Alder Creek attend."])
    assert not (tmp_path / "board.html").exists()


def test_a_schools_own_page_has_its_rows_alone(public: measure.PublicReport, tmp_path: Path) -> None:
    page = write_progress(public.of_school("=Cedar"), tmp_path / "cedar.html").read_text(encoding="utf-8")
    assert "Tutoring &amp; more: =Cedar" in page
    assert "Alder Creek" not in page and "In short" not in page
