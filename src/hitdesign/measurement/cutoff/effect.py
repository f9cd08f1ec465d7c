"""The effect at a cut-off from two sides already read: jump, correction, interval, and what they rest on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.cutoff.bandwidth import REPEATED, Bandwidths, Rule, optimal_bandwidths
from hitdesign.measurement.cutoff.list import CutoffList
from hitdesign.measurement.cutoff.local import Kernel, Side, Variance, fit_side
from hitdesign.measurement.cutoff.said import sentences_of

#: A jump that is smaller is none.
SLIGHT = 1e-12


@dataclass(frozen=True)
class CutoffEffect:
    """The effect at the cut-off, in the unit of the outcome, unrounded.

    `effect` and `standard_error` are the conventional local polynomial's; `corrected`, `robust_standard_error`, `low`,
    `high`, `z` and `p` are corrected for its bias, and these are what to judge by. `effect_sd`: `effect` over
    `outcome_sd`, the standard deviation within sides inside the bandwidth. `kind`: `sharp`, or `fuzzy` where not
    everybody received what the cut-off says: then the effect is per unit received, for those whom the cut-off moved;
    `take_up_jump` and `first_stage_f` say how far it moved them. Students are those inside the bandwidth; `lost_...`
    those of them without an outcome; `scores_...` how many different scores they have.
    """

    effect: float
    standard_error: float
    corrected: float
    robust_standard_error: float
    low: float
    high: float
    z: float
    p: float
    confidence: float
    effect_sd: float
    outcome_sd: float
    kind: str
    take_up_jump: float
    first_stage_f: float | None
    bandwidth: float
    pilot: float
    rule: str
    order: int
    kernel: str
    variance: str
    tutored_students: int
    other_students: int
    lost_tutored_students: int
    lost_other_students: int
    scores_tutored_side: int
    scores_other_side: int
    repeated_scores: bool
    sentences: tuple[str, ...]


def effect_of(
    listed: CutoffList, order: int, kernel: Kernel, bandwidth: Rule | float, pilot: float | None, variance: Variance,
    confidence: float,
) -> CutoffEffect:  # fmt: skip
    """The same from a list already read."""
    sides = listed.sides
    widths = _widths(sides, order, kernel, bandwidth, pilot, variance)
    _enough(sides, order, widths)
    fits = [fit_side(side, order, widths.bandwidth, widths.pilot, kernel, variance) for side in sides]
    jump, corrected = fits[1].level - fits[0].level, fits[1].corrected - fits[0].corrected
    plain = fits[0].plain_variance + fits[1].plain_variance
    robust = fits[0].robust_variance + fits[1].robust_variance
    fuzzy = len(jump) > 1 and not _follows(sides)
    if fuzzy and abs(jump[1]) < SLIGHT:
        raise InputError([_unmoved()])
    slope = np.array([1.0]) if not fuzzy else np.array([1 / jump[1], -jump[0] / jump[1] ** 2])
    size = len(slope)
    effect = float(jump[0] / jump[1]) if fuzzy else float(jump[0])
    better = effect - float(slope @ (jump - corrected)[:size])
    errors = [float(np.sqrt(slope @ one[:size, :size] @ slope)) for one in (plain, robust)]
    far = NormalDist().inv_cdf((1 + confidence) / 2) * errors[1]
    z = better / errors[1] if errors[1] > 0 else 0.0 if abs(better) < SLIGHT else math.copysign(math.inf, better)
    near = [side.within(widths.bandwidth) for side in sides]
    spread = _spread(near)
    beside = np.abs(listed.lost) <= widths.bandwidth
    lost = [int((beside & (listed.lost_offered == side)).sum()) for side in (True, False)]
    numbers: dict[str, Any] = {
        "effect": effect, "standard_error": errors[0], "corrected": better, "robust_standard_error": errors[1],
        "low": better - far, "high": better + far, "z": float(z), "p": 2 * NormalDist().cdf(-abs(float(z))),
        "confidence": confidence, "effect_sd": effect / spread if spread > 0 else float("nan"), "outcome_sd": spread,
        "kind": "fuzzy" if fuzzy else "sharp", "take_up_jump": float(jump[1]) if len(jump) > 1 else 1.0,
        "first_stage_f": float(jump[1] ** 2 / plain[1, 1]) if fuzzy else None, "bandwidth": widths.bandwidth,
        "pilot": widths.pilot, "rule": bandwidth if isinstance(bandwidth, str) else "given", "order": order,
        "kernel": kernel, "variance": variance, "tutored_students": len(near[1].distance),
        "other_students": len(near[0].distance), "lost_tutored_students": lost[0], "lost_other_students": lost[1],
        "scores_tutored_side": len(np.unique(near[1].distance)), "scores_other_side": len(np.unique(near[0].distance)),
        "repeated_scores": _repeated(sides),
    }  # fmt: skip
    return CutoffEffect(**numbers, sentences=sentences_of(numbers))


def _widths(
    sides: tuple[Side, Side], order: int, kernel: Kernel, bandwidth: Rule | float, pilot: float | None,
    variance: Variance,
) -> Bandwidths:  # fmt: skip
    if not isinstance(bandwidth, str):
        return Bandwidths(float(bandwidth), float(pilot or bandwidth))
    needed = order + 5
    if min(len(np.unique(side.distance)) for side in sides) < needed:
        problem = f"a side has fewer than {needed} different scores, too few for a bandwidth by rule"
        fault = Fault("cut-off", problem, "a finer score", "Give a bandwidth, or use a finer score", column="running")
        raise InputError([fault])
    found = optimal_bandwidths(sides, order, kernel, variance, bandwidth)
    return Bandwidths(found.bandwidth, pilot or found.pilot)


def _enough(sides: tuple[Side, Side], order: int, widths: Bandwidths) -> None:
    for side in sides:
        for width, terms in ((widths.bandwidth, order + 1), (widths.pilot, order + 2)):
            scores = len(np.unique(side.distance[np.abs(side.distance) < width]))
            if scores < terms or len(side.within(width).distance) < terms + 2:
                problem = f"within {width:.4g} of the cut-off a side has too few students or different scores"
                fault = Fault("cut-off", problem, f"{terms} scores or more", "Widen the bandwidth", column="bandwidth")
                raise InputError([fault])


def _unmoved() -> Fault:
    problem, remedy = "the cut-off moved nothing of what was received", "Check the cut-off and the column"
    return Fault("cut-off", problem, "a jump in what was received", remedy, column="received")


def _follows(sides: tuple[Side, Side]) -> bool:
    """Whether everybody on one side received one thing, and on the other another: then the design is sharp."""
    parts = [np.unique(side.outcomes[:, 1]) for side in sides]
    return len(parts[0]) == len(parts[1]) == 1 and float(parts[0][0]) == 0.0 and float(parts[1][0]) == 1.0


def _spread(near: list[Side]) -> float:
    squares = sum(float(((side.outcomes[:, 0] - side.outcomes[:, 0].mean()) ** 2).sum()) for side in near)
    return float(np.sqrt(squares / (sum(len(side.distance) for side in near) - 2)))


def _repeated(sides: tuple[Side, Side]) -> bool:
    return any(1 - len(np.unique(side.distance)) / len(side.distance) >= REPEATED for side in sides)
