"""Sentences tell the truth: every number in them is read back and compared with the answer's own tables."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.quantities import print_dollars
from hitdesign.report import sentences
from hitdesign.report.reading import reading_of
from hitdesign.report.summary import summary
from hitdesign.report.words import REASONS
from report.place import frame, made_up_plan


def numbers(text: str) -> list[float]:
    return [float(found.replace(",", "")) for found in re.findall(r"-?\d[\d,]*(?:\.\d+)?", text)]


def test_served_says_seats_need_share_and_schools(reading):
    answer, need = reading.plan.allocation, reading.plan.need.students
    seats = answer.seats["students"].sum()
    schools = [answer.seats["school_id"].nunique(), reading.plan.need.cohorts["school_id"].nunique()]
    assert numbers(sentences.served(reading)) == [seats, need, round(100 * seats / need), *schools]


def test_children_says_fewest_and_most(reading):
    assert numbers(sentences.children(reading)) == list(reading.plan.allocation.students_served)


def test_cost_says_the_dollars_of_spending(reading):
    spending = reading.plan.allocation.spending
    totals = [spending[f"{name}_dollars"].sum() for name in ("not_to_exceed", "expected", "available", "unspent")]
    said = numbers(sentences.cost(reading))
    assert [said[0], *said[2:]] == [float(print_dollars(total).replace("$", "").replace(",", "")) for total in totals]
    assert said[1] == round(totals[0] / reading.plan.allocation.seats_served)


def test_each_tier_is_its_cohorts(reading):
    cohorts, seats = reading.plan.need.cohorts, reading.plan.allocation.seats
    said = sentences.by_tier(reading)
    for tier, sentence in zip(["intensive", "strategic"], said, strict=True):
        assert sentence.lower().startswith(tier)
        filled = seats.loc[seats["tier"] == tier, "students"].sum()
        need = cohorts.loc[cohorts["tier"] == tier, "students"].sum()
        assert numbers(sentence)[:2] == [filled, need]


def test_each_stream_says_what_it_pays_or_why_nothing(reading):
    spending = reading.plan.allocation.spending.set_index("stream_id")
    said = {sentence.split(" ")[0]: sentence for sentence in sentences.by_stream(reading)}
    assert set(said) == set(spending.index)
    for name, row in spending.iterrows():
        assert print_dollars(row["available_dollars"]) in said[name]
        if row["not_to_exceed_dollars"]:
            assert print_dollars(row["not_to_exceed_dollars"]) in said[name]
            assert print_dollars(row["unspent_dollars"]) in said[name]
        else:
            assert f"pays nothing of its {print_dollars(row['available_dollars'])}: " in said[name]
            assert row["pays_nothing_because"] in said[name]


def test_reasons_add_up_to_the_seats_not_filled(reading):
    said = sentences.unserved(reading)
    assert sum(numbers(sentence)[0] for sentence in said) == reading.plan.allocation.unserved["students"].sum()
    assert REASONS["no_block"] in " ".join(said)


def test_levels_say_value_and_bound(reading):
    for place, (sentence, row) in enumerate(
        zip(sentences.levels(reading), sentences.rows_of(reading.plan.allocation.levels), strict=True), start=1
    ):
        said = numbers(sentence)
        assert said[0] == place
        assert said[1:] == pytest.approx([row["value"], row["bound"]], abs=0.51)


def test_the_timetable_is_counted(reading):
    table = reading.plan.allocation.timetable
    tutors = len(table[["pool_id", "tutor"]].drop_duplicates())
    assert numbers(sentences.timetable(reading)) == [len(table), tutors]


@given(st.floats(1e-9, 10))
def test_a_proved_share_is_never_said_smaller_than_it_is(share):
    assert float(sentences.share_at_most(share).rstrip("%")) >= 100 * share - 1e-6


@pytest.mark.parametrize(("share", "said"), [(0.001, "0.1%"), (0.0004, "0.04%"), (0.000001, "0.01%"), (0.123, "13%")])
def test_a_proved_share_is_short(share, said):
    assert sentences.share_at_most(share) == said


def with_answer(plan, **changes):
    return reading_of(replace(plan, allocation=replace(plan.allocation, **changes)))


def test_the_best_plan_says_so(plan):
    levels = frame("levels", [{"level": "seats", "unit": "seats", "value": 10.0, "bound": 10.0, "gap": 0.0}])
    assert sentences.proof(with_answer(plan, levels=levels)) == (
        "No plan under these limits can serve more, counted by strength of need."
    )


def test_what_is_not_proved_is_never_called_proved(plan):
    said = sentences.proof(with_answer(plan, proved=False, status="time_limit"))
    assert said.startswith("This plan is not proved: the search reached its limit of time. No plan")
    unknown = frame("levels", [{"level": "seats", "unit": "seats", "value": 10.0, "bound": None, "gap": None}])
    reading = with_answer(plan, levels=unknown)
    assert "not proved" in sentences.proof(reading)
    assert "not proved" in sentences.levels(reading)[0]
    assert "No timetable" in sentences.timetable(with_answer(plan, timetable=frame("timetable", [])))


def test_all_served_is_one_sentence(plan):
    reading = replace(reading_of(plan), unserved=0.0)
    assert sentences.unserved(reading) == ["Every student in need gets a seat."]


def test_the_summary_starts_with_the_notes_on_the_data(plan):
    said = summary(plan)
    assert said[0] == "The data is of 2001: this demonstrates."
    assert said[1].startswith("The plan fills")
    assert len(said) <= 20
    assert all(sentence.endswith(".") for sentence in said)


def test_fractions_are_said_as_fractions():
    plan = made_up_plan(3)
    seats = plan.allocation.seats.assign(students=plan.allocation.seats["students"] * 0.5 + 0.25)
    assert re.search(r"fills \d+\.\d of the", sentences.served(with_answer(plan, seats=seats, whole=False)))
