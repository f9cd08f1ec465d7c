"""The page says how firmly a first choice stands, and where the plan teaches another model."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from hitdesign.plan.departures import COLUMNS
from hitdesign.quantities import print_share
from hitdesign.report import page
from hitdesign.report.choices import largest_band
from hitdesign.report.grids import MOST_DEPARTURES, grids
from hitdesign.report.html import page_bytes
from hitdesign.report.reading import Reading


def departing(reading: Reading, rows: int) -> Reading:
    """The same plan, as if so many bands were taught with another model."""
    cells = [
        (f"band {n}", "one_to_one", "group_3", n + 1.0, "budget", 900.0, 300.0, 600.0, 0.0, "Why.") for n in range(rows)
    ]
    return replace(reading, tables={**reading.tables, "departures": pd.DataFrame(cells, columns=list(COLUMNS))})


def test_each_need_says_under_how_many_weightings_its_model_comes_first(reading: Reading) -> None:
    for tier, told in zip(dict.fromkeys(reading["by_need"]["tier"]), page.tiers(reading), strict=True):
        band = largest_band(reading["recommendations"], tier)
        shares = reading.plan.recommendation.weightings(band["band_id"]).set_index("model_id")["share_of_weightings"]
        assert print_share(shares[band["first_choice"]]) in told["firm"]


def test_the_page_shows_the_largest_departures_and_counts_the_rest(
    reading: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "_drawn", lambda reading: dict.fromkeys(("need", "streams", "schools"), ""))
    many = departing(reading, MOST_DEPARTURES + 3)
    shown = next(grid for grid in grids(many) if grid.name == "departures")
    assert [row[3] for row in shown.rows] == [str(MOST_DEPARTURES + 3 - n) for n in range(MOST_DEPARTURES)]
    assert "3 more stand in the workbook and in departures.csv" in page_bytes(many).decode("utf-8")
    assert "departures.csv" not in page_bytes(departing(reading, 0)).decode("utf-8")
