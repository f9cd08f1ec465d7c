"""Benefits against costs over years, discounted: net present value, ratio, break-even effect; only with a source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.library import number, parameter, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.cost.sources import named_source
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.quantities import print_dollars
from hitdesign.solving.numbers import Floats

RATE, SHARE_PER_SD = "return.discount_rate", "return.earnings_share_per_sd"
#: When the money of a year moves: at its end (year 0 is now), in its middle, or at its beginning (year 1 is now).
Timing = Literal["end_of_year", "mid_year", "beginning_of_year"]
_SHIFT: dict[Timing, float] = {"end_of_year": 0.0, "mid_year": 0.5, "beginning_of_year": 1.0}


@dataclass(frozen=True)
class BenefitCost:
    """What a stream of benefits and costs is worth now.

    flows: year, cost_dollars, benefit_dollars, source, discount_factor. benefit_cost_ratio: None where nothing is
    spent. unverified: sources and rates that nobody checked; the sentences print them.
    """

    flows: pd.DataFrame = field(repr=False)
    discount_rate: float
    present_costs_dollars: float
    present_benefits_dollars: float
    timing: Timing
    unverified: tuple[str, ...]

    @property
    def net_present_value_dollars(self) -> float:
        """Present benefits less present costs."""
        return self.present_benefits_dollars - self.present_costs_dollars

    @property
    def benefit_cost_ratio(self) -> float | None:
        """Present benefits / present costs."""
        return self.present_benefits_dollars / self.present_costs_dollars if self.present_costs_dollars else None

    def sentences(self) -> tuple[str, ...]:
        """The answer, the rate, the sources, and what of them nobody checked."""
        ratio = self.benefit_cost_ratio
        said = "" if ratio is None else f", {ratio:.2f} dollars of benefit for a dollar of cost"
        named = sorted(set(self.flows.loc[self.flows["benefit_dollars"] != 0, "source"]))
        told = [
            f"At a discount rate of {self.discount_rate:.1%} a year the net present value is "
            f"{print_dollars(self.net_present_value_dollars)}{said}.",
            f"Benefits are from: {'; '.join(named) or 'none'}.",
        ]
        if self.unverified:
            told.append(f"Nobody has checked: {'; '.join(self.unverified)}.")
        return tuple(told)


def benefit_cost(
    flows: pd.DataFrame,
    *,
    discount_rate: float | None = None,
    timing: Timing = "end_of_year",
    evidence: Evidence | None = None,
) -> BenefitCost:
    """Net present value and benefit-cost ratio of a stream of dollars.

    flows: columns year (0 is now), cost_dollars, benefit_dollars, source (of the benefit; required where there is one),
    and optionally verified (yes or no; blank: no). discount_rate: real, where the dollars are of one year's prices;
    without it that of the evidence. Raises InputError with every fault. Formula: sum over years of dollars x
    (1 + r)^-(year - s), s = 0 at the end of the year, 1/2 in its middle, 1 at its beginning, and 0 for year 0.

    >>> rows = {"year": [0, 3, 6], "cost_dollars": [18000, 7500, 7500], "benefit_dollars": [0, 0, 0]}
    >>> found = benefit_cost(pd.DataFrame(rows | {"source": ["", "", ""]}), discount_rate=0.1)
    >>> round(found.present_costs_dollars)
    27868
    """
    known = evidence or shipped()
    unverified: list[str] = []
    rate = discount_rate
    if rate is None:
        rate = number(known, RATE)
        entry = parameter(known, RATE)
        if not entry.verified:
            unverified.append(f"the discount rate ({named_source(known, entry.source)})")
    refuse(
        [
            *number_faults("benefit and cost", "discount_rate", rate, above=-1, below=1),
            *word_faults("benefit and cost", "timing", timing, get_args(Timing)),
        ]
    )
    table = _read(flows)
    year = table["year"].to_numpy(dtype=np.float64)
    shift = np.where(year == 0, 0.0, _SHIFT[timing])
    factor: Floats = (1 + rate) ** -(year - shift)
    table["discount_factor"] = factor
    open_sources = table.loc[(table["benefit_dollars"] != 0) & ~table["verified"], "source"]
    unverified += sorted(set(open_sources))
    costs, benefits = (float((table[name] * factor).sum()) for name in ("cost_dollars", "benefit_dollars"))
    return BenefitCost(table, rate, costs, benefits, timing, tuple(unverified))


def at_rates(
    flows: pd.DataFrame,
    rates: Sequence[float] | None = None,
    *,
    timing: Timing = "end_of_year",
    evidence: Evidence | None = None,
) -> pd.DataFrame:
    """The same at several discount rates: discount_rate, net_present_value_dollars, benefit_cost_ratio.

    rates: without them the low end, the value and the high end of the evidence's rate.

    >>> rows = {"year": [0, 10], "cost_dollars": [1000, 0], "benefit_dollars": [0, 2000], "source": ["", "a study"]}
    >>> at_rates(pd.DataFrame(rows))["net_present_value_dollars"].round().tolist()
    [641.0, 488.0, 17.0]
    """
    if rates is None:
        entry = parameter(evidence or shipped(), RATE)
        rates = [float(one) for one in (entry.low, entry.value, entry.high) if one is not None]
    found = [benefit_cost(flows, discount_rate=rate, timing=timing, evidence=evidence) for rate in rates]
    return pd.DataFrame(
        {
            "discount_rate": [one.discount_rate for one in found],
            "net_present_value_dollars": [one.net_present_value_dollars for one in found],
            "benefit_cost_ratio": [one.benefit_cost_ratio for one in found],
        }
    )


def _read(flows: pd.DataFrame) -> pd.DataFrame:
    """The stream in plain types; every fault at once."""
    where = "flows"
    faults = [
        Fault(where, "the column is missing", f"a column {name}", "Add it", column=name)
        for name in ("year", "cost_dollars", "benefit_dollars", "source")
        if name not in flows.columns
    ]
    refuse(faults)
    table = pd.DataFrame({"source": flows["source"].fillna("").astype(str).str.strip()})
    for name in ("year", "cost_dollars", "benefit_dollars"):
        values = pd.to_numeric(flows[name], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        bad = ~np.isfinite(values) | ((values < 0) if name == "year" else False)
        for at in np.flatnonzero(bad).tolist():
            found = str(flows[name].iloc[at])
            faults.append(Fault(where, "is no number that can be used", "a number", "Correct it", at + 2, name, found))
        table[name] = values
    bare = (table["benefit_dollars"] != 0) & (table["source"] == "")
    for at in np.flatnonzero(bare.to_numpy()).tolist():
        problem, advice = "a benefit has no source", "Name it: a benefit without one is not counted"
        faults.append(Fault(where, problem, "where the number is from", advice, at + 2, "source"))
    if faults:
        raise InputError(faults)
    given = flows["verified"] if "verified" in flows.columns else pd.Series("no", index=flows.index)
    table["verified"] = given.astype(str).str.strip().str.lower().isin(["yes", "true"]).to_numpy()
    return table[["year", "cost_dollars", "benefit_dollars", "source", "verified"]]
