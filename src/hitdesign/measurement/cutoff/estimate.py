"""The effect of tutoring at a cut-off: students just on one side of it stand beside those just on the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.comparison.frames import refuse_all
from hitdesign.measurement.cutoff.bandwidth import Rule
from hitdesign.measurement.cutoff.effect import CutoffEffect, effect_of
from hitdesign.measurement.cutoff.list import Missing, Tutored, read_cutoff
from hitdesign.measurement.cutoff.local import Kernel, Variance
from hitdesign.measurement.given import number_faults, word_faults


def effect_at_cutoff(
    frame: pd.DataFrame,
    *,
    running: str,
    cutoff: float,
    tutored: Tutored,
    outcome: str = "posttest",
    received: str | None = None,
    order: int = 1,
    kernel: Kernel = "triangular",
    bandwidth: Rule | float = "mse_optimal",
    pilot: float | None = None,
    variance: Variance = "nearest_neighbour",
    confidence: float = 0.95,
    donut: float = 0.0,
    missing: Missing = "leave_out",
    student_id: str | None = None,
) -> CutoffEffect:
    """What tutoring did to students at the cut-off that decided who was offered it.

    `running`: the score that was compared with `cutoff`; `tutored`: the side that was offered tutoring (`below`,
    `at_or_below`, `above`, `at_or_above`); `received`: who got it in truth (yes and no, or hours), where that differs.
    `order`: 1 local linear, 2 local quadratic; `bandwidth`: a rule or a number in the unit of the score, `pilot` that
    of the bias (default: by the rule; with a number the same number). `donut`: students nearer than this are left out.
    Raises InputError with every fault.

    Formula: level at the cut-off from the tutored side less that from the other (`cutoff.local.fit_side`); fuzzy: over
    the jump in what was received. Source: Calonico, Cattaneo and Titiunik, Econometrica 82 (2014).

    >>> import pandas as pd
    >>> from hitdesign.measurement.cutoff.estimate import effect_at_cutoff
    >>> rows = pd.DataFrame({"score": range(40), "posttest": [s + 5 * (s < 20) for s in range(40)]})
    >>> round(effect_at_cutoff(rows, running="score", cutoff=20, tutored="below", bandwidth=15.0).effect, 6)
    5.0
    """
    refuse_all(_wrong(order, kernel, variance, bandwidth, pilot, confidence))
    listed = read_cutoff(
        frame, running=running, cutoff=cutoff, tutored=tutored, outcome=outcome, received=received, donut=donut,
        missing=missing, student_id=student_id,
    )  # fmt: skip
    return effect_of(listed, order, kernel, bandwidth, pilot, variance, confidence)


def _wrong(
    order: object, kernel: object, variance: object, bandwidth: object, pilot: object, confidence: object
) -> Iterator[Fault]:
    yield from word_faults("cut-off", "order", order, (1, 2))
    yield from word_faults("cut-off", "kernel", kernel, get_args(Kernel))
    yield from word_faults("cut-off", "variance", variance, get_args(Variance))
    yield from number_faults("cut-off", "confidence", confidence, above=0, below=1)
    if isinstance(bandwidth, str):
        yield from word_faults("cut-off", "bandwidth", bandwidth, get_args(Rule))
    else:
        yield from number_faults("cut-off", "bandwidth", bandwidth, above=0)
    if pilot is not None:
        yield from number_faults("cut-off", "pilot", pilot, above=0)
