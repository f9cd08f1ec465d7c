"""What is open, what that costs, least sizes, bus seats and sites per person: counted, broken and kept by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from allocation.two_schools import block, built, case, cohort, pool, put, rows_of
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.opened import unpaid_people
from hitdesign.allocation.openings import is_opening
from hitdesign.allocation.whole import schools_of_columns, whole_program
from hitdesign.district.other_costs import OtherCost
from hitdesign.policy import Floor, Policy
from hitdesign.rights.other_costs import session_days
from laws.districts import asked
from laws.solved import plan_of


def cost(item: str, per: Any, dollars: float, use: Any, **other: Any) -> OtherCost:
    return OtherCost(item=item, per=per, dollars=dollars, use=use, **other)


def wish(**choices: Any) -> Policy:
    return Policy(gap=0.0, tolerance=0.0, **choices)


def price(formulation: Any, kind: str) -> list[float]:
    """Dollars of one unit of each column of a kind."""
    begin = formulation.program.offset(kind)
    size = next(part.size for part in formulation.program.columns if part.kind == kind)
    money = formulation.money
    return [float(money.dollars[money.column == begin + one].sum()) for one in range(size)]


def test_without_costs_or_wishes_nothing_is_added() -> None:
    given = built()
    assert given.opened == ()
    assert not any(is_opening(part.kind) for part in given.program.columns)


def test_groups_meet_and_students_sit_only_in_a_school_that_is_open() -> None:
    given = built(other_costs=(cost("lead", "school", 100, "coordination"),))
    assert rows_of(given, "opened") == rows_of(given, "opened_seats") == rows_of(given, "opened_use") == 2
    assert {"opened", "opened_seats"} <= put(given, "taught", 2, band_id="A").put("students", 6, cohort_id="A").broken()
    kept = put(given, "taught", 2, band_id="A").put("students", 6, cohort_id="A").put("open", 1, school_id="A").broken()
    assert not kept & {"opened", "opened_seats", "opened_use"}


def test_nothing_is_open_without_a_group() -> None:
    given = built(other_costs=(cost("lead", "school", 100, "coordination"),))
    assert "opened_use" in put(given, "open", 1, school_id="A").broken()


def test_half_a_school_is_open_for_half_its_students() -> None:
    given = built(other_costs=(cost("lead", "school", 100, "coordination"),))
    half = put(given, "taught", 3, band_id="A").put("students", 6, cohort_id="A").put("open", 0.5, school_id="A")
    assert not half.broken() & {"opened", "opened_seats"}
    assert "opened_seats" in half.put("students", 7, cohort_id="A").broken()


def test_a_supervisor_is_paid_for_every_day_of_the_term_of_a_block_that_is_used() -> None:
    blocks = (block("A", supervisor_dollars_per_day=10), block("B", days="MWF", supervisor_dollars_per_day=1.005))
    ready = asked(case(blocks=blocks))
    assert session_days(ready.facts).tolist() == [70, 42]
    assert price(ready.formulation(), "counted_supervision") == [700.0, 42.21]


def test_a_building_without_a_price_has_no_gate() -> None:
    given = built(blocks=(block("A", supervisor_dollars_per_day=10), block("B")))
    assert given.program.columns[6].keys["school_id"].tolist() == ["A"]


@pytest.mark.parametrize(("per", "units", "each"), [("group", 2.0, 4.0), ("hour", 2.0, 48.0), ("student", 6.0, 4.0)])
def test_costs_of_teaching_count_groups_and_seats_and_price_an_hour_by_the_group(
    per: str, units: float, each: float
) -> None:
    given = built(other_costs=(cost("kit", per, 4, "materials", schools=("A",)),))
    taught = put(given, "taught", 2, band_id="A").put("students", 6, cohort_id="A")
    assert "counted_materials" in taught.broken()
    assert "counted_materials" not in taught.put("counted_materials", units, school_id="A").broken()
    assert price(given, "counted_materials") == [each]


def test_a_coordinator_is_paid_once_for_both_schools() -> None:
    given = built(other_costs=(cost("coordinator", "program", 80, "coordination"),))
    both = put(given, "taught", 1).put("open", 1).put("counted_coordination", 1)
    assert not both.broken() & {"opened", "opened_use", "counted_coordination"}
    assert price(given, "counted_coordination") == [80.0]


def test_a_cost_of_one_pool_or_time_is_due_only_where_they_teach() -> None:
    tutors = (pool("staff"), pool("guests"))
    given = built(tutors=tutors, other_costs=(cost("badges", "school", 5, "start_up", pools=("guests",)),))
    assert "opened" not in put(given, "taught", 2, pool_id="staff").broken()
    assert "opened" in put(given, "taught", 2, pool_id="guests").broken()
    late = built(other_costs=(cost("heating", "block", 5, "supervision", when=("after_school",)),))
    assert late.opened == ()


@pytest.mark.parametrize(("people", "broken"), [(1, True), (2, False)])
def test_training_is_paid_for_as_many_people_as_the_groups_take(people: int, broken: bool) -> None:
    given = built(other_costs=(cost("training", "tutor", 50, "training"),))
    found = put(given, "taught", 2).put("paid_people", people).broken()
    assert ("paid_at_once" in found) == broken
    assert "paid_use" in put(given, "paid_people", 1).broken()


@pytest.mark.parametrize(("students", "broken"), [(6, False), (7, True)])
def test_students_at_a_block_fit_its_buses(students: int, broken: bool) -> None:
    given = built(blocks=(block("A", transport_seats=6), block("B")))
    assert rows_of(given, "transport") == 1
    assert ("transport" in put(given, "students", students, cohort_id="A").broken()) == broken


def test_seats_of_a_block_with_buses_are_told_apart_from_those_of_another() -> None:
    blocks = (block("A", transport_seats=6), block("A", "walk"), block("B"))
    given = built(blocks=blocks)
    assert "transport" in put(given, "seats", 7, block_id="day").broken()
    assert "transport" not in put(given, "seats", 7, block_id="walk").broken()


@pytest.mark.parametrize(("students", "broken"), [(5, True), (6, False)])
def test_a_school_is_served_with_enough_students_or_not_at_all(students: int, broken: bool) -> None:
    given = built(policy=wish(least_students_per_school=6))
    found = put(given, "open", 1, school_id="A").put("students", students, cohort_id="A").broken()
    assert ("least_students" in found) == broken
    assert "least_students" not in put(given, "open", 0).broken()


def test_groups_without_students_do_not_make_a_school_large_enough() -> None:
    given = built(policy=wish(least_groups_per_school=3))
    some = put(given, "taught", 3, band_id="A").put("students", 2, cohort_id="A").put("open", 1, school_id="A")
    assert "least_groups" not in some.broken()
    assert "attended" in some.broken()
    assert "attended" not in some.put("students", 3, cohort_id="A").broken()


def test_a_pilot_opens_its_own_schools_and_no_more_than_so_many() -> None:
    assert "pilot" in put(built(policy=wish(schools=("A",))), "open", 1, school_id="B").broken()
    assert "pilot" not in put(built(policy=wish(schools=("A",))), "open", 1, school_id="A").broken()
    assert "most_schools" in put(built(policy=wish(most_schools=1)), "open", 1).broken()


def test_an_open_column_belongs_to_its_school_and_the_program_to_none() -> None:
    costs = (cost("lead", "school", 10, "coordination"), cost("office", "program", 10, "administration"))
    given = built(other_costs=costs)
    whole = whole_program(given)
    schools, place = schools_of_columns(given, whole), whole.program.slice("open")
    assert len(schools) == whole.program.n_columns
    assert schools[place].tolist() == [-1, 0, 1]


def test_people_who_serve_one_school_each_are_counted_at_every_school() -> None:
    given = built(tutors=(pool(sites_per_tutor=1),))
    program = whole_program(given).program
    posts = np.zeros(program.n_columns)
    posts[program.slice("posts")] = [2, 1]
    limit = program.family("site_limit")
    assert limit.limits.tolist() == [2.0]
    assert float(limit.value @ posts[limit.column]) == 3.0
    assert whole_program(built()).program.slice("posts") == slice(program.offset("posts"), program.offset("posts"))


def test_a_plan_pays_for_what_it_opens_and_keeps_its_own_audit() -> None:
    costs = (
        cost("lead", "school", 100, "coordination"),
        cost("training", "tutor", 20, "training"),
        cost("snack", "student", 1.5, "materials"),
    )
    plan = plan_of(case(other_costs=costs, tutors=(pool(tutors=4, hours_per_tutor_week=3),)))
    assert plan.proved and plan.audit() == []
    spent = plan.charges.groupby("cost_kind")["dollars"].sum()
    opened = plan.openings.set_index("item")
    assert spent["coordination"] == opened.loc["lead", "dollars"].sum()
    assert spent["training"] == 20 * plan.timetable["tutor"].nunique()
    assert spent["materials"] == 1.5 * plan.seats_served
    assert spent.sum() == pytest.approx(plan.spending["not_to_exceed_dollars"].sum())


def test_the_audit_sees_a_school_that_is_taught_and_not_open_and_people_who_are_not_paid() -> None:
    costs = (cost("lead", "school", 100, "coordination"), cost("training", "tutor", 20, "training"))
    plan = plan_of(case(other_costs=costs))
    opened = plan.openings
    shut = opened.assign(amount=np.where(opened["what"] == "school", 0.0, opened["amount"]))
    assert any(found.startswith("opened") for found in replace(plan, openings=shut).audit())
    fewer = opened.assign(amount=np.where(opened["what"] == "people", 0.0, opened["amount"]))
    assert unpaid_people(fewer, plan.timetable) == ["timetable: more people of people teach than are paid for"]
    assert any("openings" in found for found in replace(plan, openings=opened.iloc[:1]).audit())


def test_who_is_not_served_because_a_school_stays_closed_is_told_so() -> None:
    plan = plan_of(case([cohort("A", 12), cohort("B", 9)], policy=wish(schools=("A",))))
    left = plan.unserved.set_index("school_id")
    assert left.loc["B", "limit"] == "opened"
    assert "not open in this plan" in left.loc["B", "sentence"]
    sentence = plan.openings.set_index("school_id").loc["B", "sentence"]
    assert sentence == "The school B is not open in this plan."


def test_a_promise_outside_the_pilot_is_refused_and_the_pilot_named() -> None:
    promise = Floor(name="some", students=3, school_id="B")
    answer = plan_of(case(policy=wish(schools=("A",), floors=(promise,))), whole=False)
    assert isinstance(answer, Infeasible)
    assert set(answer.families) == {"pilot", "floors"}
