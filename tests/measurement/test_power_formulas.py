"""Standard errors and degrees of freedom, worked by hand or written in another form."""

from __future__ import annotations

import math

import pytest
from statsmodels.stats.power import TTestIndPower

from hitdesign.errors import InputError
from hitdesign.evidence.library import overlay, shipped
from hitdesign.measurement.power.detection import power_to_detect
from hitdesign.measurement.power.groups import PartiallyNested
from hitdesign.measurement.power.planning import planning_values
from hitdesign.measurement.power.schools import SchoolsRandomised, SchoolsWithGroups
from hitdesign.measurement.power.students import StudentsRandomised, WithinSchools


def test_covariates_take_degrees_of_freedom_and_variance_as_in_statsmodels() -> None:
    """100 drawn, 80 analysed, 3 covariates that explain 36%: 75 degrees of freedom, an effect 1 / 0.8 as large."""
    design = StudentsRandomised(students=100, attrition=0.2, covariates=3, r_squared=0.36)
    theirs = TTestIndPower().power(0.5 / 0.8, nobs1=40, ratio=1, alpha=0.05, df=75)
    assert design.degrees_of_freedom == pytest.approx(75)
    assert power_to_detect(design, 0.5, convention="noncentral").power == pytest.approx(theirs, abs=1e-7)


@pytest.mark.parametrize(("by_school", "degrees"), [(False, 6 * 18 - 6 - 1 - 2), (True, 6 * 18 - 12 - 2)])
def test_schools_as_blocks_cost_their_means_and_their_effects(by_school: bool, degrees: int) -> None:
    design = WithinSchools(
        schools=6, students_per_school=20, attrition=0.1, covariates=2, r_squared=0.75, effect_by_school=by_school
    )
    assert design.degrees_of_freedom == pytest.approx(degrees)
    assert design.standard_error_factor == pytest.approx(math.sqrt(0.25 / (0.25 * 108)))


def test_schools_drawn_lose_schools_and_students() -> None:
    """20 schools of 30; 18 stay with 24: 0.2 x 0.4 of schools and 0.8 x 0.5 / 24 of students over 0.25 x 18."""
    design = SchoolsRandomised(
        schools=20,
        students_per_school=30,
        school_icc=0.2,
        attrition=0.2,
        school_attrition=0.1,
        r_squared_schools=0.6,
        r_squared_students=0.5,
        covariates=1,
    )
    assert design.degrees_of_freedom == pytest.approx(15)
    assert design.standard_error_factor == pytest.approx(math.sqrt((0.08 + 0.4 / 24) / 4.5))


def test_one_group_a_school_is_a_school_of_two_levels() -> None:
    common = {"schools": 30, "attrition": 0.1, "school_attrition": 0.0, "share_treated": 0.4}
    three = SchoolsWithGroups(groups_per_school=1, students_per_group=20, school_icc=0.1, group_icc=0.1, **common)
    two = SchoolsRandomised(students_per_school=20, school_icc=0.2, **common)
    assert three.standard_error_factor == pytest.approx(two.standard_error_factor)
    assert three.degrees_of_freedom == two.degrees_of_freedom


@pytest.mark.parametrize(("groups", "size", "others", "icc"), [(25, 5, 125, 0.10), (12, 3, 60, 0.2), (40, 4, 90, 0.05)])
def test_partially_nested_formulas_are_those_of_powerupr(groups: int, size: int, others: int, icc: float) -> None:
    """PowerUpR 1.1.0, ira_pn: the design effect of intervention clusters, and degrees of freedom by Satterthwaite."""
    n = groups * size + others
    p = groups * size / n
    effect_of_groups = 1 + icc * (1 - p) * (size - 1) / (1 - p * icc)
    squared = (1 - p * icc) / (1 - icc) * effect_of_groups / (n * p * (1 - p))
    ratio = 1 / size + icc / (1 - icc)
    degrees = (others - 1) * (groups - 1) * (groups + others * ratio) ** 2
    degrees /= (groups - 1) * groups**2 + (others - 1) * others**2 * ratio**2
    design = PartiallyNested(
        groups=groups, students_per_group=size, comparison_students=others, group_icc=icc, attrition=0
    )
    assert design.standard_error_factor == pytest.approx(math.sqrt(squared))
    assert design.degrees_of_freedom == pytest.approx(degrees)


def test_one_to_one_tutoring_loses_tutors_groups_and_not_parts_of_students() -> None:
    design = PartiallyNested(groups=40, students_per_group=1, comparison_students=40, group_icc=0.2, attrition=0.25)
    assert (design.analysed_groups, design.analysed_per_group) == (30, 1)
    assert design.standard_error_factor == pytest.approx(math.sqrt((0.25 + 1) / 30 + 1 / 30))


def test_what_covariates_explain_of_groups_and_of_students_is_taken_off_each() -> None:
    """t2 = 0.25: 0.25 x 0.4 / 20 of groups, 0.5 / 60 and 0.5 / 80 of students."""
    design = PartiallyNested(
        groups=20,
        students_per_group=3,
        comparison_students=80,
        group_icc=0.2,
        attrition=0,
        r_squared=0.5,
        r_squared_groups=0.6,
    )
    assert design.standard_error_factor**2 == pytest.approx(0.25 * 0.4 / 20 + 0.5 / 60 + 0.5 / 80)


def test_planning_values_fit_the_designs_and_may_be_replaced_by_a_districts_own() -> None:
    values = planning_values("reading", 2)
    assert values.verified
    assert values.school_icc_beside_classes < values.school_icc
    own = {"value": 0.08, "source": "planning_default", "as_of": "2026-11-26"}
    ours = overlay(shipped(), {"parameters": {"planning.reading.grade_2.school_icc": own}})
    replaced = planning_values("reading", 2, ours)
    assert (replaced.school_icc, replaced.class_icc, replaced.verified) == (0.08, values.class_icc, False)
    assert replaced.sources == ("planning_default", "star_data")


def test_a_subject_and_grade_without_values_is_refused_with_those_that_have_some() -> None:
    with pytest.raises(InputError, match=r"Found 'science 7'.*math K, math 1"):
        planning_values("science", 7)
