"""How hard the tests try, and where the real data lies.

`HITDESIGN_TESTS` chooses: `dev` (default, seconds), `ci` (the same examples on every run), `brief` (fewer of them, for
a second Python after the first has tried hard), `nightly` (long, with the tests marked slow).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
EFFORT = os.environ.get("HITDESIGN_TESTS", "dev")

settings.register_profile("dev", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), max_examples=50, derandomize=True, print_blob=True)
settings.register_profile("brief", settings.get_profile("ci"), max_examples=15)
settings.register_profile("nightly", settings.get_profile("dev"), max_examples=2000, print_blob=True)
settings.load_profile(EFFORT)


#: What a second Python leaves to the first in the quick part: whole cities, the longest example and the benchmarks.
LONG = (
    "test_new_york_by_the_linear_program",
    "test_a_north_carolina_district_is_planned_whole_and_proved",
    "[plan_grand_rapids]",
    "test_a_benchmark_prints_its_table_and_writes_the_same",
    "test_the_hash_seed_the_language_and_the_clock_zone_change_nothing",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the slow tests to the nightly run."""
    if EFFORT == "nightly":
        return
    skip = pytest.mark.skip(reason="slow: set HITDESIGN_TESTS=nightly to run it")
    long = pytest.mark.skip(reason="long: the first Python has run it; set HITDESIGN_TESTS=ci to run it here too")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)
        if EFFORT == "brief" and any(name in item.nodeid for name in LONG):
            item.add_marker(long)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real districts and real broken files that lies beside the checkout; absent elsewhere."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/data of real districts is not beside this checkout")
    return folder
