"""Files and functions stay small enough to be read in one sitting."""

from __future__ import annotations

import statistics

import pytest

from house.source import MODULES, listed

pytestmark = pytest.mark.once

LONGEST_FILE = 300
MEDIAN_FILE = 130
LONGEST_FUNCTION = 50


def lines_of(text: str) -> int:
    return len(text.splitlines())


def test_no_file_is_long() -> None:
    long = [f"{m.at(1)} has {lines_of(m.text)} lines" for m in MODULES if lines_of(m.text) > LONGEST_FILE]
    assert not long, listed(long, f"split it by what its parts hand over; at most {LONGEST_FILE} lines a file")


def test_the_usual_file_is_short() -> None:
    sizes = [lines_of(module.text) for module in MODULES if module.path.name != "__init__.py"]
    assert statistics.median(sizes) <= MEDIAN_FILE, f"the median file has {statistics.median(sizes)} lines: split some"


def test_no_function_is_long() -> None:
    long = [
        f"{module.at(node)} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for module in MODULES
        for node in module.functions()
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long, listed(
        long, f"name its steps and give each a function; at most {LONGEST_FUNCTION} lines, docstring included"
    )
