"""Hours of each group before a day: as planned, and as the session logs have them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.plan.plan import Plan
from hitdesign.rights.calendar import span_of
from hitdesign.scenarios.replan_checks import HEADER, day_faults, days_in, number_faults
from hitdesign.scenarios.replan_running import Running, day_of

SESSIONS = "sessions"
#: Columns that session logs must have; band_id and why_not_held may stand beside them.
NEEDED = ("school_id", "block_id", "pool_id", "date", "scheduled_minutes", "attended_minutes")
PLACE = ["school_id", "block_id", "pool_id"]
COLUMNS = (
    "band_id",
    "school_id",
    "model_id",
    "block_id",
    "pool_id",
    "groups",
    "state",
    "planned_hours",
    "scheduled_hours",
    "delivered_hours",
    "basis",
)


def session_faults(sessions: pd.DataFrame, plan: Plan, on: date) -> list[Fault]:
    """Every fault of session logs: columns, places where the plan has no group, days, minutes."""
    lost = [name for name in NEEDED if name not in sessions.columns]
    if lost:
        what = f"Add {', '.join(lost)}"
        return [Fault(SESSIONS, f"no column {name}", ", ".join(NEEDED), what, column=name) for name in lost]
    return [
        *_places(sessions, plan),
        *day_faults(SESSIONS, sessions, on),
        *_too_early(sessions, day_of(span_of(plan.facts.blocks)[0])),
        *(
            fault
            for name in ("scheduled_minutes", "attended_minutes")
            for fault in number_faults(SESSIONS, sessions, name, "minutes of the session, from 0")
        ),
        *_minutes(sessions),
    ]


def delivered_hours(plan: Plan, running: Running, sessions: pd.DataFrame | None) -> pd.DataFrame:
    """One row per group of the plan that has had weeks: hours planned up to now, scheduled and delivered.

    Formulas: planned = groups x sessions a week x minutes / 60 x weeks gone; scheduled and delivered hours are the
    logged minutes / 60, shared by planned hours where a log names no band; without logs delivered is planned (basis
    `plan`), with logs a group of which none speaks is unknown.
    """
    own = running.groups[running.groups["weeks_gone"] > 0].reset_index(drop=True)
    models = plan.facts.models.set_index("model_id")
    hours = own["model_id"].map(models["sessions_per_week"] * models["minutes_per_session"] / 60).astype(float)
    table = own.assign(planned_hours=own["groups"].astype(float) * hours * own["weeks_gone"])
    if sessions is None:
        out = table.assign(scheduled_hours=table["planned_hours"], delivered_hours=table["planned_hours"], basis="plan")
        return out[list(COLUMNS)]
    logs = _logs(sessions)
    for name, minutes in (("scheduled_hours", "scheduled_minutes"), ("delivered_hours", "attended_minutes")):
        table[name] = _shared(table, logs, minutes)
    return table.assign(basis=np.where(table["scheduled_hours"].notna(), "sessions", "unknown"))[list(COLUMNS)]


def _logs(sessions: pd.DataFrame) -> pd.DataFrame:
    bands = sessions["band_id"] if "band_id" in sessions.columns else pd.Series("", index=sessions.index)
    texts = {name: sessions[name].astype(str) for name in PLACE}
    minutes = {name: pd.to_numeric(sessions[name]).astype(float) for name in ("scheduled_minutes", "attended_minutes")}
    return pd.DataFrame({**texts, "band_id": bands.astype(object).where(bands.notna(), "").astype(str), **minutes})


def _shared(table: pd.DataFrame, logs: pd.DataFrame, minutes: str) -> pd.Series:
    """Logged hours of each row: those of its band, and its part of those without a band."""
    named = logs[logs["band_id"] != ""].groupby([*PLACE, "band_id"])[minutes].sum() / 60
    others = logs[logs["band_id"] == ""].groupby(PLACE)[minutes].sum() / 60
    of_band = table["planned_hours"] / table.groupby([*PLACE, "band_id"])["planned_hours"].transform("sum")
    of_place = table["planned_hours"] / table.groupby(PLACE)["planned_hours"].transform("sum")
    own = pd.Series(
        named.reindex(pd.MultiIndex.from_frame(table[[*PLACE, "band_id"]])).to_numpy(dtype=float) * of_band,
        index=table.index,
    )
    rest = pd.Series(
        others.reindex(pd.MultiIndex.from_frame(table[PLACE])).to_numpy(dtype=float) * of_place, index=table.index
    )
    return own.add(rest, fill_value=0.0)


def _places(sessions: pd.DataFrame, plan: Plan) -> Iterator[Fault]:
    known = set(plan.allocation.groups[PLACE].astype(str).itertuples(index=False, name=None))
    bands = {"", *plan.allocation.groups["band_id"].astype(str)}
    for row, place in enumerate(sessions[PLACE].astype(str).itertuples(index=False, name=None)):
        if place not in known:
            problem, expected = "the plan teaches no group there", "school_id, block_id and pool_id of a group"
            what = "Correct the ids, or leave the row out"
            yield Fault(SESSIONS, problem, expected, what, row=row + HEADER, column="school_id", found=" ".join(place))
    if "band_id" in sessions.columns:
        cells = sessions["band_id"].astype(object).where(sessions["band_id"].notna(), "").astype(str)
        for row, cell in enumerate(cells):
            if cell not in bands:
                expected, what = "a band_id of the plan's groups, or blank", "Correct it, or clear it"
                yield Fault(
                    SESSIONS,
                    "the plan has no such band",
                    expected,
                    what,
                    row=row + HEADER,
                    column="band_id",
                    found=cell,
                )


def _too_early(sessions: pd.DataFrame, first: date) -> Iterator[Fault]:
    for row in np.flatnonzero(days_in(sessions) < np.datetime64(first, "D")).tolist():
        problem, found = "the plan had not begun on that day", str(sessions["date"].iloc[row])
        expected, what = f"a day from {first} on", "Correct it, or leave the row out"
        yield Fault(SESSIONS, problem, expected, what, row=row + HEADER, column="date", found=found)


def _minutes(sessions: pd.DataFrame) -> Iterator[Fault]:
    planned, held = (
        pd.to_numeric(sessions[name], errors="coerce").to_numpy(dtype=float)
        for name in ("scheduled_minutes", "attended_minutes")
    )
    for row in np.flatnonzero((planned < 0) | (held < 0) | (held > planned)).tolist():
        yield Fault(
            SESSIONS,
            "the minutes do not fit together",
            "attended_minutes from 0 to scheduled_minutes",
            "Correct them",
            row=row + HEADER,
            column="attended_minutes",
            found=f"{held[row]:g} of {planned[row]:g}",
        )
