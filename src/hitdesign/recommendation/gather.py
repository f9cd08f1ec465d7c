"""Facts, need and reach, turned into the arrays that the rules see."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.columns import Facts
from hitdesign.need.need import Need
from hitdesign.policy import Policy
from hitdesign.recommendation.columns import TOO_LONG, Amounts, Flags, Situation, Words

UNSAID = "no_block:unsaid"
UNPAID = "no_stream:rules"


class Reached(Protocol):
    """What the rights hand over: arrays of shape (bands, models), in the order of need.bands and facts.models.

    Unknown amounts are NaN.
    """

    @property
    def fits(self) -> Flags:
        """Whether some block and pool can hold it."""

    @property
    def code(self) -> Words:
        """Why not; blank where it can take place."""

    @property
    def dollars_per_student(self) -> Amounts:
        """Dollars within reach per student in need."""

    @property
    def cost_per_student(self) -> Amounts:
        """Dollars of the cheapest seat."""

    @property
    def due_once_per_student(self) -> Amounts:
        """Dollars of that seat that are due once for many students, spread over as many as could be served."""

    @property
    def hours_per_student(self) -> Amounts:
        """Tutor hours a week within reach per student in need."""

    @property
    def hours_needed_per_student(self) -> Amounts:
        """Tutor hours a week of a seat."""

    @property
    def block_minutes(self) -> npt.NDArray[Any]:
        """Minutes of the longest block of the school."""

    @property
    def during_school(self) -> Flags:
        """Whether a usable block lies in the school day."""

    @property
    def pays(self) -> Flags:
        """Whether some stream may pay."""

    @property
    def tutor_certified_share(self) -> Amounts:
        """Share of the usable tutors who are certified teachers."""


def situation_of(facts: Facts, need: Need, reach: Reached, policy: Policy) -> Situation:
    """The situation of every band of `need`, with the tutoring models sorted by model_id."""
    sorted_models = facts.models.sort_values("model_id", kind="stable")
    taken = sorted_models.index.to_numpy()
    reason, reasons = reasons_of(reach)
    kinds = zip(need.bands["subject"], need.bands["tier"], strict=True)
    objectives = [policy.objective_for(subject, tier) for subject, tier in kinds]
    return Situation(
        **band_columns(need),
        objective=_down(objectives, object),
        **model_columns(sorted_models),
        reason=reason[:, taken],
        reasons=reasons,
        block_minutes=_amounts(reach.block_minutes, taken),
        during_school=np.asarray(reach.during_school)[:, taken],
        dollars=_amounts(reach.dollars_per_student, taken),
        cost=_amounts(reach.cost_per_student, taken),
        due_once=_amounts(reach.due_once_per_student, taken),
        hours=_amounts(reach.hours_per_student, taken),
        hours_needed=_amounts(reach.hours_needed_per_student, taken),
        certified_share=_amounts(reach.tutor_certified_share, taken),
    )


def band_columns(need: Need) -> dict[str, Any]:
    """Columns of the bands, shape (bands, 1)."""
    bands, cohorts = need.bands, need.cohorts
    with_iep = cohorts["students"].where(cohorts["iep"] == "yes", 0).to_numpy(dtype=np.float64)
    iep = np.bincount(cohorts["band"].to_numpy(dtype=np.int64), weights=with_iep, minlength=len(bands))
    students = bands["students"].to_numpy(dtype=np.int64)
    return {
        **{name: _down(bands[name], object) for name in ("band_id", "subject", "tier")},
        **{name: _down(bands[name], np.int64) for name in ("grade_low", "grade_high", "students")},
        "iep_share": _down(iep / np.maximum(students, 1), np.float64),
    }


def model_columns(models: pd.DataFrame) -> dict[str, Any]:
    """Columns of the tutoring models, shape (1, models)."""
    names = {
        "size": "students_per_tutor",
        "sessions": "sessions_per_week",
        "minutes": "minutes_per_session",
        "weeks": "weeks",
    }
    return {
        "model_id": _down(models["model_id"], object).T,
        **{field: _down(models[name], np.int64).T for field, name in names.items()},
        "online": _down(models["modality"] == "online", np.bool_).T,
    }


def reasons_of(reach: Reached) -> tuple[npt.NDArray[np.int16], tuple[str, ...]]:
    """Why a model cannot take place, as positions in a sorted list of words; -1 where it can."""
    code = np.asarray(reach.code, dtype=object)
    code = np.where((code == "") & ~np.asarray(reach.fits), UNSAID, code)
    code = np.where((code == "") & ~np.asarray(reach.pays), UNPAID, code)
    place, words = pd.factorize(code.ravel())
    reasons = tuple(sorted({str(word) for word in words if word} | {TOO_LONG}))
    position = np.array([reasons.index(str(word)) if word else -1 for word in words], dtype=np.int16)
    return (position[place] if len(place) else np.zeros(0, np.int16)).reshape(code.shape), reasons


def _down(values: Any, kind: Any) -> npt.NDArray[Any]:
    return np.asarray(list(values), dtype=kind).reshape(-1, 1)


def _amounts(values: npt.NDArray[Any], taken: npt.NDArray[np.int64]) -> Amounts:
    return np.asarray(values, dtype=np.float64)[:, taken]
