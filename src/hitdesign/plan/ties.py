"""Students who are to sit together, or never in one group: lists of ids turned to codes, and faults without an id."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from hitdesign.errors import Fault, InputError

Lists = Sequence[Sequence[str]]


class Ties(NamedTuple):
    """`together`: sets of students' codes, none of them shared; `apart`: per student those kept apart from."""

    together: tuple[frozenset[int], ...]
    apart: dict[int, frozenset[int]]


def ties_of(ids: pd.Series, keep_together: Lists, keep_apart: Lists) -> Ties:
    """The lists as codes of the students table; lists that share a student are one.

    Raises InputError, which counts and names lists by number, where an id is not in the table, where a list is a text,
    or where two students are to sit together and apart.
    """
    code = {str(name): place for place, name in enumerate(ids)}
    faults: list[Fault] = []
    read: dict[str, list[list[int]]] = {}
    for table, lists in (("keep_together", keep_together), ("keep_apart", keep_apart)):
        read[table] = []
        for number, own in enumerate(lists, start=1):
            if isinstance(own, str):
                advice = "Put the id in a list of its own, with those it belongs to"
                faults.append(_fault(table, number, "it is one text", "a list of student ids", advice))
                continue
            found = [code[str(name)] for name in own if str(name) in code]
            if len(found) < len(own):
                said = f"{len(own) - len(found)} of its {len(own)} ids are not in the students table"
                advice = "Correct the ids, or take these students out of the list"
                faults.append(_fault(table, number, said, "ids of the students table", advice))
            read[table].append(found)
    together = _joined(read["keep_together"])
    apart: dict[int, set[int]] = {}
    for number, codes in enumerate(read["keep_apart"], start=1):
        if any(len(own & set(codes)) > 1 for own in together):
            said = "two of its students are to be kept together as well"
            advice = "Take one of the two out of this list, or out of the one that keeps them together"
            faults.append(_fault("keep_apart", number, said, "students whom no other list keeps together", advice))
        for one, other in combinations(sorted(set(codes)), 2):
            apart.setdefault(one, set()).add(other)
            apart.setdefault(other, set()).add(one)
    if faults:
        raise InputError(faults)
    return Ties(tuple(together), {one: frozenset(others) for one, others in apart.items()})


def _joined(lists: Sequence[Sequence[int]]) -> list[frozenset[int]]:
    """Lists that share a student made one, in the order of their first students."""
    out: list[set[int]] = []
    for own in lists:
        shared = [one for one in out if one & set(own)]
        out = [one for one in out if not one & set(own)] + [set(own).union(*shared)]
    return [frozenset(one) for one in sorted(out, key=sorted) if len(one) > 1]


def _fault(table: str, number: int, problem: str, expected: str, what_to_do: str) -> Fault:
    return Fault(table=table, column=f"list {number}", problem=problem, expected=expected, what_to_do=what_to_do)
