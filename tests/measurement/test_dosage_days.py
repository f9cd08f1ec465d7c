"""Attendance on days with tutoring against the same student's other days: by hand, by other routes, by simulation."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.linear_model import OLS

from hitdesign.errors import InputError, MissingExtra
from hitdesign.measurement.delivery.days import StudentDays, student_days
from hitdesign.measurement.delivery.log import session_log
from hitdesign.measurement.delivery.odds import Pairs, attendance_odds, mcnemar, paired_days
from hitdesign.measurement.delivery.within import within_students
from measurement.dosage_cases import AS_OF, YEAR

#: How likely a student is at school, Monday to Friday.
BY_WEEKDAY = np.array([0.95, 0.93, 0.92, 0.9, 0.75])


def drawn(students: int, weeks: int, seed: int, effect: float = 0.0, share: float = 0.5) -> StudentDays:
    """School weeks in which tutoring falls on Monday to Wednesday more than on Friday."""
    draw = np.random.default_rng(seed)
    every = pd.bdate_range("2026-09-14", periods=5 * weeks)
    who = np.repeat([f"Z-{one}" for one in range(students)], len(every))
    when = np.tile(every.to_numpy(), students)
    weekday = np.tile(every.day_of_week.to_numpy(), students)
    tutoring = draw.random(len(who)) < share * np.array([1.5, 1.3, 1.2, 0.7, 0.3])[weekday]
    own = np.repeat(draw.normal(0, 0.05, students), len(every))
    chance = np.clip(BY_WEEKDAY[weekday] + own + effect * tutoring, 0, 1)
    at_school = (draw.random(len(who)) < chance).astype(float)
    seen = pd.DataFrame({"student_id": who, "date": when, "attended": at_school, "engagement": 1 + 4 * at_school})
    held = seen[tutoring].assign(school_id="N", scheduled_minutes=30)
    log = session_log(held[["student_id", "date", "school_id", "scheduled_minutes"]], as_of=AS_OF, year=YEAR)
    return student_days(seen, log)


@pytest.fixture(scope="module")
def some() -> StudentDays:
    return drawn(40, 8, 3)


def test_a_day_is_one_with_tutoring_by_the_schedule_whether_or_not_anybody_came() -> None:
    held = {"student_id": ["a", "a"], "school_id": ["N"] * 2, "date": ["2026-09-14", "2026-09-15"]}
    log = session_log(
        pd.DataFrame(held | {"scheduled_minutes": [30, 30], "attended_minutes": [30, 0]}), as_of=AS_OF, year=YEAR
    )
    dates = ["2026-09-14", "2026-09-15", "2026-09-16", "2026-08-01", "2026-09-17"]
    seen = pd.DataFrame({"student_id": "a", "date": dates, "attended": 1.0, "engagement": [1, 2, 3, 4, None]})
    found = student_days(seen, log)
    assert found.days.frame["tutoring"].tolist() == [True, True, False, False]
    assert found.outside_days == 1
    engaged = student_days(seen, log, outcome="engagement", scale=(1, 5))
    assert (engaged.unknown_days, engaged.students) == (1, 1)
    always = seen.iloc[:2]
    alone = student_days(pd.concat([always, seen.assign(student_id="b")]), log)
    assert (alone.one_kind_students, alone.students) == (2, 0)


@pytest.mark.once
def test_the_difference_is_that_of_a_regression_with_a_column_for_every_student(some: StudentDays) -> None:
    frame = some.days.frame
    names = pd.get_dummies(frame[["student_id"]], dtype=float)
    weekdays = pd.get_dummies(frame["weekday"], drop_first=True, dtype=float)
    columns = np.column_stack([frame["tutoring"].astype(float), weekdays, names])
    groups = pd.factorize(frame["student_id"])[0]
    whole = OLS(frame["outcome"], columns).fit(cov_type="cluster", cov_kwds={"groups": groups})
    found = within_students(some, correction="dummies")
    assert found.difference == pytest.approx(whole.params.iloc[0])
    assert found.standard_error == pytest.approx(whole.bse.iloc[0])
    rows, students = len(frame), frame["student_id"].nunique()
    plain = within_students(some, correction="none").standard_error
    assert within_students(some, correction="clusters").standard_error == pytest.approx(
        plain * (students / (students - 1)) ** 0.5
    )
    assert within_students(some, correction="nested").standard_error == pytest.approx(
        plain * (students / (students - 1) * (rows - 1) / (rows - 6)) ** 0.5
    )


def test_the_interval_is_the_t_of_students_less_one_times_the_error(some: StudentDays) -> None:
    found = within_students(some, confidence=0.9)
    assert found.degrees_of_freedom == found.students - 1 == 39
    assert (found.high - found.low) / 2 == pytest.approx(1.684875 * found.standard_error)  # t(0.95, 39)
    assert found.tutoring_days + found.other_days == len(some.days.frame)


def test_a_pair_is_the_nearest_other_day_of_the_same_weekday() -> None:
    kinds = {"2026-09-14": "on", "2026-09-15": "off", "2026-10-05": "off", "2026-10-12": "on", "2026-10-26": "on"}
    at_school = {"2026-09-14": 1, "2026-09-15": 1, "2026-10-05": 1, "2026-10-12": 0, "2026-10-26": 1}
    seen = pd.DataFrame({"student_id": "a", "date": list(kinds), "attended": list(at_school.values())})
    held = pd.DataFrame({"student_id": "a", "date": [day for day, kind in kinds.items() if kind == "on"]})
    log = session_log(held.assign(school_id="N", scheduled_minutes=30), as_of=AS_OF, year=YEAR)
    # 12 October stands one week from the 5th; every other Monday with a session stands three away.
    assert paired_days(student_days(seen, log)) == Pairs(both=0, only_tutoring=0, only_other=1, neither=0)


def test_weekdays_alone_make_days_with_tutoring_look_better_and_holding_them_fixed_mends_it() -> None:
    many = drawn(150, 12, 5)
    raw = within_students(many, fixed="student")
    assert raw.low > 0.01
    for fixed in ("student_and_weekday", "student_by_weekday", "student_weekday_and_month"):
        held = within_students(many, fixed=fixed)
        assert abs(held.difference) < 3 * held.standard_error
        assert abs(held.difference) < 0.4 * raw.difference
    assert "weekdays are NOT held fixed" in raw.sentences()[0]
    assert "does not show that tutoring brings students to school" in raw.sentences()[2]


def test_with_one_day_of_each_kind_the_difference_is_the_mean_of_differences_and_odds_are_those_of_pairs() -> None:
    days = ["2026-09-14", "2026-09-21"]
    kinds = {"11": 5, "10": 6, "01": 2, "00": 3}
    seen, at = [], 0
    for kind, count in kinds.items():
        for _ in range(count):
            seen += [(f"s{at}", day, int(one)) for day, one in zip(days, kind, strict=True)]
            at += 1
    attendance = pd.DataFrame(seen, columns=["student_id", "date", "attended"])
    held = (
        attendance[attendance["date"] == days[0]].assign(school_id="N", scheduled_minutes=30).drop(columns="attended")
    )
    given = student_days(attendance, session_log(held, as_of=AS_OF, year=YEAR))
    differences = np.repeat([0, 1, -1, 0], list(kinds.values()))
    found = within_students(given, fixed="student_by_weekday", correction="clusters")
    assert found.difference == pytest.approx(differences.mean())
    assert found.standard_error == pytest.approx(differences.std(ddof=1) / 16**0.5)
    pairs = paired_days(given)
    assert pairs == Pairs(both=5, only_tutoring=6, only_other=2, neither=3)
    assert pairs.difference == 0.25
    for method in ("mantel_haenszel", "conditional_logit"):
        odds = attendance_odds(given, method=method)
        assert odds.odds_ratio == pytest.approx(3, rel=1e-4)
        assert odds.students == 8
        assert odds.low < 1 < odds.high


def test_mcnemar_s_test_of_approval_ratings() -> None:
    """Agresti, Categorical Data Analysis: 794, 150, 86, 570; z is -4.17."""
    ratings = Pairs(both=794, only_tutoring=150, only_other=86, neither=570)
    plain = mcnemar(ratings, exact=False, correction=False)
    assert plain.statistic**0.5 == pytest.approx(4.17, abs=0.005)
    assert mcnemar(ratings, exact=False).statistic == pytest.approx((64 - 1) ** 2 / 236)
    exact = mcnemar(ratings)
    assert (exact.statistic, exact.exact, exact.correction) == (86, True, False)
    with pytest.raises(InputError, match="no pair differs"):
        mcnemar(Pairs(both=1, only_tutoring=0, only_other=0, neither=1))


@pytest.mark.once
def test_the_pooled_odds_are_those_of_mantel_and_haenszel_and_both_methods_hold_weekdays_fixed() -> None:
    given = drawn(25, 3, 12)
    above = below = 0.0
    for _, part in given.days.frame.groupby(["student_id", "weekday"]):
        on, there = part["tutoring"], part["outcome"] == 1
        above += (on & there).sum() * (~on & ~there).sum() / len(part)
        below += (on & ~there).sum() * (~on & there).sum() / len(part)
    pooled, logit = (attendance_odds(given, method=one) for one in ("mantel_haenszel", "conditional_logit"))
    assert pooled.odds_ratio == pytest.approx(above / below)
    for found in (pooled, logit):
        assert found.low < 1 < found.high


def test_yes_and_no_are_read_as_numbers_and_other_words_are_not_guessed() -> None:
    held = {"student_id": ["a"], "school_id": ["N"], "date": ["2026-09-14"], "scheduled_minutes": [30]}
    log = session_log(pd.DataFrame(held), as_of=AS_OF, year=YEAR)
    seen = pd.DataFrame({"student_id": "a", "date": ["2026-09-14", "2026-09-15", "2026-09-16"]})
    given = student_days(seen.assign(attended=["yes", "no", 0.5]), log)
    assert given.days.frame["outcome"].tolist() == [1.0, 0.0, 0.5]
    assert student_days(seen.assign(attended=[True, False, True]), log).days.frame["outcome"].tolist() == [1, 0, 1]
    with pytest.raises(InputError, match="column attended: is no number"):
        student_days(seen.assign(attended=["present", "yes", "no"]), log)


def test_the_order_of_rows_changes_nothing(some: StudentDays) -> None:
    frame = some.days.frame.sample(frac=1, random_state=1)
    mixed = StudentDays(type(some.days)(frame), "attended", 0, 0, 0)
    assert within_students(mixed).standard_error == pytest.approx(within_students(some).standard_error)
    assert paired_days(mixed) == paired_days(some)


def test_sessions_on_the_same_weekdays_for_all_cannot_be_told_from_weekdays() -> None:
    every = pd.bdate_range("2026-09-14", periods=20)
    seen = pd.DataFrame([(who, day, 1.0) for who in "abc" for day in every], columns=["student_id", "date", "attended"])
    held = seen[seen["date"].dt.day_of_week.isin([0, 2])].assign(school_id="N", scheduled_minutes=30)
    given = student_days(seen, session_log(held.drop(columns="attended"), as_of=AS_OF, year=YEAR))
    with pytest.raises(InputError, match="the same weekdays for every student"):
        within_students(given)
    assert within_students(given, fixed="student").difference == pytest.approx(0)


def test_faults_of_attendance_are_said_without_a_student_or_a_value(some: StudentDays) -> None:
    log = session_log(
        pd.DataFrame({"student_id": ["Z-a"], "school_id": ["N"], "date": ["2026-09-14"], "scheduled_minutes": [30]}),
        as_of=AS_OF,
        year=YEAR,
    )
    seen = pd.DataFrame({"student_id": ["Z-a"] * 3, "date": ["2026-09-14"] * 2 + ["soon"], "attended": [1.5, 0, 1]})
    with pytest.raises(InputError) as refused:
        student_days(seen, log, outcome="engagement")
    assert {fault.column for fault in refused.value.faults} == {"date", "attended", "scale"}
    good = seen.assign(date=["2026-09-14", "2026-09-14", "2026-09-15"], attended=1, engagement=[7.25, 1, 1])
    with pytest.raises(InputError) as refused:
        student_days(good, log, outcome="engagement", scale=(1, 5))
    assert {fault.column for fault in refused.value.faults} == {"date", "engagement"}
    assert "Z-" not in str(refused.value)
    assert "7.25" not in str(refused.value)
    assert "Z-" not in repr(some)
    with pytest.raises(InputError, match="too few students"):
        within_students(student_days(good.iloc[1:], log))
    halves = StudentDays(type(some.days)(some.days.frame.assign(outcome=0.5)), "attended", 0, 0, 0)
    with pytest.raises(InputError, match="neither 0 nor 1"):
        attendance_odds(halves)


def test_a_missing_library_is_named(some: StudentDays, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels.regression.linear_model", None)
    with pytest.raises(MissingExtra, match=r"hitdesign\[measurement\]"):
        within_students(some)


@pytest.mark.slow
def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    true, hits, runs = 0.02, 0, 600
    for seed in range(runs):
        found = within_students(drawn(60, 6, seed, effect=true, share=0.4))
        hits += found.low <= true <= found.high
    assert abs(hits / runs - 0.95) < 0.03
