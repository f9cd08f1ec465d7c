"""What holds of every design, effect and size."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hitdesign.errors import InputError
from hitdesign.measurement.power.designs import Design
from hitdesign.measurement.power.detection import CONVENTIONS, minimum_detectable_effect, power_to_detect, required_size
from hitdesign.measurement.power.groups import PartiallyNested
from hitdesign.measurement.power.schools import SchoolsRandomised
from hitdesign.measurement.power.students import StudentsRandomised
from measurement.designs import DESIGNS

every_design = pytest.mark.parametrize("name", DESIGNS)
both_conventions = pytest.mark.parametrize("convention", CONVENTIONS)


def smallest(design: Design, convention: str = "central", **asked: float) -> float:
    return minimum_detectable_effect(design, convention=convention, **asked).effect


@every_design
@both_conventions
def test_more_of_what_is_drawn_shows_smaller_effects(name: str, convention: str) -> None:
    design = DESIGNS[name]
    for size in design.sizes:
        grown = [smallest(design.with_size(size, n), convention) for n in (40, 41, 60, 200)]
        assert grown == sorted(grown, reverse=True)
        assert grown[0] > grown[-1]


@every_design
@both_conventions
def test_a_size_found_reaches_the_power_and_one_fewer_does_not(name: str, convention: str) -> None:
    design = DESIGNS[name]
    for of in design.sizes:
        effect = 0.21 if of != "schools" else 0.33
        found = required_size(design, effect, convention=convention, of=of)
        assert found.smallest.effect <= effect * (1 + 1e-9)
        assert found.wanted.power >= 0.8 - 1e-9
        assert found.design == design.with_size(of, found.size)
        try:
            fewer = power_to_detect(design.with_size(of, found.size - 1), effect, convention=convention).power
        except InputError:
            fewer = 0.0
        assert fewer < 0.8


@given(
    students=st.integers(12, 3000),
    power=st.floats(0.3, 0.99),
    alpha=st.sampled_from([0.01, 0.05, 0.1]),
    sides=st.sampled_from([1, 2]),
    convention=st.sampled_from(CONVENTIONS),
)
def test_the_smallest_effect_has_the_power_asked_for(students, power, alpha, sides, convention) -> None:
    design = StudentsRandomised(students=students, covariates=1, attrition=0.1)
    asked = {"convention": convention, "alpha": alpha, "sides": sides}
    found = minimum_detectable_effect(design, power=power, **asked)
    assert found.effect == pytest.approx(found.multiplier * found.standard_error_factor)
    back = power_to_detect(design, found.effect, **asked)
    assert back.power == pytest.approx(power, abs=1e-6)  # the far tail on the other side may be left out
    assert back.multiplier == pytest.approx(found.multiplier)


@pytest.mark.parametrize(("students", "alpha", "power"), [(12, 0.01, 0.9375), (5, 0.05, 0.95), (4, 0.001, 0.999)])
def test_where_scipy_answers_nan_for_the_far_tail_the_power_is_still_right(students, alpha, power) -> None:
    """Found by the law above: the lower tail at 7.8 degrees of freedom and noncentrality 9.47 is NaN in scipy 1.17."""
    design = StudentsRandomised(students=students, covariates=1, attrition=0)
    found = minimum_detectable_effect(design, convention="noncentral", power=power, alpha=alpha)
    critical = stats.t.isf(alpha / 2, design.degrees_of_freedom)
    assert stats.nct.sf(critical, design.degrees_of_freedom, found.multiplier) == pytest.approx(power, abs=1e-9)


@both_conventions
@pytest.mark.parametrize("field", ["school_icc", "group_icc"])
def test_what_students_of_a_school_or_group_share_hides_effects(field: str, convention: str) -> None:
    held = [
        one for one in DESIGNS.values() if field in {f.name for f in fields(one)} and one is not DESIGNS["one to one"]
    ]
    assert held
    for design in held:
        # With no spread between groups the degrees of freedom move too; the effect must still not fall.
        grown = [smallest(replace(design, **{field: icc}), convention) for icc in (0.02, 0.05, 0.1, 0.3)]
        assert grown == sorted(grown)
        assert grown[0] < grown[-1]


@every_design
def test_what_covariates_explain_shows_smaller_effects_and_losses_larger_ones(name: str) -> None:
    design = DESIGNS[name]
    for field in (f.name for f in fields(design)):
        if field.startswith("r_squared") and field != "r_squared_groups":
            assert smallest(replace(design, **{field: 0.9})) < smallest(replace(design, **{field: 0.1}))
        if field.endswith("attrition"):
            assert smallest(replace(design, **{field: 0.3})) > smallest(replace(design, **{field: 0.0}))


@every_design
def test_covariates_that_explain_nothing_cost_degrees_of_freedom(name: str) -> None:
    few, many = replace(DESIGNS[name], covariates=0), replace(DESIGNS[name], covariates=9)
    assert many.degrees_of_freedom < few.degrees_of_freedom
    assert smallest(many) > smallest(few)


@every_design
def test_one_side_sees_more_than_two_and_a_stricter_test_sees_less(name: str) -> None:
    design = DESIGNS[name]
    assert smallest(design, sides=1) < smallest(design, sides=2) < smallest(design, alpha=0.01)
    assert smallest(design, power=0.7) < smallest(design, power=0.9)


def test_the_two_conventions_meet_as_degrees_of_freedom_grow() -> None:
    gaps = []
    for schools in (6, 12, 40, 400, 40_000):
        drawn = SchoolsRandomised(
            schools=schools, students_per_school=30, school_icc=0.2, attrition=0, school_attrition=0
        )
        gaps.append(abs(smallest(drawn) / smallest(drawn, "noncentral") - 1))
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[0] > 0.01
    assert gaps[-1] < 1e-4


def test_half_and_half_sees_most() -> None:
    shares = (0.5, 0.4, 0.3, 0.1)
    seen = [smallest(StudentsRandomised(students=300, share_treated=share, attrition=0)) for share in shares]
    assert seen == sorted(seen)
    mirrored = smallest(StudentsRandomised(students=300, share_treated=0.7, attrition=0))
    assert mirrored == pytest.approx(seen[2])


def test_groups_without_anything_shared_have_the_standard_error_of_students_drawn() -> None:
    grouped = PartiallyNested(groups=50, students_per_group=3, comparison_students=150, group_icc=0, attrition=0.1)
    drawn = StudentsRandomised(students=300, attrition=0.1)
    assert grouped.standard_error_factor == pytest.approx(drawn.standard_error_factor)


def test_comparison_students_grow_with_the_groups() -> None:
    """The ratio of the design is kept, in whole students."""
    design = PartiallyNested(groups=10, students_per_group=3, comparison_students=25, group_icc=0.1, attrition=0)
    assert design.with_size("groups", 21).comparison_students == 53
    assert design.with_size("groups", 20).comparison_students == 50
