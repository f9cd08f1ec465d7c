"""The risks of one plan as a whole: their order, their facts, what was looked at, and what changes with one fact."""

from __future__ import annotations

from dataclasses import replace

import pytest

from allocation.two_schools import block, case, cohort, model, pool, stream
from hitdesign.plan.plan import Plan
from hitdesign.plan.risks.changes import before_school, move_before_school, one_more_room
from hitdesign.plan.risks.risks import WEIGHTS, Risks, risks_of
from hitdesign.plan.risks.seen import Look
from plan.drafts import drafted, plain
from plan.risks.scenes import cells, small


@pytest.fixture(scope="module")
def found() -> Risks:
    return risks_of(small())


def test_the_worst_stand_first(found: Risks) -> None:
    rows = found.table.to_dict("records")
    weights = [WEIGHTS[row["likelihood"]] * WEIGHTS[row["consequence"]] for row in rows]
    assert weights == sorted(weights, reverse=True)
    assert found.table["risk_id"].is_unique


def test_every_risk_says_which_facts_made_it_what_rests_on_it_and_what_to_do(found: Risks) -> None:
    for row in found.table.to_dict("records"):
        assert row["table"] and row["column"] and row["source"] and row["evidence"] and row["mitigation"]
        assert row["status"] in ("open", "unknown")
        assert row["likelihood"] == "unknown" if row["status"] == "unknown" else row["likelihood"] in WEIGHTS


def test_what_was_looked_at_adds_up_to_the_risks(found: Risks) -> None:
    counts = found.table.groupby("rule")["status"].value_counts()
    for row in found.watched.to_dict("records"):
        assert row["open"] == counts.get((row["rule"], "open"), 0)
        assert row["unknown"] == counts.get((row["rule"], "unknown"), 0)
        assert row["looked_at"] >= row["open"] + row["unknown"]


def test_each_lever_is_of_a_risk_and_is_named_in_its_row(found: Risks) -> None:
    names = dict(zip(found.table["risk_id"], found.table["lever"], strict=True))
    assert found.levers
    assert all(names[risk_id] == lever.name for risk_id, lever in found.levers.items())
    assert all(not names[risk_id] for risk_id in set(names) - set(found.levers))


def test_the_same_facts_give_the_same_risks(found: Risks) -> None:
    again = risks_of(replace(small()))
    assert again.table.to_csv() == found.table.to_csv()
    assert again.sentences == found.sentences


def test_no_plan_is_called_free_of_risk_where_nothing_was_said() -> None:
    """A plan of blanks has open risks in every rule that looked."""
    bare = risks_of(plain())
    assert {"single_coordinator", "background_open", "role_unheld", "barrier_stated"} <= set(bare.table["rule"])
    assert any("Not known, so open" in sentence for sentence in bare.sentences)


def test_a_plan_that_serves_nobody_has_risks_and_no_fault() -> None:
    empty = risks_of(drafted(blocks=(block("A", groups_at_once=0), block("B", groups_at_once=0))))
    assert set(empty.of("need_left_out")["place"]) == {"A", "B"}
    assert set(empty.of("one_room")["place"]) == {"A", "B"}


def test_one_more_pool_takes_pressure_from_the_first() -> None:
    """The plan itself made anew: tutors are short with two, and not with ten."""
    plenty = {"tutors": (pool(tutors=10),), "funding": (stream("money", award=5000),)}
    assert risks_of(plain()).of("pool_nearly_full")["value"].to_list() == [1.0]
    assert risks_of(drafted(**plenty)).of("pool_nearly_full").empty


def test_money_that_ends_with_the_program_says_what_comes_again() -> None:
    plan = cells("funding", "stream_id", "money", obligate_by=small().facts.blocks["ends_on"].max().date())(small())
    row = risks_of(plan).of("stream_ends").iloc[0]
    assert row["value"] == 0
    assert row["dollars"] == pytest.approx(Look(plan).dollars)
    assert "come again next year" in row["evidence"]


def test_seats_and_dollars_behind_a_school_are_the_plans_own(found: Risks) -> None:
    allocation = small().allocation
    row = found.of("one_block").set_index("place").loc["B"]
    assert row["seats"] == allocation.seats.query("school_id == 'B'")["students"].sum() == 9
    assert row["dollars"] == pytest.approx(allocation.charges.query("school_id == 'B'")["dollars"].sum())
    assert row["share_of_plan"] == pytest.approx(max(9 / 18, row["dollars"] / allocation.charges["dollars"].sum()))


def test_students_online_at_once_are_those_of_the_fullest_minute() -> None:
    """Nine students of B in three groups that sit at different times of the week: three devices do."""
    timetable = small().allocation.timetable
    online = timetable[timetable["school_id"] == "B"]
    fullest = online.groupby(["term", "day", "starts_minute"])["students"].sum().max()
    short = risks_of(cells("technology", "school_id", "B", devices=int(fullest) - 1)(small())).of("devices_short")
    assert short["value"].to_list() == [1.0]
    assert risks_of(cells("technology", "school_id", "B", devices=int(fullest))(small())).of("devices_short").empty


def test_a_row_for_every_school_becomes_a_schools_own_before_it_is_changed() -> None:
    everywhere = case(blocks=(block("*"),)).district
    lever = one_more_room(everywhere, "A")
    assert [change.operation for change in lever.changes] == ["add"]
    assert lever.changes[0].add == {**lever.changes[0].add, "school_id": "A", "groups_at_once": 3}
    moved = move_before_school(everywhere, "A")
    assert moved is not None and moved.changes[0].add is not None
    assert moved.changes[0].add["when"] == "before_school"
    assert "take_up_rate" not in moved.changes[0].add


def test_a_school_that_meets_before_school_is_offered_no_second_time_there() -> None:
    early = case(blocks=(block("A", when="before_school"), block("B"))).district
    assert before_school(early, "A") is None
    assert move_before_school(early, "A") is None
    assert before_school(early, "B") is not None


def test_groups_half_full_are_a_risk_where_the_plan_makes_them() -> None:
    """One student in a group of three: the plan itself, not a table changed by hand."""
    row = risks_of(drafted(cohort("A", 1), tutoring_models=(model(),))).of("small_groups").iloc[0]
    assert row["value"] == pytest.approx(1 / 3)
    assert row["likelihood"] == "high"


def test_no_sentence_holds_a_student(found: Risks) -> None:
    assert not any("cohort" in sentence for sentence in found.sentences)


def test_plans_of_other_facts_have_other_risks(found: Risks) -> None:
    other: Plan = cells("tutors", "pool_id", "far", background_check="no")(small())
    assert set(risks_of(other).table["risk_id"]) - set(found.table["risk_id"]) == {"background_open:far"}
