"""The room's doors open: a linear answer, a whole answer and an explanation of a district-like program."""

from __future__ import annotations

from hitdesign.solving.linear import solve_linear
from hitdesign.solving.whole import solve_whole
from solving.instances import district_program


def test_a_whole_plan_never_passes_the_linear_bound():
    linear, whole = solve_linear(district_program(5)), solve_whole(district_program(5, whole=True))
    assert linear.status == "optimal" and linear.certificate.holds
    assert whole.levels[0].value <= linear.levels[0].bound
