"""Limits are called what people call them: whose they are and what they hold, without keys, and no two alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hitdesign.allocation.limit_names import NAMES, names_of
from hitdesign.allocation.limits import Limit
from hitdesign.allocation.price_words import price_sentence
from hitdesign.allocation.refusal import CHANGES, moves_of
from hitdesign.solving.parts import Level, Rows
from laws.districts import FEATURES, asked, case_of

SEATS = Level("seats", "weighted seats", "max", [1.0])


def rows_of(family: str, **keys: list[str]) -> Rows:
    size = len(next(iter(keys.values())))
    return Rows(family, pd.DataFrame(keys), [], [], [], "<=", [1.0] * size, "people", "")


def test_every_name_is_of_limits_that_people_can_change() -> None:
    assert set(NAMES) <= set(CHANGES)


@pytest.mark.parametrize("seed", range(4))
def test_in_any_district_names_hold_no_keys_and_no_two_are_alike(seed: int) -> None:
    features = [name for number, name in enumerate(FEATURES) if (number + seed) % 3]
    program = asked(case_of(seed, features)).formulation().program
    named = [name for rows in program.rows if rows.family in NAMES for name in names_of(rows, "")]
    assert named and len(set(named)) == len(named)
    assert not [name for name in named if "_id=" in name or "_school " in name]


def test_a_day_stands_in_a_name_only_where_there_are_two() -> None:
    one = rows_of("tutors_at_once", pool_id=["college"], when=["after_school from 2026-09-14"])
    assert names_of(one, "") == ["college: people at once after school"]
    days = ["after_school from 2026-09-14", "after_school from 2027-01-11"]
    two = rows_of("tutors_at_once", pool_id=["college"] * 2, when=days)
    assert names_of(two, "") == [f"college: people at once after school {day[13:]}" for day in days]


def test_rows_of_the_same_words_are_told_apart() -> None:
    same = rows_of("tutors_at_once", pool_id=["college"] * 2, when=["saturday from 2026-09-14"] * 2)
    assert names_of(same, "") == [f"college: people at once saturday ({number} of 2)" for number in (1, 2)]
    assert names_of(rows_of("whole_crew", pool_id=["a"]), "whole people's weeks") == ["whole people's weeks: pool_id=a"]


def test_a_price_counts_whole_students_or_whole_units() -> None:
    people = Limit("tutors_at_once", 0, "college: people at once after school", "", "people", 3.0, 0.0, 1.0)
    many = price_sentence(people, "more", SEATS, 4.0, 2.0, 4.0)
    assert many.endswith("(3 people now): each person more serves 4 students, up to 2 people more.")
    money = Limit("budget", 0, "title_i: dollars available", "", "dollars", 54_000.0, 0.0, 1.0)
    one = price_sentence(money, "fewer", SEATS, -0.001, 900.0, -0.001)
    assert one.endswith("($54,000 now): each $1,000 fewer loses one student, up to $900 fewer.")
    assert price_sentence(money, "more", SEATS, 0.0, float("inf"), 0.0).endswith(
        "any amount more would serve nobody else."
    )
    assert price_sentence(money, "less", SEATS, float("nan"), 0.0, 0.0).endswith("cannot be lowered.")


def test_a_price_says_nothing_of_students_where_their_number_is_not_known_or_not_the_same() -> None:
    money = Limit("budget", 0, "title_i: dollars available", "", "dollars", 54_000.0, 0.0, 1.0)
    unknown = price_sentence(money, "more", SEATS, 0.001, 900.0, float("nan"))
    assert unknown.endswith("each $1.00 more adds 0.001 weighted seats, up to $900 more.")
    for seats in (float("nan"), 0.01):
        text = price_sentence(money, "more", SEATS, 0.0, 900.0, seats)
        assert text.endswith("up to $900 more would change nothing in seats.")


def test_the_single_limits_of_a_repair_have_their_names_and_their_keys_beside_them() -> None:
    program = asked(case_of(0, FEATURES)).formulation().program
    changes = {rows.family: {rows.family: np.ones(rows.size)} for rows in program.rows if rows.family in NAMES}
    moves = moves_of(program, changes, {})
    assert len(moves) and not moves["limit"].str.contains("_id=|_school ").any()
    for family, part in moves.groupby("family"):
        rows = program.family(str(family))
        assert part["limit"].to_list() == names_of(rows, "")
        assert part["keys"].to_list() == [rows.label(number) for number in range(rows.size)]
