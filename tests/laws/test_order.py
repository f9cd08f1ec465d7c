"""Row order is nobody's choice: shuffled tables give the same bytes."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.infeasible import Infeasible
from laws.districts import Case, cases
from laws.solved import plan_of, some

TABLES = ("schools", "blocks", "tutors", "funding", "tutoring_models", "contracts")


def shuffled(case: Case, seed: int) -> Case:
    chance = random.Random(seed)
    tables: dict[str, Any] = {}
    for name in TABLES:
        rows = list(getattr(case.district, name))
        chance.shuffle(rows)
        tables[name] = tuple(rows)
    tables["cohorts"] = case.district.cohorts.sample(frac=1, random_state=seed)
    return case.with_tables(**tables)


def bytes_of(plan: Allocation | Infeasible) -> dict[str, str]:
    """Every table as text; the seconds of a solve are no part of the answer."""
    if isinstance(plan, Infeasible):
        return {"refusal": str(plan)}
    frames = {name: value for name, value in vars(plan).items() if hasattr(value, "to_csv")}
    return {name: frame.drop(columns="seconds", errors="ignore").to_csv(index=False) for name, frame in frames.items()}


@some()
@given(case=cases(), seed=st.integers(0, 1000))
def test_shuffled_tables_give_the_same_whole_plan_byte_for_byte(case: Case, seed: int) -> None:
    assert bytes_of(plan_of(shuffled(case, seed))) == bytes_of(plan_of(case))


@some()
@given(case=cases(), seed=st.integers(0, 1000))
def test_shuffled_tables_give_the_same_linear_answer_byte_for_byte(case: Case, seed: int) -> None:
    assert bytes_of(plan_of(shuffled(case, seed), whole=False)) == bytes_of(plan_of(case, whole=False))


@some()
@given(case=cases())
def test_solving_twice_gives_the_same_bytes(case: Case) -> None:
    assert bytes_of(plan_of(case)) == bytes_of(plan_of(case))
