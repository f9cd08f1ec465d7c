"""Steps for dollars that leave the district: so wide that no amount counts students.

A dollar amount is a count in other words: divided by what a seat costs it is the number of seats.
"""

from __future__ import annotations

import math

import pandas as pd

from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.drafted import Drafted
from hitdesign.quantities import TOLERANCE


def step_of_dollars(plan: Drafted, policy: DisclosurePolicy) -> float:
    """The step: the least of 1, 2, 5, 10, 20, 50, ... dollars that the threshold's seats cost where they are dearest.

    Formula: step >= threshold x max over school, model and block of (its dollars, indirect cost included, / its seats).
    So n < threshold seats of one stream never leave the first step, whatever their price.
    """
    keys = ["school_id", "model_id", "block_id"]
    charges, seats = plan.allocation.charges, plan.allocation.seats
    rate = plan.facts.funding.set_index("stream_id")["indirect_rate"].astype(float)
    paid = (charges["dollars"].astype(float) * (1 + charges["stream_id"].map(rate))).groupby(
        [charges[key].astype(str) for key in keys]
    )
    taught = pd.to_numeric(seats["students"]).astype(float).groupby([seats[key].astype(str) for key in keys])
    each = paid.sum().reindex(taught.sum().index) / taught.sum().clip(lower=1.0)
    dearest = float(each.max()) if len(each.dropna()) else 0.0
    return round_step(policy.threshold_students * dearest)


def round_step(least: float) -> float:
    """The least of 1, 2, 5, 10, 20, 50, ... that is no smaller.

    >>> from hitdesign.plan.dollar_steps import round_step
    >>> round_step(0), round_step(101), round_step(5000)
    (1.0, 200.0, 5000.0)
    """
    tens = 10.0 ** max(0, math.floor(math.log10(max(least, 1.0))))
    return next(step * tens for step in (1.0, 2.0, 5.0, 10.0) if step * tens >= least - TOLERANCE)


def up_to(amount: float, step: float) -> float:
    """An amount rounded up to whole steps; steps without end reach beyond all."""
    if amount == 0:
        return 0.0
    return math.inf if math.isinf(step) else math.ceil(amount / step - TOLERANCE) * step
