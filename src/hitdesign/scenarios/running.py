"""One piece of work over many parts, here or elsewhere: results in order, and nothing lost when a worker is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Future
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, TypeGuard, cast

from hitdesign.errors import Fault, HitdesignError, InputError
from hitdesign.quantities import print_count
from hitdesign.scenarios.ran import CannotTravelError, Failed, Interrupted, Ran, Submits

__all__ = ["CannotTravelError", "Executor", "Failed", "Interrupted", "Progress", "Ran", "Submits", "run"]

#: Parts that are handed to an executor and not yet answered, at the most: the others are not even made.
AHEAD = 1_000
#: Seconds after which a wait looks up, so that Ctrl-C is heard on every system.
LOOK_UP_SECONDS = 0.5
#: What Dask says of a part whose workers went away; told by name, because Dask need not be installed.
GONE = ("KilledWorker", "CommClosedError", "FutureCancelledError", "FuturesCancelledError")
GO_ON = "run(work, parts, executor=..., done=ran) runs the missing parts alone"
#: The same for an answer that cannot do without any of its parts.
AGAIN = "ask once more, for this answer cannot be given without them"
NOTHING_CAME = (
    " No part came back at all: a worker that cannot import the work ends at once, so let the work stand at the top of "
    'a file, and what starts it below `if __name__ == "__main__":`.'
)

Executor = Submits | Callable[[], Submits]
Progress = Callable[[int, int], object]


def run(
    work: Callable[[Any], Any],
    parts: Sequence[Any],
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    retry: int = 1,
    done: Ran | None = None,
    go_on: str = GO_ON,
) -> Ran:
    """The results of `work` for every part, in the order of the parts whatever the order in which they end.

    `work`: a function at the top of a file that takes one part; for other processes, part and result must be picklable.
    `executor`: None works here, one part after the other; anything with `submit` as in concurrent.futures (thread and
    process pools, Dask's `client.get_executor()`) is used and left open; a callable that makes one is called, what it
    made is shut down at the end, and it is called again up to `retry` times where that broke. `progress`: called with
    (done, all) after every result. `done`: an earlier run of the same parts, of which only the missing ones are run.
    `go_on`: how a person gets the missing parts, said where some are.

    A HitdesignError is the part's result (Failed); any other exception is raised, the part's number as its note. A
    broken executor loses no result that it gave: see `Ran.missing` and `Ran.why`. Raises Interrupted on Ctrl-C,
    CannotTravelError where something cannot be pickled, InputError where `done` is of other parts.

    >>> from hitdesign.scenarios.running import run
    >>> run(abs, [-3, 2, -1]).results
    (3, 2, 1)
    """
    now = _Run(work, parts, progress, _known(parts, done), go_on)
    try:
        if executor is None:
            for position in now.missing():
                now.take(position, attempted(work, parts[position], position, len(parts)))
        elif now.missing():
            _elsewhere(now, executor, retry)
    except KeyboardInterrupt as error:
        now.take_what_ended()
        left = print_count(len(now.missing()), "part")
        now.why = f"The run was interrupted with {left} of {len(parts):,} not finished; {go_on}."
        raise Interrupted(now.ran()) from error
    return now.ran()


def attempted(work: Callable[[Any], Any], part: Any, position: int, count: int) -> Any:
    """The work on one part; a HitdesignError as its result, another exception with the part's number."""
    try:
        return work(part)
    except HitdesignError as error:
        return Failed(type(error).__name__, str(error))
    except Exception as error:
        error.add_note(_number(position, count))
        raise


def _number(position: int, count: int) -> str:
    return f"raised by the part at position {position} of {count} (the first is 0)"


@dataclass
class _Run:
    """A run while it lasts: what is done, what is under way, and who is told."""

    work: Callable[[Any], Any]
    parts: Sequence[Any]
    progress: Progress | None
    results: dict[int, Any]
    go_on: str
    why: str = ""
    futures: dict[int, Future[Any]] = field(default_factory=dict)

    def take(self, position: int, result: Any) -> None:
        """One more result."""
        self.results[position] = result
        if self.progress is not None:
            self.progress(len(self.results), len(self.parts))

    def take_what_ended(self) -> None:
        """The results that are there and were not yet taken; nobody is told."""
        for position, future in self.futures.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                self.results[position] = future.result()

    def missing(self) -> list[int]:
        """Positions without a result, in order."""
        return [position for position in range(len(self.parts)) if position not in self.results]

    def ran(self) -> Ran:
        """What there is."""
        missing = self.missing()
        results = tuple(self.results.get(position) for position in range(len(self.parts)))
        return Ran(results, tuple(missing), self.why if missing else "")


def _known(parts: Sequence[Any], done: Ran | None) -> dict[int, Any]:
    """The results that an earlier run brought, by position."""
    if done is None:
        return {}
    if len(done.results) != len(parts):
        fault = Fault(
            table="parts",
            problem="the earlier run was of another number of parts",
            found=print_count(len(done.results), "part"),
            expected=print_count(len(parts), "part"),
            what_to_do="Give the parts of that run, in its order",
        )
        raise InputError([fault])
    missing = set(done.missing)
    return {position: result for position, result in enumerate(done.results) if position not in missing}


def _elsewhere(now: _Run, executor: Executor, retry: int) -> None:
    """The missing parts on the executor, and again on fresh ones as long as there is a way to make one.

    Again means from the last part to the first: a part that ends its worker is then met when little is left to lose.
    """
    before = len(now.results)
    if _submits(executor):
        broke = _on(now, executor, now.missing())
        advice = f"{now.go_on}, and an executor given as a callable that makes one is made anew by itself."
    else:
        make, broke, order = cast("Callable[[], Submits]", executor), "", now.missing()
        for _ in range(max(0, retry) + 1):
            made = make()
            try:
                broke = _on(now, made, order)
            finally:
                if callable(close := getattr(made, "shutdown", None)):
                    close(wait=True)
            order = now.missing()[::-1]
            if not order:
                return
        advice = f"tried {print_count(max(0, retry) + 1, 'time')}; {now.go_on}."
    nothing = NOTHING_CAME if len(now.results) == before else ""
    now.why = f"{print_count(len(now.missing()), 'part')} without a result: {broke}; {advice}{nothing}"


def _submits(executor: Executor) -> TypeGuard[Submits]:
    """Whether it is an executor, and not a class or function that makes one."""
    return hasattr(executor, "submit") and not isinstance(executor, type)


def _on(now: _Run, executor: Submits, order: Sequence[int]) -> str:
    """These parts on one executor; how it broke, or nothing. Whatever happens, what has not begun is cancelled."""
    ended: SimpleQueue[int] = SimpleQueue()
    now.futures, waiting, broke = {}, list(reversed(order)), ""
    try:
        while waiting or now.futures:
            while waiting and len(now.futures) < AHEAD:
                refused = _submit(now, executor, waiting.pop(), ended)
                if refused:
                    waiting, broke = [], broke or refused
            if now.futures:
                position = _next(ended)
                broke = _collect(now, position, now.futures[position]) or broke
                del now.futures[position]
    finally:
        for future in now.futures.values():
            future.cancel()
    return broke


def _submit(now: _Run, executor: Submits, position: int, ended: SimpleQueue[int]) -> str:
    """Hand one part over; why it was refused, or nothing."""
    part = now.parts[position]
    try:
        future = executor.submit(attempted, now.work, part, position, len(now.parts))
    except RuntimeError as error:  # broken, or shut down
        return f"the executor took no more work ({_said(error)})"
    except (TypeError, AttributeError) as error:
        raise _cannot_travel(error, position, len(now.parts)) from error
    now.futures[position] = future
    future.add_done_callback(lambda _: ended.put(position))
    return ""


def _next(ended: SimpleQueue[int]) -> int:
    """The position of the next part that ended."""
    while True:
        try:
            return ended.get(timeout=LOOK_UP_SECONDS)
        except Empty:
            continue


def _collect(now: _Run, position: int, future: Future[Any]) -> str:
    """Take the result of a future that ended; how its worker was lost, or nothing."""
    error = CancelledError() if future.cancelled() else future.exception()
    if error is None:
        now.take(position, future.result())
        return ""
    if _lost(error):
        return f"a worker ended before its answer ({_said(error)})"
    if _number(position, len(now.parts)) in getattr(error, "__notes__", ()) or not isinstance(error, Exception):
        raise error
    raise _cannot_travel(error, position, len(now.parts)) from error


def _cannot_travel(error: BaseException, position: int, count: int) -> CannotTravelError:
    return CannotTravelError(
        f"The part at position {position} of {count} cannot be sent to a worker and back: {_said(error)}. Give as "
        "work a function at the top of a file, and parts and results of plain data; or leave `executor` out."
    )


def _lost(error: BaseException) -> bool:
    """Whether the worker is at fault and not the work."""
    names = {kind.__name__ for kind in type(error).__mro__ if kind.__module__.partition(".")[0] == "distributed"}
    return isinstance(error, BrokenExecutor | CancelledError) or bool(names.intersection(GONE))


def _said(error: BaseException) -> str:
    """The error's name and the first sentence of what it says."""
    first = str(error).partition("\n")[0].partition(". ")[0].rstrip(".")
    return f"{type(error).__name__}: {first}" if first else type(error).__name__
