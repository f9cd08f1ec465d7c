"""Who gets a seat where seats are short, and why the others wait."""

from __future__ import annotations

import pandas as pd
import pytest
from pydantic import ValidationError

from hitdesign.need.identify import identify
from hitdesign.need.priority import Prioritised, Priority, SeatLimits, prioritise
from need.classes import table

ROWS = table(
    {"grade": 2, "math_percentile": 2},
    {"grade": 4, "math_percentile": 24, "reading_percentile": 3},
    {"grade": 5, "math_percentile": 8, "school_id": "02"},
    {"grade": 9, "math_percentile": 1, "school_id": "02"},
)
FLAGGED = identify(ROWS).found.flagged


def order(dealt: Prioritised) -> list[tuple[str, str, str]]:
    return list(
        dealt.students.frame[["student_id", "subject", "outcome"]].astype(str).itertuples(index=False, name=None)
    )


def test_the_guides_grades_come_first_then_the_tier_then_the_greater_need() -> None:
    rows = [row[:2] for row in order(prioritise(FLAGGED))]
    assert rows[:3] == [("S01", "reading"), ("S02", "math"), ("S01", "math")]
    assert rows[3:] == [("S03", "math"), ("S00", "math")]


def test_the_guides_priority_is_an_assumption_and_ones_own_is_none() -> None:
    assert {one.source for one in prioritise(FLAGGED).assumptions} == {"guide"}
    assert prioritise(FLAGGED, ()).assumptions == ()


def test_without_priorities_the_tier_and_the_need_decide_alone() -> None:
    assert [row[0] for row in order(prioritise(FLAGGED, ()))] == ["S01", "S03", "S00", "S02", "S01"]


def test_classes_of_ones_own_come_in_their_order_and_the_first_that_fits_holds() -> None:
    classes = (
        Priority(name="high school", grade_low=9),
        Priority(name="intensive reading", subjects=("reading",), tiers=("intensive",)),
        Priority(name="everybody", grade_low=0),
    )
    frame = prioritise(FLAGGED, classes).students.frame
    assert frame["priority"].tolist()[:2] == ["high school", "intensive reading"]
    assert set(frame["priority"][2:]) == {"everybody"}


def test_seats_are_dealt_in_order_and_whoever_waits_has_a_reason() -> None:
    dealt = prioritise(FLAGGED, (), SeatLimits(overall=3, per_school={"02": 1}, per_subject={"reading": 0}))
    assert (dealt.seated, dealt.waiting) == (3, 2)
    waits = {(who, subject): outcome for who, subject, outcome in order(dealt) if outcome != "seated"}
    assert waits[("S01", "reading")] == "no_seat_in_the_subject"
    assert sorted(waits.values()) == ["no_seat_at_the_school", "no_seat_in_the_subject"]


def test_a_seat_over_all_is_the_last_limit_asked() -> None:
    dealt = prioritise(FLAGGED, (), SeatLimits(overall=1))
    assert [row[2] for row in order(dealt)] == ["seated", *["no_seat_left"] * 4]


def test_counts_hold_no_student_and_add_up() -> None:
    dealt = prioritise(FLAGGED, seats=SeatLimits(overall=2))
    assert "student_id" not in dealt.counts and dealt.counts["seats"].sum() == len(FLAGGED)
    assert "S00" not in repr(dealt)


def test_a_limit_below_nothing_is_refused() -> None:
    with pytest.raises(ValidationError):
        SeatLimits(overall=-1)
    with pytest.raises(ValidationError):
        SeatLimits(per_school={"01": -1})


def test_nobody_found_is_nobody_seated() -> None:
    dealt = prioritise(identify(table({"math_percentile": 90})).found.flagged, seats=SeatLimits(overall=5))
    assert (dealt.seated, dealt.waiting) == (0, 0) and isinstance(dealt.counts, pd.DataFrame)
