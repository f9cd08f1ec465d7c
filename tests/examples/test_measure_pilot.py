"""The example from the lottery to the board's page: it finds what it put in, and its page shows no small count."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from examples.test_examples import ROOT, Run

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run("measure_pilot_star", tmp_path_factory.mktemp("measure_pilot_star"))


@pytest.fixture(scope="module")
def pages(run: Run) -> tuple[str, str]:
    return tuple((run.out / name).read_text(encoding="utf-8") for name in ("board.html", "internal/progress.html"))


def test_it_ends_well_and_writes_only_where_it_was_told(run: Run) -> None:
    assert (run.done.returncode, run.done.stderr) == (0, "")
    assert run.left_elsewhere == []
    assert {str(path.relative_to(run.out)) for path in run.out.rglob("*") if path.is_file()} == {
        "board.html",
        str(Path("internal") / "progress.html"),
    }
    assert "Nobody tutored them" in run.lines[0]


def test_what_was_put_in_lies_in_the_interval_and_the_rules_decide(run: Run) -> None:
    text = "\n".join(run.lines)
    found = re.search(r"adequate, the effect would be .*?; ([\d.]+) standard deviations", text)
    assert found is not None and 0.1 < float(found[1]) < 0.35, "30 hours of 0.008 make 0.24"
    assert "By the cautious boundary of the What Works Clearinghouse this is low attrition" in text
    assert re.search(r"Decision: (expand|continue)\.", text)


def test_the_boards_page_speaks_of_no_few_students_and_of_no_single_one(pages: tuple[str, str]) -> None:
    board, inside = pages
    assert "For the public" in board and "Internal" not in board and "Internal" in inside
    cells = re.findall(r'<td[^>]*class="n"[^>]*>([^<]*)</td>', board)
    assert "*" in cells
    assert all(int(cell) >= 10 for cell in cells if cell.isdigit())
    assert not re.search(r"\bT\d{2,}\b", board + inside)
    assert "school 01" in inside and "school 01" not in board


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    import runpy

    monkeypatch.chdir(tmp_path)
    example: dict[str, Any] = runpy.run_path(str(ROOT / "examples" / "measure_pilot_star.py"))
    students = example["eligible"]()
    assert len(students) > 1_500 and students["student_id"].is_unique
    assert example["rules"]().before_launch
    assert list(tmp_path.iterdir()) == []
