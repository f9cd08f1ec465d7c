"""What the rules see: one array per fact, over bands (rows) and tutoring models (columns)."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

Flags = npt.NDArray[np.bool_]
Amounts = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Words = npt.NDArray[np.object_]

#: The reasons that the search for what would change a choice sets or takes away.
TOO_LONG = "no_block:session_longer_than_block"
NO_ROOMS, NO_SEATS = "no_block:no_rooms", "no_block:no_online_seats"

BAND_FIELDS = ("band_id", "subject", "tier", "objective", "grade_low", "grade_high", "students", "iep_share")
MODEL_FIELDS = ("model_id", "size", "sessions", "minutes", "weeks", "online")
CELL_FIELDS = (
    "reason",
    "block_minutes",
    "during_school",
    "dollars",
    "cost",
    "due_once",
    "hours",
    "hours_needed",
    "certified_share",
)


@dataclass(frozen=True, eq=False)
class Situation:
    """Facts of B bands and K tutoring models, sorted by model_id, as arrays that broadcast to (B, K).

    Band fields have shape (B, 1), model fields (1, K), cell fields (B, K). An unknown amount is NaN, never 0.
    """

    band_id: Words
    subject: Words
    tier: Words
    objective: Words
    #: Lowest and highest grade, 0 = K.
    grade_low: Whole
    grade_high: Whole
    students: Whole
    #: Share of the band's students in cohorts marked as having an IEP.
    iep_share: Amounts
    model_id: Words
    #: Students per tutor.
    size: Whole
    #: Sessions a week, minutes a session, weeks of the program.
    sessions: Whole
    minutes: Whole
    weeks: Whole
    online: Flags
    #: Why the model cannot take place, as a position in `reasons`; -1 where it can.
    reason: npt.NDArray[np.int16]
    #: Minutes of the longest block at the school.
    block_minutes: Amounts
    during_school: Flags
    #: Dollars within reach per student in need, and the cost of the cheapest seat.
    dollars: Amounts
    cost: Amounts
    #: Dollars of that cost that are due once for many students, spread over as many as could be served.
    due_once: Amounts
    #: Tutor hours a week within reach per student in need, and hours a week that a seat takes.
    hours: Amounts
    hours_needed: Amounts
    #: Share of the tutors within reach who are certified teachers.
    certified_share: Amounts
    #: The words that `reason` points at.
    reasons: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of bands and of tutoring models."""
        return self.band_id.shape[0], self.model_id.shape[1]

    @property
    def possible(self) -> Flags:
        """Where nothing in time, staff or money forbids the model."""
        return self.reason < 0

    def rows(self, positions: Whole | list[int]) -> Situation:
        """The same facts for these bands only, in this order; a band may stand more than once."""
        taken = {name: getattr(self, name)[positions] for name in (*BAND_FIELDS, *CELL_FIELDS)}
        return replace(self, **taken)

    def grade_overlap(self, low: int, high: int) -> Amounts:
        """Share of the band's grades that lie in low..high: (B, 1)."""
        shared = np.minimum(self.grade_high, high) - np.maximum(self.grade_low, low) + 1
        return np.asarray(np.clip(shared, 0, None) / (self.grade_high - self.grade_low + 1), dtype=np.float64)

    def is_math(self) -> Flags:
        """Bands whose subject is mathematics, by its first four letters: (B, 1)."""
        subjects = {subject: str(subject).lower().startswith("math") for subject in set(self.subject.ravel())}
        return np.array([[subjects[subject]] for subject in self.subject.ravel()], dtype=bool).reshape(-1, 1)


def longest_block(situation: Situation, band: int, column: int) -> float:
    """Minutes of the longest block for this model, or, where it has none, of any block of the band; NaN if unknown."""
    own = float(situation.block_minutes[band, column])
    if own > 0:
        return own
    known = [float(minutes) for minutes in situation.block_minutes[band] if minutes > 0]
    return max(known, default=math.nan)
