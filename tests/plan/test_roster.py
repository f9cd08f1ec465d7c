"""The roster: students of a real plan in its groups, every rule kept, and nothing of them shown."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.errors import InputError, OutputError
from hitdesign.plan.placing import EMPTY
from hitdesign.plan.roster import Placed, Roster, Waiting, line_of
from hitdesign.report.roster_files import MARK, write_roster
from plan.school_of_students import ID, block, plan_with_seats_for_some, planned, student, students

GROUP = ["band_id", "block_id", "group"]


def seated(changes: dict[int, dict[str, Any]] | None = None, **ties: Any) -> Roster:
    found = hit.roster(plan_with_seats_for_some(), students(changes), **ties)
    assert found.audit() == []
    return found


def name(number: int) -> str:
    return f"{ID}{number:03}"


def group_of(found: Roster, number: int, subject: str = "math") -> tuple[Any, ...]:
    frame = found.placed.frame
    own = frame[(frame["student_id"] == name(number)) & (frame["subject"] == subject)]
    return tuple(own[GROUP].iloc[0]) if len(own) else ()


def reason(found: Roster, number: int, subject: str = "math") -> str:
    frame = found.waiting.frame
    own = frame[(frame["student_id"] == name(number)) & (frame["subject"] == subject)]
    return str(own["reason"].iloc[0]) if len(own) else ""


def test_every_seat_of_the_plan_is_filled_and_the_rest_wait_in_the_order_of_need() -> None:
    plan, found = plan_with_seats_for_some(), seated()
    assert len(found.placed) == plan.allocation.seats_served < plan.need.students
    assert len(found.placed) + len(found.waiting) == plan.need.students
    by_cohort = plan.allocation.seats.groupby("block_id")["students"].sum()
    assert found.placed.frame.groupby("block_id").size().to_dict() == by_cohort.to_dict()
    assert found.waiting.frame.groupby("band_id")["place_in_line"].min().eq(1).all()


def test_students_of_one_group_stand_near_each_other() -> None:
    found = seated()
    assert group_of(found, 2) == group_of(found, 3) == group_of(found, 4)
    assert found.spread["mean_range"].max() < 0.2


def test_the_plans_own_students_are_taken_where_none_are_passed() -> None:
    pd.testing.assert_frame_equal(hit.roster(plan_with_seats_for_some()).placed.frame, seated().placed.frame)


def test_a_student_with_two_subjects_is_never_in_two_places_at_one_time() -> None:
    timetable = plan_with_seats_for_some().allocation.timetable
    both = seated().placed.frame.merge(timetable, on=[*GROUP, "pool_id", "model_id"])
    clock = both["block_id"].map({"early": 540, "late": 600}) + both["starts_minute"]
    assert len(both) == 3 * len(seated().placed)
    assert not both.assign(clock=clock).duplicated(["student_id", "day", "clock"]).any()


def test_the_order_of_rows_changes_nothing() -> None:
    found = hit.roster(plan_with_seats_for_some(), students().sample(frac=1, random_state=4))
    pd.testing.assert_frame_equal(found.placed.frame, seated().placed.frame)
    pd.testing.assert_frame_equal(found.waiting.frame, seated().waiting.frame)


def test_a_family_that_says_no_is_taken_off_and_makes_room_for_who_waits() -> None:
    found = seated({20: {"consent": "no"}, 0: {"already_in_program": "yes"}})
    assert set(found.taken_off.frame.itertuples(index=False, name=None)) == {
        (name(20), "consent_refused"),
        (name(0), "already_in_program"),
    }
    assert not set(found.taken_off.frame["student_id"]) & set(found.placed.frame["student_id"])
    assert len(found.waiting) < len(seated().waiting)


def test_a_time_that_families_opt_into_needs_a_yes() -> None:
    plan = planned(students(), (block("late", when="after_school", enrolment="opt_in", take_up_rate=0.4),))
    asked = {number: {"consent": "yes"} for number in range(12)}
    found = hit.roster(plan, students(asked))
    assert found.audit() == []
    assert set(found.placed.frame["student_id"]) <= {name(number) for number in range(12)}
    assert reason(found, 15) == "consent"


def test_no_session_falls_into_a_service_whose_time_is_known() -> None:
    found = seated({number: {"service_times": "MTWRF 09:00-10:00"} for number in (3, 4)})
    assert reason(found, 3) == reason(found, 4) == "services"
    free = seated({20: {"service_times": "MTWRF 10:00-11:00"}})
    assert group_of(free, 20, "reading")[1] == "early"


def test_a_block_without_a_clock_is_an_open_check_and_never_passed() -> None:
    plan = planned(students(), (block("early", starts_at=""),))
    found = hit.roster(plan, students({3: {"service_times": "MTWRF 09:00-10:00"}}))
    assert found.open_checks.frame["student_id"].tolist() == [name(3)]
    assert "clock" in found.open_checks.frame["check"].iloc[0]


def test_minutes_of_services_at_no_stated_time_are_an_open_check() -> None:
    changes = {"service_minutes_blocked": 90, "service_times": "M 13:00-13:30"}
    (check,) = seated({3: changes}).open_checks.frame["check"]
    assert "60 minutes" in check
    assert len(seated({3: {**changes, "service_minutes_blocked": 30}}).open_checks) == 0


def test_students_kept_together_sit_together_and_those_kept_apart_do_not() -> None:
    assert group_of(seated(), 0) != group_of(seated(), 9)
    found = seated(keep_together=[[name(0), name(9)]], keep_apart=[[name(2), name(3), name(4)]])
    assert group_of(found, 0) == group_of(found, 9)
    assert len({group_of(found, number) for number in (2, 3, 4)}) == 3


def test_more_than_a_group_holds_cannot_be_kept_together_and_wait() -> None:
    found = seated(keep_together=[[name(0), name(1)], [name(1), name(2), name(3)]])
    assert [reason(found, number) for number in range(4)] == ["kept_together"] * 4


def test_the_same_skills_may_come_before_the_nearest_need() -> None:
    skills = {number: {"skill_areas": "decoding" if number % 2 else "fluency"} for number in range(30)}
    found = seated(skills, near="skills")
    frame = found.placed.frame.assign(odd=found.placed.frame["student_id"].str[-1].astype(int) % 2)
    mixed = frame.groupby(GROUP)["odd"].nunique() > 1
    by_need = seated(skills).placed.frame
    by_need = by_need.assign(odd=by_need["student_id"].str[-1].astype(int) % 2).groupby(GROUP)["odd"].nunique() > 1
    assert mixed.sum() < by_need.sum()


def test_money_for_marked_students_seats_no_others() -> None:
    only = hit.FundingStream(
        stream_id="el",
        program="title_iii_a",
        award_dollars=20_000,
        obligate_from="2026-07-01",
        obligate_by="2027-09-30",
    )
    plan = planned(students(), (block("early"),), funding=(only,))
    found = hit.roster(plan)
    assert found.audit() == []
    assert len(found.placed) == plan.allocation.seats_served > 0
    assert {int(one[-3:]) % 5 for one in found.placed.frame["student_id"]} == {0}
    assert reason(found, 1) == "marks"


def test_the_audit_finds_what_a_hand_would_break() -> None:
    found = seated(keep_apart=[[name(0), name(9)]])
    frame = found.placed.frame
    first = frame[frame["subject"] == "math"].iloc[0]
    same = frame.assign(group=frame["group"].where(frame["subject"] != "math", first["group"]), block_id="early")
    broken = replace(found, placed=Placed(same)).audit()
    assert any("groups hold more" in said for said in broken)
    assert any("kept apart" in said for said in broken)
    assert any("seats for their marks" in said for said in broken) or any("do not exist" in said for said in broken)
    assert "neither placed nor waiting" in replace(found, waiting=Waiting(found.waiting.frame.iloc[:0])).audit()[0]
    assert "twice" in replace(found, waiting=Waiting(frame)).audit()[0]
    assert all(ID not in said for said in broken)


def test_students_who_are_not_in_the_table_are_counted_and_not_named() -> None:
    with pytest.raises(InputError) as caught:
        seated(keep_together=[[name(1), name(999)], name(2)], keep_apart=[[name(998)]])
    assert ID not in str(caught.value)
    assert "1 of its 2 ids" in str(caught.value)
    assert len(caught.value.faults) == 3


def test_together_and_apart_at_once_is_refused() -> None:
    with pytest.raises(InputError, match="kept together as well"):
        seated(keep_together=[[name(1), name(2)]], keep_apart=[[name(2), name(1)]])


def test_a_plan_of_counts_needs_the_students() -> None:
    plan = plan_with_seats_for_some()
    counted = replace(plan, district=plan.district.with_cohorts([]))
    with pytest.raises(InputError, match="students"):
        hit.roster(counted)
    assert len(hit.roster(counted, students()).placed) == plan.allocation.seats_served


def test_a_plan_without_a_timetable_has_no_roster() -> None:
    plan = plan_with_seats_for_some()
    without = replace(plan, allocation=replace(plan.allocation, timetable=plan.allocation.timetable.iloc[:0]))
    with pytest.raises(InputError, match="timetable"):
        hit.roster(without)


def test_nothing_of_a_student_is_shown() -> None:
    found = seated({3: {"service_minutes_blocked": 90}})
    shown = [repr(found), str(found), f"{found}", repr(found.placed), found.waiting._repr_html_(), repr([found])]
    shown += [repr(found._asked), repr(found.spread), *found.audit()]
    assert all(ID not in text for text in shown)
    assert len(pickle.loads(pickle.dumps(found)).placed) == len(found.placed)


def test_a_roster_is_written_whole_marked_and_beside_no_report(tmp_path: Path) -> None:
    found, kept = seated(), tmp_path / "kept"
    with pytest.raises(OutputError, match="not a folder") as caught:
        write_roster(found, kept)
    assert ID not in str(caught.value)
    kept.mkdir()
    paths = write_roster(found, kept)
    assert [path.name for path in paths] == [
        "roster_open_checks.csv",
        "roster_placed.csv",
        "roster_taken_off.csv",
        "roster_waiting.csv",
    ]
    assert all(path.read_text(encoding="utf-8-sig").startswith(MARK) for path in paths)
    back = pd.read_csv(paths[1], skiprows=1, dtype=str)
    assert back["student_id"].tolist() == found.placed.frame["student_id"].tolist()
    reports = tmp_path / "reports"
    hit.write_tables(plan_with_seats_for_some(), reports)
    with pytest.raises(OutputError, match="do not lie beside"):
        write_roster(found, reports)
    assert not list(reports.glob("roster*"))


def test_no_table_of_a_plan_holds_a_student(tmp_path: Path) -> None:
    seated()
    hit.write_tables(plan_with_seats_for_some(), tmp_path)
    assert all(ID.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_student_whose_school_is_not_planned_is_taken_off() -> None:
    rows = pd.concat([students(), pd.DataFrame([student(77, school_id="99", math_percentile=5)])])
    found = hit.roster(plan_with_seats_for_some(), rows)
    assert found.taken_off.frame["reason"].tolist() == ["school_not_planned"]


@pytest.mark.parametrize("unit", [0.01, 1.0, 500.0])
def test_the_line_of_a_band_runs_from_its_greatest_need_to_its_least_in_any_unit(unit: float) -> None:
    standing = [-3.0, -1.0, float("nan"), 5.0, 2.0, 2.0]
    rows = pd.DataFrame(
        {"band_id": ["a"] * 4 + ["b"] * 2, "standing": standing, "skills": ["x", "y", "x", "x", "", ""]}
    )
    rows["standing"] *= unit
    assert line_of(rows, "need").tolist() == pytest.approx([0.0, 0.25, 0.25, 1.0, 0.0, 0.0], abs=1e-12)
    by_skills = line_of(rows, "skills")
    assert by_skills[1] - by_skills[[0, 2, 3]].max() > EMPTY, "an empty group is nearer than other skills"
    assert by_skills[[0, 2, 3]].max() - by_skills[[0, 2, 3]].min() < EMPTY, "and further than any need of the same"


def test_in_a_band_without_a_group_nothing_is_left_to_a_rule() -> None:
    spread = seated({0: {"math_percentile": 3}}).spread.set_index("band_id")
    assert spread.loc["01:3-5:math:intensive", ["placed_students", "waiting_students", "exact"]].tolist() == [
        0,
        1,
        True,
    ]
    assert not spread.loc["01:3-5:math:strategic", "exact"]
