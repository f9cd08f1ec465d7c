"""On which days a charge falls, and in which fiscal year."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.rows_money import ANY_TIME
from hitdesign.district.columns import Facts
from hitdesign.plan.months import fiscal_years, named_year
from hitdesign.rights.calendar import periods_of
from hitdesign.rights.work_days import TERM, WorkDays, work_days

Ints = NDArray[np.int64]


def days_of_charges(facts: Facts, charges: pd.DataFrame) -> WorkDays:
    """The days of each charge: its period, within the days of the block that caused it.

    A charge of no one period falls on all days of the plan on which its stream is open. Of a block's term a tutoring
    model takes its weeks, and a cost of the block itself all of it; days on which nothing is held bear nothing.
    """
    first, last = _periods(facts, charges)
    blocks = facts.blocks.assign(school_id=facts.schools["school_id"].to_numpy()[facts.blocks["school"]])
    place = pd.MultiIndex.from_frame(blocks[["school_id", "block_id"]])
    at = place.get_indexer(pd.MultiIndex.from_frame(charges[["school_id", "block_id"]]))
    weeks = dict(zip(facts.models["model_id"], facts.models["weeks"], strict=True))
    length = charges["model_id"].map(weeks).fillna(TERM).to_numpy(dtype=np.int64)
    here = np.flatnonzero(at >= 0)
    work = work_days(blocks, at[here], length[here])
    begin, end = first.copy(), last.copy()
    begin[here], end[here] = np.maximum(first[here], work.first), np.minimum(last[here], work.last)
    inside = (at >= 0) & (begin <= end)
    course = np.full(len(at), -1, dtype=np.int64)
    course[here] = np.where(inside[here], work.course, -1)
    return WorkDays(np.where(inside, begin, first), np.where(inside, end, last), course, work.courses)


def _periods(facts: Facts, charges: pd.DataFrame) -> tuple[Ints, Ints]:
    """First and last day of each charge's period, or of its stream's open days where it has no one period."""
    known = charges["period"].to_numpy() != ANY_TIME
    text = charges["period"].where(known, "1970-01-01 to 1970-01-01").astype(str)
    first, last = (
        text.str[part].to_numpy(dtype="datetime64[D]").astype(np.int64) for part in (slice(0, 10), slice(-10, None))
    )
    if known.all():
        return first, last
    open_days = _open_days(facts)
    contract = charges["cost_kind"].astype(str).str.startswith("contract_").to_numpy()
    number = pd.Index(facts.funding["stream_id"]).get_indexer(charges["stream_id"])
    begin, end = (days[number, contract.astype(np.int64)] for days in open_days)
    return np.where(known, first, begin), np.where(known, last, end)


def _open_days(facts: Facts) -> tuple[Ints, Ints]:
    """First and last day of the plan on which each stream pays (stream x pay): for work itself, and by contract.

    One that pays one way only has the same days for both; one that never pays has all days of the plan.
    """
    periods = periods_of(facts.blocks, facts.funding)
    either = np.stack([periods.employed, periods.contracted])
    pays = np.where(either.any(axis=1, keepdims=True), either, either[::-1])
    pays = np.where(pays.any(axis=1, keepdims=True), pays, True)
    begin = np.where(pays, periods.starts[None, :, None], np.iinfo(np.int64).max).min(axis=1)
    end = np.where(pays, periods.ends[None, :, None], np.iinfo(np.int64).min).max(axis=1)
    return begin.T, end.T


def years_of(facts: Facts, stream: pd.Series, month: Ints, given: pd.Series, ends: str) -> NDArray[np.object_]:
    """The fiscal year of each charge's part in a month, as `2026-27`.

    `given`: the year in which the charge's fiscal year ends, where its period tells; else the month does, by the
    stream's own end of the year or, where nobody states one, by `ends`.
    """
    own = dict(zip(facts.funding["stream_id"], facts.funding["fiscal_year_ends"], strict=True))
    day = stream.map(own).fillna("").replace("", ends).to_numpy(dtype=object)
    year = given.astype(object).where(given.notna(), "").to_numpy(dtype=object)
    found = np.full(len(month), "", dtype=object)
    for one in pd.unique(day):
        here = np.flatnonzero(day == one)
        found[here] = fiscal_years(month[here], str(one))
        told = here[year[here] != ""]
        found[told] = [named_year(int(number), str(one)) for number in year[told]]
    return found
