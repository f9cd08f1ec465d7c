"""The shapes of what is said to whom: an audience, and a text in two languages whose blanks a plan fills."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import Field, model_validator

from hitdesign.evidence.known import Known
from hitdesign.quantities import Count

#: A blank in a text: a name between braces.
BLANK = re.compile(r"\{([a-z_]+)\}")
_NUMBER = re.compile(r"\d+")

#: Who reads: texts for families are held to a lower reading grade than texts for staff and boards.
Readers = Literal["families", "staff"]
#: What a text is: a key message, a whole letter, a paragraph added where its facts are there, a question, a practice.
WordingKind = Literal["message", "letter", "addition", "question", "practice"]
#: Kinds that the district's own people read, in English.
INSIDE = ("question", "practice")


class AudienceFact(Known):
    """People who must hear of the program: through which channel, who writes, who approves, how long before."""

    name: str
    name_es: str
    channel: str
    owner: str
    approver: str
    #: What the day of sending is counted back from: the launch, or the last board meeting before it.
    before: Literal["launch", "board_meeting"]
    lead_days: Count
    readers: Readers


class WordingFact(Known):
    """A text in English and in Spanish, paragraph by paragraph, with the same blanks and numbers in both.

    Questions and practices are for the district's own people and may stand in English alone.
    """

    kind: WordingKind
    audience: str
    topic: str
    title_en: str = ""
    title_es: str = ""
    en: tuple[str, ...] = Field(min_length=1)
    es: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _alike(self) -> Self:
        if self.kind in INSIDE:
            return self
        if bool(self.title_en) != bool(self.title_es):
            raise ValueError("a title stands in both languages or in none")
        if len(self.en) != len(self.es):
            raise ValueError("both languages have the same paragraphs")
        for english, spanish in zip(self.en, self.es, strict=True):
            for what, pattern in (("blanks", BLANK), ("numbers", _NUMBER)):
                if sorted(pattern.findall(english)) != sorted(pattern.findall(spanish)):
                    raise ValueError(f"a paragraph has the same {what} in both languages")
        return self

    @property
    def blanks(self) -> tuple[str, ...]:
        """The names of its blanks, each once, in the order of the English text."""
        return tuple(dict.fromkeys(BLANK.findall(" ".join(self.en))))
