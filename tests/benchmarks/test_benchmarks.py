"""Every benchmark runs to its table on a few schools, from its own command line; no ratio is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

import processes

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "benchmarks"
SMALL = {
    "cities": ["--schools", "6"],
    "equity": ["--schools", "3"],
    "imports": ["--runs", "1", "--fresh", "0"],
    "linear": ["--schools", "6", "--runs", "1", "--marks", "1"],
    "nation": ["--districts", "3", "--workers", "0", "--levels", "1"],
    "sizes": ["--schools", "3", "6", "--whole", "3", "--seconds", "10"],
    "state": ["--districts", "2", "--whole", "0"],
    "students": ["--students", "3000", "--runs", "1"],
    "sweep": ["--schools", "3", "--count", "4", "--loops", "2"],
    "whole": ["--schools", "3", "--runs", "1", "--marks", "0", "--times", "10"],
}
#: Each command line as if it had been typed, what it prints in a file of its own.
EACH = """
import contextlib, pathlib, runpy, sys
sys.path.insert(0, {folder!r})
for name, sys.argv in {commands!r}.items():
    with pathlib.Path(name + ".txt").open("w", encoding="utf-8") as out, contextlib.redirect_stdout(out):
        runpy.run_path(sys.argv[0], run_name="__main__")
"""


def run(command: list[str], here: Path) -> str:
    done = processes.run(command, here)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where every benchmark has been run, one after the other in one process, which loads the libraries once."""
    here = tmp_path_factory.mktemp("benchmarks")
    commands = {name: [str(FOLDER / f"{name}.py"), *words, "--out", str(here)] for name, words in SMALL.items()}
    assert run(["-c", EACH.format(folder=str(FOLDER), commands=commands)], here) == ""
    return here


@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_prints_its_table_and_writes_the_same(name: str, folder: Path) -> None:
    printed = (folder / f"{name}.txt").read_text(encoding="utf-8")
    written = (folder / f"{name}.md").read_text(encoding="utf-8")
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
