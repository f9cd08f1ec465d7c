"""What every piece of knowledge carries: a source, a day, and whether it was checked."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict


class Known(BaseModel):
    """Base of everything in the evidence: frozen, sourced, dated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: Key of the sources file.
    source: str
    as_of: date
    #: True: read in a public page that the source names. False: to be checked by a person before anyone relies on it.
    verified: bool
    note: str = ""


class Source(BaseModel):
    """Where a fact was read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    who: str
    year: int
    where: str = ""
    #: The day on which it was looked at, and whether it was: False for what is named from memory or is our judgement.
    as_of: date | None = None
    verified: bool = False
