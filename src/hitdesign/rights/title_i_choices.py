"""What a district may choose when it hands Title I, Part A money to its schools: every choice, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from hitdesign.choice import Choice
from hitdesign.quantities import Count, Dollars, Positive, Share

#: What the law's reservation is called among the steps.
PARENTS = "parents and families"
#: What makes a school eligible: a share of low-income children at or above the district's (or its grade span's), or at
#: or above the fixed share of the 35 percent rule.
EligibleBy = Literal["average", "35_percent"]


class TitleIReservation(Choice):
    """Money that the district keeps back before schools get theirs: so many dollars, or a share of a base.

    `of`: the base of a share: the whole award of the year, or what is left of it after the private schools' share.
    """

    name: str = Field(min_length=1)
    dollars: Dollars | None = None
    share: Share | None = None
    of: Literal["allocation", "public_share"] = "public_share"

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        if (self.dollars is None) == (self.share is None):
            raise ValueError("a reservation is either dollars or a share")
        return self


class AmountBand(Choice):
    """What a low-income child brings to schools whose share is above this one (blank: to all others).

    `amount` is a weight relative to other bands, or dollars, as the choices' `amounts` says.
    """

    above: Share | None = None
    amount: float = Field(gt=0, le=1e6, allow_inf_nan=False)


class TitleIChoices(Choice):
    """A district's award and its choices; what is not given follows the law as amended in 2015 (ESSA).

    >>> from hitdesign.rights.title_i_choices import TitleIChoices
    >>> TitleIChoices(allocation_dollars=900_000).ranking
    'district'
    """

    #: Awarded to the district for the year under Part A.
    allocation_dollars: Dollars
    #: Moved in from other programs; it joins the award in every share taken of it.
    transferred_dollars: Dollars = 0.0
    #: Left of last year's award: it goes to schools and carries no share of anything again.
    carry_over_dollars: Dollars = 0.0
    reservations: tuple[TitleIReservation, ...] = ()
    #: For parents and families; blank: the law's share where the award is above the law's amount, else nothing.
    parent_and_family_share: Share | None = None
    parent_and_family_of: Literal["allocation", "public_share"] = "public_share"
    #: Whose share of the award private schools get: taken off the whole award first (the law since 2015), what their
    #: children generate area by area (the law before), or none.
    private_share: Literal["whole_allocation", "by_area", "none"] = "whole_allocation"
    #: Whom the shares of low-income children count.
    share_of: Literal["public", "public_and_private"] = "public"
    #: Decimals of a percentage to which shares are rounded before they are compared; blank: not rounded.
    percent_decimals: int | None = Field(default=None, ge=0, le=6)

    #: After the schools that come first, the rest is ranked all together, or within grade spans.
    ranking: Literal["district", "grade_span"] = "district"
    #: With grade spans: whose average a school is held against.
    average: Literal["district", "grade_span"] = "district"
    eligible_by: tuple[EligibleBy, ...] = ("average",)
    #: High schools above the law's lower threshold come first too.
    high_school_option: bool = False
    #: Whether ranking and eligibility do not bind a small district; blank: by its enrollment.
    small_district: bool | None = None
    #: Whether every grade span has one school, so that none has to be ranked.
    one_school_per_span: bool = False
    #: Not eligible now, but eligible and served last year: served for one more year.
    grandfathered: tuple[str, ...] = ()
    #: Eligible by a waiver for a desegregation plan, with the reason.
    waived: Mapping[str, str] = Field(default_factory=dict)
    #: Share of low-income children among those who attend, where it reaches that of an area that takes part.
    enrolled_share: Mapping[str, Share] = Field(default_factory=dict)
    #: Eligible and left out, because other money gives at least as much; with the reason.
    skipped: Mapping[str, str] = Field(default_factory=dict)

    #: How far down the ranks schools are served; those that come first are served in any case.
    grade_spans_served: tuple[str, ...] = ()
    serve_down_to: Share | None = None
    serve_down_to_by_span: Mapping[str, Share] = Field(default_factory=dict)
    most_schools: Positive | None = None

    #: One amount for every low-income child, amounts in proportion to weights, or dollars that the district sets.
    amounts: Literal["equal", "weights", "dollars"] = "equal"
    bands: tuple[AmountBand, ...] = ()
    #: The same for grade spans, multiplied with the band's.
    span_factors: Mapping[str, float] = Field(default_factory=dict)
    #: With dollars: what becomes of a school for which the money does not reach.
    last_school: Literal["partial", "left_out"] = "partial"
    #: At least this share of what a school got last year; a local choice, in no law.
    hold_harmless_share: Share = 0.0
    last_year_dollars: Mapping[str, Dollars] = Field(default_factory=dict)
    #: State and local money spent at a school as Title I would be: it may lower the school's amount.
    supplemental_dollars: Mapping[str, Dollars] = Field(default_factory=dict)
    #: The rule of 125 percent: of what a low-income child brings to the district, counted so.
    least_amount_children: Literal["public", "public_and_private"] = "public_and_private"
    least_amount_of: Literal["allocation", "with_transfers"] = "allocation"
    #: Low-income children of the whole district where the table does not hold them all.
    district_low_income_students: Count | None = None
    district_students: Count | None = None
    #: Where amounts fall short of the least amount: serve fewer schools of low shares, or say so.
    when_short: Literal["serve_fewer", "report"] = "serve_fewer"

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        above = [-1.0 if band.above is None else band.above for band in self.bands]
        if sorted(set(above), reverse=True) != above:
            raise ValueError("bands stand from the highest share to the lowest, each once")
        if self.amounts == "equal" and self.bands:
            raise ValueError("bands need amounts of weights or dollars")
        if self.amounts == "dollars" and not self.bands:
            raise ValueError("amounts of dollars need at least one band")
        if any(not 0 < factor <= 1000 for factor in self.span_factors.values()):
            raise ValueError("span_factors are above 0 and at most 1,000")
        names = [PARENTS, *(one.name for one in self.reservations)]
        if len(set(names)) < len(names):
            raise ValueError(f"each reservation has a name of its own; {PARENTS} are parent_and_family_share")
        return self
