"""An indicator that is looked at every month, and whether it is surely bad: alarms that keep their error."""

from __future__ import annotations

from collections.abc import Sequence

from hitdesign.errors import Fault
from hitdesign.measurement.cycle.indicators import SHARE, Indicator
from hitdesign.measurement.given import refuse
from hitdesign.measurement.sequential.rates import RateLook, UnitsGive, rate_alarms
from hitdesign.measurement.sequential.spending import Spending


def indicator_alarms(
    indicator: Indicator,
    totals: Sequence[float],
    units: Sequence[int],
    *,
    planned_looks: int,
    alpha: float = 0.05,
    units_give: UnitsGive = "yes_no",
    standard_errors: Sequence[float] = (),
    spending: Spending | None = None,
) -> tuple[RateLook, ...]:
    """Looks at an indicator that is a share: an alarm where it is worse than `act_at` by more than chance explains.

    A status compares what was seen with a threshold, and is right about these students at this time. An alarm says
    more: that the program itself runs worse than the threshold. Over all planned looks the chance of a false one is at
    most alpha. totals, units and the rest: as `rate_alarms`. Raises InputError as there, and for an indicator that is
    no share or whose threshold is 0 or 1.

    >>> from hitdesign.measurement.cycle.indicators import default_indicators
    >>> held = {one.indicator_id: one for one in default_indicators()}["first_session"]
    >>> [one.alarm for one in indicator_alarms(held, [40, 33], [55, 60], planned_looks=8)]
    [False, True]
    """
    if indicator.unit != SHARE or not 0 < indicator.act_at < 1:
        problem, expected = "alarms are for shares with a threshold between 0 and 1", "such an indicator"
        refuse([Fault(f"indicator {indicator.indicator_id}", problem, expected, "Look at its status", column="unit")])
    return rate_alarms(
        totals,
        units,
        acceptable=indicator.act_at,
        planned_looks=planned_looks,
        alpha=alpha,
        spending=spending,
        units_give=units_give,
        standard_errors=standard_errors,
        bad="below" if indicator.better == "higher" else "above",
    )
