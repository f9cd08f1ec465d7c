"""A fee that is due once is never free: no student bears less of it than where all share it whom it could serve."""

from __future__ import annotations

from typing import Any

import pytest

import hitdesign as hit
from allocation.two_schools import case, cohort, model, pool
from hitdesign.district.other_costs import OtherCost
from hitdesign.district.records import Contract
from hitdesign.recommendation.recommend import recommend
from hitdesign.rights.reach import Reach, reach_of
from laws.districts import asked
from laws.solved import plan_of

FEE = (Contract(contract_id="deal", price_basis="flat", price_dollars=420),)
#: Weeks from the first day of the terms to the last; hours a student of a group of three.
WEEKS, HOURS = 96 / 7, 4.0


def hired(**other: Any) -> dict[str, Any]:
    """A firm at a flat fee teaches everybody."""
    firm = pool("firm", pay="contract", contract_id="deal", hourly_cost_dollars=None, **{"tutors": 9, **other})
    return {"tutors": (firm,), "contracts": FEE}


def reach(**tables: Any) -> Reach:
    """What is within reach of 12 students in school A and 9 in school B."""
    given = case(**tables)
    ready = asked(given)
    return reach_of(ready.facts, ready.need, given.evidence, given.policy)


def test_a_flat_fee_is_spread_over_all_students_that_the_contract_could_serve() -> None:
    found = reach(**hired())
    assert found.due_once_per_student[:, 0] == pytest.approx(420 / 21)
    assert found.cost_per_student[:, 0] == pytest.approx(420 / 21)


def test_where_the_people_have_hours_for_few_the_fee_is_spread_over_those() -> None:
    found = reach(**hired(tutors=1, hours_per_tutor_week=1.5))
    assert found.due_once_per_student[:, 0] == pytest.approx(420 / (1.5 * WEEKS / HOURS))


def test_no_plan_pays_less_of_the_fee_for_a_student() -> None:
    plan = plan_of(case(**hired()), levels=1)
    assert isinstance(plan, hit.Allocation)
    fee = plan.charges.loc[plan.charges["cost_kind"] == "contract_fee", "dollars"].sum()
    assert fee == 420
    assert fee / plan.seats_served >= reach(**hired()).due_once_per_student.max() - 0.01


def test_a_cheaper_place_without_a_fee_hides_none() -> None:
    firm, own = hired()["tutors"][0], pool("own", hourly_cost_dollars=3)
    found = reach(tutors=(firm, own), contracts=FEE)
    assert found.cost_per_student[:, 0] == pytest.approx(HOURS * 3)
    assert (found.due_once_per_student[:, 0] == 0).all()


@pytest.mark.parametrize(
    ("per", "parts"),
    [
        ("program", (63 / 21, 63 / 21)),
        ("school", (63 / 12, 63 / 9)),
        ("block", (63 / 12, 63 / 9)),
        ("tutor", (63 * HOURS / (10 * WEEKS),) * 2),
    ],
)
def test_what_is_opened_or_paid_for_a_person_is_spread_over_those_it_could_serve(
    per: Any, parts: tuple[float, float]
) -> None:
    found = reach(other_costs=(OtherCost(item="one", per=per, dollars=63, use="start_up"),))
    assert found.due_once_per_student[:, 0] == pytest.approx(parts)
    assert found.cost_per_student[:, 0] - found.due_once_per_student[:, 0] == pytest.approx([80, 80])


@pytest.mark.parametrize(("per", "adds"), [("group", 2.0), ("hour", 12 * 6 / 3), ("student", 6.0)])
def test_what_every_group_hour_or_seat_causes_is_part_of_the_seat_itself(per: Any, adds: float) -> None:
    found = reach(other_costs=(OtherCost(item="one", per=per, dollars=6, use="materials"),))
    assert found.cost_per_student[:, 0] == pytest.approx([80 + adds, 80 + adds])
    assert (found.due_once_per_student == 0).all()


def test_the_recommendation_says_that_a_fee_comes_on_top_and_what_it_rests_on() -> None:
    given = case(tutoring_models=(model(weeks=12),), **hired())
    found = recommend(given.district, policy=given.policy, evidence=given.evidence)
    said = " ".join(found.why(str(found.ranking["band_id"].iloc[0])))
    assert "a seat costs at least $20 ($0 for itself; on top comes its part of what is due once for many" in said
    free = case([cohort("A", 12)], tutoring_models=(model(weeks=12),))
    plain = recommend(free.district, policy=free.policy, evidence=free.evidence)
    said = " ".join(plain.why(str(plain.ranking["band_id"].iloc[0])))
    assert "a seat costs $120" in said
    assert "on top" not in said
