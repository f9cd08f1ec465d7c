"""What programs that run already hold: rooms, tutors and dollars that the new program does not find."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from district import small
from hitdesign.district.columns import Facts, facts_of
from hitdesign.district.context_records import ExistingProgram
from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy


def program(**changed: Any) -> ExistingProgram:
    return ExistingProgram(**{"program_id": "corps", "school_id": "0102", "decision": "keep", **changed})


def facts(*programs: ExistingProgram, **tables: Any) -> Facts:
    return facts_of(small.district(existing_programs=programs, **tables), Policy(), shipped())


def rooms(found: Facts) -> dict[tuple[int, str], int]:
    blocks = found.blocks
    return dict(zip(zip(blocks["school"], blocks["block_id"], strict=True), blocks["groups_at_once"], strict=True))


@pytest.mark.parametrize(("decision", "left"), [("keep", 1), ("fold_in", 4), ("replace", 4)])
def test_only_a_kept_program_holds_its_rooms_and_only_at_its_school(decision: str, left: int) -> None:
    found = facts(program(decision=decision, block_id="a", groups_at_once=3))
    assert rooms(found) == {(0, "a"): left, (1, "a"): 4}


def test_a_row_for_every_school_holds_rooms_wherever_that_program_has_no_row() -> None:
    everywhere = program(school_id="*", block_id="a", groups_at_once=1)
    assert rooms(facts(everywhere, program(block_id="a", groups_at_once=3))) == {(0, "a"): 1, (1, "a"): 3}


def test_rooms_held_in_one_block_are_missing_in_blocks_that_share_them_at_the_same_time() -> None:
    blocks = (
        small.block(room_group="library"),
        small.block(block_id="b", room_group="library", groups_at_once=6),
        small.block(block_id="c", room_group="library", when="after_school"),
        small.block(
            block_id="d", room_group="library", starts_on=date(2027, 5, 24), ends_on=date(2027, 6, 30), groups_at_once=5
        ),
        small.block(block_id="e", room_group="gym"),
    )
    left = rooms(facts(program(block_id="a", groups_at_once=3), blocks=blocks))
    assert [left[0, name] for name in "abcde"] == [1, 3, 4, 5, 4]
    assert [left[1, name] for name in "abcde"] == [4, 6, 4, 5, 4]


def test_clock_times_that_do_not_meet_share_no_rooms() -> None:
    blocks = (
        small.block(room_group="library", starts_at="08:00"),
        small.block(block_id="b", room_group="library", starts_at="08:40"),
        small.block(block_id="c", room_group="library", starts_at="08:30"),
    )
    left = rooms(facts(program(block_id="a", groups_at_once=3), blocks=blocks))
    assert [left[0, name] for name in "abc"] == [1, 4, 1]


@pytest.mark.parametrize(("decision", "people"), [("keep", 7), ("fold_in", 10), ("replace", 7)])
def test_tutors_of_kept_and_replaced_programs_are_gone(decision: str, people: int) -> None:
    pool = small.pool(vacancy_rate=0.1)
    found = facts(program(decision=decision, pool_id="p", tutors=3), tutors=(pool,)).tutors
    assert found["tutors"].tolist() == [people]
    assert found["people"].tolist() == [pytest.approx(0.9 * people)]
    assert found["hours_per_tutor_week"].tolist() == [12]


def test_hours_that_a_program_takes_are_missing_evenly_and_that_is_an_assumption() -> None:
    pool = small.pool(vacancy_rate=0.0)
    found = facts(program(pool_id="p", tutors=2, hours_per_week=16), tutors=(pool,))
    assert found.tutors["people"].tolist() == [8]
    assert found.tutors["hours_per_tutor_week"].tolist() == [10]
    assert "existing_programs.hours_per_week" in {one.name for one in found.assumptions}


@pytest.mark.parametrize(("decision", "left"), [("keep", 400), ("fold_in", 700), ("replace", 700)])
def test_dollars_of_a_kept_program_are_gone_from_the_stream_that_paid(decision: str, left: int) -> None:
    stream = small.stream(committed_dollars=300.0)
    found = facts(program(decision=decision, dollars=300, paid_by="f"), funding=(stream,))
    assert found.funding["available_dollars"].tolist() == [left]
    assert ("existing_programs.dollars" in {one.name for one in found.assumptions}) == (decision == "keep")


def test_dollars_of_nobody_named_or_of_a_law_are_of_no_stream() -> None:
    found = facts(program(dollars=300), program(program_id="other", dollars=200, paid_by="title_i_a_schoolwide"))
    assert found.funding["available_dollars"].tolist() == [1000]


def test_a_district_without_programs_keeps_its_facts() -> None:
    plain, beside = facts(), facts(program())
    for name in ("blocks", "tutors", "funding"):
        assert getattr(plain, name).equals(getattr(beside, name))
