"""The example that plans a running year anew runs as a user runs it, and prints what its tables hold."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from examples.test_examples import Run

#: The page on re-plans runs its code in the quick checks.
pytestmark = pytest.mark.slow
TABLES = ("groups", "schools", "price_of_stability", "sunk_dollars", "releases", "short_groups")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run("january_replan", tmp_path_factory.mktemp("january_replan"))


def table(run: Run, name: str) -> pd.DataFrame:
    return pd.read_csv(Path(run.out, f"{name}.csv"), encoding="utf-8-sig", dtype={"school_id": str})


def test_it_ends_well_and_writes_only_where_it_was_told(run: Run) -> None:
    assert (run.done.returncode, run.done.stderr) == (0, "")
    assert run.left_elsewhere == []
    assert {path.stem for path in run.out.iterdir()} == set(TABLES)
    assert "made up" in run.lines[0] and "demonstrates" in run.lines[0]


def test_what_it_prints_is_what_its_tables_hold(run: Run) -> None:
    text = "\n".join(run.lines)
    schools, groups, releases = table(run, "schools"), table(run, "groups"), table(run, "releases")
    assert f"Seats fall from {schools['seats_before'].sum():.0f} to {schools['seats_after'].sum():.0f}." in text
    kept, ended = groups["groups_kept"].sum(), groups["groups_ended"].sum()
    assert f"Of {groups['groups_before'].sum():.0f} groups, {kept:.0f} stay as they are" in text
    assert f"{ended:.0f} end; {groups['groups_new'].sum():.0f} are new." in text
    freed = releases.loc[releases["stream_id"] == "state_grant", "released_dollars"].sum()
    assert f"state_grant: ${freed:,.0f} of" in text
    assert f"${table(run, 'sunk_dollars')['sunk_dollars'].sum():,.0f} are gone" in text
