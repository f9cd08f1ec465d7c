"""Students on both sides of a cut-off, read and checked: who was offered tutoring, and how far each was from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.comparison.covariates import covariates_of
from hitdesign.measurement.comparison.frames import Reading, refuse_all
from hitdesign.measurement.cutoff.local import Side
from hitdesign.measurement.given import number_faults, word_faults
from hitdesign.solving.numbers import Bools, Floats

Tutored = Literal["below", "at_or_below", "above", "at_or_above"]
Missing = Literal["refuse", "leave_out"]


@dataclass(frozen=True, repr=False, eq=False)
class CutoffList:
    """Signed distances from the cut-off, positive on the tutored side; outcomes in columns (then what was received).

    `lost`: signed distances of those without an outcome.
    """

    distance: Floats
    offered: Bools
    outcomes: Floats
    lost: Floats
    lost_offered: Bools

    @property
    def sides(self) -> tuple[Side, Side]:
        """The other side and the tutored one, each sorted by distance."""
        order = np.argsort(self.distance, kind="stable")
        parts = [order[self.offered[order] == side] for side in (False, True)]
        other, tutored = (Side(self.distance[part], self.outcomes[part]) for part in parts)
        return other, tutored


def offered_by(scores: Floats, cutoff: float, tutored: Tutored) -> tuple[Floats, Bools]:
    """Signed distances from the cut-off, positive towards those tutored, and who is on their side.

    >>> import numpy as np
    >>> from hitdesign.measurement.cutoff.list import offered_by
    >>> offered_by(np.array([24.0, 25.0]), 25, "below")[1].tolist()
    [True, False]
    """
    distance = (scores - cutoff) * (1.0 if "above" in tutored else -1.0) + 0.0
    return distance, distance >= 0 if "at_or" in tutored else distance > 0


def read_cutoff(
    frame: pd.DataFrame, *, running: str, cutoff: float, tutored: Tutored, outcome: str, received: str | None = None,
    donut: float = 0.0, missing: Missing = "leave_out", student_id: str | None = None,
) -> CutoffList:  # fmt: skip
    """The list, checked: InputError with every fault."""
    faults: list[Fault] = [
        *number_faults("cut-off", "cutoff", cutoff),
        *word_faults("cut-off", "tutored", tutored, get_args(Tutored)),
        *number_faults("cut-off", "donut", donut, at_least=0),
        *word_faults("cut-off", "missing", missing, get_args(Missing)),
    ]
    reading = Reading("students", frame)
    if student_id is not None:
        reading.once(student_id, reading.texts(student_id))
    scores = reading.numbers(running)
    values = reading.numbers(outcome, blank=missing == "leave_out")
    columns = [values]
    if received is not None:
        read = covariates_of(reading, [received], "refuse")
        columns += list(read.values.T)
        if not reading.faults and read.values.shape[1] != 1:
            reading.add("is no measure of what was received", "yes and no, or a number", "Name another", received)
    refuse_all(faults, reading.faults)
    distance, offered = offered_by(scores, cutoff, tutored)
    lost, near = np.isnan(values), np.abs(distance) < donut
    kept = ~lost & ~near
    listed = CutoffList(
        distance[kept], offered[kept], np.column_stack(columns)[kept], distance[lost & ~near], offered[lost & ~near]
    )  # fmt: skip
    for inside, word in ((listed.offered, "tutored"), (~listed.offered, "other")):
        if not inside.any():
            problem = f"nobody stands on the {word} side of the cut-off"
            reading.add(problem, "both sides", "Check cutoff and side", running)
    refuse_all(reading.faults)
    return listed
