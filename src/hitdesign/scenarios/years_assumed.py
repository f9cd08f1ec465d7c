"""What was taken for granted of the years to come, each with who said it."""

from __future__ import annotations

from collections.abc import Sequence

from hitdesign.district.defaults import printed
from hitdesign.evidence.assumption import Assumption
from hitdesign.scenarios.years_made import Made
from hitdesign.scenarios.years_records import Growth, Recurrence

#: How days are moved to later years, without a calendar and with one.
SAME_DAYS = "first, on the same days of the month; weekdays keep their letters, so a term may gain or lose a day."
SAME_WEEKDAYS = "first, whole weeks later, so that terms keep their days of the week and what is lost of them."


def assumptions_of(parts: Made, recurring: Sequence[Recurrence], growth: Growth) -> tuple[Assumption, ...]:
    """What was taken for granted of the years after the first; nothing of a single year."""
    if len(parts.years) == 1:
        return ()
    streams = dict.fromkeys(award.stream_id for award in parts.awards)
    silent = [name for name in streams if name not in {one.stream_id for one in recurring}]
    found = [
        printed(
            "years.repeated",
            "the same year",
            "Blocks, terms, people, contracts, mandates and running programs of later years are those of the "
            + (SAME_WEEKDAYS if parts.years[0].given.district.calendar else SAME_DAYS),
            len(parts.years) - 1,
            verified=False,
        ),
        printed(
            "years.tutoring_models",
            "kept",
            "The tutoring models that suit the first year are kept in the later ones.",
            len(parts.years) - 1,
            verified=False,
        ),
    ]
    calendars = [year.given.district.calendar for year in parts.years]
    again = sum(one != calendars[0] for one in calendars)
    if again:
        why = "After the last day of the calendar the first year's days without tutoring come again."
        found.append(printed("years.calendar", "the same days", why, again, verified=False))
    if silent:
        why = f"Nobody said that these awards come again, so each is spent once: {', '.join(silent)}."
        found.append(printed("years.recurring", "no", why, len(silent), verified=False))
    for one in recurring:
        why = f"{one.stream_id}: what is there of it to plan with comes every year, times {one.factor_per_year:g} each."
        why = why if one.recurs else f"{one.stream_id} does not recur."
        found.append(_said("years.recurring", f"{one.factor_per_year:g}" if one.recurs else "no", why, one.source))
    for name, share in (("costs", growth.costs), ("need", growth.need)):
        why = f"No growth of {name} was given; every year has the first one's."
        if share:
            found.append(_said(f"years.growth.{name}", f"{share:g}", f"Growth of {name} a year.", growth.source))
        else:
            found.append(printed(f"years.growth.{name}", "0", why, len(parts.years) - 1, verified=False))
    return tuple(found)


def _said(name: str, value: str, why: str, source: str) -> Assumption:
    return Assumption(name=name, value=value, unit="share a year", why=why, source=source, verified=False, cells=1)
