"""Every benchmark runs to its table on a few schools, from its own command line; no ratio is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "benchmarks"
SMALL = {
    "cities": ["--schools", "6"],
    "imports": ["--runs", "1"],
    "linear": ["--schools", "6", "--runs", "1", "--marks", "1"],
    "nation": ["--districts", "3", "--workers", "0", "--levels", "1"],
    "sizes": ["--schools", "3", "6", "--whole", "3", "--seconds", "10"],
    "state": ["--districts", "2", "--whole", "0"],
    "students": ["--students", "3000", "--runs", "1"],
    "whole": ["--schools", "3", "--runs", "1", "--marks", "0", "--times", "10"],
}


def run(command: list[str], here: Path) -> str:
    paths = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", *command],
        cwd=here,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_prints_its_table_and_writes_the_same(name: str, tmp_path: Path) -> None:
    printed = run([str(FOLDER / f"{name}.py"), *SMALL[name], "--out", str(tmp_path)], tmp_path)
    written = (tmp_path / f"{name}.md").read_text(encoding="utf-8")
    assert printed.strip() == written.strip()
    head, _, *lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in written.splitlines() if line.startswith("|")
    ]
    assert lines
    assert {len(line) for line in lines} == {len(head)}
    if name == "students":
        ways = {line[head.index("way")] for line in lines}
        assert {"hitdesign", "pandas"} <= ways and ("polars" in ways) != ("polars is not installed" in written)
    for line in lines if name == "linear" else ():
        parts, whole = line[head.index("facts") : head.index("in all")], line[head.index("in all")]
        assert sum(map(float, parts)) == pytest.approx(float(whole), abs=0.01)


def test_the_folder_runs_every_benchmark_that_lies_in_it(tmp_path: Path) -> None:
    read = f"import runpy; print(*runpy.run_path({str(FOLDER / '__main__.py')!r})['ALL'])"
    assert set(run(["-c", read], tmp_path).split()) == {path.stem for path in FOLDER.glob("[!_]*.py")} - {"bench"}
    assert "--schools" in run([str(FOLDER), "--help"], tmp_path)
