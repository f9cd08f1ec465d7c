"""The spine: five facts to a proved plan, and an impossible request to what would make it possible."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.allocation.infeasible import InfeasibleError

SCHOOLS = pd.DataFrame(
    {
        "school_id": ["0101", "0102", "0103"],
        "grade_low": [0, 0, 6],
        "grade_high": [5, 5, 8],
        "enrollment": [412, 365, 540],
        "below_proficient_math": [0.61, 0.34, 0.57],
    }
)
AWARD = {"award_dollars": 400_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}


def district(tutors=24, **changes):
    return hit.starter(SCHOOLS, pool={"tutors": tutors}, award={**AWARD, **changes})


def test_five_facts_give_a_proved_plan_whose_seats_and_unserved_add_up_to_the_need():
    plan = hit.design(district())
    allocation = plan.allocation
    assert allocation.proved and allocation.audit() == []
    assert allocation.seats_served + allocation.unserved["students"].sum() == plan.need.students
    assert allocation.seats_served <= plan.need.students
    assert allocation.bound >= allocation.value - 1e-6
    assert plan.assumptions and plan.district.assumed


def test_seats_of_one_subject_are_students():
    low, high = hit.design(district(), rank_assumptions=False).allocation.students_served
    assert low == high


def test_the_charges_add_up_to_the_groups_cost_and_stay_within_the_award():
    allocation = hit.design(district(), rank_assumptions=False).allocation
    assert allocation.charges["dollars"].sum() == pytest.approx(allocation.groups["labour_dollars"].sum(), abs=0.005)
    assert allocation.charges["dollars"].sum() <= 400_000


def test_money_whose_window_is_over_pays_nothing_and_says_why():
    base = district()
    old = base.funding[0].model_copy(update={"obligate_from": date(2020, 7, 1), "obligate_by": date(2024, 9, 30)})
    allocation = hit.allocate(replace(base, funding=(old,)))
    assert allocation.seats_served == 0
    assert "window" in allocation.spending["pays_nothing_because"].iloc[0]
    assert (allocation.unserved["reason"] != "").all()


def test_a_floor_above_what_the_award_can_carry_is_refused_with_what_would_do():
    policy = hit.Policy(floors=(hit.Floor(name="everyone", share=1.0),))
    answer = hit.design(district(tutors=3, award_dollars=30_000), policy)
    assert isinstance(answer, hit.Infeasible)
    assert "floors" in answer.families
    assert "budget" in answer.families or "tutor_hours" in answer.families or "tutors_at_once" in answer.families
    lowered = answer.repairs.set_index("family").loc["floors", "amount"]
    assert lowered > 0
    assert "cannot be met" in str(answer)
    with pytest.raises(InfeasibleError, match="cannot be met"):
        answer.or_raise()


def test_lowering_the_floor_as_the_repair_says_makes_the_request_possible():
    small = district(tutors=3, award_dollars=30_000)
    answer = hit.allocate(small, policy=hit.Policy(floors=(hit.Floor(name="all", students=300),)), whole=False)
    fewer = answer.repairs.set_index("family").loc["floors", "amount"]
    kept = int(300 - fewer - 1e-6)
    assert not isinstance(
        hit.allocate(small, policy=hit.Policy(floors=(hit.Floor(name="all", students=kept),)), whole=False),
        hit.Infeasible,
    )


def test_the_same_tables_in_another_order_give_the_same_plan_to_the_byte():
    first = district()
    shuffled = hit.District(
        name=first.name,
        schools=first.schools[::-1],
        cohorts=first.cohorts.sample(frac=1, random_state=3),
        blocks=first.blocks[::-1],
        tutors=first.tutors[::-1],
        funding=first.funding[::-1],
    )
    one, other = hit.allocate(first), hit.allocate(shuffled)
    for name in ("seats", "groups", "charges", "timetable", "unserved"):
        assert getattr(one, name).to_csv() == getattr(other, name).to_csv()


def test_the_core_says_nothing(capfd):
    hit.design(district(), rank_assumptions=False)
    assert capfd.readouterr() == ("", "")


def test_a_district_in_which_nobody_is_found_gets_an_empty_plan_that_is_proved():
    schools = [{"school_id": "01", "enrollment": 9, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}]
    award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    rows = pd.DataFrame({"student_id": ["S1"], "school_id": ["01"], "grade": [3], "math_percentile": [80]})
    plan = hit.design(hit.starter(pd.DataFrame(schools), pool={"tutors": 2}, award=award).with_students(rows))
    assert (plan.need.students, plan.allocation.seats_served, plan.allocation.proved) == (0, 0, True)
    assert plan.allocation.students_served == (0, 0)


@pytest.mark.parametrize(
    ("without", "reason", "words"),
    [
        ("blocks", "no_block", "the school has no block"),
        ("tutors", "no_pool", "there are no tutors"),
        ("funding", "no_stream", "no stream may pay here"),
    ],
)
def test_a_district_without_blocks_tutors_or_money_gets_an_empty_plan_that_says_so(without, reason, words):
    plan = hit.design(replace(district(), **{without: ()}), rank_assumptions=False)
    nobody_served_nobody_lost(plan)
    assert set(plan.allocation.unserved["reason"]) == {reason}
    assert plan.allocation.unserved["sentence"].str.contains(words).all()


def test_a_policy_whose_dates_leave_no_term_gets_an_empty_plan_that_says_so():
    plan = hit.design(district(), hit.Policy(starts_on=date(2031, 1, 1)), rank_assumptions=False)
    nobody_served_nobody_lost(plan)
    assert set(plan.allocation.unserved["reason"]) == {"no_block"}


def test_where_only_the_standard_stands_in_the_way_no_model_is_the_reason():
    pair = hit.TutoringModel(
        model_id="five",
        students_per_tutor=5,
        sessions_per_week=3,
        minutes_per_session=30,
        weeks=20,
        modality="in_person",
    )
    plan = hit.design(replace(district(), tutoring_models=(pair,)), rank_assumptions=False)
    nobody_served_nobody_lost(plan)
    assert set(plan.allocation.unserved["reason"]) == {"no_model"}


def nobody_served_nobody_lost(plan):
    answer = plan.allocation
    assert answer.proved and answer.audit() == []
    assert answer.seats_served == 0
    assert answer.unserved["students"].sum() == plan.need.students > 0
