"""Awards over several years: which of them stand open in a year, under which name, and what each has to give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hitdesign.district.columns import first_day_of, funding_facts
from hitdesign.district.held import dollars_held
from hitdesign.district.money_records import SchoolAllocation
from hitdesign.district.records import FundingStream
from hitdesign.errors import Fault, InputError
from hitdesign.scenarios.pull import Given
from hitdesign.scenarios.years_moved import on
from hitdesign.scenarios.years_records import Recurrence

WINDOW = ("obligate_from", "obligate_by", "services_by", "liquidate_by")
AMOUNTS = ("award_dollars", "committed_dollars", "spent_dollars", "minimum_spend_dollars")


@dataclass(frozen=True)
class Days:
    """One program year: its number from 0, what it is called, its first and its last day."""

    number: int
    label: str
    first: date
    last: date


@dataclass(frozen=True)
class Award:
    """One award. `year`: the number of the year whose award it is; 0 for all that stand in the funding table.

    `row`: its row with the window and dollars of that year, which are `factor` times those of the funding table.
    `name`: the stream's id, with the year behind it where the stream comes every year.
    """

    stream_id: str
    name: str
    year: int
    row: FundingStream
    recurs: bool
    factor: float = 1.0

    def id_in(self, year: int) -> str:
        """Its stream_id in a year's district: a year's own award bears the stream's name, so that costs and match that
        name the stream are paid by it; what is left of an earlier year's bears its own.
        """
        return self.stream_id if not self.recurs or self.year == year else self.name

    def touches(self, days: Days) -> bool:
        """Whether its window holds a day of the year; services of later years are under contracts of later years."""
        return self.part_of(days) > 0

    def part_of(self, days: Days) -> float:
        """The share of the year's days that its window holds."""
        begin, end = max(self.row.obligate_from, days.first), min(self.row.obligate_by, days.last)
        return max(0, (end - begin).days + 1) / ((days.last - days.first).days + 1)


def awards_of(
    funding: Sequence[FundingStream], recurring: Sequence[Recurrence], days: Sequence[Days]
) -> tuple[Award, ...]:
    """Every award of the years: those of the table, and for each further year those that come again.

    Formula: award x factor_per_year^k, its window k years later; as much of it, in proportion, is committed, spent and
    to be spent at the least, so that what is there to plan with comes again, and no more. Raises InputError where a
    stream is called what the award of a year would be.
    """
    said = {one.stream_id: one for one in recurring if one.recurs}
    found: list[Award] = []
    for row in funding:
        own = said.get(row.stream_id)
        for year in days if own else days[:1]:
            factor = own.factor_per_year**year.number if own else 1.0
            name = f"{row.stream_id} of {year.label}" if own else row.stream_id
            again = _again(row, year.number, factor)
            found.append(Award(row.stream_id, name, year.number, again, own is not None, factor))
    names = [award.name for award in found]
    if faults := [_called_alike(name) for name in dict.fromkeys(names) if names.count(name) > 1]:
        raise InputError(faults)
    return tuple(found)


def _called_alike(name: str) -> Fault:
    return Fault(
        table="funding",
        column="stream_id",
        found=name,
        problem="a stream is called what the award of one year of a stream that comes again is called",
        expected="a name of its own",
        what_to_do="Rename the stream",
    )


def _again(row: FundingStream, years: int, factor: float) -> FundingStream:
    if not years:
        return row
    known = {name: getattr(row, name) for name in WINDOW}
    window = {name: on(day, years) for name, day in known.items() if day is not None}
    amounts = {name: factor * getattr(row, name) for name in AMOUNTS}
    return row.model_copy(update={**window, **amounts})


def named_in(year: Days, awards: Sequence[Award], *, own: bool = False) -> dict[str, Award]:
    """The award of each stream_id in a year's district; `own`: without what is left of earlier years' awards."""
    chosen = [
        one
        for one in awards
        if not one.recurs or one.year == year.number or (not own and one.year < year.number and one.touches(year))
    ]
    return {one.id_in(year.number): one for one in chosen}


def rows_of(named: Mapping[str, Award]) -> tuple[FundingStream, ...]:
    """The rows of these awards in the year's funding table."""
    return tuple(one.row.model_copy(update={"stream_id": name}) for name, one in named.items())


def school_money(held: Sequence[SchoolAllocation], named: Mapping[str, Award]) -> tuple[SchoolAllocation, ...]:
    """What schools hold of these awards: `held`, of the first year's, times each award's factor."""
    return tuple(
        row.model_copy(update={"stream_id": name, "dollars": award.factor * row.dollars})
        for name, award in named.items()
        for row in held
        if row.stream_id == award.stream_id
    )


def with_older(given: Given, named: Mapping[str, Award], held: Sequence[SchoolAllocation]) -> Given:
    """The year's given with what is left of earlier years' awards, and with their schools' money and gifts."""
    district = given.district
    older = [(name, one.stream_id) for name, one in named.items() if name != one.stream_id]
    if not older:
        return given
    gifts = [
        row.model_copy(update={"stream_id": name, "gift_id": f"{row.gift_id} ({name})"})
        for name, stream in older
        for row in district.match_gifts
        if row.stream_id == stream
    ]
    other = replace(
        district,
        funding=rows_of(named),
        school_allocations=school_money(held, named),
        match_gifts=(*district.match_gifts, *gifts),
    )
    return replace(given, district=other)


def available_of(of_years: Sequence[Given], days: Sequence[Days], awards: Sequence[Award]) -> dict[str, float]:
    """Dollars of each award, by name, for all years together; `of_years`: each year's, with its own awards.

    Formula: award - committed - spent - reserved - private schools' share - what kept programs hold, as in a plan of
    one year; programs that go on hold as much in every further year in which the award may pay.
    """
    found: dict[str, float] = {}
    for given, year in zip(of_years, days, strict=True):
        named, district, policy = named_in(year, awards, own=True), given.district, given.policy
        funding = funding_facts(district, policy, given.evidence, first_day_of(district, policy))
        dollars = dict(zip(funding["stream_id"].astype(str), funding["available_dollars"].astype(float), strict=True))
        held = dollars_held(district.existing_programs)
        for name, award in named.items():
            if award.year == year.number:
                found[award.name] = dollars[name]
            elif award.touches(year):
                found[award.name] = max(0.0, found[award.name] - held.get(name, 0.0))
    return found
