"""Dollars that weigh counts: exact they give counts away, in wide steps they do not, and nobody is excused by them."""

from __future__ import annotations

import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.measurement import Amount, CountTable, Dimension, audit, protect
from hitdesign.measurement.disclosure.tables import Place

SCHOOLS = (Dimension("school", "all"),)
CELLS = pd.DataFrame({"school": ["A", "B", "C", "all"], "students": [4, 31, 15, 50]})
TRUE = CountTable("pilot", "tutored", CELLS, SCHOOLS)
PRICES = {"A": 900.0, "B": 700.0, "C": 600.0}
DOLLARS = sum(PRICES[school] * students for school, students in zip("ABC", (4, 31, 15), strict=True))


@pytest.fixture(scope="module")
def release() -> CountTable:
    return protect([TRUE]).release[0]


def told(release: CountTable, low: float, high: float) -> Amount:
    weights = tuple((release.place("tutored", (school,)), price) for school, price in PRICES.items())
    return Amount("dollars", weights, low, high)


def test_exact_dollars_at_known_prices_give_a_hidden_count_away(release: CountTable) -> None:
    found = audit([release], [TRUE], amounts=[told(release, DOLLARS, DOLLARS)])
    assert found.recoverable == 1
    row = found.table.set_index("cell").loc["tutored, school A"]
    assert row["low"] == pytest.approx(4) and row["high"] == pytest.approx(4)


def test_what_rounded_dollars_leave_open_follows_from_the_prices(release: CountTable) -> None:
    """A and C are 19 together: each student more in A and fewer in C is $300 more."""
    found = audit([release], [TRUE], amounts=[told(release, DOLLARS - 1200, DOLLARS + 1800)])
    row = found.table.set_index("cell").loc["tutored, school A"]
    assert (row["low"], row["high"]) == (pytest.approx(0), pytest.approx(10))
    assert found.holds
    assert not audit([release], [TRUE], amounts=[told(release, DOLLARS - 1200, DOLLARS + 1700)]).holds


def test_one_price_for_all_tells_nothing(release: CountTable) -> None:
    weights = tuple((release.place("tutored", (school,)), 900.0) for school in "ABC")
    assert audit([release], [TRUE], amounts=[Amount("dollars", weights, 45_000, 45_000)]).holds


def test_an_amount_that_weighs_a_count_of_no_table_is_refused(release: CountTable) -> None:
    lost = Amount("dollars", ((Place("tutored", "", (("school", "Z"),)), 900.0),), 0, 1)
    with pytest.raises(InputError, match="an amount weighs a count that no table has"):
        audit([release], [TRUE], amounts=[lost])


def test_an_amount_that_contradicts_the_tables_is_refused(release: CountTable) -> None:
    with pytest.raises(InputError, match="contradict"):
        audit([release], [TRUE], amounts=[told(release, 1e9, 2e9)])
