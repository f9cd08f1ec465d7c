"""Districts of six to twelve schools: our values are those of the plain form in another library with other solvers."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator

import pytest

from hitdesign.allocation.whole import whole_program
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.whole import solve_whole
from laws.districts import Asked, asked
from oracles.mid_size import mid_size_case
from oracles.other_library import OtherLibrary, other_library
from oracles.plain import City, plain_program
from oracles.test_openings import CLOSER
from oracles.test_plain import counted_only, same

#: Districts as fractions and in whole numbers, by how hard the tests try; seconds for a search in whole numbers.
FRACTIONS, WHOLE, SECONDS = {"nightly": (600, 80, 20.0), "ci": (60, 12, 10.0)}.get(
    os.environ.get("HITDESIGN_TESTS", "dev"), (12, 3, 5.0)
)
GAP = 1e-4

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("ortools") is None, reason="OR-Tools is not installed: python -m pip install '.[oracle]'"
)


@pytest.fixture(scope="module")
def other() -> Iterator[OtherLibrary]:
    with other_library() as library:
        yield library


def agree_as_fractions(other: OtherLibrary, case: Asked) -> str:
    ours = solve_linear(case.formulation().program, levels=1)
    theirs = other.solve(plain_program(City(case)))
    assert ours.status == theirs.status
    assert ours.values is None or same(ours.levels[0].value, theirs.value), (ours.levels[0].value, theirs.value)
    return theirs.status


def agree_in_whole_numbers(other: OtherLibrary, case: Asked) -> str:
    """Counted people: one optimum lies between value and bound of both. The plan with all its rows is no better."""
    formulation = case.formulation()
    theirs = other.solve(plain_program(City(case), "counted"), seconds=SECONDS, gap=GAP)
    limits = {"levels": 1, "gap": GAP, "time_limit_seconds": SECONDS}
    ours = solve_whole(counted_only(formulation).without(CLOSER), **limits)
    tight = solve_whole(whole_program(formulation).program, **limits)
    assert (ours.status == "infeasible") == (theirs.status == "infeasible")
    if theirs.status == "infeasible":
        assert tight.values is None
        return "infeasible"
    slack = 1e-6 * max(1.0, abs(theirs.bound))
    for answer in (ours, tight):
        assert answer.values is None or answer.levels[0].value <= theirs.bound + slack, (answer.levels, theirs)
    if ours.values is None:
        return "no plan of ours in time"
    assert theirs.value <= ours.levels[0].bound + slack, (ours.levels, theirs)
    sure = theirs.status == "optimal" and ours.status in ("optimal", "gap_reached")
    return "one optimum" if sure else "stopped"


def test_as_fractions_another_library_finds_the_same_value(other: OtherLibrary) -> None:
    found = [agree_as_fractions(other, asked(mid_size_case(seed))) for seed in range(FRACTIONS)]
    assert found.count("optimal") >= 0.5 * len(found), found


def test_in_whole_numbers_both_libraries_keep_within_each_others_bounds(other: OtherLibrary) -> None:
    found = [agree_in_whole_numbers(other, asked(mid_size_case(seed))) for seed in range(5_000, 5_000 + WHOLE)]
    print({word: found.count(word) for word in found})
    assert found.count("one optimum") >= 0.5 * len(found), found
