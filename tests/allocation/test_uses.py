"""Materials on money that pays wages alone are named with their dollars."""

from __future__ import annotations

import pytest

from allocation.two_schools import case, model, pool, stream
from hitdesign.allocation.allocation import Allocation
from laws.solved import plan_of

COLLEGE = pool("college", kind="college_student")


def checks(program: str, materials: float) -> list[str]:
    """Open checks on materials of a plan that this program pays for alone."""
    models = (model(materials_dollars_per_student=materials),)
    found = plan_of(case(funding=(stream("wages", program),), tutoring_models=models, tutors=(COLLEGE,)))
    assert isinstance(found, Allocation)
    assert found.seats_served > 0
    assert found.audit() == []
    return [check for check in found.open_checks if "does not pay for materials" in check]


@pytest.mark.parametrize(
    ("program", "materials", "named"),
    [("federal_work_study", 5.0, True), ("federal_work_study", 0.0, False), ("general_fund", 5.0, False)],
)
def test_materials_on_wages_money_are_an_open_check(program: str, materials: float, *, named: bool) -> None:
    found = checks(program, materials)
    assert bool(found) == named
    assert all("dollars of them are charged to wages" in check for check in found)
