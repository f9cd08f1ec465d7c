"""Marks counted within a row of cohorts: no more than its students, and not beside the mark itself."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hitdesign.district.cohorts import MARKS
from hitdesign.district.row_checks import Places, Tables
from hitdesign.errors import Fault
from hitdesign.tables.cell_faults import fault


def _more_than_the_row(district: Tables, places: Places) -> Iterator[Fault]:
    """No more students of a row carry a mark than it has (low end of masked counts)."""
    cohorts = district.cohorts
    for mark in MARKS:
        counted = cohorts[f"{mark}_students"]
        for position in np.flatnonzero((counted > cohorts["students"]).to_numpy()).tolist():
            yield fault(
                "cohorts",
                "more students carry the mark than the row has",
                f"at most {cohorts['students'].iloc[position]}",
                "Correct one of the two counts",
                places.line("cohorts", position),
                f"{mark}_students",
                f"{counted.iloc[position]:g}",
            )


def _counted_and_said(district: Tables, places: Places) -> Iterator[Fault]:
    """A mark is said of the whole row or counted within it."""
    cohorts = district.cohorts
    for mark in MARKS:
        both = cohorts[f"{mark}_students"].notna() & (cohorts[mark] != "unknown")
        for position in np.flatnonzero(both.to_numpy()).tolist():
            yield fault(
                "cohorts",
                f"the row says {mark} of all its students and counts some of them",
                f"one of {mark} and {mark}_students",
                "Leave one of the two blank",
                places.line("cohorts", position),
                mark,
                str(cohorts[mark].iloc[position]),
            )


MARGIN_CHECKS = (_more_than_the_row, _counted_and_said)
