"""Which places the policy's levels tell apart, so that seats are counted by place only where a level looks at it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hitdesign.district.columns import Facts
from hitdesign.policy import Policy
from hitdesign.rights.rights import Rights

Ints = NDArray[np.int64]


def told_apart(facts: Facts, rights: Rights, policy: Policy) -> tuple[Ints, ...]:
    """Codes per place; places with equal codes count the same for every level of the policy.

    expected_learning looks at the kind of tutor and the attendance of the block, least_change at block and pool; what
    else a seat's learning depends on (band, tutoring model) is the same at all places of a column anyway.
    """
    places = rights.places
    codes: list[Ints] = []
    if "expected_learning" in policy.levels:
        codes.append(_code(facts.tutors["kind"].to_numpy(dtype=str))[places.pool])
        codes.append(_code(facts.blocks["attendance_rate"].to_numpy(dtype=float))[places.block])
    if "least_change" in policy.levels:
        codes += [places.block, places.pool]
    return tuple(codes)


def _code(values: NDArray[np.generic]) -> Ints:
    codes: Ints = np.unique(values, return_inverse=True)[1].astype(np.int64)
    return codes
