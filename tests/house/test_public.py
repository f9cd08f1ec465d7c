"""What is public says what it is, and in which types."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from house.source import MODULES, Module, listed

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public(body: list[ast.stmt], inside: str = "") -> Iterator[tuple[str, Definition]]:
    """Public functions and classes, and the public methods of public classes; not what is nested in functions."""
    for node in body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield f"{inside}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{node.name}.")


def is_told_elsewhere(node: Definition) -> bool:
    """An overload or a setter is described by the definition it belongs to."""
    marks = {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
    return bool(marks & {"overload", "setter", "override"})


def untyped(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    extra = [arg for arg in (node.args.vararg, node.args.kwarg) if arg is not None]
    bare = [arg.arg for arg in [*arguments, *extra] if arg.annotation is None and arg.arg not in {"self", "cls"}]
    return bare + (["the result"] if node.returns is None else [])


def definitions() -> Iterator[tuple[Module, str, Definition]]:
    for module in MODULES:
        for name, node in public(module.tree.body):
            yield module, name, node


def test_every_file_says_what_it_is_for() -> None:
    bare = [module.at(1) for module in MODULES if not ast.get_docstring(module.tree)]
    assert not bare, listed(bare, "open the file with one sentence: what it holds, for whom")


def test_everything_public_has_a_docstring() -> None:
    bare = [
        f"{module.at(node)} {name}"
        for module, name, node in definitions()
        if not ast.get_docstring(node) and not is_told_elsewhere(node)
    ]
    assert not bare, listed(bare, "one sentence, then units and shapes, the formula, the source")


def test_everything_is_typed() -> None:
    bare = [
        f"{module.at(node)} {node.name}: {', '.join(untyped(node))}"
        for module in MODULES
        for node in module.functions()
        if untyped(node)
    ]
    assert not bare, listed(bare, "write the types")
