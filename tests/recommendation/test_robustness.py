"""How firmly a choice stands is a volume: exact on cases done by hand, whole over all models, the same by counting."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy
from hitdesign.recommendation.recommendation import recommend_from
from hitdesign.recommendation.robustness import points_of
from hitdesign.recommendation.rule import FACTORS
from hitdesign.recommendation.volume import shares_of_simplex, staircases
from recommendation.situations import MODELS, bands, examples, heard
from recommendation.test_laws import ROWS

BAND = "band00000"
CONDITIONS = st.lists(st.lists(st.integers(-4, 4), min_size=5, max_size=5), min_size=1, max_size=6)


def share(*conditions: list[float]) -> float:
    return float(shares_of_simplex(np.array([conditions], dtype=float))[0])


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([[1, -1, 0, 0, 0]], Fraction(1, 2)),
        ([[1, -1, 0, 0, 0], [0, 1, -1, 0, 0]], Fraction(1, 6)),
        ([[1, -1, 0, 0, 0], [0, 1, -1, 0, 0], [0, 0, 1, -1, 0], [0, 0, 0, 1, -1]], Fraction(1, 120)),
        ([[1, -1, 0, 0, 0], [1, 0, -1, 0, 0], [1, 0, 0, -1, 0], [1, 0, 0, 0, -1]], Fraction(1, 5)),
        ([[1, 1, 1, 1, -1]], 1 - Fraction(1, 2) ** 4),
        ([[-1, -1, -1, -1, 1]], Fraction(1, 2) ** 4),
        ([[3, -1, -1, -1, -1]], Fraction(3, 4) ** 4),
        ([[0, 0, 0, 0, 0]], 1),
        ([[1, 0, 2, 0, 3]], 1),
        ([[-1, -1, -1, -1, -1]], 0),
        ([[-1, 0, 0, 0, 0]], 0),
    ],
)
def test_shares_that_can_be_worked_out_by_hand(conditions: list[list[float]], expected: Any) -> None:
    assert share(*conditions) == pytest.approx(float(expected), abs=1e-12)


@examples(12)
@given(st.lists(st.integers(-9, 9).filter(bool), min_size=5, max_size=5, unique=True))
def test_one_condition_gives_the_known_formula(points: list[int]) -> None:
    """Of a simplex, the part where a linear function is positive: sum over positive corners of v^4 / products."""
    expected = sum(
        Fraction(value) ** 4 / math.prod(Fraction(value - other) for other in points if other != value)
        for value in points
        if value > 0
    )
    assert share([float(value) for value in points]) == pytest.approx(float(expected), abs=1e-9)


@examples(12)
@given(CONDITIONS, st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_size_of_conditions_matters(conditions: list[list[float]], random: Any) -> None:
    other = [[value * 3 for value in condition] for condition in conditions]
    random.shuffle(other)
    assert share(*conditions) == pytest.approx(share(*other), abs=1e-9)


@examples(12)
@given(CONDITIONS)
def test_a_condition_and_its_opposite_share_what_the_others_leave(conditions: list[list[float]]) -> None:
    first, *rest = conditions
    if any(first):
        parts = share(first, *rest) + share([-value for value in first], *rest)
        assert parts == pytest.approx(share([0.0] * 5, *rest), abs=1e-9)


def test_the_staircases_of_a_product_are_as_many_as_its_simplices() -> None:
    for rows, columns in itertools.product(range(1, 5), range(1, 5)):
        assert len(staircases(rows, columns)[0]) == math.comb(rows + columns - 2, rows - 1)


@examples(5)
@given(ROWS)
def test_the_shares_of_all_models_add_up_to_one(row: dict[str, Any]) -> None:
    found = recommend_from(bands([row]), Policy(enforce_standard=False), shipped())
    table = found.weightings(BAND)
    if found.heard.excluded.all():
        assert table.empty
        assert found.robustness.empty
        return
    assert table["share_of_weightings"].sum() == pytest.approx(1.0, abs=1e-9)
    (one,) = found.robustness.itertuples()
    own = table.set_index("model_id")["share_of_weightings"]
    assert own[one.first_choice] == pytest.approx(one.share_of_weightings, abs=1e-12)


def test_the_share_is_that_of_policies_under_which_the_model_does_come_first() -> None:
    found = heard({"tier": "intensive", "dollars": 1500.0}, Policy(enforce_standard=False))
    weights = np.random.default_rng(7).dirichlet(np.ones(5), 4000)
    score = np.where(found.heard.excluded[0], -np.inf, weights @ points_of(found.heard)[0].T)
    wins = np.bincount(score.argmax(axis=1), minlength=len(MODELS)) / len(weights)
    table = found.weightings(BAND).set_index("model_id")["share_of_weightings"]
    names = [str(name) for name in found.heard.situation.model_id[0]]
    expected = [wins[names.index(name)] for name in table.index]
    assert table.to_numpy() == pytest.approx(np.array(expected), abs=0.03)
    for one in weights[:20]:
        policy = Policy(factor_weights=dict(zip(FACTORS, one, strict=True)), enforce_standard=False)
        again = heard({"tier": "intensive", "dollars": 1500.0}, policy)
        assert (
            again.ranking["model_id"].iloc[0]
            == names[int((one @ points_of(found.heard)[0].T - 99 * found.heard.excluded[0]).argmax())]
        )


def test_twins_do_not_count_twice() -> None:
    twin = {**MODELS[0], "model_id": "a_twin"}
    table = recommend_from(bands([{}], [twin, MODELS[0]]), Policy(), shipped()).weightings(BAND)
    assert table.to_numpy().tolist() == [["a_twin", 1.0], [MODELS[0]["model_id"], 0.0]]


def test_a_band_is_as_robust_alone_as_in_company() -> None:
    rows = [{"tier": tier, "dollars": dollars} for tier in ("intensive", "strategic") for dollars in (300.0, 3000.0)]
    together = recommend_from(bands([*rows, *rows]), Policy(), shipped()).robustness["share_of_weightings"]
    alone = [heard(row).robustness["share_of_weightings"].item() for row in rows]
    assert together.to_numpy() == pytest.approx(np.array([*alone, *alone]), abs=1e-12)
