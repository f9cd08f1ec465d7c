"""Reviews stand on school days, before the pilot's end and the budget vote, and what cannot be is said."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.measurement.cycle.calendar import ReviewCalendar, review_calendar

LAUNCH, ENDS, VOTE = date(2026, 9, 14), date(2027, 4, 30), date(2027, 3, 16)
CLOSED = pd.DataFrame(
    {
        "closed_on": ["2026-11-25", "2026-12-21", date(2027, 1, 18)],
        "closed_until": [date(2026, 11, 27), "2027-01-01", None],
        "reason": ["fall break", "winter break", ""],
    }
)
MEETINGS = [date(2026, 8, 18) + timedelta(days=28 * at) for at in range(12)]


def board(calendar: ReviewCalendar) -> pd.Series:
    return calendar.table[calendar.table["kind"] == "board"].iloc[0]


def test_a_year_has_working_reviews_a_board_review_before_the_vote_and_a_final_one() -> None:
    found = review_calendar(LAUNCH, ENDS, VOTE, CLOSED, board_meetings=MEETINGS)
    assert found.holds
    assert found.table["review"].tolist() == list(range(1, len(found.table) + 1))
    assert found.table["review_on"].is_monotonic_increasing
    assert found.table["kind"].value_counts().to_dict() == {"working": 7, "board": 1, "final": 1}
    row = board(found)
    assert row["review_on"] == date(2027, 3, 2)
    assert row["review_on"] < min(ENDS, VOTE)
    assert row["packet_due"] == row["review_on"] - timedelta(days=10)
    assert row["data_through"] < row["packet_due"]
    assert row["before_end"]
    assert row["before_vote"]
    assert row["reports_to"] == "principals and board"
    assert set(found.table.loc[found.table["kind"] == "working", "reports_to"]) == {"principals"}
    final = found.table.iloc[-1]
    assert (final["kind"], final["data_through"]) == ("final", ENDS)
    hasty = board(review_calendar(LAUNCH, ENDS, date(2026, 9, 20), CLOSED))
    assert (hasty["data_through"], hasty["school_days"]) == (None, 0)


def test_school_days_leave_out_weekends_and_closed_days() -> None:
    found = review_calendar(LAUNCH, ENDS, VOTE, CLOSED).table
    working = found[found["kind"] == "working"]
    assert working["school_days"].tolist() == [20 * at for at in range(1, 8)]
    assert working["review_on"].iloc[0] == date(2026, 10, 9)
    closed = pd.date_range("2026-12-21", "2027-01-01").date
    assert not set(found["review_on"]) & set(closed)
    assert all(day.weekday() < 5 for day in found["review_on"])
    without = review_calendar(LAUNCH, ENDS, VOTE).table
    assert (without["kind"] == "working").sum() == 8


@pytest.mark.parametrize(
    ("vote", "ends", "meetings", "said"),
    [
        (date(2026, 9, 1), ENDS, [], "comes before the launch"),
        (date(2026, 10, 20), ENDS, [], "rests on"),
        (date(2027, 3, 16), ENDS, [date(2027, 3, 23)], "No meeting of the board lies between"),
        (date(2026, 9, 20), ENDS, [], "due before the launch"),
        (VOTE, date(2026, 10, 2), [], "too short for a working review"),
        (VOTE, ENDS, [date(2027, 3, 2)], "No day after the pilot's end"),
    ],
)
def test_what_the_dates_cannot_do_is_said(vote: date, ends: date, meetings: list[date], said: str) -> None:
    found = review_calendar(LAUNCH, ends, vote, CLOSED, board_meetings=meetings)
    assert not found.holds
    assert any(said in problem for problem in found.problems), found.problems


def test_a_later_vote_never_makes_the_board_hear_less() -> None:
    days = [
        board(review_calendar(LAUNCH, ENDS, VOTE + timedelta(days=at), CLOSED))["school_days"] for at in range(0, 90, 7)
    ]
    assert days == sorted(days)


def test_all_faults_of_the_dates_are_said_at_once() -> None:
    rows = pd.DataFrame({"closed_on": ["someday", "2026-12-21"], "closed_until": ["", "2026-12-01"]})
    with pytest.raises(InputError) as refused:
        review_calendar(LAUNCH, LAUNCH, VOTE, rows, every_school_days=0, packet_lead_days=-1)
    assert {fault.column for fault in refused.value.faults} == {
        "closed_on", "ends", "every_school_days", "packet_lead_days",
    }  # fmt: skip
    with pytest.raises(InputError, match="lies before closed_on"):
        review_calendar(LAUNCH, ENDS, VOTE, rows.iloc[1:])


def test_what_is_no_day_is_refused_with_everything_else() -> None:
    with pytest.raises(InputError) as refused:
        review_calendar("2026-09-14", ENDS, VOTE, packet_lead_days=-1, board_meetings=[VOTE, "soon"])
    assert {fault.column for fault in refused.value.faults} == {"launch", "board meeting 2", "packet_lead_days"}
