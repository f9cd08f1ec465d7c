"""What is said of a plan: filled from its own numbers, alike in both languages, and silent about students."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hitdesign.district.program_records import DistrictDate, StrategicGoal
from hitdesign.errors import InputError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.library import overlay, shipped
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.stakeholders.stakeholders import Stakeholders, stakeholders_of
from plan.school_of_students import ID, plan_with_seats_for_some
from plan.stakeholders.spoken import CONTACT, numbers, otherwise, poor, retold, said_of_it, speaking, told
from scenarios.small import plan as bare

pytestmark = pytest.mark.once
RESULTS = pd.DataFrame(
    [
        {"measure": "Students who came to 9 of 10 sessions", "value": 0.62, "unit": "share 0-1", "students": 64},
        {"measure": "Gain in math", "value": 0.11, "unit": "SD", "students": 64},
    ]
)


@cache
def other() -> Stakeholders:
    """What is said of the plan with other facts."""
    return stakeholders_of(otherwise())


def texts(said: Stakeholders) -> list[str]:
    """Every sentence that somebody may read."""
    tables = (said.audiences, said.messages, said.steps, said.open)
    cells = [str(cell) for table in tables for row in table.itertuples(index=False) for cell in row]
    return [*(letter.text for letter in said.letters), *said.sentences, *cells]


def pairs(said: Stakeholders) -> list[tuple[str, str]]:
    """Each text in English and in Spanish."""
    letters = [(one.text, said.letter(one.letter_id, "es").text) for one in said.letters if one.language == "en"]
    table = said.messages.set_index(["audience", "topic", "language"])["text"].unstack("language")
    return [*letters, *zip(table["en"], table["es"], strict=True)]


def test_every_blank_of_every_text_is_filled_where_the_district_says_all_it_can() -> None:
    said = said_of_it()
    assert said.open.empty
    assert not [text for text in texts(said) if "{" in text or "[" in text]


def test_a_blank_that_cannot_be_filled_is_named_in_the_text_and_listed_with_what_to_provide() -> None:
    said = stakeholders_of(bare())
    assert set(said.open["blank"]) == {"assessment", "board_meeting", "contact", "goals", "training"}
    assert said.open["what_to_provide"].str.len().gt(10).all()
    assert "[to be filled in: day of the board meeting]" in said.letter("letter_board").text
    assert "[por completar: día de la reunión de la junta]" in said.letter("letter_board", "es").text
    assert not [text for text in texts(said) if "{" in text]


def test_every_audience_has_what_tutoring_is_the_goals_the_days_and_something_of_its_own_in_each_language() -> None:
    topics = said_of_it().messages.groupby(["audience", "language"])["topic"].agg(list)
    assert len(topics) == 2 * 6
    assert all(found == ["what_it_is", "goals", "timeline", "ask"] for found in topics)


NAMES = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="0123456789"), min_size=1, max_size=20)


@settings(max_examples=max(4, settings.default.max_examples // 5))
@given(
    name=NAMES,
    goal=NAMES,
    meeting=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    seats=st.integers(1, 500),
    threshold=st.integers(1, 60),
)
def test_both_languages_hold_the_same_numbers_whatever_the_plan(
    name: str, goal: str, meeting: date, seats: int, threshold: int
) -> None:
    plan = retold(
        told(),
        name=name,
        strategic_goals=(StrategicGoal(goal_id="g", goal=goal, subject="math"),),
        dates=(DistrictDate(kind="board_meeting", on=meeting),),
    )
    table = plan.allocation.seats.assign(students=seats)
    plan = replace(plan, allocation=replace(plan.allocation, seats=table))
    said = stakeholders_of(plan, results=RESULTS, disclosure=DisclosurePolicy(threshold_students=threshold))
    for english, spanish in pairs(said):
        assert numbers(english) == numbers(spanish)


def test_families_get_the_letter_of_how_their_children_join() -> None:
    sent = [{one.letter_id for one in said.letters if one.audience == "families"} for said in (said_of_it(), other())]
    assert sent == [{"letter_families_assigned"}, {"letter_families_opt_in", "letter_families_opt_out"}]


def test_a_letter_that_follows_a_default_of_how_families_join_says_so() -> None:
    told_so = "How families join stands at a default"
    default = Assumption(
        "blocks.enrolment.during_school", "opt_out", "", "a default", "planning_default", verified=False
    )
    silent = stakeholders_of(replace(told(), assumptions=(default,)))
    assert any(text.startswith(told_so) for text in silent.sentences)
    assert not any(text.startswith(told_so) for text in said_of_it().sentences)


def test_a_later_term_moves_every_day_that_anybody_is_told() -> None:
    before, after = said_of_it(), other()
    assert "September 14, 2026" in before.letter("letter_teachers").text
    assert "September" not in after.letter("letter_teachers").text
    assert "12 de octubre de 2026" in after.letter("letter_teachers", "es").text
    assert "September 22, 2026" in after.letter("letter_board").text, "the last board meeting before the later launch"
    moved = after.audiences.set_index("audience")["send_on"]
    assert all(moved[who] > day for who, day in before.audiences.set_index("audience")["send_on"].items())


def test_more_money_changes_the_places_the_cost_and_what_streams_pay() -> None:
    poorer, richer = said_of_it().letter("letter_board").text, other().letter("letter_board").text
    assert (told().allocation.seats_served, otherwise().allocation.seats_served) == (33, 60)
    assert "There are 33 places." in poorer
    assert "27 places more are needed and not in the plan." in poorer
    assert "There are places (how many is not published)." in richer, "all of 60: a report for the public codes that"
    assert any("near none or all" in sentence for sentence in other().sentences)
    plainly = stakeholders_of(otherwise(), disclosure=DisclosurePolicy(bands=())).letter("letter_board").text
    assert "There are 60 places." in plainly
    assert "Every place that is needed is there." in plainly
    assert "General fund pays up to $20,000, to be used by February 28, 2027." in richer


def test_a_contact_a_goal_and_a_training_day_stand_in_the_letters_that_need_them() -> None:
    said = said_of_it()
    assert all(CONTACT in one.text for one in said.letters if one.audience == "families")
    assert "More students reach grade level in math." in said.letter("letter_board").text
    assert "August 27, 2026" in said.letter("letter_teachers").text


def test_a_goal_that_no_seat_serves_is_not_claimed() -> None:
    other = StrategicGoal(goal_id="g2", goal="All seniors graduate", subject="science", grade_low=12, grade_high=12)
    text = stakeholders_of(retold(told(), strategic_goals=(other,))).letter("letter_board").text
    assert "graduate" not in text
    assert "None of the goals given is served" in text


@pytest.mark.parametrize("threshold", [10, 20, 30, 100])
def test_no_text_prints_a_count_below_the_policys_minimum_nor_one_it_can_be_worked_out_from(threshold: int) -> None:
    plan = told()
    filled, left = plan.allocation.seats_served, int(plan.allocation.unserved["students"].sum())
    assert (filled, left) == (33, 27)
    said = stakeholders_of(plan, disclosure=DisclosurePolicy(threshold_students=threshold))
    printed = "33 places" in said.letter("letter_board").text
    assert printed == (threshold <= 27)
    if not printed:
        assert not [text for text in texts(said) if "33" in text or "27 places" in text or "One place costs" in text]


def test_a_total_of_two_schools_is_kept_back_and_so_are_counts_that_the_choices_leave_out() -> None:
    kept = "How many students in need have no place is not published."
    assert kept in stakeholders_of(bare()).letter("letter_board").text
    assert any(text.startswith("No text prints how many places") for text in stakeholders_of(bare()).sentences)
    assert not any(text.startswith("No text prints how many places") for text in said_of_it().sentences)
    quiet = replace(told(), policy=speaking(counts="left_out"))
    assert kept in stakeholders_of(quiet).letter("letter_board").text


def test_dollars_of_a_letter_are_rounded_to_steps_that_hide_as_many_seats_as_the_minimum() -> None:
    text = said_of_it().letter("letter_board").text
    dearest = 600 * 1.2  # a group of three costs $1,800 to teach and a fifth to prepare
    assert "at most $30,000" in text, "24,000 up to the next step of 10,000, the least that ten such seats fit into"
    assert 10 * dearest <= 10_000
    assert "One place costs at most $910." in text, "30,000 / 33 places: the exact dollars stand in no other number"


def test_letters_name_no_student_and_no_school() -> None:
    said = stakeholders_of(plan_with_seats_for_some())
    assert not [text for text in texts(said) if ID in text]
    assert not [one for one in said.letters if "Alder" in one.text]


HOSTILE = '{launch} \u202egnirts\x00 <script>alert("1")</script>\n\n=HYPERLINK("x") {0} %s'


def test_names_that_try_to_be_code_stay_text_and_fill_no_blank() -> None:
    goal = StrategicGoal(goal_id="g", goal=HOSTILE, subject="math")
    said = stakeholders_of(retold(told(), name=HOSTILE, strategic_goals=(goal,)))
    shown = '{launch} gnirts <script>alert("1")</script> =HYPERLINK("x") {0} %s'
    assert shown in said.letter("letter_families_assigned").text
    controls = [text for text in texts(said) for one in text if unicodedata.category(one) == "Cc" and one != "\n"]
    assert not controls
    assert len(said.letter("letter_families_assigned").paragraphs) == 5


def test_a_memo_for_the_board_fits_on_one_page_even_with_results() -> None:
    said = stakeholders_of(told(), results=RESULTS)
    memos = said.reading[said.reading["text_id"] == "letter_board"]
    assert memos["language"].tolist() == ["en", "es"]
    assert memos["words"].max() <= 400


def test_the_shipped_texts_read_within_their_limits_and_a_lower_limit_is_a_warning() -> None:
    said = stakeholders_of(told(), results=RESULTS)
    assert not said.reading["beyond_limit"].any()
    own = {"value": 1, "source": "planning_default", "as_of": "2026-11-26"}
    strict = overlay(shipped(), {"parameters": {"reading.en.families": own}})
    warned = stakeholders_of(replace(told(), evidence=strict)).sentences
    assert any(one.startswith("letter_families_assigned (en) reads harder than its limit") for one in warned)


def test_one_language_may_be_asked_for_alone() -> None:
    said = stakeholders_of(replace(told(), policy=speaking(languages=("es",))))
    assert {one.language for one in said.letters} == {"es"} == set(said.messages["language"])
    with pytest.raises(KeyError, match="letter_board"):
        said.letter("letter_nobody", "es")


def test_results_are_told_only_after_a_pilot_and_never_to_families_by_letter() -> None:
    before, after = said_of_it(), stakeholders_of(told(), results=RESULTS)
    assert "results" not in set(before.messages["topic"])
    assert set(after.messages.loc[after.messages["topic"] == "results", "audience"]) == set(after.audiences["audience"])
    assert "Gain in math: 0.11 SD." in after.letter("letter_board").text
    assert "0.11" not in after.letter("letter_families_assigned").text


def test_results_of_few_students_are_kept_back_and_shares_near_the_ends_are_coded() -> None:
    rows = RESULTS.assign(students=[9, 64], value=[0.5, 0.99], unit="share 0-1")
    said = stakeholders_of(told(), results=rows)
    text = said.letter("letter_board").text
    assert "9 of 10" not in text
    assert "Gain in math: at least 90%." in text
    assert "A result is kept back. Students who came to 9 of 10 sessions: fewer than 10 students are behind it." in (
        said.sentences
    )


def test_a_measure_stands_in_spanish_where_it_is_given_and_else_as_the_district_wrote_it() -> None:
    said = stakeholders_of(told(), results=RESULTS.assign(measure_es=[None, "Avance en matemáticas"]))
    text = said.letter("letter_board", "es").text
    assert "Avance en matemáticas: 0.11 SD." in text
    assert "Students who came to 9 of 10 sessions: 62%." in text


def test_results_that_cannot_be_used_are_refused_all_at_once() -> None:
    rows = pd.DataFrame(
        [("", "high", "SD", -1), ("a", 1.2, "share 0-1", 30)], columns=["measure", "value", "unit", "students"]
    )
    with pytest.raises(InputError) as caught:
        stakeholders_of(told(), results=rows)
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        (2, "measure"),
        (2, "value"),
        (2, "students"),
        (3, "value"),
    ]
    with pytest.raises(InputError, match="the column is missing"):
        stakeholders_of(told(), results=rows.drop(columns="students"))


def test_a_plan_without_a_seat_claims_nothing() -> None:
    said = stakeholders_of(poor())
    assert not [one for one in said.letters if one.audience == "families"]
    assert {"launch", "sessions", "subjects"} <= set(said.open["blank"])
