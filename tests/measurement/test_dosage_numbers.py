"""The four dosages counted by hand: by student, school, provider, subject and mark; pace; what is lost."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.measurement.delivery.calendar import school_days
from hitdesign.measurement.delivery.delivered import Dosage, dosage
from hitdesign.measurement.delivery.not_held import not_held
from hitdesign.measurement.delivery.pace import pace
from hitdesign.measurement.delivery.publish import tables_to_publish
from hitdesign.measurement.delivery.sentences import dosage_sentences, pace_sentences
from hitdesign.measurement.disclosure.protect import protect
from measurement.dosage_cases import AS_OF, YEAR, enrolled, log_of, many, small


@pytest.fixture(scope="module")
def found() -> Dosage:
    sessions, place = small()
    return dosage(sessions, place, as_of=AS_OF, year=YEAR, adequate_hours=2)


def row(table: pd.DataFrame, **where: object) -> pd.Series:
    kept = table
    for name, value in where.items():
        kept = kept[kept[name] == value]
    (only,) = kept.to_dict("records")
    return pd.Series(only)


def test_each_student_has_four_dosages_and_a_status(found: Dosage) -> None:
    frame = found.students.frame.set_index("student_id")
    assert frame["program_minutes"].tolist() == [900.0] * 4
    assert frame["scheduled_minutes"].tolist() == [120.0, 90.0, 120.0, 0.0]
    assert frame["actual_minutes"].tolist() == [120.0, 40.0, 0.0, 0.0]
    assert frame["actual_sessions"].tolist() == [4, 2, 0, 0]
    assert frame["unrecorded_minutes"].tolist() == [0.0, 0.0, 30.0, 0.0]
    assert frame["status"].tolist() == ["reached", "dropped", "never_started", "never_started"]


def test_a_student_who_left_after_a_start_has_left_and_one_who_came_lately_goes_on() -> None:
    rows = log_of(("a", "N", "", "", "2026-09-14", "", 30, 30, ""), ("b", "N", "", "", "2026-12-16", "", 30, 30, ""))
    place = enrolled(("a", "N", "", None, "2026-10-01"), ("b", "N", "", None, None))
    status = dosage(rows, place, as_of=AS_OF, year=YEAR).students.frame["status"].tolist()
    assert status == ["left", "going"]


def test_a_student_whose_time_is_still_to_come_has_not_failed_to_start() -> None:
    place = enrolled(("new", "N", "", "2027-01-05", None), ("old", "N", "", "2026-09-14", None))
    found = dosage(log_of(), place, as_of=AS_OF, year=YEAR)
    assert found.students.frame["status"].tolist() == ["to_come", "never_started"]
    assert found.total["never_started_students"] == found.by("school_id")["never_started_students"].sum() == 1


def test_adequate_may_be_a_number_of_sessions_or_both() -> None:
    days = ["2026-09-07", "2026-09-08", "2026-09-09"]
    rows = log_of(*(("a", "N", "", "", one, "", 30, 10, "") for one in days))
    for asked, reached in (
        ({"adequate_sessions": 3}, True),
        ({"adequate_sessions": 4}, False),
        ({"adequate_sessions": 3, "adequate_hours": 1}, False),
        ({"adequate_hours": 0.5}, True),
    ):
        found = dosage(rows, as_of=date(2026, 9, 9), year=YEAR, **asked)
        assert found.students.frame["reached"].tolist() == [reached]
        assert found.by("subject")["reached_students"].tolist() == [reached]
    found = dosage(rows, as_of=date(2026, 9, 9), year=YEAR, adequate_sessions=5)
    frame = pace(found, by=date(2026, 9, 11)).students.frame
    assert frame[["sessions_needed", "expected_sessions", "verdict"]].values.tolist() == [[2.0, 3.0, "on_pace"]]
    assert "reached the adequate dosage of 5 sessions" in dosage_sentences(found)[0]
    with pytest.raises(InputError) as refused:
        dosage(rows, as_of=AS_OF, year=YEAR, adequate_sessions=0, adequate_hours=-1, dropped_after_weeks=0)
    assert len(refused.value.faults) == 3


def test_weeks_without_a_session_are_counted_over_school_days() -> None:
    rows = log_of(("a", "N", "", "", "2026-11-20", "", 30, 30, ""))

    def status(as_of: date, closed: list[str]) -> str:
        off = pd.DataFrame({"date": closed})
        found = dosage(rows, as_of=as_of, year=YEAR, dropped_after_weeks=1, closed_days=off)
        return str(found.students.frame["status"].iloc[0])

    assert status(date(2026, 11, 27), []) == "going"  # five school days
    assert status(date(2026, 11, 30), []) == "dropped"  # six
    assert status(date(2026, 11, 30), ["2026-11-26"]) == "going"


def test_schools_add_up_and_a_student_who_never_came_is_counted(found: Dosage) -> None:
    table = found.by("school_id")
    north, south = row(table, school_id="North"), row(table, school_id="South")
    assert (north["students"], north["reached_students"], north["dropped_students"]) == (2, 1, 1)
    assert (south["students"], south["never_started_students"], south["reached_share"]) == (2, 2, 0.0)
    assert north["actual_hours"] == pytest.approx(160 / 60)
    assert north["actual_share_of_scheduled"] == pytest.approx(160 / 210)
    assert found.total["program_hours"] == table["program_hours"].sum() == 60


def test_a_student_counts_in_each_of_several_marks(found: Dosage) -> None:
    table = found.by("mark")
    assert dict(zip(table["mark"], table["students"], strict=True)) == {"iep": 2, "low_income": 2, "none": 1}
    assert row(table, mark="low_income")["actual_hours"] == pytest.approx(160 / 60)


def test_by_provider_and_subject_only_their_own_sessions_count(found: Dosage) -> None:
    table = found.by("provider")
    assert row(table, provider="Acme")["actual_sessions"] == 6
    assert row(table, provider="own")["never_started_students"] == 2
    assert np.isnan(row(table, provider="own")["program_hours"])
    assert row(found.by("subject"), subject="math")["students"] == 2


def test_a_design_by_subject_is_kept_by_subject() -> None:
    place = enrolled(("a", "N", "", None, None), ("a", "N", "", None, None)).assign(subject=["math", "reading"])
    rows = log_of(("a", "N", "", "math", "2026-09-14", "", 30, 30, ""))
    table = dosage(rows, place, as_of=AS_OF, year=YEAR, adequate_hours=0.5).by("subject")
    assert table["program_hours"].tolist() == [15.0, 15.0]
    assert table["reached_students"].tolist() == [1, 0]


def test_a_design_that_one_row_does_not_say_is_unknown_and_not_zero() -> None:
    place = enrolled(("a", "N", "", None, None)).assign(weeks=None)
    found = dosage(log_of(("a", "N", "", "", "2026-09-14", "", 30, 30, "")), place, as_of=AS_OF, year=YEAR)
    assert np.isnan(found.total["program_hours"])
    assert found.total["program_unknown_students"] == 1
    assert "unknown hours were designed" in dosage_sentences(found)[1]


def test_the_spread_is_that_of_numpy() -> None:
    sessions, place = many(600)
    found = dosage(sessions, place, as_of=AS_OF, year=YEAR)
    spread = found.distribution("school_id")
    school = row(spread, school_id="school 0", dosage="actual")
    hours = found.students.frame.loc[found.students.frame["school_id"] == "school 0", "actual_minutes"] / 60
    assert school["p25_hours"] == pytest.approx(np.quantile(hours, 0.25))
    assert school["mean_hours"] == pytest.approx(hours.mean())
    assert school["students"] == len(hours)


def test_lost_hours_and_attended_ones_make_up_the_scheduled_ones(found: Dosage) -> None:
    lost = not_held(found.log)
    assert dict(zip(lost["why_not_held"], lost["sessions"], strict=True)) == {
        "attendance_not_recorded": 1,
        "held_in_part": 2,
        "student_absent": 3,
        "tutor_absent": 1,
    }
    total = found.total
    assert lost["lost_hours"].sum() + total["actual_hours"] == pytest.approx(total["scheduled_hours"])
    by = not_held(found.log, ["provider"])
    assert row(by, provider="own", why_not_held="student_absent")["share_of_sessions"] == pytest.approx(3 / 5)
    with pytest.raises(InputError, match="cannot be divided"):
        not_held(found.log, ["student_id"])


def test_pace_is_counted_over_the_school_days_that_are_left() -> None:
    rows = log_of(("a", "N", "", "", "2026-09-07", "", 30, 30, ""), ("b", "N", "", "", "2026-09-07", "", 30, 0, ""))
    place = enrolled(("a", "N", "", None, None), ("b", "S", "", None, None))
    closed = pd.DataFrame({"date": ["2026-09-22", "2026-09-21"], "school_id": ["*", "S"]})
    found = dosage(rows, place, as_of=date(2026, 9, 11), year=YEAR, adequate_hours=3, closed_days=closed)
    frame = pace(found, by=date(2026, 9, 25)).students.frame.set_index("student_id")
    assert frame["school_days_left"].tolist() == [9, 8]
    assert frame["sessions_needed"].tolist() == [5.0, 6.0]
    assert frame.loc["a", "sessions_per_week_needed"] == pytest.approx(5 / (9 / 5))
    # From Thursday 17 September on a has 17, 18, 21, 23, 24, 25: six days, one more than needed.
    assert frame["last_day"].tolist() == [pd.Timestamp(2026, 9, 18), pd.Timestamp(2026, 9, 16)]
    assert frame["verdict"].tolist() == ["below_pace", "below_pace"]
    at_most_two = pace(found, by=date(2026, 9, 25), most_sessions_per_week=2).students.frame
    assert at_most_two["verdict"].tolist() == ["out_of_reach", "out_of_reach"]
    assert at_most_two["last_day"].isna().all()


def test_a_single_session_that_is_missing_can_wait_until_the_day_itself() -> None:
    rows = log_of(("a", "N", "", "", "2026-09-07", "", 30, 30, ""))
    found = dosage(rows, as_of=date(2026, 9, 11), year=YEAR, adequate_hours=1)
    frame = pace(found, by=date(2026, 9, 25)).students.frame
    assert frame["sessions_needed"].tolist() == [1.0]
    assert frame["last_day"].tolist() == [pd.Timestamp(2026, 9, 25)]


def test_even_pace_is_on_pace_and_what_is_reached_needs_no_day() -> None:
    days = ["2026-09-07", "2026-09-08", "2026-09-09", "2026-09-10", "2026-09-11"]
    rows = log_of(*(("a", "N", "", "", one, "", 30, 30, "") for one in days))
    for hours, verdict in ((5, "on_pace"), (5.2, "below_pace"), (2.5, "reached")):
        found = dosage(rows, as_of=date(2026, 9, 11), year=YEAR, adequate_hours=hours)
        frame = pace(found, by=date(2026, 9, 18), minutes_per_session=40).students.frame
        assert frame["verdict"].tolist() == [verdict]
        assert frame["last_day"].isna().tolist() == [verdict == "reached"]


def test_without_the_length_of_a_session_behind_is_known_and_how_many_is_not() -> None:
    rows = log_of(("a", "N", "", "", "2026-09-07", "", 30, 30, ""))
    place = enrolled(("a", "N", "", None, None), ("new", "N", "", "2026-12-18", None)).assign(minutes_per_session=None)
    found = dosage(rows, place, as_of=AS_OF, year=YEAR, adequate_hours=30)
    frame = pace(found, by=YEAR[1]).students.frame
    assert frame["verdict"].tolist() == ["below_pace", "below_pace"]
    assert frame["sessions_needed"].isna().tolist() == [False, True]
    with pytest.raises(InputError, match="no day is left"):
        pace(found, by=AS_OF)


def test_the_last_day_is_the_last_from_which_all_sessions_fit() -> None:
    calendar = school_days(YEAR, pd.DataFrame({"date": ["2026-12-24", "2027-01-18"]}))
    days, room = calendar.last_starts("any", date(2026, 12, 18), date(2027, 1, 29), 3)
    for at, start in enumerate(days):
        weeks = pd.Series(days[at:]).dt.isocalendar().week
        assert room[at] == np.minimum(weeks.value_counts(), 3).sum(), start


def test_a_student_who_comes_later_has_only_the_days_from_then_on() -> None:
    first, year = "2026-11-30", (date(2026, 9, 7), date(2026, 12, 18))
    place = enrolled(("new", "N", "", first, None), ("soon", "N", "", "2026-12-17", None), ("old", "N", "", None, None))
    found = dosage(log_of(), place, as_of=date(2026, 10, 30), year=year, adequate_hours=5)
    way = pace(found, by=year[1]).students.frame.set_index("student_id")
    assert way["sessions_needed"].tolist() == [10, 10, 10]
    assert way["school_days_left"].to_dict() == {"new": 15, "old": 35, "soon": 2}
    assert way["sessions_that_fit"].to_dict() == {"new": 15, "old": 35, "soon": 2}
    assert way["verdict"].to_dict() == {"new": "on_pace", "old": "below_pace", "soon": "out_of_reach"}
    assert str(way.loc["new", "last_day"].date()) == str(way.loc["old", "last_day"].date()) == "2026-12-07"
    assert pd.isna(way.loc["soon", "last_day"])
    assert way.loc["new", "sessions_per_week_needed"] == pytest.approx(10 / 3)


def test_who_is_still_to_come_is_not_published_as_served() -> None:
    rows = log_of(*((f"s{n:02}", "N", "Acme", "reading", "2026-09-14", "", 30, 30, "") for n in range(30)))
    place = enrolled(*((f"s{n:02}", "N", "", None, None) for n in range(30)), ("new", "N", "", "2027-01-05", None))
    found = dosage(rows, place.assign(subject="reading"), as_of=AS_OF, year=YEAR)
    (table,) = [one for one in tables_to_publish(found) if one.name == "students served by subject"]
    assert dict(zip(table.cells["subject"], table.cells["students"], strict=True)) == {"reading": 30, "all": 30}


def test_tables_for_publication_pass_the_disclosure_control() -> None:
    found = dosage(*many(3000), as_of=AS_OF, year=YEAR, adequate_hours=6)
    tables = tables_to_publish(found)
    assert [table.name for table in tables[:2]] == ["dosage by school", "dosage by mark"]
    assert set(tables[1].cells["mark"]) == {"all", "iep", "english_learner"}
    whole = tables[0].cells
    assert whole.loc[(whole["school"] == "all") & (whole["status"] == "all"), "students"].tolist() == [50]
    safe = protect(tables)
    assert safe.audit.holds
    assert "*" in safe.publish()["dosage by school"]["students"].tolist()


def test_sentences_say_no_count_below_the_threshold_nor_its_complement(found: Dosage) -> None:
    said = dosage_sentences(found)
    assert "some of fewer than 10 students reached the adequate dosage of 2 hours." in said[0]
    ids = [f"s{one}" for one in range(30)]
    rows = log_of(*((one, "N", "", "", "2026-09-14", "", 30, 30 * (one != "s3"), "") for one in ids))
    most = dosage(rows, as_of=AS_OF, year=YEAR, adequate_hours=0.5)
    assert "nearly all of 30 students reached" in dosage_sentences(most)[0]
    behind = pace(dosage(rows, as_of=AS_OF, year=YEAR), by=YEAR[1])
    assert pace_sentences(behind)[0].startswith("30 students are behind an even pace to 30 hours by 2027-05-28; half")


def test_an_adequate_dosage_from_the_evidence_is_said_to_be_unchecked() -> None:
    found = dosage(*small(), as_of=AS_OF, year=YEAR)
    assert (found.adequate_hours, found.adequate_verified) == (30.0, False)
    assert "nobody has checked" in dosage_sentences(found)[0]


def test_without_marks_or_any_student_there_is_still_an_answer_that_can_be_published() -> None:
    rows = log_of(*((f"s{one}", "all", "", "", "2026-09-14", "", 30, 30, "") for one in range(12)))
    found = dosage(rows, as_of=AS_OF, year=YEAR)
    tables = tables_to_publish(found)
    assert set(tables[0].cells["school"]) == {"all", "all of them"}
    assert protect(tables).audit.holds
    nobody = dosage(rows.iloc[:0], as_of=AS_OF, year=YEAR)
    assert nobody.total["students"] == 0
    assert dosage_sentences(nobody) == ("Up to 2026-12-18, no student was enrolled or on the schedule.",)
    assert len(pace(nobody, by=YEAR[1]).counts()) == 0


def test_hours_that_floating_point_left_a_hair_above_are_reached() -> None:
    rows = log_of(("a", "N", "", "", "2026-09-14", "", 33, 33, ""))
    assert dosage(rows, as_of=AS_OF, year=YEAR, adequate_hours=0.55).students.frame["reached"].tolist() == [True]


def test_an_empty_log_with_an_enrolment_has_only_students_who_never_started() -> None:
    sessions, place = small()
    found = dosage(sessions.iloc[:0], place, as_of=AS_OF, year=YEAR)
    assert set(found.students.frame["status"]) == {"never_started"}
    assert found.by("school_id")["students"].tolist() == [2, 2]
    assert len(found.by("provider")) == 0
    assert dosage_sentences(found)
