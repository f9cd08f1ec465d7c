"""What runs already takes from the new program and never gives: rooms, people, dollars, students in need."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hitdesign.allocation.infeasible import Infeasible
from hitdesign.district.context_records import ExistingProgram
from laws.districts import Case, cases
from laws.solved import linear_value, not_below, plan_of, some


def holding(case: Case, students: int | None, decision: Any = "keep") -> Case:
    """The case with a program that holds a room, a person and half the dollars of the first rows that have some."""
    block, pool, stream = case.district.blocks[0], case.district.tutors[0], case.district.funding[0]
    left = stream.award_dollars - stream.committed_dollars - stream.spent_dollars
    running = ExistingProgram(
        program_id="running",
        school_id=block.school_id,
        decision=decision,
        students=students,
        block_id=block.block_id,
        groups_at_once=min(1, block.groups_at_once),
        pool_id=pool.pool_id,
        tutors=1,
        dollars=left / 2,
        paid_by=stream.stream_id,
    )
    return case.with_tables(existing_programs=(running,))


@some()
@given(case=cases(demands=False), students=st.sampled_from([None, 0, 3]))
def test_a_kept_program_never_raises_what_the_new_one_reaches(case: Case, students: int | None) -> None:
    if students:  # fewer in need is less to promise, which may well serve more
        case = replace(case, policy=case.policy.model_copy(update={"floors": ()}))
    assert not_below(linear_value(case), linear_value(holding(case, students)))


@some()
@given(case=cases(demands=False))
def test_a_program_that_is_folded_in_changes_nothing(case: Case) -> None:
    assert linear_value(holding(case, 5, "fold_in")) == linear_value(case)


@some()
@given(case=cases(demands=False), students=st.sampled_from([None, 3]))
def test_a_whole_plan_beside_a_kept_program_keeps_every_limit(case: Case, students: int | None) -> None:
    plan = plan_of(holding(case, students))
    assert isinstance(plan, Infeasible) or plan.audit() == []
