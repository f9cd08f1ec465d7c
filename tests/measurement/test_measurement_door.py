"""The room's own door: every name is real, is what type checkers see, and costs nothing before it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
from types import ModuleType

import pytest

from hitdesign import measurement
from house.source import HOME, Module

DOOR = Module(HOME / "measurement" / "__init__.py")


@pytest.mark.parametrize("name", dir(measurement))
def test_every_name_is_a_documented_thing_and_no_module(name: str) -> None:
    thing = getattr(measurement, name)
    assert not isinstance(thing, ModuleType)
    assert thing.__doc__
    hidden = [HOME / "measurement" / name, HOME / "measurement" / f"{name}.py"]
    assert not any(path.exists() for path in hidden), "a submodule would hide the name"


def test_what_type_checkers_see_is_what_is_loaded() -> None:
    blocks = [node for node in DOOR.tree.body if isinstance(node, ast.If)]
    typed = {
        (node.module, alias.name, alias.asname)
        for block in blocks
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    lazy = {(f"hitdesign.measurement.{module}", name, name) for name, module in measurement._HOME.items()}
    assert typed == lazy
    assert len(measurement._HOME) == sum(len(names.split()) for names in measurement._NAMES.values())
    assert dir(measurement) == sorted(measurement._HOME)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'powr'"):
        measurement.powr  # noqa: B018


@pytest.mark.once
def test_entering_loads_nothing_heavy() -> None:
    code = "import sys; from hitdesign import measurement; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"scipy", "statsmodels", "pandas", "numpy", "pulp"} & set(done.stdout.split())
