"""One plan for every test of the report."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

try:
    import hitdesign.recommendation.recommendation
except ImportError:
    stub = ModuleType("hitdesign.recommendation.recommendation")
    stub.Recommendation = object
    sys.modules["hitdesign.recommendation.recommendation"] = stub


@pytest.fixture(scope="session")
def plan():
    from report.place import made_up_plan

    return made_up_plan()
