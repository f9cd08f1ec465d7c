"""The plan in a dozen lines, for a screen."""

from __future__ import annotations

from hitdesign.plan.plan import Plan
from hitdesign.quantities import print_count
from hitdesign.report import sentences
from hitdesign.report.found import found_notes
from hitdesign.report.reading import Reading, reading_of
from hitdesign.report.words import plain


def summary(plan: Plan | Reading) -> list[str]:
    """The plan in short: notes on the data first, then what it does, for whom, who pays, who is left out, how sure.

    Returns sentences, one per line. Every number stands in the plan's tables too.

    >>> from hitdesign.report.summary import summary
    >>> summary(plan)[0]  # doctest: +SKIP
    'The plan fills 528 of the 1,044 seats needed (51%), at 11 of 12 schools.'
    """
    return summary_of(reading_of(plan))


def summary_of(reading: Reading) -> list[str]:
    """`summary` of a plan that was read already."""
    return [
        *map(plain, [*reading.plan.district.notes, *found_notes(reading.plan)]),
        *sentences.headline(reading),
        *sentences.by_tier(reading),
        *sentences.by_stream(reading),
        *sentences.unserved(reading),
        sentences.timetable(reading),
        sentences.assumed(reading),
        *_open(reading),
    ]


def _open(reading: Reading) -> list[str]:
    count = len(reading["open_checks"])
    was = "was" if count == 1 else "were"
    return [f"{print_count(count, 'thing')} {was} not checked; the report lists them."] if count else []
