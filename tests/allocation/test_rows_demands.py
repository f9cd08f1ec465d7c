"""What awards demand, counted, broken and kept by hand: match, schools' money, caps per hour and on administration."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allocation.two_schools import block, built, case, cohort, model, pool, put, rows_of, stream
from hitdesign.district.money_records import MatchGift, SchoolAllocation
from hitdesign.district.records import Contract
from hitdesign.policy import Policy
from laws.solved import linear_value

MARKED = [cohort("A", 6, english_learner="yes"), cohort("A", 6, english_learner="no")]
LEARNERS = "A:3-5:math:strategic:english_learner=yes"
MATCHED = (stream("grant", match_share_of_total=0.25), stream("local", "local"))
STRICT = Policy(gap=0.0, strict_minimum_spending=True)


def test_without_a_demand_there_is_no_row_and_no_column_for_it() -> None:
    given = built()
    assert {
        "match",
        "match_once",
        "match_share",
        "hour_cap",
        "administration",
        "school_money",
        "minimum_spending",
    }.isdisjoint(rows.family for rows in given.program.rows)
    assert given.trailing == ()
    assert "minimum_spending" not in {level.name for level in given.program.levels}


@pytest.mark.parametrize(("local", "broken"), [(100, False), (99.99, True)])
def test_other_money_pays_its_share_of_the_total(local: float, broken: bool) -> None:
    """A quarter of 400 dollars in all is 100."""
    values = put(built(funding=MATCHED), "dollars", 300, stream_id="grant").put("dollars", local, stream_id="local")
    assert ("match" in values.put("matching", local).broken()) == broken


def test_a_share_of_the_total_covers_indirect_cost() -> None:
    funding = (stream("grant", match_share_of_total=0.25, indirect_rate=0.2), stream("local", "local"))
    values = put(built(funding=funding), "dollars", 250, stream_id="grant").put("dollars", 100, stream_id="local")
    assert "match" not in values.put("matching", 100).broken()
    assert "match" in values.put("matching", 99).broken()


def test_a_dollar_is_match_only_once() -> None:
    funding = (*MATCHED, stream("other", match_share_of_total=0.25))
    values = put(built(funding=funding), "dollars", 100, stream_id="local")
    assert (
        "match_once"
        not in values.put("matching", 60, match_for="grant").put("matching", 40, match_for="other").broken()
    )
    assert "match_once" in values.put("matching", 41, match_for="other").broken()


def test_only_money_known_not_to_be_federal_pays_a_match_that_names_nobody() -> None:
    unknown = built(funding=(stream("grant", match_share_of_total=0.25), stream("money")))
    assert not unknown.matching.line.size
    named = built(funding=(stream("grant", match_share_of_total=0.25, match_source="money"), stream("money")))
    assert named.matching.line.size == 1


def test_match_of_money_for_learners_is_spent_on_learners() -> None:
    """Three learners' part of a full group is 240 dollars."""
    funding = (stream("own", "english_learners", match_share_of_total=0.5), stream("local", "local"))
    given = built(MARKED, funding=funding)
    assert rows_of(given, "match_share") == 1
    values = put(given, "students", 3, cohort_id=LEARNERS).put("taught", 2)
    values = values.put("dollars", 120, stream_id="own").put("dollars", 360, stream_id="local")
    assert "match_share" not in values.put("matching", 120).broken()
    assert "match_share" in values.put("matching", 121).broken()


def gift(dollars: float = 100, to: str = "grant") -> MatchGift:
    return MatchGift(gift_id="hours", stream_id=to, dollars=dollars)


def test_gifts_are_match_where_the_law_says_so() -> None:
    counted = built(funding=(stream("grant", "gifts_count"),), match_gifts=(gift(90),))
    assert "match" not in put(counted, "dollars", 210).broken()
    assert "match" in put(counted, "dollars", 210.1).broken()
    not_counted = built(funding=(stream("grant", match_share_of_total=0.3),), match_gifts=(gift(90),))
    assert "match" in put(not_counted, "dollars", 1).broken()


def held(dollars: float = 300, by: Any = "school", where: str = "A", of: str = "money") -> SchoolAllocation:
    return SchoolAllocation(stream_id=of, school_id=where, dollars=dollars, controlled_by=by)


def test_what_a_school_holds_is_spent_there_and_the_rest_where_the_district_places_it() -> None:
    given = built(school_allocations=(held(600),))
    assert rows_of(given, "cost") == 2
    assert rows_of(given, "school_money") == 1
    for at_a, at_b, placed, broken in ((600, 400, 0, set()), (0, 401, 0, {"district_money"}), (700, 300, 100, set())):
        values = put(given, "dollars", 0)
        begin = given.money.begin
        values.values[begin + int((given.money.home == 0).argmax())] = at_a
        values.values[begin + int((given.money.home == 1).argmax())] = at_b
        found = values.put("placed", placed).broken() & {"school_money", "district_money"}
        assert found == broken


def test_what_the_district_controls_can_move() -> None:
    assert built(school_allocations=(held(600, "district"),)).trailing == ()


