"""Districts of six to twelve schools with the features of the small ones, more pools and streams, money to match."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hitdesign.district.records import FundingStream, TutorPool
from laws.districts import EVERY_FEATURE, Case, Chance, Dice, case_of
from laws.openings import OPENINGS, with_openings
from laws.terms import TERMS

#: Features whose tables name a stream; the opening "uses" takes streams away.
NAMING = {"match", "school_money", "supplanting", "reservations"}

#: Features that reward spending: beside them both forms may pay a provider more than its bill, each in its own way.
SPENDING = {"match", "minimum_spend"}


def mid_size_case(seed: int) -> Case:
    """The case of a seed: some features, so that most can be served; every third has openings too."""
    dice = Chance(seed + 900_000)
    schools = dice.pick(range(6, 13))
    some = [name for name in EVERY_FEATURE if dice.pick([True, False, False])]
    if SPENDING & {*some}:
        some = [name for name in some if name not in TERMS]
    case = _wider(dice, case_of(seed, some, schools=schools), schools)
    if not dice.pick([True, False, False]):
        return case
    openings = [name for name in OPENINGS if dice.pick([True, False, False])]
    return with_openings(dice, case, [name for name in openings if name != "uses" or not NAMING & {*some}])


def _wider(dice: Dice, case: Case, schools: int) -> Case:
    """Each pool once more as other people elsewhere, one stream more, and all of it for so many schools."""
    half = tuple(f"S{number + 1}" for number in range(schools // 2))
    pools = [_larger(dice, row, schools) for row in case.district.tutors]
    pools += [_other(dice, row, half) for row in pools if row.pay != "salaried" or dice.pick([True, False])]
    richer = dice.pick([0.5, 1.0, 2.5]) * schools / 2
    funding = [_richer(row, richer) for row in case.district.funding]
    more = funding[0].model_dump() | {"stream_id": "z_more", "program": "anything", "schools": half}
    more |= {"minimum_spend_dollars": 0.0, "match_share_of_total": None, "match_source": ""}
    funding.append(FundingStream.model_validate(more))
    district = replace(case.district, name="mid-size", tutors=tuple(pools), funding=tuple(funding))
    return replace(case, district=district)


def _larger(dice: Dice, pool: TutorPool, schools: int) -> TutorPool:
    people = max(1, pool.tutors * schools // dice.pick([2, 4]))
    return pool.model_copy(update={"tutors": people})


def _other(dice: Dice, pool: TutorPool, half: tuple[str, ...]) -> TutorPool:
    changes: dict[str, Any] = {"pool_id": f"{pool.pool_id}_too", "tutors": max(1, pool.tutors // 2)}
    changes |= {"kind": "college_student", "hours_per_tutor_week": dice.pick([2.5, 6.0])}
    if not pool.schools:
        changes["schools"] = dice.pick([(), half])
    return pool.model_copy(update=changes)


def _richer(stream: FundingStream, factor: float) -> FundingStream:
    changes = {name: round(getattr(stream, name) * factor, 2) for name in ("award_dollars", "minimum_spend_dollars")}
    return stream.model_copy(update=changes)
