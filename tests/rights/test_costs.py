"""What a group and a seat cost, in whole cents and period by period."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allocation.two_schools import block, cohort, model, pool, ready, stream
from hitdesign.district.records import Contract
from hitdesign.rights.costs import Costs, salaried_rate, year_weeks
from hitdesign.rights.rights import rights_of

CONTRACTS = (
    Contract(contract_id="hours", price_basis="hour", price_dollars=41),
    Contract(contract_id="seats", price_basis="seat", price_dollars=99.5),
    Contract(contract_id="sessions", price_basis="session", price_dollars=17.25),
)


def costs(**tables: Any) -> Costs:
    given = ready([cohort("A", 9)], **tables)
    chosen = given.chosen
    return rights_of(
        given.facts, given.need, given.case.evidence, chosen["band"].to_numpy(), chosen["model"].to_numpy()
    ).costs


def contracted(name: str) -> dict[str, Any]:
    return {
        "tutors": (pool(pay="contract", hourly_cost_dollars=None, contract_id=name, paid_preparation_share=0.5),),
        "contracts": CONTRACTS,
    }


def test_a_group_costs_its_paid_hours_at_the_loaded_rate() -> None:
    found = costs(tutors=(pool(paid_preparation_share=0.25, benefits_rate=0.0765),))
    assert found.weekly_hours[0] == pytest.approx(3 * 0.5 * 1.25)
    assert found.paid_hours[0] == pytest.approx(8 * 3 * 0.5 * 1.25)
    assert found.group_cents.tolist() == [[32295]]  # 15 hours x $21.53


def test_a_contract_bills_teaching_hours_sessions_or_seats_and_no_preparation() -> None:
    assert costs(**contracted("hours")).group_cents.tolist() == [[12 * 4100]]
    assert costs(**contracted("sessions")).group_cents.tolist() == [[24 * 1725]]
    assert costs(**contracted("seats")).group_cents.tolist() == [[0]]
    assert costs(**contracted("seats")).seat_cents.tolist() == [[9950]]


def test_materials_come_with_every_seat() -> None:
    assert costs(tutoring_models=(model(materials_dollars_per_student=12.34),)).seat_cents.tolist() == [[1234]]


def test_a_salaried_hour_is_the_loaded_salary_over_the_hours_of_the_year() -> None:
    given = ready(tutors=(pool(pay="salaried", hourly_cost_dollars=None, annual_cost_dollars=1000, benefits_rate=0.5),))
    weeks = (date(2026, 12, 18) - date(2026, 9, 14)).days + 1
    assert year_weeks(given.facts) == pytest.approx(weeks / 7)
    assert salaried_rate(given.facts)[0] == pytest.approx(1500 / (10 * weeks / 7))


def test_each_period_bears_its_days_of_the_work_rounded_up_to_a_cent() -> None:
    found = costs(funding=(stream("a"), stream("b", obligate_by=date(2026, 10, 4))))
    assert found.group_cents.tolist() == [[9000, 15000]]  # 21 and 35 of 56 days
    odd = costs(funding=(stream("a"), stream("b", obligate_by=date(2026, 9, 14))))
    assert odd.group_cents.tolist() == [[429, 23572]]  # 428.57 and 23,571.43 cents


def test_work_ends_with_the_weeks_of_the_model_not_with_the_term() -> None:
    found = costs(funding=(stream("a"), stream("b", obligate_by=date(2026, 11, 8))))
    assert found.group_cents.tolist() == [[24000, 0]]


@pytest.mark.parametrize(
    ("days", "minutes", "share"), [("MTWRF", 60, 0.3), ("MTWRF", 59, 0.6), ("MWF", 30, 1.0), ("MWF", 95, 1 / 3)]
)
def test_a_group_holds_its_share_of_the_sessions_of_a_block(days: str, minutes: int, share: float) -> None:
    assert costs(blocks=(block("A", days=days, minutes=minutes),)).at_once[0] == pytest.approx(share)
