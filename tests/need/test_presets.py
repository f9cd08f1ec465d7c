"""The ways of selecting students that come as data, and criteria by grade."""

from __future__ import annotations

from typing import Any

import pytest

from hitdesign.errors import InputError
from hitdesign.evidence.library import overlay, shipped
from hitdesign.need.identify import identify
from hitdesign.need.presets import preset, rebased
from hitdesign.policy import Needed, SelectionCriteria
from need.classes import LEVEL, PERCENTILE, table


def found(rows: Any, criteria: SelectionCriteria) -> list[tuple[str, str]]:
    frame = identify(rows, criteria).found.flagged.frame
    return list(frame[["student_id", "tier"]].astype(str).itertuples(index=False, name=None))


@pytest.mark.parametrize("name", sorted(shipped().selections))
def test_every_preset_finds_the_weakest_student_and_says_what_it_assumes(name: str) -> None:
    weak = {"math_percentile": 3, "math_state_level": 1, "attendance_rate": 0.7}
    need = identify(table(weak, {"math_percentile": 95, "math_state_level": 4, "attendance_rate": 1}), preset(name))
    assert need.found.flagged.frame["tier"].iloc[0] in ("intensive", "strategic")
    said = {one.name: one for one in need.assumptions}
    assert f"selections.{name}" in said and "need.percentile.strategic" in said
    assert not said["need.percentile.strategic"].verified


def test_need_driven_is_what_criteria_without_measures_do() -> None:
    rows = table({"math_percentile": 25}, {"math_percentile": 26, "math_state_level": 1}, {"math_state_level": 3})
    assert found(rows, preset("need_driven")) == found(rows, SelectionCriteria())


def test_curriculum_driven_takes_everybody_in_its_grades_and_nobody_else() -> None:
    rows = table({"math_percentile": 80, "grade": 3}, {"math_percentile": 3, "grade": 4})
    need = identify(rows, preset("curriculum_driven"))
    assert found(rows, preset("curriculum_driven")) == [("S00", "on_level")]
    outcomes = need.found.outcomes.set_index("outcome")["students"]
    assert outcomes["grade_not_asked"] == 1 and outcomes.sum() == 2


def test_universal_takes_everybody() -> None:
    rows = table({"math_percentile": 80}, {"math_percentile": 3, "grade": 11})
    assert found(rows, preset("universal")) == [("S00", "on_level"), ("S01", "intensive")]


def test_targeted_assistance_needs_several_criteria_and_of_fewer_known_ones_fewer() -> None:
    rows = table(
        {"math_percentile": 20, "math_state_level": 2, "attendance_rate": 0.99},
        {"math_percentile": 20, "math_state_level": 4, "attendance_rate": 0.99},
        {"math_percentile": 20, "attendance_rate": 0.99},
        {"math_percentile": 20, "math_state_level": 4, "attendance_rate": 0.90},
    )
    assert [who for who, _ in found(rows, preset("title_i_targeted"))] == ["S00", "S03"]


def test_targeted_assistance_hears_the_teacher_up_to_grade_two_beside_an_objective_measure() -> None:
    rows = table(
        *(
            {"grade": grade, "math_percentile": 20, "attendance_rate": 1.0, "teacher_recommended": word}
            for grade, word in ((2, "yes"), (2, "no"), (3, "yes"))
        ),
        {"grade": 2, "math_percentile": 80, "attendance_rate": 1.0, "teacher_recommended": "yes"},
    ).assign(math_state_level=4)
    assert [who for who, _ in found(rows, preset("title_i_targeted"))] == ["S00"]


def test_who_is_eligible_by_law_is_strategic_without_a_measure_and_marks_decide_nothing() -> None:
    rows = table(
        {"automatically_eligible": "yes", "math_percentile": 90, "math_state_level": 4},
        {"automatically_eligible": "no", "iep": "yes", "english_learner": "yes", "low_income": "yes"},
        {"automatically_eligible": "yes"},
    )
    need = identify(rows, preset("title_i_targeted"))
    assert found(rows, preset("title_i_targeted")) == [("S00", "strategic"), ("S02", "strategic")]
    assert set(need.found.flagged.frame["reason"]) == {"eligible by law without a measure"}
    assert found(rows, preset("need_driven")) == []


def test_targeted_assistance_is_refused_where_the_table_has_one_measure_alone() -> None:
    with pytest.raises(InputError, match="add up to 1 at most"):
        identify(table({"math_percentile": 3}), preset("title_i_targeted"))


def test_students_of_grades_in_which_nobody_can_be_found_are_counted_and_said() -> None:
    old = LEVEL.model_copy(update={"grade_low": 3})
    criteria = SelectionCriteria(measures=(PERCENTILE, old), needed=2)
    rows = table(*({"grade": grade, "math_percentile": 3, "math_state_level": 1} for grade in (1, 2, 3)))
    need = identify(rows, criteria)
    assert {one.name: one.cells for one in need.assumptions}["need.out_of_reach.math"] == 2
    assert need.students == 1
    assert "need.out_of_reach.math" not in {one.name for one in identify(rows).assumptions}


def test_an_unknown_preset_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="need_driven"):
        preset("need_drivn")


def test_a_threshold_that_a_person_changed_is_no_assumption_any_more() -> None:
    criteria = preset("need_driven")
    ours = criteria.measures[0].model_copy(update={"strategic": 30.0})
    criteria = criteria.model_copy(update={"measures": (ours, *criteria.measures[1:])})
    names = {one.name for one in identify(table({"math_percentile": 3}), criteria).assumptions}
    assert "need.percentile.strategic" not in names and "need.percentile.intensive" in names


def test_other_evidence_moves_a_presets_thresholds_and_grades() -> None:
    keys = {"need.percentile.strategic": 40, "need.curriculum.grade_high": 5}
    own = {"source": "planning_default", "as_of": "2026-11-23", "low": 0, "high": 99}
    after = overlay(shipped(), {"parameters": {key: {**own, "value": value} for key, value in keys.items()}})
    moved = rebased(preset("curriculum_driven"), shipped(), after)
    assert (moved.measures[0].strategic, moved.measures[0].intensive, moved.grade_high) == (40, 10, 5)
    assert rebased(SelectionCriteria(measures=(PERCENTILE,)), shipped(), after).measures == (PERCENTILE,)


def test_what_is_needed_may_differ_by_grade_and_subject() -> None:
    young = Needed(needed=1, grade_high=2)
    reading = Needed(needed=1, subjects=("reading",))
    rows = table(
        {"grade": 2, "math_percentile": 20, "math_state_level": 4},
        {"grade": 3, "math_percentile": 20, "math_state_level": 4, "reading_percentile": 20},
    )
    criteria = SelectionCriteria(measures=(PERCENTILE, LEVEL), needed=2, needed_in=(young, reading))
    frame = identify(rows, criteria).found.flagged.frame
    assert list(zip(frame["student_id"], frame["subject"], strict=True)) == [("S00", "math"), ("S01", "reading")]
