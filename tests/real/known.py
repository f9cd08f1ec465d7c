"""Every real district of the tests, with the policy it is planned under: {name: how to make it}.

Detroit and Grand Rapids are made by the examples as they stand, and Flint, a third district of the same data, by the
rules of either; Detroit with marks is that of the benchmarks; the others are made of their published files.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from types import ModuleType
from unittest import mock

import hitdesign as hit
from real import cities

ROOT = Path(__file__).resolve().parents[2]
Known = tuple[hit.District, hit.Policy]
FLINT = {"PLACE": "Flint", "CODE": 25010}


def by_example(script: str, **changed: object) -> Known:
    """What an example hands to `design`: of its own district, or with another PLACE and CODE of the same data."""
    example = script_of("examples", script)
    found: list[Known] = []

    def kept(district: hit.District, policy: hit.Policy | None = None) -> None:
        found.append((district, policy or hit.Policy()))

    with (
        mock.patch.multiple(example, present=lambda plan, out: 0, **changed),
        mock.patch.object(hit, "design", kept),
        redirect_stdout(StringIO()),
    ):
        example.main(["--out", "nowhere"])
    return found[0]


def of_benchmarks(schools: int, *, marks: bool) -> Known:
    """The benchmarks' district of so many schools: Detroit at 170, else synthetic."""
    return script_of("benchmarks", "cities").district_of(schools, marks=marks), hit.Policy()


def published(city: Callable[[Path], hit.District], data: Path) -> Known:
    """A district of its published file."""
    return city(data), hit.Policy()


#: The districts that need no file: number of schools, and how to make them.
CARRIED: dict[str, tuple[int, Callable[[], Known]]] = {
    "Detroit": (170, partial(by_example, "plan_detroit")),
    "Detroit with marks": (170, partial(of_benchmarks, 170, marks=True)),
    "Grand Rapids": (45, partial(by_example, "plan_grand_rapids")),
    "Flint, by Detroit's rules": (34, partial(by_example, "plan_detroit", **FLINT)),
    "Flint, by Grand Rapids' rules": (34, partial(by_example, "plan_grand_rapids", **FLINT)),
}
#: The districts of a file in the folder of real districts.
PUBLISHED: dict[str, tuple[int, Callable[[Path], Known]]] = {
    "Durham": (53, partial(published, cities.durham)),
    "Wake County": (187, partial(published, cities.wake)),
    "Chicago": (647, partial(published, cities.chicago)),
    "New York City": (1805, partial(published, cities.new_york)),
}


def script_of(folder: str, name: str) -> ModuleType:
    """A script as a module of its own, with what lies beside it within reach while it is read."""
    path = ROOT / folder / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"{folder}_{name}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with _within_reach(path.parent):
        spec.loader.exec_module(module)
    return module


@contextmanager
def _within_reach(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
