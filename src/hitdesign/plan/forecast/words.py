"""A forecast in sentences for a board: every number with its range."""

from __future__ import annotations

import math

import pandas as pd

from hitdesign.plan.forecast.effects import DOSAGES, at_dosage
from hitdesign.quantities import print_share

SAYS = {
    "designed": "If every session is attended",
    "expected": "With the attendance planned for",
    "least": "With the attendance seen where delivery was poor",
}


def sentences_of(
    totals: pd.DataFrame, reaching: pd.DataFrame, prices: pd.DataFrame, parameters: pd.DataFrame
) -> tuple[str, ...]:
    """What is expected, who reaches the adequate dosage, what it costs, and how sure all that is."""
    if not float(totals["seats"].iloc[0]):
        return ("The plan serves nobody, so there is nothing to forecast.",)
    by_dosage = {dosage: at_dosage(totals, dosage) for dosage in DOSAGES}
    said = [
        f"{SAYS[dosage]}, a seat adds {_sd(row['effect_sd'])} standard deviations on average, or anything "
        f"from {_sd(row['effect_sd_low'])} to {_sd(row['effect_sd_high'])}."
        for dosage, row in by_dosage.items()
    ]
    own = at_dosage(reaching, "expected")
    said.append(
        f"Between {print_share(own['reaching_share_low'])} and {print_share(own['reaching_share_high'])} of the seats "
        f"reach an adequate dosage; at the attendance and the hours as stated between {own['at_stated_rates_low']:,.0f}"
        f" and {own['at_stated_rates_high']:,.0f} of {own['seats']:,.0f}. Which it is depends on how differently "
        "students attend, which no table says before the program runs."
    )
    checked = int(parameters["verified"].sum())
    said += prices["sentence"].tolist()
    said.append(
        f"This is a forecast from studies elsewhere, not a promise: {checked} of its {len(parameters)} parameters were "
        "verified, and what the program does here has to be measured here."
    )
    return tuple(str(one) for one in said)


def _sd(value: float) -> str:
    return "an unknown number of" if math.isnan(value) else f"{value:.2f}"
