"""The front door: few names, each of them real, none of them costly, and nothing said on entering."""

from __future__ import annotations

import ast
import subprocess
import sys
from types import ModuleType

import pytest

import hitdesign
from house.source import HOME, Module

DOOR = Module(HOME / "__init__.py")
MOST_NAMES = 30
#: Where each promised name lives; a name joins the front door when its module defines it.
PROMISED = {
    "read_district": "io/read.py",
    "write_template": "io/template.py",
    "starter": "io/starter.py",
    "cohorts_from_rates": "need/rates.py",
    "District": "district/district.py",
    **dict.fromkeys(("School", "Block", "TutorPool", "FundingStream", "TutoringModel"), "district/records.py"),
    "Policy": "policy.py",
    "Floor": "policy.py",
    "SelectionCriteria": "policy.py",
    "identify": "need/identify.py",
    "design": "design.py",
    "Plan": "plan/plan.py",
    "roster": "plan/roster.py",
    "recommend": "recommendation/recommend.py",
    "allocate": "allocation/allocate.py",
    "Allocation": "allocation/allocation.py",
    "Infeasible": "allocation/infeasible.py",
    "write_report": "report/html.py",
    "write_workbook": "report/workbook.py",
    "write_tables": "report/tables.py",
    "Lever": "levers.py",
    **{name: f"scenarios/{name}.py" for name in ("sweep", "compare", "replan")},
    "HitdesignError": "errors.py",
    "InputError": "errors.py",
}
HEAVY = {"numpy", "pandas", "pulp", "highspy", "pydantic", "openpyxl", "xlsxwriter", "jinja2", "altair"}


def run(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run code in a Python of its own, so that what it prints and imports can be seen at the file descriptors."""
    return subprocess.run([sys.executable, *options, "-c", code], capture_output=True, text=True, check=False)


def literal(name: str) -> object:
    for node in DOOR.tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            return ast.literal_eval(node.value)
    raise LookupError(f"{DOOR.at(1)} has no {name}")


def names_for_type_checkers() -> set[str]:
    blocks = [node for node in DOOR.tree.body if isinstance(node, ast.If)]
    return {alias.name for b in blocks for node in b.body if isinstance(node, ast.ImportFrom) for alias in node.names}


def test_there_are_few_names_and_they_are_sorted() -> None:
    names = literal("__all__")
    assert isinstance(names, list)
    assert len(names) <= MOST_NAMES, f"{DOOR.at(1)}: {len(names)} names; people learn at most {MOST_NAMES}"
    assert names == sorted(set(names)), f"{DOOR.at(1)}: sort __all__ and name everything once"


def test_the_three_lists_agree() -> None:
    names, homes = literal("__all__"), literal("_HOME")
    assert isinstance(names, list)
    assert isinstance(homes, dict)
    assert set(names) == set(homes), f"{DOOR.at(1)}: __all__ and _HOME differ in {set(names) ^ set(homes)}"
    typed = names_for_type_checkers()
    assert set(names) == typed, f"{DOOR.at(1)}: __all__ and the typed imports differ in {set(names) ^ typed}"


def test_every_promised_name_that_exists_is_at_the_door() -> None:
    here = {name: Module(HOME / path) for name, path in PROMISED.items() if (HOME / path).is_file()}
    defined = {
        name for name, module in here.items() if name in {getattr(node, "name", "") for node in module.tree.body}
    }
    missing = sorted(defined - set(hitdesign.__all__))
    assert not missing, f"{DOOR.at(1)}: add {', '.join(missing)} to __all__, _HOME and the typed imports"
    strange = sorted(set(hitdesign.__all__) - PROMISED.keys())
    assert not strange, f"{DOOR.at(1)}: {', '.join(strange)} is not promised (PROMISED in this test)"


@pytest.mark.parametrize("name", hitdesign.__all__)
def test_every_name_is_real(name: str) -> None:
    thing = getattr(hitdesign, name)
    assert not isinstance(thing, ModuleType), f"hitdesign.{name} is a module: a submodule hides the public name"
    assert thing.__doc__, f"hitdesign.{name} has no docstring"


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(AttributeError, match="InputError"):
        hitdesign.no_such_name  # noqa: B018


def test_a_submodule_never_hides_a_public_name() -> None:
    code = """
import sys, types, hitdesign
for name in hitdesign.__all__:
    setattr(hitdesign, name, types.ModuleType(name))
    assert not isinstance(getattr(hitdesign, name), types.ModuleType), name
"""
    done = run(code)
    assert done.returncode == 0, done.stderr


def test_import_is_silent_and_leaves_the_world_as_it_was() -> None:
    code = """
import logging, sys, warnings
before = (list(warnings.filters), list(logging.root.handlers), logging.root.level, sys.excepthook, sys.stdout)
import hitdesign
after = (list(warnings.filters), list(logging.root.handlers), logging.root.level, sys.excepthook, sys.stdout)
raise SystemExit(0 if before == after else "importing hitdesign changed warnings, logging or hooks")
"""
    done = run(code, "-W", "error")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_every_name_loads_without_a_word() -> None:
    code = "import hitdesign\nfor name in hitdesign.__all__: getattr(hitdesign, name)"
    done = run(code, "-W", "error")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_import_loads_nothing_heavy() -> None:
    done = run("import sys, hitdesign; print(*{name.split('.')[0] for name in sys.modules})")
    heavy = HEAVY & set(done.stdout.split())
    assert not heavy, f"`import hitdesign` loads {heavy}: list the name in _HOME and load it on first use"


def test_version_is_the_one_of_the_package() -> None:
    import tomllib

    from house.source import ROOT

    with (ROOT / "pyproject.toml").open("rb") as file:
        assert hitdesign.__version__ == tomllib.load(file)["project"]["version"]
    assert f"version: {hitdesign.__version__}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## [{hitdesign.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
