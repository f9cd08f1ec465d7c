"""Contracts with a least, several prices or a flat fee: the plain rows and the trying of all plans agree with ours."""

from __future__ import annotations

import os
import random

from laws.districts import FEATURES, Asked, asked, case_of
from laws.terms import TERMS
from oracles.terms import Deal, deals_of
from oracles.test_brute import judged
from oracles.test_plain import agree_as_fractions, agree_in_whole_numbers

#: Districts tried whole, and districts compared as rows, by how hard the tests try.
WHOLE, ROWS = {"dev": (7, 3), "brief": (7, 2), "ci": (12, 6), "nightly": (3000, 2000)}[
    os.environ.get("HITDESIGN_TESTS", "dev")
]
BESIDE = [name for name in FEATURES if name not in ("salaried", *TERMS)]


def drawn(seed: int, share: float, *, tiny: bool) -> Asked:
    """A district with one of the terms and others of the features."""
    chance = random.Random(seed)
    beside = [*BESIDE, "salaried"] if seed % 4 == 0 else BESIDE
    features = [TERMS[seed % len(TERMS)], *(name for name in beside if chance.random() < share)]
    return asked(case_of(seed, features, tiny=tiny))


def test_the_best_whole_plan_under_terms_is_the_best_of_all_plans() -> None:
    found = [judged(drawn(seed, 0.12, tiny=True)) for seed in range(310_022, 310_022 + WHOLE)]
    assert found.count("same") > 0.25 * len(found), found
    assert found.count("unproved") <= 0.02 * len(found) + 1, found


def test_under_terms_the_compact_and_the_plain_form_have_the_same_values() -> None:
    for seed in range(320_000, 320_000 + ROWS):
        case = drawn(seed, 0.35, tiny=False)
        agree_in_whole_numbers(case, agree_as_fractions(case))


def test_a_deal_bills_each_step_at_its_price() -> None:
    deal = Deal("d", "hour", ((0.0, 50.0), (10.0, 40.0)), 0.0, 0.0, 9e9)
    assert (deal.bill(12), deal.lowest, deal.above(12)) == (580, 40, 100)


def test_the_terms_of_the_small_districts_are_not_all_the_same() -> None:
    deals = [
        deal for seed in range(330_000, 330_012) for deal in deals_of(drawn(seed, 0, tiny=True).case.district).values()
    ]
    assert {"flat", "student_hour", "student"} <= {deal.basis for deal in deals}
    assert any(deal.least > 0 for deal in deals)
    assert any(len(deal.steps) > 1 and deal.steps[1][1] < deal.steps[0][1] for deal in deals)
