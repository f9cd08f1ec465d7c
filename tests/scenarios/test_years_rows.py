"""Without a solver: limits of an award stand once over its years, and a later year has the same facts on later days."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from allocation.two_schools import block, pool
from hitdesign.district.existing import ExistingProgram
from hitdesign.district.money_records import SchoolAllocation
from hitdesign.district.records import Contract
from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy
from hitdesign.scenarios.pull import Given
from hitdesign.scenarios.years_joint import Stack, stacked
from hitdesign.scenarios.years_made import Made, made
from hitdesign.scenarios.years_moved import moved
from hitdesign.scenarios.years_records import Growth, Recurrence
from hitdesign.solving.parts import Rows
from scenarios.test_years import award, small

GENERAL = Recurrence(stream_id="general", recurs=True, factor_per_year=0.5, source="the forecast")


@pytest.fixture(scope="module")
def parts() -> Made:
    """A grant of two years with a cap on administration, a school that holds some of it, a program that is kept."""
    running = ExistingProgram(
        program_id="corps", school_id="A", decision="keep", students=1, dollars=50, paid_by="grant"
    )
    grant = award("grant", 1800, last=2028, indirect_rate=0.1, administration_cap_share=0.05)
    general = award("general", 400, committed_dollars=100)
    held = SchoolAllocation(stream_id="grant", school_id="A", dollars=200)
    there = small(grant, general, existing_programs=(running,), school_allocations=(held,))
    return made(Given(there, Policy(), shipped()), 2, [GENERAL], Growth(), None)


@pytest.fixture(scope="module")
def stack(parts: Made) -> Stack:
    return stacked(parts.years)


def row_of(rows: Rows, name: str) -> Any:
    """Limit and columns of the one row of an award, and the years in its keys."""
    (at,) = np.flatnonzero(rows.keys["stream_id"] == name)
    return rows.limits[at], rows.column[rows.row == at], rows.keys["year"].iloc[at]


def test_an_award_of_two_years_has_one_budget_over_both_and_kept_programs_hold_some_of_it_twice(
    parts: Made, stack: Stack
) -> None:
    limit, columns, label = row_of(stack.program.family("budget"), "grant")
    assert limit == parts.dollars["grant"] == 1800 - 50 - 50
    assert label == "2026-27, 2027-28"
    assert (columns < stack.begins[1]).any() and (columns >= stack.begins[1]).any()


@pytest.mark.parametrize(("family", "limit"), [("administration", 90), ("school_money", 200), ("district_money", 1500)])
def test_other_limits_of_the_award_stand_once_too(stack: Stack, family: str, limit: float) -> None:
    rows = stack.program.family(family)
    assert rows.size == 1 and row_of(rows, "grant")[0] == pytest.approx(limit)


def test_what_there_is_to_plan_with_comes_again_and_no_more(parts: Made, stack: Stack) -> None:
    assert [parts.dollars[f"general of {year}"] for year in ("2026-27", "2027-28")] == [300, 150]
    for number, year in enumerate(("2026-27", "2027-28")):
        _, columns, label = row_of(stack.program.family("budget"), f"general of {year}")
        assert label == year
        assert ((columns >= stack.begins[number]) & (columns < stack.begins[number + 1])).all()


def test_rows_of_a_year_stay_its_own(parts: Made, stack: Stack) -> None:
    sizes = [year.formulation.program.family("need").size for year in parts.years]
    assert stack.program.family("need").keys["year"].value_counts().to_list() == sizes
    assert stack.program.n_columns == sum(year.formulation.program.n_columns for year in parts.years)


def test_a_later_year_has_its_days_later_its_prices_dearer_and_its_windows_as_they_were() -> None:
    terms = Contract(contract_id="c", price_basis="hour", price_dollars=40, signed_on=date(2026, 8, 1))
    tutors = (
        pool(starts_on=date(2026, 9, 1)),
        pool("online", pay="contract", contract_id="c", hourly_cost_dollars=None),
    )
    blocks = (block("A", supervisor_dollars_per_day=10), block("B"))
    there = small(award("money", 300), contracts=(terms,), tutors=tutors, blocks=blocks)
    policy = Policy(starts_on=date(2026, 9, 20))
    growth = Growth(costs=0.5, need=0.25, source="a forecast")
    later = moved(Given(there, policy, shipped()), 2, growth, there.funding)
    district = later.district
    assert later.policy.starts_on == date(2028, 9, 20)
    assert district.blocks[0].starts_on == date(2028, 9, 14) and district.blocks[0].days == "MTWRF"
    assert district.contracts[0].signed_on == date(2028, 8, 1)
    assert {one.pool_id: one.starts_on for one in district.tutors} == {"people": date(2028, 9, 1), "online": None}
    assert district.funding == there.funding
    assert district.blocks[0].supervisor_dollars_per_day == pytest.approx(22.5)
    assert district.contracts[0].price_dollars == pytest.approx(90)
    assert {one.hourly_cost_dollars for one in district.tutors} == {None, 45}
    assert district.cohorts["students"].to_list() == [19, 14]
    known, dearer = shipped().tutoring_models, later.evidence.tutoring_models
    assert all(
        one.materials_dollars_per_student == pytest.approx(2.25 * known[key].materials_dollars_per_student)
        for key, one in dearer.items()
    )
