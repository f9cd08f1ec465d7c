"""What already runs is taken off the need first: whole, never below nothing, in no order, marks only where certain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from district import small
from hitdesign.district.context_records import ExistingProgram
from hitdesign.need.need import Need, need_of
from hitdesign.need.shared_out import Taker, shared_out
from hitdesign.policy import Policy


def program(**changed: Any) -> ExistingProgram:
    return ExistingProgram(
        **{"program_id": "corps", "school_id": "0102", "decision": "keep", "students": 5, "subjects": ("math",)}
        | changed
    )


def need(*programs: ExistingProgram, rows: tuple[dict[str, Any], ...] = ({},), **policy: Any) -> Need:
    district = small.district(cohorts=small.cohorts(*rows), existing_programs=programs)
    return need_of(district, Policy(**policy))


def left(found: Need, by: list[str] | None = None) -> Any:
    sums = found.cohorts.groupby(by or ["subject", "tier"])["students"].sum()
    return sums.to_dict()


def test_a_kept_programs_students_come_off_its_subject_and_school() -> None:
    rows = ({}, {"subject": "reading"}, {"school_id": "0103"})
    found = need(program(), rows=rows)
    assert left(found, ["school_id", "subject"]) == {("0102", "math"): 7, ("0102", "reading"): 12, ("0103", "math"): 12}
    table = found.running.programs
    assert table[["program_id", "school_id", "subject", "students", "need", "taken_off"]].to_numpy().tolist() == [
        ["corps", "0102", "math", 5.0, 12, 5]
    ]
    assert [one.name for one in found.assumptions] == ["existing_programs.in_need"]
    assert not found.assumptions[0].verified and found.assumptions[0].cells == 5


def test_several_subjects_mean_a_seat_in_each_and_blank_ones_all() -> None:
    rows = ({}, {"subject": "reading"})
    assert left(need(program(subjects=()), rows=rows)) == {("math", "strategic"): 7, ("reading", "strategic"): 7}


def test_what_is_folded_in_or_replaced_stays_in_the_need() -> None:
    for decision in ("fold_in", "replace"):
        found = need(program(decision=decision))
        assert found.students == 12
        assert found.running.programs["taken_off"].tolist() == [0]


def test_without_a_tier_students_come_off_in_proportion_and_that_is_an_assumption() -> None:
    rows = ({"students": 20, "tier": "intensive"}, {"students": 30})
    found = need(program(students=10), rows=rows)
    assert left(found) == {("math", "intensive"): 16, ("math", "strategic"): 24}
    assert "existing_programs.spread" in {one.name for one in found.assumptions}
    said = need(program(students=10, tier="intensive"), rows=rows)
    assert left(said) == {("math", "intensive"): 10, ("math", "strategic"): 30}
    assert "existing_programs.spread" not in {one.name for one in said.assumptions}


def test_grades_that_do_not_meet_take_nobody_off() -> None:
    assert need(program(grade_low=0, grade_high=2)).students == 12
    assert need(program(grade_low=5, grade_high=8)).students == 7


def test_more_students_than_the_need_are_taken_for_outside_it_and_said() -> None:
    found = need(program(students=40))
    assert found.students == 0
    assert found.running.notes == (
        "Kept programs serve 28 seats more than the need that they may serve holds: those students are taken to be "
        "outside the need.",
    )


def test_a_program_whose_students_nobody_counted_takes_nobody_off_and_is_named() -> None:
    found = need(program(students=None))
    assert found.students == 12
    assert found.running.notes == ("How many students corps serves is not known: nobody is taken off for it.",)
    assert np.isnan(found.running.programs["students"].iloc[0])


def test_a_program_without_any_need_that_it_may_serve_is_named() -> None:
    found = need(program(subjects=("art",)), program(program_id="early", grade_high=0, grade_low=0))
    assert found.students == 12
    assert found.running.notes == ("No need is stated that corps, early may serve: nobody is taken off for it.",)


def test_a_row_for_every_school_counts_at_each_school_without_a_row_of_that_program() -> None:
    rows = ({}, {"school_id": "0103"})
    found = need(program(school_id="*", students=3), program(school_id="0103", students=10), rows=rows)
    assert left(found, ["school_id"]) == {"0102": 9, "0103": 2}


def test_a_program_that_can_only_take_one_tier_finds_room_beside_one_that_can_take_any() -> None:
    rows = ({"students": 20, "tier": "intensive"}, {"students": 30})
    found = need(program(students=30), program(program_id="first", students=20, tier="intensive"), rows=rows)
    assert found.students == 0
    assert found.running.programs["taken_off"].tolist() == [30, 20]
    assert "existing_programs.apart" in {one.name for one in found.assumptions}


def test_marks_of_those_who_stay_are_counted_only_as_far_as_they_are_certain() -> None:
    rows = ({"students": 20, "english_learner": "yes"}, {"students": 20, "english_learner": "no"})
    found = need(program(students=12), rows=rows)
    assert left(found, ["english_learner"]) == {"yes": 8, "no": 8, "unknown": 12}
    assert {one.name: one.cells for one in found.assumptions}["existing_programs.marks"] == 12
    assert len(found.bands) == 1 and int(found.bands["students"].iloc[0]) == 28


def test_a_program_of_marked_students_takes_only_those() -> None:
    rows = ({"students": 20, "english_learner": "yes"}, {"students": 20, "english_learner": "no"})
    found = need(program(students=12, english_learner="yes"), rows=rows)
    assert left(found, ["english_learner"]) == {"yes": 8, "no": 20}


def test_marks_counted_within_a_row_stay_certain_as_far_as_they_are() -> None:
    found = need(program(students=4), rows=({"students": 12, "iep_students": 5},))
    assert left(found, ["iep"]) == {"yes": 1, "no": 3, "unknown": 4}


def test_masked_counts_keep_both_ends() -> None:
    rows = ({"students": 1, "students_high": 9},)
    low, high = need(program(students=4), rows=rows), need(program(students=4), rows=rows, masked_counts="high")
    assert (low.students, high.students) == (0, 5)
    for found in (low, high):
        assert found.cohorts[["students_low", "students_high"]].to_numpy().tolist() == [[0, 5]]


def test_student_records_are_not_taken_off_twice() -> None:
    students = small.students({}, {"already_in_program": "yes"}, {})
    plain = need_of(small.district(cohorts=small.cohorts().iloc[:0], students=students))
    beside = small.district(cohorts=small.cohorts().iloc[:0], students=students, existing_programs=(program(),))
    found = need_of(beside)
    assert found.students == plain.students == 2
    assert found.running.notes == (
        "Student records say who is in a program already: the 5 seats of kept programs are not taken off a second "
        "time.",
    )


#: A district a line: fewer of them.
FEW = settings(max_examples=max(6, settings.default.max_examples // 10))
PARTS = st.lists(st.integers(0, 9), min_size=1, max_size=4)


@st.composite
def takers(draw: Any, parts: int) -> list[Taker]:
    count = draw(st.integers(0, 4))
    flags = st.lists(st.booleans(), min_size=parts, max_size=parts)
    return [Taker(f"p{n}", draw(st.integers(0, 12)), np.array(draw(flags), dtype=bool)) for n in range(count)]


@given(st.data())
def test_as_many_come_off_as_can_and_one_program_more_never_takes_fewer(data: Any) -> None:
    parts = np.array(data.draw(PARTS), dtype=np.int64)
    rows = data.draw(takers(len(parts)))
    taken = shared_out(parts, rows)
    assert (taken >= 0).all() and (taken.sum(axis=0) <= parts).all()
    for one, row in zip(rows, taken, strict=True):
        assert row.sum() <= one.students and not row[~one.may].any()
    assert taken.sum() == most(parts, rows)
    order = np.array(data.draw(st.permutations(range(len(rows)))), dtype=np.int64)
    again = shared_out(parts, [rows[n] for n in order])
    assert (again == taken[order]).all()


def most(parts: np.ndarray, rows: list[Taker]) -> int:
    """The least cut over all sets of programs: what a flow can carry at most."""
    best = []
    for chosen in range(2 ** len(rows)):
        inside = [row for n, row in enumerate(rows) if chosen >> n & 1]
        reach = np.any([row.may for row in inside], axis=0) if inside else np.zeros(len(parts), dtype=bool)
        outside = sum(row.students for n, row in enumerate(rows) if not chosen >> n & 1)
        best.append(outside + int(parts[reach].sum()))
    return min(best)


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "subject": st.sampled_from(["math", "reading"]),
            "tier": st.sampled_from(["intensive", "strategic"]),
            "students": st.integers(0, 9),
            "english_learner": st.sampled_from(["yes", "no", "unknown"]),
            "school_id": st.sampled_from(["0102", "0103"]),
        }
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: tuple(row[key] for key in ("subject", "tier", "english_learner", "school_id")),
)
PROGRAMS = st.lists(
    st.builds(
        program,
        program_id=st.sampled_from(["a", "b", "c", "d"]),
        school_id=st.sampled_from(["0102", "*"]),
        subjects=st.sampled_from([(), ("math",), ("math", "reading")]),
        tier=st.sampled_from([None, "intensive"]),
        students=st.integers(0, 12),
        english_learner=st.sampled_from(["unknown", "yes"]),
    ),
    max_size=4,
    unique_by=lambda row: row.program_id,
)


@FEW
@given(ROWS, PROGRAMS, st.randoms(use_true_random=False))
def test_a_program_never_raises_the_need_and_the_order_of_rows_changes_nothing(
    rows: list[dict[str, Any]], programs: list[ExistingProgram], chance: Any
) -> None:
    whole = need(*programs, rows=tuple(rows))
    fewer = [need(*(row for row in programs if row is not left_out), rows=tuple(rows)) for left_out in programs]
    assert all(whole.students <= one.students for one in fewer)
    assert whole.students == sum(row["students"] for row in rows) - taken(whole)
    assert (whole.cohorts[["students", "students_low"]] >= 0).all(axis=None)
    shuffled = chance.sample(rows, len(rows)), chance.sample(programs, len(programs))
    pd.testing.assert_frame_equal(need(*shuffled[1], rows=tuple(shuffled[0])).cohorts, whole.cohorts)


def taken(found: Need) -> int:
    return int(found.running.programs["taken_off"].sum()) if found.running is not None else 0


@FEW
@given(ROWS)
def test_a_program_of_nobody_changes_nothing(rows: list[dict[str, Any]]) -> None:
    plain, beside = need(rows=tuple(rows)), need(program(students=0, school_id="*"), rows=tuple(rows))
    pd.testing.assert_frame_equal(plain.cohorts, beside.cohorts)
    assert beside.assumptions == ()


MARKED = [{"english_learner": a, "iep": b} for a in ("yes", "no") for b in ("yes", "no")]
MARKED_PROGRAMS = st.lists(
    st.builds(
        program,
        program_id=st.sampled_from(["a", "b", "c"]),
        students=st.integers(0, 12),
        english_learner=st.sampled_from(["unknown", "yes", "no"]),
        iep=st.sampled_from(["unknown", "yes"]),
    ),
    max_size=3,
    unique_by=lambda row: row.program_id,
)


@FEW
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4), MARKED_PROGRAMS)
def test_no_more_students_of_a_mark_are_certain_than_stay_in_the_worst_case(
    sizes: list[int], programs: list[ExistingProgram]
) -> None:
    rows = [{**marks, "students": size} for marks, size in zip(MARKED, sizes, strict=True)]
    found = need(*programs, rows=tuple(rows))
    off = {} if found.running is None else found.running.programs.set_index("program_id")["taken_off"].to_dict()
    for mark, said in [("english_learner", "yes"), ("english_learner", "no"), ("iep", "yes"), ("iep", "no")]:
        inside = [n for n, marks in enumerate(MARKED) if marks[mark] == said]
        takers = [
            Taker(row.program_id, off.get(row.program_id, 0), np.array([compatible(row, MARKED[n]) for n in inside]))
            for row in programs
        ]
        worst = sum(sizes[n] for n in inside) - most(np.array([sizes[n] for n in inside]), takers)
        certain = int(found.cohorts.loc[found.cohorts[mark] == said, "students"].sum())
        assert certain <= worst


def compatible(row: ExistingProgram, marks: dict[str, str]) -> bool:
    return all(getattr(row, mark) in ("unknown", said) for mark, said in marks.items())


def test_cohorts_and_bands_keep_their_columns() -> None:
    plain, beside = need(), need(program())
    assert list(plain.cohorts.columns) == list(beside.cohorts.columns)
    assert list(plain.cohorts.dtypes) == list(beside.cohorts.dtypes)
    assert replace(plain, running=None).bands.columns.tolist() == beside.bands.columns.tolist()
