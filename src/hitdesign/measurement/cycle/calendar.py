"""When a program is reviewed: dates over school days from launch, before the pilot's end and the budget vote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.cycle.days import day_faults
from hitdesign.measurement.given import number_faults
from hitdesign.quantities import print_count
from hitdesign.tables.column_checks import ColumnChecks
from hitdesign.tables.fields import columns_of
from hitdesign.tables.record import Record, column

#: Monday to Friday; the other two are no school days.
SCHOOL_WEEK = 5
#: No program is reviewed over more days than this.
LONGEST_DAYS = 3 * 366
#: Kind, data through, packet due, day of a review.
Row = tuple[str, date | None, date | None, date]


class ClosedDay(Record):
    """A day, or a stretch of days, without school."""

    table = "closed_days"
    caption = "Days without school: holidays, breaks, staff days."
    key = ("closed_on",)

    closed_on: date = column("The day, or the first of several.")
    closed_until: date | None = column("The last of several; blank: one day.", default=None)
    reason: str = column("Why.", default="")


@dataclass(frozen=True, eq=False)
class ReviewCalendar:
    """The reviews in order.

    table: review (1, 2, ...), kind (`working`: with principals; `board`: a report to the board as well; `final`: after
    the pilot's end), data_through, packet_due (board and final), review_on, school_days (of the pilot, up to
    data_through), before_end, before_vote, reports_to (principals, or principals and board). problems: sentences on
    what the dates cannot do; empty where all holds.
    """

    launch: date
    ends: date
    budget_vote: date
    table: pd.DataFrame = field(repr=False)
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the board hears of the pilot before it ends and before it votes, with enough notice."""
        return not self.problems


def review_calendar(
    launch: date,
    ends: date,
    budget_vote: date,
    closed_days: pd.DataFrame | None = None,
    *,
    every_school_days: int = 20,
    packet_lead_days: int = 10,
    data_lead_school_days: int = 5,
    least_school_days: int = 30,
    board_meetings: Sequence[date] = (),
) -> ReviewCalendar:
    """Working reviews every so many school days, board reviews before the pilot's end and the vote, a final one.

    closed_days: columns closed_on, closed_until, reason. A board review takes place at the last of `board_meetings`
    that is before both the end and the vote, on the last school day before them where no meetings are given; its packet
    is due `packet_lead_days` (calendar days) before, with data of up to `data_lead_school_days` school days before
    that, of `least_school_days` at least. Where this cannot be, `problems` says so; no date is made up. Raises
    InputError for dates out of order and bad tables.

    >>> from hitdesign.measurement.cycle.calendar import review_calendar
    >>> found = review_calendar(date(2026, 9, 14), date(2027, 4, 30), date(2027, 3, 16))
    >>> found.table.loc[found.table["kind"] == "board", "review_on"].tolist(), found.holds
    ([datetime.date(2027, 3, 15)], True)
    """
    numbers = {
        "every_school_days": every_school_days,
        "packet_lead_days": packet_lead_days,
        "data_lead_school_days": data_lead_school_days,
        "least_school_days": least_school_days,
    }
    days = {"launch": launch, "ends": ends, "budget_vote": budget_vote}
    days |= {f"board meeting {number}": day for number, day in enumerate(board_meetings, start=1)}
    closed = _checked(days, closed_days, numbers)
    last = max(ends, budget_vote, *board_meetings) + timedelta(days=60)
    school = [day for day in _days(launch, last) if day.weekday() < SCHOOL_WEEK and day not in closed]
    pilot = [day for day in school if day <= ends]
    rows: list[Row] = [
        ("working", pilot[at - 1], None, pilot[at - 1])
        for at in range(every_school_days, len(pilot), every_school_days)
    ]
    meetings = board_meetings or school
    board = max((day for day in meetings if launch < day < min(ends, budget_vote)), default=None)
    for kind, day in (("board", board), ("final", _after(ends, meetings))):
        if day is not None:
            packet = day - timedelta(days=packet_lead_days)
            rows.append((kind, _data_through(school, packet, data_lead_school_days, ends), packet, day))
    table = _table(rows, pilot, ends, budget_vote)
    problems = _problems(table, launch, budget_vote, least_school_days, every_school_days)
    return ReviewCalendar(launch, ends, budget_vote, table, tuple(problems))


