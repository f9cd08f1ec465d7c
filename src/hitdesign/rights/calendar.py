"""When things happen: which blocks overlap, which terms run together, and where the year is cut for the money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.arrays import codes_of, day_numbers
from hitdesign.district.fiscal import ends_between

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
#: Day zero of day numbers, as an ordinal.
EPOCH = date(1970, 1, 1).toordinal()
TIME = ("when", "days", "starts_minute", "minutes", "starts_on", "ends_on")


@dataclass(frozen=True)
class Calendar:
    """Time, counted in classes: blocks of the same time of day, days, clock and term are one time class.

    `time_class` holds one code per block. `overlaps` (cliques x classes) marks classes that need different people at
    the same moment; `intervals` (intervals x classes) marks classes that run in the same weeks. Both leave out rows
    that another row contains. Labels say them in words.
    """

    time_class: Ints
    classes: pd.DataFrame
    overlaps: Bools
    overlap_labels: tuple[str, ...]
    intervals: Bools
    interval_labels: tuple[str, ...]


def calendar_of(blocks: pd.DataFrame) -> Calendar:
    """The calendar of a facts table of blocks.

    Blocks of one `when` overlap unless both have a clock time (`starts_minute`) and the clock keeps them apart; blocks
    without a common day or a common term never overlap.
    """
    keyed = {name: blocks[name].to_numpy() for name in TIME}
    keyed["starts_minute"] = np.nan_to_num(keyed["starts_minute"], nan=-1.0).astype(np.int64)
    time_class = codes_of(keyed.values())
    first = np.unique(time_class, return_index=True)[1]
    classes = pd.DataFrame({name: values[first] for name, values in keyed.items()})
    intervals, interval_labels = _intervals(classes)
    overlaps, overlap_labels = _overlaps(classes, intervals, interval_labels)
    return Calendar(
        time_class=time_class,
        classes=classes,
        overlaps=overlaps,
        overlap_labels=overlap_labels,
        intervals=intervals,
        interval_labels=interval_labels,
    )


def _intervals(classes: pd.DataFrame) -> tuple[Bools, tuple[str, ...]]:
    """Weeks between term boundaries: a class runs on each first day of a term that lies inside its own."""
    first, last = day_numbers(classes["starts_on"]), day_numbers(classes["ends_on"])
    rows = {int(day): (first <= day) & (day <= last) for day in np.unique(first)}
    labels = {day: f"from {np.datetime64(day, 'D')}" for day in rows}
    return _maximal([(labels[day], row) for day, row in rows.items()], len(classes))


def _overlaps(classes: pd.DataFrame, intervals: Bools, labels: tuple[str, ...]) -> tuple[Bools, tuple[str, ...]]:
    """One clique per interval, time of day, day of the week and clock moment, contained ones left out."""
    found: list[tuple[str, Bools]] = []
    start = classes["starts_minute"].to_numpy(dtype=np.int64)
    end = start + classes["minutes"].to_numpy(dtype=np.int64)
    whens, days = classes["when"].to_numpy(dtype=object), classes["days"].to_numpy(dtype=object)
    for running, label in zip(intervals, labels, strict=True):
        for when in sorted(set(whens[running])):
            here = running & (whens == when)
            for day in sorted(set("".join(days[here]))):
                today = here & np.array([day in letters for letters in days])
                clocked = today & (start >= 0)
                moments = np.unique(start[clocked]) if clocked.any() else np.array([-1])
                for moment in moments:
                    at_once = (today & (start < 0)) | (clocked & (start <= moment) & (moment < end))
                    clock = f" at {moment // 60:02d}:{moment % 60:02d}" if moment >= 0 else ""
                    found.append((f"{when}{clock} {label}", at_once))
    return _maximal(found, len(classes))


def _maximal(rows: list[tuple[str, Bools]], width: int) -> tuple[Bools, tuple[str, ...]]:
    """Rows that no other row contains, first come first kept."""
    kept: list[tuple[str, Bools]] = []
    for label, row in rows:
        if any(not (row & ~other).any() for _, other in kept):
            continue
        kept = [(name, other) for name, other in kept if (other & ~row).any()]
        kept.append((label, row))
    matrix = np.array([row for _, row in kept], dtype=bool).reshape(len(kept), width)
    return matrix, tuple(label for label, _ in kept)


@dataclass(frozen=True)
class Periods:
    """The program's days cut wherever a stream's window opens or closes; neighbours with the same payers are one.

    `starts` and `ends` are days since 1970 (ends inclusive). `employed` and `contracted` (periods x streams) tell which
    streams may pay for work done, or for contracted services delivered, in each period.
    """

    starts: Ints
    ends: Ints
    employed: Bools
    contracted: Bools

    @property
    def labels(self) -> tuple[str, ...]:
        """`2026-09-14 to 2027-05-21`, one per period."""
        days = zip(self.starts, self.ends, strict=True)
        return tuple(f"{np.datetime64(int(a), 'D')} to {np.datetime64(int(b), 'D')}" for a, b in days)


def span_of(blocks: pd.DataFrame) -> tuple[int, int]:
    """First day of the first term and last day of the last; the last comes before the first where no day is left."""
    if blocks.empty:
        return 0, -1
    return int(day_numbers(blocks["starts_on"]).min()), int(day_numbers(blocks["ends_on"]).max())


def periods_of(blocks: pd.DataFrame, funding: pd.DataFrame) -> Periods:
    """Periods of the blocks' terms under the streams' windows.

    Employees are paid when the work is done: the window must hold the whole period. Contracted services may run up to
    `services_by`, and no longer than bills may be paid (`liquidate_by`), when the contract is signed inside the window;
    it is signed by the first day of the first term, or on the first day of the window where that comes later. What the
    law has closed (`closed_after`) pays no later. Where a fiscal year of a stream ends, and where its carry-over is
    limited, a period ends too, whoever pays.
    Without a day on which something could take place there are no periods.
    """
    first, last = span_of(blocks)
    if last < first:
        days, pays = np.zeros(0, dtype=np.int64), np.zeros((0, len(funding)), dtype=np.bool_)
        return Periods(starts=days, ends=days, employed=pays, contracted=pays)
    opens = day_numbers(funding["obligate_from"])
    closes = np.minimum(day_numbers(funding["obligate_by"]), day_numbers(funding["closed_after"]))
    served = np.minimum(day_numbers(funding["services_by"]), day_numbers(funding["liquidate_by"]))
    kept = _kept_cuts(funding, first, last)
    cuts = np.unique(np.concatenate([[first, last + 1], opens, closes + 1, served + 1, kept]))
    cuts = cuts[(cuts >= first) & (cuts <= last + 1)]
    starts, ends = cuts[:-1], cuts[1:] - 1
    employed = (opens <= starts[:, None]) & (ends[:, None] <= closes)
    signed_in_window = np.maximum(first, opens) <= closes
    contracted = signed_in_window & (opens <= starts[:, None]) & (ends[:, None] <= np.maximum(served, closes))
    both = np.concatenate([employed, contracted], axis=1)
    new = np.concatenate([[True], (both[1:] != both[:-1]).any(axis=1)]) | np.isin(starts, kept)
    last_of = np.append(np.flatnonzero(new)[1:] - 1, len(starts) - 1)
    return Periods(starts=starts[new], ends=ends[last_of], employed=employed[new], contracted=contracted[new])


def _kept_cuts(funding: pd.DataFrame, first: int, last: int) -> Ints:
    """First days of periods that no neighbour may join: after the end of a fiscal year or of a limit on carry-over."""
    begin, end = (date(1970, 1, 1) + timedelta(days=number) for number in (first, last))
    years = {day for text in set(funding["fiscal_year_ends"]) for day in ends_between(text, begin, end)}
    limited = funding["carry_over_share"].to_numpy(dtype=float) < 1
    cuts = [*(day_numbers(funding["carry_over_by"])[limited] + 1), *(day.toordinal() - EPOCH + 1 for day in years)]
    return np.unique(np.array([cut for cut in cuts if first < cut <= last], dtype=np.int64))
