"""What is not known for sure: a place in the facts, choices or evidence, how far it may be off, and who says so."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.records import Evidence
from hitdesign.levers import EVIDENCE, Change, Part
from hitdesign.scenarios.chance_spread import Drawn, Spread, Triangular
from hitdesign.scenarios.pull import kind_of

Operation = Literal["factor", "difference", "value"]
#: What leaves everything as it is, by operation.
NOTHING_HAPPENS = {"factor": 1.0, "difference": 0.0}
#: Kinds of column that hold whole numbers or days: what is drawn for them is rounded, halves up.
WHOLE = ("whole", "grade", "date")


class Place(Part):
    """Cells of one column, named as a `Change` names them.

    >>> from hitdesign.scenarios.chance_uncertain import Place
    >>> Place(table="tutors", column="tutors", where={"pool_id": ("aides",)}).column
    'tutors'
    """

    table: str = Field(min_length=1)
    column: str = Field(min_length=1)
    where: Mapping[str, tuple[str | int | float, ...]] = Field(default_factory=dict)


class Uncertain(Part):
    """One thing that is not known for sure.

    `places`: cells that move together, by one draw. `operation`: what is drawn is a factor, a difference (days of a
    date) or the value itself. `source`, `as_of`, `verified`: where the numbers come from, and whether it was checked.
    `tied`: things of one group share one draw, so that all are low together or high together (rank correlation 1).

    >>> from hitdesign.scenarios.chance_spread import YesNo
    >>> from hitdesign.scenarios.chance_uncertain import Place, Uncertain
    >>> late = YesNo(probability=0.3, amount=60)
    >>> begins = Place(table="funding", column="obligate_from", where={"stream_id": ("state",)})
    >>> Uncertain(name="State award late", places=(begins,), operation="difference", spread=late, source="Our guess",
    ...     as_of="2026-11-01").changes(60.0)[0].difference
    60.0
    """

    name: str = Field(min_length=1)
    places: tuple[Place, ...] = Field(min_length=1)
    operation: Operation
    spread: Spread
    source: str = Field(min_length=1)
    as_of: date
    verified: bool = False
    tied: str = ""

    @model_validator(mode="after")
    def _can_be_drawn(self) -> Self:
        words = [value for value in self.asked if isinstance(value, str)]
        if self.operation != "value" and words:
            raise ValueError(f"a {self.operation} is a number; words can only be drawn as a value")
        dates = any(kind_of(place.table, place.column) == "date" for place in self.places)
        if self.operation == "value" and dates and len(words) < sum(value is not None for value in self.asked):
            raise ValueError("a day is a word such as 2026-10-01, or moves by a difference in days")
        if self.operation == "factor" and any(isinstance(end, float) and end < 0 for end in self.spread.ends):
            raise ValueError("a factor is 0 or more")
        return self

    @property
    def asked(self) -> tuple[Drawn, ...]:
        """Values that speak for all that can be drawn: both ends, or every value of a list."""
        return self.spread.values if self.spread.kind == "list" else self.spread.ends

    @property
    def draws_by(self) -> str:
        """What its draws are seeded by: its group where it is tied, else its name."""
        return f"group {self.tied}" if self.tied else f"thing {self.name}"

    def changes(self, drawn: Drawn) -> tuple[Change, ...]:
        """What one draw does to the district; nothing where the draw leaves everything as it is."""
        if drawn is None or drawn == NOTHING_HAPPENS.get(self.operation):
            return ()
        return tuple(self._change(place, drawn) for place in self.places)

    def _change(self, place: Place, drawn: float | str) -> Change:
        amount: Any = drawn
        whole = kind_of(place.table, place.column) in WHOLE
        if self.operation != "factor" and whole and not isinstance(drawn, str):
            amount = math.floor(drawn + 0.5)
        return Change(**dict(place), **{self.operation: amount})


def from_evidence(name: str, evidence: Evidence, *, tied: str = "") -> Uncertain:
    """A number of the evidence as uncertain between its own low and high, likeliest at its value (a triangle).

    Source, day and whether it was checked are the evidence's. It moves every blank cell that the number fills, and no
    cell that the district gave. Raises InputError where there is no such number or it has no low and high.

    >>> from hitdesign.evidence.library import shipped
    >>> from hitdesign.scenarios.chance_uncertain import from_evidence
    >>> from_evidence("tutors.vacancy_rate", shipped()).verified
    False
    """
    known = evidence.parameters.get(name)
    if known is None or isinstance(known.value, str) or known.low is None or known.high is None:
        what = "the evidence has no such number" if known is None else "the evidence gives no low and high for it"
        expected = "a number of the evidence with low and high"
        raise InputError([Fault(EVIDENCE, what, expected, "Give an Uncertain of your own", found=name)])
    return Uncertain(
        name=known.label,
        places=(Place(table=EVIDENCE, column=name),),
        operation="value",
        spread=Triangular(low=known.low, likely=known.value, high=known.high),
        source=known.source,
        as_of=known.as_of,
        verified=known.verified,
        tied=tied,
    )
