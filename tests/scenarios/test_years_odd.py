"""Odd but legal questions about several years: free tutors, minimums, shrinking awards, days at the boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from allocation.two_schools import block, cohort, pool
from hitdesign.allocation.allocate import allocate
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.district.district import District
from hitdesign.district.money_records import SchoolAllocation
from hitdesign.errors import InputError
from hitdesign.policy import Policy
from hitdesign.scenarios.years import Years, years
from hitdesign.scenarios.years_moved import grown
from hitdesign.scenarios.years_records import Recurrence
from scenarios.test_years import GENERAL, award, small, solved
from scenarios.test_years_laws import drawn


def asked(there: District, policy: Policy | None = None, **how: Any) -> Years:
    found = years(there, policy, count=2, **how)
    assert isinstance(found, Years)
    return found


def test_what_must_be_spent_of_a_stream_is_no_promise_of_a_program_without_it() -> None:
    must = award("must", 1200, minimum_spend_dollars=1000.0)
    found = asked(small(award("grant", 1800, last=2028), must), Policy(strict_minimum_spending=True))
    without = found.without().set_index("stream_id")
    assert without.loc["must", "seats"] == pytest.approx(9)
    assert without.loc["must", "sentence"].startswith("Without must each year can keep 9 seats")


def test_free_tutors_serve_in_a_year_without_money_and_its_sentence_says_so() -> None:
    free = (pool(kind="volunteer", hourly_cost_dollars=0.0, tutors=4, hours_per_tutor_week=20),)
    found = asked(small(award("once", 1800), tutors=free))
    assert found.table["seats"][1] == pytest.approx(21)
    assert found.sentences[1] == (
        "2027-28: 21 seats of 21 needed (100%) for $0, for no money may be spent in this year."
    )


def test_a_year_that_ends_on_the_day_on_which_it_would_begin_again_is_refused() -> None:
    def over(last: date) -> District:
        return small(
            award("money", 300),
            blocks=tuple(block(one, starts_on=date(2026, 7, 1), ends_on=last) for one in ("A", "B")),
        )

    with pytest.raises(InputError, match="more than a year"):
        years(over(date(2027, 7, 1)), count=2)
    table = asked(over(date(2027, 6, 30))).table
    assert table["first_day"][1] > table["last_day"][0]


def test_a_stream_called_as_the_award_of_a_year_is_refused_and_takes_nobodys_money() -> None:
    alike = small(award("general", 300), award("general of 2026-27", 600))
    with pytest.raises(InputError, match="Rename the stream"):
        years(alike, count=2, recurring=[GENERAL])


@pytest.mark.parametrize(("factor", "seats"), [(0.3, 2.7), (2.0, 18.0)])
def test_what_schools_hold_of_an_award_that_comes_again_moves_with_it(factor: float, seats: float) -> None:
    held = tuple(
        SchoolAllocation(stream_id="general", school_id=one, dollars=dollars, controlled_by="school")
        for one, dollars in (("A", 600.0), ("B", 300.0))
    )
    there = replace(small(award("general", 900)), school_allocations=held)
    again = Recurrence(stream_id="general", recurs=True, factor_per_year=factor, source="the forecast")
    assert asked(there, recurring=[again]).table["seats"].to_list() == pytest.approx([9, seats])


def test_small_cohorts_grow_too_and_marks_stay_within_their_cohort() -> None:
    rows = [cohort(f"S{at}", 4, tier="intensive", iep_students=4) for at in range(10)]
    before = pd.DataFrame(rows)
    after = grown(before, 1.08)
    assert (before["students"].sum(), after["students"].sum()) == (40, 43)
    assert (after["students"] - before["students"]).between(0, 1).all()
    assert (after["iep_students"] <= after["students"]).all()


def test_phasing_refuses_a_floor_that_is_no_share() -> None:
    found = solved(award("money", 900, last=2028))
    for floor in (-0.1, 1.5, float("nan")):
        with pytest.raises(InputError, match="a share from 0 to 1"):
            found.phasing(floor=floor)


@pytest.mark.parametrize("count", [2.0, "2", None])
def test_a_number_of_years_that_is_no_whole_number_is_refused(count: Any) -> None:
    with pytest.raises(InputError, match="a whole number from 1 to 5"):
        years(small(award("money", 300)), count=count)


def test_the_plan_of_a_year_hears_the_rules_and_the_solver_of_the_years(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: dict[str, Any] = {}

    def remember(*_: Any, **how: Any) -> None:
        heard.update(how)

    monkeypatch.setattr("hitdesign.scenarios.years.plan_of", remember)
    found = solved(award("money", 300))
    solver = object()
    replace(found, made=replace(found.made, rules="rules"), solver=solver).plan("2026-27", rank_assumptions=False)
    assert heard == {"rules": "rules", "solver": solver, "rank_assumptions": False}


def test_a_district_without_awards_or_without_need_has_years_and_sentences() -> None:
    empty = small(award("money", 300))
    nobody = asked(replace(empty, cohorts=empty.cohorts.iloc[:0]))
    assert nobody.sentences[1] == "2027-28: 0 seats of 0 needed for $0, for no money may be spent in this year."
    penniless = asked(small())
    assert penniless.table["seats"].sum() == 0 and len(penniless.cliff()) == 1 and len(penniless.without()) == 1


def test_one_limit_that_stands_in_the_way_is_not_said_to_stand_against_itself() -> None:
    found = years(small(award("money", 300)), count=1, aim="floor", floor=1.0)
    assert isinstance(found, Infeasible)
    assert found.sentences[0] == "This request cannot be met: what stands in its way is money."


def test_a_strict_minimum_is_met_by_no_bill_that_nobody_owes() -> None:
    there = drawn(55)
    assert there.policy.strict_minimum_spending and there.district.contracts
    one = years(there.district, there.policy, count=1, evidence=there.evidence)
    alone = allocate(there.district, policy=there.policy, evidence=there.evidence, whole=False).or_raise()
    assert isinstance(one, Years)
    theirs = alone.levels.set_index("level")["value"].astype(float)
    assert {level.level: level.value for level in one.answer.levels} == pytest.approx(theirs.to_dict(), rel=1e-7)
