"""Draws depend on the seed, the thing and the draw's number, and on nothing else; bad spreads are refused."""

from __future__ import annotations

from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.scenarios.chance_draws import TOGETHER, check_draws, drawn_of, lever_of, shares
from hitdesign.scenarios.chance_goal import goal_of
from hitdesign.scenarios.chance_matters import variance_shares
from hitdesign.scenarios.chance_spread import Listed, Normal, Range, Triangular, YesNo
from hitdesign.scenarios.chance_uncertain import Uncertain, from_evidence
from hitdesign.scenarios.chance_words import failure_sentences
from scenarios.doubts import GUESS, hiring, late, money, uncertain

SPREADS: list[Any] = [
    Range(low=-1, high=3),
    Triangular(low=0, likely=1, high=4),
    Normal(mean=5, deviation=2, low=4, high=9),
    Listed(values=(1, 4, 9), weights=(0.25, 0.25, 0.5)),
]
MEANS = [1.0, 5 / 3, None, 5.75]


def test_adding_a_thing_or_changing_the_order_changes_no_other_draws() -> None:
    alone = [values[0] for values in drawn_of([money()], 60, seed=3)]
    among = [values[1] for values in drawn_of([late(), money(), hiring()], 60, seed=3)]
    assert alone == among
    assert alone != [values[0] for values in drawn_of([money()], 60, seed=4)]


def test_more_draws_leave_the_first_ones_as_they_were() -> None:
    assert np.array_equal(shares("x", 137, 1)[:40], shares("x", 40, 1))


def test_the_stream_of_draws_is_the_published_one_on_every_machine() -> None:
    assert shares("thing Awards", 3, 1) == pytest.approx(PINNED, abs=1e-15)


def test_of_every_block_of_draws_one_lies_in_each_part() -> None:
    drawn = shares("x", 4 * TOGETHER, 1).reshape(4, TOGETHER)
    assert (np.sort((drawn * TOGETHER).astype(int), axis=1) == np.arange(TOGETHER)).all()
    assert len({tuple(np.argsort(block)) for block in drawn}) == 4


def test_things_that_are_not_tied_are_drawn_apart() -> None:
    one, other = shares("one", 1000, 1), shares("other", 1000, 1)
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.1


def test_tied_things_are_low_together_and_high_together() -> None:
    pair = [money(tied="economy"), hiring(tied="economy")]
    drawn = sorted((float(one), float(other)) for one, other in drawn_of(pair, 50, seed=1))
    assert [other for _, other in drawn] == sorted(other for _, other in drawn)


@pytest.mark.parametrize(("spread", "mean"), list(zip(SPREADS, MEANS, strict=True)))
def test_a_spread_is_drawn_between_its_ends_in_order_and_with_its_mean(spread: Any, mean: float | None) -> None:
    drawn = [float(spread.at(share)) for share in (np.arange(4000) + 0.5) / 4000]
    low, high = spread.ends
    assert drawn == sorted(drawn) and low <= drawn[0] and drawn[-1] <= high
    assert low <= spread.most_likely <= high
    if mean is None:  # the mean of a normal curve cut at both ends
        curve = NormalDist()
        begin, end = (4 - 5) / 2, (9 - 5) / 2
        mean = 5 + 2 * (curve.pdf(begin) - curve.pdf(end)) / (curve.cdf(end) - curve.cdf(begin))
    assert np.mean(drawn) == pytest.approx(mean, abs=2e-3)


def test_yes_happens_as_often_as_its_probability_says() -> None:
    spread = YesNo(probability=0.3, amount=60)
    happened = [spread.at(share) for share in shares("x", 1000, 1)]
    assert sum(one is not None for one in happened) == pytest.approx(300, abs=20)
    assert YesNo(probability=0, amount=60).ends == (None, None)
    assert YesNo(probability=1, amount=60).at(0.0) == YesNo(probability=1, amount=60).most_likely == 60


