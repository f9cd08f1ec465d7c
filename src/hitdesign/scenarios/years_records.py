"""What a user says of the years to come: which awards come again, and how costs and need grow."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral
from typing import Literal, Self

from pydantic import Field, model_validator

from hitdesign.district.district import District
from hitdesign.errors import Fault, InputError
from hitdesign.levers import Part
from hitdesign.tables.cell_faults import unknown_id

Aim = Literal["most", "steady", "floor"]
#: What is made large, by the word for it.
AIMS: dict[Aim, str] = {
    "most": "the most in all years together",
    "steady": "the most that every year can keep",
    "floor": "no year below a share of its need, then the most in all",
}
#: Years ahead of which facts and law are anybody's guess.
MOST_YEARS = 5


class Recurrence(Part):
    """Whether an award comes every year, as somebody said: in year k it is award x factor_per_year^k.

    `source`: who said so, or where it is written.

    >>> from hitdesign.scenarios.years_records import Recurrence
    >>> Recurrence(stream_id="general", recurs=True, source="the adopted budget forecast").factor_per_year
    1.0
    """

    stream_id: str = Field(min_length=1)
    recurs: bool
    factor_per_year: float = Field(default=1.0, ge=0, le=10, allow_inf_nan=False)
    source: str = Field(min_length=1)


class Growth(Part):
    """How much dearer things get, and how much need grows, each year: 0.03 is three per cent more than the year before.

    `source`: who said so; needed where anything grows.

    >>> from hitdesign.scenarios.years_records import Growth
    >>> Growth(costs=0.03, source="the teachers' contract").need
    0.0
    """

    costs: float = Field(default=0.0, ge=-0.5, le=1, allow_inf_nan=False)
    need: float = Field(default=0.0, ge=-0.5, le=1, allow_inf_nan=False)
    source: str = ""

    @model_validator(mode="after")
    def _says_from_where(self) -> Self:
        if (self.costs or self.need) and not self.source:
            raise ValueError("say in `source` from where the growth is known")
        return self


def check_asked(
    district: District, count: int, recurring: Sequence[Recurrence], growth: Growth, aim: str, floor: float | None
) -> None:
    """Raise InputError with everything that is wrong with the question."""
    faults = list(_of_years(count, aim, floor))
    known = [row.stream_id for row in district.funding]
    named = [one.stream_id for one in recurring]
    for name in dict.fromkeys(named):
        if name not in known:
            faults.append(no_stream("recurring", name, known))
        if named.count(name) > 1:
            problem, expected = "an award is spoken of twice", "one row for each award"
            faults.append(Fault("recurring", problem, expected, "Leave one out", column="stream_id", found=name))
    if growth.need and district.students is not None:
        problem = "students that are listed one by one do not grow by a share"
        expected, what = "no growth of need, or a district that counts cohorts", "Leave need out, or give cohorts"
        faults.append(Fault("growth", problem, expected, what, column="need", found=f"{growth.need:g}"))
    if faults:
        raise InputError(faults)


def no_stream(table: str, name: str, known: Sequence[str]) -> Fault:
    """The fault of a stream that the funding table does not have."""
    expected, what = "a stream of the funding table", unknown_id(name, known)
    return Fault(table, "no award has this name", expected, what, column="stream_id", found=name)


def floor_faults(floor: float | None) -> list[Fault]:
    """The fault of a floor that is no share."""
    if floor is not None and 0 <= floor <= 1:
        return []
    problem = "the aim floor needs the share of need that every year must reach"
    expected, what = "a share from 0 to 1", "Give floor=0.4, for example"
    return [Fault("years", problem, expected, what, column="floor", found=str(floor))]


def _of_years(count: int, aim: str, floor: float | None) -> list[Fault]:
    faults = []
    whole = isinstance(count, Integral)
    if not whole or not 1 <= count <= MOST_YEARS:
        problem, expected = "so many years cannot be planned together", f"a whole number from 1 to {MOST_YEARS}"
        what = "Ask for fewer years" if whole and count > MOST_YEARS else "Ask for one year or more"
        faults.append(Fault("years", problem, expected, what, column="count", found=str(count)))
    if aim not in AIMS:
        expected, what = ", ".join(AIMS), unknown_id(str(aim), AIMS)
        faults.append(Fault("years", "there is no such aim", expected, what, column="aim", found=str(aim)))
    elif aim == "floor":
        faults += floor_faults(floor)
    elif floor is not None:
        problem, expected = "a share was given, and the aim does not look at it", "floor with the aim floor alone"
        what = 'Ask for aim="floor", or leave floor out'
        faults.append(Fault("years", problem, expected, what, column="floor", found=str(floor)))
    return faults
