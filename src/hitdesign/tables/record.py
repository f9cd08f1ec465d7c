"""The base of every table's record: how a field says what it means, in which unit, what a blank is; shared words."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

Mark = Literal["yes", "no", "unknown"]
When = Literal["before_school", "during_school", "after_school", "saturday", "summer"]
Modality = Literal["in_person", "online"]
Tier = Literal["intensive", "strategic", "on_level"]


def column(
    meaning: str, *, unit: str = "", assumed: str = "", example: str = "", default: Any = ..., student: bool = False
) -> Any:
    """A field with its meaning and unit; `assumed` names the evidence default that a blank stands for."""
    extra: dict[str, Any] = {"unit": unit, "assumed": assumed, "example": example, "student": student}
    return Field(default, description=meaning, json_schema_extra=extra)


class Record(BaseModel):
    """A row of a table, frozen; unknown columns are refused, and no cell's content appears in an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)

    table: ClassVar[str]
    caption: ClassVar[str]
    #: The columns that together name a row; no two rows of a table share them.
    key: ClassVar[tuple[str, ...]]
    #: Columns named `<subject>_<ending>` that stand once per subject; the record holds those of reading and math.
    endings: ClassVar[tuple[str, ...]] = ()
