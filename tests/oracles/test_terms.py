"""Contracts with a least, several prices or a flat fee: the plain rows and the trying of all plans agree with ours."""

from __future__ import annotations

import os
import random

import pytest

from laws.demands import DEMANDS
from laws.districts import FEATURES, Asked, asked, case_of
from laws.terms import TERMS
from oracles.terms import Deal, deals_of
from oracles.test_brute import judged
from oracles.test_plain import agree_as_fractions, agree_in_whole_numbers

pytestmark = pytest.mark.once

#: Districts tried whole, and districts compared as rows, by how hard the tests try, beside those in which terms bite.
WHOLE, ROWS = {"dev": (0, 0), "brief": (0, 0), "ci": (2, 1), "nightly": (3000, 2000)}[
    os.environ.get("HITDESIGN_TESTS", "dev")
]
#: A fee, a least, steps of prices: without their rows these would be worth more, or (falling prices) less.
BITING_WHOLE, BITING_ROWS = (310_001, 310_053, 310_057, 310_061, 310_132), (320_004, 320_032)
BESIDE = [name for name in FEATURES if name not in ("salaried", *TERMS, *DEMANDS)]


def drawn(seed: int, share: float, *, tiny: bool) -> Asked:
    """A district with one of the terms and others of the features: people have time, money is near what is billed."""
    chance = random.Random(seed)
    beside = [*BESIDE, "salaried"] if seed % 4 == 0 else BESIDE
    features = [TERMS[seed % len(TERMS)], *(name for name in beside if chance.random() < share)]
    case = case_of(seed, features, tiny=tiny)
    tutors = tuple(
        row.model_copy(update={"hours_per_tutor_week": max(row.hours_per_tutor_week, 3.0), "vacancy_rate": 0.0})
        for row in case.district.tutors
    )
    blocks = tuple(row.model_copy(update={"days": row.days.replace("TR", "MTR")[-5:]}) for row in case.district.blocks)
    funding = tuple(
        row.model_copy(update={"award_dollars": chance.choice([330.0, 425.5, 610.0, 790.0, 1240.0])})
        for row in case.district.funding
    )
    return asked(case.with_tables(tutors=tutors, blocks=blocks, funding=funding))


def test_the_best_whole_plan_under_terms_is_the_best_of_all_plans() -> None:
    found = [judged(drawn(seed, 0.12, tiny=True)) for seed in (*BITING_WHOLE, *range(310_100, 310_100 + WHOLE))]
    assert found.count("same") > 0.25 * len(found), found
    assert "unproved" not in found[: len(BITING_WHOLE)], found
    assert found.count("unproved") <= 0.02 * len(found) + 1, found


def test_under_terms_the_compact_and_the_plain_form_have_the_same_values() -> None:
    for seed in (*BITING_ROWS, *range(320_000, 320_000 + ROWS)):
        case = drawn(seed, 0.35, tiny=False)
        agree_in_whole_numbers(case, agree_as_fractions(case))


def test_a_deal_bills_each_step_at_its_price() -> None:
    deal = Deal("d", "hour", ((0.0, 50.0), (10.0, 40.0)), 0.0, 0.0, 9e9)
    assert (deal.bill(12), deal.lowest, deal.above(12)) == (580, 40, 100)


def test_the_terms_of_the_small_districts_are_not_all_the_same() -> None:
    seeds = range(330_000, 330_006)
    deals = [deal for seed in seeds for deal in deals_of(drawn(seed, 0, tiny=True).case.district).values()]
    assert {"flat", "student_hour", "student"} <= {deal.basis for deal in deals}
    assert any(deal.least > 0 for deal in deals)
    assert any(len(deal.steps) > 1 and deal.steps[1][1] < deal.steps[0][1] for deal in deals)
