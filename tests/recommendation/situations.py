"""Situations to judge: a plain one, and variations of it by name."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from hypothesis import settings

from hitdesign.evidence.library import shipped
from hitdesign.policy import Policy
from hitdesign.recommendation.by_place import SENTENCES
from hitdesign.recommendation.columns import TOO_LONG, Situation
from hitdesign.recommendation.recommendation import Recommendation, recommend_from

NIGHTLY = os.environ.get("HITDESIGN_TESTS") == "nightly"


def examples(most: int) -> settings:
    """So many examples a test in the runs that must be quick, and as many as the profile says at night."""
    return settings() if NIGHTLY else settings(max_examples=most)


REASONS = tuple(sorted({TOO_LONG, *SENTENCES}))
MODELS: list[dict[str, Any]] = sorted(
    (entry.model_dump() for entry in shipped().tutoring_models.values()), key=lambda entry: str(entry["model_id"])
)
#: A plain band; money is that of 45 hours one to one for a quarter of the students.
PLAIN: dict[str, Any] = {
    "subject": "math",
    "tier": "strategic",
    "objective": "recovery",
    "grade_low": 3,
    "grade_high": 5,
    "students": 30,
    "iep_share": 0.0,
    "block_minutes": 40.0,
    "during_school": True,
    "dollars": 600.0,
    "cost": 2400.0,
    "hours": 0.7,
    "certified_share": 0.0,
    "reason": "",
}


def bands(rows: list[dict[str, Any]], models: list[dict[str, Any]] | None = None) -> Situation:
    """A situation of these bands; a row names what differs from a plain band of grades 3 to 5."""
    models = models or MODELS
    whole = [{"band_id": f"band{n:05}", **PLAIN, **row} for n, row in enumerate(rows)]
    return Situation(**_band_columns(whole), **_model_columns(models), **_cells(whole, models), reasons=REASONS)


def _band_columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    words = {n: _down([row[n] for row in rows], object) for n in ("band_id", "subject", "tier", "objective")}
    whole = {n: _down([row[n] for row in rows], np.int64) for n in ("grade_low", "grade_high", "students")}
    return {**words, **whole, "iep_share": _down([row["iep_share"] for row in rows], np.float64)}


def _model_columns(models: list[dict[str, Any]]) -> dict[str, Any]:
    names = {
        "size": "students_per_tutor",
        "sessions": "sessions_per_week",
        "minutes": "minutes_per_session",
        "weeks": "weeks",
    }
    return {
        "model_id": _down([m["model_id"] for m in models], object).T,
        **{field: _down([m[name] for m in models], np.int64).T for field, name in names.items()},
        "online": _down([m["modality"] == "online" for m in models], np.bool_).T,
    }


def _cells(rows: list[dict[str, Any]], models: list[dict[str, Any]]) -> dict[str, Any]:
    """`cost` is that of 45 hours one to one, other seats cost in proportion; hours are weekly; sessions must fit."""
    shape = (len(rows), len(models))
    minutes = np.array([m["sessions_per_week"] * m["minutes_per_session"] for m in models])
    weekly = minutes / 60 / [m["students_per_tutor"] for m in models]
    hours = weekly * [m["weeks"] for m in models]
    fits = np.array([[m["minutes_per_session"] <= row["block_minutes"] for m in models] for row in rows])
    given = np.array([[REASONS.index(row["reason"]) if row["reason"] else -1] * len(models) for row in rows])
    reason = np.where(given >= 0, given, np.where(fits, -1, REASONS.index(TOO_LONG))).reshape(shape)
    cells = {
        name: np.array([[row[name]] * len(models) for row in rows], dtype=np.float64).reshape(shape)
        for name in ("block_minutes", "dollars", "hours", "certified_share")
    }
    return {
        **cells,
        "reason": reason.astype(np.int16),
        "during_school": np.array([[row["during_school"]] * len(models) for row in rows], dtype=bool).reshape(shape),
        "cost": np.array([row["cost"] * hours / 45 for row in rows]).reshape(shape),
        "due_once": np.zeros(shape),
        "hours_needed": np.array([weekly for _ in rows]).reshape(shape),
    }


def _down(values: list[Any], kind: Any) -> Any:
    return np.array(values, dtype=kind).reshape(-1, 1)


def heard(row: dict[str, Any] | None = None, policy: Policy | None = None) -> Recommendation:
    """The recommendation for one band."""
    return recommend_from(bands([row or {}]), policy or Policy(), shipped())


def ranks(recommendation: Recommendation) -> list[str]:
    """The possible models of the first band, best first."""
    table = recommendation.ranking
    first = table[(table["band_id"] == table["band_id"].iloc[0]) & ~table["excluded"]]
    return list(first["model_id"])
