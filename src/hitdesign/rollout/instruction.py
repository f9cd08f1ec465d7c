"""Choices about instruction: the curriculum that tutoring follows and the standards it works toward, by subject."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from hitdesign.choice import Choice


class InstructionChoices(Choice):
    """What tutors teach from; a subject without an entry is named as not given."""

    #: By subject, such as {"math": "the district's grade-level curriculum, units 1 to 6"}.
    curriculum: Mapping[str, str] = Field(default_factory=dict)
    #: By subject, such as {"math": "the state's standards for mathematics, grades 3 to 5"}.
    standards: Mapping[str, str] = Field(default_factory=dict)
