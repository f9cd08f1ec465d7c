"""Money that is set aside is not there to plan with, to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.district.available import available_of
from hitdesign.district.cents import cents
from hitdesign.district.columns import Facts, facts_of
from hitdesign.district.district import District
from hitdesign.district.duties import PrivateSchool, Reservation
from hitdesign.district.existing import ExistingProgram
from hitdesign.district.private_share import apportioned, private_cents, private_table
from hitdesign.district.records import FundingStream, School
from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.policy import Policy
from oracles.duties import left_of

SCHOOLWIDE, REST, TWO_A = "title_i_a_schoolwide", "title_i_a_reservation", "title_ii_a"


def evidence() -> Evidence:
    """The shipped knowledge with what the programs owe private schools stated."""
    laws = dict(shipped().programs)
    for name, owes in ((SCHOOLWIDE, "yes"), (REST, "yes"), (TWO_A, "yes"), ("general_fund", "no")):
        laws[name] = laws[name].model_copy(update={"equitable_services": owes})
    return replace(shipped(), programs=laws)


KNOWN = evidence()
SCHOOL: dict[str, Any] = {"school_name": "x", "grade_low": 0, "grade_high": 5, "enrollment": 400}
SCHOOLS = (
    School(school_id="a", **SCHOOL, low_income_students=200, title_i_status="schoolwide"),
    School(school_id="b", **SCHOOL, low_income_students=100, title_i_status="not_eligible"),
)


def stream(name: str, program: str, award: float, **other: Any) -> FundingStream:
    window = {"obligate_from": date(2026, 7, 1), "obligate_by": date(2027, 9, 30)}
    return FundingStream(stream_id=name, program=program, award_dollars=award, **{**window, **other})


def district(*funding: FundingStream, **tables: Any) -> District:
    return District(name="x", schools=SCHOOLS, blocks=(), tutors=(), funding=funding, **tables)


def facts(given_district: District) -> Facts:
    return facts_of(given_district, Policy(), KNOWN)


def st_mary(**other: Any) -> PrivateSchool:
    return PrivateSchool(**{"private_school_id": "p", "low_income_children": 50, "enrolled_children": 200, **other})


def aside(name: str, purpose: Any, **amount: float) -> Reservation:
    return Reservation(stream_id=name, purpose=purpose, **amount)


def test_what_is_committed_spent_and_reserved_is_not_available() -> None:
    award = stream("g", "general_fund", 1000.0, committed_dollars=100.0, spent_dollars=50.0)
    rows = (aside("g", "administration", share=0.1), aside("g", "homeless", dollars=25.5))
    row = facts(district(award, reservations=rows)).funding.iloc[0]
    assert row["reserved_dollars"] == 125.5
    assert row["available_dollars"] == 1000 - 100 - 50 - 125.5


def test_the_private_share_of_title_i_is_by_low_income_children_of_areas_that_take_part() -> None:
    """50 private against 200 public low-income children at the one school with Title I: a fifth."""
    row = facts(district(stream("t", SCHOOLWIDE, 1000.0), private_schools=(st_mary(),))).funding.iloc[0]
    assert row["private_schools_dollars"] == 200.0
    assert row["available_dollars"] == 800.0


def test_the_private_share_of_title_i_comes_before_other_reservations() -> None:
    rows = (aside("t", "administration", share=0.5),)
    row = facts(district(stream("t", SCHOOLWIDE, 1000.0), reservations=rows, private_schools=(st_mary(),))).funding
    assert row["private_schools_dollars"].iloc[0] == 200.0


def test_the_private_share_of_other_titles_is_by_enrolled_children_after_administration() -> None:
    """200 private against 800 public children: a fifth of what administration leaves."""
    rows = (aside("t", "administration", share=0.1), aside("t", "other", dollars=300.0))
    row = facts(district(stream("t", TWO_A, 1000.0), reservations=rows, private_schools=(st_mary(),))).funding.iloc[0]
    assert row["private_schools_dollars"] == 180.0


def test_streams_of_one_law_are_one_allocation_whose_share_adds_up_to_the_cent() -> None:
    streams = (stream("t1", SCHOOLWIDE, 100.01), stream("t2", REST, 33.34), stream("t3", SCHOOLWIDE, 0.04))
    private = tuple(st_mary(private_school_id=name, low_income_children=n) for name, n in (("p", 30), ("q", 20)))
    of_all = district(*streams, private_schools=private)
    programs = {row.stream_id: KNOWN.programs[row.program] for row in streams}
    split = private_cents(of_all, programs, KNOWN, {row.stream_id: {} for row in streams})
    assert sum(sum(parts.values()) for parts in split.values()) == 2668  # a fifth of 133.39, the remainder rounded up
    assert private_table(split).groupby("private_school_id")["dollars"].sum().round(2).to_dict() == {
        "p": 16.01,
        "q": 10.67,
    }


def test_a_school_that_takes_no_part_has_no_share() -> None:
    private = (st_mary(), st_mary(private_school_id="q", participates="no", low_income_children=150))
    row = facts(district(stream("t", SCHOOLWIDE, 1000.0), private_schools=private)).funding.iloc[0]
    assert row["private_schools_dollars"] == 200.0


def test_a_row_for_one_award_stands_before_the_row_for_all() -> None:
    private = (st_mary(), st_mary(share_of="t", low_income_children=0))
    found = facts(district(stream("t", SCHOOLWIDE, 1000.0), stream("u", REST, 1000.0), private_schools=private))
    assert found.funding.set_index("stream_id")["private_schools_dollars"].to_dict() == {"t": 0.0, "u": 200.0}


def test_equitable_services_that_nobody_stated_are_an_open_check_and_no_silent_zero() -> None:
    said = facts(district(stream("t", SCHOOLWIDE, 1000.0), stream("g", "general_fund", 10.0))).open_checks
    own = [text for text in said if text.startswith("Equitable services")]
    assert len(own) == 1
    assert "Equitable services of t:" in own[0]
    assert "owes private schools a share" in own[0]
    assert "not known" in own[0]


@pytest.mark.parametrize(
    "tables",
    [
        {"private_schools": (st_mary(),)},
        {"private_schools": (st_mary(participates="no", low_income_children=None, enrolled_children=None),)},
        {"reservations": (aside("t", "equitable_services", dollars=0.0),)},
    ],
)
def test_equitable_services_that_were_stated_even_as_none_are_no_open_check(tables: dict[str, Any]) -> None:
    said = facts(district(stream("t", SCHOOLWIDE, 1000.0), **tables)).open_checks
    assert not any("Equitable" in text for text in said)


def test_more_set_aside_than_there_is_is_named_with_what_to_do() -> None:
    award = stream("t", SCHOOLWIDE, 1000.0, committed_dollars=500.0)
    rows = (aside("t", "administration", share=0.4),)
    with pytest.raises(InputError) as caught:
        facts(district(award, reservations=rows, private_schools=(st_mary(),)))
    (fault,) = caught.value.faults
    assert (fault.table, fault.column) == ("funding", "award_dollars")
    for part in ("$100 too much of stream t", "committed $500", "reserved $400", "private schools' share $200"):
        assert part in fault.problem
    assert "Lower a reservation" in fault.what_to_do


def test_dollars_that_a_kept_program_holds_and_reservations_cannot_be_the_same_dollars() -> None:
    running = ExistingProgram(program_id="r", school_id="a", decision="keep", dollars=700.0, paid_by="t")
    rows = (aside("t", "other", dollars=400.0),)
    with pytest.raises(InputError, match="kept programs \\$700"):
        facts(district(stream("t", SCHOOLWIDE, 1000.0), reservations=rows, existing_programs=(running,)))


def test_a_share_stated_twice_and_counts_that_are_missing_are_faults_together() -> None:
    rows = (aside("t", "equitable_services", dollars=5.0),)
    private = (st_mary(low_income_children=None), st_mary(share_of="title_9", private_school_id="q"))
    with pytest.raises(InputError) as caught:
        facts(district(stream("t", SCHOOLWIDE, 1000.0), reservations=rows, private_schools=private))
    assert [(fault.table, fault.column) for fault in caught.value.faults] == [
        ("private_schools", "share_of"),
        ("reservations", "purpose"),
        ("private_schools", "low_income_children"),
    ]


def test_rows_of_duties_and_money_that_make_no_sense_are_all_named_at_once() -> None:
    from hitdesign.district.duties import Mandate, Rebuttal

    own = {"source": "x", "as_of": date(2026, 7, 1)}
    words = {"recorded_by": "office", "recorded_on": date(2026, 7, 1)}
    with pytest.raises(InputError) as caught:
        district(
            stream("t", SCHOOLWIDE, 1000.0),
            mandates=(
                Mandate(mandate_id="m", schools=("z",), grade_low=5, grade_high=3, **own),
                Mandate(mandate_id="n", source="x"),
            ),
            reservations=(aside("u", "other", dollars=1.0), aside("t", "other")),
            private_schools=(PrivateSchool(private_school_id="p"),),
            rebuttals=(Rebuttal(about="m", stream_id="v", reason=" ", **words),),
        )
    assert [(fault.table, fault.column) for fault in caught.value.faults] == [
        ("mandates", "schools"),
        ("reservations", "stream_id"),
        ("rebuttals", "stream_id"),
        ("rebuttals", "reason"),
        ("reservations", "dollars"),
        ("mandates", "grade_low"),
        ("mandates", "as_of"),
        ("private_schools", "enrolled_children"),
    ]


@given(total=st.integers(0, 10**11), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_parts_are_whole_fair_and_add_up(total: int, weights: list[int]) -> None:
    parts = apportioned(total, weights)
    every = sum(weights)
    assert sum(parts) == (total if every else 0)
    assert all(
        abs(part - Fraction(total * weight, every or 1)) < 1 for part, weight in zip(parts, weights, strict=True)
    )


@given(
    award=st.integers(0, 10**9),
    committed=st.floats(0, 0.3),
    share=st.sampled_from([0.0, 0.01, 0.033, 0.125]),
    children=st.integers(0, 60),
)
def test_an_award_is_the_sum_of_its_parts_to_the_cent(
    award: int, committed: float, share: float, children: int
) -> None:
    one = stream("t", SCHOOLWIDE, award / 100, committed_dollars=round(committed * award) / 100)
    rows = (aside("t", "parent_and_family", share=share),)
    private = (st_mary(low_income_children=children),)
    tables: Any = SimpleNamespace(schools=SCHOOLS[:1], funding=(one,), reservations=rows, private_schools=private)
    own = available_of(tables, {"t": KNOWN.programs[SCHOOLWIDE]}, KNOWN)["t"]
    assert own.award == award == cents(award / 100)
    assert own.left == award - own.committed - own.spent - own.reserved - own.private_schools
    rule = KNOWN.private_shares["title_i_a"]
    assert abs(Fraction(own.left, 100) - left_of(one, tables, rule)) <= Fraction(1, 50)
