"""Openings, other costs and wishes for schools: the same values as written plainly, and as the best of all plans."""

from __future__ import annotations

import os

import pytest

from hitdesign.allocation.whole import whole_program
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.program import Program
from hitdesign.solving.whole import solve_whole
from laws.districts import Asked, asked
from laws.openings import OPENINGS, any_openings, opened_case
from oracles.plain import City, plain_program
from oracles.test_brute import judged
from oracles.test_plain import agree_as_fractions, counted_only, same

#: Districts per feature, of all features, in whole numbers, and tiny ones of which every plan is tried.
ALONE, TOGETHER, WHOLE, TINY = {"nightly": (60, 1500, 300, 1500), "ci": (1, 4, 3, 4)}.get(
    os.environ.get("HITDESIGN_TESTS", "dev"), (1, 2, 1, 3)
)
#: Rows that count people more closely than the plain form does.
CLOSER = ("paid_whole_week", "paid_crew", "site_present", "site_week", "site_limit")


@pytest.mark.parametrize("feature", OPENINGS)
def test_with_one_feature_the_compact_and_the_plain_form_have_the_same_values(feature: str) -> None:
    for seed in range(ALONE):
        agree_as_fractions(asked(opened_case(100 * OPENINGS.index(feature) + seed, ("blocks",), (feature,))))


def test_with_any_features_together_they_have_the_same_values() -> None:
    for seed in range(20_000, 20_000 + TOGETHER):
        agree_as_fractions(asked(any_openings(seed)))


def test_the_long_form_of_the_library_has_the_value_of_its_compact_form() -> None:
    for seed in range(30_000, 30_000 + ALONE):
        case = asked(any_openings(seed))
        compact = solve_linear(case.formulation().program, levels=1)
        long = solve_linear(case.formulation(plain=True).program, levels=1)
        assert compact.status == long.status
        assert compact.values is None or same(compact.levels[0].value, long.levels[0].value)


def test_in_whole_numbers_counted_people_have_the_same_value_and_named_people_no_more() -> None:
    for seed in range(40_000, 40_000 + WHOLE):
        agree_in_whole_numbers(asked(any_openings(seed)))


def agree_in_whole_numbers(case: Asked) -> None:
    city, formulation = City(case), case.formulation()
    status, counted, _ = plain_program(city, "counted").solve()
    if status == "unknown":
        return
    ours = solve_whole(_counted(counted_only(formulation)), levels=1)
    assert (ours.values is None) == (status == "infeasible")
    if ours.values is None:
        return
    assert same(ours.levels[0].value, counted), (ours.levels[0].value, counted)
    tight = solve_whole(whole_program(formulation).program, levels=1)
    status, named, _ = plain_program(city, "persons").solve()
    if status == "optimal":
        assert tight.values is not None
        assert tight.levels[0].bound >= named - 1e-6, (tight.levels[0].bound, named)


def _counted(program: Program) -> Program:
    return program.without(CLOSER)


def test_the_best_plan_of_a_tiny_district_with_openings_is_the_best_of_all_plans() -> None:
    found = [judged(asked(any_openings(seed, tiny=True))) for seed in range(1022, 1022 + TINY)]
    assert found.count("same") >= 0.2 * len(found), found
    assert found.count("unproved") <= 0.05 * len(found) + 1, found
