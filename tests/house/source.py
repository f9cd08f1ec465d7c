"""The source tree as the house tests see it: files, syntax trees and imports, read without importing anything."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "hitdesign"
HOME = ROOT / "src" / PACKAGE


@dataclass(frozen=True)
class Module:
    """One Python file of the package."""

    path: Path

    @property
    def name(self) -> str:
        parts = self.path.relative_to(HOME.parent).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str:
        """The first name below the package: a folder, or a file that stands alone; empty for the front door."""
        return [*self.name.split("."), ""][1]

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=str(self.path))

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        return tuple(ast.walk(self.tree))

    def at(self, node: ast.AST | int) -> str:
        """`src/hitdesign/errors.py:12`, which editors and terminals can jump to."""
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return f"{self.path.relative_to(ROOT)}:{line}"

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every imported name with its line, wherever it stands: at the top, inside a function, under TYPE_CHECKING.

        `from hitdesign.evidence import library` gives `hitdesign.evidence.library`; the caller decides whether that is
        a module or a name in one. A relative import keeps its dots.
        """
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = "." * node.level + (node.module or "")
                yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in self.nodes:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


MODULES: tuple[Module, ...] = tuple(Module(path) for path in sorted(HOME.rglob("*.py")))
NAMES = {module.name for module in MODULES}


#: Rooms that are used by themselves, and so have a door: names that load on first use.
DOORS = frozenset({"measurement"})


def has_a_door(module: Module) -> bool:
    """Whether this file is the door of such a room."""
    return module.path.name == "__init__.py" and module.room in DOORS


def inner_imports(module: Module) -> Iterator[tuple[str, int]]:
    """The package's own modules that this one imports."""
    for name, line in module.imports():
        if name.split(".")[0] == PACKAGE:
            yield (name if name in NAMES else name.rpartition(".")[0]), line


def listed(complaints: list[str], remedy: str) -> str:
    """A failure message: each place on a line of its own, then what to do."""
    return "\n".join(["", *complaints, f"What to do: {remedy}"])
