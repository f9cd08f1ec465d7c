"""Where a band may be taught: every rule of blocks and pools says no by its name, and yes where all hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allocation.two_schools import block, cohort, model, pool, ready, stream
from hitdesign.rights import places
from hitdesign.rights.rights import Rights, rights_of


def rights(cohorts: list[dict[str, Any]] | None = None, **tables: Any) -> Rights:
    given = ready(cohorts, **tables)
    chosen = given.chosen
    return rights_of(
        given.facts, given.need, given.case.evidence, chosen["band"].to_numpy(), chosen["model"].to_numpy()
    )


def test_a_band_may_be_taught_at_its_own_school_in_each_block_by_each_pool() -> None:
    found = rights(blocks=(block("A"), block("A", "late"), block("B")), tutors=(pool(), pool("more")))
    assert list(zip(found.places.band, found.places.block, found.places.pool, strict=True)) == [
        (0, 0, 0),
        (0, 0, 1),
        (0, 1, 0),
        (0, 1, 1),
        (1, 2, 0),
        (1, 2, 1),
    ]
    assert list(found.code) == ["", ""]


A = [cohort("A", 12)]
NO_BLOCK = [
    ("grades", {"blocks": (block("A", grade_low=0, grade_high=4),)}),
    ("session_longer_than_block", {"blocks": (block("A", minutes=29),)}),
    ("too_few_days", {"blocks": (block("A", days="MW"),)}),
    ("term_too_short", {"blocks": (block("A", ends_on=date(2026, 11, 7)),)}),
    ("no_rooms", {"blocks": (block("A", groups_at_once=0),)}),
    ("no_online_seats", {"tutoring_models": (model(modality="online"),), "tutors": (pool(modality="online"),)}),
    ("held", {"blocks": (block("A", held="online"),)}),
    ("no_block_at_school", {"blocks": (block("B"),)}),
]
NO_POOL = [
    ("modality", {"modality": "online"}),
    ("subject", {"subjects": ("reading",)}),
    ("grade", {"grade_high": 4}),
    ("school", {"schools": ("B",)}),
    ("when", {"when": ("after_school",)}),
    ("dates", {"ends_on": date(2026, 12, 17)}),
    ("nobody", {"tutors": 0}),
    ("nobody", {"hours_per_tutor_week": 0}),
    ("week", {"hours_per_tutor_week": 1.4}),
    ("week", {"hours_per_tutor_week": 1.5, "paid_preparation_share": 0.1}),
]


@pytest.mark.parametrize(("rule", "tables"), NO_BLOCK, ids=[rule for rule, _ in NO_BLOCK])
def test_a_block_that_does_not_hold_the_model_says_why(rule: str, tables: dict[str, Any]) -> None:
    found = rights(A, **tables)
    assert list(found.code) == [f"no_block:{rule}"]
    assert len(found.places.pair) == 0


@pytest.mark.parametrize(("rule", "values"), NO_POOL, ids=[f"{rule}-{next(iter(values))}" for rule, values in NO_POOL])
def test_a_pool_that_may_not_teach_says_why(rule: str, values: dict[str, Any]) -> None:
    assert list(rights(A, tutors=(pool(**values),)).code) == [f"no_pool:{rule}"]


def test_the_rule_that_is_named_is_the_last_one_in_the_way() -> None:
    assert list(rights(A, blocks=(block("A", minutes=20), block("A", "late", days="MW"))).code) == [
        "no_block:too_few_days"
    ]


def test_a_term_of_exactly_the_weeks_is_long_enough() -> None:
    assert list(rights(A, blocks=(block("A", ends_on=date(2026, 11, 8)),)).code) == [""]


def test_a_paid_week_of_exactly_one_group_is_long_enough() -> None:
    assert list(rights(A, tutors=(pool(hours_per_tutor_week=1.5),)).code) == [""]


NO_STREAM = [
    ("rules", stream("money", "training")),
    ("rules", stream("money", "after_school")),
    ("rules", stream("money", "intensive")),
    ("rules", stream("money", "small_groups")),
    ("rules", stream("money", "teachers")),
    ("rules", stream("money", "schoolwide")),
    ("rules", stream("money", "support")),
    ("rules", stream("money", "grades")),
    ("rules", stream("money", "english_learners")),
    ("rules", stream("money", schools=("B",))),
    ("rules", stream("money", award=0)),
    ("rules", stream("money", status="applied")),
    ("window", stream("money", obligate_by=date(2026, 8, 1))),
    ("window", stream("money", obligate_by=date(2026, 10, 1))),
    ("window", stream("money", "closed", award=9)),
    ("window", stream("money", "esser_iii", obligate_from=date(2021, 7, 1))),
]


@pytest.mark.parametrize(
    ("rule", "award"), NO_STREAM, ids=[f"{award.program}-{number}" for number, (_, award) in enumerate(NO_STREAM)]
)
def test_money_that_may_not_pay_says_why(rule: str, award: Any) -> None:
    late = {"starts_on": date(2026, 9, 14), "ends_on": date(2026, 12, 18)}
    weeks = model(weeks=12)
    assert list(rights(A, funding=(award,), blocks=(block("A", **late),), tutoring_models=(weeks,)).code) == [
        f"no_stream:{rule}"
    ]


def test_a_volunteer_who_costs_nothing_needs_no_payer() -> None:
    found = rights(A, funding=(stream("money", "training"),), tutors=(pool(hourly_cost_dollars=0),))
    assert list(found.code) == [""]
    assert int(found.payers.sum()) == 0


def test_an_unknown_mark_is_neither_yes_nor_no() -> None:
    for law in ("english_learners", "not_english_learners"):
        assert list(rights([cohort("A", 5)], funding=(stream("money", law),)).code) == ["no_stream:rules"]


def test_a_stream_is_limited_where_it_may_pay_for_some_of_the_band_only() -> None:
    mixed = [cohort("A", 5, english_learner="yes"), cohort("A", 5, english_learner="no")]
    assert int(rights(mixed, funding=(stream("money", "english_learners"),)).limited[0]) == 1
    assert int(rights(mixed[:1], funding=(stream("money", "english_learners"),)).limited[0]) == 0
    nobody = [mixed[0], cohort("A", 0, english_learner="no")]
    assert int(rights(nobody, funding=(stream("money", "english_learners"),)).limited[0]) == 0


def test_however_few_candidates_are_held_at_once_the_places_and_words_are_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables = {"tutors": (pool(), pool("b_only", schools=("B",)), pool("nobody", tutors=0))}
    together = rights(**tables)
    monkeypatch.setattr(places, "AT_ONCE", 1)
    apart = rights(**tables)
    for name in ("pair", "band", "model", "block", "pool", "code"):
        assert list(getattr(together.places, name)) == list(getattr(apart.places, name))
    assert len(together.places.pair) > 2
