"""Tables of where a district stands: every fault at once, each with its place, and what to do."""

from __future__ import annotations

from typing import Any

import pytest

from district import small
from hitdesign.district.columns import facts_of
from hitdesign.district.context_records import Barrier, ExistingProgram, Perspective, ReferenceValue, Result
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy

RESULT = {"subject": "math", "measure": "share_below_proficient", "share": 0.5, "school_year": "2025-26"}


def program(**changed: Any) -> ExistingProgram:
    return ExistingProgram(**{"program_id": "corps", "school_id": "0102", "decision": "keep", **changed})


def faults(**tables: Any) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        small.district(**tables)
    return caught.value.faults


def test_every_fault_of_every_table_comes_at_once_with_its_place() -> None:
    found = faults(
        existing_programs=(
            program(school_id="0102A"),
            program(program_id="two", block_id="b", groups_at_once=1),
            program(program_id="three", pool_id="q", tutors=1),
            program(program_id="four", subjects=("maths",)),
            program(program_id="five", grade_low=5, grade_high=3),
        ),
        results=(Result(**RESULT, school_id="*"), Result(**{**RESULT, "share_high": 0.4}, school_id="0102")),
        reference_values=(ReferenceValue(**{**RESULT, "subject": "Math"}, level="state"),),
        perspectives=(Perspective(perspective_id="p", role="family", theme="time", school_id="9"),),
        barriers=(Barrier(barrier_id="b", kind="space", barrier="No rooms.", school_id="0104"),),
    )
    assert [(fault.table, fault.column, fault.found) for fault in found] == [
        ("existing_programs", "school_id", "0102A"),
        ("results", "school_id", "*"),
        ("perspectives", "school_id", "9"),
        ("barriers", "school_id", "0104"),
        ("existing_programs", "pool_id", "q"),
        ("existing_programs", "block_id", "b"),
        ("existing_programs", "subjects", "maths"),
        ("reference_values", "subject", "Math"),
        ("existing_programs", "grade_low", "5-3"),
        ("results", "share_high", "40.0%"),
    ]
    assert all(fault.expected and fault.what_to_do for fault in found)
    assert "'0102'" in found[0].what_to_do and "or *" in found[0].expected
    assert "'math'" in found[6].what_to_do


def test_amounts_are_said_whole() -> None:
    found = faults(
        existing_programs=(
            program(block_id="a"),
            program(program_id="two", groups_at_once=2),
            program(program_id="three", pool_id="p"),
            program(program_id="four", hours_per_week=2),
        )
    )
    # In the order of the ids: corps, four, three, two.
    assert [(fault.column, fault.found) for fault in found] == [
        ("groups_at_once", "corps"),
        ("pool_id", "four"),
        ("tutors", "three"),
        ("block_id", "two"),
    ]


def test_programs_hold_no_more_than_there_is() -> None:
    found = faults(
        existing_programs=(
            program(school_id="*", block_id="a", groups_at_once=3, pool_id="p", tutors=8, dollars=900, paid_by="f"),
            program(program_id="two", block_id="a", groups_at_once=2, pool_id="p", tutors=1, hours_per_week=13),
            program(program_id="three", pool_id="p", tutors=2, dollars=200, paid_by="f"),
        )
    )
    said = [(fault.column, fault.problem.split(" (")[0]) for fault in found]
    assert said == [
        ("groups_at_once", "kept programs hold 5 groups at once of a block of school 0102 that has 4"),
        ("groups_at_once", "kept programs hold 5 groups at once of a block of school 0102 that has 4"),
        ("tutors", "existing programs hold 11 tutors of pool p, which has 10"),
        ("tutors", "existing programs hold 11 tutors of pool p, which has 10"),
        ("tutors", "existing programs hold 11 tutors of pool p, which has 10"),
        ("hours_per_week", "existing programs take 13 hours a week of the other people of pool p"),
        ("dollars", "kept programs hold $1,100 of stream f"),
        ("dollars", "kept programs hold $1,100 of stream f"),
    ]


def test_what_is_folded_in_or_replaced_holds_no_rooms_and_no_dollars() -> None:
    district = small.district(
        existing_programs=(
            program(decision="replace", block_id="a", groups_at_once=9, dollars=9000, paid_by="f"),
            program(program_id="two", decision="fold_in", block_id="a", groups_at_once=9, pool_id="p", tutors=99),
        )
    )
    assert len(district.existing_programs) == 2


def test_a_payer_that_nobody_knows_is_a_fault_with_a_near_name() -> None:
    district = small.district(
        existing_programs=(program(paid_by="general_found"), program(program_id="b", paid_by="f"))
    )
    with pytest.raises(InputError) as caught:
        facts_of(district, Policy(), shipped())
    (fault,) = caught.value.faults
    assert (fault.table, fault.column, fault.found) == ("existing_programs", "paid_by", "general_found")
    assert "'general_fund'" in fault.what_to_do


def test_a_program_stands_once_at_a_school() -> None:
    (fault,) = faults(existing_programs=(program(), program()))
    assert fault.problem.startswith("the row stands in the table twice")


def test_what_somebody_said_stands_in_no_fault() -> None:
    rows = (Perspective(perspective_id="p", role="family", theme="time", school_id="9", said="ZZQ"),)
    assert all("ZZQ" not in str(fault) for fault in faults(perspectives=rows))
