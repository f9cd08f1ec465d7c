"""Habits that a reader may rely on anywhere in the package."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from house.source import MODULES, Module, has_a_door, listed

pytestmark = pytest.mark.once

#: A model is a tutoring model; what is optimised is a program.
PROGRAM_CALLED_MODEL = re.compile(
    r"^(lp|milp|mip|ilp|linear|solver|highs|pulp|optimi[sz]ation|opt)_?model$|^model_?(lp|milp|mip|ilp|solver)$", re.I
)
BLANKET = {"Exception", "BaseException"}
NEVER_CALLED = {
    "print": "return the text, or write it where the caller said",
    "eval": "read the value with the parser that fits it",
    "exec": "write the code where a reader finds it",
    "input": "take the value as an argument",
}


def names_in(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every name that the file itself gives to something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr, node.lineno


def knows_pulp(module: Module) -> bool:
    return any(name.split(".")[0] == "pulp" for name, _ in module.imports())


def caught(handler: ast.ExceptHandler) -> set[str]:
    if handler.type is None:
        return {"BaseException"}
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {kind.id for kind in kinds if isinstance(kind, ast.Name)}


def goes_on(handler: ast.ExceptHandler) -> bool:
    """It tidies up and raises what it caught."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_no_assert_in_the_package() -> None:
    found = [m.at(node) for m in MODULES for node in m.nodes if isinstance(node, ast.Assert)]
    assert not found, listed(
        found, "raise an error of hitdesign.errors that says what to do; `python -O` drops asserts"
    )


def test_no_blanket_excepts() -> None:
    found = [
        m.at(node)
        for m in MODULES
        for node in m.nodes
        if isinstance(node, ast.ExceptHandler) and caught(node) & BLANKET and not goes_on(node)
    ]
    assert not found, listed(
        found, "name the exceptions that can happen there; the others are faults of ours and must show"
    )


def test_nothing_is_printed_or_evaluated() -> None:
    found = [
        f"{m.at(node)} {node.func.id}(): {NEVER_CALLED[node.func.id]}"
        for m in MODULES
        for node in m.nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NEVER_CALLED
    ]
    assert not found, listed(found, "the library is silent unless asked")


def test_no_pickle() -> None:
    found = [m.at(line) for m in MODULES for name, line in m.imports() if name.split(".")[0] in {"pickle", "marshal"}]
    assert not found, listed(found, "read TOML, JSON or CSV: a pickle runs code when it is opened")


def test_the_linear_program_is_never_called_a_model() -> None:
    found = [
        f"{m.at(line)} {name}"
        for m in MODULES
        if not knows_pulp(m)
        for name, line in names_in(m.tree)
        if PROGRAM_CALLED_MODEL.match(name)
    ]
    assert not found, listed(found, "call it program, problem or formulation; a model is a tutoring model")


def test_rooms_compute_nothing_when_imported() -> None:
    """A room's `__init__.py` is a docstring: what it hands over is imported from the file that makes it.

    A room that is used by itself has a door, whose own test keeps it from computing.
    """
    rooms = [m for m in MODULES if m.path.name == "__init__.py" and m.room and not has_a_door(m)]
    busy = [
        m.at(node)
        for m in rooms
        for node in m.tree.body
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and not (isinstance(node, ast.ImportFrom) and node.module == "__future__")
    ]
    bare = [m.at(1) for m in rooms if not ast.get_docstring(m.tree)]
    assert not busy + bare, listed(
        busy + bare, "keep only a docstring there: one sentence saying what the room hands over"
    )


def test_every_room_is_a_package() -> None:
    folders = {module.path.parent for module in MODULES}
    missing = [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").is_file()]
    assert not missing, listed(missing, "add an __init__.py with one sentence saying what the room hands over")
