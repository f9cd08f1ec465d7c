"""Answers in plain English: one function per question, every number the one that stands in the tables."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from hitdesign.allocation.unserved import limit_words
from hitdesign.allocation.week import tutors_of_groups
from hitdesign.quantities import print_count, print_dollars, print_share
from hitdesign.report.money import largest_first
from hitdesign.report.reading import Reading
from hitdesign.report.words import LEVELS, REASONS, STATUSES, face, is_blank, plain, tier_words


def headline(reading: Reading) -> list[str]:
    """What the plan does, for how many, where, for how much, and how sure that is.

    >>> from hitdesign.report.sentences import headline
    >>> headline(reading_of(plan))[0]  # doctest: +SKIP
    'The plan fills 528 of the 1,044 seats needed (51%), at 11 of 12 schools.'
    """
    return [served(reading), children(reading), attendance(reading), cost(reading), proof(reading)]


def served(reading: Reading) -> str:
    """Seats filled of seats needed, and at how many schools."""
    share = f" ({print_share(reading.enrolled / reading.need)})" if reading.need else ""
    return (
        f"The plan fills {count(reading.enrolled)} of the {seats(reading.need)} needed{share}, "
        f"at {reading.schools_served:,} of {print_count(reading.schools, 'school')}."
    )


def children(reading: Reading) -> str:
    """How many different children sit in the seats."""
    low, high = reading.children
    if low == high:
        twice = ", some of them in more than one subject" if high < reading.enrolled else ""
        return f"They belong to {students(high)}{twice}."
    return (
        f"They belong to between {face(low, 'count')} and {students(high)}, "
        "because one student may need tutoring in more than one subject."
    )


def attendance(reading: Reading) -> str:
    """Invited, enrolled, expected on a day; by seat where one student may have two."""
    expected = round(reading.expected_attending)
    if reading.children[0] < reading.enrolled:
        return (
            f"To fill them, {print_count(_whole(reading.invited), 'invitation')} {_are(reading.invited)} needed; "
            f"on a normal day about {seats(expected)} {_are(expected)} expected to be used."
        )
    return (
        f"To fill them, {students(reading.invited)} {_are(reading.invited)} invited; "
        f"on a normal day about {students(expected)} {_are(expected)} expected to attend."
    )


def cost(reading: Reading) -> str:
    """Dollars not to exceed, expected, and left over."""
    each = f", {print_dollars(reading.not_to_exceed_dollars / reading.enrolled)} a seat" if reading.enrolled else ""
    return (
        f"It costs at most {print_dollars(reading.not_to_exceed_dollars)}{each}; "
        f"{print_dollars(reading.expected_dollars)} is expected at the planned attendance. "
        f"Of the {print_dollars(reading.available_dollars)} available, {print_dollars(reading.unspent_dollars)} "
        "is left over."
    )


def proof(reading: Reading) -> str:
    """How far any other plan could be better, in words that claim no more than was proved."""
    answer = reading.plan.allocation
    more = reading.more_possible
    first = str(answer.levels["level"].iloc[0]) if len(answer.levels) else "seats"
    if first != "seats":
        limit = f"{_level(1, rows_of(answer.levels)[0])} How many more could be served was not asked first."
    elif math.isnan(more) or math.isinf(more):
        limit = "How much better another plan could be was not proved."
    elif more <= 1e-9:
        limit = "No plan under these limits can serve more, counted by strength of need."
    else:
        most = share_at_most(more)
        limit = f"No plan under these limits can serve more than {most} more, counted by strength of need."
    if answer.proved:
        return limit
    return f"This plan is not proved: {_why_not_proved(reading)}. {limit}"


def _why_not_proved(reading: Reading) -> str:
    """No timetable, a limit of the search, or else the audit."""
    answer = reading.plan.allocation
    if answer.whole and answer.timetable.empty and not answer.groups.empty:
        return "no timetable was found that puts its groups on days, rooms and tutors"
    if answer.status in {"node_limit", "time_limit"}:
        return status_words(answer.status)
    return "it was not possible to confirm every limit"


def status_words(status: str) -> str:
    """How a search ended, in words; an unknown status under its own name."""
    return STATUSES.get(status, plain(status).replace("_", " "))


def share_at_most(share: float) -> str:
    """A share as a percentage rounded up, so that `no more than` stays true: `0.1%`, `0.03%`, `12%`."""
    digits = 0 if share >= 0.1 else 1 if share >= 0.0005 else 2
    factor = 10**digits
    return f"{math.ceil(100 * share * factor - 1e-9) / factor:.{digits}f}%"


def by_tier(reading: Reading) -> list[str]:
    """One sentence per tier, the strongest need first."""
    sums = reading["by_need"].groupby("tier", sort=False)[["need", "enrolled"]].sum()
    return [
        f"{tier_words(str(tier))}: {count(row['enrolled'])} of {seats(row['need'])} filled"
        f"{_share_of(row['enrolled'], row['need'])}."
        for tier, row in sums.iterrows()
    ]


def by_stream(reading: Reading) -> list[str]:
    """One sentence per stream, those that pay first; a stream that pays nothing says why."""
    return [stream(row) for row in rows_of(largest_first(reading["by_stream"], "not_to_exceed_dollars", "stream_id"))]


def rows_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, by column."""
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def stream(row: dict[str, Any]) -> str:
    """One stream: what it pays at most, of what it has, what is left over; or why it pays nothing."""
    name = f"{plain(row['stream_id'])} ({plain(row['program_name'])})"
    available, paid, left = (float(row[f"{key}_dollars"]) for key in ("available", "not_to_exceed", "unspent"))
    if paid > 0:
        return (
            f"{name} pays at most {print_dollars(paid)} of its {print_dollars(available)}"
            f"{_share_of(paid, available)}; {print_dollars(left)} is left over."
        )
    why = row["pays_nothing_because"]
    reason = "the plan did not need it" if is_blank(why) else inside(why)
    return f"{name} pays nothing of its {print_dollars(available)}: {reason}."


