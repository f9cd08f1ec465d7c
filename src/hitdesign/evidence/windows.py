"""When an award of a program may be obligated, must be paid out, and how much of it may be left after how long."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.records import Program

MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class AwardWindow:
    """The days of one award by its program's law; an award letter may set earlier ones, and then the letter holds.

    `carry_over_on`: the last day before what is left counts as carried over. None: the law as held here names no day.
    """

    obligate_from: date
    obligate_by: date
    liquidate_by: date | None
    carry_over_on: date | None


def award_window(program: Program, award_year: int) -> AwardWindow | None:
    """The window of the award that begins in this calendar year; None where the award letter alone decides.

    Formula: obligate_by = first day + window_months, less a day, and never after closed_after; liquidate_by =
    obligate_by + liquidation_days; carry_over_on = first day + carry_over_after_months, less a day. Source: GEPA 421(b)
    (27 months from 1 July: to 30 September of the second year after), 2 CFR 200.344(c) (120 days), ESEA 1127.
    Raises InputError where the program was closed before such an award could begin, or the year is none.

    >>> from hitdesign.evidence.library import shipped
    >>> found = award_window(shipped().programs["title_i_a_schoolwide"], 2026)
    >>> f"{found.obligate_by} {found.liquidate_by} {found.carry_over_on}"
    '2028-09-30 2029-01-28 2027-09-30'
    """
    if not 1965 <= award_year <= 2100:
        raise InputError([_fault("award_year", str(award_year), "no year of an award", "a year such as 2026")])
    if program.window_months is None or not program.window_begins:
        return None
    month, day = (int(part) for part in program.window_begins.split("-"))
    begins = date(award_year, month, day)
    ends = last_day_of_months(begins, program.window_months)
    if program.closed_after is not None:
        ends = min(ends, program.closed_after)
    if ends < begins:
        problem = f"{program.name} was closed after {ends}, before an award of that year could begin"
        raise InputError([_fault("award_year", str(award_year), problem, "an award from before that day")])
    days, after = program.liquidation_days, program.carry_over_after_months
    return AwardWindow(
        obligate_from=begins,
        obligate_by=ends,
        liquidate_by=None if days is None else ends + timedelta(days=days),
        carry_over_on=None if after is None else last_day_of_months(begins, after),
    )


def window_begun(program: Program, day: date) -> date:
    """The day on which the program's window around this day began, by its law; the day itself where it names none.

    An award letter of September does not move the months that the law counts from July.

    >>> from hitdesign.evidence.library import shipped
    >>> print(window_begun(shipped().programs["title_i_a_schoolwide"], date(2026, 9, 14)))
    2026-07-01
    """
    if not program.window_begins:
        return day
    month, first = (int(part) for part in program.window_begins.split("-"))
    return date(day.year if (day.month, day.day) >= (month, first) else day.year - 1, month, first)


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day.

    >>> months_on(date(2026, 7, 1), 27)
    datetime.date(2028, 10, 1)
    """
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day_of_months(first: date, months: int) -> date:
    """The last day of so many months that begin on a day.

    >>> last_day_of_months(date(2026, 7, 1), 15)
    datetime.date(2027, 9, 30)
    """
    return months_on(first, months) - timedelta(days=1)


def most_carried_over(program: Program, award_dollars: float, moved_in_dollars: float = 0.0) -> float | None:
    """Dollars that may be left on `carry_over_on`; None where the program limits no carry-over of such an award.

    `moved_in_dollars`: what was moved in from other titles, which joins the base. Formula: carry_over_share x (award +
    moved in), for a base of at least carry_over_from_dollars.

    >>> from hitdesign.evidence.library import shipped
    >>> title_i = shipped().programs["title_i_a_schoolwide"]
    >>> most_carried_over(title_i, 800_000.0, moved_in_dollars=200_000.0)
    150000.0
    """
    base = award_dollars + moved_in_dollars
    if program.carry_over_share is None or base < (program.carry_over_from_dollars or 0.0):
        return None
    return program.carry_over_share * base


def most_for_tutoring(program: Program, award_dollars: float) -> float:
    """Dollars of an award that tutoring can take at most, when other activities get their least shares.

    Formula: award x (1 - sum of the least shares of activities that do not hold tutoring), for awards of at least
    activity_shares_from_dollars; smaller ones are not divided.

    >>> from hitdesign.evidence.library import shipped
    >>> most_for_tutoring(shipped().programs["title_iv_a"], 100_000.0)
    80000.0
    """
    if award_dollars < (program.activity_shares_from_dollars or 0.0):
        return award_dollars
    others = [one for one in program.activity_shares if one.of == "award" and not one.holds_tutoring]
    return award_dollars * (1 - sum(one.least_share or 0.0 for one in others))


def match_share(program: Program, years_before: int = 0) -> float | None:
    """Share of the total that other money must pay in the year after so many years of support; None: none is named.

    >>> from hitdesign.evidence.library import shipped
    >>> americorps = shipped().programs["americorps"]
    >>> [match_share(americorps, years) for years in (0, 3, 8, 20)]
    [0.24, 0.26, 0.28, 0.3]
    """
    periods = program.match_shares_by_period
    if not periods:
        return program.match_share_of_total
    return periods[min(years_before // (program.match_period_years or 1), len(periods) - 1)]


def window_doubt(program: Program, obligate_from: date, obligate_by: date) -> str:
    """A sentence where a stated window is longer than the law gives it; blank where it is not, or no law is held.

    >>> from hitdesign.evidence.library import shipped
    >>> title_i = shipped().programs["title_i_a_schoolwide"]
    >>> window_doubt(title_i, date(2026, 7, 1), date(2028, 9, 30))
    ''
    """
    if program.window_months is None or not program.window_begins:
        return ""
    months, begins = program.window_months, window_begun(program, obligate_from)
    ends = last_day_of_months(begins, months)
    if obligate_by <= ends:
        return ""
    return f"Check its last day: {months} months from {begins} end on {ends}, before {obligate_by}."


def _fault(column: str, found: str, problem: str, expected: str) -> Fault:
    return Fault("funding", problem, expected, "Correct the year or the program", column=column, found=found)
