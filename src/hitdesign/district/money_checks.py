"""Checks of what awards demand: allocations within the award, a share of match that can be met, days of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from hitdesign.district.fiscal import is_day_of_year
from hitdesign.district.row_checks import Places, Tables
from hitdesign.errors import Fault
from hitdesign.quantities import print_dollars, print_share
from hitdesign.tables.cell_faults import fault, no_such

ALLOCATIONS = "school_allocations"


def _named(district: Tables, places: Places) -> Iterator[Fault]:
    """Streams and schools that these tables name are rows of funding and of schools."""
    named = [
        *((ALLOCATIONS, "school_id", n, row.school_id) for n, row in enumerate(district.school_allocations)),
        *((ALLOCATIONS, "stream_id", n, row.stream_id) for n, row in enumerate(district.school_allocations)),
        *(("match_gifts", "stream_id", n, row.stream_id) for n, row in enumerate(district.match_gifts)),
    ]
    yield from unnamed(district, places, named)


def unnamed(district: Tables, places: Places, named: Iterable[tuple[str, str, int, str]]) -> Iterator[Fault]:
    """Of (table, column, position, id): a school_id without a row of schools, a stream_id without one of funding."""
    schools, streams = {one.school_id for one in district.schools}, {one.stream_id for one in district.funding}
    for table, column, position, found in named:
        where, known = ("schools", schools) if column == "school_id" else ("funding", streams)
        if found not in known | places.ids.get(where, frozenset()):
            yield no_such(table, column, found, where, known, places.line(table, position))


def _allocated(district: Tables, places: Places) -> Iterator[Fault]:
    """The schools of an award get no more than the award together."""
    sums: dict[str, float] = defaultdict(float)
    for row in district.school_allocations:
        sums[row.stream_id] += row.dollars
    for position, stream in enumerate(district.funding):
        if sums[stream.stream_id] > stream.award_dollars + 0.005:
            yield fault(
                ALLOCATIONS,
                f"the schools' dollars of stream {stream.stream_id} are more than its award",
                f"at most {print_dollars(stream.award_dollars)}",
                "Lower the allocations, or correct the award",
                places.line("funding", position) if "funding" not in places.lines else None,
                "dollars",
                print_dollars(sums[stream.stream_id]),
            )


def _matched(district: Tables, places: Places) -> Iterator[Fault]:
    """Other money can pay a share of a total only where that share leaves something for the award."""
    for position, stream in enumerate(district.funding):
        if stream.match_share_of_total is not None and stream.match_share_of_total >= 1:
            yield fault(
                "funding",
                "other money cannot pay the whole total of what this award pays for",
                "a share below 1",
                "Enter other money's part of the total cost, such as 0.24",
                places.line("funding", position),
                "match_share_of_total",
                print_share(stream.match_share_of_total, 2),
            )


def _years(district: Tables, places: Places) -> Iterator[Fault]:
    """The end of a fiscal year is a day of every year."""
    for position, stream in enumerate(district.funding):
        if stream.fiscal_year_ends and not is_day_of_year(stream.fiscal_year_ends):
            yield fault(
                "funding",
                "the end of the fiscal year is no day of a year",
                "month and day, mm-dd",
                "Write for example 06-30",
                places.line("funding", position),
                "fiscal_year_ends",
                stream.fiscal_year_ends,
            )


#: The checks of this file, in the order of their faults.
MONEY_CHECKS = (_named, _allocated, _matched, _years)
