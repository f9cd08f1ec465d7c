"""Title I, Part A from the district's award to its schools: each step shown, whole dollars that add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.rights.title_i_amounts import amounts_of, band_amount, children_of, per_child_of, whole_dollars
from hitdesign.rights.title_i_choices import TitleIChoices
from hitdesign.rights.title_i_counts import areas_of
from hitdesign.rights.title_i_faults import below_least, findings, least_amount, out_of_order, wrongly_served
from hitdesign.rights.title_i_law import LAW, Thresholds, thresholds
from hitdesign.rights.title_i_ranking import Ranked, ranked
from hitdesign.rights.title_i_reservations import Split, Step, split_of

ZERO = Fraction(0)


@dataclass(frozen=True)
class TitleIAllocation:
    """What each school gets and why.

    `schools`, in order of rank: rank, school_id, grade_span, children, low_income_students,
    private_low_income_students, low_income_share, group, eligible_because, served, why, per_child_dollars,
    unrounded_dollars, dollars, public_dollars, private_dollars, law. `steps`: step, what, formula, unrounded, amount,
    unit, law. `findings`: rules that the choices break. Dollars of schools and `left_over_dollars` add up to what is
    for schools.
    """

    schools: pd.DataFrame
    steps: pd.DataFrame
    findings: pd.DataFrame
    private_share_dollars: float
    for_schools_dollars: float
    left_over_dollars: float
    least_per_child_dollars: float


def allocate_title_i(
    counts: pd.DataFrame, choices: TitleIChoices, *, evidence: Evidence | None = None
) -> TitleIAllocation:
    """A district's Title I, Part A award handed to its schools as the law and the choices say.

    `counts`: school_id, children, low_income_students; where known private_low_income_students, grade_span,
    high_school. Raises InputError where counts or choices cannot be used. Amount of a school = what is for schools x
    weight x its low-income children / the sum of that over schools served; the largest remainders round up. Source:
    ESEA 1113, 1116, 1117 as amended in 2015; 34 CFR 200.77 and 200.78; each step names its own.

    >>> import pandas as pd
    >>> from hitdesign.rights.title_i_choices import TitleIChoices
    >>> counts = pd.DataFrame({"school_id": ["a", "b"], "children": [600, 900], "low_income_students": [480, 240]})
    >>> allocate_title_i(counts, TitleIChoices(allocation_dollars=100_000)).schools["dollars"].tolist()
    [100000, 0]
    """
    law = thresholds(evidence or shipped())
    schools = ranked(areas_of(counts), choices, law)
    while True:
        split = split_of(choices, _taking_part(schools), law)
        served = [school for school in schools if school.served]
        amounts = amounts_of(served, split.for_schools, choices)
        given = {school.area.school_id: amount for school, amount in zip(served, amounts, strict=True)}
        drop = _to_drop(schools, per_child_of(schools, given, choices), choices, law)
        if drop is None:
            return _answer(schools, given, split, choices, law)
        schools = [replace(one, served=False, why="least_amount") if one is drop else one for one in schools]


def _taking_part(schools: list[Ranked]) -> list[Ranked]:
    """Areas whose private-school children share: those served, and those skipped for other money."""
    return [school for school in schools if school.served or school.why == "skipped"]


def _to_drop(
    schools: list[Ranked], per_child: Mapping[str, Fraction], choices: TitleIChoices, law: Thresholds
) -> Ranked | None:
    """The served school of the lowest share below the 35 percent that must go for others to reach the least amount."""
    if choices.when_short == "report" or choices.amounts == "dollars":
        return None
    if not below_least(schools, per_child, least_amount(schools, choices), choices, law):
        return None
    low = [school for school in schools if school.served and school.share < law.eligible_from]
    return min(reversed(low), key=lambda school: school.share)


def _answer(
    schools: list[Ranked], given: dict[str, Fraction], split: Split, choices: TitleIChoices, law: Thresholds
) -> TitleIAllocation:
    per_child = per_child_of(schools, given, choices)
    dollars = dict(zip(given, whole_dollars(list(given.values())), strict=True))
    least = least_amount(schools, choices)
    faults = below_least(schools, per_child, least, choices, law) + out_of_order(schools, per_child)
    faults += wrongly_served(schools, given, choices)
    bound = law.least_amount_factor * least
    formula = f"{float(law.least_amount_factor):g} x award / low-income children of the district"
    steps = (
        *split.steps,
        Step("least amount a child, where it binds", formula, bound, bound, "dollars", LAW["least_amount"]),
    )
    rows = [_row(n, one, given, dollars, per_child, choices) for n, one in enumerate(schools, start=1)]
    return TitleIAllocation(
        schools=pd.DataFrame(rows),
        steps=_steps(steps),
        findings=findings(faults),
        private_share_dollars=float(split.private),
        for_schools_dollars=float(split.for_schools),
        left_over_dollars=float(split.for_schools - sum(dollars.values())),
        least_per_child_dollars=float(bound),
    )


def _steps(steps: tuple[Step, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "step": number,
                "what": step.what,
                "formula": step.formula,
                "unrounded": float(step.unrounded),
                "amount": float(step.amount),
                "unit": step.unit,
                "law": step.law,
            }
            for number, step in enumerate(steps, start=1)
        ]
    )


def _row(
    number: int,
    school: Ranked,
    given: Mapping[str, Fraction],
    dollars: Mapping[str, int],
    per_child: Mapping[str, Fraction],
    choices: TitleIChoices,
) -> dict[str, object]:
    area, name = school.area, school.area.school_id
    own = dollars.get(name, 0)
    counted = children_of(school, choices)
    private = round(own * (counted - area.low_income) / counted) if counted else 0
    return {
        "rank": number,
        "school_id": name,
        "grade_span": area.grade_span,
        "children": float(area.children),
        "low_income_students": float(area.low_income),
        "private_low_income_students": float(area.private_low_income),
        "low_income_share": float(school.share),
        "group": school.group,
        "eligible_because": school.because,
        "served": school.served,
        "why": school.why,
        "weight": float(band_amount(school, choices)),
        "per_child_dollars": float(per_child.get(name, ZERO)),
        "unrounded_dollars": float(given.get(name, ZERO)),
        "dollars": own,
        "public_dollars": own - private,
        "private_dollars": private,
        "law": LAW.get(school.why) or LAW[school.group],
    }
