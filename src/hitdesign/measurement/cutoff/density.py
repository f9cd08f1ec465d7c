"""Whether scores were moved across the cut-off: a jump in how many students have them there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from hitdesign.errors import Fault, InputError, MissingExtra
from hitdesign.measurement.comparison.frames import Reading, refuse_all
from hitdesign.measurement.cutoff.bandwidth import REPEATED
from hitdesign.measurement.cutoff.list import Tutored, offered_by
from hitdesign.measurement.cutoff.local import inverse_gram, kernel_weights, powers
from hitdesign.measurement.given import number_faults
from hitdesign.quantities import print_count
from hitdesign.solving.numbers import Bools, Floats

#: McCrary's constant for a triangular kernel at a boundary.
KAPPA = 3.348
#: Bins that a side needs for its polynomial of the fourth order.
LEAST_BINS = 7
#: Bins that a bandwidth spans at least.
LEAST_SPAN = 2.6
#: Steps of scores in one bin from which they are taken as a continuum.
FINE = 20


@dataclass(frozen=True)
class DensityTest:
    """A jump in the density of scores at the cut-off, as McCrary estimates it, and a plain count beside it.

    `log_jump`: log density on the tutored side less that on the other, with `standard_error`, `z`, two-sided `p`;
    `p_half_bandwidth`: the p with half the bandwidth, for the rule smooths much.
    `near_tutored_students`, `near_other_students`: those nearest to the cut-off, within `near`; `near_p`: exact
    binomial p that they fall on both sides alike. `grid`: distance between scores where many share one, else None.
    """

    log_jump: float
    standard_error: float
    z: float
    p: float
    p_half_bandwidth: float
    bandwidth: float
    bin_width: float
    near: float
    near_tutored_students: int
    near_other_students: int
    near_p: float
    grid: float | None
    sentences: tuple[str, ...]


def density_test(
    frame: pd.DataFrame, *, running: str, cutoff: float, tutored: Tutored, bin_width: float | None = None,
    bandwidth: float | None = None, nearest: int = 50,
) -> DensityTest:  # fmt: skip
    """Whether more students stand just on one side of the cut-off than a smooth curve of scores allows.

    `bin_width`, `bandwidth`: in the unit of the score, by McCrary's rules where None; bins of scores that many share
    are whole steps of their grid. `nearest`: students for the plain count (whole scores; both sides equally wide).
    Raises InputError with every fault, MissingExtra where scipy is absent.

    Formula: bins of width 2 s n^(-1/2); per side a polynomial of order 4 gives h = 3.348 (sigma^2 range / sum of
    f''^2)^(1/5), averaged; local linear fits of bin heights give f; log jump = ln f+ - ln f-, its error
    sqrt(24 / (5 n h) (1 / f+ + 1 / f-)). A side empty at the cut-off counts as half a student within h.
    Source: McCrary, Journal of Econometrics 142 (2008).

    >>> import numpy as np, pandas as pd
    >>> from hitdesign.measurement.cutoff.density import density_test
    >>> scores = pd.DataFrame({"score": np.random.default_rng(1).normal(0, 1, 2000)})
    >>> density_test(scores, running="score", cutoff=0.2, tutored="below").p > 0.05
    True
    """
    scores = _scores(frame, running, cutoff, bin_width, bandwidth, nearest)
    distance, offered = offered_by(scores, cutoff, tutored)
    if min(offered.sum(), (~offered).sum()) < 2:
        raise InputError([_too_few()])
    width = bin_width or 2 * float(distance.std(ddof=1)) / math.sqrt(len(distance))
    grid = _grid(distance, width)
    if grid is not None:
        distance = distance - (distance[offered].min() + distance[~offered].max()) / 2
        width = grid * max(1, round(width / grid))
    span, jump, error = _jump(distance, offered, width, bandwidth)
    _, half_jump, half_error = _jump(distance, offered, width, span / 2)
    near, counts = _near(distance, offered, nearest)
    p, half_p = (2 * NormalDist().cdf(-abs(one)) for one in (jump / error, half_jump / half_error))
    near_p = _binomial(*counts)
    said = _said(jump, (p, half_p), counts, near_p, grid)
    return DensityTest(jump, error, jump / error, p, half_p, span, width, near, *counts, near_p, grid, said)


def _scores(
    frame: pd.DataFrame, running: str, cutoff: float, bin_width: float | None, bandwidth: float | None, nearest: int
) -> Floats:
    reading = Reading("students", frame)
    scores = reading.numbers(running)
    faults = [
        *number_faults("cut-off", "cutoff", cutoff),
        *(number_faults("cut-off", "bin_width", bin_width, above=0) if bin_width is not None else ()),
        *(number_faults("cut-off", "bandwidth", bandwidth, above=0) if bandwidth is not None else ()),
        *number_faults("cut-off", "nearest", nearest, at_least=10, whole=True),
    ]
    refuse_all(faults, reading.faults)
    return scores


def _jump(distance: Floats, offered: Bools, width: float, bandwidth: float | None) -> tuple[float, float, float]:
    """The bandwidth, the jump of the log density at the cut-off, and its standard error."""
    sides = [_bins(np.abs(distance[side]), width, len(distance)) for side in (offered, ~offered)]
    if min(len(one[0]) for one in sides) < LEAST_BINS:
        raise InputError([_too_few()])
    span = max(bandwidth or float(np.mean([_bandwidth(*one) for one in sides])), LEAST_SPAN * width)
    least = 0.5 / (len(distance) * span)
    heights = [max(_height(*one, span), least) for one in sides]
    error = math.sqrt(24 / (5 * len(distance) * span) * sum(1 / one for one in heights))
    return span, math.log(heights[0]) - math.log(heights[1]), error


def _grid(distance: Floats, width: float) -> float | None:
    """The step between scores where many students share one, unless it is fine beside a bin."""
    different = np.unique(distance)
    if 1 - len(different) / len(distance) < REPEATED or len(different) < 3:
        return None
    step = float(np.diff(different).min())
    return step if step * FINE > width else None


def _bins(away: Floats, width: float, students: int) -> tuple[Floats, Floats]:
    """Middles and heights of the bins of one side, the first beginning at the cut-off; away: distances, 0 or more."""
    place = np.floor(away / width + 1e-9).astype(np.int64)
    counts = np.asarray(np.bincount(place), dtype=np.float64)
    return np.asarray((np.arange(len(counts)) + 0.5) * width), np.asarray(counts / (students * width))


def _bandwidth(middles: Floats, heights: Floats) -> float:
    rows = powers(middles, 4)
    fit = inverse_gram(rows, np.ones(len(rows))) @ rows.T @ heights
    left = float(((heights - rows @ fit) ** 2).sum()) / (len(rows) - 5)
    bend = 2 * fit[2] + 6 * fit[3] * middles + 12 * fit[4] * middles**2
    return float(KAPPA * (left * middles.max() / max(float((bend**2).sum()), 1e-300)) ** 0.2)


def _height(middles: Floats, heights: Floats, span: float) -> float:
    weights, rows = kernel_weights(middles, span, "triangular"), powers(middles, 1)
    return float(inverse_gram(rows, weights)[0] @ (rows.T * weights) @ heights)


def _near(distance: Floats, offered: Bools, nearest: int) -> tuple[float, tuple[int, int]]:
    """How far the nearest students stand, and how many of them on each side; whole scores only."""
    near = float(np.sort(np.abs(distance))[min(nearest, len(distance)) - 1]) + 1e-9
    inside = np.abs(distance) <= near
    return near, (int((inside & offered).sum()), int((inside & ~offered).sum()))


def _binomial(one: int, other: int) -> float:
    try:
        from scipy.stats import binomtest
    except ImportError as absent:
        raise MissingExtra("scipy", "measurement") from absent
    return float(binomtest(one, one + other, 0.5).pvalue)


def _too_few() -> Fault:
    return Fault(
        "cut-off", "too few students or different scores for the shape of their density", "some hundred scores",
        "Look at the plain counts on both sides, or choose narrower bins", column="running",
    )  # fmt: skip


def _said(
    jump: float, ps: tuple[float, float], counts: tuple[int, int], near_p: float, grid: float | None
) -> tuple[str, ...]:
    more = "more" if jump > 0 else "fewer"
    said = [
        f"Just on the tutored side of the cut-off stand {100 * abs(math.expm1(jump)):.0f}% {more} students than just "
        f"on the other; a smooth curve would show a jump this large in {ps[0]:.2f} of cases "
        f"({ps[1]:.2f} with half the bandwidth).",
        f"Of the {print_count(sum(counts), 'student')} nearest to it {counts[0]:,} stand on the tutored side "
        f"(p {near_p:.2f}).",
        "A jump says that scores may have been moved. No jump does not prove that none were.",
    ]
    if grid is not None:
        said.append(f"Scores come in steps of {grid:g}: the test sees steps, not a curve.")
    return tuple(said)
