"""Splitting, merging and renaming say the same in other words: one LP value, whole intervals that overlap."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
from hypothesis import assume, given
from hypothesis import strategies as st

from laws.districts import Case, cases
from laws.solved import linear_value, overlap, same, some, whole_interval, with_cohorts


def says_the_same(case: Case, other: Case, *, whole: bool) -> None:
    assert same(linear_value(other), linear_value(case))
    if whole:
        assert overlap(whole_interval(other), whole_interval(case))


@some()
@given(case=cases(demands=False), which=st.integers(0, 9), share=st.sampled_from([0.5, 0.1, 0.77]), whole=st.booleans())
def test_an_award_in_two_parts_with_the_same_rules_is_one_award(
    case: Case, which: int, share: float, whole: bool
) -> None:
    funding = case.district.funding
    one = funding[which % len(funding)]
    assume(one.per_student_cap_dollars is None)
    first = one.model_copy(
        update={"award_dollars": one.award_dollars * share, "committed_dollars": one.committed_dollars * share}
    )
    second = one.model_copy(
        update={
            "stream_id": one.stream_id + "_b",
            "award_dollars": one.award_dollars * (1 - share),
            "committed_dollars": one.committed_dollars * (1 - share),
        }
    )
    others = tuple(row for row in funding if row is not one)
    says_the_same(case, case.with_tables(funding=(*others, first, second)), whole=whole)


@some()
@given(case=cases(demands=False), which=st.integers(0, 30), part=st.integers(0, 14), whole=st.booleans())
def test_a_cohort_in_two_parts_that_no_rule_tells_apart_is_one_cohort(
    case: Case, which: int, part: int, whole: bool
) -> None:
    cohorts = case.district.cohorts
    one = cohorts.iloc[[which % len(cohorts)]]
    part = min(part, int(one["students"].iloc[0]))
    rest = one.assign(students=one["students"] - part, low_income="no", cohort_id=one["cohort_id"] + ":rest")
    here = one.assign(students=part, low_income="yes")
    split = pd.concat([cohorts.drop(index=one.index), here, rest], ignore_index=True)
    says_the_same(case, with_cohorts(case, split), whole=whole)


def renamed(case: Case, tables: dict[str, Any]) -> Case:
    """The case with every id of schools, pools, blocks, streams and models passed through `tables`."""
    district = case.district
    schools = {row.school_id: tables["school"](row.school_id) for row in district.schools}
    names = {**schools, "*": "*"}
    cohorts = district.cohorts.assign(school_id=district.cohorts["school_id"].map(schools))
    cohorts["cohort_id"] = [tables["cohort"](one) for one in cohorts["cohort_id"]]
    other = replace(
        district,
        schools=tuple(row.model_copy(update={"school_id": schools[row.school_id]}) for row in district.schools),
        cohorts=cohorts,
        blocks=tuple(
            row.model_copy(update={"school_id": names[row.school_id], "block_id": tables["block"](row.block_id)})
            for row in district.blocks
        ),
        tutors=tuple(
            row.model_copy(
                update={"pool_id": tables["pool"](row.pool_id), "schools": tuple(schools[one] for one in row.schools)}
            )
            for row in district.tutors
        ),
        funding=tuple(
            row.model_copy(
                update={
                    "stream_id": tables["stream"](row.stream_id),
                    "schools": tuple(schools[one] for one in row.schools),
                }
            )
            for row in district.funding
        ),
        tutoring_models=tuple(
            row.model_copy(update={"model_id": tables["model"](row.model_id)}) for row in district.tutoring_models
        ),
    )
    policy = case.policy.model_copy(
        update={
            "school_priorities": {schools[name]: weight for name, weight in case.policy.school_priorities.items()},
            "floors": tuple(
                floor.model_copy(update={"school_id": schools.get(floor.school_id or "", floor.school_id)})
                for floor in case.policy.floors
            ),
        }
    )
    models = {tier: tuple(tables["model"](one) for one in named) for tier, named in case.models.items()}
    return replace(case, district=other, policy=policy, models=models)


KINDS = ("school", "cohort", "block", "pool", "stream", "model")


@some()
@given(case=cases(demands=False), whole=st.booleans())
def test_longer_names_in_the_same_order_change_nothing(case: Case, whole: bool) -> None:
    says_the_same(case, renamed(case, dict.fromkeys(KINDS, lambda name: f"x{name}")), whole=whole)


@some()
@given(case=cases(demands=False), whole=st.booleans())
def test_names_in_another_order_change_nothing(case: Case, whole: bool) -> None:
    says_the_same(case, renamed(case, dict.fromkeys(KINDS, lambda name: name[::-1] + "z")), whole=whole)


@some()
@given(case=cases(demands=False), scale=st.sampled_from([10.0, 0.001]))
def test_weights_of_another_size_scale_the_value(case: Case, scale: float) -> None:
    weights = {tier: weight * scale for tier, weight in {"on_level": 1.0, **case.policy.tier_weights}.items()}
    scaled = replace(case, policy=case.policy.model_copy(update={"tier_weights": weights}))
    assert same(linear_value(scaled) / scale, linear_value(case))
