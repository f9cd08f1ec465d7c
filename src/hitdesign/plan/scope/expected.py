"""What tutoring in a pilot is expected to add, read from studies elsewhere for a program of its size."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.level_learning import learning_of, scale_key
from hitdesign.allocation.rows_students import SeatEntries
from hitdesign.evidence.library import parameter
from hitdesign.evidence.records import Evidence
from hitdesign.plan.drafted import Drafted

PLACE = ["band", "model", "block", "pool"]


def expected_effects(plan: Drafted, schools: Collection[str], students: int) -> pd.DataFrame:
    """Expected effect of a seat by subject in a program of so many students: standard deviations, with their ends.

    Index: subject; columns seats, expected_sd, low_sd, high_sd, and basis: the pilot's own seats, or, where the plan
    serves none of them in that subject, all seats of the plan. Formula: mean over seats of `learning_of`. Empty where
    the allocation carries no program. Raises InputError where the evidence lacks a parameter.
    """
    columns = ["seats", "expected_sd", "low_sd", "high_sd", "basis"]
    formulation, seats = plan.allocation.formulation, plan.allocation.seats
    if formulation is None or seats.empty:
        return pd.DataFrame(columns=columns, index=pd.Index([], name="subject"))
    inputs, places = formulation.inputs, formulation.inputs.rights.places
    wanted = _positions(plan)
    known = pd.DataFrame({"band": places.band, "model": places.model, "block": places.block, "pool": places.pool})
    at = pd.MultiIndex.from_frame(known).get_indexer(pd.MultiIndex.from_frame(wanted))
    pair = np.searchsorted(np.unique(places.pair), places.pair[at])
    none = np.zeros(len(at), dtype=np.int64)
    entries = SeatEntries(pair=pair, kind=none, outlet=np.arange(len(at)), column=none)
    own = replace(inputs, structure=replace(inputs.structure, outlet_place=at))
    policy = plan.policy.model_copy(update={"program_students": max(1, students)})
    learning = learning_of(own, entries, plan.evidence, policy)
    rows = pd.DataFrame({"subject": seats["subject"], "students": seats["students"], "here": _here(seats, schools)})
    rows = rows.assign(expected_sd=learning.value, low_sd=learning.low, high_sd=learning.high)
    found = [_of_subject(str(subject), of_it) for subject, of_it in rows.groupby("subject", sort=True)]
    return pd.DataFrame(found).set_index("subject")[columns]


def doubts_about(evidence: Evidence, students: int) -> tuple[str, ...]:
    """What the expected effect of a program of so many students rests on that nobody checked, each in a sentence.

    Those of its parameters that hold for every plan: the effect by size, the pooled effect, and dosage.
    """
    keys = (scale_key(evidence, students), "effect.pooled", "dosage.actual_share", "dosage.adequate_hours")
    used = [parameter(evidence, key) for key in keys]
    return tuple(f"{one.label}: {one.value}, not checked by a person." for one in used if not one.verified)


def _positions(plan: Drafted) -> pd.DataFrame:
    """Band, model, block and pool of each row of seats, as positions in their tables."""
    facts, need, seats = plan.facts, plan.need, plan.allocation.seats
    band = need.cohorts.set_index("cohort_id")["band"]
    ids = facts.schools["school_id"].to_numpy()[facts.blocks["school"]]
    block = pd.MultiIndex.from_arrays([ids, facts.blocks["block_id"]])
    return pd.DataFrame(
        {
            "band": band.reindex(seats["cohort_id"]).to_numpy(dtype=np.int64),
            "model": pd.Index(facts.models["model_id"]).get_indexer(seats["model_id"]),
            "block": block.get_indexer(pd.MultiIndex.from_frame(seats[["school_id", "block_id"]])),
            "pool": pd.Index(facts.tutors["pool_id"]).get_indexer(seats["pool_id"]),
        }
    )


def _here(seats: pd.DataFrame, schools: Collection[str]) -> NDArray[np.bool_]:
    here: NDArray[np.bool_] = seats["school_id"].isin(list(schools)).to_numpy(dtype=bool)
    return here


def _of_subject(subject: str, rows: pd.DataFrame) -> dict[str, object]:
    here = bool(rows.loc[rows["here"], "students"].sum() > 0)
    own = rows[rows["here"]] if here else rows
    means = {
        name: float(np.average(own[name], weights=own["students"])) for name in ("expected_sd", "low_sd", "high_sd")
    }
    basis = "the pilot's seats" if here else "all seats of the plan"
    return {"subject": subject, "seats": float(rows.loc[rows["here"], "students"].sum()), **means, "basis": basis}
