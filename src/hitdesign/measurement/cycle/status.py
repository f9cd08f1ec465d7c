"""Where the indicators of a program stand at a review: status, a sentence, what to do, who answers for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.cycle.days import day_faults
from hitdesign.measurement.cycle.indicators import Indicator, Status, default_indicators, range_of, status_of
from hitdesign.measurement.given import refuse
from hitdesign.quantities import Share, print_share
from hitdesign.tables.column_checks import ColumnChecks
from hitdesign.tables.fields import columns_of
from hitdesign.tables.record import Record, column

#: The place that stands for the program as a whole.
WHOLE = "*"
COLUMNS = (
    "indicator_id", "school_id", "name", "status", "value", "known_share", "measured_on", "fresh", "due_on", "says",
    "to_do",
    "owner", "source", "verified",
)  # fmt: skip


class IndicatorValue(Record):
    """One value of an indicator at a review; no two for the same indicator and school."""

    table = "indicator_values"
    caption = "Values of the leading indicators at one review."
    key = ("indicator_id", "school_id")

    indicator_id: str = column("The indicator.")
    school_id: str = column("The school; * for the program as a whole.", default=WHOLE)
    value: float | None = column("Its value, in the indicator's unit; blank if not known.", default=None)
    measured_on: date = column("The day up to which it was measured.")
    known_share: Share = column("Share of what it counts that is known; 1 where nothing is missing.", unit="share 0-1")


@dataclass(frozen=True, eq=False)
class IndicatorReading:
    """The indicators on a day.

    table: a row for each indicator and place, with the columns indicator_id, school_id, name, status, value,
    known_share, measured_on, fresh (not too old), due_on, says, to_do, owner, source, verified. It may rest on few
    students: keep it inside.
    """

    as_of: date
    launch: date
    indicators: tuple[Indicator, ...]
    table: pd.DataFrame = field(repr=False)

    def status(self, indicator_id: str, school_id: str = WHOLE) -> Status:
        """The status of one indicator at one place; unknown where it was not asked for there."""
        at = (self.table["indicator_id"] == indicator_id) & (self.table["school_id"] == school_id)
        found: Status = self.table.loc[at, "status"].iloc[0] if at.any() else "unknown"
        return found

    def range(self, indicator_id: str, school_id: str = WHOLE) -> tuple[float, float] | None:
        """The least and the most that the value can be where it is due and fresh; None where nobody can say."""
        at = (self.table["indicator_id"] == indicator_id) & (self.table["school_id"] == school_id)
        row = self.table.loc[at & self.table["fresh"] & (self.table["status"] != "not_due")]
        one = next((one for one in self.indicators if one.indicator_id == indicator_id), None)
        if row.empty or one is None:
            return None
        return range_of(one, float(row["value"].iloc[0]), float(row["known_share"].iloc[0]))


def read_indicators(
    values: pd.DataFrame,
    as_of: date,
    *,
    launch: date,
    indicators: Sequence[Indicator] | None = None,
    places: Sequence[str] = (WHOLE,),
) -> IndicatorReading:
    """Status of every indicator at every place: the program as a whole, the places asked for, those with a value.

    values: columns indicator_id, school_id (blank or absent: the whole), value, measured_on, known_share. Missing data
    is never met: without a value, with one too old, or where what is missing could change the answer, it is unknown or
    watch (see `status_of`). Raises InputError, with every fault, for unknown indicators, two values for one place,
    values out of bounds and days after `as_of`.

    >>> rows = pd.DataFrame({"indicator_id": ["attendance"], "value": [0.84]})
    >>> rows = rows.assign(measured_on=date(2026, 10, 30), known_share=1.0)
    >>> found = read_indicators(rows, date(2026, 11, 2), launch=date(2026, 9, 14))
    >>> found.status("attendance"), found.status("sessions_held"), found.status("growth")
    ('watch', 'unknown', 'not_due')
    """
    refuse(day_faults("review", {"as_of": as_of, "launch": launch}))
    known = tuple(indicators) if indicators is not None else default_indicators()
    rows = _checked(values, known, as_of)
    found = []
    for one in known:
        mine = rows[rows["indicator_id"] == one.indicator_id].set_index("school_id")
        for place in dict.fromkeys([*places, *sorted(mine.index)]):
            row = mine.loc[place].to_dict() if place in mine.index else None
            found.append(_judged(one, place, row, as_of, launch))
    return IndicatorReading(as_of, launch, known, pd.DataFrame(found, columns=list(COLUMNS)))


def _judged(one: Indicator, place: str, row: dict[str, Any] | None, as_of: date, launch: date) -> tuple[Any, ...]:
    due = one.due(launch)
    value = None if row is None or pd.isna(row["value"]) else float(row["value"])
    share = 0.0 if row is None or value is None else float(row["known_share"])
    day = None if row is None else row["measured_on"].date()
    old = day is not None and as_of - day > timedelta(days=one.fresh_days)
    status: Status = "not_due" if as_of < due else "unknown" if old else status_of(one, value, share)
    says = _says(one, status, value, share, day, due, old)
    to_do = {"act": one.on_act, "watch": one.on_watch, "unknown": _find_out(one, old)}.get(status, "")
    tail = (value, share, day, day is not None and not old, due, says, to_do, one.owner, one.source, one.verified)
    return (one.indicator_id, place, one.name, status, *tail)


def _says(
    one: Indicator, status: Status, value: float | None, share: float, day: date | None, due: date, old: bool
) -> str:
    if status == "not_due":
        return f"{one.name}: read from {due} on."
    if value is None:
        return f"{one.name}: not known."
    said = f"{one.name}: {one.printed(value)} by {day}"
    if old:
        return f"{said}, too old to say anything now."
    if share < 1:
        said += f", with {print_share(share)} of the data"
    goal, act = one.printed(one.target), one.printed(one.act_at)
    ends = {
        "met": f"the goal of {goal} is met",
        "watch": f"the goal of {goal} is {'not' if share >= 1 else 'not surely'} met; act at {act}",
        "act": f"as bad as the {act} at which to act, or worse",
        "unknown": f"what is missing decides between the goal of {goal} and acting at {act}",
    }
    return f"{said}: {ends[status]}."


def _find_out(one: Indicator, old: bool) -> str:
    what = f" ({', '.join(one.data)})" if one.data else ""
    return f"{'Measure it again' if old else 'Get the missing data'}{what}."


def _checked(values: pd.DataFrame, known: Sequence[Indicator], as_of: date) -> pd.DataFrame:
    checks = ColumnChecks(IndicatorValue.table)
    columns = {one.name: one for one in columns_of(IndicatorValue)}
    rows = checks.converted(values, tuple(columns.values()))
    if not checks.faults:
        ids, by_id = [one.indicator_id for one in known], {one.indicator_id: one for one in known}
        other = ~rows["indicator_id"].isin(ids).to_numpy()
        expected = "one of: " + ", ".join(ids)
        checks.report(other, rows["indicator_id"], columns["indicator_id"], "is no indicator that is read", expected)
        twice = rows.duplicated(["indicator_id", "school_id"]).to_numpy()
        problem = "has a second value for this school"
        checks.report(twice, rows["indicator_id"], columns["indicator_id"], problem, "one value", "Keep one of the two")
        late = (rows["measured_on"] > pd.Timestamp(as_of)).to_numpy()
        days = rows["measured_on"].dt.date
        checks.report(late, days, columns["measured_on"], "lies after the review", f"a day up to {as_of}")
        checks.faults += _beyond(rows, by_id)
    if checks.faults:
        raise InputError(checks.faults)
    return rows


def _beyond(rows: pd.DataFrame, by_id: dict[str, Indicator]) -> Iterator[Fault]:
    for line, (key, value) in enumerate(zip(rows["indicator_id"], rows["value"], strict=True), start=2):
        one = by_id.get(key)
        if one is not None and not (pd.isna(value) or one.low <= value <= (one.high or float("inf"))):
            ends = f"at least {one.low:g}" + ("" if one.high is None else f" and at most {one.high:g}")
            what = "Correct it; write 84% as 0.84" if one.high == 1 else "Correct it"
            problem = "the value cannot be"
            yield Fault(IndicatorValue.table, problem, ends, what, line, "value", f"{value:g}")
