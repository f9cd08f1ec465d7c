"""When each audience hears of the program, and how far the approval is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from pydantic import ValidationError

from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.program_records import Signoff, StaffRole
from hitdesign.evidence.library import shipped
from hitdesign.evidence.messages import WordingFact
from hitdesign.plan.plan import Plan
from hitdesign.plan.stakeholders.stakeholders import stakeholders_of
from hitdesign.policy import Policy
from hitdesign.rollout.rollout import Rollout
from hitdesign.rollout.timeline import TimelineChoices
from plan.stakeholders.spoken import retold, said_of_it, told


def audiences(plan: Plan) -> pd.DataFrame:
    return stakeholders_of(plan).audiences.set_index("audience")


def read_on(day: date) -> Plan:
    """The plan as it is read on a day."""
    policy: Policy = told().policy.model_copy(update={"rollout": Rollout(timeline=TimelineChoices(as_of=day))})
    return replace(told(), policy=policy)


def test_every_audience_of_the_guide_has_a_channel_an_owner_a_day_and_an_approval() -> None:
    found = said_of_it().audiences.set_index("audience")
    assert list(found.index) == ["board", "principals", "teachers", "families", "community", "tutors"]
    assert (found[["channel", "owner_role", "approver_role", "because"]].map(len) > 3).all(axis=None)
    assert found["send_on"].notna().all()


def test_days_of_sending_are_school_days_counted_back_and_approval_comes_before_them() -> None:
    found = said_of_it().audiences.set_index("audience")
    assert found["send_on"].to_dict() == {
        "board": date(2026, 8, 11),
        "principals": date(2026, 7, 20),
        "teachers": date(2026, 8, 3),
        "families": date(2026, 8, 17),
        "community": date(2026, 8, 24),
        "tutors": date(2026, 8, 31),
    }
    assert (found["approve_by"] < found["send_on"]).all()


def test_a_closed_day_moves_the_sending_to_the_last_school_day_before_it() -> None:
    closed = ClosedDays(school_id="*", starts_on=date(2026, 8, 15), ends_on=date(2026, 8, 18), kind="closing")
    own = ClosedDays(school_id="01", starts_on=date(2026, 8, 24), ends_on=date(2026, 8, 24), kind="closing")
    found = audiences(retold(told(), calendar=(closed, own)))["send_on"]
    assert found["families"] == date(2026, 8, 14)
    assert found["community"] == date(2026, 8, 24), "one school's own closing moves nobody"


def test_without_a_board_meeting_before_the_launch_the_boards_day_is_unknown() -> None:
    later = tuple(row for row in told().district.dates if row.on > date(2026, 9, 14))
    found = audiences(retold(told(), dates=later))["send_on"]
    assert found["board"] is None
    assert found.drop("board").notna().all()


def test_an_approval_is_there_only_where_somebody_signed_and_goes_with_the_signature() -> None:
    done = Signoff(task_id="approve_messages_families", status="done", on=date(2026, 8, 1))
    signed = audiences(retold(told(), signoffs=(done,)))["approval"]
    assert signed.to_dict() == {name: "approved" if name == "families" else "open" for name in signed.index}
    assert set(said_of_it().audiences.set_index("audience")["approval"]) == {"open"}


def test_an_approval_that_is_due_and_not_there_is_late_and_one_begun_is_no_better() -> None:
    begun = Signoff(task_id="approve_messages_principals", status="begun")
    found = audiences(retold(read_on(date(2026, 8, 1)), signoffs=(begun,)))["approval"]
    assert found["principals"] == found["teachers"] == "late"
    assert found["families"] == "open"
    told_late = [one for one in stakeholders_of(read_on(date(2026, 8, 1))).sentences if "nobody signed it" in one]
    assert [one.split(":")[0] for one in told_late] == ["Principals", "Teachers"]


def test_whether_the_owner_exists_is_read_from_the_people_and_unknown_without_them() -> None:
    assert set(said_of_it().audiences.set_index("audience")["owner_known"]) == {"unknown"}
    found = audiences(retold(told(), people=(StaffRole(role="principal", school_id="01"),)))["owner_known"]
    assert found["teachers"] == "yes"
    assert found["board"] == "no"


def test_steps_hold_the_days_of_the_plan_the_dates_and_the_days_without_tutoring_in_order() -> None:
    closed = ClosedDays(school_id="*", starts_on=date(2026, 11, 25), ends_on=date(2026, 11, 27), kind="break")
    past = ClosedDays(school_id="*", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 2), kind="break")
    steps = stakeholders_of(retold(told(), calendar=(closed, past))).steps
    assert steps["on"].is_monotonic_increasing
    assert steps["step"].tolist().count("no tutoring") == 1
    assert {"first day of tutoring", "last day of tutoring", "board meeting", "staff training"} <= set(steps["step"])


def test_a_wording_whose_languages_differ_in_blanks_or_numbers_is_refused() -> None:
    whole = shipped().wordings["all_timeline"].model_dump()
    for spanish in ("La tutoría empieza el {launch}.", whole["es"][0] + " 3"):
        with pytest.raises(ValidationError, match="in both languages"):
            WordingFact(**{**whole, "es": (spanish,)})
