"""The shape of a kind of goal: what is promised, how it is measured, from which data, and who answers for it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hitdesign.evidence.known import Known

Family = Literal["design", "participation", "growth", "engagement"]


class GoalTemplate(Known):
    """One kind of goal; `sentence` is filled with the plan's own numbers, in braces.

    `data`: table.column of what has to be collected; `computed_by`: functions of the room of measurement that compute
    it from there; blank: counted in the plan's own tables.
    """

    family: Family
    name: str
    sentence: str = Field(min_length=1)
    measure: str = Field(min_length=1)
    formula: str = Field(min_length=1)
    unit: str = Field(min_length=1)
    data: tuple[str, ...] = Field(min_length=1)
    computed_by: tuple[str, ...] = ()
    #: The role that answers for it, unless the policy names another.
    owner: str
