"""What must be kept of a lottery so that anybody with the list can show, years later, that it was held as written."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from hitdesign.measurement.lottery.draw import Misfits, Overflow


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class StratumCount(_Kept):
    """One stratum: who asked, who was sure of a seat or of none, among whom was drawn, and the chance of those.

    `seats` are students, or units where a share was drawn. `chance_low` and `chance_high` differ where units differ.
    """

    stratum: str
    students: int
    units: int
    seats: int
    sure_students: int
    hopeless_students: int
    drawn_among_students: int
    drawn_served_students: int
    served_students: int
    chance_low: float | None
    chance_high: float | None


class RedrawKept(_Kept):
    """How the draw was repeated: which draw was the first acceptable one, and how far from alike it was."""

    covariates: tuple[str, ...]
    accepted_share: float
    most_draws: int
    missing: str
    degrees_of_freedom: int
    furthest_accepted: float
    distance: float
    accepted_draw: int


class BalanceKept(_Kept):
    """One covariate of the balance table among those drawn."""

    covariate: str
    kind: str
    difference_sd: float | None
    verdict: str | None


class LotteryRecord(_Kept):
    """The audit record: rules, seed, counts, and the fingerprints of list and result. It names no student.

    `seed_fixed_on`: the day on which the seed was written down, None where nobody did; `seed_from`: the public text it
    was derived from, or ''. `list_sha256` is taken over the list with a `salt` where one was used, so that a list with
    one unknown student cannot be guessed. Write it with `model_dump_json()`, read it with `model_validate_json`.
    """

    algorithm: str
    seed: str
    seed_fixed_on: datetime.date | None
    seed_from: str
    student_id: str
    unit: str
    strata: tuple[str, ...]
    priority: str | None
    share: str | None
    misfits: Misfits
    overflow: Overflow
    students: int
    units: int
    served_students: int
    counts: tuple[StratumCount, ...]
    chances: str
    redraw: RedrawKept | None
    balance: tuple[BalanceKept, ...]
    distance: float | None
    distance_degrees_of_freedom: int | None
    distance_p: float | None
    salted: bool
    list_sha256: str
    result_sha256: str


def fingerprint(lines: Iterable[str], salt: str = "") -> str:
    """SHA-256 over lines, each ended by a line feed, after the salt and a line feed where there is one.

    >>> from hitdesign.measurement.lottery.record import fingerprint
    >>> fingerprint(["a", "b"])[:8]
    '911169dd'
    """
    digest = hashlib.sha256(f"{salt}\n".encode() if salt else b"")
    for line in lines:
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()
