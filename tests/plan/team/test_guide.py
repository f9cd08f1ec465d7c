"""What the guide asks of people, item by item, stands in the responsibility matrix."""

from __future__ import annotations

import pytest

from hitdesign.evidence.library import shipped
from hitdesign.plan.team.team import Team, team_of
from plan.drafts import plain

#: The guide's chart on principals and administrators, its five groups of three, in our words.
CHART = {
    "alignment.1": "stands for the program in the school",
    "alignment.2": "fits it to the improvement plan, goals for learning and equity",
    "alignment.3": "wins staff, and students for taking part",
    "operations.1": "helps with rosters and times",
    "operations.2": "sees to rooms, technology and supervision",
    "operations.3": "has teachers know their part",
    "communication.1": "tells families, students and staff",
    "communication.2": "says what district and provider say",
    "communication.3": "takes up attendance, motivation and access",
    "monitoring.1": "reads reports on attendance and engagement",
    "monitoring.2": "tells what is hard and what works",
    "monitoring.3": "agrees on changes with coordinator and provider",
    "culture.1": "has teachers and tutors share what they see",
    "culture.2": "keeps up support and high expectations",
    "culture.3": "celebrates progress and people",
}
#: What its other sections ask of named people: section, our words, and who does it.
ELSEWHERE = {
    "team.contact": ("implementation team", "one point of contact", "program_coordinator"),
    "team.rosters": ("implementation team", "rostering", "program_coordinator"),
    "team.data": ("implementation team", "watching data", "program_coordinator"),
    "team.sessions": ("implementation team", "managing sessions", "program_coordinator"),
    "team.reviews": ("improvement cycle; checklist", "regular meetings on the data", "program_coordinator"),
    "team.board": ("improvement cycle", "progress reports to the board", "superintendent"),
    "team.principals": ("checklist: engagement", "going through roles with principals", "program_coordinator"),
    "team.expectations": ("goals: design and alignment", "outcomes, focus, pacing", "curriculum_director"),
    "team.curriculum": ("checklist", "curriculum and standards", "curriculum_director"),
    "team.budget": ("checklist", "funding secured, budget aligned", "finance_director"),
    "team.sustain": ("return; checklist on scale", "money that lasts", "finance_director"),
    "team.technology": ("checklist", "technology for online tutoring", "technology_lead"),
    "team.data_plan": ("checklist", "data collection and reporting", "data_lead"),
    "team.messages": ("checklist: engagement", "communication plans", "communications_lead"),
    "team.name_students": ("operational coordination", "teachers identify students", "teacher"),
    "team.share_insights": ("staff support", "teachers and tutors share", "teacher"),
    "team.training": ("checklist", "training of tutors", "tutor"),
    "team.tailor": ("checklist", "provider tailors the program", "provider"),
    "team.provider_reports": ("reporting", "reports ready for the board", "provider"),
}


@pytest.fixture(scope="module")
def team() -> Team:
    return team_of(plain())


@pytest.mark.parametrize("item", CHART)
def test_every_line_of_the_chart_is_done_by_a_principal_at_every_school_served(item: str, team: Team) -> None:
    rows = team.duties[team.duties["item"] == item]
    assert set(rows["school_id"]) == set(team.counted.schools), CHART[item]
    assert set(rows["role"]) == {"principal"}
    assert (rows["hours_per_week"] > 0).all()
    assert set(rows["category"]) == {item.partition(".")[0]}


def test_the_chart_has_five_groups_of_three_and_the_data_no_other_line_of_it() -> None:
    duties = shipped().team_duties.values()
    lines = {duty.item for duty in duties if duty.responsible == "principal"}
    assert lines == set(CHART)
    groups = [item.partition(".")[0] for item in CHART]
    assert {groups.count(one) for one in groups} == {3}
    assert len(set(groups)) == 5


@pytest.mark.parametrize("item", ELSEWHERE)
def test_what_other_sections_ask_of_people_is_somebodys_responsibility(item: str) -> None:
    section, words, role = ELSEWHERE[item]
    found = [duty for duty in shipped().team_duties.values() if duty.item == item]
    assert [duty.responsible for duty in found] == [role], f"{section}: {words}"


def test_no_item_of_the_data_is_unknown_to_this_list() -> None:
    items = {duty.item for duty in shipped().team_duties.values() if duty.item}
    assert items == set(CHART) | set(ELSEWHERE)


def test_every_duty_of_the_plan_has_one_who_does_it_and_one_who_answers_for_it(team: Team) -> None:
    for duty, parts in team.parts.groupby("duty_id"):
        letters = "".join(parts["part"])
        assert (letters.count("R"), letters.count("A")) == (1, 1), duty
        assert parts["role"].is_unique, duty


def test_the_matrix_says_what_the_parts_say(team: Team) -> None:
    wide = team.matrix.set_index("duty_id")
    assert all(wide.loc[row["duty_id"], row["role"]] == row["part"] for row in team.parts.to_dict("records"))
    assert int((wide.drop(columns="says") != "").sum().sum()) == len(team.parts)
