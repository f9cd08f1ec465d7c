"""The table of other costs: bad rows are all named at once, and what a stream may not pay for is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from allocation.two_schools import built, case, stream
from hitdesign.district.columns import facts_of
from hitdesign.district.other_costs import OtherCost
from hitdesign.errors import InputError
from hitdesign.policy import Policy
from laws.openings import USED


def row(**other: Any) -> OtherCost:
    return OtherCost(**{"item": "lead", "per": "school", "dollars": 5, "use": "coordination", **other})


def faults(*rows: OtherCost) -> list[str]:
    with pytest.raises(InputError) as found:
        case(other_costs=rows)
    return [f"{fault.column}: {fault.found}" for fault in found.value.faults]


def test_unknown_ids_are_all_named_at_once() -> None:
    found = faults(row(stream_id="mony", schools=("A", "C"), pools=("peeple",)), row(item="more", schools=("D",)))
    assert found == ["stream_id: mony", "schools: C", "pools: peeple", "schools: D"]


def test_a_person_is_paid_for_once_wherever_they_teach() -> None:
    found = faults(row(per="tutor", schools=("A",), when=("after_school",)))
    assert found == ["schools: A", "when: after_school"]


def test_an_item_stands_once() -> None:
    assert faults(row(), row(dollars=6)) == ["item: lead"]


def test_words_and_amounts_are_checked_by_the_record() -> None:
    for wrong in ({"per": "month"}, {"use": "catering"}, {"dollars": -1}, {"when": ("noon",)}):
        with pytest.raises(ValidationError):
            row(**wrong)


def test_a_named_stream_that_may_not_pay_for_the_use_is_a_fault() -> None:
    given = case(funding=(stream("money"), stream("books", "teaching_only")), other_costs=(row(stream_id="books"),))
    given = replace(given, evidence=replace(given.evidence, programs={**given.evidence.programs, **USED}))
    with pytest.raises(InputError) as found:
        facts_of(given.district, given.policy, given.evidence)
    fault = found.value.faults[0]
    assert (fault.table, fault.column, fault.found) == ("other_costs", "use", "coordination")
    assert "tutoring, materials, transport" in fault.expected


def test_a_policy_that_names_unknown_schools_is_refused_with_all_of_them() -> None:
    with pytest.raises(InputError) as found:
        built(policy=Policy(schools=("A", "Z", "Y")))
    assert [fault.found for fault in found.value.faults] == ["Z", "Y"]
