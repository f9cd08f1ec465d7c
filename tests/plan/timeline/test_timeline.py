"""Due dates hang on the launch, the calendar, the board and each other; lateness and its effect on launch are said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hitdesign.district.program_records import Signoff
from hitdesign.errors import InputError
from hitdesign.plan.timeline.timeline import timeline_of
from hitdesign.rollout.timeline import OwnTask
from plan.timeline.planned import LAUNCH, MEETINGS, done, other, plan, row, status, timeline


def dues(**choices: object) -> dict[str, date]:
    table = timeline({"dates": ()}, **choices).tasks
    return {name: due for name, due in zip(table["task_id"], table["due_on"], strict=True) if due is not None}


def test_the_launch_is_the_first_day_of_the_times_that_are_used_unless_the_policy_says_another() -> None:
    assert (timeline().launch_on, timeline().ends_on) == (LAUNCH, date(2026, 12, 18))
    later = timeline(launch_on=date(2026, 10, 5))
    assert later.launch_on == date(2026, 10, 5)
    assert any("seats and dollars of the plan are those of its times" in line for line in later.unknown)


def test_a_launch_two_months_later_moves_every_due_date() -> None:
    soon, later = dues(), dues(launch_on=date(2026, 11, 16))
    assert soon.keys() == later.keys()
    assert all(later[name] - soon[name] > timedelta(days=45) for name in soon)


def test_with_meetings_no_due_date_moves_back_and_those_of_meetings_are_meetings() -> None:
    soon, later = timeline(), timeline(launch_on=date(2026, 11, 16))
    due = later.tasks.set_index("task_id")["due_on"]
    for name, day in zip(soon.tasks["task_id"], soon.tasks["due_on"], strict=True):
        assert day is None or due[name] >= day, name
    assert row(soon, "approve_program")["takes_place_on"] in MEETINGS
    assert row(soon, "approve_program")["due_on"] == row(soon, "approve_program")["takes_place_on"]


def test_every_task_is_due_before_what_waits_for_it_begins() -> None:
    table = timeline().tasks.set_index("task_id")
    for name, one in table.iterrows():
        for before in filter(None, str(one["depends_on"]).split(";")):
            if table.loc[before, "due_on"] is not None and one["due_on"] is not None:
                assert table.loc[before, "due_on"] < one["latest_start_on"], (before, name)
        assert one["due_on"] is None or one["due_on"] < LAUNCH, name


def test_due_dates_are_working_days_and_the_break_is_skipped() -> None:
    closed = {date(2026, 6, 29) + timedelta(n) for n in range(12)} | {date(2026, 9, 7)}
    table = timeline().tasks
    for name, day in zip(table["task_id"], table["due_on"], strict=True):
        assert day is None or (day.weekday() < 5 and day not in closed), name
    without = timeline({"calendar": ()})
    assert row(without, "hire_tutors")["latest_start_on"] > row(timeline(), "hire_tutors")["latest_start_on"]
    assert any("Holidays and breaks" in line for line in without.unknown)


def test_testing_days_are_working_days_of_offices_unless_the_policy_says_otherwise() -> None:
    closed = timeline(offices_work_on=())
    assert row(closed, "define_objectives")["due_on"] < row(timeline(), "define_objectives")["due_on"]


@pytest.mark.parametrize("launch", [date(2026, 9, 7), date(2026, 9, 12), date(2028, 3, 1), date(2027, 1, 1)])
def test_any_launch_is_prepared_by_the_working_day_before_it(launch: date) -> None:
    found = timeline(launch_on=launch)
    last = max(day for day in found.tasks["due_on"] if day is not None)
    expected = {date(2026, 9, 7): date(2026, 9, 4), date(2026, 9, 12): date(2026, 9, 11)}
    assert last == expected.get(launch, date(2028, 2, 29) if launch.year == 2028 else date(2026, 12, 31))


def test_without_a_board_meeting_an_ordinary_day_stands_in_and_it_is_said() -> None:
    found = timeline({"dates": ()})
    assert row(found, "approve_program")["takes_place_on"] is None
    assert any("The board_meeting for" in line and "no such day" in line for line in found.unknown)
    early = timeline(launch_on=date(2026, 5, 4))
    assert any("none that is known is early enough" in line for line in early.unknown)


def test_a_task_that_would_have_to_begin_before_work_can_is_late_before_it_begins() -> None:
    found = timeline(work_from=date(2026, 6, 1))
    hurried = found.tasks[found.tasks["late_before_begun"].eq(True)]
    assert "customize_program" in set(hurried["task_id"])
    assert (hurried["slack_working_days"] < 0).all()
    assert any("would have to begin before work can" in line for line in found.sentences)
    calm = timeline(work_from=date(2026, 1, 5))
    assert not calm.tasks["late_before_begun"].eq(True).any()


def test_without_a_day_on_which_the_list_is_read_nothing_is_late_and_that_is_said() -> None:
    assert timeline().late.empty
    assert timeline().launch_possible_on is None
    assert any("as_of" in line for line in timeline().unknown)


def test_what_is_due_and_not_done_is_late_and_moves_the_launch() -> None:
    day = date(2026, 8, 3)
    found = timeline(as_of=day)
    late = found.tasks[found.tasks["due_on"].map(lambda due: due is not None and due < day)]
    expected = set(late.loc[~late["status"].isin(["done", "not_needed"]), "task_id"])
    assert set(found.late["task_id"]) == expected
    assert found.launch_possible_on is not None
    assert found.launch_possible_on > LAUNCH
    assert row(found, "customize_program")["delay_working_days"] > 0
    assert any("late: customize_program" in line for line in found.sentences)
    assert found.delaying_path[0] == "consult_private_schools"


def test_what_is_not_begun_and_had_to_be_is_named_before_it_is_late() -> None:
    day = date(2026, 5, 20)
    found = timeline(as_of=day)
    waiting = found.tasks[found.tasks["should_have_begun"].eq(True)]
    assert list(waiting["task_id"]) == ["customize_program", "consult_private_schools"]
    assert (waiting["latest_start_on"].map(lambda start: start < day)).all()
    assert found.late.empty
    assert any(line.startswith("Not late yet, and should have begun: customize_program") for line in found.sentences)
    begun = timeline({"signoffs": (Signoff(task_id="customize_program", status="begun"),)}, as_of=day)
    assert not row(begun, "customize_program")["should_have_begun"]


def test_what_is_signed_off_is_not_late_and_can_bring_the_launch_back() -> None:
    day = date(2026, 8, 3)
    everything = tuple(timeline().tasks["task_id"])
    ready = timeline(done(*everything), as_of=day)
    assert ready.late.empty
    assert ready.launch_possible_on == LAUNCH
    assert ready.readiness.score == 1.0
    some = timeline(done("customize_program", "consult_private_schools", "fit_curriculum"), as_of=day)
    late = timeline(as_of=day)
    assert some.launch_possible_on is not None
    assert late.launch_possible_on is not None
    assert LAUNCH < some.launch_possible_on < late.launch_possible_on


def test_the_earliest_launch_is_the_day_after_the_last_open_task_by_plain_counting() -> None:
    facts = {**done(*(name for name in timeline().tasks["task_id"] if name not in ("build_roster", "family_consent")))}
    found = timeline(facts, as_of=date(2026, 9, 1))
    day, left = date(2026, 9, 1), 25
    while left or day.weekday() > 4 or day == date(2026, 9, 7):
        left -= day.weekday() < 5 and day != date(2026, 9, 7)
        day += timedelta(1)
    assert found.launch_possible_on == day
    assert found.delaying_path == ("family_consent", "build_roster")


def test_own_tasks_days_and_owners_take_their_place() -> None:
    own = OwnTask(
        task_id="union_talks", title="Talk with the union", depends_on=("meet_principals",), before=("hire_tutors",)
    )
    found = timeline(own_tasks=(own,), working_days={"hire_tutors": 40}, owners={"hire_tutors": "deputy"})
    assert row(found, "union_talks")["due_on"] < row(found, "hire_tutors")["latest_start_on"]
    assert row(found, "union_talks")["latest_start_on"] > row(found, "meet_principals")["due_on"]
    assert (row(found, "hire_tutors")["working_days"], row(found, "hire_tutors")["owner"]) == (40, "deputy")
    assert status(found, "union_talks") == "open"


def test_own_tasks_that_wait_in_a_circle_are_refused_with_their_names() -> None:
    own = OwnTask(task_id="talks", title="Talk", depends_on=("hire_tutors",), before=("approve_program",))
    with pytest.raises(InputError, match="wait for each other in a circle") as caught:
        timeline(own_tasks=(own,))
    (fault,) = caught.value.faults
    assert {"talks", "hire_tutors", "approve_program"} <= set(str(fault.found).split(" waits for "))


def test_every_wrong_name_of_own_tasks_is_said_at_once() -> None:
    wrong = (
        OwnTask(task_id="confirm_budget", title="Again"),
        OwnTask(task_id="launch", title="The launch itself"),
        OwnTask(task_id="mine", title="Mine", depends_on=("aprove_program",)),
    )
    with pytest.raises(InputError) as caught:
        timeline(own_tasks=wrong, working_days={"hire_tutor": 3}, owners={"nobody_knows": "x"})
    assert len(caught.value.faults) == 5
    assert any("Did you mean 'approve_program'" in str(fault) for fault in caught.value.faults)
    assert any("Did you mean 'hire_tutors'" in str(fault) for fault in caught.value.faults)


@pytest.mark.once
@settings(max_examples=5)
@given(
    task=st.sampled_from(sorted(plan().evidence.tasks)),
    more=st.integers(1, 30),
    work_from=st.dates(date(2026, 3, 1), date(2026, 8, 1)),
)
def test_longer_tasks_never_make_a_due_date_later_or_slack_larger(task: str, more: int, work_from: date) -> None:
    days = plan().evidence.tasks[task].working_days + more
    old, new = timeline(work_from=work_from).tasks, timeline(work_from=work_from, working_days={task: days}).tasks
    new = new.set_index("task_id")
    for _, one in old.dropna(subset=["due_on"]).iterrows():
        assert new.loc[one["task_id"], "due_on"] <= one["due_on"]
        assert new.loc[one["task_id"], "slack_working_days"] <= one["slack_working_days"]


def test_the_critical_path_begins_first_and_each_of_it_waits_for_the_one_before() -> None:
    found = timeline({"dates": ()})
    table = found.tasks.set_index("task_id")
    assert table.loc[found.critical_path[0], "latest_start_on"] == table["latest_start_on"].dropna().min()
    for one, other_one in pairwise(found.critical_path):
        assert one in str(table.loc[other_one, "depends_on"]).split(";")
    assert set(found.tasks.loc[found.tasks["critical"], "task_id"]) == set(found.critical_path)
    assert (table.loc[list(found.critical_path), "slack_working_days"] == 0).all()


def test_the_same_plan_gives_the_same_timeline_whatever_the_order_of_its_rows() -> None:
    made = other()
    turned = replace(
        made, district=replace(made.district, dates=made.district.dates[::-1], calendar=made.district.calendar[::-1])
    )
    assert timeline_of(turned).tasks.equals(timeline_of(made).tasks)
    assert timeline_of(turned).sentences == timeline_of(made).sentences


def test_knowledge_without_tasks_gives_an_empty_list_and_no_error() -> None:
    found = timeline_of(replace(other(), evidence=replace(plan().evidence, tasks={})))
    assert set(found.tasks["part"]) == {"purchase"}
