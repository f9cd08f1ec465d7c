"""How hard a text is to read: sentences, words and syllables counted, and one formula a language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hitdesign.plan.stakeholders.syllables import english_syllables, spanish_syllables
from hitdesign.rollout.messages import Language

#: A word holds a letter or a digit; marks inside it (1,234, opt-in, don't) do not part it.
_WORD = re.compile(r"[^\W_]+(?:[-'’.,:/][^\W_]+)*")
#: A sentence ends with its mark and a blank, or with its line.
_END = re.compile(r"[.!?]+(?=\s|$)|\n")


@dataclass(frozen=True)
class Counted:
    """A text as reading formulas see it."""

    sentences: int
    words: int
    syllables: int

    @property
    def words_per_sentence(self) -> float:
        """Words / sentences; 0 for a text without words."""
        return self.words / self.sentences if self.sentences else 0.0

    @property
    def syllables_per_word(self) -> float:
        """Syllables / words; 0 for a text without words."""
        return self.syllables / self.words if self.words else 0.0


def counted(text: str, language: Language) -> Counted:
    """Sentences, words and syllables of a text; a line without a word is no sentence.

    >>> counted("We help. Come at 3.", "en")
    Counted(sentences=2, words=5, syllables=5)
    """
    parts = [found for part in _END.split(text) if (found := _WORD.findall(part))]
    count: Callable[[str], int] = english_syllables if language == "en" else spanish_syllables
    pieces = [piece for part in parts for word in part for piece in word.split("-") if piece]
    return Counted(len(parts), sum(map(len, parts)), sum(count(piece) for piece in pieces))


def flesch_kincaid_grade(text: Counted) -> float:
    """The US school grade from which on an English text is understood.

    Formula: 0.39 x words per sentence + 11.8 x syllables per word - 15.59. Source: Kincaid, Fishburne, Rogers and
    Chissom (1975), Derivation of new readability formulas for Navy enlisted personnel, Research Branch Report 8-75.

    >>> round(flesch_kincaid_grade(Counted(sentences=1, words=10, syllables=14)), 2)
    4.83
    """
    return 0.39 * text.words_per_sentence + 11.8 * text.syllables_per_word - 15.59


def szigriszt_pazos(text: Counted) -> float:
    """How easy a Spanish text reads, usually 0 to 100; higher is easier.

    Formula: 206.835 - 62.3 x syllables per word - words per sentence. Source: Szigriszt Pazos (1993), Sistemas
    predictivos de legibilidad del mensaje escrito: fórmula de perspicuidad, Universidad Complutense de Madrid; the
    scale by which it is read today is INFLESZ (Barrio-Cantalejo and others, 2008).

    >>> round(szigriszt_pazos(Counted(sentences=1, words=10, syllables=20)), 3)
    72.235
    """
    return 206.835 - 62.3 * text.syllables_per_word - text.words_per_sentence


#: Per language: the formula, what it is called, its unit, and whether a higher value is harder.
FORMULAS: Mapping[Language, tuple[Callable[[Counted], float], str, str, bool]] = {
    "en": (flesch_kincaid_grade, "Flesch-Kincaid", "school grade", True),
    "es": (szigriszt_pazos, "Szigriszt-Pazos", "points, higher is easier", False),
}
