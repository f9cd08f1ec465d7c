"""What cannot be as it stands in a log: each fault refused, left out, capped or kept by its rule, and counted."""

from __future__ import annotations

import io
import time
from contextlib import redirect_stdout
from datetime import date
from typing import Any

import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.measurement.delivery.delivered import dosage
from hitdesign.measurement.delivery.log import SessionLog, session_log
from hitdesign.measurement.delivery.not_held import not_held
from hitdesign.measurement.delivery.pace import pace
from hitdesign.measurement.delivery.publish import tables_to_publish
from hitdesign.measurement.delivery.rules import LogRules
from hitdesign.measurement.delivery.sentences import dosage_sentences, pace_sentences
from measurement.dosage_cases import AS_OF, YEAR, enrolled, log_of, many, small


def read(*rows: tuple[Any, ...], rules: LogRules | None = None, place: pd.DataFrame | None = None) -> SessionLog:
    return session_log(log_of(*rows), place, as_of=AS_OF, year=YEAR, rules=rules)


def rows_of(log: SessionLog) -> dict[str, int]:
    told = dict(zip(log.quality["fault"], log.quality["rows"], strict=True))
    return {fault: rows for fault, rows in told.items() if rows}


def session(start: str, scheduled: float, attended: float, day: str = "2026-09-14") -> tuple[Any, ...]:
    return ("Z-a", "N", "own", "math", day, start, scheduled, attended, "")


def test_of_overlapping_sessions_the_one_with_most_minutes_counts() -> None:
    rows = (
        session("9:00", 45, 5),
        session("9:30", 45, 40),
        session("10:15", 30, 30),
        session("9:10", 10, 10, "2026-09-15"),
    )
    log = read(*rows)
    assert rows_of(log) == {"overlapping": 1}
    assert log.sessions.frame["attended_minutes"].tolist() == [40.0, 30.0, 10.0]
    assert len(read(*rows, rules=LogRules(overlapping="keep")).sessions) == 4
    with pytest.raises(InputError, match="row 2, column starts_at: another session of the same student runs"):
        read(*rows, rules=LogRules(overlapping="refuse"))


def test_a_long_session_overlaps_all_that_run_in_it_and_other_students_none() -> None:
    rows = [session("8:00", 240, 0), session("9:00", 30, 30), session("11:00", 30, 20)]
    other = [("Z-b", *one[1:]) for one in rows[1:]]
    log = read(*rows, *other)
    assert rows_of(log) == {"overlapping": 2}
    assert log.sessions.frame["attended_minutes"].tolist() == [30.0, 30.0, 20.0]


def test_without_a_time_only_equal_rows_are_twice_the_same() -> None:
    log = read(session("", 30, 30), session("", 30, 30), session("", 30, 25))
    assert rows_of(log) == {"same_row_twice": 1}
    assert len(log.sessions) == 2


def test_more_attended_than_scheduled_is_capped_kept_or_refused() -> None:
    rows = [session("9:00", 30, 45)]
    assert read(*rows).sessions.frame["attended_minutes"].tolist() == [30.0]
    assert read(*rows, rules=LogRules(more_than_scheduled="keep")).sessions.frame["attended_minutes"].tolist() == [45.0]
    assert rows_of(read(*rows)) == {"more_than_scheduled": 1}
    with pytest.raises(InputError, match="more minutes attended than scheduled"):
        read(*rows, rules=LogRules(more_than_scheduled="refuse"))


def test_a_reason_beside_minutes_attended_is_counted_and_not_believed() -> None:
    row = ("Z-a", "N", "own", "math", "2026-09-14", "9:00", 30, 30, "tutor_absent")
    log = read(row)
    assert rows_of(log) == {"held_with_reason": 1}
    assert len(not_held(log)) == 0
    with pytest.raises(InputError, match="column why_not_held: minutes were attended"):
        read(row, rules=LogRules(held_with_reason="refuse"))


def test_negative_minutes_are_refused_unless_they_are_left_out() -> None:
    rows = [session("9:00", -30, 0), session("10:00", 30, -5), session("11:00", 30, 30)]
    with pytest.raises(InputError, match=r"minutes below 0 \(2 rows: 2, 3\)"):
        read(*rows)
    log = read(*rows, rules=LogRules(negative_minutes="leave_out"))
    assert (len(log.sessions), rows_of(log)) == (1, {"negative_minutes": 2})


