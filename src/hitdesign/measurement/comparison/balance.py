"""Whether two arms are alike, covariate by covariate: means, differences in standard deviations, verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hitdesign.measurement.comparison.covariates import MISSING_WORDS, Covariates, Missing, covariates_of
from hitdesign.measurement.comparison.frames import Reading, refuse_all
from hitdesign.measurement.given import word_faults
from hitdesign.measurement.standards.baseline import BaselineWord, baseline_equivalence
from hitdesign.measurement.standards.effects import Arm, cox_index, pooled_standard_deviation, small_sample_term
from hitdesign.solving.numbers import Bools, Floats

#: From the mildest verdict to the worst.
VERDICTS: tuple[BaselineWord, ...] = ("satisfied", "satisfied_with_adjustment", "not_satisfied")
#: The arms by their word.
ARMS = ("tutoring", "comparison")


@dataclass(frozen=True)
class BalanceRow:
    """One covariate: mean in each arm (of those known), their difference in standard deviations, and the verdict.

    `kind`: `number` (Hedges' g) or `share` (Cox index). `difference_sd` and `verdict` are None where no difference can
    be computed: a share of 0 or 1 in one arm only, or numbers that do not differ within the arms.
    """

    covariate: str
    kind: str
    tutoring_mean: float
    comparison_mean: float
    tutoring_students: int
    comparison_students: int
    difference_sd: float | None
    verdict: BaselineWord | None


@dataclass(frozen=True)
class Balance:
    """All covariates; `worst` is the worst verdict (not_satisfied where one could not be computed).

    `effective_comparison_students`: (sum of weights)^2 / sum of squared weights of the comparison arm (Kish).
    """

    rows: tuple[BalanceRow, ...]
    tutoring_students: int
    comparison_students: int
    effective_comparison_students: float
    worst: BaselineWord

    @property
    def frame(self) -> pd.DataFrame:
        """One row per covariate."""
        return pd.DataFrame([vars(row) for row in self.rows])

    def shown(self, threshold_students: int = 10) -> pd.DataFrame:
        """For eyes outside: shares that rest on fewer students than the threshold, or on all but so few, are blank.

        Linked tables are protected by `protect` (measurement.disclosure); this rule looks at one table.
        """
        frame = self.frame
        for arm in ARMS:
            counts = frame[f"{arm}_mean"] * frame[f"{arm}_students"]
            near = np.minimum(counts, frame[f"{arm}_students"] - counts) < threshold_students
            few = (frame["kind"].eq("share") & near) | (frame[f"{arm}_students"] < threshold_students)
            frame.loc[few, ["tutoring_mean", "comparison_mean", "difference_sd"]] = np.nan
        return frame

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the table says, in order of weight."""
        by = {word: [row.covariate for row in self.rows if row.verdict == word] for word in VERDICTS}
        none = [row.covariate for row in self.rows if row.verdict is None]
        said = [
            f"Covariates so alike before tutoring that nothing need be adjusted: {len(by['satisfied'])} of "
            f"{len(self.rows)}."
        ]
        if by["satisfied_with_adjustment"]:
            said.append(f"To be adjusted for: {', '.join(by['satisfied_with_adjustment'])}.")
        if by["not_satisfied"]:
            said.append(f"Too different for any adjustment: {', '.join(by['not_satisfied'])}.")
        if none:
            said.append(f"No difference can be computed for: {', '.join(none)}.")
        return tuple(said)


def balance(
    frame: pd.DataFrame,
    covariates: Sequence[str],
    *,
    arm: str = "arm",
    weight: str | None = None,
    missing: Missing = "refuse",
) -> Balance:
    """How much two arms differ before tutoring.

    `frame`: a row per student, with a column `arm` of the words `tutoring` and `comparison` and the covariates
    (numbers, marks, words); `weight`: a column of weights, 0 for who is left out. Raises InputError with every fault.
    Formula: for numbers Hedges' g of (weighted) means over the unweighted pooled standard deviation of those with a
    weight; for shares the Cox index x the small-sample term. Source: WWC 5.0, see `standards.effects`.

    >>> import pandas as pd
    >>> from hitdesign.measurement.comparison.balance import balance
    >>> rows = pd.DataFrame({"arm": ["tutoring"] * 3 + ["comparison"] * 3, "pretest": [5, 6, 7, 4, 5, 6]})
    >>> (row,) = balance(rows, ["pretest"]).rows
    >>> row.difference_sd, row.verdict
    (0.8, 'not_satisfied')
    """
    reading = Reading("students", frame)
    words = reading.texts(arm)
    reading.rows([word not in ARMS for word in words], arm, "is no arm", "tutoring or comparison", "Correct the cells")
    weights = reading.numbers(weight) if weight else np.ones(len(reading.frame))
    reading.rows(weights < 0, weight or "", "is below 0", "a weight of 0 or more", "Correct the cells")
    wrong = list(word_faults("balance", "missing", missing, MISSING_WORDS))
    read = covariates_of(reading, covariates, "indicator" if wrong else missing)
    refuse_all(reading.faults, wrong)
    return balance_of(read, words == "tutoring", weights)


def balance_of(covariates: Covariates, treated: Bools, weights: Floats) -> Balance:
    """The same from columns already read.

    Raises InputError where an arm has fewer than two students.
    """
    there = weights > 0
    arms = [treated & there, ~treated & there]
    for word, inside in zip(ARMS, arms, strict=True):
        if inside.sum() < 2:
            reading = Reading("students", pd.DataFrame())
            reading.add(f"fewer than two students are in the arm {word}", "two or more", "Compare larger arms", "arm")
            refuse_all(reading.faults)
    rows = tuple(_row(covariates, place, arms, weights) for place in range(len(covariates.names)))
    other = weights[arms[1]]
    worst = max((VERDICTS.index(row.verdict or "not_satisfied") for row in rows), default=0)
    return Balance(
        rows, int(arms[0].sum()), int(arms[1].sum()), float(other.sum() ** 2 / (other**2).sum()), VERDICTS[worst]
    )


def _row(covariates: Covariates, place: int, arms: list[Bools], weights: Floats) -> BalanceRow:
    values, known = covariates.values[:, place], covariates.known[:, place]
    inside = [arm & known for arm in arms]
    counts = [int(arm.sum()) for arm in inside]
    means = [float(np.average(values[arm], weights=weights[arm])) if arm.any() else np.nan for arm in inside]
    share = bool(covariates.share[place])
    effect = None
    if min(counts) >= 2:
        effect = _of_shares(means, sum(counts)) if share else _of_numbers(means, [values[arm] for arm in inside])
    verdict = None if effect is None else baseline_equivalence(effect).verdict
    kind = "share" if share else "number"
    return BalanceRow(covariates.names[place], kind, means[0], means[1], counts[0], counts[1], effect, verdict)


def _of_shares(means: list[float], students: int) -> float | None:
    if abs(means[0] - means[1]) < 1e-12:
        return 0.0
    if min(means) <= 1e-12 or max(means) >= 1 - 1e-12:
        return None
    return cox_index(means[0], means[1], students, small_sample=True)


def _of_numbers(means: list[float], values: list[Floats]) -> float | None:
    spreads = [float(arm.std(ddof=1)) for arm in values]
    gap = means[0] - means[1]
    if max(spreads) <= 1e-12 * max(1.0, *(abs(mean) for mean in means)):
        return 0.0 if abs(gap) < 1e-12 else None
    least = np.finfo(np.float64).tiny
    arms = [Arm(mean, max(spread, least), len(arm)) for mean, spread, arm in zip(means, spreads, values, strict=True)]
    return small_sample_term(len(values[0]) + len(values[1])) * gap / pooled_standard_deviation(arms[0], arms[1])
