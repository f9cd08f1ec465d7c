"""Which assumption a plan rests on most."""

import pandas as pd
import pytest

import hitdesign as hit


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


def test_no_assumption_is_lost_in_ranking(plan):
    assert {one.name for one in plan.facts.assumptions} <= {one.name for one in plan.assumptions}


def test_a_move_is_to_the_side_that_serves_fewer(plan):
    assert all(one.moves is None or one.moves <= 1e-6 for one in plan.assumptions)


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
