"""The compact form and the plainly written one are the same problem, feature by feature and all together."""

from __future__ import annotations

import os

import numpy as np
import pytest

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.whole import whole_program
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.parts import Rows
from hitdesign.solving.program import Program
from hitdesign.solving.whole import solve_whole
from laws.districts import EVERY_FEATURE, Asked, asked, case_of
from oracles.plain import City, plain_program

pytestmark = pytest.mark.once

#: Districts per feature and districts of all features, by how hard the tests try.
EFFORT = {"dev": (1, 6), "brief": (1, 4), "ci": (2, 8), "nightly": (150, 3000)}
ALONE, TOGETHER = EFFORT[os.environ.get("HITDESIGN_TESTS", "dev")]
#: Features that show only beside another one.
WITH = {
    "clocks": ("blocks",),
    "rooms": ("blocks",),
    "windows": ("terms", "contracts"),
    "floors": ("marks",),
    "limits": ("blocks",),
    "mandates": ("marks", "blocks"),
    "supplanting": ("marks", "mandates"),
}
PAIRS = (
    ("mandates", "take_up", "blocks"),
    ("marks", "blocks"),
    ("marks", "caps"),
    ("take_up", "marks"),
    ("salaried", "online"),
    ("salaried", "blocks"),
)


def same(ours: float, theirs: float) -> bool:
    return abs(ours - theirs) <= 1e-6 * max(1.0, abs(theirs))


def agree_as_fractions(case: Asked) -> Formulation:
    formulation = case.formulation()
    answer = solve_linear(formulation.program, levels=1)
    status, value, _ = plain_program(City(case)).solve()
    assert answer.status == status
    assert status == "infeasible" or same(answer.levels[0].value, value), (answer.levels[0].value, value)
    return formulation


def counted_only(formulation: Formulation) -> Program:
    """The whole program without the rows that cut fractions away: what is left is the plain counting of people."""
    program = whole_program(formulation).program
    cutting = ("whole_groups", "whole_rooms", "whole_loads", "whole_present", "whole_weeks", "whole_crew")
    kept = [_plain_sizes(rows) for rows in program.rows if rows.family not in cutting]
    return Program(program.columns, tuple(kept), program.levels)


def _plain_sizes(rows: Rows) -> Rows:
    """Of the packing rows, those of the plain sizes: the first of each key."""
    if rows.family not in ("whole_slots", "whole_week", "whole_hours"):
        return rows
    if rows.family == "whole_hours":
        plain = ~rows.keys.duplicated().to_numpy()
    else:
        present = np.full(rows.size, -1)
        own = rows.value < 0
        present[rows.row[own]] = rows.column[own]
        plain = np.zeros(rows.size, dtype=bool)
        plain[np.unique(present, return_index=True)[1]] = True
    number = np.cumsum(plain) - 1
    entry = plain[rows.row]
    return Rows(
        rows.family,
        rows.keys[plain].reset_index(drop=True),
        number[rows.row[entry]],
        rows.column[entry],
        rows.value[entry],
        rows.sense,
        rows.limits[plain],
        rows.unit,
        rows.says,
    )


def agree_in_whole_numbers(case: Asked, formulation: Formulation) -> None:
    """Counted people: the same optimum. Named people: the same as ours, whose rows cut off all but real plans."""
    city = City(case)
    status, counted, _ = plain_program(city, "counted").solve()
    if status == "unknown":
        return
    ours = solve_whole(counted_only(formulation), levels=1)
    assert (ours.values is None) == (status == "infeasible")
    if status == "infeasible":
        return
    assert same(ours.levels[0].value, counted), (ours.levels[0].value, counted)
    status, named, _ = plain_program(city, "persons").solve()
    tight = solve_whole(whole_program(formulation).program, levels=1)
    if status == "optimal":
        assert tight.values is not None
        assert same(tight.levels[0].value, named), (tight.levels[0].value, named)
    if tight.values is not None:
        assert tight.levels[0].value <= counted + 1e-6


@pytest.mark.parametrize("feature", EVERY_FEATURE)
def test_with_one_feature_the_compact_and_the_plain_form_have_the_same_values(feature: str) -> None:
    for seed in range(ALONE):
        case = asked(case_of(1000 * EVERY_FEATURE.index(feature) + seed, [feature, *WITH.get(feature, ())]))
        agree_in_whole_numbers(case, agree_as_fractions(case))


@pytest.mark.parametrize("features", PAIRS, ids=" and ".join)
def test_with_two_features_that_meet_they_have_the_same_values(features: tuple[str, ...]) -> None:
    for seed in range(ALONE):
        case = asked(case_of(50_000 + seed, features))
        agree_in_whole_numbers(case, agree_as_fractions(case))


def test_without_any_feature_they_have_the_same_values() -> None:
    for seed in range(ALONE):
        case = asked(case_of(60_000 + seed, ()))
        agree_in_whole_numbers(case, agree_as_fractions(case))


def test_with_any_features_together_they_have_the_same_values() -> None:
    for seed in range(TOGETHER):
        case = asked(case_of(70_000 + seed))
        agree_in_whole_numbers(case, agree_as_fractions(case))


def test_the_long_form_of_the_library_has_the_value_of_its_compact_form() -> None:
    for seed in range(80_000, 80_000 + ALONE):
        case = asked(case_of(seed))
        compact = solve_linear(case.formulation().program, levels=1)
        long = solve_linear(case.formulation(plain=True).program, levels=1)
        assert compact.status == long.status
        assert compact.values is None or same(compact.levels[0].value, long.levels[0].value)
