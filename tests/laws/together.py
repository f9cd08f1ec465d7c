"""Small districts in which features of several kinds meet: demands, terms of contracts, duties, openings, levels."""

from __future__ import annotations

from dataclasses import replace

from hitdesign.policy import LevelName
from laws.demands import DEMANDS
from laws.districts import FEATURES, Case, Chance, draw_case
from laws.duties import DUTY_FEATURES
from laws.openings import OPENINGS, with_openings
from laws.terms import TERMS

#: Kinds of features that were each checked by themselves.
KINDS: dict[str, tuple[str, ...]] = {"demands": DEMANDS, "terms": TERMS, "duties": DUTY_FEATURES, "openings": OPENINGS}
#: Features of services, places and money, beside which the others are drawn.
PLAIN = tuple(name for name in FEATURES if name not in (*DEMANDS, *TERMS))
LEVELS: tuple[tuple[LevelName, ...], ...] = (
    ("seats",),
    ("seats", "dollars"),
    ("seats", "minimum_spending"),
    ("seats", "equity_between_schools", "dollars"),
    ("expected_learning", "dollars"),
)


def features_of(dice: Chance) -> tuple[list[str], list[str]]:
    """Some features of at least two kinds: (those of the district, openings)."""
    kinds = [kind for kind in KINDS if dice.pick([True, True, False])]
    while len(kinds) < 2:
        kinds = sorted({*kinds, dice.pick(list(KINDS))})
    found = [name for name in PLAIN if dice.pick([True, False, False, False, False])]
    openings: list[str] = []
    for kind in kinds:
        some = {dice.pick(KINDS[kind]) for _ in range(dice.pick([1, 1, 2, 3]))}
        own = [name for name in KINDS[kind] if name in some]
        if kind == "openings":
            openings = own
        else:
            found += own
    return found, openings


def together(seed: int, *, tiny: bool = False) -> Case:
    """The case of a seed."""
    dice = Chance(seed)
    features, openings = features_of(dice)
    case = draw_case(Chance(seed + 1), features, tiny=tiny)
    if openings:
        case = with_openings(Chance(seed + 2), case, openings)
    if dice.pick([True, False]):
        case = _with_time(dice, case)
    return replace(case, policy=case.policy.model_copy(update={"levels": dice.pick(LEVELS)}))


def _with_time(dice: Chance, case: Case) -> Case:
    """People have time and money is near what is billed, so that terms of contracts bite."""
    district = case.district
    tutors = tuple(
        row.model_copy(update={"hours_per_tutor_week": max(row.hours_per_tutor_week, 3.0), "vacancy_rate": 0.0})
        for row in district.tutors
    )
    blocks = tuple(row.model_copy(update={"days": row.days.replace("TR", "MTR")[-5:]}) for row in district.blocks)
    funding = tuple(
        row.model_copy(update={"award_dollars": max(row.award_dollars, dice.pick([425.5, 790.0, 1240.0]))})
        for row in district.funding
    )
    return case.with_tables(tutors=tutors, blocks=blocks, funding=funding)
