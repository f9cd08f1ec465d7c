"""The design of a tutoring trial as it mostly is: who is drawn for tutoring sits in groups, who is not sits in none."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from hitdesign.measurement.given import number_faults, share_faults
from hitdesign.measurement.power.designs import count_faults, refuse_design

#: A ratio of whole numbers is off by less than this.
SLACK = 1e-9


@dataclass(frozen=True, kw_only=True)
class PartiallyNested:
    """Students drawn one by one; the treated are tutored in groups, the others are not grouped (partially nested).

    `group_icc`: of the variance among treated students, the share that lies between groups (same tutor, same room),
    so that the treated vary a little more than the others; the effect is in standard deviations of the comparison
    students. `r_squared`: what covariates explain of the differences between students; `r_squared_groups`: of those
    between groups, mostly 0, for groups begin after the covariates were measured.
    With m analysed students in each of G groups, N of comparison, t2 = group_icc / (1 - group_icc). Formula:
    SE = sqrt(t2 (1 - R2 groups) / G + (1 - R2) / (G m) + (1 - R2) / N); df by Satterthwaite from G - 1 groups and
    N - 1 - covariates students: df = (a + b)^2 / (a^2 / (G - 1) + b^2 / (N - 1 - covariates)), a and b the variances of
    the two means. Where attrition leaves less than one student a group, groups are lost and not parts of students.
    Raises InputError where a number is out of bounds, or fewer than two groups or comparison students are left.
    Source: Lohr, Schochet and Sanders, Partially nested randomized controlled trials in education research, NCER
    2014-2000; taking covariates off the degrees of the comparison students is this library's choice.

    >>> from hitdesign.measurement.power.groups import PartiallyNested
    >>> trial = PartiallyNested(
    ...     groups=30, students_per_group=3, comparison_students=90, group_icc=0.1, attrition=0.0, r_squared=0.5
    ... )
    >>> round(trial.standard_error_factor, 3), round(trial.degrees_of_freedom, 1)
    (0.122, 66.4)
    """

    sizes: ClassVar[tuple[str, ...]] = ("groups",)

    groups: int
    students_per_group: float
    comparison_students: int
    group_icc: float
    attrition: float
    r_squared: float = 0.0
    r_squared_groups: float = 0.0
    covariates: int = 0

    def __post_init__(self) -> None:
        where = "design partially_nested"
        counts = {"groups": self.groups, "comparison_students": self.comparison_students}
        shares = {
            "group_icc": self.group_icc,
            "attrition": self.attrition,
            "r_squared": self.r_squared,
            "r_squared_groups": self.r_squared_groups,
        }
        faults = [*count_faults(where, counts, self.covariates), *share_faults(where, shares)]
        faults += number_faults(where, "students_per_group", self.students_per_group, at_least=1)
        refuse_design(where, self, faults)

    @property
    def analysed_per_group(self) -> float:
        """Students of a group whose outcome is expected to be known; at least 1, in fewer groups."""
        return max(1.0, self.students_per_group * (1 - self.attrition))

    @property
    def analysed_groups(self) -> float:
        """Groups with an outcome."""
        return self.groups * self.students_per_group * (1 - self.attrition) / self.analysed_per_group

    @property
    def analysed_comparison(self) -> float:
        """Comparison students whose outcome is expected to be known."""
        return self.comparison_students * (1 - self.attrition)

    def _variances(self) -> tuple[float, float]:
        """Variances of the mean of the treated and of the others."""
        between = self.group_icc / (1 - self.group_icc) * (1 - self.r_squared_groups)
        within = 1 - self.r_squared
        treated = (between + within / self.analysed_per_group) / self.analysed_groups
        return treated, within / self.analysed_comparison

    @property
    def degrees_of_freedom(self) -> float:
        """Degrees of freedom of the test, by Satterthwaite; 0 where groups or comparison students are too few."""
        groups, others = self.analysed_groups - 1, self.analysed_comparison - 1 - self.covariates
        if groups <= 0 or others <= 0:
            return 0.0
        treated, comparison = self._variances()
        return (treated + comparison) ** 2 / (treated**2 / groups + comparison**2 / others)

    @property
    def standard_error_factor(self) -> float:
        """Standard error of the effect in standard deviations of the comparison students."""
        return math.sqrt(sum(self._variances()))

    def with_size(self, name: str, size: int) -> Self:
        """The same design with another number of groups, and as many comparison students a group, rounded up."""
        others = math.ceil(size * self.comparison_students / self.groups - SLACK)
        return replace(self, **{name: size, "comparison_students": others})
