"""Rules are a value: added, replaced, left out and weighed without touching the package, refused with a reason."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy
from hitdesign.recommendation.hearing import Heard
from hitdesign.recommendation.recommendation import Recommendation, recommend_from
from hitdesign.recommendation.rule import Case, Rule, Verdict, rule, speak
from hitdesign.recommendation.rules import FACTS, SHIPPED
from recommendation.situations import MODELS, bands, ranks

BAND = "band00000"
PAIRS = {model["model_id"] for model in MODELS if model["students_per_tutor"] == 2}


@rule("logistics", "Pairs fit our rooms", "district", {"pairs_fit": "{size} students fit the small rooms we have."})
def pairs_fit(situation: Any, knowledge: Any) -> Verdict:
    return speak(Case("pairs_fit", situation.size == 2, 5.0))


def heard(book: Any, policy: Policy | None = None) -> Recommendation:
    return recommend_from(bands([{}]), policy or Policy(), shipped(), book)


def points_of(one: Heard, name: str) -> Any:
    return next(verdict.points for rule, verdict in one.judged if rule.name == name)


def faulty(**other: Any) -> Rule:
    return replace(pairs_fit, **other)


def says(code: Any, points: Any, excluded: Any = False, codes: tuple[str, ...] = ("pairs_fit",)) -> Any:
    """A judge that returns these arrays whatever it sees."""
    parts = Verdict(codes, np.asarray(code), np.asarray(points, dtype=float), np.asarray(excluded))
    return lambda situation, knowledge: parts


def test_a_rule_of_ones_own_speaks_with_its_source_and_moves_the_choice() -> None:
    found = heard(SHIPPED.with_rule(pairs_fit))
    assert ranks(found)[0] == "pair"
    assert any("2 students fit the small rooms" in line for line in found.why(BAND))
    assert ranks(heard(SHIPPED))[0] != "pair"
    assert found.rules.names == (*SHIPPED.names, "pairs_fit")


def test_what_a_rule_gives_goes_when_the_rule_goes() -> None:
    with_it, without = heard(SHIPPED).heard, heard(SHIPPED.without("breadth")).heard
    gone = with_it.by_factor["budget_and_staffing"] - without.by_factor["budget_and_staffing"]
    assert gone == pytest.approx(points_of(with_it, "breadth") + np.zeros(gone.shape))
    assert "breadth" not in set(heard(SHIPPED.without("breadth")).verdicts["rule"])


def test_a_replaced_rule_keeps_its_place_and_speaks_otherwise() -> None:
    mine = replace(pairs_fit, name="breadth", factor="budget_and_staffing")
    book = SHIPPED.replaced(mine)
    assert book.names == SHIPPED.names
    assert set(heard(book).verdicts.query("rule == 'breadth'")["model_id"]) == PAIRS


def test_the_weight_of_a_rule_scales_its_points_and_nothing_else() -> None:
    plain, double = heard(SHIPPED).heard, heard(SHIPPED, Policy(rule_weights={"breadth": 2.0})).heard
    points = points_of(plain, "breadth") + np.zeros(plain.situation.shape)
    assert double.score == pytest.approx(plain.score + points, abs=1e-8)
    assert (double.excluded == plain.excluded).all()


def test_an_exclusion_stands_whatever_the_weight_of_its_rule() -> None:
    light = heard(SHIPPED, Policy(rule_weights={"standard_size": 0.0, "place": 0.0})).heard
    assert (light.excluded == heard(SHIPPED).heard.excluded).all()


def test_unknown_names_are_refused_with_near_misses() -> None:
    for action in (
        lambda: SHIPPED.without("bredth"),
        lambda: SHIPPED.replaced(replace(pairs_fit, name="bredth")),
        lambda: heard(SHIPPED, Policy(rule_weights={"bredth": 2.0})),
    ):
        with pytest.raises(InputError, match=r"no rule has this name.*'bredth'.*such as breadth"):
            action()


def test_a_name_that_is_taken_is_refused() -> None:
    with pytest.raises(InputError, match=r"rules breadth: two rules have this name.*replaced"):
        SHIPPED.with_rule(replace(pairs_fit, name="breadth"))


@pytest.mark.parametrize("name", FACTS)
def test_what_cannot_take_place_can_neither_be_left_out_nor_replaced(name: str) -> None:
    with pytest.raises(InputError, match="what cannot take place"):
        SHIPPED.without(name)
    with pytest.raises(InputError, match="what cannot take place"):
        SHIPPED.replaced(replace(pairs_fit, name=name))


def test_every_fault_of_a_rule_is_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        SHIPPED.with_rule(faulty(name="two words", factor="luck", source="", sentences={}))
    assert len(caught.value.faults) == 4


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"source": "guid"}, r"source is not in the evidence.*'guid'.*such as guide"),
        ({"sentences": {"other": "It is so."}}, r"a code has no sentence.*'pairs_fit'"),
        ({"sentences": {"pairs_fit": "{sise} fit."}}, r"unknown value.*'sise'"),
        ({"sentences": {"pairs_fit": "{n[effect.poled]} fit."}}, r"unknown number.*effect.pooled"),
        ({"judge": says([0], [1.0], [False])}, r"code have a wrong shape.*\(1,\).*broadcast to \(1, \d+\)"),
        ({"judge": says([[0]] * 5, [[1.0]], [[False]])}, r"code have a wrong shape.*\(5, 1\)"),
        ({"judge": says([[0]], [[np.nan]], [[False]])}, "points that are no numbers"),
        ({"judge": says([[0]], [[np.inf]], [[False]])}, "points that are no numbers"),
        ({"judge": says([[-1]], [[1.0]], [[False]])}, "points where it is silent"),
        ({"judge": says([[-1]], [[0.0]], [[True]])}, "excludes without a code"),
        ({"judge": says([[1]], [[1.0]], [[False]])}, "past its codes"),
        ({"judge": says([[0.0]], [[1.0]], [[False]])}, "not whole numbers"),
        ({"judge": lambda situation, knowledge: situation.size}, "returns no Verdict"),
    ],
)
def test_a_rule_that_cannot_be_heard_is_refused_with_the_reason(other: dict[str, Any], problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        heard(SHIPPED.with_rule(faulty(**other)))


def test_what_was_heard_can_be_sent_to_another_process_with_its_book() -> None:
    book = SHIPPED.without("breadth")
    assert pickle.loads(pickle.dumps(book)).names == book.names
    found = heard(book)
    assert len(found.verdicts)
    there = pickle.loads(pickle.dumps(found))
    assert there.rules.names == book.names
    assert there.verdicts.equals(found.verdicts)
