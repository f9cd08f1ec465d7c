"""The facts that a plan computes with: every blank filled, every filled blank counted."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from district.small import block, cohorts, contract, district, pool, school, stream
from hitdesign.district.columns import Facts, facts_of
from hitdesign.errors import InputError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy

EVIDENCE = shipped()


def facts(policy: Policy | None = None, **tables: Any) -> Facts:
    return facts_of(district(**tables), policy or Policy(), EVIDENCE)


def assumed(found: Facts, name: str) -> Assumption | None:
    return next((assumption for assumption in found.assumptions if assumption.name == name), None)


def default(key: str) -> Any:
    return EVIDENCE.parameters[key].value


def test_a_row_for_every_school_holds_only_at_schools_without_their_own() -> None:
    found = facts(blocks=(block(), block(block_id="b"), block(school_id="0103", block_id="own")))
    assert found.blocks[["school", "block_id"]].to_numpy().tolist() == [[0, "a"], [0, "b"], [1, "own"]]


def test_a_blank_grade_of_a_block_is_its_schools() -> None:
    schools = (school(), school(school_id="0103", grade_low=None, grade_high=8))
    found = facts(schools=schools, blocks=(block(grade_high=4),))
    assert found.blocks[["grade_low", "grade_high"]].to_numpy().tolist() == [[0, 4], [-2, 4]]


def test_weeks_are_whole_weeks_of_the_term() -> None:
    monday = date(2026, 9, 14)
    terms = {"a": date(2026, 9, 20), "b": date(2026, 9, 26), "c": date(2026, 9, 27)}
    found = facts(blocks=tuple(block(block_id=name, starts_on=monday, ends_on=end) for name, end in terms.items()))
    assert list(found.blocks["weeks"][:3]) == [1, 1, 2]


def test_the_policys_dates_clip_terms_and_never_below_nothing() -> None:
    found = facts(Policy(starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 17)))
    assert set(found.blocks["weeks"]) == {2}
    assert set(found.blocks["starts_on"]) == {pd.Timestamp("2027-01-04")}
    assert set(facts(Policy(starts_on=date(2028, 1, 4))).blocks["weeks"]) == {0}


def test_blanks_of_blocks_come_from_the_evidence_by_time_of_day_and_are_counted_per_school() -> None:
    found = facts(blocks=(block(), block(block_id="b", when="after_school", take_up_rate=0.9)))
    during, after = found.blocks.iloc[0], found.blocks.iloc[1]
    assert during["take_up_rate"] == default("blocks.take_up_rate.during_school")
    assert after["take_up_rate"] == 0.9
    assert after["attendance_rate"] == default("blocks.attendance_rate.after_school")
    assert after["enrolment"] == default("blocks.enrolment.after_school")
    said = assumed(found, "blocks.take_up_rate.during_school")
    assert said is not None and said.cells == 2
    assert assumed(found, "blocks.take_up_rate.after_school") is None


def test_students_who_are_assigned_all_join_and_nothing_is_assumed() -> None:
    found = facts(blocks=(block(enrolment="assigned"),))
    assert set(found.blocks["take_up_rate"]) == {1.0}
    assert assumed(found, "blocks.take_up_rate.during_school") is None


def test_clock_times_are_minutes_and_a_blank_one_is_a_printed_assumption() -> None:
    found = facts(blocks=(block(starts_at="14:45"), block(block_id="b"), block(block_id="c", starts_at="9:05")))
    assert found.blocks["starts_minute"].tolist()[0:3:2] == [885.0, 545.0]
    assert np.isnan(found.blocks["starts_minute"].iloc[1])
    said = assumed(found, "blocks.starts_at")
    assert said is not None and said.cells == 2


def test_people_and_loaded_costs_follow_their_formulas() -> None:
    salaried = pool(pool_id="q", pay="salaried", annual_cost_dollars=40_000, benefits_rate=0.3)
    found = facts(tutors=(pool(vacancy_rate=0.2, benefits_rate=0.5), salaried)).tutors
    assert found.loc[0, ["people", "hourly_dollars"]].tolist() == [8.0, 30.0]
    assert found.loc[1, "annual_dollars"] == 52_000
    assert np.isnan(found.loc[0, "annual_dollars"]) and np.isnan(found.loc[1, "hourly_dollars"])


def test_blanks_of_tutors_come_from_the_evidence() -> None:
    found = facts()
    assert found.tutors.loc[0, "vacancy_rate"] == default("tutors.vacancy_rate")
    assert {"tutors.benefits_rate", "tutors.paid_preparation_share"} <= {a.name for a in found.assumptions}
    assert found.tutors.loc[0, "schools"] == ()
    assert found.tutors.loc[0, "sites_per_tutor"] == np.inf


def test_available_money_is_what_is_left_of_an_award_that_counts() -> None:
    applied = stream(stream_id="g", status="applied")
    tables = {"funding": (stream(committed_dollars=300, spent_dollars=100), applied)}
    assert facts(**tables).funding["available_dollars"].tolist() == [600.0, 0.0]
    assert facts(Policy(include_unawarded=True), **tables).funding["available_dollars"].tolist() == [600.0, 1000.0]


def test_services_end_with_the_award_and_a_closed_program_is_noted() -> None:
    found = facts(funding=(stream(), stream(stream_id="g", program="esser_iii"))).funding
    assert found["services_by"].tolist() == found["obligate_by"].tolist()
    assert found["closed"].tolist() == [False, True]


def test_an_unknown_program_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(InputError, match="Did you mean 'general_fund'"):
        facts(funding=(stream(program="general_funds"),))


def test_evidence_without_a_default_is_refused_with_what_to_do() -> None:
    poorer = replace(EVIDENCE, parameters={})
    with pytest.raises(InputError, match=r"blocks\.online_seats"):
        facts_of(district(), Policy(), poorer)


def test_the_catalogue_stands_in_for_tutoring_models() -> None:
    assert facts().models["model_id"].tolist() == sorted(EVIDENCE.tutoring_models)


def test_contracts_without_limits_have_none() -> None:
    found = facts(contracts=(contract(),)).contracts
    assert found.loc[0, "maximum_dollars"] == np.inf
    assert found.loc[0, "signed_on"] == pd.Timestamp("2026-09-14")


def test_what_the_district_assumed_is_among_the_assumptions() -> None:
    own = Assumption("mine", "1", "", "", "me", False)
    assert own in facts(assumed=(own,)).assumptions


def test_unknown_counts_stay_unknown() -> None:
    assert np.isnan(facts(schools=(school(enrollment=None),)).schools.loc[0, "enrollment"])


def test_tables_without_rows_keep_their_columns() -> None:
    found = facts(schools=(), cohorts=cohorts().iloc[:0], blocks=(), tutors=(), funding=())
    assert {len(found.blocks), len(found.tutors), len(found.funding), len(found.schools)} == {0}
    assert {"weeks", "starts_minute", "school"} <= set(found.blocks.columns)
    assert "available_dollars" in found.funding.columns


def test_the_order_of_the_rows_never_matters() -> None:
    tables = {"schools": (school(), school(school_id="0103")), "blocks": (block(), block(block_id="b"))}
    there, back = facts(**tables), facts(**{name: rows[::-1] for name, rows in tables.items()})
    pd.testing.assert_frame_equal(there.blocks, back.blocks)
    pd.testing.assert_frame_equal(there.schools, back.schools)


def test_a_city_of_1800_schools_with_three_blocks_is_quick() -> None:
    schools = tuple(school(school_id=f"{place:04d}") for place in range(1800))
    whens = ("before_school", "during_school", "after_school")
    city = district(
        schools=schools,
        blocks=tuple(block(block_id=when, when=when) for when in whens),
        cohorts=cohorts({"school_id": "0000"}),
    )
    times = []
    for _ in range(3):
        start = time.perf_counter()
        found = facts_of(city, Policy(), EVIDENCE)
        times.append(time.perf_counter() - start)
    assert len(found.blocks) == 5400
    assert min(times) < 0.4
