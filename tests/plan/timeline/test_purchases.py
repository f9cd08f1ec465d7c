"""Each contract is bought as its dollars ask on that day; a launch before a lawful signature is red."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any, get_args

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.district.program_records import Purchase, Signoff
from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.plan.timeline.buying import allowed, lawful_way
from hitdesign.plan.timeline.limits import Limits, in_force, limits_of
from hitdesign.plan.timeline.timeline import Timeline, timeline_of
from hitdesign.rollout.timeline import TimelineChoices
from plan.timeline.planned import LAUNCH, MEETINGS, PROVIDER, bought, other, plan, row, status, streams, timeline

OPENNESS = {name: way.competition for name, way in shipped().purchase_ways.items()}


def contract(found: Timeline) -> pd.Series:
    return found.purchases.set_index("contract_id").loc[PROVIDER]


def most(dollars: float) -> dict[str, Any]:
    (terms,) = plan().district.contracts
    return {"contracts": (terms.model_copy(update={"maximum_dollars": dollars}),)}


def all_local() -> dict[str, Any]:
    """Both streams are money that is not federal."""
    return {"funding": tuple(one.model_copy(update={"program": "general_fund"}) for one in streams())}


def test_every_way_of_the_table_is_known_and_ends_with_a_signature() -> None:
    words = set(get_args(Purchase.model_fields["way"].annotation)) - {""}
    assert words == set(shipped().purchase_ways)
    assert all(way.steps[-1].step == "sign" for way in shipped().purchase_ways.values())


def test_thresholds_are_those_of_the_day() -> None:
    days = {date(2025, 9, 30): (10_000, 250_000), date(2025, 10, 1): (15_000, 350_000), date(2019, 1, 1): (None, None)}
    for day, (micro, simplified) in days.items():
        assert in_force(shipped(), "micro_purchase", day) == micro
        assert in_force(shipped(), "simplified_acquisition", day) == simplified


def test_a_purchase_begun_before_a_threshold_rose_is_judged_by_the_old_one() -> None:
    assert contract(timeline(most(300_000)))["lawful_way"] == "quotes"
    old = timeline({**most(300_000), **bought(begun_on=date(2025, 9, 1))})
    assert contract(old)["lawful_way"] == "sealed_proposals"


@pytest.mark.parametrize(
    ("dollars", "choices", "way"),
    [
        (0, {}, "quotes"),
        (350_000, {}, "quotes"),
        (350_001, {}, "sealed_proposals"),
        (0, {"own_quotes_dollars": 10_000}, "sealed_proposals"),
        (0, {"self_certified_micro_dollars": 20_000}, "micro_purchase"),
        (0, {"self_certified_micro_dollars": 20_000, "own_micro_purchase_dollars": 5_000}, "quotes"),
        (0, {"own_micro_purchase_dollars": 40_000}, "quotes"),
    ],
)
def test_the_stricter_of_law_and_district_holds(dollars: float, choices: dict[str, Any], way: str) -> None:
    found = contract(timeline(most(dollars) if dollars else {}, **choices))
    assert found["way"] == found["lawful_way"] == way


def test_a_micro_purchase_threshold_beyond_what_a_district_may_certify_is_refused() -> None:
    with pytest.raises(InputError, match="cannot certify so high"):
        timeline(self_certified_micro_dollars=60_000)


def test_money_that_is_not_federal_follows_own_limits_and_without_them_it_cannot_be_told() -> None:
    found = timeline(all_local())
    assert contract(found)["federal"] == "no"
    assert (contract(found)["lawful_way"], contract(found)["way"]) == ("cannot_be_told", "sealed_proposals")
    assert any("own_quotes_dollars" in line for line in found.unknown)
    assert contract(timeline(all_local(), own_quotes_dollars=50_000))["lawful_way"] == "quotes"


def test_the_steps_are_tasks_in_order_before_the_launch_with_the_board_on_its_day() -> None:
    found = timeline()
    names = [f"{step}:{PROVIDER}" for step in ("specify", "invite", "evaluate", "board", "sign")]
    rows = [row(found, name) for name in names]
    assert all(one["due_on"] < other_one["latest_start_on"] for one, other_one in pairwise(rows))
    assert rows[3]["takes_place_on"] in MEETINGS
    assert contract(found)["start_by"] == rows[0]["latest_start_on"]
    assert contract(found)["sign_by"] == rows[-1]["due_on"] < LAUNCH
    assert "sign:provider_a" in row(found, "train_tutors")["depends_on"].split(";")


def test_a_board_that_need_not_decide_has_no_task() -> None:
    found = timeline(board_approves_from_dollars=100_000)
    assert f"board:{PROVIDER}" not in set(found.tasks["task_id"])
    assert "confirm_budget" in row(found, f"sign:{PROVIDER}")["depends_on"].split(";")


def test_a_launch_before_the_earliest_lawful_signature_is_red() -> None:
    found = timeline(as_of=date(2026, 8, 24))
    assert contract(found)["red"] is True
    assert "earliest lawful signature" in contract(found)["why_red"]
    assert any(line.startswith(f"RED: {PROVIDER}") for line in found.sentences)
    assert list(found.red["contract_id"]) == [PROVIDER]


def test_time_enough_or_a_signature_by_the_launch_is_not_red_and_a_later_one_is() -> None:
    assert contract(timeline(as_of=date(2026, 3, 2)))["red"] is False
    late = date(2026, 8, 24)
    assert contract(timeline(bought(signed_on=date(2026, 8, 21)), as_of=late))["red"] is False
    assert contract(timeline(bought(signed_on=LAUNCH.replace(day=15)), as_of=late))["red"] is True
    signed = {"signoffs": (Signoff(task_id=f"sign:{PROVIDER}", status="done"),)}
    assert contract(timeline(signed, as_of=late))["red"] is False


def test_without_a_day_it_cannot_be_told_whether_it_is_red() -> None:
    assert contract(timeline())["red"] is None
    assert timeline().red.empty


def test_a_way_less_open_than_the_law_asks_is_red_at_any_time() -> None:
    found = contract(timeline(bought(way="micro_purchase", signed_on=date(2026, 5, 1))))
    assert (found["allowed"], found["red"]) == (False, True)
    assert "its dollars ask for quotes" in found["why_red"]


@pytest.mark.parametrize("way", ["state_list", "sole_source", "existing"])
def test_a_way_on_conditions_is_allowed_and_leaves_a_check_to_a_person(way: str) -> None:
    found = contract(timeline(bought(way=way)))
    assert found["allowed"]
    assert found["way"] == way
    assert "person" in found["open_checks"]


def test_an_existing_contract_is_not_done_until_somebody_confirms_it() -> None:
    assert status(timeline(bought(way="existing")), f"sign:{PROVIDER}") == "open"
    assert status(timeline(bought(way="existing", signed_on=date(2025, 7, 1))), f"sign:{PROVIDER}") == "done"


def test_a_contract_that_the_plan_does_not_use_has_a_row_and_no_tasks() -> None:
    (terms,) = plan().district.contracts
    spare = terms.model_copy(update={"contract_id": "spare"})
    found = timeline({"contracts": (terms, spare)})
    assert not any(name.endswith(":spare") for name in found.tasks["task_id"])
    unused = found.purchases.set_index("contract_id").loc["spare"]
    assert (unused["used"], unused["red"], unused["start_by"]) == (False, None, None)


LIMIT = st.none() | st.floats(0, 500_000)


@given(low=st.floats(0, 1e6), more=st.floats(0, 1e6), micro=LIMIT, quotes=LIMIT)
def test_more_dollars_never_make_a_purchase_less_open(
    low: float, more: float, micro: float | None, quotes: float | None
) -> None:
    limits = Limits(micro, quotes, "")
    ways = [lawful_way(dollars, limits) for dollars in (low, low + more)]
    ranks = [OPENNESS[way if way in OPENNESS else "sealed_proposals"] for way in ways]
    assert ranks[0] <= ranks[1]


@given(own=LIMIT, quotes=LIMIT)
def test_own_limits_only_make_the_law_stricter(own: float | None, quotes: float | None) -> None:
    day = date(2026, 8, 1)
    choices = TimelineChoices(own_micro_purchase_dollars=own, own_quotes_dollars=quotes)
    law, both = (
        limits_of(shipped(), TimelineChoices(), day, federal=True),
        limits_of(shipped(), choices, day, federal=True),
    )
    assert (both.micro_dollars or 0) <= (law.micro_dollars or 0)
    assert (both.quotes_dollars or 0) <= (law.quotes_dollars or 0)


def test_a_stated_way_is_allowed_just_where_it_is_as_open() -> None:
    for stated in OPENNESS:
        for lawful in ("micro_purchase", "quotes", "sealed_proposals"):
            conditional = stated in ("state_list", "sole_source", "existing")
            assert allowed(shipped(), stated, lawful) == (conditional or OPENNESS[stated] >= OPENNESS[lawful])
    assert allowed(shipped(), "quotes", "cannot_be_told") is None


def test_the_dollars_are_the_most_that_may_be_billed() -> None:
    bill = float(plan().allocation.contract_bills["not_to_exceed_dollars"].iloc[0])
    assert contract(timeline())["most_dollars"] == bill
    assert contract(timeline(most(90_000)))["most_dollars"] == 90_000
    assert other(most(90_000)).allocation is plan().allocation
    assert replace(plan()).district.purchases == ()


def test_contracts_that_together_are_too_large_for_their_way_are_shown_to_a_person() -> None:
    made = plan()
    (terms,) = made.district.contracts
    twin = terms.model_copy(update={"contract_id": "provider_b"})
    bills = pd.concat([made.allocation.contract_bills] * 2, ignore_index=True).assign(
        contract_id=[PROVIDER, "provider_b"]
    )
    both = replace(
        other({"contracts": (terms, twin)}, own_quotes_dollars=20_000),
        allocation=replace(made.allocation, contract_bills=bills),
    )
    found = timeline_of(both)
    assert list(found.purchases["way"]) == ["quotes", "quotes"]
    assert any(line.startswith("Contracts provider_a, provider_b may bill") for line in found.unknown)
    assert not any(line.startswith("Contracts ") for line in timeline().unknown)
