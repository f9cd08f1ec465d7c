"""How many students reach an adequate dosage: what can be said when only the mean attendance of a block is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.level_learning import HIGH, LOW, VALUE, ends
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.forecast.effects import DOSAGES, rates_at
from hitdesign.plan.forecast.services import Services

Floats = NDArray[np.float64]
COLUMNS = (
    "dosage",
    "seats",
    "reaching_low",
    "reaching_high",
    "reaching_share_low",
    "reaching_share_high",
    "at_stated_rates_low",
    "at_stated_rates_high",
)


def share_reaching(rate: Floats, threshold: Floats) -> tuple[Floats, Floats]:
    """Least and greatest share of students who attend at least `threshold` of the sessions, if the mean is `rate`.

    Both are shares 0 to 1 (a threshold above 1 nobody reaches). Formula, whatever the students' differences:
    low = (rate - threshold) / (1 - threshold), at least 0; high = rate / threshold, at most 1. They are sharp: the low
    one is reached where the others stop just short of the threshold, the high one where the others never come.

    >>> low, high = share_reaching(np.array([0.8, 0.8]), np.array([0.5, 1.25]))
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.6, 0.0], [1.0, 0.0])
    """
    rate, threshold = np.asarray(rate, dtype=float), np.asarray(threshold, dtype=float)
    room = np.where(threshold < 1, 1 - threshold, 1.0)
    low = np.where(threshold < 1, (rate - threshold) / room, rate >= 1)
    high = np.divide(rate, threshold, out=np.ones_like(rate), where=threshold > 0)
    possible = threshold <= 1
    return np.where(possible, np.clip(low, 0, 1), 0.0), np.where(possible, np.clip(high, 0, 1), 0.0)


def reaching_of(plan: Drafted, services: Services) -> pd.DataFrame:
    """Seats whose student reaches the adequate dosage: one row per dosage, with the least and the most they can be.

    reaching_low: attendance at its low end against the high end of adequate hours; reaching_high the other way round.
    at_stated_rates: attendance of the blocks and adequate hours at their word, only the students' differences unknown.
    A share of no seats is NaN.
    """
    adequate = ends(plan.evidence, "dosage.adequate_hours")
    hours = services.table["designed_hours"].to_numpy(dtype=float)
    seats, total = services.seats, float(services.seats.sum())
    rows = []
    for dosage in DOSAGES:
        rates = rates_at(services, dosage)
        low = share_reaching(rates[LOW], adequate[HIGH] / hours)[0] @ seats
        high = share_reaching(rates[HIGH], adequate[LOW] / hours)[1] @ seats
        stated = [float(one @ seats) for one in share_reaching(rates[VALUE], adequate[VALUE] / hours)]
        shares = [float(one) / total if total else np.nan for one in (low, high)]
        rows.append((dosage, total, float(low), float(high), *shares, *stated))
    return pd.DataFrame(rows, columns=list(COLUMNS))
