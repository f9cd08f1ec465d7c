"""What a year of a program costs, from its ingredients: by category and payer, low and high, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from hitdesign.evidence.library import number, parameter, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.cost.annual import annualisation_factor
from hitdesign.measurement.cost.records import CATEGORIES, PERSPECTIVES, Ingredient, Perspective
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.quantities import print_dollars
from hitdesign.solving.numbers import Floats
from hitdesign.tables.column_checks import ColumnChecks
from hitdesign.tables.fields import columns_of

RATE = "return.discount_rate"
MONEY = ["low_dollars", "dollars", "high_dollars"]


@dataclass(frozen=True)
class Range:
    """An amount between two ends; the three are one where nobody gave a range."""

    low: float
    value: float
    high: float

    def over(self, count: float) -> Range:
        """Each of the three divided by a count."""
        return Range(self.low / count, self.value / count, self.high / count)

    def __str__(self) -> str:
        middle = print_dollars(self.value)
        ends = f"{print_dollars(self.low)} to {print_dollars(self.high)}"
        return middle if self.low == self.high else f"{middle} ({ends})"


@dataclass(frozen=True)
class Costs:
    """The cost of one year of a program from one perspective.

    lines: one row per ingredient with a year's low_dollars, dollars and high_dollars, of all payers; `counted` says
    which belong to the perspective. not_counted: categories without a row: unknown, not 0. borne_by_others: categories
    whose rows all belong to payers outside the perspective. rate_verified: the rate was given, or the evidence's was
    checked. price_year: the year whose prices these are, if said.
    """

    lines: pd.DataFrame = field(repr=False)
    perspective: Perspective
    discount_rate: float
    rate_verified: bool
    price_year: int | None
    not_counted: tuple[str, ...]
    borne_by_others: tuple[str, ...]

    @property
    def total(self) -> Range:
        """The sum over the perspective's ingredients."""
        return Range(*(float(self._counted[name].sum()) for name in MONEY))

    @property
    def by_category(self) -> pd.DataFrame:
        """One row per category that has an ingredient of the perspective."""
        return self._counted.groupby("category")[MONEY].sum().reset_index()

    @property
    def by_payer(self) -> pd.DataFrame:
        """One row per payer, those outside the perspective too; `counted` tells them apart."""
        return self.lines.groupby(["paid_by", "counted"])[MONEY].sum().reset_index()

    @property
    def _counted(self) -> pd.DataFrame:
        return self.lines[self.lines["counted"]]

    def sentences(self) -> tuple[str, ...]:
        """The total, its largest part, who bears it, and what is not in it."""
        total, parts = self.total, self.by_category
        year = f" at prices of {self.price_year}" if self.price_year else ""
        told = [f"A year of the program costs {total} from the perspective of {_words(self.perspective)}{year}."]
        if total.value > 0:
            most = parts.sort_values(["dollars", "category"], ascending=[False, True]).iloc[0]
            share = most["dollars"] / total.value
            told.append(f"The largest part is {most['category']}: {print_dollars(most['dollars'])} ({share:.0%}).")
        others = self.lines.loc[~self.lines["counted"], "dollars"].sum()
        if others > 0:
            told.append(f"Others bear {print_dollars(others)} more, which is not in this total.")
        if (self._counted["kind"] == "one_time").any():
            unchecked = "" if self.rate_verified else ", a rate that nobody has checked"
            told.append(f"What lasts is spread over its life at {self.discount_rate:.1%} a year{unchecked}.")
        if self.not_counted:
            told.append(f"Not counted, because no row says what they cost: {', '.join(self.not_counted)}.")
        return tuple(told)


