"""Every rule has a source and words for all its codes; the guide's five families all speak; research may disagree."""

from __future__ import annotations

import string

import numpy as np
import pytest

from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy
from hitdesign.recommendation import by_programs, by_readers, by_trials
from hitdesign.recommendation.by_place import OTHERWISE
from hitdesign.recommendation.recommendation import recommend_from
from hitdesign.recommendation.rule import FACTORS, POLICY_STANDARD, Rule, knowledge_of
from hitdesign.recommendation.rules import RULES
from hitdesign.recommendation.sentences import words_of
from recommendation.situations import bands, heard, ranks

RICH = {"dollars": 9000.0, "hours": 4.5}
BAND = "band00000"


def codes(row: dict[str, object], model: str, policy: Policy | None = None) -> dict[str, int]:
    """Codes with their directions for one model of the first band."""
    table = heard(row, policy).verdicts
    table = table[table["model_id"] == model]
    return dict(zip(table["code"].astype(str), table["direction"].tolist(), strict=True))


def test_every_rule_has_a_source_a_label_and_a_name_of_its_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.source == POLICY_STANDARD or rule.source in shipped().sources, rule.name
        assert rule.label
        assert rule.factor in FACTORS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_code_of_a_rule_has_a_sentence_that_can_be_filled(rule: object) -> None:
    situation, knowledge = bands([{}]), knowledge_of(shipped(), Policy())
    assert not set(rule.judge(situation, knowledge).codes) - set(rule.sentences) - set(situation.reasons)
    words = words_of(situation, knowledge, 0, 0)
    for code, template in {**rule.sentences, "other": OTHERWISE}.items():
        text = template.format(n=knowledge, code=code, **words)
        assert text.endswith("."), code
        assert not {"{", "}", "nan"} & set(text.split()), code
        named = {field.partition("[")[0] for _, field, _, _ in string.Formatter().parse(template) if field}
        assert named <= {"n", "code", *words}, code


def test_no_two_rules_share_a_code() -> None:
    seen = [code for rule in RULES for code in rule.sentences]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("factor", FACTORS)
def test_every_factor_of_the_guide_can_speak_for_and_against(factor: str) -> None:
    table = heard({"iep_share": 0.5, "block_minutes": 32.0}).verdicts
    assert {-1, 1} <= set(table.loc[table["factor"] == factor, "direction"])


def test_a_significant_gap_with_money_gets_one_to_one_and_without_it_a_group() -> None:
    assert ranks(heard({"tier": "intensive", **RICH}))[0] == "one_to_one"
    assert ranks(heard({"tier": "intensive", "dollars": 400.0, "hours": 0.3}))[0].startswith("group_3")


def test_similar_needs_get_a_group_even_where_money_is_no_matter() -> None:
    assert ranks(heard({"tier": "strategic", **RICH}))[0] == "group_3"


def test_objectives_pull_where_the_guide_says() -> None:
    for objective in ("recovery", "test_preparation", "acceleration"):
        assert codes({"objective": objective}, "one_to_one")["targeted_alone"] == 1
    for objective in ("skill_reinforcement", "homework_help", "social_emotional_learning"):
        said = codes({"objective": objective}, "group_3")
        assert said["grouped_small"] == 1
        assert codes({"objective": objective}, "one_to_one")["grouped_alone"] == -1


def test_homework_help_is_not_high_impact() -> None:
    assert codes({"objective": "homework_help"}, "group_3")["homework_not_high_impact"] == -1
    assert heard({"objective": "homework_help"}, Policy(standard="nssa_playbook")).ranking["excluded"].all()


def test_where_research_disagrees_both_verdicts_stand() -> None:
    pair = codes({"iep_share": 0.5}, "pair")
    assert (pair["gain_small_group"], pair["groups_as_good"]) == (-1, 1)
    assert (pair["plan_small"], pair["plan_untested"]) == (1, 0)
    late = codes({"during_school": False}, "pair")
    assert (late["hours_flexible"], late["outside_school_day"]) == (1, -1)


def test_one_to_one_is_a_small_advantage() -> None:
    table = heard().verdicts
    gain = table[(table["rule"] == "one_to_one_gain") & (table["model_id"] == "one_to_one")]["strength"].item()
    assert gain == pytest.approx((0.32 - 0.288) / 0.288)


def test_short_sessions_are_for_young_students() -> None:
    young = {"grade_low": 0, "grade_high": 2, "block_minutes": 20.0}
    assert set(ranks(heard(young))) == {"online_short_one_to_one", "short_group_3", "short_one_to_one"}
    assert ranks(heard({**young, "grade_high": 5})) == []
    assert codes({"grade_low": 6, "grade_high": 8}, "short_group_3")["short_too_old"] == -1


