"""From what is left for schools to each school's amount: exact first, then in whole dollars that add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hitdesign.rights.title_i_choices import TitleIChoices
from hitdesign.rights.title_i_ranking import Ranked

ZERO = Fraction(0)


def children_of(school: Ranked, choices: TitleIChoices) -> Fraction:
    """The low-income children by whom a school's amount is counted: where private schools' shares are counted area by
    area, theirs too.
    """
    private = school.area.private_low_income if choices.private_share == "by_area" else ZERO
    return school.area.low_income + private


def per_child_of(
    schools: Sequence[Ranked], given: Mapping[str, Fraction], choices: TitleIChoices
) -> dict[str, Fraction]:
    """Dollars a counted low-income child of each school with money."""
    counted = {school.area.school_id: children_of(school, choices) for school in schools}
    return {name: amount / counted[name] for name, amount in given.items() if counted.get(name)}


def band_amount(school: Ranked, choices: TitleIChoices) -> Fraction:
    """The weight, or dollars, of one child at this school: its band's times its grade span's."""
    amount = Fraction(1)
    for band in choices.bands:
        if band.above is None or school.share > Fraction(str(band.above)):
            amount = Fraction(str(band.amount))
            break
    else:
        amount = Fraction(1) if not choices.bands else ZERO
    return amount * Fraction(str(choices.span_factors.get(school.area.grade_span, 1)))


def amounts_of(served: Sequence[Ranked], dollars: Fraction, choices: TitleIChoices) -> list[Fraction]:
    """Each served school's amount, in their order; by weights they add up to the dollars, else to no more."""
    if choices.amounts == "dollars":
        return _in_turn(served, dollars, choices)
    weights = [band_amount(school, choices) * children_of(school, choices) for school in served]
    given = [school.area.school_id for school in served]
    floors = [_exact(choices.hold_harmless_share) * _exact(choices.last_year_dollars.get(one, 0)) for one in given]
    less = [_exact(choices.supplemental_dollars.get(one, 0)) for one in given]
    return by_weights(weights, floors, less, dollars)


def _exact(value: float) -> Fraction:
    return Fraction(str(value))


def by_weights(
    weights: Sequence[Fraction], floors: Sequence[Fraction], less: Sequence[Fraction], dollars: Fraction
) -> list[Fraction]:
    """Amounts max(floor, weight x unit - less) that add up to the dollars, with one unit for all.

    Floors beyond the dollars are all cut by the same share. The sum grows with the unit, in straight pieces between
    the units at which a school leaves its floor; the piece that holds the dollars is found and solved exactly.
    """
    if sum(floors, ZERO) >= dollars:
        whole = sum(floors, ZERO)
        return [floor * dollars / whole if whole else ZERO for floor in floors]
    leaves = [
        (floor + own) / weight if weight else None for floor, own, weight in zip(floors, less, weights, strict=True)
    ]
    order = sorted((unit, place) for place, unit in enumerate(leaves) if unit is not None)
    held, slope, constant = sum(floors, ZERO), ZERO, ZERO
    for number, (_, place) in enumerate(order):
        held -= floors[place]
        slope += weights[place]
        constant += less[place]
        unit = (dollars - held + constant) / slope
        if number + 1 == len(order) or unit <= order[number + 1][0]:
            break
    else:
        return [ZERO for _ in weights]
    return [max(floor, weight * unit - own) for floor, own, weight in zip(floors, less, weights, strict=True)]


def _in_turn(served: Sequence[Ranked], dollars: Fraction, choices: TitleIChoices) -> list[Fraction]:
    """The district's own dollars a child, school after school in the order of rank, while money is left."""
    out: list[Fraction] = []
    left = dollars
    for school in served:
        wanted = band_amount(school, choices) * children_of(school, choices)
        wanted = max(wanted - _exact(choices.supplemental_dollars.get(school.area.school_id, 0)), ZERO)
        given = wanted if wanted <= left else (left if choices.last_school == "partial" else ZERO)
        out.append(given)
        left = left - given if given == wanted else ZERO
    return out


def whole_dollars(amounts: Sequence[Fraction]) -> list[int]:
    """Whole dollars that add up to the rounded sum: the largest remainders round up, earlier ones first where equal.

    >>> whole_dollars([Fraction(1, 2), Fraction(1, 2), Fraction(2)])
    [1, 0, 2]
    """
    down = [amount.__floor__() for amount in amounts]
    total = (sum(amounts, ZERO) + Fraction(1, 2)).__floor__()
    order = sorted(range(len(amounts)), key=lambda place: (down[place] - amounts[place], place))
    for place in order[: total - sum(down)]:
        down[place] += 1
    return down
