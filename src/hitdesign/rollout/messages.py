"""Choices about what is said to whom: languages, and who approves."""

from __future__ import annotations

from typing import Literal

from hitdesign.choice import Choice

Language = Literal["en", "es"]


class MessageChoices(Choice):
    """How the district speaks to its audiences."""

    languages: tuple[Language, ...] = ("en", "es")
