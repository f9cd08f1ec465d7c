"""What the answer says of contracts: dollars not to exceed and expected, to whom they are charged, and why not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from allocation.two_schools import block, case, cohort, model, pool, stream
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.audit import audit
from hitdesign.district.records import Contract, ContractTier
from laws.solved import plan_of

PAID = (pool(pay="contract", hourly_cost_dollars=None, contract_id="c"),)


def plan(basis: Any, price: float, *, whole: bool = True, award: float = 5000, **other: Any) -> Allocation:
    """Six students at school A under one contract, all of whom two groups can hold."""
    terms = {name: other.pop(name) for name in list(other) if name in Contract.model_fields}
    tables = {
        "blocks": (block("A", attendance_rate=0.8),),
        "funding": (stream("money", award=award, indirect_rate=0.1),),
        "contracts": (Contract(contract_id="c", price_basis=basis, price_dollars=price, **terms),),
        **other,
    }
    found = plan_of(case([cohort("A", 6)], tutors=PAID, **tables), whole=whole)
    assert isinstance(found, Allocation)
    assert audit(found, found.formulation) == []
    assert found.proved
    return found


def kinds(found: Allocation) -> dict[str, float]:
    return found.charges.groupby("cost_kind")["dollars"].sum().to_dict()


def bill(found: Allocation) -> dict[str, Any]:
    return found.contract_bills.iloc[0].to_dict()


@pytest.fixture(scope="module")
def flat() -> Allocation:
    return plan("flat", 300)


@pytest.fixture(scope="module")
def filled() -> Allocation:
    return plan("hour", 20, minimum_dollars=600)


def test_a_flat_fee_is_charged_once_for_the_contract_and_for_no_school(flat: Allocation) -> None:
    found = flat
    assert found.seats_served == 6
    assert kinds(found) == {"contract_fee": 300}
    row = found.charges.iloc[0]
    assert (row["school_id"], row["pool_id"], row["period"]) == ("", "people", "any day")
    assert bill(found)["sentence"] == "c: a flat fee, not to exceed $300."
    assert found.spending["not_to_exceed_dollars"].tolist() == [330]


def test_what_fills_a_contract_up_to_its_least_has_its_own_kind_of_cost(filled: Allocation) -> None:
    found = filled
    assert kinds(found) == {"labour": 480, "contract_minimum": 120}
    assert bill(found)["not_to_exceed_dollars"] == 600
    assert "$120 of it only fill it up to its minimum" in bill(found)["sentence"]
    assert bill(found)["units"] == 24


def test_a_least_that_cannot_be_paid_serves_nobody_and_says_so() -> None:
    found = plan("hour", 20, minimum_dollars=600, award=650)
    assert found.seats_served == 0
    assert found.charges.empty
    assert bill(found)["sentence"] == "c is not used and costs nothing."
    assert found.unserved["limit"].tolist() == ["contract_minimum"]
    assert "bills at least" in found.unserved["sentence"].iloc[0]


def test_fractions_count_a_part_of_the_least_and_say_so() -> None:
    found = plan("hour", 20, minimum_dollars=600, award=100, whole=False)
    assert 0 < bill(found)["used"] < 1
    assert "a part of what a whole plan owes" in bill(found)["sentence"]


@pytest.mark.parametrize(("further", "dollars", "tier"), [(30.0, 12 * 20 + 12 * 30, 120), (15.0, 12 * 35, 60)])
def test_units_are_billed_at_the_price_of_their_step(further: float, dollars: float, tier: float) -> None:
    tiers = (ContractTier(contract_id="c", from_units=12, price_dollars=further),)
    found = plan("hour", 20, contract_tiers=tiers)
    assert bill(found)["not_to_exceed_dollars"] == dollars
    assert kinds(found)["contract_tier"] == tier


def test_levels_that_save_no_dollars_still_bill_no_more_than_is_due() -> None:
    terms = (Contract(contract_id="c", price_basis="hour", price_dollars=20, minimum_dollars=600),)
    rich = (stream("money", award=5000),)
    given = case([cohort("A", 6)], tutors=PAID, blocks=(block("A"),), funding=rich, contracts=terms)
    found = plan_of(given, levels=1)
    assert isinstance(found, Allocation)
    assert found.contract_bills["not_to_exceed_dollars"].tolist() == [
        max(600.0, 20 * 12 * found.groups["groups"].sum())
    ]
    assert audit(found, found.formulation) == []


@pytest.mark.parametrize(
    ("basis", "price", "terms", "expected"),
    [
        ("seat", 60, {}, (288, 288)),
        ("seat", 60, {"absence_borne_by": "district"}, (360, 360)),
        ("student_session", 2.5, {}, (288, 288)),
        ("student", 60, {}, (360, 360)),
        ("hour", 15, {"contingent_share": 0.4}, (216, 360)),
        ("seat", 60, {"contingent_share": 0.5, "expected_attainment": 0.5}, (216, 216)),
        ("seat", 60, {"minimum_dollars": 300}, (300, 300)),
    ],
)
def test_the_most_is_set_aside_whatever_is_expected(
    basis: str, price: float, terms: dict[str, Any], expected: tuple[float, float]
) -> None:
    found = plan(basis, price, whole="minimum_dollars" in terms, **terms)
    assert bill(found)["not_to_exceed_dollars"] == 360
    assert (bill(found)["expected_low_dollars"], bill(found)["expected_dollars"]) == expected
    assert found.spending["not_to_exceed_dollars"].tolist() == [396]
    assert found.spending["expected_dollars"].tolist() == pytest.approx([1.1 * expected[1]])


def test_materials_are_paid_though_a_student_is_absent() -> None:
    found = plan("seat", 60, tutoring_models=(model(materials_dollars_per_student=10),))
    assert found.spending["expected_dollars"].tolist() == pytest.approx([1.1 * (288 + 60)])


def test_the_audit_finds_a_least_that_is_not_charged(filled: Allocation) -> None:
    found = filled
    less = found.charges.assign(
        dollars=found.charges["dollars"] - 5.0 * (found.charges["cost_kind"] == "contract_minimum")
    )
    assert any(text.startswith("cost:") for text in audit(replace(found, charges=less), found.formulation))


def test_a_fee_hidden_in_another_period_has_no_right(flat: Allocation) -> None:
    found = flat
    moved = found.charges.assign(period="2026-09-14 to 2026-12-18")
    assert any(text.startswith("rights:") for text in audit(replace(found, charges=moved), found.formulation))


def test_salaries_are_charged_whole_whether_the_people_teach_or_not() -> None:
    """To the cent but for the rounding up of each group's part of each period."""
    people = pool(tutors=3, pay="salaried", hourly_cost_dollars=None, annual_cost_dollars=1234.56)
    two_periods = (stream("money", award=9000), stream("early", award=9000, obligate_by="2026-10-04"))
    found = plan_of(case(tutors=(people,), funding=two_periods))
    assert isinstance(found, Allocation)
    assert found.proved
    due = 1234.56 * found.staff["people"].sum()
    charged = found.charges[found.charges["cost_kind"].isin(["labour", "idle_salary"])]["dollars"].sum()
    assert found.seats_served > 0
    assert charged == pytest.approx(due, abs=0.02 * (found.groups["groups"].sum() + len(found.staff)))


