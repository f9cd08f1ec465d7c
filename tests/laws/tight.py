"""Tiny districts with one thing scarce: money for so many groups, people's time, rooms, or nothing but students.

Where nothing is near its limit, dropping a feature changes no optimum, and comparing optima tests nothing. So each
district here has one feature of its own, as its seed says, of what that feature takes about as much as its students
could use, and enough of all else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from hitdesign.district.district import District
from hitdesign.district.money_records import SchoolAllocation
from hitdesign.district.records import Block, FundingStream, TutoringModel, TutorPool
from laws.districts import FEATURES, Case, Chance, draw_case
from laws.duties import DUTY_FEATURES
from laws.openings import OPENINGS, with_openings

KNOWN = (*FEATURES, *DUTY_FEATURES, *OPENINGS)
#: Features of their own: these others make room for limits, and are no limit.
OWN = tuple(name for name in KNOWN if name not in ("blocks", "terms", "everywhere", "fiscal_year"))
#: What has to be scarce, of several things one, for a feature to show; money for all others.
SHOWS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("take_up", "online", "limits", "windows", "transport", "supplanting"), ("students",)),
    **dict.fromkeys(("caps", "marks", "least_size", "pilot"), ("students", "money")),
    **dict.fromkeys(("clocks", "rooms"), ("rooms",)),
    "sites": ("people",),
    **dict.fromkeys(("two_models", "priorities", "floors", "mandates"), ("people", "money", "rooms")),
}
#: Features that show only at two schools, of two blocks, or where others may pay, too.
OF_SCHOOLS = ("school_money", "sites", "pilot", "least_size", "priorities", "mandates", "floors")
OF_BLOCKS = ("clocks", "rooms", "sites")
OF_PAYERS = ("caps", "hour_caps", "marks", "minimum_spend", "windows", "limits", "supplanting", "admin_cap")
#: The end of the name of a law that presumes supplanting.
PRESUMING = "_presuming"
#: What each stream has of all dollars.
PARTS = [(0.9, 0.1, 0.1), (0.5, 0.5, 0.3), (1.0, 0.3, 0.2), (0.3, 0.8, 0.5)]
LAST = [(0.1, 1.0, 0.8), (0.2, 0.5, 0.5), (0.01, 0.7, 1.0)]
SPLIT = {"limits": LAST, "windows": LAST, "marks": LAST, "uses": [(0.8, 0.6, 0.5), (0.6, 0.9, 0.8), (0.4, 0.8, 0.3)]}


def tight(seed: int) -> Case:
    """The case of a seed: its own feature, and up to three more."""
    dice = Chance(seed)
    own = OWN[seed % len(OWN)]
    some = {own, *(dice.pick(KNOWN) for _ in range(dice.pick([0, 1, 2, 3])))}
    some |= {"blocks"} if some & {*OF_BLOCKS} else set()
    some |= {"marks"} if "supplanting" in some and dice.pick([True, False]) else set()
    some |= {"coordinator", "training"} if own == "uses" else set()
    schools = 2 if own in OF_SCHOOLS else dice.pick([1, 1, 2])
    features = [name for name in KNOWN if name in some and name not in OPENINGS]
    case = draw_case(Chance(seed + 1), features, tiny=True, schools=schools)
    if openings := [name for name in OPENINGS if name in some]:
        case = with_openings(Chance(seed + 2), case, openings)
    if own == "minimum_spend" and dice.pick([True, True, False]):
        case = replace(case, policy=case.policy.model_copy(update={"strict_minimum_spending": True}))
    return _scarce(dice, case, own, dice.pick(SHOWS.get(own, ("money",))))


def _scarce(dice: Chance, case: Case, own: str, scarce: str) -> Case:
    """The case with enough of all but what is scarce."""
    district = case.district
    students = [dice.pick([4, 5, count]) if count < 4 else count for count in district.cohorts["students"]]
    cohorts = pd.DataFrame(district.cohorts).assign(students=students)
    pools = district.tutors[:1] if own in ("clocks", "limits") else district.tutors
    tutors = tuple(row.model_copy(update=_people(dice, row, own, scarce)) for row in pools)
    blocks = tuple(
        row.model_copy(update=_time(dice, row, number, own, scarce)) for number, row in enumerate(district.blocks)
    )
    total = _money(dice, case, own, scarce, cohorts, tutors)
    funding, allocations = _awards(dice, district, own, total)
    if own in OF_PAYERS and dice.pick([True, True, False]):
        share = dice.pick([0.1, 0.12, 0.2] if scarce == "students" else [0.25, 0.5, 0.1])
        funding.append(_other(round(total * share, 2)))
    running = tuple(row.model_copy(update=_paid_before(dice, own)) for row in district.existing_programs)
    there = {row.pool_id for row in tutors}
    costs = (
        row.model_copy(update={"pools": tuple(p for p in row.pools if p in there)}) for row in district.other_costs
    )
    tables: dict[str, Any] = {
        "other_costs": tuple(costs),
        "existing_programs": running,
        "tutors": tutors,
        "blocks": blocks,
        "funding": tuple(funding),
        "school_allocations": tuple(allocations),
    }
    return replace(case, district=replace(district, cohorts=cohorts, **tables))


def _awards(
    dice: Chance, district: District, own: str, total: float
) -> tuple[list[FundingStream], list[SchoolAllocation]]:
    """The streams with their parts of all dollars, and what schools hold of them."""
    parts = dice.pick(SPLIT.get(own, PARTS)) if len(district.funding) > 1 else (1.0,)
    aside = {row.stream_id for row in district.reservations}
    funding, allocations = [], []
    for number, row in enumerate(district.funding):
        award = round(row.committed_dollars + total * parts[number % len(parts)], 2)
        award += 60.0 if row.stream_id in aside and award < 150 else 0.0
        larger = award / row.award_dollars
        left = (award - row.committed_dollars) * (0.5 if row.stream_id in aside else 1.0)
        least = math.floor(100 * min(row.minimum_spend_dollars * larger, left)) / 100
        changes: dict[str, Any] = {"award_dollars": award, "minimum_spend_dollars": least}
        if own == "supplanting" and not row.program.endswith(PRESUMING) and dice.pick([True, True, True, False]):
            changes["program"] = row.program + PRESUMING
        funding.append(row.model_copy(update=changes))
        held = [one for one in district.school_allocations if one.stream_id == row.stream_id]
        parts_held = [math.floor(100 * one.dollars * larger) / 100 for one in held]
        allocations += [one.model_copy(update={"dollars": d}) for one, d in zip(held, parts_held, strict=True)]
    return funding, allocations


def _paid_before(dice: Chance, own: str) -> dict[str, Any]:
    """What makes money that presumes supplanting keep away from a program of last year."""
    if own != "supplanting":
        return {}
    return {"paid_last_year_with": "state_or_local", "decision": dice.pick(["replace", "fold_in"])}


def _other(award: float) -> FundingStream:
    """Money for everything, of which nothing is asked."""
    window = {"obligate_from": date(2026, 7, 1), "obligate_by": date(2027, 9, 30)}
    return FundingStream(stream_id="z_more", program="anything", award_dollars=award, **window)


def _people(dice: Chance, pool: TutorPool, own: str, scarce: str) -> dict[str, Any]:
    changes: dict[str, Any] = {"tutors": 2, "hours_per_tutor_week": dice.pick([6.0, 10.0, 4.0])}
    if scarce == "people":
        changes = {"tutors": dice.pick([1, 1, 2]), "hours_per_tutor_week": dice.pick([2.0, 3.0, 4.0])}
    if scarce == "students":
        changes["vacancy_rate"] = 0.0
    if own in ("clocks", "sites"):
        changes |= {"tutors": 1, "hours_per_tutor_week": 4.0, "vacancy_rate": 0.0}
    if pool.hourly_cost_dollars == 0.0:
        changes["hourly_cost_dollars"] = dice.pick([20.0, 21.0, 22.0, 0.0])
    return changes


def _time(dice: Chance, block: Block, number: int, own: str, scarce: str) -> dict[str, Any]:
    changes: dict[str, Any] = {"days": "MWF"} if block.days == "TR" else {}
    changes |= {"groups_at_once": 1 if scarce == "rooms" else dice.pick([2, 3])}
    if scarce == "rooms" or own == "online":
        changes |= {"minutes": dice.pick([30, 30, 40, 60])}
    if own == "online":
        changes |= {"days": "S" if block.when == "saturday" else "MWF", "online_seats": dice.pick([2, 1, 3])}
    if own in ("rooms", "clocks"):
        changes |= {"when": "after_school", "days": dice.pick(["MTWR", "MWF", "MTWRF"])}
    if own == "rooms":
        changes |= {"room_group": "library"}
    if own == "clocks":
        changes |= {"starts_at": dice.pick([["15:00", "15:20"], ["15:30", "16:00", "15:00"]][number % 2])}
    return changes


def _money(
    dice: Chance, case: Case, own: str, scarce: str, cohorts: pd.DataFrame, tutors: Sequence[TutorPool]
) -> float:
    """Dollars for some of the groups that all students would need, or for many more."""
    known: dict[str, TutoringModel] = {row.model_id: row for row in case.district.tutoring_models}
    model = known[next(iter(case.models.values()))[0]]
    students = cohorts.groupby("school_id")["students"].sum()
    all_groups = int(sum(math.ceil(count / model.students_per_tutor) for count in students))
    here = [pool for pool in tutors if pool.modality == model.modality]
    price = min((_price(case, model, pool) for pool in here), default=99.0)
    if scarce != "money":
        return (all_groups + 5) * max(price, 40.0) + 500.0
    if own != "materials":
        price += model.students_per_tutor * model.materials_dollars_per_student
    if own != "indirect":
        price *= 1 + max(row.indirect_rate for row in case.district.funding)
    groups = dice.pick([*range(min(2, all_groups), max(3, all_groups)), 1])
    return groups * price * dice.pick([1.001, 1.01, 1.04, 1.3, 0.98 if groups > 1 else 1.0]) + _opened(case, own) + 1.0


def _opened(case: Case, own: str) -> float:
    """What other features than its own ask once or for each person."""
    if own in OPENINGS and own != "uses":
        return 0.0
    return sum(row.dollars for row in case.district.other_costs if row.per in ("program", "school", "block", "tutor"))


def _price(case: Case, model: TutoringModel, pool: TutorPool) -> float:
    """What one group costs with the pool, materials apart."""
    sessions, size = model.sessions_per_week * model.weeks, model.students_per_tutor
    hours = sessions * model.minutes_per_session / 60
    if pool.pay == "contract":
        terms = next(row for row in case.district.contracts if row.contract_id == pool.contract_id)
        by_student = {"student_hour": hours * size, "student_session": sessions * size}
        units = {"hour": hours, "session": sessions, "flat": 1, **by_student}
        return terms.price_dollars * units.get(terms.price_basis, size)
    if pool.pay == "salaried":
        return (pool.annual_cost_dollars or 0.0) * (1 + pool.benefits_rate)
    paid = hours * (1 + pool.paid_preparation_share)
    return paid * (pool.hourly_cost_dollars or 0.0) * (1 + pool.benefits_rate)
