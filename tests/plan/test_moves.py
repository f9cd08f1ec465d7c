"""Which assumption a plan rests on most."""

from dataclasses import replace

import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.plan.moved import moved


@pytest.fixture(scope="module")
def plan():
    school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    return hit.design(hit.starter(pd.DataFrame([school]), pool={"tutors": 2}, award=award))


def test_assumptions_stand_largest_mover_first_and_uncomputed_ones_last(plan):
    moves = [one.moves for one in plan.assumptions]
    known = [abs(move) for move in moves if move is not None]
    assert known == sorted(known, reverse=True)
    assert None not in moves[: len(known)]
    assert known and known[0] > 0


def test_every_number_is_moved_and_says_where_to(plan):
    assert all((one.moves is None) == (one.moved_to == "") for one in plan.assumptions)
    still = {one.name for one in plan.assumptions if one.moves is None}
    words = {one.name for one in plan.assumptions if one.unit in ("word", "letters")}
    rules = {one.name for one in plan.assumptions if one.source == "this library"}
    assert still <= words | rules | {"blocks.online_seats", "starter.blocks.starts", "starter.blocks.weeks"}


def test_a_value_that_stands_in_the_tables_is_moved_in_the_tables():
    by_name = {one.name: one for one in hit.design(small()).assumptions}
    assert by_name["starter.tutors.hours_per_tutor_week"].moved_to == "10"
    assert by_name["starter.blocks.groups_at_once"].moved_to.startswith("a tenth less")
    assert by_name["starter.blocks.groups_at_once"].moves < -1


def test_no_assumption_is_lost_in_ranking(plan):
    assert {one.name for one in plan.facts.assumptions} <= {one.name for one in plan.assumptions}


def test_a_move_is_to_the_side_that_serves_fewer(plan):
    assert all(one.moves is None or one.moves <= 1e-6 for one in plan.assumptions)


def small(**more):
    school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    return hit.starter(pd.DataFrame([school]), pool={"tutors": 20, **more}, award=award)


def test_a_name_is_a_column_of_a_table_or_a_row_or_a_rows_column():
    district = small()
    assert moved(district, "starter.blocks.minutes", 0.5).blocks[0].minutes == 20
    assert moved(district, "tutors.tutors", 0.5).tutors[0].tutors == 10
    assert moved(district, "funding.award", 1.1).funding[0].award_dollars == pytest.approx(99_000)
    assert moved(district, "tutors.tut.hourly", 2).tutors[0].hourly_cost_dollars == 50
    assert moved(district, "funding.window", 0.9) is None
    assert moved(district, "rates.even_grades", 0.9) is None


def test_fewer_intensive_students_are_as_many_more_strategic_ones():
    district = small()
    other = moved(district, "starter.cohorts.intensive_share_of_need", 0.5)
    tiers = [one.cohorts.groupby("tier")["students"].sum() for one in (district, other)]
    assert tiers[1]["intensive"] == tiers[0]["intensive"] / 2
    assert tiers[1].sum() == tiers[0].sum()


def test_what_the_tables_would_refuse_is_not_moved():
    base = small()
    committed = replace(base, funding=(base.funding[0].model_copy(update={"committed_dollars": 80_000}),))
    assert moved(committed, "funding.award_dollars", 0.9) is not None
    assert moved(committed, "funding.award_dollars", 0.5) is None


def test_masked_counts_are_an_assumption_with_the_other_end_solved():
    base = hit.starter(
        pd.DataFrame(
            [{"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}]
        ),
        pool={"tutors": 60},
        award={"award_dollars": 900_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"},
    )
    cohorts = base.cohorts.copy()
    cohorts["students"] = 4
    cohorts["students_high"] = 9.0
    plan = hit.design(base.with_cohorts(cohorts))
    masked = next(one for one in plan.assumptions if one.name == "masked_counts")
    assert masked.cells == len(cohorts)
    assert masked.moves > 0
