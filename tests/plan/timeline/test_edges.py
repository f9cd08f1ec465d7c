"""Where one day, one dollar, one device or one signature decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hitdesign.district.program_records import DistrictDate, Signoff, Technology
from hitdesign.plan.timeline.checklist import checklist_of
from hitdesign.plan.timeline.network import Span
from hitdesign.plan.timeline.steps import why_red
from hitdesign.plan.timeline.timeline import timeline_of
from hitdesign.plan.timeline.work_days import WorkDays
from plan.timeline.planned import LAUNCH, PROVIDER, bought, done, other, plan, row, streams, timeline

END = date(2026, 12, 18)


def word(task: str, facts: dict[str, object], **choices: object) -> str:
    return checklist_of(other(facts, **choices)).statuses[task].status


@pytest.mark.parametrize(("last", "status"), [(END, "done"), (END - timedelta(1), "begun")])
def test_money_lasts_to_the_last_day_or_is_not_secured(last: date, status: str) -> None:
    rows = tuple(one.model_copy(update={"obligate_by": last}) for one in streams())
    assert word("secure_funding", {"funding": rows}) == status


def test_two_streams_may_take_turns_if_no_day_is_left_out() -> None:
    first, second = streams()
    turns = [date(2026, 10, 31), date(2026, 11, 1)]
    for opens, status in ((turns[1], "done"), (turns[1] + timedelta(1), "begun")):
        rows = (first.model_copy(update={"obligate_by": turns[0]}), second.model_copy(update={"obligate_from": opens}))
        assert word("secure_funding", {"funding": rows}) == status


@pytest.mark.parametrize(("short", "status"), [(0.0, "done"), (0.01, "done"), (1.0, "begun")])
def test_a_dollar_beyond_what_is_available_is_not_secured(short: float, status: str) -> None:
    made = other()
    most = made.allocation.spending["not_to_exceed_dollars"]
    spending = made.allocation.spending.assign(available_dollars=most - short)
    less = replace(made, allocation=replace(made.allocation, spending=spending))
    assert checklist_of(less).statuses["secure_funding"].status == status


def test_one_device_too_few_at_one_school_is_not_enough() -> None:
    online = plan().allocation.seats.merge(plan().facts.models[["model_id", "modality"]], on="model_id")
    needed = online[online["modality"] == "online"].groupby("school_id")["students"].sum()
    assert set(needed.index) == {"A", "B"}
    for less, status in ((0, "done"), (1, "begun")):
        rows = tuple(
            Technology(
                school_id=one, devices=int(needed[one]) - less * (one == "B"), connectivity="yes", accounts="yes"
            )
            for one in "AB"
        )
        assert word("technology_needs", {"technology": rows}) == status


def test_a_district_that_has_begun_does_not_hold_back_schools_that_are_all_done() -> None:
    rows = [Signoff(task_id="confirm_rooms", status="begun")]
    rows += [Signoff(task_id="confirm_rooms", school_id=one, status="done") for one in "AB"]
    assert word("confirm_rooms", {"signoffs": tuple(rows)}) == "done"
    assert word("confirm_rooms", {"signoffs": tuple(rows[:2])}) == "begun"
    none = tuple(Signoff(task_id="confirm_rooms", school_id=one, status="not_needed") for one in "AB")
    assert word("confirm_rooms", {"signoffs": none}) == "not_needed"


def test_a_signature_on_the_day_before_the_launch_is_in_time_and_one_on_the_launch_is_not() -> None:
    (buying,) = checklist_of(other()).buyings
    days = WorkDays(LAUNCH)
    assert why_red(buying, Span(-2, 0), days, LAUNCH, signed=False)[0] is False
    assert why_red(buying, Span(-1, 1), days, LAUNCH, signed=False)[0] is True


def test_a_contract_that_was_signed_on_the_launch_is_signed_by_it() -> None:
    reds = [bool(timeline(bought(signed_on=LAUNCH + timedelta(n))).purchases["red"].iloc[0]) for n in (0, 1)]
    assert reds == [False, True]


def test_open_work_goes_on_from_the_later_of_today_and_the_day_from_which_people_may_work() -> None:
    soon, late = date(2026, 6, 1), date(2026, 8, 3)
    both = timeline(as_of=soon, work_from=late)
    assert both.launch_possible_on == timeline(as_of=late).launch_possible_on
    assert timeline(as_of=late, work_from=soon).launch_possible_on == both.launch_possible_on
    assert timeline(as_of=soon).launch_possible_on != both.launch_possible_on


def test_a_meeting_of_one_school_is_no_board_meeting_of_the_district() -> None:
    own = (DistrictDate(kind="board_meeting", on=date(2026, 6, 16), school_id="A"),)
    assert row(timeline({"dates": own}), "approve_program")["takes_place_on"] is None
    all_of_them = (own[0].model_copy(update={"school_id": "*"}),)
    assert row(timeline({"dates": all_of_them}), "approve_program")["takes_place_on"] == date(2026, 6, 16)


def test_what_ends_on_the_last_working_day_before_a_saturday_launch_keeps_the_launch() -> None:
    saturday = date(2026, 9, 12)
    rest = tuple(name for name in timeline().tasks["task_id"] if name != "build_roster")
    for today, possible in ((date(2026, 8, 28), saturday), (date(2026, 8, 31), date(2026, 9, 15))):
        found = timeline(done(*rest), as_of=today, launch_on=saturday)
        assert found.launch_possible_on == possible


def test_a_maximum_below_what_the_plan_sets_aside_does_not_make_a_contract_smaller() -> None:
    (terms,) = plan().district.contracts
    bill = float(plan().allocation.contract_bills["not_to_exceed_dollars"].iloc[0])
    less = {"contracts": (terms.model_copy(update={"maximum_dollars": bill - 1_000}),)}
    found = timeline_of(other(less)).purchases.set_index("contract_id")
    assert found.loc[PROVIDER, "most_dollars"] == bill
