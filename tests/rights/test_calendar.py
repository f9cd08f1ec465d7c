"""Which blocks overlap, which terms run together, where the year is cut for the money."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from allocation.two_schools import block, pool, ready, stream
from hitdesign.district.records import Contract
from hitdesign.rights.calendar import Calendar, Periods, calendar_of, periods_of

FALL = {"starts_on": date(2026, 9, 14), "ends_on": date(2026, 12, 18)}
SPRING = {"starts_on": date(2027, 1, 11), "ends_on": date(2027, 4, 30)}
YEAR = {"starts_on": date(2026, 9, 14), "ends_on": date(2027, 4, 30)}


def calendar(*blocks: Any) -> Calendar:
    return calendar_of(ready(blocks=blocks).facts.blocks)


def together(found: Calendar, first: int, second: int) -> bool:
    """Whether two blocks (as they stand in the table) need different people at one moment."""
    a, b = found.time_class[first], found.time_class[second]
    return bool((found.overlaps[:, a] & found.overlaps[:, b]).any())


def test_the_same_time_at_two_schools_is_one_time_class() -> None:
    assert len(calendar(block("A"), block("B")).classes) == 1


def test_blocks_of_one_time_of_day_overlap_unless_the_clock_keeps_them_apart() -> None:
    assert together(calendar(block("A"), block("A", "x", minutes=40)), 0, 1)
    assert not together(calendar(block("A", starts_at="08:00"), block("A", "x", starts_at="09:00")), 0, 1)
    assert together(calendar(block("A", starts_at="08:00"), block("A", "x", starts_at="08:59")), 0, 1)
    assert together(calendar(block("A", starts_at="08:00"), block("A", "x")), 0, 1)


def test_blocks_without_a_common_day_or_term_or_time_of_day_never_overlap() -> None:
    assert not together(calendar(block("A", days="MWF"), block("A", "x", days="TR")), 0, 1)
    assert not together(calendar(block("A", **FALL), block("A", "x", **SPRING)), 0, 1)
    assert not together(calendar(block("A"), block("A", "x", when="after_school")), 0, 1)


def test_three_blocks_of_which_two_meet_make_two_sets() -> None:
    found = calendar(
        block("A", starts_at="08:00"), block("A", "x", starts_at="08:30"), block("A", "y", starts_at="09:15")
    )
    assert len(found.overlaps) == 2
    assert [together(found, 0, 1), together(found, 1, 2), together(found, 0, 2)] == [True, True, False]


def test_a_set_within_another_is_left_out() -> None:
    assert len(calendar(block("A"), block("A", "x", days="MWF"), block("A", "y", days="M")).overlaps) == 1


def test_terms_that_run_in_the_same_weeks_share_an_interval() -> None:
    found = calendar(block("A", **YEAR), block("A", "x", **FALL), block("A", "y", **SPRING))
    assert sorted(map(int, found.intervals.sum(axis=1))) == [2, 2]


def test_the_sets_name_every_moment_at_which_a_minute_by_minute_walk_finds_two_blocks() -> None:
    chance = np.random.default_rng(7)
    for _ in range(30):
        blocks = [
            block(
                "A",
                f"b{n}",
                days="".join(sorted(chance.choice(list("MTWRF"), 2, replace=False))),
                starts_at=f"{chance.integers(8, 11):02}:{chance.choice([0, 30]):02}",
                minutes=int(chance.choice([20, 45, 70])),
                **[FALL, SPRING, YEAR][chance.integers(3)],
            )
            for n in range(5)
        ]
        found = calendar(*blocks)
        for first in range(5):
            for second in range(first):
                assert together(found, first, second) == meet(blocks[first], blocks[second])


def meet(a: Any, b: Any) -> bool:
    """Minute by minute."""
    clock = [
        set(range(start, start + one.minutes))
        for one in (a, b)
        for start in [int(one.starts_at[:2]) * 60 + int(one.starts_at[3:])]
    ]
    terms = a.starts_on <= b.ends_on and b.starts_on <= a.ends_on
    return bool(terms and set(a.days) & set(b.days) and clock[0] & clock[1])


def periods(*funding: Any, blocks: Any = ()) -> Periods:
    facts = ready(blocks=blocks or (block("A"), block("B")), funding=funding).facts
    return periods_of(facts.blocks, facts.funding)


def test_one_window_around_the_year_is_one_period() -> None:
    assert periods(stream("money")).labels == ("2026-09-14 to 2026-12-18",)


def test_the_year_is_cut_where_a_window_opens_or_closes() -> None:
    found = periods(stream("a"), stream("b", obligate_from=date(2026, 10, 1), obligate_by=date(2026, 11, 30)))
    assert found.labels == ("2026-09-14 to 2026-09-30", "2026-10-01 to 2026-11-30", "2026-12-01 to 2026-12-18")
    assert found.employed.tolist() == [[True, False], [True, True], [True, False]]


def test_a_window_that_changes_nothing_cuts_nothing() -> None:
    assert len(periods(stream("a"), stream("b", obligate_from=date(2027, 1, 1))).labels) == 1


def test_services_of_a_contract_signed_in_the_window_may_run_beyond_it() -> None:
    found = periods(stream("a", obligate_by=date(2026, 10, 15), services_by=date(2026, 11, 30)))
    assert found.employed[:, 0].tolist() == [True, False, False]
    assert found.contracted[:, 0].tolist() == [True, True, False]


def test_a_law_that_has_closed_pays_no_later() -> None:
    assert periods(stream("a", "closed")).employed[:, 0].tolist() == [True, False]


def test_a_contract_needs_no_table_of_its_own_to_be_dated() -> None:
    terms = Contract(contract_id="x", price_basis="hour", price_dollars=1)
    facts = ready(contracts=(terms,), tutors=(pool(pay="contract", hourly_cost_dollars=None, contract_id="x"),)).facts
    assert facts.contracts["signed_on"].notna().all()