def test_online_groups_of_the_youngest_are_advised_against_and_one_to_one_is_not() -> None:
    young = {"grade_low": 0, "grade_high": 2}
    assert codes(young, "online_pair")["virtual_early_group"] == -1
    assert codes(young, "online_one_to_one")["virtual_early_alone"] == 0
    assert "virtual_early_group" not in codes({"grade_low": 3, "grade_high": 5}, "online_pair")


def test_too_few_students_cannot_fill_a_group() -> None:
    assert codes({"students": 1}, "group_3")["too_few_alike"] == -1
    assert ranks(heard({"students": 1, "tier": "intensive", **RICH}))[0] == "one_to_one"


def test_a_session_longer_than_the_block_is_excluded_with_both_numbers() -> None:
    lines = heard({"block_minutes": 30.0}).why(BAND, "pair_daily")
    assert lines[0].startswith("Excluded (logistics): Blocks here are 30 minutes; this model needs 50.")


def test_five_to_one_is_excluded_by_the_standard_and_only_named_where_it_is_not_enforced() -> None:
    assert codes({}, "group_5")["standard_size"] == -1
    table = heard({}, Policy(enforce_standard=False)).ranking.set_index("model_id")
    assert not table.loc["group_5", "excluded"]
    assert not table.loc["group_5", "meets_standard"]
    assert codes({}, "group_5", Policy(enforce_standard=False))["beyond_definitions"] == -1


def test_each_failing_element_of_a_standard_is_named() -> None:
    policy = Policy(standard="louisiana_act_771", enforce_standard=False)
    said = codes({"during_school": False}, "short_group_3", policy)
    assert {"standard_minutes", "standard_school_day"} <= set(said)
    assert "standard_size" not in said


def test_an_unknown_standard_is_refused_with_near_misses() -> None:
    with pytest.raises(InputError, match="such as edresearch_2024"):
        heard({}, Policy(standard="edresearch"))


def test_unknown_amounts_are_silent_not_zero() -> None:
    said = codes({"dollars": np.nan, "hours": np.nan, "certified_share": np.nan}, "pair")
    assert not [code for code in said if code.startswith(("money_", "hours_s", "hours_c", "tutors_"))]


def test_a_margin_lets_more_models_be_chosen() -> None:
    narrow, wide = heard(), heard({}, Policy(acceptable_margin=0.5))
    assert narrow.ranking["chosen"].sum() == 1
    chosen = wide.ranking[wide.ranking["chosen"]]
    assert len(chosen) > 1
    assert chosen["score"].min() >= wide.ranking["score"].iloc[0] - 0.5


def test_objectives_may_differ_by_tier() -> None:
    situation = bands([{"tier": "on_level", "objective": "acceleration"}])
    assert (situation.tier == "on_level").all()
    assert codes({"tier": "on_level", "objective": "acceleration"}, "one_to_one")["pace_change_alone"] == 1


#: Words by which a sentence says how far its figure can be trusted.
DOUBT = (
    *("uncertain", "not seen", "one trial", "suggestive", "who took part", "one of eight", "the site with"),
    *("mixed", "not significant", "not checked", "argument", "local", "interim", "names no study"),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_sentence_that_prints_an_effect_says_how_sure_it_is(rule: Rule) -> None:
    for code, text in rule.sentences.items():
        if "{n[effect." in text:
            assert any(word in text for word in DOUBT), code


def test_what_one_study_one_district_or_an_argument_says_gives_no_points() -> None:
    """Trials that give points count for half and are named; every other single finding informs."""
    with_points = {"short_sessions", "virtual_early", "virtual_math", "high_school_pairs"}
    single = {rule.name for rule in (*by_trials.RULES, *by_programs.RULES, *by_readers.RULES)} - with_points
    rows = [
        {"subject": subject, "grade_low": low, "grade_high": high, "tier": tier, "during_school": inside}
        for subject in ("math", "reading")
        for low, high in ((0, 1), (0, 2), (3, 5), (6, 8), (9, 10))
        for tier in ("intensive", "strategic", "on_level")
        for inside in (True, False)
    ]
    table = recommend_from(bands(rows), Policy(), shipped()).verdicts
    mine = table[table["rule"].isin(single)]
    assert set(mine["rule"].astype(str)) == single
    assert (mine["strength"] == 0).all()
