"""Amounts over the months in which they arise, in whole cents that add up, and the fiscal years of months."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.rights.work_days import WorkDays, every_day

Ints = NDArray[np.int64]


def spread(first: Ints, last: Ints, cents: Ints, work: WorkDays | None = None) -> pd.DataFrame:
    """Each amount over the calendar months from its first to its last day, in proportion to their days.

    `first` and `last`: days since 1970, the last included; `work`: how these days count (None: alike). Columns: row,
    month (days since 1970 of its first day), cents, share. Cents of a row add up to its amount: sums up to each month's
    end are rounded, and their steps taken.

    >>> spread(np.array([0]), np.array([58]), np.array([100]))["cents"].tolist()
    [53, 47]
    """
    begin = first.astype("datetime64[D]").astype("datetime64[M]")
    months = (last.astype("datetime64[D]").astype("datetime64[M]") - begin).astype(np.int64) + 1
    row = np.repeat(np.arange(len(first)), months)
    within = np.arange(len(row)) - np.repeat(np.cumsum(months) - months, months)
    month = begin[row] + within.astype("timedelta64[M]")
    ends = np.minimum((month + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64) - 1, last[row])
    share = (every_day(first, last) if work is None else work).rows(row).share(ends)
    until = np.rint(share * cents[row]).astype(np.int64)
    starts = np.where(within == 0, 0, np.roll(until, 1))
    before = np.where(within == 0, 0.0, np.roll(share, 1))
    table = {"row": row, "month": month.astype("datetime64[D]").astype(np.int64), "cents": until - starts}
    return pd.DataFrame({**table, "share": share - before})


def month_words(month: Ints) -> NDArray[np.object_]:
    """`2026-09`, one per month."""
    words: NDArray[np.object_] = month.astype("datetime64[D]").astype("datetime64[M]").astype(str).astype(object)
    return words


def fiscal_years(month: Ints, ends: str) -> NDArray[np.object_]:
    """The fiscal year of each month, as `2026-27`; `ends` is the year's last month and day, `06-30`.

    >>> fiscal_years(np.array([20_605, 20_635]), "06-30").tolist()
    ['2025-26', '2026-27']
    """
    months = month.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    year = 1970 + months // 12 + (months % 12 + 1 > int(ends[:2]))
    return np.array([named_year(int(one), ends) for one in year], dtype=object)


def named_year(year: int, ends: str) -> str:
    """The fiscal year that ends in this year, on this month and day.

    >>> named_year(2027, "06-30"), named_year(2027, "12-31")
    ('2026-27', '2027')
    """
    return str(year) if ends[:2] == "12" else f"{year - 1}-{year % 100:02d}"
