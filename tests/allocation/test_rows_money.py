"""Cost, budget, share of marked students, caps and contracts: counted, broken and kept by hand."""

from __future__ import annotations

from datetime import date

import pytest

from allocation.two_schools import block, built, case, cohort, model, pool, put, rows_of, stream
from hitdesign.district.records import Contract
from laws.solved import linear_value

MARKED = [cohort("A", 6, english_learner="yes"), cohort("A", 6, english_learner="no")]
LEARNERS = "A:3-5:math:strategic:english_learner=yes"


def test_a_group_is_charged_to_the_dollar() -> None:
    given = built()
    assert rows_of(given, "cost") == 1  # both schools have the same payers
    values = put(given, "taught", 2, band_id="A")
    assert "cost" in values.broken()
    assert "cost" in values.put("dollars", 479.99).broken()
    assert "cost" in values.put("dollars", 480.01).broken()
    assert "cost" not in values.put("dollars", 480).broken()


def test_materials_are_charged_per_seat() -> None:
    given = built(tutoring_models=(model(materials_dollars_per_student=7.5),))
    values = put(given, "taught", 2, band_id="A").put("students", 5, cohort_id="A")
    assert "cost" not in values.put("dollars", 480 + 5 * 7.5).broken()


@pytest.mark.parametrize(("dollars", "broken"), [(1000, False), (1000.01, True)])
def test_a_stream_pays_no_more_than_it_has(dollars: float, broken: bool) -> None:
    assert ("budget" in put(built(), "dollars", dollars).broken()) == broken


def test_committed_and_spent_money_is_gone_and_indirect_cost_comes_on_top() -> None:
    funding = (stream("money", award=1000, committed_dollars=300, spent_dollars=150, indirect_rate=0.1),)
    assert "budget" not in put(built(funding=funding), "dollars", 500).broken()
    assert "budget" in put(built(funding=funding), "dollars", 500.1).broken()


def test_what_is_not_awarded_pays_nothing() -> None:
    given = built(funding=(stream("money"), stream("hope", status="applied")))
    assert set(given.program.columns[-1].keys["stream_id"]) == {"money"}


def test_money_pays_only_inside_its_window() -> None:
    funding = (stream("money"), stream("early", obligate_by=date(2026, 10, 11)))
    given = built(funding=funding)
    assert rows_of(given, "cost") == 2
    assert len(given.program.columns[-1].keys) == 3


def test_employees_are_paid_when_they_work_and_contracts_up_to_the_last_day_of_services() -> None:
    funding = (stream("money"), stream("early", obligate_by=date(2026, 10, 11), services_by=date(2026, 12, 31)))
    terms = (Contract(contract_id="hours", price_basis="hour", price_dollars=20),)
    by_contract = (pool(pay="contract", hourly_cost_dollars=None, contract_id="hours"),)
    given = built(funding=funding, tutors=by_contract, contracts=terms)
    assert len(given.program.columns[-1].keys) == 2 * rows_of(given, "cost")


@pytest.mark.parametrize(
    ("learners", "dollars", "broken"), [(3, 240, False), (2, 160, False), (2, 161, True), (0, 1, True)]
)
def test_money_for_learners_pays_their_part_of_a_full_group(learners: int, dollars: float, broken: bool) -> None:
    given = built(MARKED, funding=(stream("money"), stream("own", "english_learners")))
    assert rows_of(given, "share") == 1
    values = (
        put(given, "students", learners, cohort_id=LEARNERS).put("taught", 1).put("dollars", dollars, stream_id="own")
    )
    assert ("share" in values.broken()) == broken


def test_two_streams_for_the_same_students_do_not_pay_for_them_twice() -> None:
    given = built(
        MARKED, funding=(stream("money"), stream("own", "english_learners"), stream("same", "english_learners"))
    )
    values = put(given, "students", 3, cohort_id=LEARNERS).put("taught", 1)
    assert "share" not in values.put("dollars", 120, stream_id="own").put("dollars", 120, stream_id="same").broken()
    assert "share" in values.put("dollars", 121, stream_id="same").broken()


def test_two_streams_for_overlapping_students_pay_together_for_their_union() -> None:
    both = [
        cohort("A", 3, english_learner="yes", iep="yes"),
        cohort("A", 3, english_learner="no", iep="yes"),
        cohort("A", 3, english_learner="no", iep="no"),
    ]
    given = built(both, funding=(stream("money"), stream("own", "english_learners"), stream("plans", "iep")))
    assert rows_of(given, "share") == 2
    values = put(given, "students", 1, cohort_id="A").put("taught", 1)
    assert "share" not in values.put("dollars", 80, stream_id="own").put("dollars", 80, stream_id="plans").broken()
    assert "share" in values.put("dollars", 81, stream_id="plans").broken()


def test_splitting_an_award_for_learners_changes_nothing() -> None:
    others = (stream("money", award=100),)
    whole = case(MARKED, funding=(*others, stream("own", "english_learners", 1000)))
    halves = case(
        MARKED, funding=(*others, stream("own", "english_learners", 500), stream("rest", "english_learners", 500))
    )
    assert linear_value(whole) == pytest.approx(linear_value(halves), rel=1e-9)


def test_a_cap_per_student_holds_over_the_seats_of_a_service() -> None:
    given = built(MARKED, funding=(stream("money", per_student_cap_dollars=50),))
    values = put(given, "students", 2, cohort_id="A").put("taught", 2)
    assert "cap" not in values.put("dollars", 200).broken()
    assert "cap" in values.put("dollars", 201).broken()


def test_a_cap_counts_students_beside_a_cohort_of_nobody() -> None:
    """Found by brute force: a cohort of no students, without the mark, made the cap zero."""
    rows = [cohort("A", 6, english_learner="yes"), cohort("A", 0, english_learner="no")]
    assert linear_value(
        case(rows, funding=(stream("own", "english_learners", per_student_cap_dollars=80),))
    ) == pytest.approx(12)


def test_a_contract_bills_no_more_than_its_maximum() -> None:
    terms = (Contract(contract_id="hours", price_basis="hour", price_dollars=20, maximum_dollars=500),)
    given = built(tutors=(pool(pay="contract", hourly_cost_dollars=None, contract_id="hours"),), contracts=terms)
    assert "contract" not in put(given, "taught", 1).broken()
    assert "contract" in put(given, "taught", 2).broken()


def test_a_seat_price_counts_for_the_contract() -> None:
    terms = (Contract(contract_id="seats", price_basis="seat", price_dollars=60, maximum_dollars=600),)
    given = built(tutors=(pool(pay="contract", hourly_cost_dollars=None, contract_id="seats"),), contracts=terms)
    assert "contract" not in put(given, "students", 5).broken()
    assert "contract" in put(given, "students", 6).broken()


def test_the_idle_hours_of_salaried_people_are_charged() -> None:
    given = built(
        tutors=(pool(pay="salaried", hourly_cost_dollars=None, annual_cost_dollars=1000),), blocks=(block("A"),)
    )
    weeks = 96 / 7
    values = put(given, "staff", 1).put("idle_hours", 10 * weeks)
    assert "cost" in values.broken()
    assert "cost" not in values.put("dollars", 1000).broken()
