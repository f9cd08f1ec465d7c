"""Designs that draw students one by one: from a list of all, or within each school."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from hitdesign.measurement.given import number_faults
from hitdesign.measurement.power.designs import count_faults, drawn_faults, drawn_variance, refuse_design


@dataclass(frozen=True, kw_only=True)
class StudentsRandomised:
    """Students drawn one by one, whatever their school.

    With n = students x (1 - attrition) and P = share_treated. Formula: SE = sqrt((1 - R2) / (P (1 - P) n)),
    df = n - covariates - 2. Raises InputError where a number is out of bounds or no degree of freedom is left.
    Source: Dong and Maynard (2013), individual random assignment; Bloom (1995).

    >>> from hitdesign.measurement.power.students import StudentsRandomised
    >>> round(StudentsRandomised(students=400, r_squared=0.5, attrition=0.1).standard_error_factor, 4)
    0.0745
    """

    sizes: ClassVar[tuple[str, ...]] = ("students",)

    students: int
    attrition: float
    share_treated: float = 0.5
    r_squared: float = 0.0
    covariates: int = 0

    def __post_init__(self) -> None:
        where, shares = "design students_randomised", {"attrition": self.attrition, "r_squared": self.r_squared}
        faults = [*count_faults(where, {"students": self.students}, self.covariates)]
        refuse_design(where, self, [*faults, *drawn_faults(where, self.share_treated, shares)])

    @property
    def analysed_students(self) -> float:
        """Students whose outcome is expected to be known."""
        return self.students * (1 - self.attrition)

    @property
    def degrees_of_freedom(self) -> float:
        """Degrees of freedom of the test: analysed students - covariates - 2."""
        return self.analysed_students - self.covariates - 2

    @property
    def standard_error_factor(self) -> float:
        """Standard error of the effect in standard deviations."""
        return math.sqrt((1 - self.r_squared) / (drawn_variance(self.share_treated) * self.analysed_students))

    def with_size(self, name: str, size: int) -> Self:
        """The same design with another number of students."""
        return replace(self, **{name: size})


@dataclass(frozen=True, kw_only=True)
class WithinSchools:
    """Students drawn within each of several schools, the schools' own means taken out (fixed block effects).

    `effect_by_school`: each school has an effect of its own, and their mean is tested. `r_squared` counts what
    covariates explain within schools, and effects are in standard deviations within schools; where it also counts what
    the schools explain, they are in standard deviations over all. With J schools, n = students_per_school x
    (1 - attrition). Formula: SE = sqrt((1 - R2) / (P (1 - P) J n)); df = J (n - 1) - covariates - 1, with an effect by
    school J (n - 2) - covariates. Raises InputError as `StudentsRandomised`. Source: Dong and Maynard (2013), blocked
    individual random assignment with constant and with fixed effects.

    >>> from hitdesign.measurement.power.students import WithinSchools
    >>> WithinSchools(schools=20, students_per_school=15, attrition=0.0).degrees_of_freedom
    279.0
    """

    sizes: ClassVar[tuple[str, ...]] = ("students_per_school", "schools")

    schools: int
    students_per_school: float
    attrition: float
    effect_by_school: bool = False
    share_treated: float = 0.5
    r_squared: float = 0.0
    covariates: int = 0

    def __post_init__(self) -> None:
        where, shares = "design within_schools", {"attrition": self.attrition, "r_squared": self.r_squared}
        faults = [*count_faults(where, {"schools": self.schools}, self.covariates)]
        faults += number_faults(where, "students_per_school", self.students_per_school, above=0)
        refuse_design(where, self, [*faults, *drawn_faults(where, self.share_treated, shares)])

    @property
    def analysed_students(self) -> float:
        """Students whose outcome is expected to be known, over all schools."""
        return self.schools * self.students_per_school * (1 - self.attrition)

    @property
    def degrees_of_freedom(self) -> float:
        """Degrees of freedom of the test: analysed students less what schools, effects and covariates take."""
        taken = 2 * self.schools if self.effect_by_school else self.schools + 1
        return self.analysed_students - taken - self.covariates

    @property
    def standard_error_factor(self) -> float:
        """Standard error of the effect in standard deviations."""
        return math.sqrt((1 - self.r_squared) / (drawn_variance(self.share_treated) * self.analysed_students))

    def with_size(self, name: str, size: int) -> Self:
        """The same design with another number of schools, or of students in each."""
        return replace(self, schools=size) if name == "schools" else replace(self, students_per_school=size)
