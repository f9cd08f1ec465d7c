"""From a program that cannot be kept to sentences on what clashes and what would do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.limit_names import names_of
from hitdesign.quantities import TOLERANCE
from hitdesign.solving.conflicts import Conflict, explain_infeasible
from hitdesign.solving.elastic import Changes, keepable, with_changes
from hitdesign.solving.program import Program

#: What a family of limits is called, and the change that a person can make.
CHANGES = {
    "need": ("students in need", "count {amount} more students as in need"),
    "take_up": ("families' choice of time", "let {amount} more students join at times that families choose"),
    "rooms": ("rooms", "add room for {amount} more groups at once"),
    "online_seats": ("seats online", "add {amount} more seats online at once"),
    "tutors_at_once": ("tutors at once", "have {amount} more people at the time of the blocks"),
    "tutor_hours": ("tutor hours", "add {amount} more paid tutor hours a week"),
    "whole_people": ("whole people", "have {amount} more whole people at the time of the blocks"),
    "whole_hours": ("whole people's weeks", "have {amount} more whole people"),
    "whole_crew": ("whole people's weeks", "have {amount} more whole people"),
    "whole_rooms": ("whole groups in rooms", "add room for {amount} more groups"),
    "whole_room_limit": ("whole rooms", "add {amount} more rooms"),
    "staff": ("salaried staff", "hire {amount} more salaried people"),
    "budget": ("money", "add {amount} dollars to the streams"),
    "cap": ("caps per student", "raise the caps by {amount} dollars in all"),
    "hour_cap": ("caps per tutor hour", "raise the caps per hour by {amount} dollars in all"),
    "contract_hour_cap": (
        "caps per tutor hour of all that a contract bills",
        "raise the caps per hour under contracts by {amount} dollars in all",
    ),
    "administration": ("caps on administration", "raise the caps on administration by {amount} dollars"),
    "match": ("match", "bring {amount} more dollars of match"),
    "district_money": ("money of schools", "free {amount} dollars that schools hold"),
    "minimum_spending": ("minimum spending", "lower the minimum spending by {amount} dollars in all"),
    "contract": ("contract maximum", "raise the contracts' maximum by {amount} dollars"),
    "mandates": (
        "mandates",
        "release {amount} students in all from what is owed, which only those who made the mandates may do",
    ),
    "transport": ("bus seats", "have {amount} more bus seats"),
    "pilot": ("schools of the pilot", "let {amount} more schools take part"),
    "most_schools": ("number of schools", "open {amount} more schools"),
    "least_students": ("least size of a school", "let schools be smaller by {amount} seats in all"),
    "least_groups": ("least size of a school", "let schools be smaller by {amount} groups in all"),
    "site_limit": ("schools per person", "let people serve {amount} more schools in all"),
    "contract_minimum": ("contract minimum", "lower the contracts' minimum by {amount} dollars"),
    "floors": ("floors", "lower the floors by {amount} students in all"),
}
#: Families whose change is a number of schools, people or rooms, of which no part can be had.
COUNTED = (
    *("pilot", "most_schools"),
    *("whole_people", "whole_hours", "whole_crew", "whole_rooms", "whole_room_limit"),
)
#: What is said where the limits clash before anything has to be whole.
IN_SHARES = (
    "These amounts are the least that could do, counted in shares of groups and people; whole ones may take more, so "
    "make the change and ask again."
)
#: Columns of the table of single limits that a repair moves.
MOVES = ("repair", "family", "row", "limit", "change", "unit", "from_limit", "to_limit", "keys")


def refusal(program: Program, *, identities: Collection[str] = (), whole: bool = False) -> Infeasible:
    """The families in conflict, and for every family the least change of it alone that makes the request possible.

    Each change is tried before it is offered: the program can be kept with it. Where no family alone can help, the
    least change of several together stands in its place. `whole`: a plan in whole numbers was asked for; where the
    limits clash in shares already, amounts are shares, and a sentence says so.
    """
    blamed = [rows.family for rows in program.rows if rows.family in CHANGES]
    fixed = [rows.family for rows in program.rows if rows.family not in CHANGES or rows.family in identities]
    conflict = explain_infeasible(program, {name: program.family(name).unit for name in blamed}, identities=fixed)
    repairs = _tried(program, conflict, _repairs(conflict))
    together = conflict.together
    if together and not keepable(with_changes(program, together, 1 + TOLERANCE), whole=conflict.whole):
        together = {}
    names = [CHANGES[name][0] for name in conflict.families if name in CHANGES]
    clash = (
        f"what stands in its way is {names[0]}"
        if len(names) == 1
        else f"{', '.join(names) or 'its rows'} stand against each other"
    )
    sentences = [f"This request cannot be met: {clash}."]
    possible = [str(text) for text in repairs.loc[repairs["verified"] & repairs["amount"].notna(), "sentence"]]
    sentences += [f"Possible: {text}" for text in possible] or together_words(together)
    found = Infeasible(
        families=conflict.families,
        repairs=repairs,
        sentences=tuple(sentences),
        moves=moves_of(program, conflict.changes, together),
    )
    offered = bool(repairs["verified"].any()) or bool(together)
    return replace(found, sentences=(*sentences, IN_SHARES)) if whole and not conflict.whole and offered else found


def words_of(family: str, amount: float) -> str:
    """The change of a family of limits, in words; schools, people and rooms are counted whole.

    >>> words_of("whole_people", 0.08)
    'have 1 more whole people at the time of the blocks'
    """
    if family in COUNTED:
        amount = float(np.ceil(amount - TOLERANCE))
    return CHANGES[family][1].format(amount=f"{amount:,.2f}".rstrip("0").rstrip("."))


def repair_sentence(family: str, amount: float) -> str:
    """What would do, or that no change of this family alone can."""
    if np.isnan(amount):
        return f"{CHANGES[family][0]}: no change of them alone can help."
    return words_of(family, amount) + "."


def _repairs(conflict: Conflict) -> pd.DataFrame:
    """Columns family, limit, amount, unit, sentence; an amount that would be nothing is not a repair."""
    found = conflict.repairs
    amount = found["amount"].where(found["amount"] > TOLERANCE, np.nan)
    sentences = [repair_sentence(str(name), float(value)) for name, value in zip(found["family"], amount, strict=True)]
    limit = [CHANGES[str(name)][0] for name in found["family"]]
    return pd.DataFrame(
        {"family": found["family"], "limit": limit, "amount": amount, "unit": found["unit"], "sentence": sentences}
    )


def _tried(program: Program, conflict: Conflict, repairs: pd.DataFrame) -> pd.DataFrame:
    """The repairs with a column `verified`: whether the program was solved again with the change and can be kept."""
    verified = [
        family in conflict.changes
        and keepable(with_changes(program, conflict.changes[family], 1 + TOLERANCE), whole=conflict.whole)
        for family in repairs["family"]
    ]
    return repairs.assign(verified=verified)


def together_words(changes: Changes) -> list[str]:
    """What several families must do together, as one sentence; without them, that nothing found would do."""
    parts = [words_of(name, float(np.abs(moves).sum())) for name, moves in changes.items()]
    parts = [part for part, moves in zip(parts, changes.values(), strict=True) if np.abs(moves).sum() > TOLERANCE]
    none = "No single family of limits alone can make it possible."
    return [none, f"Possible together: {', and '.join(parts)}."] if parts else [none]


def moves_of(program: Program, changes: Mapping[str, Changes], together: Changes) -> pd.DataFrame:
    """Every single limit that a repair moves: repair, family, row (its number there), limit (its name), change, unit,
    from_limit, to_limit, keys (of its row).
    """
    menus = {**changes, **({"together": together} if together else {})}
    rows: list[tuple[object, ...]] = []
    for repair, menu in menus.items():
        for family, moves in menu.items():
            part = program.family(family)
            names = names_of(part, CHANGES[family][0])
            for row in np.flatnonzero(np.abs(moves) > TOLERANCE).tolist():
                before, change = float(part.limits[row]), float(moves[row])
                what = (repair, family, row, names[row], change, part.unit, before, before + change)
                rows.append((*what, part.label(row)))
    return pd.DataFrame(rows, columns=list(MOVES))
