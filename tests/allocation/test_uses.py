"""Money that pays for tutoring alone pays for no materials; of prices that may hold some it is said."""

from __future__ import annotations

import pytest

from allocation.two_schools import built, case, cohort, model, pool, put, rows_of, stream
from hitdesign.allocation.allocation import Allocation
from hitdesign.district.records import Contract
from laws.districts import Case
from laws.solved import plan_of

COLLEGE = pool("college", kind="college_student")
BOOKS = (model(materials_dollars_per_student=5.0),)
WAGES = stream("wages", "federal_work_study")


def planned(given: Case) -> Allocation:
    found = plan_of(given)
    assert isinstance(found, Allocation), found
    assert found.audit() == []
    assert found.seats_served > 0
    return found


def test_materials_are_charged_to_money_that_may_pay_for_them_and_wages_to_the_other() -> None:
    given = case(funding=(WAGES, stream("any", "general_fund", award=60)), tutoring_models=BOOKS, tutors=(COLLEGE,))
    found = planned(given)
    paid = found.charges.groupby(["stream_id", "cost_kind"])["dollars"].sum().to_dict()
    assert found.seats_served == 12
    assert paid == {("wages", "labour"): 960, ("any", "seat"): 60}
    assert not any("does not pay for materials" in check for check in found.open_checks)


def test_a_dollar_for_materials_beside_them_breaks_the_costs() -> None:
    given = built(funding=(WAGES, stream("any", "general_fund")), tutoring_models=BOOKS, tutors=(COLLEGE,))
    assert rows_of(given, "cost") == 2
    values = put(given, "taught", 1, block_id="day").put("students", 3, cohort_id="A").put("dollars", 0)
    assert "cost" in values.broken()


def test_where_only_such_money_is_there_a_model_with_materials_has_no_place() -> None:
    given = built([cohort("A", 5)], funding=(WAGES,), tutoring_models=BOOKS, tutors=(COLLEGE,))
    assert list(given.inputs.rights.code) == ["no_stream:materials"]
    free = built([cohort("A", 5)], funding=(WAGES,), tutors=(COLLEGE,))
    assert list(free.inputs.rights.code) == [""]


@pytest.mark.parametrize(("law", "said"), [("federal_work_study", True), ("general_fund", False)])
def test_prices_of_contracts_that_may_hold_materials_are_an_open_check(law: str, *, said: bool) -> None:
    terms = (Contract(contract_id="deal", price_basis="seat", price_dollars=20),)
    firm = pool("college", kind="college_student", pay="contract", contract_id="deal", hourly_cost_dollars=None)
    found = planned(case(funding=(stream("money", law),), tutors=(firm,), contracts=terms))
    checks = [check for check in found.open_checks if "does not pay for materials" in check]
    assert bool(checks) == said
    assert all("ask the provider" in check for check in checks)
