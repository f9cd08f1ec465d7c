"""How time and memory grow with a district: the linear program and the whole plan's level 1 at several sizes.

Synthetic cities of `cities.py`, plain. The linear program is measured as in `linear.py`, once, and stands beside bare
HiGHS on the same matrix in the same run; the whole plan as in `whole.py`, its gap asked for and its time limited. The
last line of each table is the growth exponent: the slope of the logarithm against the logarithm of the schools, so
that 1 is in proportion. Ratios and exponents are of processor time, which other jobs on the machine disturb less.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

import cities
import numpy as np
from bench import METHODS, Spent, clocked, fastest, markdown, options, publish, time_bare
from linear import call_of, warm_up
from whole import first_solve

import hitdesign as hit
from hitdesign.solving.standard import arrays_of

GAP = 0.001
#: Above so many schools bare HiGHS is asked for interior point only: its simplex may take many times that.
BOTH_METHODS = 2_000
LINEAR = ("district", "schools", "columns", "rows", "seconds", "processor", "bare, processor", "ratio", "peak MiB")
WHOLE = ("district", "schools", "LP, processor", "seconds", "processor", "ratio", "gap reached", "below the LP",
         "peak MiB")  # fmt: skip


class Measured(NamedTuple):
    """A district's linear program: its size, ours, the floor, the value, MiB at the peak until then."""

    district: hit.District
    size: tuple[int, int]
    ours: Spent
    floor: Spent
    value: float
    peak: float

    def cells(self) -> list[object]:
        ratio = f"**{self.ours.processor / self.floor.processor:.2f}**"
        return [
            self.district.name, len(self.district.schools), *self.size, *self.ours, self.floor.processor, ratio,
            round(self.peak),
        ]  # fmt: skip


def peak() -> float:
    """MiB at this process's highest so far; ru_maxrss is in KiB on Linux and in bytes on macOS."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (2**20 if sys.platform == "darwin" else 2**10)


def linear_of(district: hit.District) -> Measured:
    """One run of ours, then of each bare method."""
    ours, answer = clocked(call_of(district))
    most, program = peak(), answer.or_raise().formulation.program
    methods = METHODS if len(district.schools) <= BOTH_METHODS else METHODS[:1]
    bare: dict[str, list[Spent]] = {method: [] for method in methods}
    time_bare(arrays_of(program, program.levels[0], relaxed=True), bare, ours)
    return Measured(district, (program.n_columns, program.n_rows), ours, fastest(bare.values()), answer.value, most)


def whole_cells(found: Measured, seconds: float) -> list[object]:
    """The whole plan's first solve, stopped at the gap or at the end of its time."""
    policy = hit.Policy(gap=GAP, time_limit_seconds=seconds)
    solve = first_solve(found.district, hit.recommend(found.district), policy)
    name, unit = (found.district.name, len(found.district.schools)), found.floor.processor
    ratio, reached, below = f"**{solve.processor / unit:.1f}**", "no plan", "-"
    if not math.isnan(solve.gap):
        reached, below = f"{solve.gap:.4%}", f"{(found.value - solve.value) / max(1.0, found.value):.4%}"
    return [*name, unit, solve.seconds, solve.processor, ratio, reached, below, round(peak())]


def exponents(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[object]:
    """The growth exponent of every column of numbers."""
    schools = np.log([row[head.index("schools")] for row in rows])
    line: list[object] = ["growth exponent", "-"]
    for column in range(2, len(head)):
        values = [row[column] for row in rows]
        grows = all(isinstance(value, int | float) and value > 0 for value in values)
        line.append(f"{np.polyfit(schools, np.log(values), 1)[0]:.2f}" if grows else "-")
    return line


def text_of(districts: Sequence[hit.District], whole: int, seconds: float) -> str:
    """Both tables; a whole plan up to so many schools. Smallest first, for the peak only rises."""
    found = [linear_of(district) for district in districts]
    rows = [one.cells() for one in found]
    wholes = [whole_cells(one, seconds) for one in found if len(one.district.schools) <= whole]
    tables = []
    for head, lines in ((LINEAR, rows), (WHOLE, wholes)):
        more = [exponents(head, lines)] if len(lines) > 1 else []
        if lines:
            tables.append(markdown(head, [*lines, *more]))
    return f"\n\nWhole numbers, gap {GAP:.1%} within {seconds:,.0f} s:\n\n".join(tables)


def main() -> None:
    asked = options(__doc__, schools=(100, 1_000, 10_000), whole=1_000, seconds=240)
    warm_up()
    districts = [cities.district_of(schools, marks=False) for schools in sorted(asked.schools)]
    publish(asked.out, "sizes", "Sizes, level 1, one run", text_of(districts, asked.whole, asked.seconds))


if __name__ == "__main__":
    main()
