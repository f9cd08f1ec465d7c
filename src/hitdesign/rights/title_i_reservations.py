"""What comes off a Title I award before schools get theirs: the private schools' share and what the district keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from hitdesign.district.private_share import proportions
from hitdesign.errors import Fault, InputError
from hitdesign.rights.title_i_choices import PARENTS, TitleIChoices
from hitdesign.rights.title_i_law import LAW, Thresholds
from hitdesign.rights.title_i_ranking import Ranked

ZERO = Fraction(0)
PRIVATE, FOR_SCHOOLS = "private schools' share", "for schools"
#: Steps that are shown though nothing comes of them.
ALWAYS_SHOWN = (PRIVATE, FOR_SCHOOLS)


@dataclass(frozen=True)
class Step:
    """One step of the allocation: what it is, how it is computed, what comes out, and where it stands in law."""

    what: str
    formula: str
    unrounded: Fraction
    amount: Fraction
    unit: str
    law: str


@dataclass(frozen=True)
class Split:
    """An award split into the private schools' share, reservations and what is left for schools."""

    private: Fraction
    reserved: dict[str, Fraction]
    for_schools: Fraction
    steps: tuple[Step, ...]


def to_dollar(amount: Fraction) -> Fraction:
    """The nearest whole dollar, half up."""
    return Fraction((amount + Fraction(1, 2)).__floor__())


def award_of(choices: TitleIChoices) -> Fraction:
    """The award with what was moved in: the base of every share."""
    return _exact(choices.allocation_dollars) + _exact(choices.transferred_dollars)


def split_of(choices: TitleIChoices, taking_part: Sequence[Ranked], law: Thresholds) -> Split:
    """The award split for these participating areas (those served, and those skipped for other money).

    Raises InputError where the reservations are more than the award.
    """
    award = award_of(choices)
    steps = [
        _money("the year's award", "as awarded", _exact(choices.allocation_dollars), LAW["award"]),
        _money(
            "moved in from other programs", "as transferred", _exact(choices.transferred_dollars), LAW["transferred"]
        ),
    ]
    private, step = _private(choices, taking_part, award)
    steps.append(step)
    public = award - private
    reserved = {}
    for name, unrounded, formula, place in _reservations(choices, award, public, law):
        reserved[name] = to_dollar(unrounded)
        steps.append(Step(f"reserved: {name}", formula, unrounded, reserved[name], "dollars", LAW[place]))
    carried = _exact(choices.carry_over_dollars)
    steps.append(_money("left of last year", "as carried over", carried, LAW["carry_over"]))
    left = public - sum(reserved.values(), ZERO) + carried
    if left < 0:
        raise InputError([_too_much(left)])
    steps.append(_money(FOR_SCHOOLS, "award - private share - reservations + carry-over", left, LAW["for_schools"]))
    return Split(private, reserved, left, tuple(one for one in steps if one.amount or one.what in ALWAYS_SHOWN))


def _exact(value: float) -> Fraction:
    return Fraction(str(value))


def _money(what: str, formula: str, amount: Fraction, law: str) -> Step:
    return Step(what, formula, amount, amount, "dollars", law)


def _private(choices: TitleIChoices, taking_part: Sequence[Ranked], award: Fraction) -> tuple[Fraction, Step]:
    """The private schools' share that comes off the whole award; nothing here where it is counted area by area."""
    if choices.private_share != "whole_allocation":
        place = "private_share_by_area" if choices.private_share == "by_area" else "no_private_share"
        return ZERO, Step(PRIVATE, "not taken off the award", ZERO, ZERO, "dollars", LAW[place])
    private = sum((school.area.private_low_income for school in taking_part), ZERO)
    public = sum((school.area.low_income for school in taking_part), ZERO)
    unrounded = proportions(award, [private, public])[0]
    formula = f"award x {_count(private)} / ({_count(public)} + {_count(private)}) low-income children of areas served"
    if not private:
        formula = "no low-income child of a private school is counted in the areas served"
    share = to_dollar(unrounded)
    return share, Step(PRIVATE, formula, unrounded, share, "dollars", LAW["private_share"])


def _reservations(
    choices: TitleIChoices, award: Fraction, public: Fraction, law: Thresholds
) -> list[tuple[str, Fraction, str, str]]:
    """(name, dollars not rounded, formula, where it stands) of each reservation."""
    bases = {"allocation": award, "public_share": public}
    share = choices.parent_and_family_share
    owed = law.parents_share if award > law.parents_above_dollars else ZERO
    own = owed if share is None else _exact(share)
    base = choices.parent_and_family_of
    parents = (PARENTS, own * bases[base], _percent(own, base), "parent_and_family")
    out = [parents] if own else []
    for one in choices.reservations:
        if one.dollars is not None:
            out.append((one.name, _exact(one.dollars), "as decided", "reservation"))
        else:
            part = _exact(one.share or 0.0)
            out.append((one.name, part * bases[one.of], _percent(part, one.of), "reservation"))
    return out


def _percent(share: Fraction, base: str) -> str:
    of = "the award" if base == "allocation" else "the award less the private schools' share"
    return f"{float(100 * share):g} percent of {of}"


def _count(number: Fraction) -> str:
    return f"{float(number):,.0f}" if number.denominator == 1 else f"{float(number):,.2f}"


def _too_much(left: Fraction) -> Fault:
    return Fault(
        table="title_i_choices",
        column="reservations",
        found=f"{float(-left):,.2f} dollars more than the award",
        problem="more is reserved than there is",
        expected="reservations within the award less the private schools' share",
        what_to_do="Lower a reservation, or correct the award",
    )
