"""Each example runs as a user runs it: from a folder of its own, with --out, to files whose numbers it prints."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import processes

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
#: Whole cities take half a minute and more: nightly, and as scripts in the full part of the checks.
EXAMPLES = (
    "first_plan",
    *(pytest.param(f"plan_{city}", marks=pytest.mark.slow) for city in ("grand_rapids", "detroit")),
)
#: What stops any connection: tried first, it ends the run in an error.
NO_NETWORK = """
import socket, sys
def refuse(event, args):
    if event in {"socket.connect", "socket.getaddrinfo", "urllib.Request"}:
        raise SystemExit(f"the example asked for the network: {event}")
sys.addaudithook(refuse)
"""


class Run:
    """One example, run once: what it printed, what it wrote, and where else it left a trace."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.here, self.out = name, folder / "here", folder / "out"
        self.here.mkdir()
        script = ROOT / "examples" / f"{name}.py"
        code = f"{NO_NETWORK}\nimport runpy\nsys.argv = ['{script.name}', '--out', {str(self.out)!r}]\n"
        code += f"sys.path.insert(0, {str(script.parent)!r})\nrunpy.run_path({str(script)!r}, run_name='__main__')"
        before = traces()
        self.done = processes.run(["-c", code], self.here)
        self.left_elsewhere = [*self.here.iterdir(), *(traces() - before)]
        self.lines = self.done.stdout.splitlines()

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(
            self.out / "internal" / "tables" / f"{name}.csv", encoding="utf-8-sig", dtype={"school_id": "str"}
        )


def traces() -> set[Path]:
    """Files of the examples' folder, where a careless script would write."""
    return set((ROOT / "examples").rglob("*"))


@pytest.fixture(scope="module", params=EXAMPLES)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(request.param, tmp_path_factory.mktemp(request.param))


def test_it_ends_well_silent_on_the_error_stream_and_writes_only_where_it_was_told(run: Run) -> None:
    assert run.done.returncode == 0, run.done.stderr
    assert run.done.stderr == ""
    assert run.left_elsewhere == []


def test_its_first_line_says_what_the_data_is_and_that_it_demonstrates(run: Run) -> None:
    assert "demonstrates" in run.lines[0]
    assert "made-up" in run.lines[0] if run.name == "first_plan" else "2001" in run.lines[0]


def test_its_files_are_there_and_hold_something(run: Run) -> None:
    report = (run.out / "plan.html").read_text(encoding="utf-8")
    assert len(report) > 20_000
    assert "counts of few students are hidden" in report
    if run.name != "first_plan":
        assert run.lines[0] in re.sub(r"\s+", " ", report)
        inside = run.out / "internal"
        assert "counts not protected" in (inside / "plan.html").read_text(encoding="utf-8")
        assert (inside / "plan.xlsx").stat().st_size > 20_000
        assert len(list((inside / "tables").glob("*.csv"))) > 15


def test_the_numbers_it_prints_are_those_of_its_tables(run: Run) -> None:
    if run.name == "first_plan":
        pytest.skip("writes a report only")
    seats, unserved, spending = run.table("seats"), run.table("unserved"), run.table("spending")
    need = int(seats["students"].sum() + unserved["students"].sum())
    share = seats["students"].sum() / need
    assert 0.3 <= share <= 0.6
    text = " ".join(run.lines)
    assert f"fills {seats['students'].sum():,} of the {need:,} seats needed ({share:.0%})" in text
    assert f"at {seats['school_id'].nunique()} of " in text
    assert f"at most ${spending['not_to_exceed_dollars'].sum():,.0f}" in text
    assert f"{len(run.table('assumptions'))} assumptions" in text
    assert f"{len(run.table('timetable')):,} sessions a week" in text


def test_every_school_id_keeps_its_zeros_and_every_award_its_limit(run: Run) -> None:
    if run.name == "first_plan":
        pytest.skip("writes a report only")
    assert run.table("seats")["school_id"].str.fullmatch(r"\d{5}-\d{5}").all()
    spending = run.table("spending")
    assert (spending["not_to_exceed_dollars"] <= spending["available_dollars"] + 0.005).all()


def test_what_is_assumed_by_the_example_is_named(run: Run) -> None:
    if run.name == "first_plan":
        pytest.skip("assumes nothing of its own")
    own = run.table("assumptions").query("source == 'this example'")
    assert {"blocks.groups_at_once", "funding.title_i", "cohorts.tier"} <= set(own["name"])
    assert not own["verified"].any()


def test_detroit_serves_by_several_limits_and_an_expired_award_pays_nothing(run: Run) -> None:
    if run.name != "plan_detroit":
        pytest.skip("of Detroit")
    assert run.table("by_school")["school_id"].str.startswith("82010-").sum() == 170
    spending = run.table("spending").set_index("stream_id")
    assert spending.loc["esser_iii", "not_to_exceed_dollars"] == 0
    assert run.table("unserved")["limit"].nunique() >= 2
