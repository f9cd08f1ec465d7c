"""Levers: one named change of facts or choices each, as data; what pulls them stands in `scenarios`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

#: What a change may do to the cells that it names, and to rows.
OPERATIONS = ("factor", "difference", "value", "add", "remove")
#: Names that stand beside the district's tables: its choices, and the numbers of the evidence.
POLICY, EVIDENCE = "policy", "evidence"
#: The table whose rows are persons: what names one of them is never shown.
STUDENTS = "students"


class Part(BaseModel):
    """Base of these records: frozen, unknown names refused, no cell in an error, no student's id in a repr."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        hidden = ("where", "add", "value") if getattr(self, "table", "") == STUDENTS else ()
        yield from ((name, value) for name, value in super().__repr_args__() if name not in hidden)


class Change(Part):
    """What happens to the cells of one column, or to rows, of one table.

    `table`: a table of the district, "policy" (its columns are the policy's fields, `tier_weights.intensive` one entry
    of one) or "evidence" (its columns are the names of its parameters). `where`: which rows, by column the values that
    it may have; blank: all rows. Exactly one of: `factor` (times), `difference` (plus; days, where the column holds
    dates), `value` (instead; `blank` for an empty cell), `add` (a new row), `remove` (the rows themselves).

    >>> from hitdesign.levers import Change
    >>> Change(table="funding", column="award_dollars", where={"stream_id": ("state",)}, factor=0.7).operation
    'factor'
    """

    table: str = Field(min_length=1)
    column: str = ""
    where: Mapping[str, tuple[str | int | float, ...]] = Field(default_factory=dict)
    factor: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    difference: float | None = Field(default=None, allow_inf_nan=False)
    value: Any = None
    blank: bool = False
    add: Mapping[str, Any] | None = None
    remove: bool = False

    @field_validator("value", "add", mode="after")
    @classmethod
    def _as_a_file_holds_it(cls, value: Any) -> Any:
        return _plain(value)

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        if len(self._said) != 1:
            raise ValueError("a change does exactly one thing: factor, difference, value (or blank), add, or remove")
        if self.operation in ("add", "remove"):
            if self.column:
                raise ValueError("whole rows are added and removed; leave column out")
            if self.table in (POLICY, EVIDENCE):
                raise ValueError(f"{self.table} has no rows to add or remove")
        elif not self.column:
            raise ValueError("name the column whose cells change")
        if self.add is not None and self.where:
            raise ValueError("a new row has no `where`")
        return self

    @property
    def _said(self) -> tuple[str, ...]:
        given = {
            "factor": self.factor is not None,
            "difference": self.difference is not None,
            "value": self.value is not None or self.blank,
            "add": self.add is not None,
            "remove": self.remove,
        }
        return tuple(name for name in OPERATIONS if given[name])

    @property
    def operation(self) -> str:
        """The one thing it does."""
        return self._said[0]


class Lever(Part):
    """A change in the user's words: all of its parts happen together, in order.

    >>> from hitdesign.levers import Change, Lever
    >>> grant = Change(table="funding", column="award_dollars", where={"stream_id": ("state",)}, factor=0.7)
    >>> Lever(name="The state grant is cut by 30 %", changes=(grant,)).name
    'The state grant is cut by 30 %'
    """

    name: str = Field(min_length=1)
    changes: tuple[Change, ...] = ()
    #: Why anybody would ask, or where the numbers come from.
    note: str = ""


def _plain(value: Any) -> Any:
    """Dates as text, tuples as lists, blanks of a row left out: what a file gives back unchanged."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
