"""What an answer says of each award beside its dollars: fiscal years, minimums missed, and what stands in its way."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.charging import Charges
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.rows_administration import administration_cap
from hitdesign.allocation.rows_match import match_sources
from hitdesign.allocation.rows_spending import CENT, required_of
from hitdesign.district.columns import Facts
from hitdesign.district.fiscal import fiscal_year
from hitdesign.evidence.records import Evidence

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def fiscal_years(formulation: Formulation, stream: Ints, period: Ints) -> NDArray[np.object_]:
    """The fiscal year, by the year in which it ends, of each (stream, period); blank where it is unknown."""
    ends = formulation.inputs.facts.funding["fiscal_year_ends"].to_numpy(dtype=object)
    last = [date(1970, 1, 1).toordinal() + int(day) for day in formulation.inputs.rights.periods.ends]
    years = [[*(fiscal_year(str(end), date.fromordinal(day)) for day in last), ""] for end in ends]
    found: NDArray[np.object_] = np.array(years, dtype=object).reshape(len(ends), len(last) + 1)[stream, period]
    return found


def short_of_minimum(formulation: Formulation, charges: Charges) -> Floats:
    """Per stream: dollars short of what must be spent of it, the most where it has several minimums; NaN: none.

    Formula: max(0, least - sum of charges in periods that count x (1 + indirect_rate)).
    """
    inputs, money = formulation.inputs, formulation.money
    rate = 1 + inputs.facts.funding["indirect_rate"].to_numpy(dtype=float)
    out = np.full(len(rate), np.nan)
    for one in required_of(inputs):
        own = (charges.stream == one.stream) & one.counts[money.period[charges.row]]
        short = one.least_dollars - rate[one.stream] * float(charges.dollars[own].sum())
        out[one.stream] = np.fmax(out[one.stream], 0.0 if short < CENT else short)
    return out


def spending_checks(formulation: Formulation, spending: pd.DataFrame) -> list[str]:
    """A sentence per award that misses its minimum: money that fits no one stays unspent."""
    short = spending[spending["short_of_minimum_dollars"] > 0]
    by = {one.stream: np.datetime64(one.by, "D") for one in required_of(formulation.inputs)}
    number = {name: k for k, name in enumerate(formulation.inputs.facts.funding["stream_id"])}
    return [
        f"Minimum spending: {row.stream_id} is {row.short_of_minimum_dollars:,.0f} dollars short of what should be "
        f"spent by {by[number[str(row.stream_id)]]}; the plan found no further cost for it, and what fits no one stays "
        "unspent."
        for row in short.itertuples()
    ]


def award_checks(facts: Facts, evidence: Evidence) -> list[str]:
    """What an award demands that a person has to see to, because the tables cannot show it."""
    funding, out = facts.funding, list[str]()
    cap = administration_cap(facts.funding)
    sources = match_sources(facts)
    federal = [evidence.programs[str(name)].federal for name in funding["program"]]
    for k, row in enumerate(funding.to_dict("records")):
        stream, rate = row["stream_id"], float(row["indirect_rate"])
        if row["restricted_indirect"] and rate > 0:
            out.append(
                f"{stream}: its program allows only the restricted indirect rate; {rate:.2%} is taken as that rate. "
                "Give restricted_indirect_rate if it is another."
            )
        if rate > 0 and np.isfinite(cap[k]) and rate * row["available_dollars"] / (1 + rate) > cap[k] + CENT:
            enough = cap[k] / (row["available_dollars"] - cap[k])
            out.append(
                f"{stream}: at an indirect rate of {rate:.2%} its cap on administration ({cap[k]:,.0f} dollars) is "
                f"reached before it is spent; at {enough:.2%} all of it could be."
            )
        if sources[k].any() and any(federal[j] is not False for j in np.flatnonzero(sources[k])):
            out.append(
                f"{stream}: its match is paid by {row['match_source']}, not known to be other than federal money; "
                "that is match only where a law says so (2 CFR 200.306)."
            )
        if row["match_share_of_total"] > 0 and row["in_kind_dollars"] > 0:
            out.append(f"{stream}: gifts that count as match need records of time and value (2 CFR 200.306).")
    if (funding["indirect_rate"] > 0).any() and (facts.tutors["pay"] == "contract").any():
        out.append(
            "Indirect cost is charged on all of a contract; where only the first part of each subaward is in the base "
            "(2 CFR 200.1), less is allowed."
        )
    return out
