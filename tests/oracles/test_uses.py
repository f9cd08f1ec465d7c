"""Where some money pays for tutoring and not for materials, two plain forms agree on what is best."""

from __future__ import annotations

import os

import pytest

from hitdesign.allocation.allocation import Allocation
from laws.openings import wages_case
from laws.solved import plan_of
from oracles.test_brute import judged
from oracles.test_plain import agree_as_fractions
from oracles.test_together import by_seats

pytestmark = pytest.mark.once

NIGHTLY = os.environ.get("HITDESIGN_TESTS") == "nightly"


def test_as_fractions_materials_apart_have_the_same_value() -> None:
    found = [agree_as_fractions(by_seats(wages_case(seed))) for seed in (range(1000) if NIGHTLY else (1, 14))]
    apart = [((one.inputs.rights.payers & one.inputs.rights.no_materials) != 0).any() for one in found]
    assert all(apart) or NIGHTLY


def test_the_best_plan_with_materials_apart_is_the_best_of_all_plans() -> None:
    found = [judged(by_seats(wages_case(seed, tiny=True))) for seed in (range(400) if NIGHTLY else (39,))]
    assert "same" in found
    assert found.count("unproved") <= 0.05 * len(found) + 1


def test_plans_with_materials_apart_keep_their_audit() -> None:
    for seed in range(200) if NIGHTLY else (18,):
        plan = plan_of(wages_case(seed), levels=1)
        assert isinstance(plan, Allocation) or NIGHTLY
        assert not isinstance(plan, Allocation) or plan.audit() == []