def _table(
    rows: list[tuple[str, date | None, date | None, date]], pilot: list[date], ends: date, vote: date
) -> pd.DataFrame:
    ordered = sorted(rows, key=lambda row: (row[3], row[0]))
    found = [
        (number, kind, through, packet, day, _count(pilot, through), day < ends, day < vote)
        for number, (kind, through, packet, day) in enumerate(ordered, start=1)
    ]
    names = "review", "kind", "data_through", "packet_due", "review_on", "school_days", "before_end", "before_vote"
    table = pd.DataFrame(found, columns=list(names)).astype({"packet_due": object, "data_through": object})
    board = table["kind"] != "working"
    return table.assign(reports_to=board.map({True: "principals and board", False: "principals"}))


def _problems(table: pd.DataFrame, launch: date, vote: date, least: int, every: int) -> Iterator[str]:
    board = table[table["kind"] == "board"]
    if vote <= launch:
        yield f"The budget vote on {vote} comes before the launch: it cannot rest on the pilot. Ask for a later vote."
    elif board.empty:
        yield (
            "No meeting of the board lies between launch and both the pilot's end and the vote: "
            "ask for a special meeting, or launch earlier."
        )
    elif int(board["school_days"].iloc[0]) < least:
        had, asked = print_count(int(board["school_days"].iloc[0]), "school day"), print_count(least, "school day")
        yield (
            f"The board's packet before the vote rests on {had} of tutoring; {asked} are asked for: "
            "launch earlier, vote later, or say that it is a first look."
        )
    if not board.empty and board["packet_due"].iloc[0] <= launch:
        yield "The board's packet is due before the launch: nothing can stand in it."
    if not (table["kind"] == "working").any():
        yield f"The pilot is too short for a working review every {print_count(every, 'school day')}: review sooner."
    if not (table["kind"] == "final").any():
        yield "No day after the pilot's end is known on which the board could hear the result: give later meetings."


def _count(days: Sequence[date], through: date | None) -> int:
    """How many of the days lie up to one."""
    return 0 if through is None else sum(day <= through for day in days)


def _data_through(school: Sequence[date], packet: date, lead: int, ends: date) -> date | None:
    """The last school day of the pilot whose data a packet can hold; None where there is none."""
    before = [day for day in school if day <= packet]
    ready = before[: len(before) - lead] if lead else before
    return max((day for day in ready if day <= ends), default=None)


def _after(ends: date, days: Sequence[date]) -> date | None:
    """The first of the days three weeks or more after the end, when the last assessments are read."""
    return min((day for day in days if day >= ends + timedelta(weeks=3)), default=None)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _checked(days: dict[str, date], closed_days: pd.DataFrame | None, numbers: dict[str, int]) -> set[date]:
    """The closed days one by one."""
    checks = ColumnChecks(ClosedDay.table)
    found: set[date] = set()
    if closed_days is not None:
        columns = {one.name: one for one in columns_of(ClosedDay)}
        rows = checks.converted(closed_days, tuple(columns.values()))
        if not checks.faults:
            until = rows["closed_until"].fillna(rows["closed_on"])
            length = (until - rows["closed_on"]).dt.days
            wrong = ((length < 0) | (length > LONGEST_DAYS)).to_numpy()
            expected = "a day from closed_on on"
            checks.report(
                wrong, until.dt.date, columns["closed_until"], "lies before closed_on or years later", expected
            )
            pairs = [*zip(rows["closed_on"].dt.date, until.dt.date, strict=True)] if not wrong.any() else []
            found = {day for first, last in pairs for day in _days(first, last)}
    wrong_days = [*day_faults("review calendar", days)]
    faults = [*wrong_days, *checks.faults]
    for name, value in numbers.items():
        faults += number_faults(
            "review calendar", name, value, at_least=1 if "every" in name else 0, at_most=400, whole=True
        )
    ends = days["ends"]
    if not wrong_days and not days["launch"] < ends <= days["launch"] + timedelta(days=LONGEST_DAYS):
        problem, expected = "the pilot does not end after its launch", "a day after launch, within three years"
        faults.append(
            Fault("review calendar", problem, expected, "Correct one of them", column="ends", found=str(ends))
        )
    if faults:
        raise InputError(faults)
    return found
