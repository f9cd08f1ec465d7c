"""The example of a thousand budgets runs as a user runs it, here with two sizes of each amount."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import processes
from hitdesign.io.scenario_files import read_levers

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Path]:
    here = tmp_path_factory.mktemp("budget_scenarios")
    done = processes.run([str(ROOT / "examples" / "budget_scenarios.py"), "--sizes", "2", "--out", "out"], here)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines(), here / "out"


def test_it_writes_every_scenario_and_the_levers_that_reproduce_it(ran: tuple[list[str], Path]) -> None:
    lines, out = ran
    table = pd.read_csv(out / "scenarios.csv", encoding="utf-8-sig")
    assert lines[1] == f"{len(table) - 1} scenarios; 8 have a plan."
    assert [lever.name for lever in read_levers(out / "levers.toml")] == table["scenario"].to_list()[1:]
    assert {path.name for path in out.iterdir()} == {
        *("scenarios.csv", "served.csv", "spending.csv", "levels.csv", "levers.toml")
    }


def test_what_it_prints_stands_in_its_table(ran: tuple[list[str], Path]) -> None:
    lines, out = ran
    table = pd.read_csv(out / "scenarios.csv", encoding="utf-8-sig").set_index("scenario")
    assert f"  base: {table.loc['base', 'sentence']}" in lines
    assert table["seats"].max() > table.loc["base", "seats"] > table["seats"].min()
    assert table["iep_seats"].isna().all()