def inside(sentence: object) -> str:
    """A sentence as it stands after a colon: its first letter small unless a name, without its full stop."""
    text = plain(sentence).rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def unserved(reading: Reading) -> list[str]:
    """One sentence per limit that keeps students in need from a seat, the commonest first."""
    if not reading.unserved:
        return ["Every student in need gets a seat."]
    by_words: dict[str, float] = {}
    for row in rows_of(reading.plan.allocation.unserved):
        words = limit_words(str(row["limit"])) or reason_words(str(row["reason"]))
        by_words[words] = by_words.get(words, 0.0) + float(row["students"])
    ordered = sorted(by_words.items(), key=lambda one: (-one[1], one[0]))
    return [f"{seats(number)} {_are(number)} not filled because {words}." for words, number in ordered]


def reason_words(reason: str) -> str:
    """A reason code in words; an unknown code as it stands."""
    return REASONS.get(reason, plain(reason).replace("_", " "))


def levels(reading: Reading) -> list[str]:
    """The plan's aims in order: what each reached and the best that is possible."""
    rows = rows_of(reading.plan.allocation.levels)
    return [_level(place, row) for place, row in enumerate(rows, start=1)]


def _level(place: int, row: dict[str, Any]) -> str:
    aim = aim_words(str(row["level"]))
    unit = plain(row["unit"])
    said = f"Aim {place}, {aim}: reached {_in_unit(row['value'], unit)}{_range(row)}"
    if is_blank(row["bound"]):
        return f"{said}; the best possible was not proved."
    return f"{said}; the proved limit is {_in_unit(row['bound'], unit)}."


def _range(row: dict[str, Any]) -> str:
    """The ends of a value that is known only within a range."""
    low, high = row.get("low"), row.get("high")
    if is_blank(low) or is_blank(high) or low == high:
        return ""
    return f" (or anything from {face(low, 'amount')} to {face(high, 'amount')})"


def aim_words(level: str) -> str:
    """A level's name in words; an unknown one under its own name."""
    return LEVELS.get(level, plain(level).replace("_", " "))


def _in_unit(value: float, unit: str) -> str:
    number = float(value)
    return print_dollars(number) if unit == "dollars" else f"{face(number, 'amount')} {unit}".strip()


def not_checked(reading: Reading) -> list[str]:
    """What the library did not test, each a sentence; never to be read as passed."""
    return [plain(check) for check in reading["open_checks"]["check"]]


def assumed(reading: Reading) -> str:
    """How much rests on values that nobody in the district stated."""
    table = reading["assumptions"]
    unchecked = int((~table["verified"].astype(bool)).sum())
    if table.empty:
        return "The plan rests on no assumed values."
    return (
        f"The plan rests on {print_count(len(table), 'assumption')}, "
        f"{unchecked:,} of them not yet checked against a source."
    )


def timetable(reading: Reading) -> str:
    """Whether the groups are put on days, rooms and tutors."""
    table = reading.plan.allocation.timetable
    if table.empty:
        return "No timetable was made: whether the groups fit days, rooms and tutors is not shown."
    tutors = len(table[["pool_id", "tutor"]].drop_duplicates())
    sessions = print_count(len(table), "session")
    several = int((tutors_of_groups(table) > 1).sum())
    kept = "Each group keeps one tutor for its whole term."
    if several:
        kept = f"{several:,} of the groups meet more than one tutor."
    return (
        f"A weekly timetable puts every group on days, rooms and tutors: {sessions} a week "
        f"with {print_count(tutors, 'tutor')}. {kept}"
    )


def schools_of(reading: Reading) -> list[str]:
    """How evenly the schools are served: the least and the most served, and those without a seat."""
    table = reading["by_school"].dropna(subset=["share_served"])
    if table.empty:
        return ["No school has students in need."]
    low, high = print_share(table["share_served"].min()), print_share(table["share_served"].max())
    said = [f"The least served school has {low} of its need met, the most served {high}."]
    without = int((table["enrolled"] == 0).sum())
    if without:
        get = "gets" if without == 1 else "get"
        said.append(f"{print_count(without, 'school')} with students in need {get} no seat.")
    return said


def count(number: float) -> str:
    """`1,044`."""
    return face(_whole(number), "count")


def seats(number: float) -> str:
    """`528 seats`."""
    return print_count(_whole(number), "seat")


def students(number: float) -> str:
    """`1 student`, `528 students`."""
    return print_count(_whole(number), "student")


def _whole(number: float) -> float:
    """A count that floating point left a hair beside a whole number is that number."""
    close = math.isfinite(number) and abs(number - round(number)) < 1e-6
    return float(round(number)) if close else number


def _are(number: float) -> str:
    return "is" if number == 1 else "are"


def _share_of(part: float, whole: float) -> str:
    return "" if not whole or pd.isna(whole) else f" ({print_share(part / whole)})"
