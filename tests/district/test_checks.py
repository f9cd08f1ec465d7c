"""Cross-checks: every kind of fault is found, said in the template's words, and found together with the others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from district.small import block, cohorts, contract, district, pool, school, stream
from hitdesign.errors import InputError


def faults_of(**tables: Any) -> list[str]:
    with pytest.raises(InputError) as caught:
        district(**tables)
    for fault in caught.value.faults:
        assert fault.expected
        assert fault.what_to_do
    return [str(fault) for fault in caught.value.faults]


def test_a_sound_district_has_no_faults() -> None:
    assert len(district().schools) == 2


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "the same school twice": ({"schools": (school(), school())}, "stands in the table twice"),
    "two ids that only capitals tell apart": (
        {"schools": (school(), school(school_id="ab"), school(school_id="AB"))},
        "cannot be told apart from 'AB'",
    ),
    "two ids that only the width of letters tells apart": (
        {"schools": (school(), school(school_id="0102\uff11"), school(school_id="01021"))},
        "cannot be told apart",
    ),
    "the same cohort twice": ({"cohorts": cohorts({}, {})}, "cohorts, column cohort_id: the row stands in the table"),
    "the same block twice at a school": ({"blocks": (block(), block())}, "each school_id and block_id once"),
    "a cohort of an unknown school": ({"cohorts": cohorts({"school_id": "01O2"})}, "Did you mean '0102'?"),
    "a block of an unknown school": ({"blocks": (block(school_id="9"),)}, "an id of the schools table or *"),
    "a pool of an unknown school": ({"tutors": (pool(schools=("0102", "zz")),)}, "tutors, column schools: no row of"),
    "a stream of an unknown school": ({"funding": (stream(schools=("zz",)),)}, "funding, column schools: no row of"),
    "a school called *": ({"schools": (school(), school(school_id="*"))}, "the id cannot be used"),
    "an id with the separator of lists": ({"tutors": (pool(pool_id="a;b"),)}, "a text without ;"),
    "a blank id": ({"funding": (stream(stream_id=""),)}, "not blank"),
    "an unknown contract": (
        {"tutors": (pool(pay="contract", contract_id="d"),), "contracts": (contract(),)},
        "no row of contracts",
    ),
    "a match paid by nobody": ({"funding": (stream(match_source="x"),)}, "column match_source"),
    "a match paid by itself": ({"funding": (stream(match_source="f"),)}, "column match_source"),
    "a school's grades the wrong way round": ({"schools": (school(grade_low=5, grade_high=0),)}, "grade_low is above"),
    "a cohort's grades the wrong way round": (
        {"cohorts": cohorts({"grade_low": 5, "grade_high": 3})},
        "cohorts, column grade_low: grade_low is above",
    ),
    "a cohort of grades that the school has not": (
        {"cohorts": cohorts({"grade_low": 9, "grade_high": 12})},
        "are not taught at school 0102",
    ),
    "a term that ends before it starts": ({"blocks": (block(ends_on=date(2026, 9, 1)),)}, "ends_on is before starts"),
    "a pool gone before it comes": (
        {"tutors": (pool(starts_on=date(2027, 1, 1), ends_on=date(2026, 1, 1)),)},
        "ends_on is before",
    ),
    "an award that ends before it begins": (
        {"funding": (stream(obligate_by=date(2026, 1, 1)),)},
        "obligate_by is before obligate_from",
    ),
    "services that end before the award begins": (
        {"funding": (stream(services_by=date(2026, 1, 1)),)},
        "services_by is before obligate_from",
    ),
    "bills due before the award ends": (
        {"funding": (stream(liquidate_by=date(2027, 1, 1)),)},
        "liquidate_by is before obligate_by",
    ),
    "days that are no letters of the week": ({"blocks": (block(days="MX"),)}, "Write R for Thursday"),
    "a day twice": ({"blocks": (block(days="MM"),)}, "the days cannot be used"),
    "no days": ({"blocks": (block(days=""),)}, "the days cannot be used"),
    "a Saturday block on Monday": ({"blocks": (block(when="saturday", days="M"),)}, "S alone for a saturday block"),
    "a school-day block on Saturday": ({"blocks": (block(days="MS"),)}, "the days cannot be used"),
    "a clock time that is none": ({"blocks": (block(starts_at="2 pm"),)}, "hh:mm"),
    "a block over midnight": ({"blocks": (block(starts_at="23:50"),)}, "before midnight"),
    "hourly pay without an hourly cost": (
        {"tutors": (pool(hourly_cost_dollars=None),)},
        "hourly_cost_dollars is blank, and pay is hourly",
    ),
    "salaries without an annual cost": ({"tutors": (pool(pay="salaried"),)}, "annual_cost_dollars is blank"),
    "a contract pool without a contract": ({"tutors": (pool(pay="contract"),)}, "contract_id is blank"),
    "more committed and spent than awarded": (
        {"funding": (stream(committed_dollars=800, spent_dollars=300),)},
        "committed and spent ($1,100) are more",
    ),
    "more to spend than is left": (
        {"funding": (stream(committed_dollars=800, minimum_spend_dollars=300),)},
        "at most $200",
    ),
    "a contract's least above its most": (
        {"contracts": (contract(minimum_dollars=5, maximum_dollars=4),)},
        "the maximum is below the minimum",
    ),
    "more low-income students than students": (
        {"schools": (school(low_income_students=401),)},
        "more low-income students than the 400 enrolled",
    ),
    "a high end below the low end": ({"cohorts": cohorts({"students_high": 3})}, "students_high is below students"),
    "more students in need than enrolled": (
        {"cohorts": cohorts({"students": 300}, {"students": 101, "tier": "intensive"})},
        "401 students of school 0102 in math, but 400 enrolled",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_it_is_a_fault_to_have(name: str) -> None:
    tables, said = CASES[name]
    assert any(said in fault for fault in faults_of(**tables)), faults_of(**tables)


def test_a_row_that_came_from_no_file_is_named_by_its_key() -> None:
    assert "(the row of '0102 late')" in faults_of(blocks=(block(school_id="0102", block_id="late", days="X"),))[0]


def test_all_faults_of_all_tables_are_reported_together() -> None:
    tables = {
        "blocks": (block(days="X"),),
        "tutors": (pool(hourly_cost_dollars=None),),
        "funding": (stream(schools=("q",)),),
        "cohorts": cohorts({"school_id": "q"}),
    }
    assert {fault.split(",")[0] for fault in faults_of(**tables)} == {"blocks", "tutors", "funding", "cohorts"}


def test_an_unknown_school_of_many_rows_is_one_fault() -> None:
    found = faults_of(cohorts=cohorts(*({"school_id": "zz", "grade_low": low} for low in (0, 1, 2))))
    assert len(found) == 1
    assert "no row of schools has this id (nor have 2 more rows)" in found[0]


def test_two_subjects_may_each_need_every_student() -> None:
    assert len(district(cohorts=cohorts({"students": 400}, {"students": 400, "subject": "reading"})).cohorts) == 2


def test_a_summer_block_may_run_on_saturday_too() -> None:
    assert district(blocks=(block(when="summer", days="MTS"),)).blocks[0].days == "MTS"
