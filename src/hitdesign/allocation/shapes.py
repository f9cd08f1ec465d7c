"""The tables of an answer, their captions and columns: units in the names, ids the district's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pandas as pd

#: The tables of an allocation: name -> (caption, columns). Columns carry their units; ids are the district's own.
SHAPES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "seats": (
        "Students served: one row per cohort, tutoring model, block and pool.",
        (
            "cohort_id",
            "school_id",
            "grade_low",
            "grade_high",
            "subject",
            "tier",
            "model_id",
            "block_id",
            "pool_id",
            "students",
        ),
    ),
    "groups": (
        "Groups taught: one row per band, tutoring model, block and pool.",
        ("band_id", "school_id", "model_id", "block_id", "pool_id", "groups", "paid_hours", "labour_dollars"),
    ),
    "charges": (
        "Who pays what: one row per stream, school, service, payers, period and kind of cost.",
        (
            "stream_id",
            "school_id",
            "model_id",
            "block_id",
            "pool_id",
            "band_id",
            "payers",
            "period",
            "fiscal_year",
            "match_for",
            "cost_kind",
            "dollars",
        ),
    ),
    "staff": (
        "Salaried people by pool and school, with the hours that are paid and not taught.",
        ("pool_id", "school_id", "people", "idle_hours"),
    ),
    "spending": (
        "Each stream: its award taken apart, what is encumbered (not to exceed), what is expected as planned.",
        (
            "stream_id",
            "program",
            "award_dollars",
            "committed_dollars",
            "spent_dollars",
            "reserved_dollars",
            "private_schools_dollars",
            "out_of_plan_dollars",
            "available_dollars",
            "not_to_exceed_dollars",
            "expected_dollars",
            "unspent_dollars",
            "short_of_minimum_dollars",
            "pays_nothing_because",
        ),
    ),
    "contract_bills": (
        "Each contract with a provider: whether it is used, its units, what it may bill and is expected to bill.",
        (
            "contract_id",
            "price_basis",
            "used",
            "units",
            "not_to_exceed_dollars",
            "expected_low_dollars",
            "expected_dollars",
            "minimum_dollars",
            "maximum_dollars",
            "sentence",
        ),
    ),
    "tutor_hours": (
        "Each pool and calendar interval: weekly paid hours and people, against their limits.",
        ("pool_id", "interval", "hours_per_week", "limit_hours_per_week", "people", "limit_people"),
    ),
    "timetable": (
        "Each session of the week: room, tutor, group, day and minute.",
        (
            "school_id",
            "block_id",
            "term",
            "day",
            "starts_minute",
            "minutes",
            "room",
            "pool_id",
            "tutor",
            "model_id",
            "band_id",
            "group",
            "students",
        ),
    ),
    "levels": (
        "The objectives in order: value and its range, proved bound, relative gap, and what each may give up; the "
        "bound of a later one holds for plans that keep those above it as they stand.",
        ("level", "unit", "value", "low", "high", "bound", "gap", "tolerance", "status", "seconds", "sentence"),
    ),
    "unserved": (
        "Students in need who get no seat, with the reason; with the seats served they add up to the need.",
        ("cohort_id", "school_id", "students", "reason", "limit", "basis", "sentence"),
    ),
    "mandates": (
        "What must be done: one row per mandate and school, met or missed; seats not as it asks do not count.",
        (
            "mandate_id",
            "school_id",
            "students",
            "opted_out",
            "owed",
            "served_as_asked",
            "served_otherwise",
            "missing",
            "sentence",
        ),
    ),
    "openings": (
        "What is open, for how many people a price is paid, and what the program costs beside tutors and materials.",
        (
            "what",
            "item",
            "cost_kind",
            "school_id",
            "block_id",
            "pool_id",
            "amount",
            "students",
            "groups",
            "dollars",
            "sentence",
        ),
    ),
    "prices": (
        "What one more unit of a limit is worth; from the shared (fractional) problem, empty where not asked for.",
        ("limit", "level", "side", "value", "unit", "up_to", "seats_per_unit", "sentence", "family", "keys"),
    ),
}


def empty_table(name: str) -> pd.DataFrame:
    """A table of SHAPES without rows."""
    return pd.DataFrame(columns=list(SHAPES[name][1]), dtype=object)


class Answer(Protocol):
    """The tables that say what is done, whoever made them: ours, or a plan changed by hand."""

    @property
    def whole(self) -> bool:
        """Whether students, groups and people are whole."""

    @property
    def seats(self) -> pd.DataFrame:
        """Students by cohort, model, block and pool."""

    @property
    def groups(self) -> pd.DataFrame:
        """Groups by band, model, block and pool."""

    @property
    def charges(self) -> pd.DataFrame:
        """Who pays what."""

    @property
    def staff(self) -> pd.DataFrame:
        """Salaried people by pool and school."""

    @property
    def openings(self) -> pd.DataFrame:
        """What is open, and what other costs are charged on."""

    @property
    def timetable(self) -> pd.DataFrame:
        """The week."""
