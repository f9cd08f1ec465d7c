"""Amounts, days, lists and the words of the tables, in English and in Spanish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hitdesign.plan.inert import inert
from hitdesign.quantities import print_dollars, print_grades
from hitdesign.rollout.messages import Language

_ENGLISH = "January February March April May June July August September October November December"
_SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
MONTHS: Mapping[Language, list[str]] = {"en": _ENGLISH.split(), "es": _SPANISH.split()}
#: Words of the tables in both languages; another word stands as the district wrote it.
WORDS: Mapping[str, tuple[str, str]] = {
    "math": ("math", "matemáticas"),
    "reading": ("reading", "lectura"),
    "ela": ("English language arts", "artes del lenguaje en inglés"),
    "science": ("science", "ciencias"),
    "before_school": ("before school", "antes de clases"),
    "during_school": ("during the school day", "durante el día escolar"),
    "after_school": ("after school", "después de clases"),
    "saturday": ("on Saturday", "los sábados"),
    "summer": ("in summer", "en el verano"),
    "certified_teacher": ("certified teachers", "docentes con licencia"),
    "paraprofessional": ("paraprofessionals", "asistentes de enseñanza"),
    "college_student": ("college students", "estudiantes universitarios"),
    "volunteer": ("volunteers", "voluntarios"),
    "peer": ("older students", "estudiantes mayores"),
}
#: Nouns: one and several, in both languages.
NOUNS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "student": (("student", "students"), ("estudiante", "estudiantes")),
    "place": (("place", "places"), ("lugar", "lugares")),
    "school": (("school", "schools"), ("escuela", "escuelas")),
    "minute": (("minute", "minutes"), ("minuto", "minutos")),
    "week": (("week", "weeks"), ("semana", "semanas")),
    "time a week": (("time a week", "times a week"), ("vez por semana", "veces por semana")),
}


@dataclass(frozen=True)
class Both:
    """One thing said in both languages."""

    en: str
    es: str

    def __getitem__(self, language: Language) -> str:
        return self.en if language == "en" else self.es


def word(text: str) -> Both:
    """A word of the tables in both languages; an unknown one as the district wrote it."""
    found = WORDS.get(text)
    return Both(*found) if found else Both(inert(text), inert(text))


def day(on: date) -> Both:
    """A day in words.

    >>> day(date(2026, 9, 14))
    Both(en='September 14, 2026', es='14 de septiembre de 2026')
    """
    return Both(
        f"{MONTHS['en'][on.month - 1]} {on.day}, {on.year}", f"{on.day} de {MONTHS['es'][on.month - 1]} de {on.year}"
    )


def dollars(amount: float) -> Both:
    """An amount of dollars, alike in both languages."""
    return Both(print_dollars(amount), print_dollars(amount))


def amounts(low: float, high: float, noun: str) -> Both:
    """`3 students`, or `2 to 3 times a week`, with the noun in its number.

    >>> amounts(2, 3, "time a week")
    Both(en='2 to 3 times a week', es='de 2 a 3 veces por semana')
    """
    english, spanish = (forms[high != 1] for forms in NOUNS[noun])
    if low == high:
        return Both(f"{high:,.0f} {english}", f"{high:,.0f} {spanish}")
    return Both(f"{low:,.0f} to {high:,.0f} {english}", f"de {low:,.0f} a {high:,.0f} {spanish}")


def grades(low: int, high: int) -> Both:
    """`K-5`, alike in both languages."""
    return Both(print_grades(low, high), print_grades(low, high))


def listed(parts: Sequence[Both]) -> Both:
    """`a, b and c`; before a word that begins with an i sound Spanish says e.

    >>> listed([word("math"), word("reading")])
    Both(en='math and reading', es='matemáticas y lectura')
    """
    if len(parts) < 2:
        return parts[0] if parts else Both("", "")
    last = parts[-1]
    lower = last.es.lower()
    sound = lower.startswith(("i", "í", "hi")) and not lower.startswith(("hie", "ie", "io", "ia"))
    head = [", ".join(one[language] for one in parts[:-1]) for language in ("en", "es")]
    return Both(f"{head[0]} and {last.en}", f"{head[1]} {'e' if sound else 'y'} {last.es}")


def sentences(parts: Sequence[Both]) -> Both:
    """Several sentences behind each other."""
    return Both(" ".join(one.en for one in parts), " ".join(one.es for one in parts))


def as_sentence(text: str) -> str:
    """Text of the district with an end, as a sentence has it."""
    shown = inert(text)
    return shown if shown.endswith((".", "!", "?")) else f"{shown}."
