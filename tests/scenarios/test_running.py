"""A run gives its results in order, loses none that it had, and says what is missing."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import hitdesign as hit
from hitdesign.scenarios.running import CannotTravelError, Failed, Interrupted, Ran, run
from scenarios import pieces_of_work as work

ROOT = Path(__file__).resolve().parents[2]
spawned = partial(ProcessPoolExecutor, 2, mp_context=multiprocessing.get_context("spawn"))
alone = partial(ProcessPoolExecutor, 1, mp_context=multiprocessing.get_context("spawn"))


def test_here_results_stand_in_the_order_of_the_parts() -> None:
    assert run(work.squared, range(5)) == Ran((0, 1, 4, 9, 16))


def test_threads_give_the_same_and_tell_how_far_they_are() -> None:
    told: list[tuple[int, int]] = []
    with ThreadPoolExecutor(3) as executor:
        ran = run(work.squared, range(9), executor=executor, progress=lambda *seen: told.append(seen))
    assert ran == run(work.squared, range(9))
    assert told == [(done, 9) for done in range(1, 10)]


def test_nothing_to_do_makes_no_executor() -> None:
    assert run(work.squared, [], executor=lambda: pytest.fail("made one")) == Ran(())


def test_only_a_few_parts_are_under_way_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hitdesign.scenarios.running.AHEAD", 3)
    made: list[int] = []

    class Parts(list[int]):
        def __getitem__(self, position: Any) -> Any:
            made.append(position)
            return position

    class Slow:
        """Answers the oldest only when a fourth is asked for or nothing else happens."""

        def __init__(self) -> None:
            self.open: list[tuple[Future[Any], Any]] = []

        def submit(self, function: Any, *given: Any) -> Future[Any]:
            future: Future[Any] = Future()
            self.open.append((future, partial(function, *given)))
            assert len([one for one, _ in self.open if not one.done()]) <= 3
            if len(self.open) % 3 == 0 or len(self.open) == 10:
                for one, call in self.open:
                    if not one.done():
                        one.set_result(call())
            return future

    assert run(work.squared, Parts(range(10)), executor=Slow()).results == tuple(n * n for n in range(10))
    assert made == list(range(10))


@pytest.mark.parametrize("threads", [False, True])
def test_a_refusal_is_a_result_and_the_others_stay(threads: bool) -> None:
    executor = partial(ThreadPoolExecutor, 2) if threads else None
    ran = run(work.refused_at_three, range(5), executor=executor)
    assert ran.results == (0, 1, 2, Failed("Unheard", "three is not planned"), 4)
    assert str(ran.results[3]) == "Unheard: three is not planned"
    assert ran.complete


@pytest.mark.parametrize("threads", [False, True])
def test_another_exception_is_raised_with_the_number_of_its_part(threads: bool) -> None:
    executor = partial(ThreadPoolExecutor, 2) if threads else None
    with pytest.raises(ZeroDivisionError) as caught:
        run(work.broken_at_three, range(5), executor=executor)
    assert caught.value.__notes__ == ["raised by the part at position 3 of 5 (the first is 0)"]


class Breaks:
    """Answers so many parts and then is broken, as a pool is that lost a worker."""

    def __init__(self, answers: int) -> None:
        self.left = answers

    def submit(self, function: Any, *given: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if self.left < 0:
            raise BrokenExecutor("broken for good")
        self.left -= 1
        if self.left < 0:
            future.set_exception(BrokenExecutor("a worker was killed. And more"))
        else:
            future.set_result(function(*given))
        return future


def test_what_a_broken_executor_gave_is_kept_and_the_rest_run_later() -> None:
    ran = run(work.squared, range(6), executor=Breaks(2))
    assert (ran.results, ran.missing) == ((0, 1, None, None, None, None), (2, 3, 4, 5))
    assert ran.why.startswith(
        "4 parts without a result: a worker ended before its answer (BrokenExecutor: a worker was"
    )
    assert run(work.squared, range(6), executor=Breaks(4), done=ran) == Ran((0, 1, 4, 9, 16, 25))


def test_executors_are_made_as_often_as_retry_allows_and_the_last_parts_come_first() -> None:
    made = [Breaks(2), Breaks(1), Breaks(2)]
    ran = run(work.squared, range(7), executor=lambda: made.pop(0), retry=2)
    assert (ran.results, ran.missing) == ((0, 1, None, None, 16, 25, 36), (2, 3))
    assert "tried 3 times" in ran.why and not made


@pytest.mark.slow
def test_a_killed_worker_loses_nothing_that_was_done_and_says_how_to_go_on(tmp_path: Path) -> None:
    parts = [(number, str(tmp_path / "flag")) for number in range(12)]
    with spawned() as executor:
        ran = run(work.killed_once, parts, executor=executor)
    assert 5 in ran.missing and 0 < len(ran.missing) < 12
    assert [ran.results[n] for n in range(12) if n not in ran.missing] == [n for n in range(12) if n not in ran.missing]
    assert f"{len(ran.missing)} parts without a result" in ran.why and "BrokenProcessPool" in ran.why
    assert "done=ran" in ran.why and "No part came back" not in ran.why
    asked: list[int] = []
    again = run(work.killed_once, parts, done=ran, progress=lambda done, _: asked.append(done))
    assert again == Ran(tuple(range(12)))
    assert len(asked) == len(ran.missing)


def test_a_broken_pool_is_made_anew_where_there_is_a_way_to_make_one(tmp_path: Path) -> None:
    parts = [(number, str(tmp_path / "flag")) for number in range(12)]
    assert run(work.killed_once, parts, executor=alone) == Ran(tuple(range(12)))
    assert not multiprocessing.active_children()


@pytest.mark.slow
def test_a_part_that_always_ends_its_worker_leaves_all_others_done() -> None:
    ran = run(work.killed_always, range(40), executor=spawned)
    assert 5 in ran.missing and len(ran.missing) <= 8
    assert "tried 2 times" in ran.why
    assert not multiprocessing.active_children()


def test_an_executor_that_takes_nothing_says_so() -> None:
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    ran = run(work.squared, range(3), executor=executor)
    assert ran.missing == (0, 1, 2)
    assert "took no more work" in ran.why and "No part came back at all" in ran.why


def test_an_earlier_run_of_other_parts_is_refused() -> None:
    with pytest.raises(hit.InputError, match="another number of parts"):
        run(work.squared, range(3), done=Ran((1, 2)))


@pytest.mark.parametrize("function", [lambda part: part, pytest.param(work.lambda_of, marks=pytest.mark.slow)])
def test_what_cannot_travel_is_said_in_a_sentence(function: Any) -> None:
    with pytest.raises(CannotTravelError, match="a function at the top of a file"):
        run(function, range(3), executor=alone)


@pytest.mark.parametrize(
    "executor",
    [None, partial(ThreadPoolExecutor, 2), pytest.param(spawned, marks=pytest.mark.slow)],
    ids=["here", "threads", "spawn"],
)
def test_an_interrupted_run_hands_over_what_it_has(executor: Any) -> None:
    """Without the garbage collector, for Python drops an interrupt that comes while a callback of it runs."""
    parts = [(number, os.getpid()) for number in range(200)]
    gc.disable()
    try:
        with pytest.raises(Interrupted) as caught:
            run(work.interrupts, parts, executor=executor)
    finally:
        gc.enable()
    ran = caught.value.ran
    assert isinstance(caught.value, KeyboardInterrupt)
    assert not ran.complete and ran.results[0] == 0
    assert all(ran.results[n] == (None if n in ran.missing else n) for n in range(200))
    assert "interrupted" in str(caught.value) and "done=ran" in ran.why
    assert not multiprocessing.active_children()


IN_A_TERMINAL = """
import multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from scenarios import pieces_of_work as work
from hitdesign.scenarios.running import Interrupted, run

