"""Designs that draw whole schools: their students alone, or students in classes or groups in them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from hitdesign.errors import Fault
from hitdesign.measurement.given import number_faults
from hitdesign.measurement.power.designs import count_faults, drawn_faults, drawn_variance, refuse_design


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    """What designs that draw whole schools have in common."""

    sizes: ClassVar[tuple[str, ...]] = ("schools",)

    schools: int
    school_attrition: float
    share_treated: float = 0.5
    covariates: int = 0

    @property
    def analysed_schools(self) -> float:
        """Schools that are expected to stay."""
        return self.schools * (1 - self.school_attrition)

    @property
    def degrees_of_freedom(self) -> float:
        """Degrees of freedom of the test: analysed schools - covariates of schools - 2."""
        return self.analysed_schools - self.covariates - 2

    def with_size(self, name: str, size: int) -> Self:
        """The same design with another number of schools."""
        return replace(self, **{name: size})


@dataclass(frozen=True, kw_only=True)
class SchoolsRandomised(_Drawn):
    """Schools drawn, students in schools (two levels).

    `school_icc`: share of the variance that lies between schools; `covariates`: those of schools; `school_attrition`:
    share of the schools that will be missing. With J analysed schools, n analysed students in each, P = share_treated.
    Formula: SE = sqrt((icc (1 - R2 schools) + (1 - icc) (1 - R2 students) / n) / (P (1 - P) J)), df = J - covariates
    - 2. Raises InputError where a number is out of bounds or no degree of freedom is left. Source: Dong and Maynard
    (2013), cluster random assignment of two levels; Bloom (1995).

    >>> from hitdesign.measurement.power.schools import SchoolsRandomised
    >>> drawn = SchoolsRandomised(schools=20, students_per_school=15, school_icc=0.17, attrition=0, school_attrition=0)
    >>> round(drawn.standard_error_factor, 3), drawn.degrees_of_freedom
    (0.212, 18)
    """

    students_per_school: float
    school_icc: float
    attrition: float
    r_squared_schools: float = 0.0
    r_squared_students: float = 0.0

    def __post_init__(self) -> None:
        where = "design schools_randomised"
        shares = {
            "school_icc": self.school_icc,
            "attrition": self.attrition,
            "school_attrition": self.school_attrition,
            "r_squared_schools": self.r_squared_schools,
            "r_squared_students": self.r_squared_students,
        }
        faults = [*count_faults(where, {"schools": self.schools}, self.covariates)]
        faults += number_faults(where, "students_per_school", self.students_per_school, above=0)
        refuse_design(where, self, [*faults, *drawn_faults(where, self.share_treated, shares)])

    @property
    def standard_error_factor(self) -> float:
        """Standard error of the effect in standard deviations over all students."""
        schools = self.school_icc * (1 - self.r_squared_schools)
        students = (1 - self.school_icc) * (1 - self.r_squared_students)
        students /= self.students_per_school * (1 - self.attrition)
        return math.sqrt((schools + students) / (drawn_variance(self.share_treated) * self.analysed_schools))


@dataclass(frozen=True, kw_only=True)
class SchoolsWithGroups(_Drawn):
    """Schools drawn, students in classes or groups in schools (three levels).

    `school_icc`, `group_icc`: shares of the variance between schools, and between groups of a school; together below 1.
    With K analysed schools of J groups of n analysed students. Formula: SE = sqrt((school_icc (1 - R2 schools) +
    group_icc (1 - R2 groups) / J + (1 - school_icc - group_icc) (1 - R2 students) / (J n)) / (P (1 - P) K)), df = K -
    covariates - 2. Raises InputError as `SchoolsRandomised`. Source: Dong and Maynard (2013), cluster random assignment
    of three levels.

    >>> from hitdesign.measurement.power.schools import SchoolsWithGroups
    >>> drawn = SchoolsWithGroups(
    ...     schools=60, groups_per_school=3, students_per_group=15, school_icc=0.06, group_icc=0.17,
    ...     attrition=0.0, school_attrition=0.0,
    ... )
    >>> round(drawn.standard_error_factor, 3)
    0.094
    """

    groups_per_school: float
    students_per_group: float
    school_icc: float
    group_icc: float
    attrition: float
    r_squared_schools: float = 0.0
    r_squared_groups: float = 0.0
    r_squared_students: float = 0.0

    def __post_init__(self) -> None:
        where = "design schools_with_groups"
        names = ("school_icc", "group_icc", "attrition", "school_attrition")
        shares = {name: getattr(self, name) for name in names}
        shares |= {
            f"r_squared_{level}": getattr(self, f"r_squared_{level}") for level in ("schools", "groups", "students")
        }
        faults = [*count_faults(where, {"schools": self.schools}, self.covariates)]
        for name in ("groups_per_school", "students_per_group"):
            faults += number_faults(where, name, getattr(self, name), above=0)
        faults += drawn_faults(where, self.share_treated, shares)
        if not faults and self.school_icc + self.group_icc >= 1:
            problem = "school_icc and group_icc leave nothing to the students"
            faults.append(Fault(where, problem, "a sum below 1", "Lower one of them", column="group_icc"))
        refuse_design(where, self, faults)

    @property
    def standard_error_factor(self) -> float:
        """Standard error of the effect in standard deviations over all students."""
        schools = self.school_icc * (1 - self.r_squared_schools)
        groups = self.group_icc * (1 - self.r_squared_groups) / self.groups_per_school
        students = (1 - self.school_icc - self.group_icc) * (1 - self.r_squared_students)
        students /= self.groups_per_school * self.students_per_group * (1 - self.attrition)
        return math.sqrt((schools + groups + students) / (drawn_variance(self.share_treated) * self.analysed_schools))
