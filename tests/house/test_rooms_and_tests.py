"""Tests mirror the house: who looks for the tests of a room finds them under its name."""

from __future__ import annotations

import pytest

from house.source import MODULES, ROOT

pytestmark = pytest.mark.once

TESTS = ROOT / "tests"
ROOMS = sorted({m.room for m in MODULES if m.room and m.path.name != "__init__.py"})


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_tests_under_its_name(room: str) -> None:
    found = [*TESTS.glob(f"{room}/**/test_*.py"), *TESTS.glob(f"test_{room}.py")]
    assert found, f"no tests for {room}: add tests/{room}/test_*.py, or tests/test_{room}.py for a single file"
