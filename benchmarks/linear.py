"""The linear program, from a validated district to the answer's tables, over HiGHS alone on the same matrix.

Measured is `hit.allocate(district, recommendation=..., whole=False, levels=1)`, the recommendation made before. Its
floor is the faster of HiGHS's simplex and interior point with crossover, handed the level-1 matrix as arrays: no PuLP,
no checks, no tables. Calls take turns, and each number is the median of its runs; a method that is far slower than the
whole of ours is stopped and not run again.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import cities
from bench import (
    LISTED,
    METHODS,
    PARTS,
    Spent,
    Stopwatch,
    clocked,
    fastest,
    markdown,
    median,
    options,
    publish,
    time_bare,
)

import hitdesign as hit
from hitdesign.solving.standard import arrays_of


@dataclass
class Runs:
    """Every run: ours in all and by part, and each bare method that came to an end."""

    ours: list[Spent] = field(default_factory=list)
    parts: list[dict[str, float]] = field(default_factory=list)
    bare: dict[str, list[Spent]] = field(default_factory=lambda: {method: [] for method in METHODS})
    size: tuple[int, int] = (0, 0)

    def cells(self) -> list[object]:
        """What stands in the table: sizes, parts, all of ours, bare methods, the ratio on both clocks."""
        parts = [statistics.median(run.get(name, 0.0) for run in self.parts) for name in LISTED]
        ours, floor = median(self.ours), fastest(self.bare.values())
        bare = [median(self.bare.get(method, [])).clock for method in METHODS]
        ratio, by_processor = ours.clock / floor.clock, ours.processor / floor.processor
        return [*self.size, *parts, ours.clock, *bare, f"**{ratio:.2f}**", f"{by_processor:.2f}"]


def call_of(district: hit.District) -> Callable[[], Any]:
    """The call that is measured; the recommendation and the tables it makes on first use are made here."""
    recommendation = hit.recommend(district)
    recommendation.ranking  # noqa: B018 - made on first use, apart from the call

    return lambda: hit.allocate(district, recommendation=recommendation, whole=False, levels=1)


def measure(district: hit.District, runs: int) -> Runs:
    """Ours and each bare method in turn."""
    found, ours = Runs(), call_of(district)
    for _ in range(runs):
        watch = Stopwatch()
        with watch.on(PARTS):
            spent, answer = clocked(ours)
        found.ours.append(spent)
        found.parts.append({**watch.seconds, "other": spent.clock - sum(watch.seconds.values())})
        program = answer.or_raise().formulation.program
        found.size = (program.n_columns, program.n_rows)
        time_bare(arrays_of(program, program.levels[0], relaxed=True), found.bare, spent)
    return found


def peak(schools: int, *, marks: bool) -> float:
    """MiB at the peak of a process that makes one such answer, the district and its recommendation included."""
    command = [sys.executable, __file__, "--schools", str(schools), "--peak", str(1 + marks)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def print_peak(schools: int, *, marks: bool) -> None:
    """The child's side of `peak`: ru_maxrss is in KiB on Linux and in bytes on macOS."""
    import resource

    call_of(cities.district_of(schools, marks=marks))()
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(used / (2**20 if sys.platform == "darwin" else 2**10))


def warm_up() -> None:
    """Whatever loads on first use is loaded, for ours and for bare HiGHS alike."""
    measure(cities.district_of(3, marks=True), 1)


def main() -> None:
    asked = options(__doc__, schools=(cities.DETROIT_SCHOOLS, cities.NEW_YORK_SCHOOLS), runs=5, marks=(0, 1), peak=0)
    if asked.peak:
        print_peak(asked.schools[0], marks=asked.peak == 2)
        return
    warm_up()
    rows = []
    for schools in asked.schools:
        for marks in map(bool, asked.marks):
            district = cities.district_of(schools, marks=marks)
            name = f"{district.name}, {'with marks' if marks else 'plain'}"
            cells = measure(district, asked.runs).cells()
            rows.append((name, *cells, round(peak(schools, marks=marks))))
    bare = [f"bare {method}" for method in METHODS]
    head = ("district", "columns", "rows", *LISTED, "in all", *bare, "ratio", "ratio of processor time", "peak MiB")
    title = f"Linear program, level 1: seconds, median of {asked.runs}"
    publish(asked.out, "linear", title, markdown(head, rows))


if __name__ == "__main__":
    main()
