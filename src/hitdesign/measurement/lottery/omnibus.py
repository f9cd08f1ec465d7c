"""Whether the two arms of a lottery differ in all covariates together by more than a lot makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.comparison.covariates import Missing, covariates_of
from hitdesign.measurement.comparison.frames import Reading, refuse_all
from hitdesign.measurement.given import number_faults, refuse
from hitdesign.measurement.lottery.alike import chance_below, likeness_of
from hitdesign.measurement.lottery.assign import Lottery
from hitdesign.measurement.lottery.drawn import several
from hitdesign.tables.ids import same_id


@dataclass(frozen=True)
class OmnibusTest:
    """The Mahalanobis distance between the arms, within strata, and how often a lot makes one as large.

    `chi_square_p` holds for draws that were not repeated until alike; `permutation_p` for the lottery as it was held:
    (1 + draws as far apart) / (1 + draws).
    """

    distance: float
    degrees_of_freedom: int
    chi_square_p: float
    permutation_p: float
    draws: int
    sentences: tuple[str, ...]


def omnibus_test(
    lottery: Lottery, frame: pd.DataFrame, covariates: Sequence[str], *, missing: Missing = "refuse", draws: int = 1_000
) -> OmnibusTest:
    """One test for all covariates of a balance table.

    `frame`: the list of the lottery, with the covariates. Raises InputError with every fault, MissingExtra where scipy
    is absent. Formula: `lottery.alike.Likeness`. Source: Hansen and Bowers, Statistical Science 23 (2008).

    >>> import pandas as pd
    >>> from hitdesign.measurement.lottery.assign import assign
    >>> from hitdesign.measurement.lottery.omnibus import omnibus_test
    >>> rows = pd.DataFrame({"student_id": list("abcdefgh"), "pretest": [1, 2, 3, 4, 5, 6, 7, 8]})
    >>> omnibus_test(assign(rows, seats=4, seed="2026"), rows, ["pretest"], draws=99).degrees_of_freedom
    1
    """
    refuse(number_faults("omnibus test", "draws", draws, at_least=19, whole=True))
    reading, listed = Reading("lottery list", frame), lottery.drawn.list
    name = lottery.record.student_id
    ids, read = reading.texts(name), covariates_of(reading, covariates, missing)
    reading.once(name, ids)
    places = {same_id(student): place for place, student in enumerate(ids)}
    order = [places.get(same_id(student), -1) for student in listed.ids]
    if not reading.faults and (min(order) < 0 or len(ids) != len(order)):
        reading.add("is not the list of the lottery", "the same students", "Give the list that was drawn from", name)
    refuse_all(reading.faults)
    likeness = likeness_of(listed.lots, listed.unit_of, read.values[order])
    freedom = likeness.degrees_of_freedom
    if not freedom:
        problem = "no covariate differs within a stratum"
        raise InputError([Fault("omnibus test", problem, "some that do", "Name others", column="covariates")])
    distance = float(likeness.distances(lottery.drawn.units[None, :])[0])
    others = likeness.distances(several(lottery.drawn, draws))
    p = (1 + int(np.sum(others >= distance))) / (1 + draws)
    said = (
        f"Of {draws:,} draws by the same rules, a share of {p:.2f} leave the arms as far apart in all covariates "
        "together as this one, or further.",
    )
    return OmnibusTest(distance, freedom, 1 - chance_below(distance, freedom), p, draws, said)
