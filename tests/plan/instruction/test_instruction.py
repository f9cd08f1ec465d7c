"""What is taught in the groups, from the plan's own facts: what is not given is named, and no student is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from hitdesign.district.program_records import StaffRole
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.instruction.instruction import Instruction, instruction_of
from hitdesign.plan.plan import Plan
from hitdesign.rollout.instruction import InstructionChoices
from hitdesign.rollout.rollout import Rollout
from plan.school_of_students import ID, block, students
from plan.school_of_students import planned as planned_school
from plan.stakeholders.spoken import otherwise, retold, told
from scenarios.small import POLICY
from scenarios.small import plan as bare

pytestmark = pytest.mark.once
HOSTILE = "decoding\u202e <b>"


@cache
def with_skills() -> Plan:
    """Fifteen of thirty students work on fractions, the others on decoding, one on something of their own."""
    rows = {n: {"skill_areas": "fractions" if n < 15 else HOSTILE} for n in range(30)}
    rows[0] = {"skill_areas": f"Fractions;what only {ID}000 needs"}
    return planned_school(students(rows), (block("early"), block("late", starts_at="10:00", groups_at_once=1)))


def spoken(made: Instruction) -> str:
    """Everything that can be read."""
    tables = (made.focus, made.pacing, made.materials, made.exchange, made.unknown)
    return " ".join([*(table.to_csv() for table in tables), *made.sentences])


def test_every_band_with_seats_has_a_focus_and_the_seats_and_groups_are_the_plans() -> None:
    for plan in (told(), bare(), with_skills()):
        made = instruction_of(plan)
        assert made.focus["seats"].sum() == plan.allocation.seats_served
        assert made.focus["groups"].sum() == plan.allocation.groups["groups"].sum()
        assert set(made.focus["band_id"]) == set(plan.allocation.groups["band_id"])


def test_skills_come_from_the_students_and_only_those_of_many_are_named() -> None:
    focus = instruction_of(with_skills()).focus.set_index("subject")["skill_focus"]
    assert focus["math"] == "fractions; other skills of few students"
    assert focus["reading"] == "decoding <b>; other skills of few students"
    bold = instruction_of(with_skills(), disclosure=DisclosurePolicy(threshold_students=16)).focus["skill_focus"]
    assert set(bold) == {"other skills of few students"}


def test_a_skill_of_one_student_and_every_id_stay_out_of_all_that_can_be_read() -> None:
    text = spoken(instruction_of(with_skills())).casefold()
    assert ID.casefold() not in text
    assert "what only" not in text
    assert "\u202e" not in text


def test_without_students_the_skills_are_named_as_missing() -> None:
    made = instruction_of(told())
    assert set(made.focus["skill_focus"]) == {""}
    assert "students.skill_areas" in set(made.unknown["what"])


def test_curriculum_and_standards_stand_where_they_are_given_and_are_missing_else() -> None:
    given = InstructionChoices(curriculum={"Math": "units 1 to 6"}, standards={"reading": "the state's"})
    policy = POLICY.model_copy(update={"rollout": Rollout(instruction=given)})
    focus = instruction_of(replace(told(), policy=policy)).focus
    assert set(focus["curriculum"]) == {"units 1 to 6"}
    assert set(focus["standards"]) == {""}
    assert not focus["unknown"].str.contains("curriculum").any()
    assert focus["unknown"].str.contains("instruction.standards").all()


def test_hours_are_sessions_times_minutes_times_weeks_and_the_term_is_counted_after_lost_days() -> None:
    with_break, without = instruction_of(otherwise()).pacing, instruction_of(told()).pacing
    assert set(without["course_hours"]) == set(with_break["course_hours"]) == {45.0}
    # September 14 to May 21 holds 250 days; October 12 to May 21 holds 160 of the block, less the five of the break
    assert set(zip(without["lost_days"], without["term_weeks"], without["spare_weeks"], strict=True)) == {(0, 35, 5)}
    assert set(zip(with_break["lost_days"], with_break["term_weeks"], with_break["spare_weeks"], strict=True)) == {
        (5, 31, 1)
    }
    assert set(with_break["last_on"]) == {date(2027, 5, 14)}, "30 weeks of five days, one week lost"


def test_a_course_as_long_as_its_term_has_no_week_in_hand_and_that_is_said() -> None:
    facts = told().facts
    full = replace(told(), facts=replace(facts, blocks=facts.blocks.assign(weeks=30)))
    assert any("no week in hand" in text for text in instruction_of(full).sentences)
    assert not any("no week in hand" in text for text in instruction_of(told()).sentences)


def test_materials_are_the_seats_times_their_dollars_and_the_payers_are_the_plans() -> None:
    table = instruction_of(otherwise()).materials
    assert table["dollars"].tolist() == [12.5 * otherwise().allocation.seats_served, 300.0]
    own = otherwise().allocation.charges.query("cost_kind == 'seat'")
    assert table["paid_by"].iloc[0] == "; ".join(sorted(set(own["stream_id"])))
    more = own["dollars"].sum() - table["dollars"].iloc[0]
    assert 0 <= more < 0.02 * otherwise().allocation.seats_served, (
        "each seat's part of a period is charged in whole cents"
    )


def test_no_dollars_for_materials_are_named_as_missing_and_not_as_none_needed() -> None:
    what = "tutoring_models.materials_dollars_per_student"
    assert what in set(instruction_of(told()).unknown["what"])
    assert what not in set(instruction_of(otherwise()).unknown["what"])


def test_minutes_for_exchange_are_the_paid_preparation_of_the_groups() -> None:
    table = instruction_of(told()).exchange
    assert table["groups"].sum() == 11
    assert table["taught_minutes_per_week"].sum() == 11 * 3 * 30
    assert table["paid_minutes_per_group_week"].tolist() == pytest.approx([18.0] * len(table))
    assert "no time is paid" in " ".join(instruction_of(bare()).exchange["unknown"])


def test_teachers_minutes_are_those_of_the_school_or_of_every_school_and_unknown_where_nobody_says() -> None:
    assert instruction_of(told()).exchange["teacher_minutes_per_week"].isna().all()
    people = (
        StaffRole(role="teacher", school_id="*", people=2, hours_per_week=0.5),
        StaffRole(role="teacher", school_id="01", people=3, hours_per_week=1),
    )
    table = instruction_of(retold(told(), people=people)).exchange.set_index("school_id")["teacher_minutes_per_week"]
    assert table["01"] == 180
    assert set(table.drop("01")) == {60}
    blank = (StaffRole(role="teacher", school_id="*"),)
    assert instruction_of(retold(told(), people=blank)).exchange["teacher_minutes_per_week"].isna().all()


def test_what_teacher_and_tutor_tell_each_other_comes_from_the_evidence() -> None:
    made = instruction_of(told())
    assert "class works on" in made.teacher_tells
    assert "who came" in made.tutor_tells
