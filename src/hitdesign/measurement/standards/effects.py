"""How large an effect is, as the What Works Clearinghouse counts it: Hedges' g, the Cox index, the improvement index.

Version 5.0 of its handbook is the convention throughout; the formulas were read as others transcribe them, see each.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from hitdesign.errors import Fault
from hitdesign.measurement.distributions import normal_below
from hitdesign.measurement.given import number_faults, refuse

#: What a difference of log odds is divided by to stand beside a difference in standard deviations (Cox).
COX_DIVISOR = 1.65


@dataclass(frozen=True)
class Arm:
    """The outcome in one arm of a study: mean, standard deviation (of students, above 0) and students (2 or more).

    Raises InputError where a number is out of bounds.

    >>> from hitdesign.measurement.standards.effects import Arm
    >>> Arm(6.0, 1.0, 3).students
    3
    """

    mean: float
    standard_deviation: float
    students: int

    def __post_init__(self) -> None:
        where = "arm of a study"
        refuse(
            [
                *number_faults(where, "mean", self.mean),
                *number_faults(where, "standard_deviation", self.standard_deviation, above=0),
                *number_faults(where, "students", self.students, at_least=2, whole=True),
            ]
        )


def small_sample_term(students: int) -> float:
    """What an effect of few students is multiplied by, for it comes out too large.

    Raises InputError below 4 students, two to an arm. Formula: omega = 1 - 3 / (4 N - 9), N students in both arms.
    Source: WWC 5.0, after Hedges, Journal of Educational Statistics 6 (1981).

    >>> from hitdesign.measurement.standards.effects import small_sample_term
    >>> small_sample_term(6)
    0.8
    """
    refuse(number_faults("study", "students", students, at_least=4, whole=True))
    return 1 - 3 / (4 * students - 9)


def pooled_standard_deviation(treated: Arm, comparison: Arm) -> float:
    """The standard deviation within arms, in the unit of the outcome.

    Formula: sqrt(((n1 - 1) s1^2 + (n2 - 1) s2^2) / (n1 + n2 - 2)). Source: WWC 5.0.

    >>> from hitdesign.measurement.standards.effects import Arm, pooled_standard_deviation
    >>> pooled_standard_deviation(Arm(0, 3.0, 11), Arm(0, 3.0, 31))
    3.0
    """
    squares = sum((arm.students - 1) * arm.standard_deviation**2 for arm in (treated, comparison))
    return math.sqrt(squares / (treated.students + comparison.students - 2))


def hedges_g(treated: Arm, comparison: Arm) -> float:
    """The difference of two means in standard deviations, positive where the treated are higher.

    Formula: g = omega (mean1 - mean2) / pooled standard deviation, omega by `small_sample_term`. For means adjusted by
    a regression, give those and the unadjusted standard deviations. Source: WWC 5.0, as transcribed in the R package
    baselinr.

    >>> from hitdesign.measurement.standards.effects import Arm, hedges_g
    >>> hedges_g(Arm(6, 1, 3), Arm(5, 1, 3))
    0.8
    """
    omega = small_sample_term(treated.students + comparison.students)
    return omega * (treated.mean - comparison.mean) / pooled_standard_deviation(treated, comparison)


def hedges_g_of_gains(treated: Arm, comparison: Arm, treated_before: float, comparison_before: float) -> float:
    """The difference-in-differences adjusted effect: g of the outcome less the difference that was there before.

    `treated_before`, `comparison_before`: means of the pretest, in the unit of the outcome (the same test). Raises
    InputError where one is no number. Formula: g = omega ((mean1 - mean2) - (before1 - before2)) / pooled standard
    deviation of the outcome. Source: WWC 5.0.

    >>> from hitdesign.measurement.standards.effects import Arm, hedges_g_of_gains
    >>> round(hedges_g_of_gains(Arm(54, 10, 50), Arm(50, 10, 50), 47.0, 45.0), 3)
    0.198
    """
    befores = {"treated_before": treated_before, "comparison_before": comparison_before}
    refuse(fault for name, value in befores.items() for fault in number_faults("study", name, value))
    moved = Arm(treated.mean - (treated_before - comparison_before), treated.standard_deviation, treated.students)
    return hedges_g(moved, comparison)


def hedges_g_from_t(t: float, treated_students: int, comparison_students: int, explained: float = 0.0) -> float:
    """Hedges' g from the t of a comparison of students.

    `explained`: share of the variance that the covariates of the test explain (R squared; r squared of one pretest); 0
    for a plain t test. Raises InputError where a number is out of bounds. Formula: g = omega t sqrt((1 - R2) (n1 + n2)
    / (n1 n2)). Source: WWC 5.0.

    >>> from hitdesign.measurement.standards.effects import hedges_g_from_t
    >>> round(hedges_g_from_t(2.0, 50, 50), 4)
    0.3969
    """
    faults = [*number_faults("study", "t", t), *_arms(treated_students, comparison_students)]
    refuse([*faults, *number_faults("study", "explained", explained, at_least=0, below=1)])
    students = treated_students + comparison_students
    spread = math.sqrt((1 - explained) * students / (treated_students * comparison_students))
    return small_sample_term(students) * t * spread


def hedges_g_from_f(
    f: float, treated_students: int, comparison_students: int, *, positive: bool, explained: float = 0.0
) -> float:
    """Hedges' g from the F of two arms, which has no sign: `positive` says whether the treated are higher.

    Raises InputError where a number is out of bounds. Formula: that of `hedges_g_from_t` with t = sqrt(F). Source: WWC
    5.0.

    >>> from hitdesign.measurement.standards.effects import hedges_g_from_f
    >>> round(hedges_g_from_f(4.0, 50, 50, positive=False), 4)
    -0.3969
    """
    refuse(number_faults("study", "f", f, at_least=0))
    t = math.sqrt(f) if positive else -math.sqrt(f)
    return hedges_g_from_t(t, treated_students, comparison_students, explained)


def cox_index(treated_share: float, comparison_share: float, students: int | None, *, small_sample: bool) -> float:
    """The difference of two shares, such as of those proficient, beside an effect in standard deviations.

    `small_sample` says whether it is multiplied by `small_sample_term` of the `students` in both arms: transcriptions
    of the handbook differ on that. Raises InputError where a share is not between 0 and 1 (at 0 or 1 the index does not
    exist), or `students` is missing. Formula: d = (ln(p1 / (1 - p1)) - ln(p2 / (1 - p2))) / 1.65 (x omega). Source: WWC
    5.0; Sanchez-Meca, Marin-Martinez and Chacon-Moscoso, Psychological Methods 8 (2003).

    >>> from hitdesign.measurement.standards.effects import cox_index
    >>> round(cox_index(0.8, 0.5, None, small_sample=False), 4)
    0.8402
    """
    shares = {"treated_share": treated_share, "comparison_share": comparison_share}
    faults = [
        fault for name, value in shares.items() for fault in number_faults("study", name, value, above=0, below=1)
    ]
    if small_sample:
        faults += number_faults("study", "students", students, at_least=4, whole=True)
    refuse(faults)
    odds = [math.log(share / (1 - share)) for share in (treated_share, comparison_share)]
    omega = small_sample_term(students) if small_sample and students is not None else 1.0
    return omega * (odds[0] - odds[1]) / COX_DIVISOR


def improvement_index(effect: float) -> float:
    """Percentile points by which the middle student of the comparison arm would rise with tutoring, -50 to 50.

    Raises InputError where the effect is no number, MissingExtra where scipy is absent. Formula: 100 (Phi(g) - 0.5),
    Phi the standard normal distribution. Source: WWC 5.0.

    >>> from hitdesign.measurement.standards.effects import improvement_index
    >>> round(improvement_index(0.25), 1)
    9.9
    """
    refuse(number_faults("study", "effect", effect))
    return 100 * (normal_below(effect) - 0.5)


def _arms(treated: int, comparison: int) -> Iterator[Fault]:
    yield from number_faults("study", "treated_students", treated, at_least=2, whole=True)
    yield from number_faults("study", "comparison_students", comparison, at_least=2, whole=True)