def program_costs(
    ingredients: pd.DataFrame,
    *,
    perspective: Perspective = "society",
    discount_rate: float | None = None,
    price_year: int | None = None,
    evidence: Evidence | None = None,
) -> Costs:
    """What a year of a program costs by the ingredients method.

    ingredients: a frame with the columns of the record Ingredient. perspective: whose costs are counted. discount_rate:
    for things that last; without it that of the evidence. Raises InputError with every fault. Formulas: a year's
    dollars = quantity x price x share used, times the annualisation factor where bought once; low and high with the
    ends of the price, or the price itself. Source: Levin and McEwan, Cost-Effectiveness Analysis (2001); evidence
    `return.discount_rate`.

    >>> rows = {"item": ["tutors", "room"], "category": ["staff", "space"], "quantity": [100, 1]}
    >>> rows |= {"unit": ["hours", "year"], "price_dollars": [25, 900], "paid_by": ["district", "in_kind"]}
    >>> rows |= {"source": ["payroll", "an estimate"]}
    >>> costs = program_costs(pd.DataFrame(rows))
    >>> costs.total.value, program_costs(pd.DataFrame(rows), perspective="district").total.value
    (3400.0, 2500.0)
    """
    known = evidence or shipped()
    faults = list(word_faults("costs", "perspective", perspective, PERSPECTIVES))
    rate = number(known, RATE) if discount_rate is None else discount_rate
    faults += number_faults("costs", "discount_rate", rate, at_least=0, below=1)
    checks = ColumnChecks(Ingredient.table)
    lines = checks.converted(ingredients, columns_of(Ingredient))
    if not checks.faults:
        _check(checks, lines)
    refuse(faults + checks.faults)
    factor = _factors(lines, rate)
    lines["annual_share"] = factor
    for name in MONEY:
        prices = lines["price_dollars"]
        if name != "dollars":
            prices = lines[f"price_{name}"].fillna(prices)
        lines[name] = lines["quantity"] * prices * factor
    lines["counted"] = lines["paid_by"].isin(PERSPECTIVES[perspective])
    there, own = set(lines["category"]), set(lines.loc[lines["counted"], "category"])
    missing = tuple(one for one in CATEGORIES if one not in there and one != "other")
    others = tuple(one for one in CATEGORIES if one in there - own)
    lines = lines.sort_values(["category", "item", "paid_by"], kind="stable", ignore_index=True)
    checked = discount_rate is not None or parameter(known, RATE).verified
    return Costs(lines, perspective, rate, checked, price_year, missing, others)


def _check(checks: ColumnChecks, lines: pd.DataFrame) -> None:
    """Ends of a price enclose it; a thing bought once has a lifetime, and only such a thing."""
    columns = {column.name: column for column in columns_of(Ingredient)}
    once = (lines["kind"] == "one_time").to_numpy(dtype=bool)
    lasts = (lines["lifetime_years"] > 0).to_numpy(dtype=bool)
    price = lines["price_dollars"]
    above = (lines["price_low_dollars"] > price).to_numpy(dtype=bool)
    below = (lines["price_high_dollars"] < price).to_numpy(dtype=bool)
    for bad, name, problem, expected in (
        (above, "price_low_dollars", "is above the price", "price_dollars or less"),
        (below, "price_high_dollars", "is below the price", "price_dollars or more"),
        (once & ~lasts, "lifetime_years", "is missing for a thing bought once", "years above 0"),
        (~once & lasts, "lifetime_years", "stands beside a thing bought every year", "a blank, or kind one_time"),
    ):
        checks.report(bad, lines[name], columns[name], problem, expected)


def _factors(lines: pd.DataFrame, rate: float) -> Floats:
    """What of an ingredient's price belongs to one year of the program."""
    once = (lines["kind"] == "one_time").tolist()
    years = lines["lifetime_years"].tolist()
    annual = [annualisation_factor(rate, year) if one else 1.0 for one, year in zip(once, years, strict=True)]
    share: Floats = lines["share_used"].fillna(1.0).to_numpy(dtype=np.float64)
    return np.asarray(annual, dtype=np.float64) * share


def _words(perspective: str) -> str:
    own = {"society": "everybody", "district_own_money": "the district's own money"}
    return own.get(perspective, f"the {perspective}")
