"""The days of an award, what may be left of it, what tutoring may take of it, and who else has to pay."""

from __future__ import annotations

from datetime import date

import pytest

from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.evidence.windows import (
    award_window,
    match_share,
    months_on,
    most_carried_over,
    most_for_tutoring,
    window_doubt,
)

PROGRAMS = shipped().programs
TITLE_I = PROGRAMS["title_i_a_schoolwide"]


def test_title_money_of_2024_lapsed_on_the_last_of_september_2026() -> None:
    found = award_window(PROGRAMS["title_iii_a"], 2024)
    assert found is not None
    assert (found.obligate_from, found.obligate_by) == (date(2024, 7, 1), date(2026, 9, 30))
    assert found.liquidate_by == date(2027, 1, 28)
    assert found.carry_over_on is None


def test_fifteen_months_after_its_first_day_title_i_counts_what_is_left() -> None:
    found = award_window(TITLE_I, 2026)
    assert found is not None
    assert found.carry_over_on == date(2027, 9, 30)


def test_a_state_year_has_twelve_months_and_a_letter_alone_decides_a_gift() -> None:
    found = award_window(PROGRAMS["general_fund"], 2026)
    assert found is not None
    assert (found.obligate_by, found.liquidate_by) == (date(2027, 6, 30), None)
    assert award_window(PROGRAMS["gift"], 2026) is None


def test_an_award_that_the_law_closed_before_it_began_is_refused_by_name() -> None:
    closed = TITLE_I.model_copy(update={"closed_after": date(2025, 6, 30)})
    cut = award_window(closed, 2024)
    assert cut is not None
    assert cut.obligate_by == date(2025, 6, 30)
    with pytest.raises(InputError, match=r"funding, column award_year: Title I.* was closed after 2025-06-30"):
        award_window(closed, 2025)
    with pytest.raises(InputError, match="no year of an award"):
        award_window(TITLE_I, 26)


def test_months_run_over_the_end_of_a_year() -> None:
    assert months_on(date(2026, 12, 1), 1) == date(2027, 1, 1)
    assert months_on(date(2026, 7, 28), 24) == date(2028, 7, 28)


def test_no_limit_is_put_on_what_a_small_title_i_award_carries_over() -> None:
    assert most_carried_over(TITLE_I, 49_999) is None
    assert most_carried_over(TITLE_I, 50_000) == 7_500
    assert most_carried_over(TITLE_I, 40_000, moved_in_dollars=10_000) == 7_500
    assert most_carried_over(PROGRAMS["title_ii_a"], 400_000) is None


def test_title_iv_a_leaves_a_fifth_to_safe_and_healthy_students_from_30_000_dollars_on() -> None:
    assert most_for_tutoring(PROGRAMS["title_iv_a"], 30_000) == 24_000
    assert most_for_tutoring(PROGRAMS["title_iv_a"], 29_999) == 29_999
    assert most_for_tutoring(PROGRAMS["general_fund"], 50_000) == 50_000


def test_the_match_of_americorps_rises_every_three_years_and_never_to_half() -> None:
    shares = [match_share(PROGRAMS["americorps"], years) for years in range(30)]
    assert shares[:9] == [0.24] * 3 + [0.26] * 3 + [0.28] * 3
    assert set(shares[9:]) == {0.30}
    assert match_share(PROGRAMS["federal_work_study"]) == 0.25
    assert match_share(PROGRAMS["general_fund"]) is None


@pytest.mark.parametrize(
    ("first", "last", "doubted"),
    [
        (date(2026, 7, 1), date(2028, 9, 30), False),
        (date(2026, 9, 14), date(2028, 9, 30), False),
        (date(2026, 7, 1), date(2028, 10, 1), True),
        (date(2026, 6, 30), date(2028, 9, 30), True),
    ],
)
def test_a_window_longer_than_the_law_gives_is_doubted(first: date, last: date, *, doubted: bool) -> None:
    assert bool(window_doubt(TITLE_I, first, last)) == doubted
    assert not window_doubt(PROGRAMS["gift"], first, last)
