"""A thousand budgets of Detroit in one command: `python examples/budget_scenarios.py --out folder`.

The district of `plan_detroit.py` under every combination of ten sizes of the state grant, ten of the board's money and
ten of the tutors' weekly hours. The scenarios, their seats by tier and dollars by stream are written as CSV files,
beside the file of levers that reproduces them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from michigan import note
from plan_detroit import PLACE, detroit

import hitdesign as hit
from hitdesign.io.scenario_files import write_levers
from hitdesign.levers import Change
from hitdesign.report.files import write_folder_whole
from hitdesign.report.tables import csv_bytes
from hitdesign.scenarios.grids import each, grid, steps
from hitdesign.scenarios.sweep import Sweep

#: Sizes of each amount, as shares of the base.
LOWEST, HIGHEST = 0.55, 1.45


def levers_of(size: int) -> tuple[hit.Lever, ...]:
    """Every combination of so many sizes of three amounts."""
    state = Change(table="funding", column="award_dollars", where={"stream_id": ("state_tutoring",)}, factor=1)
    board = Change(table="funding", column="award_dollars", where={"stream_id": ("general_fund",)}, factor=1)
    hours = Change(table="tutors", column="hours_per_tutor_week", factor=1)
    sizes = steps(LOWEST, HIGHEST, size)
    return grid(
        each("state grant {amount}", state, sizes),
        each("board money {amount}", board, sizes),
        each("hours {amount}", hours, sizes),
    )


def say(found: Sweep) -> None:
    """The base, the worst and the best scenario, and what binds most often."""
    table = found.table
    print(f"{len(table) - 1} scenarios; {(table['status'] == 'solved').sum() - 1} have a plan.")
    best = table.sort_values(["seats", "scenario"], ascending=[False, True], kind="stable")
    for row in (table.iloc[0], best.iloc[0], best.iloc[-1]):
        print(f"  {row['scenario']}: {row['sentence']}")
    first = table["binds"].str.split(";").str[0].value_counts()
    print(f"What presses most, most often: {first.index[0]} ({first.iloc[0]} scenarios).")


def main(argv: Sequence[str] | None = None) -> int:
    """Sweep, write the tables and the levers, print the sweep in short."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("budget_scenarios"), help="a folder for the tables")
    parser.add_argument("--sizes", type=int, default=10, help="sizes of each amount (10: a thousand scenarios)")
    asked = parser.parse_args(argv)
    print(note(PLACE))
    levers = levers_of(asked.sizes)
    found = hit.sweep(detroit(), levers=levers)
    say(found)
    names = ("table", "served", "spending", "levels")
    files = {f"{'scenarios' if name == 'table' else name}.csv": csv_bytes(getattr(found, name)) for name in names}
    write_folder_whole(asked.out, files)
    write_levers(levers, asked.out / "levers.toml")
    print(f"Tables and levers: {asked.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
