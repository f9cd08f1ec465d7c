"""What the benchmarks share: options, a stopwatch on parts of a call, bare HiGHS, and the table that is printed."""

from __future__ import annotations

import argparse
import gc
import importlib
import math
import os
import platform
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import highspy
import numpy as np

#: What the floor may use; interior point ends in a crossover to a vertex, HiGHS's default.
METHODS = ("ipm", "simplex")
#: A bare method is stopped at so many times the seconds of our whole call, and never before so many seconds.
PATIENCE, AT_LEAST_SECONDS = 4.0, 5.0
#: Where a part of `allocate` is entered: module, name, the part that its own time counts for.
PARTS = (
    ("allocation.allocate", "need_of", "need"),
    ("allocation.allocate", "facts_of", "facts"),
    ("allocation.allocate", "formulate", "structure, rows"),
    ("allocation.allocate", "linear_answer", "tables"),
    ("allocation.formulation", "rights_of", "rights"),
    ("solving.solved", "arrays_of", "structure, rows"),
    ("solving.solved", "solve_arrays", "read"),
    ("solving.solved", "certify", "certificate"),
    ("solving.pulp_adapter", "build_problem", "PuLP build"),
    ("solving.pulp_adapter", "read_problem", "read"),
    ("solving.pulp_adapter", "run_highs", "HiGHS"),
)
#: The parts in the order in which they are listed; the last is what is left of the call.
LISTED = (
    "facts", "need", "rights", "structure, rows", "PuLP build", "read", "HiGHS", "certificate", "tables", "other"
)  # fmt: skip


class Stopwatch:
    """Seconds by part while the call runs; what one part calls of another counts for the other alone."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inner = [0.0]

    def timed(self, function: Callable[..., Any], part: str) -> Callable[..., Any]:
        """The function, its own time added to the part."""

        def run(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            begin = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                spent = time.perf_counter() - begin
                self.seconds[part] += spent - self._inner.pop()
                self._inner[-1] += spent

        return run

    @contextmanager
    def on(self, parts: Sequence[tuple[str, str, str]]) -> Iterator[None]:
        """The functions of `parts` timed until the end of the block."""
        before = []
        for home, name, part in parts:
            module = importlib.import_module(f"hitdesign.{home}")
            before.append((module, name, getattr(module, name)))
            setattr(module, name, self.timed(getattr(module, name), part))
        try:
            yield
        finally:
            for module, name, function in before:
                setattr(module, name, function)


class Spent(NamedTuple):
    """Seconds on the clock, and of processor time: of the two the second is told apart from what else is running."""

    clock: float
    processor: float


def clocked(call: Callable[[], Any]) -> tuple[Spent, Any]:
    """What one call took, and its answer; the garbage of what ran before is collected first, whatever is measured."""
    gc.collect()
    begin, worked = time.perf_counter(), time.process_time()
    answer = call()
    return Spent(time.perf_counter() - begin, time.process_time() - worked), answer


def median(spent: Sequence[Spent]) -> Spent:
    """The median of each; NaN where there are none."""
    if not spent:
        return Spent(math.nan, math.nan)
    return Spent(*(statistics.median(column) for column in zip(*spent, strict=True)))


def fastest(methods: Iterable[Sequence[Spent]]) -> Spent:
    """The medians of the method that is fastest on the clock."""
    return min((median(spent) for spent in methods if spent), key=lambda spent: spent.clock)


def time_bare(arrays: Any, times: dict[str, list[Spent]], ours: Spent) -> None:
    """One run of every bare method, added to its times; one that gets nowhere beside ours is stopped and dropped.

    The optimum is the same for all, or the comparison would be void.
    """
    limit, values = max(AT_LEAST_SECONDS, PATIENCE * ours.clock), []
    for method in list(times):
        spent, value = clocked(partial(bare_highs, arrays, method, limit))
        if math.isnan(value):
            del times[method]
        else:
            times[method].append(spent)
            values.append(value)
    assert values, "no bare method came to an end"
    assert max(values) - min(values) <= 1e-6 * max(1.0, abs(min(values))), "another optimum"


def bare_highs(arrays: Any, method: str, time_limit: float) -> float:
    """HiGHS alone on ready arrays: hand over, solve, take the values; its value, NaN where the time limit struck."""
    matrix, highs = arrays.matrix, highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("solver", method)
    highs.setOptionValue("time_limit", time_limit)
    highs.passModel(
        len(arrays.cost), matrix.n_rows, len(matrix.value), int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize), 0.0, arrays.cost, arrays.lower, arrays.upper, arrays.row_lower,
        arrays.row_upper, matrix.starts, matrix.column, matrix.value, np.zeros(len(arrays.cost), dtype=np.int32),
    )  # fmt: skip
    highs.run()
    values = np.array(highs.getSolution().col_value)
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return float("nan")
    return float(arrays.cost @ values)


def options(about: str | None, **defaults: Any) -> argparse.Namespace:
    """The command line: an option for each default, whole numbers or a row of them, and --out for a folder."""
    lines = (about or "").splitlines()
    parser = argparse.ArgumentParser(description=lines[0] if lines else None)
    for name, value in defaults.items():
        several = isinstance(value, tuple)
        parser.add_argument(f"--{name}", type=int, default=value, nargs="+" if several else None)
    parser.add_argument("--out", type=Path, help="a folder in which the table is written as well")
    return parser.parse_args()


def markdown(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return "-" if math.isnan(value) else f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def machine() -> str:
    """One line on what the numbers were measured with and how busy the machine was."""
    load = f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pulp", "highspy", "numpy", "pandas"))
    return f"Python {platform.python_version()}, {libraries}; {os.cpu_count()} cores, {load} at the end."


def publish(out: Path | None, name: str, title: str, text: str) -> None:
    """Print a section, and write it to a folder where one was named."""
    section = f"## {title}\n\n{text}\n\n{machine()}\n"
    sys.stdout.write(section + "\n")
    sys.stdout.flush()
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{name}.md").write_text(section, encoding="utf-8")
