"""One design of each kind, to ask them all the same."""

from __future__ import annotations

from hitdesign.measurement.power.designs import Design
from hitdesign.measurement.power.groups import PartiallyNested
from hitdesign.measurement.power.schools import SchoolsRandomised, SchoolsWithGroups
from hitdesign.measurement.power.students import StudentsRandomised, WithinSchools

DESIGNS: dict[str, Design] = {
    "students": StudentsRandomised(students=120, r_squared=0.4, covariates=2, share_treated=0.4, attrition=0.1),
    "within schools": WithinSchools(schools=6, students_per_school=24, r_squared=0.5, covariates=1, attrition=0.15),
    "within schools, by school": WithinSchools(
        schools=6, students_per_school=24, effect_by_school=True, share_treated=0.6, attrition=0.0
    ),
    "groups": PartiallyNested(
        groups=25, students_per_group=4, comparison_students=80, group_icc=0.12, r_squared=0.4, attrition=0.1
    ),
    "one to one": PartiallyNested(
        groups=40, students_per_group=1, comparison_students=60, group_icc=0.1, covariates=2, attrition=0.2
    ),
    "schools": SchoolsRandomised(
        schools=24,
        students_per_school=40,
        school_icc=0.2,
        r_squared_schools=0.6,
        r_squared_students=0.4,
        covariates=1,
        attrition=0.1,
        school_attrition=0.05,
    ),
    "schools with groups": SchoolsWithGroups(
        schools=30,
        groups_per_school=3,
        students_per_group=18,
        school_icc=0.12,
        group_icc=0.08,
        r_squared_schools=0.5,
        share_treated=0.5,
        attrition=0.0,
        school_attrition=0.0,
    ),
}
