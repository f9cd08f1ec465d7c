"""A table's record says what its columns are; the checks that follow from it, of any table at all."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from hitdesign.quantities import Count, Share
from hitdesign.tables.column_checks import NAMED_ROWS, ColumnChecks
from hitdesign.tables.fields import columns_of
from hitdesign.tables.many_rows import fault_of_rows, rows_said
from hitdesign.tables.private import PrivateTable
from hitdesign.tables.record import Mark, Record, column


class Visit(Record):
    """One child's visits to a library."""

    table = "visits"
    caption = "Visits."
    key = ("child_id",)

    child_id: str = column("The child.", student=True)
    library: str = column("The library.")
    visits: Count = column("How often.", unit="visits")
    borrowed_share: Share | None = column("Share of visits with a book.", unit="share 0-1", default=None)
    since: datetime.date | None = column("Member since.", default=None)
    member: Mark = column("Whether a member.", default="unknown")


COLUMNS = columns_of(Visit)


def checked(**cells: list[object]) -> tuple[pd.DataFrame, ColumnChecks]:
    checks = ColumnChecks("visits")
    return checks.converted(pd.DataFrame(cells), COLUMNS), checks


def test_columns_come_back_in_plain_types_and_an_absent_one_holds_what_a_blank_stands_for() -> None:
    frame, checks = checked(child_id=["a", "b"], library=[" North ", "South"], visits=["3", 0])
    assert not checks.faults
    assert list(frame.columns) == [column.name for column in COLUMNS]
    assert frame["library"].tolist() == ["North", "South"]
    assert (frame["visits"].dtype, frame["visits"].tolist()) == ("int64", [3, 0])
    assert frame["borrowed_share"].isna().all()
    assert frame["member"].tolist() == ["unknown", "unknown"]


def test_every_fault_of_every_column_is_named_with_its_row() -> None:
    _, checks = checked(
        child_id=["a", "b", "c"],
        library=["North", "", "South"],
        visits=[1, 2.5, -1],
        borrowed_share=[0.5, 1.5, "half"],
        member=["yes", "no", "perhaps"],
    )
    said = {(fault.column, fault.row, fault.found) for fault in checks.faults}
    assert said == {
        ("library", 3, ""),
        ("visits", 3, "2.5"),
        ("visits", 4, "-1.0"),
        ("borrowed_share", 3, "1.5"),
        ("borrowed_share", 4, "half"),
        ("member", 4, "perhaps"),
    }


def test_days_are_read_from_dates_and_from_texts_and_nothing_else_is_guessed() -> None:
    day = datetime.date(2026, 9, 30)
    cells: list[object] = [
        day,
        pd.Timestamp(2026, 9, 30, 14),
        "2026-09-30",
        " ",
        "2026-09-30T08:15",
        "9/30/26",
        "2026-09-311",
        20260930,
    ]
    frame, checks = checked(child_id=["a"] * 8, library=["N"] * 8, visits=[1] * 8, since=cells)
    assert frame["since"].tolist()[:3] == [pd.Timestamp(day)] * 3
    assert frame["since"].notna().tolist() == [True] * 3 + [False, True] + [False] * 3
    assert [(fault.column, fault.row, fault.found) for fault in checks.faults] == [
        ("since", 7, "9/30/26"),
        ("since", 8, "2026-09-311"),
        ("since", 9, "20260930"),
    ]
    assert np.issubdtype(checked(child_id=["a"], library=["N"], visits=[1])[0]["since"].dtype, np.datetime64)


def test_a_column_about_children_is_counted_and_never_quoted() -> None:
    _, checks = checked(child_id=["", "  ", "Z-canary"], library=["N", "N", "N"], visits=[1, 1, 1])
    (fault,) = checks.faults
    assert (fault.column, fault.row, fault.found) == ("child_id", 2, None)
    assert "2 rows: 2, 3" in fault.problem


def test_columns_that_are_unknown_missing_or_twice_are_named_before_any_cell_is_read() -> None:
    raw = pd.DataFrame([["x", "N", "N", 1]], columns=["child_id", "library", "library", "vists"])
    checks = ColumnChecks("visits")
    assert checks.converted(raw, COLUMNS).empty
    assert [(fault.column, fault.problem) for fault in checks.faults] == [
        ("vists", "is not a column of this table"),
        ("library", "stands in the table twice"),
        ("visits", "is missing"),
    ]


def test_twenty_rows_of_a_fault_are_named_and_the_rest_counted() -> None:
    rows = NAMED_ROWS + 5
    _, checks = checked(child_id=["a"] * rows, library=["N"] * rows, visits=[-1] * rows)
    assert len(checks.faults) == NAMED_ROWS
    assert checks.faults[-1].problem.endswith("(and in 5 more rows)")


def test_lines_of_a_file_with_two_lines_of_names_are_said_as_they_stand() -> None:
    assert rows_said([5]) == ""
    assert fault_of_rows("visits", "visits", [9, 4], "is odd", "even", "Mend it").row == 4


def test_a_private_table_shows_its_size_and_columns_only() -> None:
    private = PrivateTable(pd.DataFrame({"child_id": ["Z-canary"], "visits": [3]}))
    assert repr(private) == "PrivateTable(1 row; columns: child_id, visits)"
    assert "canary" not in private._repr_html_()
