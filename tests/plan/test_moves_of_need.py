"""What the thresholds of need move, where students are found by them."""

import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.evidence.library import overlay, shipped
from hitdesign.need.presets import preset


@pytest.fixture(scope="module")
def by_students():
    base = hit.starter(
        pd.DataFrame([{"school_id": "01", "enrollment": 9, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}]),
        pool={"tutors": 60},
        award={"award_dollars": 900_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"},
    )
    rows = pd.DataFrame({"student_id": list("abcdefgh"), "school_id": "01", "grade": 3})
    rows["math_percentile"] = [22, 23, 24, 25, 60, 60, 60, 60]
    return base.with_students(rows)


def test_a_threshold_that_would_pass_the_other_tiers_is_not_moved_there(by_students):
    own = {"value": 8, "source": "planning_default", "as_of": "2026-11-23", "note": "ours"}
    wide = {"value": 6, "low": 5, "high": 15, "source": "planning_default", "as_of": "2026-11-23", "note": "ours"}
    keys = {"need.percentile.strategic": own, "need.percentile.intensive": wide}
    plan = hit.design(by_students, evidence=overlay(shipped(), {"parameters": keys}))
    assert {one.name: one.moves for one in plan.assumptions}["need.percentile.intensive"] == pytest.approx(0)


def test_a_threshold_of_need_moves_the_plan_by_the_students_it_finds(by_students):
    plan = hit.design(by_students, hit.Policy(enforce_standard=False))
    known = {one.name: one for one in plan.assumptions}
    assert plan.need.students == 4
    assert not any(name.startswith(("rates.", "starter.cohorts.")) for name in known)
    assert any(name.startswith("starter.blocks.") for name in known)
    assert known["need.percentile.strategic"].moves < -1
    assert known["need.percentile.strategic"].moves == pytest.approx(-plan.allocation.value, rel=0.1)
    assert known["need.percentile.intensive"].moves == pytest.approx(0)


def test_a_threshold_of_a_preset_moves_the_plan_as_a_default_one_does(by_students):
    criteria = preset("need_driven")
    plan = hit.design(by_students, hit.Policy(enforce_standard=False, criteria=criteria))
    known = {one.name: one for one in plan.assumptions}
    assert known["need.percentile.strategic"].moves == pytest.approx(-plan.allocation.value, rel=0.1)
    assert known["need.standard_error.percentile"].moves is None
    assert known["selections.need_driven"].moves is None
