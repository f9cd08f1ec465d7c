"""The room's own door: every name is real, stands in all three lists, and costs nothing before it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
from types import ModuleType

import pytest

from hitdesign import measurement
from house.source import HOME, Module

DOOR = Module(HOME / "measurement" / "__init__.py")


@pytest.mark.parametrize("name", measurement.__all__)
def test_every_name_is_a_documented_thing_and_no_module(name: str) -> None:
    thing = getattr(measurement, name)
    assert not isinstance(thing, ModuleType)
    assert thing.__doc__
    assert not (HOME / "measurement" / f"{name}.py").exists(), "a submodule would hide the name"


def test_the_three_lists_agree_and_are_sorted() -> None:
    blocks = [node for node in DOOR.tree.body if isinstance(node, ast.If)]
    typed = {alias.name for b in blocks for node in b.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    assert set(measurement.__all__) == typed == set(measurement._HOME)
    assert measurement.__all__ == sorted(measurement.__all__) == dir(measurement)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'powr'"):
        measurement.powr  # noqa: B018


@pytest.mark.once
def test_entering_loads_nothing_heavy() -> None:
    code = "import sys; from hitdesign import measurement; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"scipy", "statsmodels", "pandas", "numpy", "pulp"} & set(done.stdout.split())
