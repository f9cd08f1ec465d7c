"""The order of students within a tier: greatest need first, then a lot that anybody can draw again."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from hitdesign.need.identify import identify
from hitdesign.need.index import lottery, need_index
from hitdesign.policy import Measure, SelectionCriteria
from need.classes import LEVEL, PERCENTILE, TEACHER, table


def test_the_index_is_the_mean_distance_below_the_cut_offs_in_standard_deviations() -> None:
    rows = table({"math_percentile": 5, "math_state_level": 1}, {"math_percentile": 25, "math_state_level": 3})
    criteria = SelectionCriteria(measures=(PERCENTILE.model_copy(update={"weight": 3.0}), LEVEL))
    assert need_index(rows, criteria).frame["math"].tolist() == [
        pytest.approx((3 * 20 / 10 + 1 * 1 / 1) / 4),
        pytest.approx((3 * 0 / 10 + 1 * -1 / 1) / 4),
    ]


def test_what_is_not_known_is_left_out_of_the_mean_and_nothing_known_is_unknown() -> None:
    rows = table({"math_percentile": 5}, {"math_percentile": 25, "math_state_level": 1}, {"math_state_level": None})
    values = need_index(rows).frame["math"].tolist()
    assert values[0] == pytest.approx(2.0) and values[1] == pytest.approx(0.5) and np.isnan(values[2])


def test_more_is_greater_need_where_high_values_are_need() -> None:
    tardy = Measure(column="math_score", catches="at_or_above", strategic=10)
    rows = table({"math_score": 30}, {"math_score": 10}, {"math_score": 0})
    values = need_index(rows, SelectionCriteria(measures=(tardy,))).frame["math"]
    assert values[0] > values[1] == 0 > values[2]


def test_a_measure_that_is_the_same_for_everybody_orders_nobody() -> None:
    assert need_index(table({"math_percentile": 20}, {"math_percentile": 20})).frame["math"].tolist() == [5, 5]


def test_the_index_shows_nobody() -> None:
    assert "S00" not in repr(need_index(table({"math_percentile": 20})))


def test_a_students_place_is_by_need_within_subject_and_tier() -> None:
    rows = table(*({"math_percentile": value} for value in (9, 3, 24, 6, 20)))
    assert identify(rows).found.flagged.frame["place"].tolist() == [3, 1, 2, 2, 1]


def test_a_student_without_a_known_measure_comes_last_in_the_tier() -> None:
    criteria = SelectionCriteria(measures=(PERCENTILE,), missing="caught")
    rows = table({"math_percentile": None}, {"math_percentile": 25}, {"math_percentile": 12})
    assert identify(rows, criteria).found.flagged.frame["place"].tolist() == [3, 2, 1]


def test_the_lot_is_the_published_formula() -> None:
    digest = hashlib.sha256(b"spring:S17").digest()
    expected = (int.from_bytes(digest[:8], "big") >> 11) / 2**53
    assert lottery(["S17"], "spring").tolist() == [expected]
    assert 0 <= expected < 1


def test_equal_need_is_put_in_order_by_lot_and_another_seed_draws_anew() -> None:
    rows = table(*({"math_percentile": 20} for _ in range(12)))
    orders = set()
    for seed in ("a", "b"):
        found = identify(rows, SelectionCriteria(lottery_seed=seed)).found
        frame = found.flagged.frame.sort_values("place")
        assert frame["lottery"].is_monotonic_increasing and found.lottery_seed == seed
        orders.add(tuple(frame["student_id"]))
    assert len(orders) == 2 and tuple(sorted(rows["student_id"])) not in orders


def test_a_lot_depends_on_no_other_student() -> None:
    assert lottery(["x", "S1", "y"], "s")[1] == lottery(["S1"], "s")[0]
    assert len(lottery([], "s")) == 0


def test_a_teachers_word_ranks_higher_than_none() -> None:
    criteria = SelectionCriteria(measures=(PERCENTILE, TEACHER))
    rows = table(
        {"math_percentile": 20, "teacher_recommended": "no"}, {"math_percentile": 20, "teacher_recommended": "yes"}
    )
    assert identify(rows, criteria).found.flagged.frame["place"].tolist() == [2, 1]
