"""The example of a whole program runs as a user runs it, and its files are complete and say the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from examples.test_examples import Run

pytestmark = pytest.mark.once

#: Tables that may be empty: what they list is not there.
MAY_BE_EMPTY = {"technology_needs", "technology_costs", "technology_risk", "instruction_unknown", "letters_open"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run("whole_program", tmp_path_factory.mktemp("whole_program"))


def test_it_ends_well_and_writes_only_where_it_was_told(run: Run) -> None:
    assert (run.done.returncode, run.done.stderr) == (0, "")
    assert run.left_elsewhere == []
    assert "demonstrates" in run.lines[0]
    assert f"Files: {len(list(run.out.iterdir()))} in" in run.lines[-1]


def test_every_table_can_be_read_and_says_something(run: Run) -> None:
    tables = {path.stem: pd.read_csv(path, encoding="utf-8-sig") for path in run.out.glob("*.csv")}
    assert len(tables) > 30
    assert {name for name, table in tables.items() if table.empty} <= MAY_BE_EMPTY
    assert len(tables["tasks"]) >= 35
    goal = tables["strategic_goals"].iloc[0]
    assert goal["served"] == "unknown", "its grade is taught together with others"


def test_what_is_printed_stands_in_the_text_of_the_program(run: Run) -> None:
    text = Path(run.out, "program.txt").read_text(encoding="utf-8-sig")
    for line in run.lines[1:-1]:
        assert line.partition(": ")[2] in text


def test_letters_stand_in_both_languages_without_a_blank_to_fill(run: Run) -> None:
    letters = {path.stem: path.read_text(encoding="utf-8-sig") for path in run.out.glob("letter_*.txt")}
    assert {name[-2:] for name in letters} == {"en", "es"}
    assert all("{" not in text for text in letters.values())
    assert "September 14, 2026" in letters["letter_board_en"]
    assert "14 de septiembre de 2026" in letters["letter_board_es"]