RISING = (ContractTier(contract_id="c", from_units=6, price_dollars=60),)


@pytest.mark.parametrize(
    ("terms", "kind", "beyond", "groups"),
    [({"minimum_dollars": 300}, "contract_minimum", 60, 2), ({"contract_tiers": RISING}, "contract_tier", 240, 3)],
    ids=["a least", "a dearer step"],
)
def test_what_a_contract_does_not_bill_is_nobodys_match(
    terms: dict[str, Any], kind: str, beyond: float, groups: int
) -> None:
    """The own money pays at A alone, where one group fits: all it can match is what that group is billed."""
    steps, least = terms.get("contract_tiers", ()), terms.get("minimum_dollars", 0)
    own = stream("own", award=2000, schools=("A",))
    other = Contract(contract_id="d", price_basis="hour", price_dollars=20)
    matched = stream("matched", award=2000, match_share_of_total=0.5, match_source="own")
    given = case(
        [cohort("A", 3), cohort("B", 9)],
        tutors=(
            *(one.model_copy(update={"schools": ("A",)}) for one in PAID),
            pool("others", schools=("B",), tutors=4, pay="contract", hourly_cost_dollars=None, contract_id="d"),
        ),
        blocks=(block("A", groups_at_once=1, days="MTW", minutes=30), block("B", groups_at_once=6)),
        funding=(own, matched),
        contracts=(Contract(contract_id="c", price_basis="hour", price_dollars=20, minimum_dollars=least), other),
        contract_tiers=steps,
    )
    found = plan_of(given)
    assert isinstance(found, Allocation)
    assert audit(found, found.formulation) == []
    assert found.proved
    assert found.charges.loc[found.charges["cost_kind"] == kind, "dollars"].sum() == beyond
    assert found.groups["groups"].sum() == groups
