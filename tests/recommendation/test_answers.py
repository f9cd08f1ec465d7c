"""Why, and what would change it: sentences that are true when they are tried."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy
from hitdesign.recommendation.columns import TOO_LONG
from hitdesign.recommendation.recommendation import recommend_from
from recommendation.situations import bands, heard, ranks

BAND = "band00000"
ROWS: list[dict[str, Any]] = [
    {},
    {"tier": "intensive"},
    {"tier": "intensive", "dollars": 3000.0, "hours": 2.0},
    {"objective": "skill_reinforcement"},
    {"grade_low": 0, "grade_high": 2},
    {"tier": "on_level", "dollars": 1500.0},
    {"students": 2, "iep_share": 0.5},
    {"grade_low": 9, "grade_high": 12, "block_minutes": 50.0, "dollars": 9000.0, "hours": 4.5},
]
WEIGHT = re.compile(r"If the weight of (.+) were ([\d.]+) \(now [\d.]+\), (\w+) would come first\.")
MINUTES = re.compile(r"If blocks here were (\d+) minutes \(now \d+\), (.+)\.")
DOLLARS = re.compile(r"With \$([\d,]+) (more|less) within reach per student in need, (\w+) would come first\.")


def change(row: dict[str, Any], pattern: re.Pattern[str]) -> list[tuple[str, ...]]:
    return [found.groups() for text in heard(row).what_would_change(BAND) if (found := pattern.fullmatch(text))]


@pytest.mark.parametrize("row", ROWS)
def test_the_weight_that_is_named_flips_the_choice_and_half_the_way_does_not(row: dict[str, Any]) -> None:
    ((name, weight, model),) = change(row, WEIGHT)
    factor = name.replace(" ", "_")
    there = Policy(factor_weights={**Policy().factor_weights, factor: float(weight)})
    halfway = Policy(factor_weights={**Policy().factor_weights, factor: (1 + float(weight)) / 2})
    assert ranks(heard(row, there))[0] == model != ranks(heard(row))[0]
    assert ranks(heard(row, halfway))[0] == ranks(heard(row))[0]


@pytest.mark.parametrize("row", ROWS)
def test_the_minutes_that_are_named_flip_the_choice(row: dict[str, Any]) -> None:
    said = change(row, MINUTES)
    assert said
    for minutes, outcome in said:
        now = ranks(heard({**row, "block_minutes": float(minutes)}))
        assert outcome == (f"{now[0]} would come first" if now else "no model could serve")
        assert now[:1] != ranks(heard(row))[:1]


@pytest.mark.parametrize("row", ROWS)
def test_the_dollars_that_are_named_flip_the_choice_and_one_less_does_not(row: dict[str, Any]) -> None:
    for dollars, side, model in change(row, DOLLARS):
        sign = 1 if side == "more" else -1
        amount = float(dollars.replace(",", ""))
        base = {"dollars": 600.0, **row}
        step = 3 if base["dollars"] > 4000 else 1
        assert ranks(heard({**base, "dollars": max(base["dollars"] + sign * amount, 0)}))[0] == model
        assert ranks(heard({**base, "dollars": base["dollars"] + sign * (amount - step)}))[0] == ranks(heard(row))[0]


def test_more_money_brings_smaller_groups_and_some_choices_do_not_hang_on_money() -> None:
    assert change({"tier": "intensive"}, DOLLARS)[0][1:] == ("more", "pair")
    told = heard().what_would_change(BAND)[-1]
    assert told == "Neither more nor fewer dollars a student would change the first choice."


def test_a_longer_block_does_not_make_a_model_of_unknown_cost_look_cheap() -> None:
    row = bands([{"tier": "intensive", "dollars": 80.0, "hours": 0.1}])
    shut = row.reason == row.reasons.index(TOO_LONG)
    unknown = replace(row, cost=np.where(shut, np.nan, row.cost), hours_needed=np.where(shut, np.nan, row.hours_needed))
    lines = recommend_from(unknown, Policy(), shipped()).what_would_change(BAND)
    assert lines == recommend_from(row, Policy(), shipped()).what_would_change(BAND)
    assert not any("pair_daily" in line for line in lines)


def test_a_band_that_nothing_serves_says_what_excludes_each_model() -> None:
    lines = heard({"reason": "no_stream:rules"}).why(BAND)
    assert lines[0] == f"No tutoring model can serve {BAND}."
    assert any(line.startswith("pair: Excluded (budget and staffing): The rules of every stream") for line in lines)
    assert heard({"block_minutes": 25.0}).what_would_change(BAND) == [
        "If blocks here were 30 minutes (now 25), group_3 would come first."
    ]


def test_why_opens_with_the_first_choice_and_names_a_source_in_every_line() -> None:
    first, *lines = heard({"tier": "intensive"}).why(BAND)
    assert re.fullmatch(r"\w+ comes first of \d+ possible models with [\d.]+ points; next is \w+ with [\d.]+\.", first)
    assert len(lines) > 8
    assert all(re.fullmatch(r"(For|Against|Note|Excluded) \([a-z ]+\): .+\. \[.+, \d{4}\]", line) for line in lines)


def test_why_of_a_named_model_is_about_that_model() -> None:
    assert any("4 students to a tutor are more than the 3" in line for line in heard().why(BAND, "group_4"))


def test_unknown_ids_are_refused_with_near_misses() -> None:
    with pytest.raises(InputError, match="band00000"):
        heard().why("band0000")
    with pytest.raises(InputError, match="one_to_one"):
        heard().why(BAND, "one_to_on")


def test_one_possible_model_says_so() -> None:
    row = {"grade_low": 0, "grade_high": 2, "block_minutes": 15.0}
    assert heard(row).why(BAND)[0].startswith("short_one_to_one is the only possible model")
    assert heard(row).what_would_change(BAND)[0] == "No weight of a single factor would change the first choice."
