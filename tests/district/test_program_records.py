"""The tables of the program around a plan are held, sorted, and checked as the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from allocation.two_schools import ready
from hitdesign.district.program_records import DistrictDate, Purchase, Signoff, StaffRole, Technology
from hitdesign.errors import InputError


def test_rows_are_held_in_the_order_of_their_keys() -> None:
    roles = (StaffRole(role="principal", school_id="B"), StaffRole(role="principal", school_id="A"))
    district = replace(ready().case.district, people=roles)
    assert [row.school_id for row in district.people] == ["A", "B"]


def test_every_school_that_they_name_is_known_or_all_of_them() -> None:
    wrong = {
        "people": (StaffRole(role="principal", school_id="C"), StaffRole(role="coordinator")),
        "technology": (Technology(school_id="C"), Technology(school_id="*")),
        "dates": (DistrictDate(kind="board_meeting", on=date(2026, 8, 18), school_id="C"),),
        "signoffs": (Signoff(task_id="budget", school_id="C", status="done"),),
    }
    with pytest.raises(InputError) as error:
        replace(ready().case.district, **wrong)
    assert {fault.table for fault in error.value.faults} == set(wrong)


def test_days_end_after_they_begin() -> None:
    purchase = Purchase(contract_id="a", begun_on=date(2026, 8, 1), signed_on=date(2026, 7, 1))
    with pytest.raises(InputError, match="signed_on"):
        replace(ready().case.district, purchases=(purchase,))


def test_what_is_bought_is_a_contract_that_there_is() -> None:
    with pytest.raises(InputError, match="purchases, column contract_id: no row of contracts has this id"):
        replace(ready().case.district, purchases=(Purchase(contract_id="provider_x"),))
