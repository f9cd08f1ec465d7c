"""Money at other times: what a thing that lasts costs a year, what later money is worth now, prices of another year."""

from __future__ import annotations

from collections.abc import Mapping

from hitdesign.errors import Fault
from hitdesign.measurement.given import number_faults, refuse


def annualisation_factor(discount_rate: float, lifetime_years: float) -> float:
    """The share of its price that a thing costs in each year of its life, interest on what is tied up included.

    discount_rate: a share a year; lifetime_years: above 0. Raises InputError where a number is out of bounds. Formula:
    r (1 + r)^n / ((1 + r)^n - 1), and 1 / n at a rate of 0. Source: the annualisation of the ingredients method (Levin
    and McEwan, Cost-Effectiveness Analysis, 2001); elsewhere the capital recovery factor.

    >>> from hitdesign.measurement.cost.annual import annualisation_factor
    >>> round(annualisation_factor(0.05, 10), 4)
    0.1295
    """
    refuse(
        [
            *number_faults("annual cost", "discount_rate", discount_rate, at_least=0, below=1),
            *number_faults("annual cost", "lifetime_years", lifetime_years, above=0),
        ]
    )
    if discount_rate == 0:
        return 1 / lifetime_years
    growth: float = (1 + discount_rate) ** lifetime_years
    return discount_rate * growth / (growth - 1)


def discount_factor(discount_rate: float, years: float) -> float:
    """What a dollar so many years from now is worth now: (1 + r)^-t.

    Raises InputError where a number is out of bounds.

    >>> from hitdesign.measurement.cost.annual import discount_factor
    >>> round(discount_factor(0.07, 5), 4)
    0.713
    """
    refuse(
        [
            *number_faults("present value", "discount_rate", discount_rate, above=-1, below=1),
            *number_faults("present value", "years", years),
        ]
    )
    return float((1 + discount_rate) ** -years)


def at_prices_of(dollars: float, *, from_year: int, to_year: int, index: Mapping[int, float], source: str) -> float:
    """Dollars of one year at the prices of another, by an index that the caller names.

    index: price level by year, of any base. Raises InputError where a year is missing, a level is not above 0, or no
    source is given. Formula: dollars x index of to_year / index of from_year. No index is shipped.

    >>> from hitdesign.measurement.cost.annual import at_prices_of
    >>> at_prices_of(1000, from_year=2020, to_year=2026, index={2020: 250.0, 2026: 300.0}, source="an index")
    1200.0
    """
    faults = list(number_faults("price level", "dollars", dollars))
    for year in (from_year, to_year):
        if year not in index:
            expected = f"a level for {from_year} and {to_year}"
            faults.append(Fault("price level", f"the index has no {year}", expected, "Add the year", column="index"))
        else:
            faults += number_faults("price level", f"index of {year}", index[year], above=0)
    if not source.strip():
        faults.append(Fault("price level", "the index has no source", "where it is from", "Name it", column="source"))
    refuse(faults)
    return dollars * index[to_year] / index[from_year]
