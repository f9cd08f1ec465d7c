"""What would give an effect at a cut-off away: jumps where there should be none, and numbers that do not stay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.comparison.covariates import Missing, covariates_of
from hitdesign.measurement.comparison.frames import Reading, refuse_all
from hitdesign.measurement.cutoff.effect import CutoffEffect, effect_of
from hitdesign.measurement.cutoff.estimate import effect_at_cutoff
from hitdesign.measurement.cutoff.list import CutoffList, Tutored, offered_by, read_cutoff
from hitdesign.measurement.standards.baseline import baseline_equivalence

#: What every row of a check says of an effect.
KEPT = (
    "corrected", "low", "high", "p", "effect_sd", "bandwidth", "tutored_students", "other_students",
)  # fmt: skip


def covariate_jumps(
    frame: pd.DataFrame, covariates: Sequence[str], *, running: str, cutoff: float, tutored: Tutored,
    missing: Missing = "refuse", **how: Any,
) -> pd.DataFrame:  # fmt: skip
    """Whether what was known before jumps at the cut-off; it should not.

    One row per covariate: the jump with interval and p, `effect_sd`, and `verdict` as `baseline_equivalence` gives it.
    `how`: order, kernel, bandwidth, variance, confidence as in `effect_at_cutoff`. Raises InputError with every fault.

    >>> import pandas as pd
    >>> from hitdesign.measurement.cutoff.checks import covariate_jumps
    >>> rows = pd.DataFrame({"score": range(40), "age": [100 + s % 5 for s in range(40)]})
    >>> jumps = covariate_jumps(rows, ["age"], running="score", cutoff=20, tutored="below", bandwidth=15.0)
    >>> jumps["p"].gt(0.05).tolist()
    [True]
    """
    reading = Reading("students", frame)
    scores, read = reading.numbers(running), covariates_of(reading, covariates, missing)
    refuse_all(reading.faults)
    rows = []
    for place, name in enumerate(read.names):
        one = pd.DataFrame({"score": scores, "value": read.values[:, place]})
        found = effect_at_cutoff(one, running="score", outcome="value", cutoff=cutoff, tutored=tutored, **how)
        verdict = None if np.isnan(found.effect_sd) else baseline_equivalence(found.effect_sd).verdict
        rows.append({"covariate": name, **_row(found), "verdict": verdict})
    return pd.DataFrame(rows)


def placebo_cutoffs(
    frame: pd.DataFrame, cutoffs: Sequence[float], *, running: str, cutoff: float, tutored: Tutored,
    outcome: str = "posttest", order: int = 1, bandwidth: Any = "mse_optimal", **how: Any,
) -> pd.DataFrame:  # fmt: skip
    """The effect at cut-offs where nothing changed, each from students of one side of the true cut-off only.

    One row per cut-off. `how`: kernel, variance, confidence. Raises InputError with every fault.

    >>> import pandas as pd
    >>> from hitdesign.measurement.cutoff.checks import placebo_cutoffs
    >>> rows = pd.DataFrame({"score": range(80), "posttest": [s + s % 3 for s in range(80)]})
    >>> placebo_cutoffs(rows, [20], running="score", cutoff=40, tutored="below", bandwidth=18.0)["cutoff"].tolist()
    [20]
    """
    listed = read_cutoff(frame, running=running, cutoff=cutoff, tutored=tutored, outcome=outcome)
    rows = []
    for place in cutoffs:
        moved, offered = offered_by(np.array([float(place)]), cutoff, tutored)
        kept = listed.offered == offered[0]
        distance = listed.distance[kept] - moved[0]
        none = np.zeros(0)
        side = CutoffList(distance, distance >= 0, listed.outcomes[kept], none, none.astype(np.bool_))
        if not 0 < (distance >= 0).sum() < len(distance):
            problem, remedy = "it has students on one side only", "Choose another"
            fault = Fault("cut-off", problem, "scores on both sides", remedy, column="cutoffs")
            raise InputError([fault])
        settings = {"kernel": "triangular", "variance": "nearest_neighbour", "confidence": 0.95, **how}
        found = effect_of(side, order=order, bandwidth=bandwidth, pilot=None, **settings)
        rows.append({"cutoff": place, **_row(found)})
    return pd.DataFrame(rows)


def sensitivity(
    frame: pd.DataFrame, found: CutoffEffect, *, factors: Sequence[float] = (0.5, 0.75, 1.0, 1.5, 2.0),
    donuts: Sequence[float] = (), **asked: Any,
) -> pd.DataFrame:  # fmt: skip
    """The effect with other bandwidths, and without those nearest to the cut-off.

    `asked`: what `effect_at_cutoff` was asked (running, cutoff, tutored, outcome, ...), without bandwidth and donut.
    One row per bandwidth (`factors` x that of `found`, pilot likewise) and per donut (with the bandwidth of `found`).
    Raises InputError with every fault.

    >>> import pandas as pd
    >>> from hitdesign.measurement.cutoff.estimate import effect_at_cutoff
    >>> from hitdesign.measurement.cutoff.checks import sensitivity
    >>> rows = pd.DataFrame({"score": range(80), "posttest": [s + 5 * (s < 40) + s % 2 for s in range(80)]})
    >>> asked = {"running": "score", "cutoff": 40, "tutored": "below"}
    >>> found = effect_at_cutoff(rows, bandwidth=20.0, **asked)
    >>> sensitivity(rows, found, factors=(0.5, 1.0), donuts=(1.0,), **asked)["bandwidth"].tolist()
    [10.0, 20.0, 20.0]
    """
    cases = [(factor, 0.0) for factor in factors] + [(1.0, donut) for donut in donuts]
    rows = []
    for factor, donut in cases:
        one = effect_at_cutoff(
            frame, bandwidth=factor * found.bandwidth, pilot=factor * found.pilot, donut=donut, **asked
        )  # fmt: skip
        rows.append({"donut": donut, **_row(one)})
    return pd.DataFrame(rows)


def _row(found: CutoffEffect) -> dict[str, Any]:
    return {name: getattr(found, name) for name in KEPT}
