"""Whether a program's fields make sense together and speak the words of the tables."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping

from hitdesign.errors import Fault
from hitdesign.evidence.records import Program
from hitdesign.evidence.terms import WORDS

#: Terms of a window that say nothing without the others.
WINDOW = ("window_begins", "window_months")
CARRY_OVER = ("carry_over_share", "carry_over_after_months", "carry_over_from_dollars")
A_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])")


def program_faults(programs: Mapping[str, Program]) -> Iterator[Fault]:
    """Every fault of every program, each naming its field: unknown words, half windows, limits that cross.

    >>> from hitdesign.evidence.library import shipped
    >>> list(program_faults(shipped().programs))
    []
    """
    for key, program in programs.items():
        where = f"evidence programs.{key}"
        yield from _words(where, program)
        yield from _window(where, program)
        yield from _limits(where, program)
        yield from _named(where, program, programs)


def _words(where: str, program: Program) -> Iterator[Fault]:
    """Words that no table uses would never match, so the program would pay for nothing, silently."""
    for field, known in WORDS.items():
        for word in getattr(program, field):
            if word not in known:
                yield _unknown(where, field, word, known)


def _window(where: str, program: Program) -> Iterator[Fault]:
    for fields in (WINDOW, CARRY_OVER):
        blank = [name for name in fields if getattr(program, name) in (None, "")]
        if blank and len(blank) < len(fields):
            what = f"{' and '.join(blank)} {'is' if len(blank) == 1 else 'are'} blank beside the rest of it"
            yield Fault(where, what, "all of " + ", ".join(fields) + ", or none", "Give the rest", column=blank[0])
    if program.window_begins and not A_DAY.fullmatch(program.window_begins):
        yield Fault(
            where,
            "no day on which a window could begin every year",
            "month and day, as in 07-01, up to the 28th",
            "Write it so",
            column="window_begins",
            found=program.window_begins,
        )


def _limits(where: str, program: Program) -> Iterator[Fault]:
    pairs = (("grade_low", "grade_high"), ("least_share_of_whole", "most_share_of_whole"))
    for low, high in (*pairs, ("liquidated_by", "late_liquidated_by")):
        least, most = getattr(program, low), getattr(program, high)
        if least is not None and most is not None and least > most:
            yield Fault(
                where, f"it lies above {high}", f"{low} up to {high}", "Mend one of them", column=low, found=str(least)
            )
    both = sorted({*program.requires_marks} & {*program.excludes_marks})
    if both:
        yield Fault(
            where,
            "a mark is required and excluded",
            "a mark in one of requires_marks, excludes_marks",
            "Take it out of one of them",
            column="requires_marks",
            found=", ".join(both),
        )


def _named(where: str, program: Program, programs: Mapping[str, Program]) -> Iterator[Fault]:
    """Other programs and fields that it names."""
    for field, names in (("transfers_to", program.transfers_to), ("part_of", (program.part_of,))):
        for name in names:
            if name and name not in programs:
                yield _unknown(where, field, name, programs)
    for name in program.unverified_fields:
        if name not in Program.model_fields:
            yield _unknown(where, "unverified_fields", name, Program.model_fields)


def _unknown(where: str, field: str, word: str, known: Iterable[str]) -> Fault:
    words = list(known)
    shown = words if len(words) < 9 else difflib.get_close_matches(word, words, n=3, cutoff=0.5)
    expected = "one of " + ", ".join(shown) if shown else f"one of {len(words)} known words"
    return Fault(where, f"{field} holds a word that nothing else uses", expected, "Mend it", column=field, found=word)
