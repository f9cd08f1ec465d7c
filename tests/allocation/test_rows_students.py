"""Need, take-up, seats, ratio, teaching and floors: counted, broken and kept by hand."""

from __future__ import annotations

import pytest

from allocation.two_schools import block, built, cohort, model, put, rows_of, stream
from hitdesign.policy import Floor, Policy

MARKED = [cohort("A", 6, english_learner="yes"), cohort("A", 6, english_learner="no"), cohort("B", 9)]
TWO_STREAMS = (stream("money"), stream("learners", "english_learners", 500))
TWO_BLOCKS = (block("A"), block("A", "late", when="after_school", enrolment="opt_in", take_up_rate=0.5), block("B"))


def test_every_cohort_has_one_need_row() -> None:
    assert rows_of(built(MARKED), "need") == 3


@pytest.mark.parametrize(("students", "broken"), [(9, False), (9.5, True)])
def test_no_more_students_are_served_than_need_it(students: float, broken: bool) -> None:
    given = built(use=("three", "two"), tutoring_models=(model(), model("two", students_per_tutor=2)))
    values = put(given, "students", students - 5, cohort_id="B", model_id="three").put(
        "students", 5, cohort_id="B", model_id="two"
    )
    assert ("need" in values.broken()) == broken


@pytest.mark.parametrize(("students", "broken"), [(6, False), (7, True)])
def test_a_group_is_no_larger_than_its_model(students: int, broken: bool) -> None:
    given = built(MARKED, funding=TWO_STREAMS)
    values = put(given, "students", students, cohort_id="B").put("taught", 2, band_id="B")
    assert ("ratio" in values.broken()) == broken


def test_bands_with_equal_rights_share_their_groups() -> None:
    subjects = [cohort("A", 6), cohort("A", 6, subject="reading"), cohort("B", 9)]
    given = built(subjects)
    assert rows_of(given, "teaching") == 1
    assert given.layout.n_taught == 2
    values = put(given, "groups", 2, band_id="A:3-5:math").put("groups", 1, band_id="A:3-5:reading")
    assert "teaching" in values.put("taught", 2).broken()
    assert "teaching" not in values.put("taught", 3, band_id="A").broken()


def test_marks_that_a_stream_separates_make_bands_of_their_own() -> None:
    subjects = [
        cohort("A", 6, english_learner="yes"),
        cohort("A", 6, english_learner="no"),
        cohort("A", 6, subject="reading"),
    ]
    assert rows_of(built(subjects, funding=TWO_STREAMS), "teaching") == 0


@pytest.mark.parametrize(("seats", "broken"), [(3, False), (4, True)])
def test_families_of_half_the_students_come_after_school(seats: int, broken: bool) -> None:
    given = built(MARKED, funding=TWO_STREAMS, blocks=TWO_BLOCKS)
    values = put(given, "seats", seats, block_id="late")
    assert ("take_up" in values.broken()) == broken


def test_take_up_counts_all_blocks_of_one_time_of_day_and_each_rate() -> None:
    blocks = (*TWO_BLOCKS, block("A", "later", when="after_school", enrolment="opt_in", take_up_rate=0.25))
    given = built(blocks=blocks)
    assert rows_of(given, "take_up") == 2
    assert "take_up" not in put(given, "seats", 3, block_id="later").put("seats", 3, block_id="late").broken()
    assert "take_up" in put(given, "seats", 4, block_id="later").broken()
    assert "take_up" in put(given, "seats", 3, block_id="later").put("seats", 4, block_id="late").broken()


def test_a_cohort_with_a_take_up_of_its_own_keeps_it() -> None:
    late = (block("A", "late", when="after_school", enrolment="opt_in", take_up_rate=0.9), block("B"))
    given = built([cohort("A", 12, take_up_rate=0.25)], blocks=late)
    assert "take_up" not in put(given, "students", 3).broken()
    assert "take_up" in put(given, "students", 4).broken()


def test_who_is_assigned_is_not_asked() -> None:
    assert rows_of(built([cohort("A", 12, take_up_rate=0.25)]), "take_up") == 0


def test_seats_over_blocks_are_the_students() -> None:
    given = built(MARKED, funding=TWO_STREAMS, blocks=TWO_BLOCKS)
    values = put(given, "students", 4, cohort_id="A:3-5:math:strategic:english_learner=yes")
    assert "seats" in values.broken()


@pytest.mark.parametrize(("students", "broken"), [(10, False), (9, True)])
def test_a_floor_is_half_of_the_need_in_whole_students(students: int, broken: bool) -> None:
    given = built([cohort("A", 12), cohort("B", 9)], policy=Policy(floors=(Floor(name="half", share=0.5),)))
    assert ("floors" in put(given, "students", students, cohort_id="A").broken()) == broken


def test_a_floor_for_a_school_counts_that_school_alone() -> None:
    given = built(policy=Policy(floors=(Floor(name="B", students=2, school_id="B"),)))
    assert "floors" in put(given, "students", 12, cohort_id="A").broken()
    assert "floors" not in put(given, "students", 2, cohort_id="B").broken()
