"""What awards demand, as the tables and the law state it, and the faults of stating it wrongly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from allocation.two_schools import case, stream
from hitdesign.district.columns import facts_of
from hitdesign.district.fiscal import ends_between, fiscal_year
from hitdesign.district.money_records import MatchGift, SchoolAllocation
from hitdesign.errors import InputError
from hitdesign.evidence.windows import last_day_of_months
from hitdesign.policy import Policy
from laws.districts import EVIDENCE, program


def column(name: str, *funding: Any, policy: Policy | None = None, rules: dict[str, Any] | None = None) -> list[Any]:
    """A column of the funding table; `rules` are those of a law called own."""
    evidence = replace(EVIDENCE, programs={**EVIDENCE.programs, "own": program("own", **(rules or {}))})
    given = case(funding=funding)
    return facts_of(given.district, policy or Policy(), evidence).funding[name].tolist()


def test_a_blank_of_a_stream_is_its_programs_value_and_its_own_comes_first() -> None:
    rules = {
        "per_student_cap_dollars": 400,
        "per_hour_cap_dollars": 30,
        "match_share_of_total": 0.24,
        "administration_cap_share": 0.02,
    }
    for name, law in rules.items():
        streams = (stream("a", "own"), stream("b", "own", **{name: 0.5}))
        assert column(name, *streams, rules=rules) == [law, 0.5]


def test_a_share_of_nothing_is_no_match_though_the_program_asks_for_one() -> None:
    streams = (stream("a", "own", match_share_of_total=0.0),)
    assert column("match_share_of_total", *streams, rules={"match_share_of_total": 0.24}) == [0.0]


def test_bills_are_paid_as_many_days_after_the_window_as_the_law_gives() -> None:
    by = stream("a", "own", obligate_by=date(2027, 9, 30))
    said = stream("b", "own", obligate_by=date(2027, 9, 30), liquidate_by=date(2027, 10, 31))
    found = column("liquidate_by", by, said, rules={"liquidation_days": 120})
    assert [one.date() for one in found] == [date(2028, 1, 28), date(2027, 10, 31)]


def test_the_fiscal_year_of_a_stream_comes_before_the_policys() -> None:
    streams = (stream("a"), stream("b", fiscal_year_ends="09-30"))
    assert column("fiscal_year_ends", *streams, policy=Policy(fiscal_year_ends="06-30")) == ["06-30", "09-30"]
    assert column("fiscal_year_ends", *streams) == ["", "09-30"]


def test_only_a_limit_on_carry_over_that_holds_for_awards_of_this_size_counts() -> None:
    rules = {"carry_over_share": 0.15, "carry_over_after_months": 15, "carry_over_from_dollars": 50_000}
    streams = (stream("a", "own", award=50_000), stream("b", "own", award=49_999))
    assert column("carry_over_share", *streams, rules=rules) == [0.15, 1.0]
    assert column("carry_over_by", *streams, rules=rules)[0].date() == date(2027, 9, 30)


@pytest.mark.parametrize("letter", [date(2026, 7, 1), date(2026, 9, 14), date(2027, 6, 30)])
def test_a_late_award_letter_does_not_move_the_day_by_which_title_i_must_be_spent(letter: date) -> None:
    rules = {"carry_over_share": 0.15, "carry_over_after_months": 15, "window_begins": "07-01", "window_months": 27}
    award = stream("a", "own", obligate_from=letter, obligate_by=date(2028, 9, 30))
    assert column("carry_over_by", award, rules=rules)[0].date() == date(2027, 9, 30)


def test_days_of_a_year() -> None:
    assert last_day_of_months(date(2026, 11, 30), 3) == date(2027, 2, 27)
    assert last_day_of_months(date(2026, 7, 1), 27) == date(2028, 9, 30)
    assert ends_between("06-30", date(2026, 6, 30), date(2028, 6, 30)) == tuple(
        date(y, 6, 30) for y in (2026, 2027, 2028)
    )
    assert fiscal_year("12-31", date(2026, 12, 31)) == "2026"


def test_a_policys_fiscal_year_ends_on_a_day_of_every_year() -> None:
    for wrong in ("06-31", "02-29", "6/30", "13-01"):
        with pytest.raises(ValueError, match="fiscal_year_ends"):
            Policy(fiscal_year_ends=wrong)


def held(dollars: float, stream_id: str = "money", school_id: str = "A") -> SchoolAllocation:
    return SchoolAllocation(stream_id=stream_id, school_id=school_id, dollars=dollars)


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "more than the award": ({"school_allocations": (held(600), held(401, school_id="B"))}, "more than its award"),
    "a school of nowhere": ({"school_allocations": (held(1, school_id="C"),)}, "column school_id"),
    "an award of nobody": ({"school_allocations": (held(1, "mony"),)}, "Did you mean 'money'"),
    "a gift to nobody": (
        {"match_gifts": (MatchGift(gift_id="g", stream_id="mony", dollars=1),)},
        "match_gifts, column stream_id",
    ),
    "a gift twice": (
        {"match_gifts": (MatchGift(gift_id="g", stream_id="money", dollars=1),) * 2},
        "stands in the table twice",
    ),
    "others pay all": ({"funding": (stream("money", match_share_of_total=1.0),)}, "cannot pay the whole total"),
    "no such day": ({"funding": (stream("money", fiscal_year_ends="06-31"),)}, "no day of a year"),
}


@pytest.mark.parametrize(("tables", "says"), FAULTS.values(), ids=FAULTS)
def test_a_demand_that_cannot_be_is_a_fault(tables: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError) as caught:
        case(**tables)
    assert says in str(caught.value)


def test_allocations_up_to_the_award_are_no_fault() -> None:
    assert len(case(school_allocations=(held(600), held(400, school_id="B"))).district.school_allocations) == 2
