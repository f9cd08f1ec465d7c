"""From a program that cannot be kept to sentences on what clashes and what would do."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from hitdesign.allocation.infeasible import Infeasible
from hitdesign.quantities import TOLERANCE
from hitdesign.solving.conflicts import explain_infeasible
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
    "contract": ("contract maximum", "raise the contracts' maximum by {amount} dollars"),
    "contract_minimum": ("contract minimum", "lower the contracts' minimum by {amount} dollars"),
    "floors": ("floors", "lower the floors by {amount} students in all"),
}


def refusal(program: Program, *, identities: Collection[str] = ()) -> Infeasible:
    """The families in conflict, and for every family the least change of it alone that makes the request possible."""
    blamed = [rows.family for rows in program.rows if rows.family in CHANGES]
    fixed = [rows.family for rows in program.rows if rows.family not in CHANGES or rows.family in identities]
    conflict = explain_infeasible(program, {name: program.family(name).unit for name in blamed}, identities=fixed)
    repairs = _repairs(conflict.repairs)
    names = [CHANGES[name][0] for name in conflict.families if name in CHANGES]
    sentences = ["This request cannot be met: " + (", ".join(names) or "its rows") + " stand against each other."]
    possible = [str(text) for text in repairs.loc[repairs["amount"].notna(), "sentence"]]
    sentences += [f"Possible: {text}" for text in possible] or [
        "No single family of limits alone can make it possible."
    ]
    return Infeasible(families=conflict.families, repairs=repairs, sentences=tuple(sentences))


def _repairs(found: pd.DataFrame) -> pd.DataFrame:
    """Columns family, limit, amount, unit, sentence; an amount that would be nothing is not a repair."""
    amount = found["amount"].where(found["amount"] > TOLERANCE, np.nan)
    sentences = [
        f"{CHANGES[str(name)][0]}: no change of them alone can help."
        if np.isnan(value)
        else CHANGES[str(name)][1].format(amount=f"{value:,.2f}".rstrip("0").rstrip(".")) + "."
        for name, value in zip(found["family"], amount, strict=True)
    ]
    limit = [CHANGES[str(name)][0] for name in found["family"]]
    return pd.DataFrame(
        {"family": found["family"], "limit": limit, "amount": amount, "unit": found["unit"], "sentence": sentences}
    )
