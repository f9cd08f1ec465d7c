"""What cannot be asked is refused, all of it at once, by name."""

from __future__ import annotations

import math

import pytest

from hitdesign.errors import InputError
from hitdesign.measurement.power.detection import minimum_detectable_effect, power_to_detect, required_size
from hitdesign.measurement.power.groups import PartiallyNested
from hitdesign.measurement.power.schools import SchoolsRandomised, SchoolsWithGroups
from hitdesign.measurement.power.students import StudentsRandomised, WithinSchools

PILOT = StudentsRandomised(students=100, attrition=0)


def columns(refused: pytest.ExceptionInfo[InputError]) -> set[str | None]:
    return {fault.column for fault in refused.value.faults}


@pytest.mark.parametrize("alpha", [0, 1, -0.1, math.nan, "0.05", True])
def test_an_alpha_that_is_no_share_is_refused(alpha: object) -> None:
    with pytest.raises(InputError) as refused:
        minimum_detectable_effect(PILOT, convention="central", alpha=alpha)
    assert columns(refused) == {"alpha"}


@pytest.mark.parametrize("power", [0, 1, 0.05, 0.03, math.inf])
def test_a_power_not_above_alpha_or_certain_is_refused(power: float) -> None:
    with pytest.raises(InputError) as refused:
        required_size(PILOT, 0.2, convention="noncentral", power=power)
    assert columns(refused) == {"power"}


def test_all_faults_of_a_question_are_said_at_once() -> None:
    with pytest.raises(InputError) as refused:
        required_size(PILOT, -0.2, convention="exact", power=1.0, alpha=0.0, sides=3, of="schools")
    assert columns(refused) == {"convention", "sides", "alpha", "power", "effect", "of"}


def test_all_faults_of_a_design_are_said_at_once() -> None:
    with pytest.raises(InputError) as refused:
        SchoolsWithGroups(
            schools=0, groups_per_school=-1, students_per_group=0, school_icc=1.0, group_icc=-0.1, attrition=1,
            school_attrition=2, share_treated=0, r_squared_students=1.5, covariates=-1,
        )  # fmt: skip
    assert columns(refused) == {
        "schools", "groups_per_school", "students_per_group", "school_icc", "group_icc", "attrition",
        "school_attrition", "share_treated", "r_squared_students", "covariates",
    }  # fmt: skip
    assert "design schools_with_groups, column schools: " in str(refused.value)


def test_intraclass_correlations_that_leave_nothing_are_refused() -> None:
    with pytest.raises(InputError, match="leave nothing to the students"):
        SchoolsWithGroups(
            schools=9, groups_per_school=2, students_per_group=9, school_icc=0.5, group_icc=0.5, attrition=0,
            school_attrition=0,
        )  # fmt: skip


@pytest.mark.parametrize(
    "build",
    [
        lambda: StudentsRandomised(students=4, covariates=2, attrition=0),
        lambda: WithinSchools(schools=5, students_per_school=1, attrition=0),
        lambda: PartiallyNested(groups=1, students_per_group=3, comparison_students=9, group_icc=0.1, attrition=0),
        lambda: SchoolsRandomised(schools=2, students_per_school=9, school_icc=0.1, attrition=0, school_attrition=0),
    ],
)
def test_a_design_without_a_degree_of_freedom_is_refused(build) -> None:
    with pytest.raises(InputError, match="degrees of freedom"):
        build()


@pytest.mark.parametrize("effect", [0, -0.1, math.nan])
def test_an_effect_that_is_none_is_refused(effect: float) -> None:
    with pytest.raises(InputError) as refused:
        power_to_detect(PILOT, effect, convention="central")
    assert columns(refused) == {"effect"}


def test_an_effect_too_small_for_any_study_is_refused() -> None:
    with pytest.raises(InputError, match="no number of students detects it"):
        required_size(PILOT, 1e-9, convention="central")


def test_a_missing_library_is_named_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from hitdesign.errors import MissingExtra

    monkeypatch.setitem(sys.modules, "scipy", None)
    with pytest.raises(MissingExtra, match=r"hitdesign\[measurement\]"):
        minimum_detectable_effect(PILOT, convention="central")