def test_money_of_a_school_serves_nobody_elsewhere() -> None:
    """1000 dollars teach four groups of 240; held by A, whose rooms hold six, 12 of A; held by B, only 9 of B."""
    blocks = (block("A"), block("B"))
    assert linear_value(case(blocks=blocks, school_allocations=(held(1000, where="A"),))) == pytest.approx(2 * 12)
    assert linear_value(case(blocks=blocks, school_allocations=(held(1000, where="B"),))) == pytest.approx(2 * 9)


@pytest.mark.parametrize(("dollars", "broken"), [(180, False), (180.1, True)])
def test_a_cap_per_hour_holds_for_the_paid_hours_of_a_service(dollars: float, broken: bool) -> None:
    """A group takes 12 paid hours."""
    given = built(funding=(stream("money", per_hour_cap_dollars=15), stream("rest")))
    values = put(given, "taught", 1, band_id="A").put("dollars", 0)
    line = int(((given.money.stream == 0) & (given.money.place[given.money.of_row] == 0)).argmax())
    values.values[given.money.begin + line] = dollars
    assert ("hour_cap" in values.broken()) == broken


def test_hours_outside_the_window_do_not_raise_a_cap_per_hour() -> None:
    """The window holds 28 of the 56 days of work, so six of the twelve hours."""
    early = stream("early", per_hour_cap_dollars=15, obligate_by=date(2026, 10, 11))
    given = built(funding=(early, stream("rest")))
    row = next(rows for rows in given.program.rows if rows.family == "hour_cap")
    assert row.value.min() == pytest.approx(-15 * 6)


def test_money_by_the_hour_pays_no_idle_time() -> None:
    given = built(
        tutors=(pool(pay="salaried", hourly_cost_dollars=None, annual_cost_dollars=1000),),
        funding=(stream("money", per_hour_cap_dollars=90), stream("rest")),
    )
    idle = given.money.place[given.money.of_row] < 0
    assert set(given.money.stream[idle]) == {1}


@pytest.mark.parametrize(("dollars", "broken"), [(250, False), (250.1, True)])
def test_indirect_cost_stays_within_the_cap_on_administration(dollars: float, broken: bool) -> None:
    funding = (stream("money", administration_cap_share=0.02, indirect_rate=0.08),)
    assert ("administration" in put(built(funding=funding), "dollars", dollars).broken()) == broken


def test_a_restricted_rate_holds_where_the_law_allows_no_other() -> None:
    funding = (stream("money", indirect_rate=0.2, restricted_indirect_rate=0.05),)
    assert case_rate(funding, "anything") == pytest.approx(0.2)
    assert case_rate((funding[0].model_copy(update={"program": "restricted"}),), "restricted") == pytest.approx(0.05)


def case_rate(funding: Any, law: str) -> float:
    assert funding[0].program == law
    return float(built(funding=funding).inputs.facts.funding["indirect_rate"].iloc[0])


def test_spending_less_than_the_minimum_is_a_shortfall_and_where_strict_a_fault() -> None:
    funding = (stream("money", minimum_spend_dollars=480),)
    soft = put(built(funding=funding), "dollars", 240)
    assert "minimum_spending" in soft.broken()
    assert "minimum_spending" not in soft.put("unspent", 240).broken()
    strict = put(built(policy=STRICT, funding=funding), "dollars", 479.9)
    assert "minimum_spending" in strict.broken()
    assert "minimum_spending" not in strict.put("dollars", 480).broken()


def test_carry_over_is_limited_by_what_is_spent_in_time() -> None:
    """Forty percent of 1000 may be left after five months, by 30 November; 100 are spent already."""
    given = built(funding=(stream("money", "carry_over", spent_dollars=100),), tutoring_models=(model(weeks=13),))
    rows = next(rows for rows in given.program.rows if rows.family == "minimum_spending")
    assert rows.limits.tolist() == [500]
    assert rows.keys["by"].tolist() == ["2026-11-30"]
    values = put(given, "dollars", 0)
    late = given.money.begin + int((given.money.period[given.money.of_row] == 1).argmax())
    values.values[late] = 500
    assert "minimum_spending" in values.broken()


def test_a_small_award_has_no_limit_on_carry_over() -> None:
    assert rows_of(built(funding=(stream("money", "carry_over", award=99),)), "minimum_spending") == 0


def test_bills_that_cannot_be_paid_any_more_are_for_services_that_do_not_take_place() -> None:
    terms = (Contract(contract_id="hours", price_basis="hour", price_dollars=20),)
    people = (pool(pay="contract", hourly_cost_dollars=None, contract_id="hours"),)
    dates = {"obligate_by": date(2026, 10, 11), "services_by": date(2026, 12, 31)}
    late = case(tutors=people, contracts=terms, funding=(stream("money", **dates),))
    assert linear_value(late) > 0
    early = case(tutors=people, contracts=terms, funding=(stream("money", liquidate_by=date(2026, 10, 20), **dates),))
    assert linear_value(early) == 0
