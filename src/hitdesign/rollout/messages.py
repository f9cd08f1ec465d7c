"""Choices about what is said to whom: languages, whom to ask, and whether counts are printed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hitdesign.choice import Choice

Language = Literal["en", "es"]


class MessageChoices(Choice):
    """How the district speaks to its audiences."""

    languages: tuple[Language, ...] = Field(default=("en", "es"), min_length=1)
    #: Whom to ask, as letters print it: an office with its telephone or page, no person's name. Blank: to be filled in.
    contact: str = ""
    #: Left out: no letter or message prints how many places there are, however many they be.
    counts: Literal["shown", "left_out"] = "shown"
