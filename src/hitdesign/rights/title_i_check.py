"""A check of Title I amounts that a district has already handed out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.rights.title_i_amounts import per_child_of
from hitdesign.rights.title_i_choices import TitleIChoices
from hitdesign.rights.title_i_counts import areas_of
from hitdesign.rights.title_i_faults import Finding, below_least, findings, least_amount, out_of_order, wrongly_served
from hitdesign.rights.title_i_law import LAW, thresholds
from hitdesign.rights.title_i_ranking import ranked
from hitdesign.rights.title_i_reservations import Split, split_of


def check_title_i(
    counts: pd.DataFrame,
    dollars_by_school: Mapping[str, float],
    choices: TitleIChoices,
    *,
    private_dollars: float | None = None,
    evidence: Evidence | None = None,
) -> pd.DataFrame:
    """Every rule that amounts already made break; an empty table where they keep all that can be tested.

    `dollars_by_school`: what each school got; a school without an entry got nothing. `private_dollars`: what was set
    aside for private schools (None: not checked). Columns: rule, school_id, found, expected, sentence, law. Raises
    InputError where counts, choices or dollars cannot be used.

    >>> import pandas as pd
    >>> from hitdesign.rights.title_i_choices import TitleIChoices
    >>> counts = pd.DataFrame({"school_id": ["a", "b"], "children": [600, 900], "low_income_students": [480, 240]})
    >>> check_title_i(counts, {"b": 100_000}, TitleIChoices(allocation_dollars=100_000))["rule"].tolist()
    ['first_passed_over', 'not_eligible']
    """
    law = thresholds(evidence or shipped())
    _check_dollars({**dollars_by_school, "": 0.0 if private_dollars is None else private_dollars})
    schools = ranked(areas_of(counts), choices, law)
    given = {str(name): Fraction(str(amount)) for name, amount in dollars_by_school.items() if amount}
    known = {school.area.school_id for school in schools}
    per_child = per_child_of(schools, given, choices)
    rows = [
        ("unknown_school", name, _dollars(amount), "a school of the counts", "It has money and no counts.", "")
        for name, amount in given.items()
        if name not in known
    ]
    rows += wrongly_served(schools, given, choices)
    rows += out_of_order(schools, per_child)
    rows += below_least(schools, per_child, least_amount(schools, choices), choices, law)
    part = [one for one in schools if one.area.school_id in given or one.area.school_id in choices.skipped]
    rows += _sums(split_of(choices, part, law), sum(given.values(), Fraction(0)), private_dollars)
    return findings(rows)


def _check_dollars(dollars: Mapping[str, float]) -> None:
    """Raise InputError for every amount that is none; the blank name is that of private schools' dollars."""
    faults = [
        Fault(
            table="title_i_amounts",
            column="dollars" if name else "private_dollars",
            found=f"{amount} for school {name}" if name else str(amount),
            problem="it is no amount of dollars",
            expected="dollars of 0 and more",
            what_to_do="Correct it, or leave it out: a school that is not named got nothing",
        )
        for name, amount in dollars.items()
        if not 0 <= amount < math.inf
    ]
    if faults:
        raise InputError(faults)


def _sums(split: Split, total: Fraction, private_dollars: float | None) -> list[Finding]:
    """What is more than there is for schools, and what is missing of the private schools' share."""
    rows: list[Finding] = []
    if total > split.for_schools:
        says = f"Schools have {_dollars(total)}, and {_dollars(split.for_schools)} is for them."
        words = _dollars(total), f"at most {_dollars(split.for_schools)}"
        rows.append(("more_than_there_is", "", *words, says, LAW["for_schools"]))
    if private_dollars is not None and Fraction(str(private_dollars)) < split.private:
        own = Fraction(str(private_dollars))
        says = f"Private schools' share of the whole award is {_dollars(split.private)}; {_dollars(own)} is set aside."
        words = _dollars(own), f"at least {_dollars(split.private)}"
        rows.append(("private_share", "", *words, says, LAW["private_share"]))
    return rows


def _dollars(amount: Fraction) -> str:
    return f"${float(amount):,.2f}"