def test_a_value_without_weight_is_never_drawn() -> None:
    spread = Listed(values=("a", "b", "c"), weights=(0.5, 0.5, 0.0))
    assert {spread.at(share) for share in (0.0, 0.49, 0.5, 1.0)} == {"a", "b"}
    assert spread.ends == ("a", "b") and spread.most_likely == "a"


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        (Range, {"low": 2, "high": 1}, "low .2. is above high .1."),
        (Range, {"low": float("nan"), "high": 1}, "finite"),
        (Triangular, {"low": 0, "likely": 3, "high": 2}, "likely .3. is not between"),
        (Normal, {"low": 0, "mean": 3, "high": 2, "deviation": 1}, "mean .3. is not between"),
        (Normal, {"low": 0, "mean": 1, "high": 2, "deviation": 0}, "greater than 0"),
        (Listed, {"values": (1, 2), "weights": (0.5, 0.6)}, "add up to 1.1, not to 1"),
        (Listed, {"values": (1, 2), "weights": (1.0,)}, "2 values and 1 weights"),
        (Listed, {"values": (1, 2), "weights": (-0.5, 1.5)}, "greater than or equal to 0"),
        (Listed, {"values": ()}, "at least 1"),
        (YesNo, {"probability": 1.2, "amount": 3}, "less than or equal to 1"),
    ],
)
def test_a_spread_that_makes_no_sense_is_refused(kind: Any, given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        kind(**given)


def test_a_word_or_a_negative_number_is_no_factor() -> None:
    with pytest.raises(ValidationError, match="words can only be drawn as a value"):
        uncertain("x", "funding", "status", "factor", Listed(values=("awarded", "applied")))
    with pytest.raises(ValidationError, match="a factor is 0 or more"):
        uncertain("x", "funding", "award_dollars", "factor", Range(low=-0.1, high=1))


def test_a_day_is_a_word_or_moves_by_days() -> None:
    with pytest.raises(ValidationError, match="a day is a word"):
        uncertain("x", "funding", "obligate_from", "value", Range(low=1, high=9))
    days = Listed(values=("2026-08-01", "2026-10-01"))
    assert uncertain("x", "funding", "obligate_from", "value", days).changes("2026-10-01")[0].value == "2026-10-01"


def test_numbers_need_a_source_and_a_day() -> None:
    with pytest.raises(ValidationError, match="source"):
        Uncertain(**{**dict(money()), "source": ""})
    assert not money().verified and set(GUESS) == {"source", "as_of"}


def test_a_draw_that_changes_nothing_is_a_lever_without_changes() -> None:
    sure = [money(1, 1), uncertain("none", "tutors", "tutors", "difference", Range(low=0, high=0)), late(0)]
    assert lever_of("draw 1", sure, drawn_of(sure, 1, seed=1)[0]).changes == ()


def test_days_and_people_are_drawn_as_whole_ones() -> None:
    days = uncertain("x", "funding", "obligate_from", "difference", Range(low=10, high=20)).changes(12.5)[0]
    people = uncertain("x", "tutors", "tutors", "value", Range(low=1, high=9)).changes(3.4)[0]
    assert (days.difference, people.value) == (13, 3)


def test_names_stand_once_and_something_is_drawn() -> None:
    with pytest.raises(InputError) as found:
        check_draws([money(), money()], 0, -1)
    assert len(found.value.faults) == 3


def test_a_number_of_the_evidence_brings_its_own_spread_source_and_mark() -> None:
    found, known = from_evidence("tutors.vacancy_rate", shipped()), shipped().parameters["tutors.vacancy_rate"]
    assert found.spread.ends == (known.low, known.high) and found.spread.most_likely == known.value
    assert (found.source, found.as_of, found.verified) == (known.source, known.as_of, known.verified)
    with pytest.raises(InputError, match="no such number"):
        from_evidence("tutors.vacancies", shipped())
    with pytest.raises(InputError, match="no low and high"):
        from_evidence("dosage.observed.online_pilot", shipped())


PINNED = [0.425347302791272, 0.16460753237505135, 0.055226617381154634]


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95, float("nan")])
def test_a_confidence_that_no_interval_has_is_refused_before_anything_is_drawn(confidence: float) -> None:
    with pytest.raises(InputError, match="above 0 and below 1"):
        check_draws([money()], 4, 1, confidence)


@pytest.mark.parametrize(("draws", "seed", "said"), [(2.5, 1, "whole number of draws"), (4, 1.5, "whole number, 0")])
def test_draws_and_seeds_are_whole_numbers(draws: Any, seed: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        check_draws([money()], draws, seed)


@pytest.mark.parametrize("seats", [-5.0, float("nan"), float("inf")])
def test_a_goal_that_is_no_number_of_seats_is_refused_as_other_input_is(seats: float) -> None:
    with pytest.raises(InputError, match="0 seats or more"):
        goal_of(seats)


def test_the_sign_of_what_happens_or_not_is_that_of_what_is_drawn() -> None:
    cut, late = YesNo(probability=0.5, amount=0.5), YesNo(probability=0.5, amount="2026-11-15")
    half = uncertain("Cut", "funding", "award_dollars", "factor", cut)
    word = uncertain("Late", "funding", "obligate_from", "value", late)
    values = pd.DataFrame({"Cut": [None, 0.5, None, 0.5], "Late": [None] * 4}, dtype=object, index=range(1, 5))
    table = pd.DataFrame({"status": ["solved"] * 4, "seats": [40.0, 20, 40, 20], "dollars": [4.0, 2, 4, 2]})
    found = variance_shares(table.set_axis(values.index), values, [half, word], 1).set_index("uncertain")
    assert found.loc["Cut", "rank_correlation"] == pytest.approx(1.0)
    assert pd.isna(found.loc["Late", "rank_correlation"])


def test_one_draw_without_a_plan_is_told_as_one() -> None:
    rows = pd.DataFrame({"status": ["solved", "refused"], "sentence": ["", "Correct the lever."]})
    assert failure_sentences(rows) == [
        "1 draw of 2 asks for what the tables cannot hold; it counts as not reaching the goal. The first: Correct the "
        "lever."
    ]
