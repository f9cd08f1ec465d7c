"""A change does one thing; a lever is a name for some of them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from hitdesign.levers import OPERATIONS, Change, Lever

ONE = {"factor": 0.5, "difference": 2.0, "value": 3, "add": {"stream_id": "new"}, "remove": True}


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_change_knows_its_one_operation(name: str) -> None:
    rows: dict[str, Any] = {} if name in ("add", "remove") else {"column": "award_dollars"}
    assert Change(table="funding", **rows, **{name: ONE[name]}).operation == name


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"column": "award_dollars"}, "exactly one thing"),
        ({"column": "award_dollars", "factor": 1, "difference": 1}, "exactly one thing"),
        ({"factor": 1}, "name the column"),
        ({"column": "award_dollars", "remove": True}, "leave column out"),
        ({"add": {"stream_id": "s"}, "where": {"stream_id": ("s",)}}, "no `where`"),
        ({"table": "policy", "remove": True}, "no rows"),
        ({"column": "award_dollars", "factor": -1}, "greater than or equal to 0"),
        ({"column": "award_dollars", "factor": float("inf")}, "finite"),
        ({"column": "award_dollars", "factors": 1}, "Extra inputs"),
    ],
)
def test_a_change_that_says_too_much_or_too_little_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Change(**{"table": "funding", **given})


def test_a_blank_is_a_value_of_its_own() -> None:
    assert Change(table="blocks", column="starts_at", blank=True).operation == "value"


def test_a_lever_needs_a_name_and_may_change_nothing() -> None:
    assert Lever(name="as it is").changes == ()
    with pytest.raises(ValidationError):
        Lever(name="")


def test_a_change_of_one_student_shows_neither_whom_nor_what() -> None:
    for named in (
        {"column": "grade", "where": {"student_id": ("S-4711",)}, "value": "S-4711"},
        {"add": {"x": "S-4711"}},
    ):
        lever = Lever(name="One moves", changes=(Change(table="students", **named),))
        assert "4711" not in repr(lever) + str(lever) and "students" in repr(lever)
    assert "0102" in repr(Change(table="schools", column="locale", where={"school_id": ("0102",)}, value="city"))
