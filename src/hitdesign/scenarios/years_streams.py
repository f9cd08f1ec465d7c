"""When each award may pay, when it is gone, and whether anybody said that it comes again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from hitdesign.scenarios.years_joint import Stack
from hitdesign.scenarios.years_made import Made
from hitdesign.scenarios.years_money import Award
from hitdesign.scenarios.years_records import Recurrence
from hitdesign.scenarios.years_tables import MOST_OF_A_YEAR, shares_table

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
STREAMS = (
    *("stream_id", "award", "recurs", "available_dollars", "planned_dollars", "left_dollars"),
    *("first_year", "last_year", "gone_from", "sentence"),
)


def streams_table(parts: Made, stack: Stack, values: Floats, recurring: Sequence[Recurrence]) -> pd.DataFrame:
    """One row per award: what it has, what the years take of it, and the first year in which it is gone.

    Columns: stream_id, award, recurs (yes, no: said; not assumed: nobody said), available_dollars, planned_dollars,
    left_dollars, first_year and last_year in which it may pay (blank: none), gone_from (blank: not within these years,
    or it comes again), sentence.
    """
    said = {one.stream_id: one for one in recurring}
    shares = shares_table(parts, stack, values)
    planned = shares.groupby("award")["dollars"].sum()
    labels = [year.days.label for year in parts.years]
    rows = []
    for award in parts.awards:
        paying = [n for n, year in enumerate(parts.years) if award.name in {one.name for one in year.may_pay}]
        first = labels[paying[0]] if paying else ""
        end = paying[-1] if paying else -1
        gone = labels[end + 1] if _is_gone(parts, award, end) else ""
        known = said.get(award.stream_id)
        word = "not assumed" if known is None else "yes" if known.recurs else "no"
        has, takes = parts.dollars[award.name], float(planned[award.name])
        sentence = _of_award(parts, award, known, paying, gone)
        ids = (award.stream_id, award.name, word)
        rows.append((*ids, has, takes, max(0.0, has - takes), first, labels[end] if end >= 0 else "", gone, sentence))
    return pd.DataFrame(rows, columns=list(STREAMS))


def _is_gone(parts: Made, award: Award, last: int) -> bool:
    """Whether it pays no more in some year of these; an award that comes again, or whose window is to open, is not."""
    over = last + 1 < len(parts.years) and not parts.after.get(award.name) and not award.recurs
    return over and (last >= 0 or award.row.obligate_from <= parts.years[-1].days.last)


def _of_award(parts: Made, award: Award, known: Recurrence | None, paying: Sequence[int], gone: str) -> str:
    labels, first, row = [year.days.label for year in parts.years], parts.years[0].days, award.row
    until = max(row.obligate_by, row.services_by or row.obligate_by)
    if not paying:
        if until < first.first:
            said = f"its window ended on {until}, before {first.label} begins on {first.first}, so it pays nothing"
        elif row.obligate_from > parts.years[-1].days.last:
            said = f"its window opens on {row.obligate_from}, after the last of these years, so it pays nothing here"
        elif not parts.dollars[award.name] > 0:
            said = "nothing of it is there to plan with"
        else:
            said = "its window holds no day on which it could pay"
    else:
        said = f"it may pay in {_and([_open(parts, award, number) for number in paying])}"
        said += f"; from {gone} on it is gone" if gone else ""
        if not gone and not award.recurs:
            said += (
                ", and after these years too" if parts.after.get(award.name) else f"; it ends with {labels[paying[-1]]}"
            )
    return f"{award.name}: {said}. {_recurs(known)}"


def _open(parts: Made, award: Award, number: int) -> str:
    """The year in which it may pay, and on how many of its days where these are few."""
    year = parts.years[number]
    share, every = year.parts[award.name], (year.days.last - year.days.first).days + 1
    few = f" (on {round(share * every):,} of {every:,} days)" if share < MOST_OF_A_YEAR else ""
    return year.days.label + few


def _recurs(known: Recurrence | None) -> str:
    if known is None:
        return "It was not assumed to recur: it is one award, as its dates say."
    if not known.recurs:
        return f"It does not recur ({known.source})."
    change = known.factor_per_year - 1
    how = "the same each year" if not change else f"times {known.factor_per_year:g} each year"
    return f"It comes every year, {how} ({known.source})."


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
