"""The sweep: one row per scenario, failures among them, beside the base."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.allocation.infeasible import Infeasible
from hitdesign.design import design
from hitdesign.district.district import District
from hitdesign.errors import Fault, HitdesignError, InputError
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.levers import Lever
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy
from hitdesign.recommendation.rules import RuleBook
from hitdesign.scenarios.amounts import columns_moved, of_limits
from hitdesign.scenarios.outcome import Outcome, refused
from hitdesign.scenarios.pull import Given, pull
from hitdesign.scenarios.ran import Failed, Ran
from hitdesign.scenarios.running import Executor, Interrupted, run
from hitdesign.scenarios.solving import How, Models, Scenarios
from hitdesign.scenarios.sweep_tables import levels_table, rows_table, served_table, spending_table

#: How much is done in one place before scenarios begin from the base again, so that answers do not depend on where they
#: were computed; one that moves limits alone weighs 1, another one as much as it takes longer.
TOGETHER, REBUILT = 200, 10


@dataclass(frozen=True)
class Sweep:
    """Scenarios side by side, in the caller's order; every amount beside the base's.

    `table`: one row per scenario, see `rows_table`. `served`: scenario, group (tier or mark), students, change.
    `spending`: scenario, stream_id, dollars, change. `levels`: scenario, level, value, bound, change. `missing`: names
    of scenarios without an answer yet, where the sweep was stopped or its workers broke; `why` says how to go on.
    """

    given: Given
    how: How
    levers: tuple[Lever, ...]
    base: Outcome
    outcomes: tuple[Outcome | None, ...]
    why: str = ""

    @property
    def table(self) -> pd.DataFrame:
        """One row per scenario; see `rows_table`."""
        return rows_table(self.base, self._found())

    @property
    def served(self) -> pd.DataFrame:
        """Seats by tier and by mark of each scenario."""
        return served_table(self.base, self._found())

    @property
    def spending(self) -> pd.DataFrame:
        """Dollars by stream of each scenario."""
        return spending_table(self.base, self._found())

    @property
    def levels(self) -> pd.DataFrame:
        """What each level of the policy reaches in each scenario."""
        return levels_table(self.base, self._found())

    @property
    def missing(self) -> tuple[str, ...]:
        """Scenarios without an answer."""
        return tuple(lever.name for lever, found in zip(self.levers, self.outcomes, strict=True) if found is None)

    def given_of(self, name: str) -> Given:
        """The facts, choices and evidence of a scenario; raises InputError where no scenario has this name."""
        for lever in self.levers:
            if lever.name == name:
                return pull(self.given, lever)
        known = ", ".join(repr(lever.name) for lever in self.levers)
        raise InputError([_unknown(name, known)])

    def plan(self, name: str, **options: Any) -> Plan | Infeasible:
        """The whole plan of one scenario, made now; `options` are those of `design`.

        Tutoring models are recommended for the scenario itself, by the sweep's rules; a row that kept the base's models
        may say otherwise.
        """
        there, own = self.given_of(name), {"rules": self.how.rules, "solver": self.how.solver}
        return design(there.district, there.policy, evidence=there.evidence, **{**own, **options})

    def _found(self) -> list[tuple[str, Outcome]]:
        pairs = zip(self.levers, self.outcomes, strict=True)
        return [(lever.name, found) for lever, found in pairs if found is not None]


class InterruptedSweep(KeyboardInterrupt):
    """A sweep that was stopped; `sweep` holds the rows so far."""

    def __init__(self, sweep: Sweep) -> None:
        super().__init__(sweep.why)
        self.sweep = sweep

    def __reduce__(self) -> tuple[type[InterruptedSweep], tuple[Sweep]]:
        return type(self), (self.sweep,)


@dataclass(frozen=True)
class Task:
    """Some scenarios of a sweep, as another process can take them."""

    given: Given
    how: How
    levers: tuple[Lever, ...]


def sweep(
    district: District,
    policy: Policy | None = None,
    levers: Sequence[Lever] = (),
    *,
    evidence: Evidence | None = None,
    rules: RuleBook | None = None,
    solver: Any = None,
    whole: bool = False,
    who: bool = True,
    levels: int | None = None,
    models: Models = "as_needed",
    executor: Executor | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Sweep:
    """One row per lever: what the district's plan would be if it were pulled, beside the base.

    Each scenario is the linear program's best plan, in shares of groups and people, or with `whole` the whole plan;
    `who`, `levels` and `models` are as in `How`. `executor`: where the work is done, see `run`; the answers are the
    same. `progress`: called with (done, all). A scenario that cannot be planned is a row with what would help.
    Raises InputError where two levers have one name or the base itself is at fault, InterruptedSweep on Ctrl-C.

    >>> import pandas as pd, hitdesign as hit
    >>> from hitdesign.levers import Change, Lever
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 40_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> district = hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award)
    >>> cut = Lever(name="half", changes=(Change(table="funding", column="award_dollars", factor=0.5),))
    >>> sweep(district, levers=[cut]).table["scenario"].to_list()
    ['base', 'half']
    """
    names = ["base", *(lever.name for lever in levers)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError([_twice(name) for name in twice])
    given = Given(district, policy or Policy(), evidence or shipped())
    how = How(whole=whole, who=who, levels=levels, models=models, rules=rules, solver=solver)
    here = Scenarios(given, how)
    if executor is None:
        return _swept_here(here, tuple(levers), progress)
    return _swept_elsewhere(here, tuple(levers), executor, progress)


def _swept_elsewhere(
    here: Scenarios, levers: tuple[Lever, ...], executor: Executor, progress: Callable[[int, int], object] | None
) -> Sweep:
    """The sweep in other processes or threads, so many scenarios at a time, each time from the base."""
    slices = _slices(levers)
    tasks = [Task(here.given, here.how, levers[one]) for one in slices]

    def made(ran: Ran) -> Sweep:
        found: list[Outcome | None] = []
        for task, result in zip(tasks, ran.results, strict=True):
            one = refused(HitdesignError(str(result))) if isinstance(result, Failed) else None
            found += result if isinstance(result, tuple) else [one] * len(task.levers)
        return Sweep(here.given, here.how, levers, here.base, tuple(found), ran.why)

    def tell(done: int, _: int) -> None:
        if progress is not None:
            progress(slices[done - 1].stop if done else 0, len(levers))

    try:
        return made(run(answered, tasks, executor=executor, progress=tell))
    except Interrupted as stopped:
        raise InterruptedSweep(made(stopped.ran)) from stopped


def answered(task: Task) -> tuple[Outcome, ...]:
    """The outcomes of a task's scenarios, in their order."""
    found = dict(Scenarios(task.given, task.how).outcomes(task.levers))
    return tuple(found[number] for number in range(len(task.levers)))


