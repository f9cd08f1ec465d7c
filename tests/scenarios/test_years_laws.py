"""On districts drawn by chance: one year is the plan's, and years that are all alike are so many times one of them."""

from __future__ import annotations

import os
from datetime import date

import pytest

from hitdesign.allocation.allocate import allocate
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.errors import InputError
from hitdesign.policy import Policy
from hitdesign.scenarios.pull import Given
from hitdesign.scenarios.sweep import sweep
from hitdesign.scenarios.years import Years, years
from hitdesign.scenarios.years_aims import aimed, answered
from hitdesign.scenarios.years_moved import moved
from hitdesign.scenarios.years_records import Growth, Recurrence
from laws.districts import FEATURES, Chance, draw_case

pytestmark = pytest.mark.once

#: Seeds; 8 is a district with salaried people, contracts, match and money of schools that has a plan.
SEEDS = {"nightly": range(60)}.get(os.environ.get("HITDESIGN_TESTS", "dev"), range(8, 9))
#: The years 2028-29 and 2029-30, without a leap day; each award is one of the first of them.
LATER = {"obligate_from": date(2028, 7, 1), "obligate_by": date(2029, 6, 30), "services_by": None, "liquidate_by": None}


def drawn(seed: int) -> Given:
    """A district of the seed, two years on."""
    dice = Chance(seed)
    case = draw_case(dice, [name for name in FEATURES if name != "windows" and dice.pick([True, False])])
    policy = Policy(**{**dict(case.policy), "enforce_standard": False, "acceptable_margin": 0.5})
    funding = tuple(row.model_copy(update=LATER) for row in case.district.funding if row.program != "closed")
    return moved(Given(case.district, policy, case.evidence), 2, Growth(), funding)


@pytest.mark.parametrize("seed", SEEDS)
def test_years_that_are_alike_are_so_many_times_one(seed: int) -> None:
    try:
        there = drawn(seed)
        alone = allocate(there.district, policy=there.policy, evidence=there.evidence, whole=False)
    except InputError:
        pytest.skip("the drawn tables need the award that was left out")
    every = [Recurrence(stream_id=row.stream_id, recurs=True, source="drawn") for row in there.district.funding]
    two = years(there.district, there.policy, count=2, recurring=every, evidence=there.evidence)
    if isinstance(alone, Infeasible):
        assert isinstance(two, Infeasible)
        return
    assert isinstance(two, Years)
    values = alone.levels.set_index("level")["value"].astype(float)
    assert two.value == pytest.approx(2 * values["seats"], rel=1e-6, abs=1e-6)
    steady = answered(aimed(two.stack, there.policy, "steady"), levels=1).levels[0].value
    assert steady == pytest.approx(values["seats"], rel=1e-6, abs=1e-6)
    spent = two.shares.groupby("award")["dollars"].sum()
    assert all(dollars <= two.made.dollars[name] + 1e-4 for name, dollars in spent.items())


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_one_year_is_the_plans_own_program_with_every_level(seed: int) -> None:
    try:
        there = drawn(seed)
        alone = allocate(there.district, policy=there.policy, evidence=there.evidence, whole=False)
    except InputError:
        pytest.skip("the drawn tables need the award that was left out")
    one = years(there.district, there.policy, count=1, evidence=there.evidence)
    assert isinstance(one, Infeasible) == isinstance(alone, Infeasible)
    if isinstance(one, Years) and not isinstance(alone, Infeasible):
        theirs = alone.levels.set_index("level")["value"].astype(float).to_dict()
        assert {level.level: level.value for level in one.answer.levels} == pytest.approx(theirs, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("seed", [3, 55])
def test_the_base_of_a_sweep_is_the_linear_plan_of_the_same_facts(seed: int) -> None:
    """Where a minimum of spending is strict (55), too: no bill that nobody owes counts for it."""
    there = drawn(seed)
    alone = allocate(there.district, policy=there.policy, evidence=there.evidence, whole=False)
    base = sweep(there.district, there.policy, evidence=there.evidence).base
    assert (base.status == "solved") == (not isinstance(alone, Infeasible))
    if not isinstance(alone, Infeasible):
        expected = alone.levels.set_index("level")["value"].to_dict()
        assert {name: value for name, (value, _) in base.levels.items()} == pytest.approx(expected, rel=1e-9, abs=1e-9)
