"""What the plan's dollars buy: per seat, per student, per adequate dosage, per student who reaches it."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.forecast.costs import spending_ends
from hitdesign.plan.forecast.effects import at_dosage
from hitdesign.quantities import print_dollars

COLUMNS = ("per", "amount_low", "amount_high", "dollars_low", "dollars_high", "sentence")
#: Standard deviations by which cost for effect is counted.
TENTH = 0.1


def prices_of(plan: Drafted, totals: pd.DataFrame, reaching: pd.DataFrame) -> pd.DataFrame:
    """One row per what is counted: how many there are, and what each costs, both as ranges.

    Formula: dollars_low = the least dollars expected / the most there may be; dollars_high = dollars not to exceed /
    the fewest there may be. NaN where there may be none: then no amount is high enough to be sure.
    """
    least, most = spending_ends(plan)
    expected, reach = at_dosage(totals, "expected"), at_dosage(reaching, "expected")
    seats, students = float(plan.allocation.seats_served), plan.allocation.students_served
    counted = [
        ("seat scheduled", seats, seats),
        ("student scheduled", *students),
        ("adequate dosage attended", expected["adequate_dosages_low"], expected["adequate_dosages_high"]),
        ("student who reaches adequate dosage", reach["reaching_low"], reach["reaching_high"]),
        (
            "tenth of a standard deviation of one student",
            expected["total_sd_low"] / TENTH,
            expected["total_sd_high"] / TENTH,
        ),
    ]
    rows = [_row(name, float(low), float(high), (least, most)) for name, low, high in counted]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(name: str, fewest: float, greatest: float, dollars: tuple[float, float]) -> tuple[object, ...]:
    low = dollars[0] / greatest if greatest > 0 else np.nan
    high = dollars[1] / fewest if fewest > 0 else np.nan
    if math.isnan(low):
        says = f"Per {name}: not known, for the plan has none."
    elif math.isnan(high):
        says = (
            f"Per {name}: {print_dollars(low)} or more; the plan's facts do not rule out that there are none, so no "
            f"highest amount is known (there may be up to {greatest:,.0f})."
        )
    elif print_dollars(low) == print_dollars(high):
        says = f"Per {name}: {print_dollars(low)}, expected and at most."
    else:
        says = f"Per {name}: {print_dollars(low)} to {print_dollars(high)}."
    return name, fewest, greatest, low, high, says
