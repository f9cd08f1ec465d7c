"""The need that is left once groups have ended, and what a policy's promises still ask for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from hitdesign.allocation.rows_students import matching, promised
from hitdesign.need.need import Need
from hitdesign.policy import Floor, Policy
from hitdesign.scenarios.replan_running import FINISHED, Running

COUNTS = ("students", "students_low", "students_high")


def need_left(need: Need, running: Running) -> tuple[Need, pd.Series]:
    """The need without the students of finished groups, and those students by cohort_id.

    Formula: students - students with a finished seat, not below 0, for both ends of a masked count.
    """
    done = running.seats[running.seats["state"] == FINISHED].groupby("cohort_id")["students"].sum()
    finished = need.cohorts["cohort_id"].map(done).fillna(0).round().astype(np.int64)
    cohorts = need.cohorts.copy()
    for name in COUNTS:
        cohorts[name] = np.maximum(cohorts[name].to_numpy(dtype=np.int64) - finished.to_numpy(), 0)
    students = cohorts.groupby("band")["students"].sum().reindex(range(len(need.bands)), fill_value=0)
    bands = need.bands.assign(students=students.to_numpy())
    return replace(need, cohorts=cohorts, bands=bands), finished


def promises_left(policy: Policy, need: Need, finished: pd.Series) -> tuple[Floor, ...]:
    """The policy's floors less what finished groups have kept of them, in whole students.

    `need`: before anything is taken off; `finished`: students of finished groups, row by row of its cohorts.
    """
    if not finished.sum():
        return policy.floors
    out = []
    for floor in policy.floors:
        match = matching(need.cohorts, floor)
        owed = promised(floor, float(need.cohorts["students"].to_numpy()[match].sum()))
        left = max(0, int(owed) - int(finished.to_numpy()[match].sum()))
        out.append(floor.model_copy(update={"share": None, "students": left}))
    return tuple(out)
