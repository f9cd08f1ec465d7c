"""A hundred thousand bands in one call: the same answers as one by one, and nothing kept that can be said again."""

from __future__ import annotations

import tracemalloc
from dataclasses import fields, replace
from typing import Any, get_args

import numpy as np
import pytest

from hitdesign.district.records import Tier
from hitdesign.evidence.library import shipped
from hitdesign.policy import Objective, Policy
from hitdesign.recommendation import hearing
from hitdesign.recommendation.columns import BAND_FIELDS, CELL_FIELDS, MODEL_FIELDS, Situation
from hitdesign.recommendation.distinct import distinct_rows
from hitdesign.recommendation.recommendation import Recommendation, recommend_from
from recommendation.situations import NIGHTLY, bands

#: The nightly run ranks them all and judges one in twenty on its own.
ROWS, ALONE = (100_000, 5_000) if NIGHTLY else (4_000, 60)


def many(rows: int, *, repeats: bool) -> Situation:
    """Bands whose facts differ in everything that rules look at; with `repeats` a few hundred situations recur."""
    random = np.random.default_rng(11)
    pattern = random.integers(0, 400, rows) if repeats else np.arange(rows)
    facts = np.random.default_rng(5).random((int(pattern.max()) + 1, 6))
    distinct = bands([_row(*one) for one in facts.tolist()])
    ids = np.array([f"band{n:06}" for n in range(rows)], dtype=object).reshape(-1, 1)
    return replace(distinct.rows(pattern), band_id=ids)


def _row(a: float, b: float, c: float, d: float, e: float, f: float) -> dict[str, Any]:
    grades = [(0, 2), (3, 5), (6, 8), (9, 12)][int(f * 4)]
    return {
        "tier": get_args(Tier)[int(a * 3)],
        "objective": get_args(Objective)[int(b * 6)],
        "students": int(c * 60),
        "iep_share": round(d, 2),
        "block_minutes": float(15 + int(e * 45)),
        "dollars": 4000 * f,
        "hours": 3 * a * b,
        "certified_share": round(c * d, 2),
        "during_school": d > 0.2,
        "grade_low": grades[0],
        "grade_high": grades[1],
    }


@pytest.fixture(scope="module")
def whole() -> Recommendation:
    return recommend_from(many(ROWS, repeats=False), Policy(), shipped())


def test_bands_judged_together_get_the_verdicts_they_get_alone(whole: Recommendation) -> None:
    table, situation = whole.heard, whole.heard.situation
    judged = {rule.name: verdict for rule, verdict in table.judged}
    for band in np.random.default_rng(3).choice(ROWS, ALONE, replace=False).tolist():
        alone = table.alone(band)
        assert (alone.score[0] == table.score[band]).all()
        assert (alone.excluded[0] == table.excluded[band]).all()
        assert (alone.meets_standard[0] == table.meets_standard[band]).all()
        if band % 20:
            continue
        for rule, verdict in alone.judged:
            there = judged[rule.name]
            for field in ("code", "points", "excluded"):
                here = np.broadcast_to(getattr(verdict, field), alone.situation.shape)[0]
                assert (here == np.broadcast_to(getattr(there, field), situation.shape)[band]).all(), rule.name


def test_bands_in_one_situation_are_judged_once_and_get_what_each_would_get() -> None:
    situation = many(ROWS, repeats=True)
    found = recommend_from(situation, Policy(), shipped())
    first, of_band = distinct_rows(situation)
    assert len(first) <= 400
    assert (first[of_band[first]] == first).all()
    halves = [recommend_from(situation.rows(part), Policy(), shipped()) for part in np.array_split(np.arange(ROWS), 7)]
    assert (found.heard.score == np.concatenate([half.heard.score for half in halves])).all()
    once = recommend_from(situation.rows(first), Policy(), shipped()).heard
    assert (found.heard.score == once.score[of_band]).all()
    assert (found.heard.excluded == once.excluded[of_band]).all()


def test_every_fact_of_a_situation_tells_bands_apart_or_belongs_to_the_models() -> None:
    named = {*BAND_FIELDS, *MODEL_FIELDS, *CELL_FIELDS, "reasons"}
    assert {field.name for field in fields(Situation)} == named, "add it to the lists in recommendation/columns.py"


def test_a_difference_in_any_fact_is_another_situation() -> None:
    rows = [
        {},
        {"dollars": np.nan},
        {"dollars": np.nextafter(600.0, 601)},
        {"subject": "reading"},
        {"students": 31},
        {},
    ]
    first, of_band = distinct_rows(bands(rows))
    assert first.tolist() == [0, 1, 2, 3, 4]
    assert of_band.tolist() == [0, 1, 2, 3, 4, 0]


def test_verdicts_of_many_bands_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """So memory does not grow with the number of rules; they are judged again when asked for."""
    monkeypatch.setattr(hearing, "MOST_KEPT", 0)
    situation = many(ROWS, repeats=False)
    recommend_from(situation.rows([0]), Policy(), shipped())
    tracemalloc.start()
    answer = recommend_from(situation, Policy(), shipped())
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    cells = len(answer.ranking)
    assert kept / cells < 100, f"{kept / cells:,.0f} bytes for each band and model"
    assert not answer.verdicts.empty
