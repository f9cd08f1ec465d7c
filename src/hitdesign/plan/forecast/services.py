"""The seats of a plan as services: a band taught in one tutoring model, block and pool, with what is known of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.level_learning import Seated, attended_rates, designed_hours
from hitdesign.plan.drafted import Drafted

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: What makes a service, as tables of the allocation name it.
KEYS = ["band_id", "school_id", "model_id", "block_id", "pool_id"]


@dataclass(frozen=True)
class Services:
    """One row per service, and where its seats stand among the facts.

    `table`: KEYS, grade_low, grade_high, subject, tier, students_per_tutor, modality, tutor_kind, when, seats,
    designed_sessions, designed_hours, attendance_rate (of the block) with its ends. `seats`, `rates` (value, low, high
    by row): the same as arrays.
    """

    table: pd.DataFrame
    at: Seated
    seats: Floats
    rates: Floats


def services_of(plan: Drafted) -> Services:
    """The services of a plan, in the order of their keys; cohorts of one band that sit together are one row."""
    facts, bands, cohorts = plan.facts, plan.need.bands, plan.need.cohorts
    seats = plan.allocation.seats
    position = pd.Index(cohorts["cohort_id"]).get_indexer(pd.Index(seats["cohort_id"]))
    band = cohorts["band"].to_numpy(dtype=np.int64)[position]
    own = seats.assign(band_id=bands["band_id"].to_numpy(dtype=object)[band], band=band)
    own["students"] = own["students"].astype(float)
    rows = own.groupby(KEYS, sort=True).agg(band=("band", "first"), seats=("students", "sum")).reset_index()
    rows = rows[rows["seats"] > 0].reset_index(drop=True)
    at = _at(plan, rows)
    rates = attended_rates(facts, at, plan.evidence)
    models, blocks = facts.models.iloc[at.model], facts.blocks.iloc[at.block]
    own_bands = bands.iloc[at.band]
    table = rows[KEYS].assign(
        grade_low=own_bands["grade_low"].to_numpy(dtype=np.int64),
        grade_high=own_bands["grade_high"].to_numpy(dtype=np.int64),
        subject=own_bands["subject"].to_numpy(dtype=object),
        tier=own_bands["tier"].to_numpy(dtype=object),
        students_per_tutor=models["students_per_tutor"].to_numpy(dtype=np.int64),
        modality=models["modality"].to_numpy(dtype=object),
        tutor_kind=facts.tutors["kind"].to_numpy(dtype=object)[at.pool],
        when=blocks["when"].to_numpy(dtype=object),
        seats=rows["seats"].to_numpy(dtype=float),
        designed_sessions=(models["sessions_per_week"] * models["weeks"]).to_numpy(dtype=float),
        designed_hours=designed_hours(facts, at),
        attendance_rate=rates[0],
        attendance_rate_low=rates[1],
        attendance_rate_high=rates[2],
    )
    return Services(table, at, rows["seats"].to_numpy(dtype=float), rates)


def _at(plan: Drafted, rows: pd.DataFrame) -> Seated:
    """Positions of each row's band, tutoring model, block and pool."""
    facts = plan.facts
    school = pd.Index(facts.schools["school_id"]).get_indexer(pd.Index(rows["school_id"]))
    blocks = pd.MultiIndex.from_arrays([facts.blocks["school"], facts.blocks["block_id"]])
    wanted = pd.MultiIndex.from_arrays([school, rows["block_id"]])
    return Seated(
        band=rows["band"].to_numpy(dtype=np.int64),
        model=pd.Index(facts.models["model_id"]).get_indexer(pd.Index(rows["model_id"])).astype(np.int64),
        block=blocks.get_indexer(wanted).astype(np.int64),
        pool=pd.Index(facts.tutors["pool_id"]).get_indexer(pd.Index(rows["pool_id"])).astype(np.int64),
    )
