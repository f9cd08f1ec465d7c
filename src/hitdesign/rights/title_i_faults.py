"""What an allocation of Title I money breaks, rule by rule: ours where a choice asked for it, or one already made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby

import pandas as pd

from hitdesign.rights.title_i_choices import TitleIChoices
from hitdesign.rights.title_i_law import LAW, Thresholds
from hitdesign.rights.title_i_ranking import Ranked

COLUMNS = ("rule", "school_id", "found", "expected", "sentence", "law")
Amounts = Mapping[str, Fraction]
#: Rule, school_id, found, expected, sentence, law.
Finding = tuple[str, str, str, str, str, str]
#: Rules that make a school eligible outside the ranking.
OUTSIDE = ("grandfathered", "waived", "small_district")
ZERO = Fraction(0)


def findings(rows: Sequence[Finding]) -> pd.DataFrame:
    """Findings as a table: rule, school_id, found, expected, sentence, law."""
    return pd.DataFrame(list(rows), columns=list(COLUMNS))


def least_amount(schools: Sequence[Ranked], choices: TitleIChoices) -> Fraction:
    """What a low-income child brings to the district: the award over all its low-income children, zero without any."""
    base = Fraction(str(choices.allocation_dollars))
    if choices.least_amount_of == "with_transfers":
        base += Fraction(str(choices.transferred_dollars))
    children = sum((school.area.low_income for school in schools), ZERO)
    if choices.district_low_income_students is not None:
        children = Fraction(choices.district_low_income_students)
    if choices.least_amount_children == "public_and_private":
        children += sum((school.area.private_low_income for school in schools), ZERO)
    return base / children if children else ZERO


def below_least(
    schools: Sequence[Ranked], per_child: Amounts, amount: Fraction, choices: TitleIChoices, law: Thresholds
) -> list[Finding]:
    """Schools below the least amount a child, where the rule holds: where any served school is below its share.

    Formula: dollars a child (and state and local money spent alike) >= 1.25 x award / low-income children. A dollar of
    rounding at a school is no finding.
    """
    served = [school for school in schools if school.area.school_id in per_child]
    if not any(school.share < law.eligible_from for school in served):
        return []
    least = law.least_amount_factor * amount
    out = []
    for school in served:
        name, children = school.area.school_id, school.area.low_income
        extra = Fraction(str(choices.supplemental_dollars.get(name, 0))) / children if children else ZERO
        own = per_child[name] + extra
        if children and own + 1 / children < least:
            words = _dollars(own), f"at least {_dollars(least)}"
            sentence = (
                f"A low-income child brings {words[0]}, less than {_dollars(least)}; a school with a share below "
                f"{float(100 * law.eligible_from):g} percent is served, so this amount binds everywhere."
            )
            out.append(("least_amount", name, *words, sentence, LAW["least_amount"]))
    return out


def out_of_order(schools: Sequence[Ranked], per_child: Amounts) -> list[Finding]:
    """Schools with more for a child than one of a higher share: within the rest's ranking, and against those first.

    Two schools of the rest are compared within one grade span, as amounts may differ between spans; no school may have
    more than one of a higher share that comes first. A dollar at a school is rounding.
    """
    served = [school for school in schools if school.area.school_id in per_child and school.area.low_income]
    served.sort(key=lambda school: -school.share)
    out: list[Finding] = []
    least: dict[str | None, tuple[Fraction, Ranked]] = {}
    for _, equals in groupby(served, key=lambda school: school.share):
        together = list(equals)
        for lower in together:
            above = [least[group] for group in (None, lower.area.grade_span) if group in least]
            own = per_child[lower.area.school_id]
            most, higher = min(above, key=lambda one: one[0], default=(own, lower))
            if own - 1 / lower.area.low_income > most:
                out.append(_more(lower, higher, per_child))
        for school in together:
            mark = per_child[school.area.school_id] + 1 / school.area.low_income, school
            group = None if school.comes_first else school.area.grade_span
            least[group] = min(least.get(group, mark), mark, key=lambda one: one[0])
    return out


def _more(lower: Ranked, higher: Ranked, per_child: Amounts) -> Finding:
    name = lower.area.school_id
    says = f"A child here brings more than at {higher.area.school_id}, whose share is higher."
    found, most = (_dollars(per_child[one.area.school_id]) for one in (lower, higher))
    return ("more_at_less_poverty", name, found, f"at most {most}", says, LAW["amounts"])


def wrongly_served(schools: Sequence[Ranked], given: Amounts, choices: TitleIChoices) -> list[Finding]:
    """Money at schools that may not have it, and schools passed over: in the order of rank, as the law asks.

    A school that comes first is passed over where any school after it has money; one of the rest, where a lower one of
    its own ranking has. Skipped schools are left out for a reason.
    """
    out: list[Finding] = []
    after: dict[str | None, str] = {}
    for school in reversed(schools):
        name, span = school.area.school_id, school.area.grade_span
        if given.get(name, ZERO) > 0:
            if not school.because:
                says = "The school is not eligible and has money."
                out.append(("not_eligible", name, _dollars(given[name]), "nothing", says, LAW["average"]))
            after[None] = name
            if school.because not in OUTSIDE:
                after[span if choices.ranking == "grade_span" else ""] = name
        elif school.because and name not in choices.skipped and school.area.low_income:
            later = after.get(None if school.comes_first else span if choices.ranking == "grade_span" else "")
            if later is not None and (school.comes_first or school.because not in OUTSIDE):
                rule = "first_passed_over" if school.comes_first else "passed_over"
                says = f"The school has no money, and {later}, which ranks below it, has."
                out.append((rule, name, "nothing", "money before any lower school", says, LAW[school.group]))
    return out[::-1]


def _dollars(amount: Fraction) -> str:
    return f"${float(amount):,.2f}"
