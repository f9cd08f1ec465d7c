"""Comparison groups where no lottery was possible: matched or weighted on what was known before, overlap shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from hitdesign.measurement.comparison.balance import Balance, balance_of
from hitdesign.measurement.comparison.choice import (
    MAHALANOBIS,
    PROPENSITY,
    chance_of,
    columns_of_groups,
    contradictions,
    kept_in_range,
    points_of,
    spread_of,
    trim_faults,
)  # fmt: skip
from hitdesign.measurement.comparison.covariates import Missing
from hitdesign.measurement.comparison.frames import refuse_all
from hitdesign.measurement.comparison.groups import Groups, groups_of
from hitdesign.measurement.comparison.matching import Method, Pairs, pairs_of, weights_of
from hitdesign.measurement.comparison.propensity import Overlap, overlap_of
from hitdesign.measurement.comparison.said import best_tiers, sentences_of
from hitdesign.measurement.comparison.weights import entropy_weights, odds_weights
from hitdesign.measurement.given import number_faults, word_faults
from hitdesign.measurement.standards.tiers import TierVerdict
from hitdesign.solving.numbers import Floats
from hitdesign.tables.private import PrivateTable

Weighing = Literal["entropy", "odds"]
StandsFor = Literal["tutored", "everyone"]


@dataclass(frozen=True)
class Comparison:
    """A comparison group.

    `students`: a row per student of both lists with arm, `weight` (0: left out) and `propensity`; `pairs`: who stands
    beside whom, None where weighted. `before` and `after`: balance of all, and of those with a weight. `tiers`: what
    evidence such a study reaches at best, if it finds a significant positive effect.
    """

    students: PrivateTable
    pairs: PrivateTable | None
    before: Balance
    after: Balance
    overlap: Overlap
    tiers: tuple[TierVerdict, ...]
    sentences: tuple[str, ...]


def match(
    tutored: pd.DataFrame,
    candidates: pd.DataFrame,
    *,
    covariates: Sequence[str],
    exact: Sequence[str] = (),
    near: str = PROPENSITY,
    method: Method = "nearest",
    per_student: int = 1,
    replacement: bool = False,
    caliper_sd: float | None = None,
    student_id: str = "student_id",
    site: str | None = None,
    missing: Missing = "refuse",
) -> Comparison:
    """Find for each tutored student the most similar candidates.

    `exact`: columns that must be equal (grade, school, marks). `near`: `propensity` (logit of the propensity score on
    the covariates and exact cells), `mahalanobis`, or a column such as the pretest. `caliper_sd`: how far apart a pair
    may be, in standard deviations sqrt((s1^2 + s2^2) / 2) of what is near; `per_student`: candidates for each;
    `method`, `replacement`: see `comparison.matching.pairs_of`. `site`: the column that counts sites for the tiers.
    `missing`: a blank covariate is refused, or kept with an indicator of its own. Raises InputError with every fault,
    MissingExtra where scipy or statsmodels is absent.

    >>> import pandas as pd
    >>> from hitdesign.measurement.comparison.match import match
    >>> tutored = pd.DataFrame({"student_id": ["a", "b"], "pretest": [1.0, 4.0]})
    >>> others = pd.DataFrame({"student_id": ["x", "y", "z"], "pretest": [4.5, 1.2, 9.0]})
    >>> found = match(tutored, others, covariates=["pretest"], near="pretest")
    >>> found.pairs.frame["comparison_student_id"].tolist()
    ['y', 'x']
    """
    faults = [
        *word_faults("comparison", "method", method, get_args(Method)),
        *number_faults("comparison", "per_student", per_student, at_least=1, at_most=100, whole=True),
        *(number_faults("comparison", "caliper_sd", caliper_sd, above=0) if caliper_sd is not None else ()),
        *contradictions(method, near, replacement, caliper_sd),
    ]
    refuse_all(faults)
    named = [*covariates, *([near] if near not in (PROPENSITY, MAHALANOBIS, *covariates) else [])]
    groups = groups_of(
        tutored, candidates, covariates=named, exact=exact, student_id=student_id, site=site, missing=missing
    )  # fmt: skip
    chance = chance_of(groups, needed=near == PROPENSITY)
    points = points_of(groups, near, chance)
    caliper = np.inf if caliper_sd is None else caliper_sd * spread_of(points[:, 0], groups.treated)
    how: dict[str, Any] = {"method": method, "per_student": per_student, "replacement": replacement, "caliper": caliper}
    pairs = pairs_of(groups.treated, groups.cell, points, **how)
    return _comparison(groups, chance, weights_of(groups.treated, pairs), pairs)


def weigh(
    tutored: pd.DataFrame,
    candidates: pd.DataFrame,
    *,
    covariates: Sequence[str],
    exact: Sequence[str] = (),
    method: Weighing = "entropy",
    moments: int = 1,
    stands_for: StandsFor = "tutored",
    normalised: bool = True,
    trim: tuple[float, float] | None = None,
    student_id: str = "student_id",
    site: str | None = None,
    missing: Missing = "refuse",
) -> Comparison:
    """Weigh candidates so that together they are like the tutored.

    `method`: `entropy` (means equal, with `moments=2` variances too) or `odds` of the propensity score. `exact`: cells
    whose shares are made equal; tutored in a cell without candidates are left out, and so are candidates in a cell
    without tutored. `stands_for`, `normalised`: for `odds`, see `comparison.weights.odds_weights`. `trim`: propensity
    scores outside these bounds are left out. Raises InputError with every fault, MissingExtra where scipy or
    statsmodels is absent.

    >>> import pandas as pd
    >>> from hitdesign.measurement.comparison.match import weigh
    >>> tutored = pd.DataFrame({"student_id": ["a", "b"], "pretest": [1.0, 4.0]})
    >>> others = pd.DataFrame({"student_id": ["x", "y", "z"], "pretest": [4.5, 1.2, 0.0]})
    >>> round(weigh(tutored, others, covariates=["pretest"]).after.rows[0].comparison_mean, 6)
    2.5
    """
    faults = [
        *word_faults("comparison", "method", method, get_args(Weighing)),
        *word_faults("comparison", "moments", moments, (1, 2)),
        *word_faults("comparison", "stands_for", stands_for, get_args(StandsFor)),
        *trim_faults(trim),
    ]
    refuse_all(faults)
    groups = groups_of(
        tutored, candidates, covariates=covariates, exact=exact, student_id=student_id, site=site, missing=missing
    )  # fmt: skip
    chance = chance_of(groups, needed=method == "odds" or trim is not None)
    kept, columns = kept_in_range(groups, chance, trim), columns_of_groups(groups)
    weights = np.zeros(len(kept))
    inside = groups.treated[kept]
    if method == "entropy":
        weights[kept] = entropy_weights(inside, columns[kept], moments=moments)
    else:
        everyone = stands_for == "everyone"
        weights[kept] = odds_weights(inside, chance[kept], for_everyone=everyone, normalised=normalised)
    return _comparison(groups, chance, weights, None)


def _comparison(groups: Groups, chance: Floats, weights: Floats, pairs: Pairs | None) -> Comparison:
    treated = groups.treated
    before = balance_of(groups.covariates, treated, np.ones(len(treated)))
    after = balance_of(groups.covariates, treated, weights)
    overlap = overlap_of(treated, chance, groups.covariates, weights > 0)
    tiers = best_tiers(after, groups.sites)
    students = pd.DataFrame(
        {
            "student_id": groups.ids,
            "arm": np.where(treated, "tutoring", "comparison"),
            "weight": weights,
            "propensity": chance,
        }
    )
    table = None
    if pairs is not None:
        table = pd.DataFrame(
            {
                "student_id": groups.ids[pairs.tutored],
                "comparison_student_id": groups.ids[pairs.candidate],
                "distance": pairs.distance,
            }
        )
    return Comparison(
        PrivateTable(students),
        None if table is None else PrivateTable(table),
        before,
        after,
        overlap,
        tiers,
        sentences_of(before, after, overlap, tiers, groups.sites),
    )
