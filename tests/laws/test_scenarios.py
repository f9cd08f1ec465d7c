"""Laws of levers and sweeps: undone is as it was, a file changes nothing, company changes no answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.evidence.library import shipped
from hitdesign.io.scenario_files import read_levers, write_levers
from hitdesign.levers import Change, Lever
from hitdesign.policy import Policy
from hitdesign.scenarios.prepared import prepare
from hitdesign.scenarios.pull import Given, pull
from hitdesign.scenarios.sweep import sweep
from hitdesign.solving.linear import solve_linear
from laws.solved import some
from scenarios.scenes import district

BASE = Given(district(), Policy(), shipped())
AWARDS, HOURS, ROOMS = (
    Change(table="funding", column="award_dollars", factor=1),
    Change(table="tutors", column="hours_per_tutor_week", factor=1),
    Change(table="blocks", column="groups_at_once", factor=1),
)


@st.composite
def levers(draw: Any) -> Lever:
    """One to three changes of money, hours and rooms, each by a power of two so that it can be undone exactly."""
    changes = draw(st.lists(st.sampled_from([AWARDS, HOURS, ROOMS]), min_size=1, max_size=3))
    factors = [draw(st.sampled_from([0.25, 0.5, 1, 2, 4])) for _ in changes]
    made = tuple(one.model_copy(update={"factor": factor}) for one, factor in zip(changes, factors, strict=True))
    return Lever(name=draw(st.sampled_from(["first", "second", "third"])), changes=made)


def undone(lever: Lever) -> Lever:
    back = tuple(one.model_copy(update={"factor": 1 / (one.factor or 1)}) for one in reversed(lever.changes))
    return Lever(name="back", changes=back)


def tables(situation: Given) -> Sequence[Any]:
    """What is compared: rooms are whole and rounded, so they cannot be undone exactly."""
    there = situation.district
    return (there.funding, there.tutors, there.schools, there.cohorts.to_csv())


@given(levers())
def test_a_lever_that_is_undone_leaves_what_was_there(lever: Lever) -> None:
    before = tables(BASE)
    there = pull(BASE, lever)
    assert tables(pull(there, undone(lever))) == before == tables(BASE)


@given(pulled=st.lists(levers(), min_size=1, max_size=3))
def test_levers_from_a_file_do_what_those_that_were_written_do(
    pulled: list[Lever], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("levers") / "levers.toml"
    write_levers(pulled, file)
    assert tables(pull(BASE, *read_levers(file))) == tables(pull(BASE, *pulled))


@some(0.2)
@given(st.lists(levers(), min_size=4, max_size=6))
def test_any_sweep_says_of_each_scenario_what_its_own_program_says(pulled: list[Lever]) -> None:
    named = [lever.model_copy(update={"name": f"{number}"}) for number, lever in enumerate(pulled)]
    found = sweep(BASE.district, levers=named)
    kept = prepare(BASE).recommendation
    for lever, outcome in zip(named, found.outcomes, strict=True):
        alone = solve_linear(prepare(pull(BASE, lever), recommendation=kept).program)
        assert outcome is not None and alone.values is not None
        for level in alone.levels:
            assert outcome.levels[level.level][0] == pytest.approx(level.value, rel=1e-9, abs=1e-9)


@some(0.2)
@given(st.permutations(range(5)))
def test_the_order_of_levers_changes_no_row(order: list[int]) -> None:
    factors = [0.4, 0.7, 1.0, 1.2, 1.5]
    named = [Lever(name=f"{one}", changes=(AWARDS.model_copy(update={"factor": one}),)) for one in factors]
    one, other = (sweep(BASE.district, levers=chosen) for chosen in (named, [named[place] for place in order]))
    expected = one.levels.set_index(["scenario", "level"])["value"]
    found = other.levels.set_index(["scenario", "level"])["value"]
    pd.testing.assert_series_equal(found.reindex(expected.index), expected, rtol=1e-9, atol=1e-9)