def _slices(levers: tuple[Lever, ...]) -> list[slice]:
    """Neighbours that are answered in one place, some TOGETHER of those that move limits alone."""
    weights = [1 if of_limits(columns_moved([lever])) else REBUILT for lever in levers]
    place = (np.cumsum(weights, dtype=np.int64) - np.array(weights, dtype=np.int64)) // TOGETHER
    begins = np.flatnonzero(np.diff(place, prepend=-1)).tolist()
    return [slice(begin, end) for begin, end in zip(begins, [*begins[1:], len(levers)][: len(begins)], strict=True)]


def _swept_here(here: Scenarios, levers: tuple[Lever, ...], progress: Callable[[int, int], object] | None) -> Sweep:
    """The sweep in this process: one base for all, from which every slice begins again."""
    found: dict[int, Outcome] = {}

    def made(why: str = "") -> Sweep:
        outcomes = tuple(found.get(number) for number in range(len(levers)))
        return Sweep(here.given, here.how, levers, here.base, outcomes, why)

    try:
        for one in _slices(levers):
            for number, outcome in here.outcomes(levers[one]):
                found[one.start + number] = outcome
                if progress is not None:
                    progress(len(found), len(levers))
    except KeyboardInterrupt as stop:
        raise InterruptedSweep(made(f"stopped after {len(found)} of {len(levers)} scenarios")) from stop
    return made()


def _twice(name: str) -> Fault:
    return Fault(
        table="levers",
        column="name",
        found=name,
        problem="two scenarios have one name" if name != "base" else "this is the name of what levers are held against",
        expected="a name of its own for every scenario",
        what_to_do="Rename one",
    )


def _unknown(name: str, known: str) -> Fault:
    return Fault(
        table="levers",
        column="name",
        found=name,
        problem="no scenario has this name",
        expected=f"one of {known}",
        what_to_do="Correct the name",
    )
