"""What can go wrong, said so that a person knows what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class HitdesignError(Exception):
    """The one base class: catch it to catch everything this library raises on purpose."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one cell, column or table of the input.

    `row` is the line a person sees in a spreadsheet (the header is row 1), or None for a whole column or table.
    `found` never holds a student's id or name: the reader leaves it out for such columns.
    """

    table: str
    problem: str
    expected: str
    what_to_do: str
    row: int | None = None
    column: str | None = None
    found: str | None = None

    def __str__(self) -> str:
        where = self.table
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column}"
        found = "" if self.found is None else f" Found {self.found!r}."
        return f"{where}: {self.problem}.{found} Expected {self.expected}. {self.what_to_do}."


class InputError(HitdesignError):
    """The input tables cannot be used as they are; `faults` lists everything wrong with them, all at once."""

    #: How many faults the message shows; `faults` always holds all of them.
    shown = 40

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        count = len(self.faults)
        head = f"{count} thing{'s' if count != 1 else ''} to mend in the input:"
        lines = [f"- {fault}" for fault in self.faults[: self.shown]]
        if count > self.shown:
            lines.append(f"- and {count - self.shown} more (all of them in this error's .faults)")
        super().__init__("\n".join([head, *lines]))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class SolverError(HitdesignError):
    """The solver did not give an answer that can be trusted; nothing was returned in its place."""


class OutputError(HitdesignError):
    """A file could not be written whole, so the one that stood there before was left as it was."""


class MissingExtra(HitdesignError):
    """An optional library is needed for this; the message holds the line that installs it."""

    def __init__(self, library: str, extra: str) -> None:
        self.library, self.extra = library, extra
        super().__init__(f'{library} is not installed. Install it with: python3 -m pip install "hitdesign[{extra}]"')

    def __reduce__(self) -> tuple[type[MissingExtra], tuple[str, str]]:
        return type(self), (self.library, self.extra)
