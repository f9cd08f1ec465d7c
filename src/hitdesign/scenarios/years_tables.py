"""The years as tables: seats and dollars by year, and what each award gives each year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.quantities import print_count, print_dollars, print_share
from hitdesign.scenarios.prepared import served_of, spent_of
from hitdesign.scenarios.years_joint import Stack
from hitdesign.scenarios.years_made import Made, YearProgram
from hitdesign.scenarios.years_money import Award

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
YEARS = ("year", "first_day", "last_day", "seats", "need", "served_share", "dollars", "ending_dollars", "sentence")
#: From this share of a year's days on an award counts as one of that year: weeks at its beginning are a remainder.
MOST_OF_A_YEAR = 0.5
SPENDING = ("year", "stream_id", "dollars", "ends")
SHARES = ("year", "award", "stream_id", "dollars")


def ending(parts: Made, year: int) -> tuple[Award, ...]:
    """Awards that end with a year: they may pay on at least half of its days, and on so many of no later year's.

    Those that come every year do not end. An award that never may pay on half of a year's days ends with the last year
    in which it may pay at all.
    """
    shares = [{**dict.fromkeys((award.name for award in parts.awards), 0.0), **one.parts} for one in parts.years]
    shares.append({**dict.fromkeys(shares[0], 0.0), **parts.after})
    found = []
    for award in parts.awards:
        some = [number for number, one in enumerate(shares) if one[award.name] > 0]
        most = [number for number in some if shares[number][award.name] >= MOST_OF_A_YEAR]
        if not award.recurs and (most or some or [-1])[-1] == year:
            found.append(award)
    return tuple(found)


def paid(year: YearProgram, values: Floats) -> dict[str, float]:
    """Dollars of each award in one year, by name, indirect cost included; `values`: the year's part."""
    spent = spent_of(year.formulation, values)
    return {year.named[str(name)].name: max(0.0, float(dollars)) for name, dollars in spent.items()}


def years_table(parts: Made, stack: Stack, values: Floats) -> pd.DataFrame:
    """One row per year: year, first_day, last_day, seats, need, served_share, dollars, ending_dollars, sentence.

    `seats`: students with a seat, in shares; `need`: seats needed; `ending_dollars`: those of the year's dollars that
    are paid by awards that end with it (see `ending`).
    """
    rows = []
    for number, year in enumerate(parts.years):
        own = stack.of(values, number)
        seats, need, dollars = float(served_of(year.formulation, own).sum()), year.need.students, paid(year, own)
        over = sum(dollars[award.name] for award in ending(parts, number))
        share, total = seats / need if need else float("nan"), sum(dollars.values())
        days = (year.days.label, year.days.first, year.days.last)
        rows.append((*days, seats, need, share, total, over, _of_year(year, seats, need, total, over)))
    return pd.DataFrame(rows, columns=list(YEARS))


def _of_year(year: YearProgram, seats: float, need: int, dollars: float, over: float) -> str:
    label, served = year.days.label, round(seats, 1)
    if need and not served and not year.may_pay:
        return f"{label}: no money may be spent in this year, so nobody has a seat of {need:,} needed."
    share = f" ({print_share(seats / need)})" if need else ""
    said = f"{label}: {print_count(served, 'seat')} of {need:,} needed{share} for {print_dollars(dollars)}"
    said += "" if year.may_pay else ", for no money may be spent in this year"
    return f"{said}, of which {print_dollars(over)} is money that ends with this year." if over >= 1 else f"{said}."


def spending_table(parts: Made, stack: Stack, values: Floats) -> pd.DataFrame:
    """Dollars by year and stream: year, stream_id, dollars, ends (whether an award of it ends with the year)."""
    rows = []
    for number, year in enumerate(parts.years):
        dollars = paid(year, stack.of(values, number))
        over = {award.name for award in ending(parts, number)}
        by_stream: dict[str, tuple[float, bool]] = {award.stream_id: (0.0, False) for award in parts.awards}
        for award in year.named.values():
            before, ends = by_stream[award.stream_id]
            by_stream[award.stream_id] = (before + dollars[award.name], ends or award.name in over)
        rows += [(year.days.label, stream, *one) for stream, one in by_stream.items()]
    return pd.DataFrame(rows, columns=list(SPENDING))


def shares_table(parts: Made, stack: Stack, values: Floats) -> pd.DataFrame:
    """What each award gives each year in which it stands: year, award (its name), stream_id, dollars."""
    rows = []
    for number, year in enumerate(parts.years):
        dollars = paid(year, stack.of(values, number))
        rows += [(year.days.label, one.name, one.stream_id, dollars[one.name]) for one in year.awards]
    return pd.DataFrame(rows, columns=list(SHARES))
