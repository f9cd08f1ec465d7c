"""What students of one school, class or tutor share, taken off an effect, a test and its p afterwards (WWC 5.0)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from hitdesign.evidence.library import number, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.distributions import t_two_sided_p
from hitdesign.measurement.given import number_faults, refuse, word_faults


def assumed_icc(outcome: Literal["achievement", "other"], evidence: Evidence | None = None) -> float:
    """The intraclass correlation that is assumed where a study gives none, from the evidence.

    Raises InputError for another outcome. Source: evidence `wwc.icc.achievement`, `wwc.icc.other`.

    >>> from hitdesign.measurement.standards.clusters import assumed_icc
    >>> assumed_icc("achievement"), assumed_icc("other")
    (0.2, 0.1)
    """
    refuse(word_faults("study", "outcome", outcome, ("achievement", "other")))
    return number(evidence or shipped(), f"wwc.icc.{outcome}")


@dataclass(frozen=True, kw_only=True)
class Clusters:
    """Students in clusters of `students_per_cluster` on average, in both arms or among the treated only.

    `arms="treated"`: tutored in groups, the others not grouped. With N students in all, N1 treated, N2 of comparison, n
    in a cluster, r the intraclass correlation. Raises InputError where a number is out of bounds or no degree of
    freedom is left. Source: WWC 5.0, equation E.21, and Hedges, Journal of Educational and Behavioral Statistics 32
    (2007), for both arms; Hedges and Citkowicz, Behavior Research Methods 47 (2015), for one; both as transcribed in
    the R packages VIVECampbell and baselinr.

    >>> from hitdesign.measurement.standards.clusters import Clusters
    >>> round(Clusters(arms="both", treated_students=50, comparison_students=50, students_per_cluster=5, icc=0.1).h, 2)
    94.4
    """

    arms: Literal["both", "treated"]
    treated_students: int
    comparison_students: int
    students_per_cluster: float
    icc: float

    def __post_init__(self) -> None:
        where = "clusters of a study"
        faults = [
            *word_faults(where, "arms", self.arms, ("both", "treated")),
            *number_faults(where, "treated_students", self.treated_students, at_least=2, whole=True),
            *number_faults(where, "comparison_students", self.comparison_students, at_least=2, whole=True),
            *number_faults(where, "icc", self.icc, at_least=0, below=1),
        ]
        refuse([*faults, *number_faults(where, "students_per_cluster", self.students_per_cluster, at_least=1)])
        # Two clusters are the least: one in each arm, or two groups of the treated.
        clustered = self.students if self.arms == "both" else self.treated_students
        most = clustered / 2
        refuse(number_faults(where, "students_per_cluster", self.students_per_cluster, at_least=1, at_most=most))

    @property
    def students(self) -> int:
        """Students in both arms."""
        return self.treated_students + self.comparison_students

    @property
    def gamma(self) -> float:
        """Factor of the squared effect: 1 - 2 (n - 1) r / (N - 2), one arm: 1 - (N2 + n - 2) r / (N - 2)."""
        n = self.students_per_cluster
        lost = 2 * (n - 1) if self.arms == "both" else self.comparison_students + n - 2
        return 1 - lost * self.icc / (self.students - 2)

    @property
    def eta(self) -> float:
        """The design effect: 1 + (n - 1) r, one arm: 1 + (n N2 / N - 1) r."""
        share = 1.0 if self.arms == "both" else self.comparison_students / self.students
        return 1 + (self.students_per_cluster * share - 1) * self.icc

    @property
    def h(self) -> float:
        """Degrees of freedom.

        Formula, both arms: ((N - 2) - 2 (n - 1) r)^2 / ((N - 2) (1 - r)^2 + n (N - 2 n) r^2 + 2 (N - 2 n) r (1 - r));
        one arm: ((N - 2) (1 - r) + (N1 - n) r)^2 / ((N - 2) (1 - r)^2 + (N1 - n) n r^2 + 2 (N1 - n) r (1 - r)).
        """
        n, r, free = self.students_per_cluster, self.icc, self.students - 2
        if self.arms == "both":
            rest, top = self.students - 2 * n, free - 2 * (n - 1) * r
        else:
            rest = self.treated_students - n
            top = free * (1 - r) + rest * r
        return top**2 / (free * (1 - r) ** 2 + rest * n * r**2 + 2 * rest * r * (1 - r))

    @property
    def effective_students(self) -> float:
        """Students of no clusters whose test says as much: N gamma / eta, in both arms nearly N / (1 + (n - 1) r)."""
        return self.students * self.gamma / self.eta


@dataclass(frozen=True)
class ClusteredTest:
    """A test that ignored clusters, corrected: t, degrees of freedom, two-sided p, and whether it is significant."""

    t: float
    degrees_of_freedom: float
    p: float
    significant: bool
    effective_students: float


def cluster_adjusted_g(g: float, clusters: Clusters) -> float:
    """Hedges' g with the standard deviation over all clusters in place of the one that ignored them.

    `g` in standard deviations, as from `hedges_g`. Raises InputError where it is no number. Formula: g sqrt(gamma).
    Source: WWC 5.0 (supplement to 4.1), Hedges (2007).

    >>> from hitdesign.measurement.standards.clusters import Clusters, cluster_adjusted_g
    >>> drawn = Clusters(arms="treated", treated_students=60, comparison_students=40, students_per_cluster=5, icc=0.1)
    >>> round(cluster_adjusted_g(1.0, drawn), 3)
    0.978
    """
    refuse(number_faults("study", "g", g))
    return g * math.sqrt(clusters.gamma)


def t_of_g(g: float, treated_students: int, comparison_students: int) -> float:
    """The t that belongs to an effect which ignored clusters.

    Raises InputError where a number is out of bounds. Formula: g / sqrt((n1 + n2) / (n1 n2) + g^2 / (2 (n1 + n2))).
    Source: WWC Procedures 4.1, equation F.1.0, as transcribed in the R package baselinr.

    >>> from hitdesign.measurement.standards.clusters import t_of_g
    >>> round(t_of_g(0.3, 200, 200), 3)
    2.983
    """
    arms = {"treated_students": treated_students, "comparison_students": comparison_students}
    faults = [
        fault for name, value in arms.items() for fault in number_faults("study", name, value, at_least=2, whole=True)
    ]
    refuse([*number_faults("study", "g", g), *faults])
    students = treated_students + comparison_students
    return g / math.sqrt(students / (treated_students * comparison_students) + g**2 / (2 * students))


def cluster_corrected_test(t: float, clusters: Clusters, evidence: Evidence | None = None) -> ClusteredTest:
    """A t that ignored clusters, corrected for them, with its degrees of freedom and two-sided p.

    A finding that was not significant before is not by this either. Raises InputError where t is no number,
    MissingExtra where scipy is absent. Formula: t sqrt(gamma / eta), df = h. Source: WWC Procedures 4.1, equations
    F.1.1 and F.1.2 (both arms), Hedges and Citkowicz (2015) (one arm); significant below evidence `wwc.alpha`.

    >>> from hitdesign.measurement.standards.clusters import Clusters, cluster_corrected_test
    >>> both = Clusters(arms="both", treated_students=200, comparison_students=200, students_per_cluster=20, icc=0.2)
    >>> round(cluster_corrected_test(2.983, both).t, 3)
    1.348
    """
    refuse(number_faults("study", "t", t))
    corrected = t * math.sqrt(clusters.gamma / clusters.eta)
    p = t_two_sided_p(corrected, clusters.h)
    return ClusteredTest(
        corrected, clusters.h, p, p < number(evidence or shipped(), "wwc.alpha"), clusters.effective_students
    )