if __name__ == "__main__":
    make = partial(ProcessPoolExecutor, 2, mp_context=multiprocessing.get_context(sys.argv[1]))
    parts = [(number + 10, 0) for number in range(1000)]
    try:
        run(work.interrupts, parts, executor=make, progress=lambda done, _: done == 10 and print("go", flush=True))
    except Interrupted as stop:
        kept = [result for result in stop.ran.results if result is not None]
        print(len(kept) >= 10, len(kept) + len(stop.ran.missing), multiprocessing.active_children())
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="groups of processes are told to stop in another way there")
@pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
def test_ctrl_c_in_a_terminal_stops_every_process_and_keeps_the_results(method: str, tmp_path: Path) -> None:
    script = tmp_path / "sweep.py"
    script.write_text(IN_A_TERMINAL, encoding="utf-8")
    started = subprocess.Popen(
        [sys.executable, str(script), method],
        env=with_paths(),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert started.stdout is not None and started.stdout.readline() == "go\n"
    os.killpg(started.pid, signal.SIGINT)
    said, _ = started.communicate(timeout=60)
    assert said == "True 1000 []\n"
    until = time.monotonic() + 20
    while left := living(started.pid):
        assert time.monotonic() < until, f"{left} still live"
        time.sleep(0.1)


def living(group: int) -> list[str]:
    """Processes of a group that have not ended; one that ended and nobody has asked for yet does not count."""
    listed = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=2) for line in listed.splitlines()]
    return [row[-1] for row in rows if row[0] == str(group) and not row[1].startswith("Z")]


def with_paths() -> dict[str, str]:
    """The environment in which a script finds the library and the pieces of work."""
    paths = [str(ROOT / "src"), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


SCRIPT = """
import multiprocessing, sys
from concurrent.futures import ProcessPoolExecutor
from scenarios import pieces_of_work as work
from hitdesign.scenarios.running import run

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    with ProcessPoolExecutor(2, mp_context=context) as executor:
        print(run(work.squared, range(9), executor=executor).results)
"""


@pytest.mark.parametrize(
    "method", ["fork", *(pytest.param(name, marks=pytest.mark.slow) for name in ("spawn", "forkserver"))]
)
def test_every_way_to_start_processes_gives_the_same(method: str, tmp_path: Path) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system does not know {method}")
    script = tmp_path / "sweep.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script), method],
        env=with_paths(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.stdout.strip(), done.stderr) == (str(tuple(n * n for n in range(9))), "")
