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
from hitdesign.rights.title_i_reservations import Split, Step, split_of, to_dollar

ZERO = Fraction(0)


@dataclass(frozen=True)
class TitleIAllocation:
    """What each school gets and why.

    `schools`, in order of rank: rank, school_id, grade_span, children, low_income_students,
    private_low_income_students, low_income_share, group, eligible_because, served, why, weight, per_child_dollars,
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
    weight x its low-income children / the sum of that over schools served; the largest remainders round up. Where the
    least amount binds and cannot be reached, the fewest schools of the lowest shares are left out (found by halving:
    amounts a child grow as schools leave). Source:
    ESEA 1113, 1116, 1117 as amended in 2015; 34 CFR 200.77 and 200.78; each step names its own.

    >>> import pandas as pd
    >>> from hitdesign.rights.title_i_choices import TitleIChoices
    >>> counts = pd.DataFrame({"school_id": ["a", "b"], "children": [600, 900], "low_income_students": [480, 240]})
    >>> allocate_title_i(counts, TitleIChoices(allocation_dollars=100_000)).schools["dollars"].tolist()
    [100000, 0]
    """
    law = thresholds(evidence or shipped())
    schools = ranked(areas_of(counts), choices, law)
    schools = _reaching(schools, choices, law)
    return _answer(schools, *_given(schools, choices, law), choices, law)


def _reaching(schools: list[Ranked], choices: TitleIChoices, law: Thresholds) -> list[Ranked]:
    """The ranks without the fewest schools of the lowest shares by whose leaving the others reach the least amount."""
    if choices.when_short == "report" or choices.amounts == "dollars" or _keeps(schools, choices, law):
        return schools
    low = [place for place, school in enumerate(schools) if school.served and school.share < law.eligible_from]
    low.sort(key=lambda place: (schools[place].share, -place))
    short, enough = 0, len(low)
    while short + 1 < enough:
        middle = (short + enough) // 2
        if _keeps(_without(schools, low[:middle]), choices, law):
            enough = middle
        else:
            short = middle
    return _without(schools, low[:enough])


def _without(schools: list[Ranked], places: list[int]) -> list[Ranked]:
    """The ranks with some schools left out so that the others reach the least amount."""
    out = list(schools)
    for place in places:
        out[place] = replace(schools[place], served=False, why="least_amount")
    return out


def _given(schools: list[Ranked], choices: TitleIChoices, law: Thresholds) -> tuple[dict[str, Fraction], Split]:
    """What each served school gets, not rounded, and the split of the award behind it."""
    split = split_of(choices, _taking_part(schools), law)
    served = [school for school in schools if school.served]
    amounts = amounts_of(served, split.for_schools, choices)
    return {school.area.school_id: amount for school, amount in zip(served, amounts, strict=True)}, split


def _keeps(schools: list[Ranked], choices: TitleIChoices, law: Thresholds) -> bool:
    """Whether every served school reaches the least amount, where that binds."""
    per_child = per_child_of(schools, _given(schools, choices, law)[0], choices)
    return not below_least(schools, per_child, least_amount(schools, choices), choices, law)


def _taking_part(schools: list[Ranked]) -> list[Ranked]:
    """Areas whose private-school children share: those served, and those skipped for other money."""
    return [school for school in schools if school.served or school.why == "skipped"]


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
    private = int(to_dollar(own * (counted - area.low_income) / counted)) if counted else 0
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
