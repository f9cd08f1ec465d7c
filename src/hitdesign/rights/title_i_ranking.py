"""Which schools may be served with Title I money, and in which order they must be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction

from hitdesign.errors import Fault, InputError
from hitdesign.rights.title_i_choices import TitleIChoices
from hitdesign.rights.title_i_counts import TABLE, Area
from hitdesign.rights.title_i_law import Thresholds

FIRST, HIGH_SCHOOL_FIRST, REST = "first", "high_school_option", "rest"


@dataclass(frozen=True)
class Ranked:
    """A school in the order in which it must be served.

    `share` is compared; `group` is `first` (above the law's upper threshold), `high_school_option` or `rest`;
    `because` names the rule that makes it eligible, blank where none does. `served` is decided by the choices, and
    `why` says what decided it.
    """

    area: Area
    share: Fraction
    group: str
    because: str
    served: bool = False
    why: str = ""

    @property
    def comes_first(self) -> bool:
        """Whether it is served before all others, whatever its grades."""
        return self.group != REST


def share_of(low: Fraction, children: Fraction, decimals: int | None) -> Fraction:
    """Low-income children as a share of children; of no children none; rounded half up where a percentage is.

    >>> share_of(Fraction(1), Fraction(3), 1)
    Fraction(333, 1000)
    """
    if not children:
        return Fraction(0)
    exact = low / children
    if decimals is None:
        return exact
    steps = 100 * 10**decimals
    return Fraction((exact * steps + Fraction(1, 2)).__floor__(), steps)


def ranked(areas: list[Area], choices: TitleIChoices, law: Thresholds) -> list[Ranked]:
    """All schools, highest rank first: those that come first, then the rest as the choices rank it.

    Order: share of low-income children; equal shares by more low-income children, then by school_id. Raises InputError
    where a choice names a school that has no row.
    """
    check_names(areas, choices)
    exempt = small_district(areas, choices, law)
    averages = _averages(areas, choices)
    spans = choices.grade_spans_served or tuple(sorted({area.grade_span for area in areas}))
    by_span = choices.ranking == "grade_span"

    def place(school: Ranked) -> tuple[object, ...]:
        span = school.area.grade_span
        own = (spans.index(span) if span in spans else len(spans), span) if by_span and not school.comes_first else ()
        return (not school.comes_first, own, -school.share, -_low(school.area, choices), school.area.school_id)

    by_area = [_placed(area, choices, law, averages, exempt=exempt) for area in areas]
    taking_part = _served(sorted(by_area, key=place), choices)
    return _served(sorted(_with_enrolled(taking_part, choices), key=place), choices)


def check_names(areas: list[Area], choices: TitleIChoices) -> None:
    """Raise InputError for every school that a choice names and the counts do not hold."""
    known = {area.school_id for area in areas}
    named = {
        name: set(getattr(choices, name))
        for name in (
            "grandfathered",
            "waived",
            "enrolled_share",
            "skipped",
            "last_year_dollars",
            "supplemental_dollars",
        )
    }
    faults = [
        Fault(
            table=TABLE,
            column="school_id",
            found=school,
            problem=f"{name} names a school without a row",
            expected="a school of the table",
            what_to_do="Correct the id, or add the school's counts",
        )
        for name, schools in named.items()
        for school in sorted(schools - known)
    ]
    spans = {area.grade_span for area in areas}
    faults += [
        Fault(
            table=TABLE,
            column="grade_span",
            found=span,
            problem="a choice names a grade span that no school has",
            expected=", ".join(sorted(spans)),
            what_to_do="Correct the grade span",
        )
        for span in sorted({*choices.grade_spans_served, *choices.serve_down_to_by_span, *choices.span_factors} - spans)
    ]
    if faults:
        raise InputError(faults)


def small_district(areas: list[Area], choices: TitleIChoices, law: Thresholds) -> bool:
    """Whether the rules of eligibility and rank do not bind: the choice, else enrollment below the law's number."""
    if choices.small_district is not None:
        return choices.small_district
    children = choices.district_students
    total = sum((area.children for area in areas), Fraction(0)) if children is None else Fraction(children)
    return total < law.small_district_below


def _low(area: Area, choices: TitleIChoices) -> Fraction:
    private = area.private_low_income if choices.share_of == "public_and_private" else Fraction(0)
    return area.low_income + private


def _averages(areas: list[Area], choices: TitleIChoices) -> dict[str, Fraction]:
    """The share that each grade span's schools are held against."""
    spans = {area.grade_span for area in areas}
    if choices.ranking == "grade_span" and choices.average == "grade_span":
        groups = {span: [area for area in areas if area.grade_span == span] for span in spans}
    else:
        groups = dict.fromkeys(spans, areas)
    return {span: _average(own, choices, whole=own is areas) for span, own in groups.items()}


def _average(areas: list[Area], choices: TitleIChoices, *, whole: bool) -> Fraction:
    low = sum((_low(area, choices) for area in areas), Fraction(0))
    children = sum((area.children for area in areas), Fraction(0))
    if whole and choices.district_low_income_students is not None:
        low = Fraction(choices.district_low_income_students)
    if whole and choices.district_students is not None:
        children = Fraction(choices.district_students)
    return share_of(low, children, choices.percent_decimals)


def _placed(
    area: Area, choices: TitleIChoices, law: Thresholds, averages: dict[str, Fraction], *, exempt: bool
) -> Ranked:
    share = share_of(_low(area, choices), area.children, choices.percent_decimals)
    group = REST
    if share > law.first_above and not exempt:
        group = FIRST
    elif choices.high_school_option and area.high_school and share > law.high_school_first_above and not exempt:
        group = HIGH_SCHOOL_FIRST
    rules = {
        "small_district": exempt,
        "average": "average" in choices.eligible_by and share >= averages[area.grade_span],
        "35_percent": "35_percent" in choices.eligible_by and share >= law.eligible_from,
        "one_school_per_span": choices.one_school_per_span,
        "grandfathered": area.school_id in choices.grandfathered,
        "waived": area.school_id in choices.waived and share >= law.waiver_from,
    }
    because = next((name for name, holds in rules.items() if holds), "")
    return Ranked(area, share, group if because else REST, because)


def _with_enrolled(schools: list[Ranked], choices: TitleIChoices) -> list[Ranked]:
    """Schools outside eligible areas whose own enrollment reaches the share of an area that takes part."""
    least = min((school.share for school in schools if school.served), default=None)
    out = []
    for school in schools:
        own = choices.enrolled_share.get(school.area.school_id)
        reaches = own is not None and not school.because and least is not None and Fraction(str(own)) >= least
        out.append(replace(school, share=Fraction(str(own)), because="enrolled_share") if reaches else school)
    return out


def _served(schools: list[Ranked], choices: TitleIChoices) -> list[Ranked]:
    """Every school with the choices' word on whether it is served."""
    out: list[Ranked] = []
    count: Counter[str] = Counter()
    for school in schools:
        why = _left_out(school, choices, count["served"])
        count["served"] += not why
        out.append(replace(school, served=not why, why=why or school.because))
    return out


def _left_out(school: Ranked, choices: TitleIChoices, served: int) -> str:
    """Why a school is not served; blank where it is."""
    area = school.area
    down_to = choices.serve_down_to_by_span.get(area.grade_span, choices.serve_down_to)
    spans = choices.grade_spans_served
    never = {
        "not_eligible": not school.because,
        "skipped": area.school_id in choices.skipped,
        "no_low_income_children": not area.low_income,
    }
    chosen = {
        "grade_span_not_served": bool(spans) and area.grade_span not in spans,
        "below_the_share_served": down_to is not None and school.share < Fraction(str(down_to)),
        "enough_schools": choices.most_schools is not None and served >= choices.most_schools,
    }
    reasons = never if school.comes_first else {**never, **chosen}
    return next((why for why, holds in reasons.items() if holds), "")
