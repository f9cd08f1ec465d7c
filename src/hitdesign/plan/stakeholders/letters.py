"""Letters and key messages: the wordings of the evidence with their blanks filled, and how easy each reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from hitdesign.evidence.library import number
from hitdesign.evidence.messages import BLANK, AudienceFact, WordingFact
from hitdesign.evidence.records import Evidence
from hitdesign.plan.stakeholders.fields import Filled, open_text
from hitdesign.plan.stakeholders.reading_level import FORMULAS, counted
from hitdesign.rollout.messages import Language

READING = (
    "text_id",
    "audience",
    "language",
    "formula",
    "score",
    "unit",
    "limit",
    "beyond_limit",
    "words",
    "words_per_sentence",
    "syllables_per_word",
)


@dataclass(frozen=True)
class Letter:
    """A filled text in one language. `open`: its blanks that the plan could not fill, named in the text."""

    letter_id: str
    audience: str
    language: Language
    title: str
    paragraphs: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def text(self) -> str:
        """Title and paragraphs with a blank line between them: plain text, no markup."""
        return "\n\n".join(part for part in (self.title, *self.paragraphs) if part)


def filled_letter(
    key: str, wording: WordingFact, fields: Mapping[str, Filled], language: Language, audience: str = ""
) -> Letter:
    """The text of a wording in one language; what stands in a blank is put in as it is and never read again."""

    def put(text: str) -> str:
        return BLANK.sub(lambda found: _text(fields, found.group(1), language), text)

    english = language == "en"
    return Letter(
        letter_id=key,
        audience=audience or wording.audience,
        language=language,
        title=put(wording.title_en if english else wording.title_es),
        paragraphs=tuple(put(part) for part in (wording.en if english else wording.es)),
        open=tuple(name for name in all_blanks(wording) if name not in fields or fields[name].text is None),
    )


def all_blanks(wording: WordingFact) -> tuple[str, ...]:
    """The blanks of its title and text."""
    return tuple(dict.fromkeys([*BLANK.findall(wording.title_en), *wording.blanks]))


def _text(fields: Mapping[str, Filled], name: str, language: Language) -> str:
    found = fields.get(name)
    return open_text(name)[language] if found is None or found.text is None else found.text[language]


def reading_table(letters: Sequence[Letter], evidence: Evidence) -> pd.DataFrame:
    """How easy each text reads, against the limit of those who read it (evidence reading.*); columns as in READING."""
    rows = [_reading(letter, evidence) for letter in letters]
    return pd.DataFrame(rows, columns=list(READING))


def _reading(letter: Letter, evidence: Evidence) -> tuple[object, ...]:
    formula, name, unit, harder_up = FORMULAS[letter.language]
    audience: AudienceFact = evidence.audiences[letter.audience]
    limit = number(evidence, f"reading.{letter.language}.{audience.readers}")
    found = counted(letter.text, letter.language)
    score = formula(found)
    beyond = score > limit if harder_up else score < limit
    return (
        letter.letter_id,
        letter.audience,
        letter.language,
        name,
        score,
        unit,
        limit,
        beyond,
        found.words,
        found.words_per_sentence,
        found.syllables_per_word,
    )
