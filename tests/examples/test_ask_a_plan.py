"""The example that asks a plan runs as a user runs it, and what it prints is what its tables hold."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from examples.test_examples import Run

pytestmark = pytest.mark.once

TABLES = ("prices", "curve", "why_not", "moves", "budget_lines", "payroll_shares")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run("ask_a_plan", tmp_path_factory.mktemp("ask_a_plan"))


def table(run: Run, name: str) -> pd.DataFrame:
    return pd.read_csv(Path(run.out, f"{name}.csv"), encoding="utf-8-sig", dtype={"school_id": str})


def test_it_ends_well_and_writes_only_where_it_was_told(run: Run) -> None:
    assert (run.done.returncode, run.done.stderr) == (0, "")
    assert run.left_elsewhere == []
    assert {path.stem for path in run.out.iterdir()} == set(TABLES)
    assert "demonstrates" in run.lines[0] and "2001" in run.lines[0]


def test_its_answers_are_those_of_its_tables(run: Run) -> None:
    text = "\n".join(run.lines)
    prices, curve, lines = table(run, "prices"), table(run, "curve"), table(run, "budget_lines")
    assert all(
        f"  {sentence}\n" in text for sentence in prices[prices["level"] == "seats"].query("side == 'more'")["sentence"]
    )
    assert {"budget", "staff", "contract"} <= set(prices["family"])
    assert f"{curve['value'].iloc[-1]:,.1f} students" in text
    assert table(run, "why_not")["sentence"].iloc[0] in text
    total = f"${lines['dollars'].sum():,.2f}"
    assert f"{total} of {total} not to exceed" in re.sub(r"\$ +", "$", text)
    assert lines["account"].str.fullmatch(r"(11|22)-(1120|5900)-2026-27").all()
