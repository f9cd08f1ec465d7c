"""Words for groups of students in a district's own plan, and the marks of the tables that they stand for."""

from __future__ import annotations

#: The mark of everybody, and the words for it.
EVERYBODY = ""
_ALL = ("", "all", "allstudents", "everybody", "everyone")
#: Compared in small letters, without anything that is no letter.
_WORDS = {
    "iep": ("iep", "ieps", "studentswithieps", "studentswithdisabilities", "swd", "specialeducation"),
    "english_learner": ("englishlearner", "englishlearners", "el", "els", "ell", "ells", "multilinguallearners"),
    "low_income": (
        *("lowincome", "lowincomestudents", "economicallydisadvantaged", "economicallydisadvantagedstudents"),
        *("freeorreducedlunch", "freeandreducedlunch"),
    ),
}


def mark_of(group: str) -> str | None:
    """The mark that a group's name stands for; EVERYBODY, or None for a group that no table marks.

    >>> mark_of("English-Learners"), mark_of("All students"), mark_of("athletes")
    ('english_learner', '', None)
    """
    plain = "".join(letter for letter in group.casefold() if letter.isalpha())
    if plain in _ALL:
        return EVERYBODY
    return next((mark for mark, words in _WORDS.items() if plain in words), None)
