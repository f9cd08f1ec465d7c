"""What an allocation of Title I money breaks, rule by rule: ours where a choice asked for it, or one already made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import pandas as pd

from hitdesign.rights.title_i_choices import TitleIChoices
from hitdesign.rights.title_i_law import LAW, Thresholds
from hitdesign.rights.title_i_ranking import Ranked

COLUMNS = ("rule", "school_id", "found", "expected", "sentence", "law")
Amounts = Mapping[str, Fraction]
ZERO = Fraction(0)


def findings(rows: Sequence[tuple[str, str, str, str, str, str]]) -> pd.DataFrame:
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
) -> list[tuple[str, str, str, str, str, str]]:
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


def out_of_order(schools: Sequence[Ranked], per_child: Amounts) -> list[tuple[str, str, str, str, str, str]]:
    """Schools with more for a child than one of a higher share: within the rest's ranking, and against those first.

    `schools` in order of rank. Two schools of the rest are compared within one grade span, as amounts may differ
    between spans; no school of the rest may have more than one that comes first. A dollar at a school is rounding.
    """
    out = []
    served = [school for school in schools if school.area.school_id in per_child and school.area.low_income]
    for number, lower in enumerate(served):
        own = per_child[lower.area.school_id]
        for higher in served[:number]:
            compared = higher.comes_first or higher.area.grade_span == lower.area.grade_span
            above = per_child[higher.area.school_id]
            slack = 1 / lower.area.low_income + 1 / higher.area.low_income
            if compared and higher.share > lower.share and own > above + slack:
                name = lower.area.school_id
                says = f"A child here brings more than at {higher.area.school_id}, whose share is higher."
                words = _dollars(own), f"at most {_dollars(above)}"
                out.append(("more_at_less_poverty", name, *words, says, LAW["amounts"]))
                break
    return out


def wrongly_served(
    schools: Sequence[Ranked], given: Amounts, choices: TitleIChoices
) -> list[tuple[str, str, str, str, str, str]]:
    """Money at schools that may not have it, and schools passed over: in the order of rank, as the law asks.

    A school that comes first is passed over where any school after it has money; one of the rest, where a lower one of
    its own ranking has. Skipped schools are left out for a reason.
    """
    out = []
    for number, school in enumerate(schools):
        name = school.area.school_id
        has = given.get(name, ZERO) > 0
        if has and not school.because:
            says = "The school is not eligible and has money."
            out.append(("not_eligible", name, _dollars(given[name]), "nothing", says, LAW["average"]))
        if has or not school.because or name in choices.skipped or not school.area.low_income:
            continue
        later = [
            other.area.school_id
            for other in schools[number + 1 :]
            if given.get(other.area.school_id, ZERO) > 0 and _ranked_with(school, other, choices)
        ]
        if later:
            rule = "first_passed_over" if school.comes_first else "passed_over"
            says = f"The school has no money, and {later[0]}, which ranks below it, has."
            out.append((rule, name, "nothing", "money before any lower school", says, LAW[school.group]))
    return out


def _ranked_with(higher: Ranked, lower: Ranked, choices: TitleIChoices) -> bool:
    if higher.comes_first:
        return True
    same = choices.ranking == "district" or higher.area.grade_span == lower.area.grade_span
    return (
        same
        and lower.because not in ("grandfathered", "waived", "small_district")
        and higher.because != "small_district"
    )


def _dollars(amount: Fraction) -> str:
    return f"${float(amount):,.2f}"
