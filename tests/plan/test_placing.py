"""Placing students in groups, held against every way there is."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hitdesign.plan.cutting import cut, shrunk
from hitdesign.plan.hall import Group, Row
from plan.halls import Case, Way, cases, spread

some = settings(max_examples=max(8, settings.default.max_examples // 10))


def ranks(way: Way) -> list[int]:
    return sorted(row.rank for row in way)


@some
@given(cases(tied=True, marks=True))
def test_every_rule_is_kept_whatever_ties_the_students(case: Case) -> None:
    way, _ = case.filled()
    assert case.allows(way)


@some
@given(cases(tied=True))
def test_no_way_seats_two_more_than_ours_where_students_are_tied(case: Case) -> None:
    way, _ = case.filled()
    assert len(way) >= max(len(other) for other in case.ways()) - 1


@some
@given(cases(tied=False, marks=True))
def test_untied_as_many_sit_as_can_and_they_are_the_neediest(case: Case) -> None:
    way, _ = case.filled()
    ways = list(case.ways())
    most = max(len(other) for other in ways)
    assert ranks(way) == min(ranks(other) for other in ways if len(other) == most)


@some
@given(cases(tied=False))
def test_untied_no_way_with_groups_of_these_sizes_has_less_spread(case: Case) -> None:
    way, exact = case.filled()
    assert exact == {row.band for row in case.rows} & {group.band for group in case.groups}
    sizes = Counter(way.values())
    alike = [other for other in case.ways() if other.keys() == way.keys() and Counter(other.values()) == sizes]
    assert spread(way) <= min(map(spread, alike)) + 1e-9


@some
@given(cases(tied=True), st.randoms())
def test_the_order_of_students_and_groups_changes_nothing(case: Case, chance: random.Random) -> None:
    rows, groups = list(case.rows), list(case.groups)
    chance.shuffle(rows)
    chance.shuffle(groups)
    assert replace(case, rows=tuple(rows), groups=tuple(groups)).filled() == case.filled()


@some
@given(cases(tied=False, marks=True))
def test_another_group_never_makes_more_wait(case: Case) -> None:
    number = len(case.groups)
    further = Group(number, "a", number, 1, 1, opt_in=False, week=1)
    more = replace(case, groups=(*case.groups, further), seats={**case.seats, number: [(0, 1)]})
    assert len(more.filled()[0]) >= len(case.filled()[0])


def test_the_cut_takes_the_order_of_sizes_that_keeps_neighbours_together() -> None:
    assert cut(np.array([0.0, 0.7, 0.8, 0.9]), [3, 1]) == ([1, 0, 0, 0], True)
    assert cut(np.array([0.0, 0.1, 0.2, 0.9]), [3, 1]) == ([0, 0, 0, 1], True)


def test_too_many_orders_of_sizes_are_not_called_best() -> None:
    sizes = [size for size in range(1, 16) for _ in range(2)]
    numbers, best = cut(np.arange(float(sum(sizes))), sizes)
    assert not best
    assert Counter(numbers) == dict(enumerate(sizes))


def test_seats_that_stay_empty_are_taken_from_the_largest_groups() -> None:
    assert shrunk([3, 3, 2], 7) == [3, 2, 2]
    assert shrunk([3, 1], 0) == [0, 0]


ONE = Row(0, 0, "a", 0, 0.1, 0, True)
TWO = Row(1, 1, "a", 1, 0.2, 0, True)


@pytest.mark.parametrize("student", [0, 1])
def test_a_student_moves_to_another_group_so_that_one_more_has_a_seat(student: int) -> None:
    groups = (Group(0, "a", 0, 1, 1, False, 0), Group(1, "a", 1, 1, 1, False, 1))
    case = Case((ONE, TWO), groups, {0: [(0, 1)], 1: [(0, 1)]}, frozenset({(student, 0)}))
    assert case.filled()[0] == {(ONE, TWO)[student]: 1, (TWO, ONE)[student]: 0}


def test_who_comes_first_by_need_keeps_the_seat_that_both_could_have() -> None:
    case = Case((TWO, ONE), (Group(0, "a", 0, 1, 1, False, 0),), {0: [(0, 1)]}, frozenset({(0, 1)}))
    assert case.filled()[0] == {ONE: 0}
