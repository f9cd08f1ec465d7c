"""Small districts with costs of opening, buses, sites per person and wishes for schools, one flag per feature."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from hitdesign.district.other_costs import OtherCost
from hitdesign.district.records import FundingStream
from laws.districts import FEATURES, PROGRAMS, Case, Chance, Dice, draw_case, presuming_of, program

#: One flag per feature of what is opened and paid besides teaching.
OPENINGS = (
    "supervision",
    "transport",
    "start_up",
    "coordinator",
    "training",
    "teaching",
    "least_size",
    "sites",
    "pilot",
    "uses",
)
#: Features beside which money for tutoring alone is drawn.
BESIDE_WAGES = (
    "marks",
    "blocks",
    "terms",
    "contracts",
    "indirect",
    "everywhere",
    "windows",
    "match",
    "caps",
    "hour_caps",
)
#: Laws that pay for some uses only.
USED = {
    "teaching_only": program("teaching_only", 3, uses=("tutoring", "materials", "transport")),
    "wages_only": program("wages_only", 2, uses=("tutoring",)),
    "training_only": program("training_only", 4, pays_tutoring=False, uses=("training", "start_up", "coordination")),
}


def opened_case(seed: int, features: Iterable[str], openings: Iterable[str], *, tiny: bool = False) -> Case:
    """The case of a seed with these features, and these openings drawn by a generator of their own."""
    return with_openings(Chance(seed + 1), draw_case(Chance(seed), features, tiny=tiny), openings)


def any_openings(seed: int, *, tiny: bool = False, features: Iterable[str] = FEATURES) -> Case:
    """A case of a seed with some features and some openings, few enough to leave something to serve."""
    dice = Chance(seed)
    some = [name for name in features if dice.pick([True, False, False, False, False])]
    openings = [name for name in OPENINGS if dice.pick([True, False, False, False, False])]
    return opened_case(seed, some, openings or [dice.pick(OPENINGS)], tiny=tiny)


def with_openings(dice: Dice, case: Case, openings: Iterable[str]) -> Case:
    """The case with what these flags ask for."""
    has = frozenset(openings)
    case = replace(
        case, evidence=replace(case.evidence, programs={**case.evidence.programs, **USED, **presuming_of(USED)})
    )
    richer = dice.pick([4.0, 1.5, 12.0])
    changes = [{"award_dollars": row.award_dollars * richer} for row in case.district.funding]
    funding = tuple(row.model_copy(update=new) for row, new in zip(case.district.funding, changes, strict=True))
    if "uses" in has:
        more = funding[0].model_copy(update={"stream_id": "g_uses", "program": dice.pick(sorted(USED))})
        district = case.district
        named = (*district.school_allocations, *district.match_gifts, *district.reservations, *district.rebuttals)
        kept = bool(named) or any(row.match_source for row in funding)
        funding = (*funding, more) if dice.pick([True, False]) or kept else (more,)
        funding = (*funding, *(_training(row) for row in funding[:1]))
    case = case.with_tables(
        funding=funding,
        blocks=tuple(row.model_copy(update=_of_block(dice, has)) for row in case.district.blocks),
        tutors=tuple(
            row.model_copy(update={"sites_per_tutor": dice.pick([1, 1, 2]) if "sites" in has else None})
            for row in case.district.tutors
        ),
        other_costs=tuple(_costs(dice, has, case, funding)),
    )
    wishes: dict[str, Any] = {}
    if "least_size" in has:
        wishes = dice.pick(
            [
                {"least_students_per_school": 3},
                {"least_students_per_school": 2},
                {"least_students_per_school": 5},
                {"least_groups_per_school": 2},
                {"least_groups_per_school": 2, "least_students_per_school": 4},
            ]
        )
    if "pilot" in has:
        wishes = {**wishes, **dice.pick([{"schools": ("S1",)}, {"most_schools": 1}, {"most_schools": 2}])}
    return replace(case, policy=case.policy.model_copy(update=wishes))


def wages_case(seed: int, *, tiny: bool = False) -> Case:
    """A district with materials, and a stream that pays for tutoring alone, some of the time for some students only."""
    chance = random.Random(seed)
    features = {"materials", *(name for name in BESIDE_WAGES if chance.random() < 0.25)}
    marks = ("english_learner",) if "marks" in features and chance.random() < 0.7 else ()
    law = program("wages", 2, uses=("tutoring",), requires_marks=marks)
    case = draw_case(Chance(seed), sorted(features), tiny=tiny)
    case = replace(case, evidence=replace(case.evidence, programs={**case.evidence.programs, "wages": law}))
    first, changes = case.district.funding[0], {"match_share_of_total": None, "match_source": ""}
    award = {"award_dollars": chance.choice([500.0, 1500.0, 250.5]), "minimum_spend_dollars": 0.0}
    wages = first.model_copy(update={"stream_id": "g_wages", "program": "wages", **changes, **award})
    return case.with_tables(funding=(*case.district.funding, wages))


def _training(row: FundingStream) -> FundingStream:
    changes = {"stream_id": "h_training", "program": "training_only", "award_dollars": 130.0}
    return row.model_copy(
        update={**changes, "minimum_spend_dollars": type(row).model_fields["minimum_spend_dollars"].default}
    )


def _of_block(dice: Dice, has: frozenset[str]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if "supervision" in has:
        changes["supervisor_dollars_per_day"] = dice.pick([0.5, 1.37, 0.0, 4.0])
    if "transport" in has:
        changes["transport_seats"] = dice.pick([2, 3, None, 5, 8])
    return changes


def _costs(dice: Dice, has: frozenset[str], case: Case, funding: tuple[FundingStream, ...]) -> list[OtherCost]:
    rows = []
    pools = tuple(row.pool_id for row in case.district.tutors)
    streams = ["", "", "", *(row.stream_id for row in funding)]

    def row(item: str, per: str, dollars: list[float], use: str, **other: Any) -> None:
        rows.append(OtherCost(item=item, per=per, dollars=dice.pick(dollars), use=use, **other))

    if "start_up" in has:
        scope: dict[str, Any] = dice.pick([{}, {"schools": ("S1",)}, {"pools": pools[:1]}, {"when": ("after_school",)}])
        row("start", "school", [40.0, 90.25, 200.0], "start_up", **scope)
        if dice.pick([True, False]):
            row("rooms", "block", [25.0, 60.0], "administration", **dice.pick([{}, scope]))
    if "coordinator" in has:
        stream = _named(funding, dice.pick(streams), "coordination")
        row("coordinator", "program", [50.0, 120.5, 300.0], "coordination", stream_id=stream)
    if "training" in has:
        own = pools[: dice.pick([1, 2, 3])]
        row("training", "tutor", [15.0, 55.5, 140.0], "training", pools=dice.pick([(), own]))
    if "teaching" in has:
        row("kit", "group", [5.0, 12.34], "materials", pools=dice.pick([(), pools[:1]]))
        if dice.pick([True, False]):
            row("snack", "student", [3.0, 8.08], "materials", when=dice.pick([(), ("after_school",)]))
        if dice.pick([True, False]):
            row("lead", "hour", [0.5, 1.11], "supervision", schools=dice.pick([(), ("S1",)]))
        if dice.pick([True, False]):
            row("bus", "day", [0.4, 1.5], "transport", when=dice.pick([(), ("after_school",)]))
    return rows


def _named(funding: tuple[FundingStream, ...], stream: str, use: str) -> str:
    """The stream where its law may pay for the use, else none."""
    laws = {row.stream_id: row.program for row in funding}
    law = {**PROGRAMS, **USED}.get(laws.get(stream, ""))
    return stream if law is not None and (not law.uses or use in law.uses) else ""
