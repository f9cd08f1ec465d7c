"""How hard the tests try, and where the real data lies.

`HITDESIGN_TESTS` chooses: `dev` (default), `ci` (the same examples on every run), `brief` (fewer of them, and none of
the tests marked once, for a second Python after the first has tried hard), `nightly` (long, with those marked slow).
"""

from __future__ import annotations

import gc
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
gc.disable()  # until all tests are found: nothing of what is loaded goes away
EFFORT = os.environ.get("HITDESIGN_TESTS", "dev")

#: Rooms that ask no solver, but for the choice of pilot schools: in every run one Python is enough for them.
ROOMS = ("answers", "forecast", "goals", "instruction", "risks", "scope", "stakeholders", "team", "technology",
         "timeline")  # fmt: skip
ONE_PYTHON = tuple(ROOT / "tests" / "plan" / room for room in ROOMS)

settings.register_profile("dev", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.register_profile("brief", settings.get_profile("ci"), max_examples=15)
settings.register_profile("nightly", settings.get_profile("dev"), max_examples=2000, print_blob=True)
settings.load_profile(EFFORT)


def pytest_configure() -> None:
    """What a shell starts in the background is deaf to Ctrl-C; tests of interrupts need it heard."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the slow tests to the nightly run, and to one Python what needs no second one in every run."""
    slow = pytest.mark.skip(reason="slow: set HITDESIGN_TESTS=nightly to run it")
    once = pytest.mark.skip(reason="once: the first Python has run it; CI_FULL=1 runs it on both")
    for item in items:
        if "slow" in item.keywords and EFFORT != "nightly":
            item.add_marker(slow)
        in_room = any(item.path.is_relative_to(room) for room in ONE_PYTHON)
        if ("once" in item.keywords or in_room) and EFFORT == "brief":
            item.add_marker(once)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look at it again, which saves a twentieth of the time."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(100_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Neighbours stay with one worker until another has nothing left: what a module's tests share is made once."""
    if config.getoption("dist") != "load":
        return None
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real districts and real broken files that lies beside the checkout; absent elsewhere."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/data of real districts is not beside this checkout")
    return folder
