"""Contracts and their further prices from files: read as written, and every fault with its table, line and column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hitdesign.errors import InputError
from hitdesign.io.reading import read_district

TUTORS = (
    "pool_id,kind,modality,tutors,hours_per_tutor_week,pay,contract_id\nweb,college_student,online,9,12,contract,p\n"
)
CONTRACTS = "contract_id,price_basis,price_dollars,minimum_dollars,contingent_share\np,student_hour,$12.50,5000,30%\n"
TIERS = "contract_id,from_units,price_dollars\np,2000,9.75\np,500,11\n"


def test_contracts_and_their_steps_are_read(folder: Callable[..., Path]) -> None:
    district = read_district(folder({"tutors": TUTORS, "contracts": CONTRACTS, "contract_tiers": TIERS}))
    (terms,) = district.contracts
    assert (terms.price_basis, terms.price_dollars, terms.contingent_share) == ("student_hour", 12.5, 0.3)
    assert [(tier.from_units, tier.price_dollars) for tier in district.contract_tiers] == [(500, 11), (2000, 9.75)]


def test_faults_of_contracts_and_steps_stand_together_with_line_and_column(folder: Callable[..., Path]) -> None:
    broken = {
        "tutors": TUTORS,
        "contracts": CONTRACTS.replace("$12.50", "") + "q,flat,0,5000,\n",
        "contract_tiers": TIERS + "p,500,10\nr,5,1\nq,5,1\n",
    }
    with pytest.raises(InputError) as caught:
        read_district(folder(broken))
    found = {(fault.table, fault.row, fault.column) for fault in caught.value.faults}
    assert ("contracts", 2, "price_dollars") in found  # left blank
    assert ("contracts", 3, "price_dollars") in found  # a flat fee of nothing
    assert ("contract_tiers", 4, "from_units") in found  # two steps begin at once
    assert ("contract_tiers", 5, "contract_id") in found  # nobody's
    assert ("contract_tiers", 6, "contract_id") in found  # of a flat fee
    assert all(fault.expected and fault.what_to_do for fault in caught.value.faults)
