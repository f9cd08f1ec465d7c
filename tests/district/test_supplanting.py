"""Whose money paid for a service last year decides who may not take it over."""

from __future__ import annotations

import pytest

from district.small import district, stream
from hitdesign.district.existing import ExistingProgram
from hitdesign.district.supplanting import guarded_services, paid_with, supplanting_checks
from hitdesign.evidence.library import shipped


def last_year(**other: object) -> ExistingProgram:
    return ExistingProgram.model_validate({"program_id": "old", "school_id": "*", "decision": "replace", **other})


@pytest.mark.parametrize(
    ("paid_by", "money"),
    [
        ("general_fund", "state_or_local"),
        ("state_compensatory", "state_or_local"),
        ("esser_iii", "federal"),
        ("direct_student_services", "federal"),
        ("title_i_a_schoolwide", "federal"),
        ("state_grant", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_evidence_says_whose_money_a_programs_is_or_nobody_does(paid_by: str, money: str) -> None:
    assert paid_with(last_year(paid_by=paid_by), district(), shipped()) == money


def test_what_a_row_says_stands_before_what_is_known_of_its_payer() -> None:
    row = last_year(paid_by="general_fund", paid_last_year_with="other")
    assert paid_with(row, district(), shipped()) == "other"


def test_what_state_compensatory_money_paid_is_not_taken_over_by_money_that_must_add() -> None:
    funding = (stream(stream_id="four", program="title_iv_a"), stream(stream_id="one", program="title_i_a_schoolwide"))
    town = district(funding=funding, existing_programs=(last_year(paid_by="state_compensatory"),))
    assert [one.barred for one in guarded_services(town, shipped(), ())] == [{"four"}]
    assert not any("not known" in said and "old" in said for said in supplanting_checks(town, shipped(), ()))