def test_days_outside_the_year_do_not_count_and_sessions_to_come_are_no_fault() -> None:
    days = ["2026-09-06", "2026-09-07", "2026-12-18", "2026-12-19", "2027-06-01"]
    log = read(*(session("9:00", 30, 30, day) for day in days))
    assert rows_of(log) == {"outside_year": 2, "after_as_of": 1}
    assert (len(log.sessions), log.faulty_rows) == (2, 2)
    found = dosage(log_of(*(session("9:00", 30, 30, day) for day in days[1:4])), as_of=AS_OF, year=YEAR)
    assert not any("fault" in sentence for sentence in dosage_sentences(found))


def test_students_who_are_not_enrolled_are_counted_and_kept_or_left_out() -> None:
    place = enrolled(("Z-b", "N", "", "2026-09-20", "2026-10-20"))
    days = ["2026-09-14", "2026-09-21", "2026-10-20", "2026-10-21"]
    rows = [session("9:00", 30, 30), *(("Z-b", "N", "own", "math", day, "9:00", 30, 30, "") for day in days)]
    log = read(*rows, place=place)
    assert rows_of(log) == {"not_enrolled": 1, "outside_enrolment": 2}
    assert len(log.sessions) == 5
    strict = LogRules(not_enrolled="leave_out", outside_enrolment="leave_out")
    assert len(read(*rows, place=place, rules=strict).sessions) == 2


def test_all_refused_rows_are_said_at_once_and_no_student_is_named() -> None:
    rules = LogRules(overlapping="refuse", more_than_scheduled="refuse", outside_year="refuse")
    rows = [session("9:00", 30, 45), session("9:15", 30, 30), session("9:00", 30, 30, "2025-09-14")]
    with pytest.raises(InputError) as refused:
        read(*rows, rules=rules)
    assert [fault.column for fault in refused.value.faults] == ["date", "starts_at", "attended_minutes"]
    assert "Z-a" not in str(refused.value)


def test_cells_of_the_wrong_kind_are_said_with_their_rows() -> None:
    log = log_of(session("9:61", 30, 30), session("9:00", 2000, 30), session("9:00", 30, 30, "soon"))
    log.loc[0, "why_not_held"] = "Z-a was ill"
    place = enrolled(("Z-a", "N", "", "2026-10-01", "2026-09-01"), ("Z-a", "S", "", None, None))
    place["subject"] = "math"
    with pytest.raises(InputError) as refused:
        session_log(log, place, as_of=AS_OF, year=(YEAR[1], YEAR[0]))
    said = {(fault.table, fault.column) for fault in refused.value.faults}
    assert said == {
        ("student_sessions", "date"), ("student_sessions", "why_not_held"), ("student_sessions", "starts_at"),
        ("student_sessions", "scheduled_minutes"), ("year", None),
        ("enrolment", "student_id"), ("enrolment", "school_id"), ("enrolment", "left_on"),
    }  # fmt: skip
    assert "Z-a" not in str(refused.value)


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(InputError, match="one of cap, keep, refuse"):
        LogRules(more_than_scheduled="leave_out")


def test_no_student_is_named_by_anything_that_is_printed_or_published() -> None:
    found = dosage(*small(), as_of=AS_OF, year=YEAR, adequate_hours=2)
    way = pace(found, by=date(2027, 3, 1))
    shown = io.StringIO()
    with redirect_stdout(shown):
        print(found, found.log, way, found.students, way.students, tables_to_publish(found))
        print(found.quality, found.by("school_id"), found.by("mark"), found.distribution("provider"), way.counts())
        print(dosage_sentences(found), pace_sentences(way), [table.cells for table in tables_to_publish(found)])
    assert "Z-" not in shown.getvalue()
    assert "PrivateTable(4 rows" in shown.getvalue()


@pytest.mark.once
def test_a_log_of_many_rows_is_counted_in_little_time() -> None:
    sessions, place = many(30_000)
    begin = time.process_time()
    found = dosage(sessions, place, as_of=AS_OF, year=YEAR)
    found.by("school_id")
    assert time.process_time() - begin < 5  # about 0.3 where nothing else runs
    assert found.log.faulty_rows > 500


@pytest.mark.slow
def test_a_log_of_a_million_rows_is_counted_in_seconds() -> None:
    sessions, place = many(1_000_000)
    begin = time.process_time()
    found = dosage(sessions, place, as_of=AS_OF, year=YEAR)
    pace(found, by=YEAR[1])
    for division in ("school_id", "provider", "subject", "mark"):
        found.by(division)
    assert time.process_time() - begin < 40
