"""Money that was encumbered and is no longer needed: the old plan's rest of the year less the new one's."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.allocation import Allocation
from hitdesign.district.columns import Facts
from hitdesign.plan.charge_days import days_of_charges
from hitdesign.plan.months import month_words, spread
from hitdesign.plan.plan import Plan
from hitdesign.quantities import print_dollars
from hitdesign.rights.work_days import WorkDays, every_day
from hitdesign.scenarios.replan_sunk import Sunk

Ints = NDArray[np.int64]
COLUMNS = ("stream_id", "month", "encumbered_dollars", "needed_dollars", "released_dollars")


def releases_of(plan: Plan, sunk: Sunk, takes_hold: int, facts: Facts, answer: Allocation) -> pd.DataFrame:
    """By stream and month: what the running plan had encumbered from the change on, what is needed, what is released.

    Columns of COLUMNS; indirect cost goes with the direct. Formula: released = encumbered - needed, negative where more
    is needed than was encumbered. Months are those of the work; `facts`: of the rest of the year.
    """
    old = sunk.charges[sunk.charges["after"] > 0]
    work = _work(plan.facts, old)
    begin = np.maximum(work.first, np.minimum(takes_hold, work.last))
    rest = work.between(begin, work.last, work.course >= 0)
    before = _by_month(old, rest, old["after"].to_numpy(dtype=np.int64))
    new = answer.charges.reset_index(drop=True)
    cents = np.rint(100 * new["dollars"].to_numpy(dtype=float)).astype(np.int64)
    both = [before.rename("encumbered"), _by_month(new, _work(facts, new), cents).rename("needed")]
    table = pd.concat(both, axis=1).fillna(0.0).sort_index()
    rate = dict(zip(plan.facts.funding["stream_id"], 1 + plan.facts.funding["indirect_rate"], strict=True))
    rate |= dict(zip(facts.funding["stream_id"], 1 + facts.funding["indirect_rate"], strict=True))
    keys = table.index.to_frame(index=False).set_axis(["stream_id", "month"], axis=1)
    of_stream = keys["stream_id"].map(rate).to_numpy(dtype=float)
    encumbered, needed = (
        np.round(table[name].to_numpy(dtype=float) * of_stream) / 100 for name in ("encumbered", "needed")
    )
    return keys.assign(
        encumbered_dollars=encumbered, needed_dollars=needed, released_dollars=(encumbered - needed).round(2) + 0.0
    )[list(COLUMNS)]


def _work(facts: Facts, charges: pd.DataFrame) -> WorkDays:
    none = np.zeros(0, dtype=np.int64)
    return days_of_charges(facts, charges) if len(charges) else every_day(none, none)


def _by_month(charges: pd.DataFrame, work: WorkDays, cents: Ints) -> pd.Series:
    months = spread(work.first, work.last, cents, work)
    streams = charges["stream_id"].to_numpy(dtype=object)[months["row"].to_numpy(dtype=np.int64)]
    keyed = pd.DataFrame(
        {
            "stream_id": streams,
            "month": month_words(months["month"].to_numpy(dtype=np.int64)),
            "cents": months["cents"].to_numpy(dtype=float),
        }
    )
    summed: pd.Series = keyed.groupby(["stream_id", "month"])["cents"].sum()
    return summed


def release_sentences(releases: pd.DataFrame, since: str) -> tuple[str, ...]:
    """Per stream: how much of what was encumbered is no longer needed, or how much more is."""
    out = []
    for stream, own in releases.groupby("stream_id", sort=True):
        dollars = float(own["released_dollars"].sum())
        if abs(dollars) < 0.01:
            continue
        most = print_dollars(float(own["encumbered_dollars"].sum()))
        if dollars > 0:
            out.append(f"{stream}: {print_dollars(dollars)} of {most} encumbered from {since} on is no longer needed.")
        else:
            out.append(
                f"{stream}: {print_dollars(-dollars)} more is needed from {since} on than the {most} encumbered."
            )
    return tuple(out)
