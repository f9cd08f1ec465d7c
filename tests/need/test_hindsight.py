"""What a way of finding students would have been worth, seen from a year later."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.need.hindsight import flags_of, hindsight, lowest, percentile_in
from hitdesign.policy import SelectionCriteria
from need.classes import table

IDS = [f"S{place}" for place in range(8)]
FOUND = pd.Series([True, True, True, False, False, False, True, False], index=IDS)
LATER = pd.Series([1.0, 1.0, 0.0, 1.0, 0.0, 0.0, np.nan], index=IDS[:7])


def test_hits_misses_and_false_alarms_are_counted_and_the_lost_are_named_apart() -> None:
    (row,) = hindsight({"rule": FOUND}, LATER).to_dict("records")
    counts = ("students", "found", "without_follow_up", "found_without_follow_up", "followed", "in_need")
    assert [row[name] for name in counts] == [8, 4, 2, 1, 6, 3]
    assert [row[name] for name in ("hits", "misses", "false_alarms", "rightly_left")] == [2, 1, 1, 2]
    rates = [row[name] for name in ("sensitivity", "specificity", "precision", "by_chance")]
    assert rates == pytest.approx([2 / 3, 2 / 3, 2 / 3, 1 / 2])


def test_the_order_of_ids_changes_nothing() -> None:
    one, other = hindsight({"rule": FOUND}, LATER), hindsight({"rule": FOUND.iloc[::-1]}, LATER.iloc[::-1])
    pd.testing.assert_frame_equal(one, other)


def test_a_rate_of_nobody_is_unknown() -> None:
    (row,) = hindsight({"nobody": FOUND & False}, LATER).to_dict("records")
    assert np.isnan(row["precision"]) and row["sensitivity"] == 0


def test_a_student_who_stands_twice_is_refused_without_an_id() -> None:
    twice = pd.concat([FOUND, FOUND.iloc[:3]])
    with pytest.raises(InputError, match="3 rows hold a student") as caught:
        hindsight({"rule": twice}, LATER)
    assert "S0" not in str(caught.value)
    with pytest.raises(InputError):
        hindsight({"rule": FOUND}, pd.concat([LATER, LATER]))


def test_whoever_the_criteria_find_is_flagged_and_who_takes_part_anyway_is_not() -> None:
    rows = table({"math_percentile": 5, "consent": "no"}, {"math_percentile": 90})
    assert flags_of(rows, SelectionCriteria(everyone=True), "math").tolist() == [True, False]


def test_a_subject_that_nobody_measures_is_refused() -> None:
    with pytest.raises(InputError, match="speaks of art"):
        flags_of(table({"math_percentile": 5}), None, "art")


def test_the_lowest_quarter_and_ranks_leave_the_unknown_unknown() -> None:
    scores = pd.Series([3.0, None, 1.0, 2.0, 4.0])
    assert lowest(scores, 0.25).tolist()[2:] == [1, 0, 0] and np.isnan(lowest(scores, 0.25)[1])
    assert percentile_in(scores).dropna().tolist() == [62.5, 12.5, 37.5, 87.5]
