"""One plan for every test of the report."""

from __future__ import annotations

import pytest

from hitdesign.plan.plan import Plan
from hitdesign.report.reading import Reading, reading_of
from report.place import made_up_plan


@pytest.fixture(scope="session")
def plan() -> Plan:
    return made_up_plan()


@pytest.fixture(scope="session")
def reading(plan: Plan) -> Reading:
    return reading_of(plan)
