"""The program of the rest of a year, without a solver: what runs bounds it, and stability has rows of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hitdesign.allocation.formulation import Formulation
from hitdesign.scenarios.replan_rest import Rest, rest_of, takes_hold
from hitdesign.scenarios.replan_running import running_on
from hitdesign.scenarios.replan_sunk import sunk_of
from hitdesign.scenarios.stability_program import KEPT_GROUPS, KEPT_LEVEL, NEAR_FRESH, fresh_program, kept_program
from hitdesign.solving.check import violations
from scenarios.small import JANUARY, POLICY, district, plan

KEPT, SHORT = "three (12 of 30 weeks left)", "three (only 17 of 30 weeks)"


@pytest.fixture(scope="module")
def rest() -> Rest:
    running = running_on(plan(), JANUARY)
    hold = takes_hold(district(), POLICY, running.on)
    assert hold is not None
    return rest_of(plan(), district(), POLICY, running, sunk_of(plan(), running, hold, None), hold, same=True)


@pytest.fixture(scope="module")
def fresh(rest: Rest) -> Formulation:
    return fresh_program(rest, plan().evidence)


@pytest.fixture(scope="module")
def near(rest: Rest, fresh: Formulation) -> Formulation:
    return kept_program(fresh, rest, 24.0, 57.0, 0.25)


def upper(formulation: Formulation, kind: str, model: str) -> list[float]:
    """Upper bounds of the columns of a kind and tutoring model."""
    (part,) = (one for one in formulation.program.columns if one.kind == kind)
    return part.upper[(part.keys["model_id"] == model).to_numpy()].tolist()


def broken(formulation: Formulation, values: np.ndarray) -> set[str]:
    return set(violations(formulation.program, values)["family"])


def test_a_running_group_has_a_model_with_the_weeks_that_are_left_and_a_new_one_those_of_the_term(rest: Rest) -> None:
    weeks = dict(zip(rest.facts.models["model_id"], rest.facts.models["weeks"], strict=True))
    assert weeks == {"three": 30, KEPT: 12, SHORT: 17}
    assert rest.facts.models.set_index("model_id")["weeks_in_all"].to_dict() == {"three": 30, KEPT: 30, SHORT: 17}
    assert rest.facts.funding["available_dollars"].tolist() == [3600.0, 2760.0]
    assert set(rest.chosen["kind"]) == {"kept", "new", "short"}


def test_no_more_groups_and_students_go_on_than_there_are(fresh: Formulation) -> None:
    assert upper(fresh, "taught", KEPT) == [3.0, 3.0, 2.0]
    assert upper(fresh, "students", KEPT) == [9.0, 9.0, 6.0]
    assert upper(fresh, "taught", SHORT) == [float("inf")] * len(upper(fresh, "taught", SHORT))
    assert not upper(fresh, "taught", "three")


def test_stability_comes_first_and_counts_seats_and_groups_that_go_on(fresh: Formulation, near: Formulation) -> None:
    assert [level.name for level in near.program.levels] == [KEPT_LEVEL, *(one.name for one in fresh.program.levels)]
    level = near.program.levels[0]
    assert level.value.sum() == 3 + 3
    assert set(near.values) == {KEPT_LEVEL, *fresh.values}


def test_a_plan_far_from_the_fresh_optimum_breaks_its_row_and_a_near_one_keeps_it(near: Formulation) -> None:
    rows = near.program.family(NEAR_FRESH)
    assert rows.limits.tolist() == pytest.approx([18.0, 42.75], abs=1e-5)
    values = np.zeros(near.program.n_columns)
    assert NEAR_FRESH in broken(near, values)
    values[: len(near.layout.student_cohort)] = 9.0
    assert NEAR_FRESH not in broken(near, values)


def test_a_group_without_students_does_not_go_on(near: Formulation) -> None:
    assert near.program.family(KEPT_GROUPS).size == 3
    values = np.zeros(near.program.n_columns)
    taught = near.program.columns[2]
    first = near.layout.taught_begin + int(np.flatnonzero((taught.keys["model_id"] == KEPT).to_numpy())[0])
    values[first] = 1.0
    assert KEPT_GROUPS in broken(near, values)
    values[: len(near.layout.student_cohort)] = 1.0
    assert KEPT_GROUPS not in broken(near, values)


@pytest.mark.slow
def test_an_enforced_standard_leaves_no_short_model_that_fails_it() -> None:
    policy = POLICY.model_copy(update={"enforce_standard": True, "standard": "virginia_all_in"})
    running = running_on(plan(), JANUARY)
    hold = takes_hold(district(), policy, running.on)
    assert hold is not None
    before = replace(plan(), policy=policy)
    sunk = sunk_of(before, running, hold, None)
    strict = rest_of(before, district(), policy, running, sunk, hold, same=True)
    assert "short" not in set(strict.chosen["kind"])
    loose = rest_of(
        before, district(), POLICY.model_copy(update={"standard": "virginia_all_in"}), running, sunk, hold, same=True
    )
    failed = loose.chosen.loc[loose.chosen["kind"] == "short", "failed"]
    assert len(failed)
    assert failed.str.contains("weeks").all()
