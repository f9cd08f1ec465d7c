"""Questions answered from the plan: the facts behind each, and that another fact gives another answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from hitdesign.district.program_records import StrategicGoal
from hitdesign.district.records import TutoringModel
from hitdesign.errors import InputError
from hitdesign.evidence.library import overlay, shipped
from hitdesign.plan.answers.answer import Answer
from hitdesign.plan.answers.answers import ANSWERED, answers_of
from hitdesign.plan.answers.cost import next_best, unit_costs
from hitdesign.plan.answers.funds import streams_of
from hitdesign.plan.answers.goals import goals_served
from hitdesign.plan.plan import Plan
from hitdesign.plan.student_groups import mark_of
from hitdesign.policy import Policy
from plan.school_of_students import ID, plan_with_seats_for_some
from plan.stakeholders.spoken import otherwise, poor, retold, told
from scenarios.small import POLICY, district, planned
from scenarios.small import plan as bare

pytestmark = pytest.mark.once


def answered(plan: Plan, topic: str) -> Answer:
    return ANSWERED[topic](plan, "asked")


def model(name: str, size: int, weeks: int = 30, materials: float = 0.0) -> TutoringModel:
    return TutoringModel(
        model_id=name,
        students_per_tutor=size,
        sessions_per_week=3,
        minutes_per_session=30,
        weeks=weeks,
        modality="in_person",
        materials_dollars_per_student=materials,
    )


@cache
def with_two_models() -> Plan:
    """Small district that may teach threes or fours; one of them stands first."""
    models = (model("three", 3), model("four", 4, materials=10.0))
    return planned(district(tutoring_models=models), POLICY)


def goal(**other: Any) -> StrategicGoal:
    return StrategicGoal(**{"goal_id": "g", "goal": "Math grows", "subject": "math", **other})


def test_every_question_of_the_evidence_is_answered_with_facts_or_with_what_to_provide() -> None:
    answers = answers_of(told())
    assert [one.topic for one in answers] == list(ANSWERED)
    assert [one.topic for one in answers if one.source == "guide"] == ["goals", "funds", "efficiency"]
    assert all(one.sentences for one in answers)
    assert all(len(one.facts) or one.unknown for one in answers)


def test_every_fact_names_its_table_its_row_and_its_field() -> None:
    for one in answers_of(with_two_models()):
        assert (one.facts[["fact", "table", "row", "field"]].map(len) > 0).all(axis=None), one.topic


def test_a_question_that_nothing_answers_is_refused() -> None:
    asked = {**shipped().wordings["question_goals"].model_dump(), "topic": "weather"}
    odd = overlay(shipped(), {"wordings": {"question_weather": asked}})
    with pytest.raises(InputError, match="weather"):
        answers_of(replace(told(), evidence=odd))


def test_without_goals_nothing_is_claimed_and_the_table_is_asked_for() -> None:
    one = answered(bare(), "goals")
    assert "nothing can be said" in one.sentences[0]
    assert "strategic_goals" in one.unknown[0]


@pytest.mark.parametrize(
    ("given", "served", "least", "most"),
    [
        ({}, "yes", 33, 33),
        ({"subject": ""}, "yes", 33, 33),
        ({"subject": "Math", "grade_low": 3, "grade_high": 5}, "yes", 33, 33),
        ({"grade_low": 4, "grade_high": 4}, "unknown", 0, 33),
        ({"grade_low": 6, "grade_high": 8}, "no", 0, 0),
        ({"subject": "reading"}, "no", 0, 0),
        ({"student_group": "English learners"}, "unknown", 0, 33),
        ({"student_group": "chess club"}, "unknown", 0, 33),
    ],
)
def test_seats_serve_a_goal_of_their_subject_grades_and_group(
    given: dict[str, Any], served: str, least: int, most: int
) -> None:
    row = goals_served(retold(told(), strategic_goals=(goal(**given),))).iloc[0]
    assert (row["served"], row["seats_at_least"], row["seats_at_most"]) == (served, least, most)


def test_seats_of_marked_students_serve_a_goal_for_them_and_those_of_others_do_not() -> None:
    row = goals_served(retold(otherwise(), strategic_goals=(goal(student_group="students with IEPs"),))).iloc[0]
    assert (row["seats_at_least"], row["seats_at_most"], otherwise().allocation.seats_served) == (15, 15, 60)
    assert mark_of("ELL") == "english_learner"


def test_blanks_of_a_goal_are_named_and_go_when_they_are_filled() -> None:
    whole = goal(measure="share_proficient", baseline=0.4, target=0.5, by=date(2028, 6, 30))
    assert (
        "strategic_goals.target is blank" in goals_served(retold(told(), strategic_goals=(goal(),)))["unknown"].item()
    )
    assert goals_served(retold(told(), strategic_goals=(whole,)))["unknown"].item() == ""


def test_seats_that_rest_on_streams_add_up_to_the_seats_and_dollars_to_the_dollars() -> None:
    streams = streams_of(told())
    assert streams["seats_resting"].sum() == pytest.approx(told().allocation.seats_served)
    assert streams["share_of_dollars"].sum() == pytest.approx(1)
    assert streams["dollars"].sum() == pytest.approx(told().allocation.charges["dollars"].sum())


def test_a_stream_that_ends_earlier_is_told_with_its_day_and_its_seats() -> None:
    before, after = answered(told(), "funds"), answered(otherwise(), "funds")
    assert not any("2027-02-28" in text for text in before.sentences)
    assert any("2027-02-28" in text for text in after.sentences)
    assert any("grant ends before the last session" in text for text in after.sentences)
    assert streams_of(otherwise()).set_index("stream_id")["ends_before_program"].to_dict() == {
        "local": False,
        "grant": True,
        "esser": True,
    }


def test_what_comes_again_leaves_out_what_is_paid_once() -> None:
    one = answered(otherwise(), "funds")
    assert "$500 is for starting up." in " ".join(one.sentences)
    assert one.facts.set_index("fact")["value"]["of it once"] == 500


def test_a_stream_that_pays_nothing_is_told_with_its_reason() -> None:
    funds = answered(otherwise(), "funds")
    assert any("(esser) pays nothing: " in text for text in funds.sentences)
    assert not any("esser" in text for text in funds.unknown)


def test_cost_per_seat_and_per_hour_are_the_dollars_over_seats_and_hours() -> None:
    costs = unit_costs(told())
    # eleven groups of three, 30 weeks of three half hours at $40, a fifth more paid to prepare
    assert costs.dollars == pytest.approx(11 * 45 * 40 * 1.2)
    assert costs.per(costs.seats) == pytest.approx(720)
    assert costs.per(costs.student_hours) == pytest.approx(16)
    assert costs.per(costs.attended_hours) == pytest.approx(16 / 0.8)
    assert costs.paid_hours == pytest.approx(11 * 45 * 1.2)


def test_the_next_best_model_is_priced_by_the_same_arithmetic_as_the_one_that_is_used() -> None:
    plan = with_two_models()
    other = next_best(plan)
    (used,) = plan.allocation.groups["model_id"].unique()
    price = {"three": 45 * 40 / 3, "four": 45 * 40 / 4 + 10}
    (second,) = other.models
    assert {used, second} == {"three", "four"}
    assert other.dollars_per_seat == pytest.approx(price[used])
    assert other.next_dollars_per_seat == pytest.approx(price[second])
    assert other.hours == other.next_hours == pytest.approx(45)


def test_where_no_other_model_is_recommended_nothing_is_compared() -> None:
    assert "no next best" in " ".join(answered(told(), "efficiency").sentences)


def test_what_is_left_unserved_stands_in_the_answers_by_reason() -> None:
    left = told().allocation.unserved["students"].sum()
    assert any(
        text.startswith(f"{left:.0f} seats that are needed stay empty")
        for text in answered(told(), "efficiency").sentences
    )
    facts = answered(told(), "left_out").facts
    assert facts["value"].sum() == pytest.approx(left)
    assert answered(otherwise(), "left_out").sentences == ("Every seat that is needed is filled.",)


def test_a_model_that_fails_the_standard_is_named_and_what_cannot_be_tested_is_never_called_passed() -> None:
    crowd = planned(district(tutoring_models=(model("eight", 8),)), Policy(enforce_standard=False, gap=0.0))
    assert any("These do not: eight" in text for text in answered(crowd, "standard").sentences)
    assert any(text.startswith("Not to be read as passed") for text in answered(told(), "standard").sentences)


def test_a_plan_without_a_seat_has_answers_that_say_so() -> None:
    text = " ".join(" ".join(one.sentences) for one in answers_of(poor()))
    assert "No stream pays for any seat." in text
    assert "fills no seat" in text
    assert "nan" not in text


def test_no_answer_names_a_student() -> None:
    for one in answers_of(plan_with_seats_for_some()):
        assert ID not in " ".join(one.sentences) + one.facts.to_csv() + " ".join(one.unknown)
