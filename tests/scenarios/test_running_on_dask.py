"""On a cluster of Dask a run gives what it gives here, and a worker that is killed costs nothing."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hitdesign.scenarios.running import CannotTravelError, Failed, Interrupted, Ran, run
from scenarios import pieces_of_work as work

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def executor() -> Iterator[Any]:
    distributed = pytest.importorskip(
        "distributed", reason="dask[distributed] is not installed; it is in the extra dev"
    )
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client.get_executor()


def test_results_and_refusals_are_those_of_a_run_here(executor: Any) -> None:
    assert run(work.squared, range(30), executor=executor) == run(work.squared, range(30))
    assert run(work.refused_at_three, range(5), executor=executor).results[3] == Failed(
        "Unheard", "three is not planned"
    )


def test_a_worker_killed_in_the_middle_loses_nothing(executor: Any, tmp_path: Path) -> None:
    parts = [(number, str(tmp_path / "flag")) for number in range(40)]
    assert run(work.killed_once, parts, executor=executor) == Ran(tuple(range(40)))
    assert (tmp_path / "flag").exists()


def test_a_part_that_always_ends_its_worker_is_the_only_one_missing(executor: Any) -> None:
    ran = run(work.killed_always, range(20), executor=executor)
    assert ran.missing == (5,)
    assert "KilledWorker" in ran.why and "done=ran" in ran.why


def test_another_exception_is_raised_with_the_number_of_its_part(executor: Any) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        run(work.broken_at_three, range(5), executor=executor)
    assert caught.value.__notes__ == ["raised by the part at position 3 of 5 (the first is 0)"]


def test_what_cannot_travel_is_said_in_a_sentence(executor: Any) -> None:
    with pytest.raises(CannotTravelError, match="cannot be sent to a worker"):
        run(work.squared, [threading.Lock()], executor=executor)


def test_an_interrupted_run_hands_over_what_it_has_and_goes_on_later(executor: Any) -> None:
    parts = [(number, os.getpid() if number == 3 else 0) for number in range(60)]
    with pytest.raises(Interrupted) as caught:
        run(work.interrupts, parts, executor=executor)
    ran = caught.value.ran
    assert not ran.complete
    assert run(work.squared, range(60), executor=executor, done=ran).complete
