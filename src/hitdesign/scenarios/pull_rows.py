"""Rows under one change: records one by one, column tables all at once; nothing changed is the same table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from pydantic import ValidationError

from hitdesign.district.records import Cohort, Record
from hitdesign.errors import Fault
from hitdesign.levers import Change
from hitdesign.scenarios.cells import CannotChangeError, holds, moved_cell
from hitdesign.tables.cell_faults import unknown_id
from hitdesign.tables.fields import Column, columns_of

Say = Callable[..., Fault]
Bools = np.ndarray[Any, np.dtype[np.bool_]]


def changed_records(
    rows: tuple[Record, ...], record: type[Record], change: Change, say: Say, faults: list[Fault]
) -> tuple[Record, ...]:
    """The rows after the change; faults are added to `faults`, and then the rows stay as they were."""
    if change.add is not None:
        made = _made(record, dict(change.add), say, faults)
        return rows if made is None else (*rows, made)
    columns = _columns(record, [], change, say, faults)
    if columns is None:
        return rows
    hit = [
        all(holds(columns[name], getattr(row, name), values) for name, values in change.where.items()) for row in rows
    ]
    if not any(hit):
        faults.append(_nobody(change, say))
        return rows
    if change.remove:
        return tuple(row for row, one in zip(rows, hit, strict=True) if not one)
    own = columns[change.column]
    out = [_changed(row, own, change, say, faults) if one else row for row, one in zip(rows, hit, strict=True)]
    return rows if all(new is old for new, old in zip(out, rows, strict=True)) else tuple(out)


def _changed(row: Record, own: Column, change: Change, say: Say, faults: list[Fault]) -> Record:
    present = getattr(row, own.name)
    name = " ".join(str(getattr(row, key)) for key in row.key)
    try:
        value = moved_cell(change, own.kind, present, assumed=own.assumed)
    except CannotChangeError as trouble:
        faults.append(say(f"{trouble.problem} (the row of {name!r})", trouble.expected, trouble.what_to_do))
        return row
    if value == present:
        return row
    made = _made(type(row), {**vars(row), own.name: value}, say, faults, f" (the row of {name!r})")
    return row if made is None else made


def _made(
    record: type[Record], values: dict[str, Any], say: Say, faults: list[Fault], where: str = ""
) -> Record | None:
    try:
        return record(**values)
    except ValidationError as trouble:
        for error in trouble.errors(include_input=False, include_url=False, include_context=False):
            name = ".".join(map(str, error["loc"]))
            problem = f"{name}: {error['msg']}{where}"
            faults.append(say(problem, "a value that the column can hold", "Correct the lever"))
        return None


def changed_frame(
    frame: pd.DataFrame, record: type[Record], change: Change, say: Say, faults: list[Fault]
) -> pd.DataFrame:
    """The column table after the change; a masked count's high end moves with the low one where both were the same."""
    if change.add is not None:
        return pd.concat([frame, pd.DataFrame([change.add])], ignore_index=True)
    columns = _columns(record, [str(name) for name in frame.columns], change, say, faults)
    if columns is None:
        return frame
    hit = _hit(frame, columns, change)
    if not hit.any():
        faults.append(_nobody(change, say))
        return frame
    if change.remove:
        return frame[~hit].reset_index(drop=True)
    own, out = columns[change.column], frame.copy()
    present = frame[own.name] if own.name in frame else pd.Series(None, index=frame.index, dtype=object)
    try:
        cells = [moved_cell(change, own.kind, cell, assumed=own.assumed) for cell in present[hit].tolist()]
    except CannotChangeError as trouble:
        faults.append(say(trouble.problem, trouble.expected, trouble.what_to_do))
        return frame
    out[own.name] = present.astype(object)
    out.loc[hit, own.name] = pd.Series(cells, index=out.index[hit], dtype=object)
    if record is Cohort and own.name == "students":
        exact = hit & (frame["students_high"] == frame["students"]).to_numpy()
        out.loc[exact, "students_high"] = out.loc[exact, "students"].astype(float)
    return frame if out[own.name].tolist() == present.tolist() else out


def _hit(frame: pd.DataFrame, columns: dict[str, Column], change: Change) -> Bools:
    hit = np.ones(len(frame), dtype=bool)
    for name, wanted in change.where.items():
        cells = frame[name].tolist() if name in frame else [None] * len(frame)
        known = {cell: holds(columns[name], cell, wanted) for cell in set(cells)}
        hit &= np.array([known[cell] for cell in cells], dtype=bool)
    return hit


def _columns(
    record: type[Record], names: list[str], change: Change, say: Say, faults: list[Fault]
) -> dict[str, Column] | None:
    """The table's columns, or None where the change names one that it has not."""
    columns = {column.name: column for column in columns_of(record, names)}
    wanted = [*change.where, *([change.column] if change.column else [])]
    unknown = [name for name in wanted if name not in columns]
    faults += [
        say(f"{record.table} has no column {name!r}", "a column of the table", unknown_id(name, columns))
        for name in unknown
    ]
    return None if unknown else columns


def _nobody(change: Change, say: Say) -> Fault:
    """Ids are said unless they may be students'."""
    if change.table == "students":
        return say("no row is meant", "a condition that some row meets", "Correct `where`")
    wanted = "; ".join(f"{name} = {', '.join(map(str, values))}" for name, values in change.where.items())
    return say("no row is meant", "a condition that some row meets", "Correct `where`", wanted or "an empty table")
