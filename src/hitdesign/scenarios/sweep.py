"""The sweep: one row per scenario, failures among them, beside the base."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isclose
from typing import Any

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
from hitdesign.scenarios.outcome import Outcome, refused
from hitdesign.scenarios.pull import Given, pull
from hitdesign.scenarios.ran import Failed, Ran
from hitdesign.scenarios.running import Executor, Interrupted, run
from hitdesign.scenarios.solving import How, Models, Scenarios
from hitdesign.scenarios.sweep_slices import open_of, slices_of
from hitdesign.scenarios.sweep_tables import levels_table, rows_table, served_table, spending_table

#: How a person gets the scenarios that a stopped sweep did not answer.
GO_ON = "sweep(..., done=this sweep), with the same levers, answers the missing scenarios alone"


@dataclass(frozen=True)
class Sweep:
    """Scenarios side by side, in the caller's order; every amount beside the base's.

    `table`: one row per scenario, see `rows_table`. `served`: scenario, group (tier or mark), students, change.
    `spending`: scenario, stream_id, dollars, change. `levels`: scenario, level, value, bound, change. `missing`: names
    of scenarios without an answer yet, where the sweep was stopped or its workers broke; `why` says how to go on:
    `sweep(..., done=this sweep)`.
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
    done: Sweep | None = None,
) -> Sweep:
    """One row per lever: what the district's plan would be if it were pulled, beside the base.

    Each scenario is the linear program's best plan, in shares of groups and people, or with `whole` the whole plan;
    `who`, `levels` and `models` are as in `How`. `executor`: where the work is done, see `run`; the answers are the
    same. `progress`: called with (done, all). `done`: a sweep of the same that was stopped or lost workers: what it
    lacks is answered, and the rows are those of a sweep that nothing stopped. A scenario that cannot be planned is a
    row with what would help. Raises InputError where two levers have one name, the base itself is at fault or `done` is
    of something else, InterruptedSweep on Ctrl-C.

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
    parts = _Parts(here, tuple(levers), _known(here, tuple(levers), done))
    return parts.answered_here(progress) if executor is None else parts.answered_elsewhere(executor, progress)


def _known(here: Scenarios, levers: tuple[Lever, ...], done: Sweep | None) -> tuple[Outcome | None, ...]:
    """The outcomes that an earlier sweep of the same found."""
    if done is None:
        return (None,) * len(levers)
    if done.levers != levers or done.how != here.how or done.given.policy != here.given.policy:
        raise InputError([_other_sweep("the levers, policy and options of that sweep")])
    if not _same(done.base, here.base):
        raise InputError(
            [_other_sweep("the district and the evidence of that sweep, whose base comes to something else")]
        )
    return done.outcomes


def _same(one: Outcome, other: Outcome) -> bool:
    """Whether two answers of a base come to the same, up to rounding."""
    if (one.status, one.levels.keys()) != (other.status, other.levels.keys()):
        return False
    return all(isclose(one.levels[name][0], other.levels[name][0], abs_tol=1e-6) for name in one.levels)


@dataclass(frozen=True)
class _Parts:
    """A sweep while it is answered: the base, and what is known of the scenarios."""

    here: Scenarios
    levers: tuple[Lever, ...]
    known: tuple[Outcome | None, ...]

    @property
    def open(self) -> list[tuple[int, ...]]:
        """By slice, the positions that are to be answered together."""
        whole = self.here.how.whole
        places = [open_of(one, self.levers, self.known, whole=whole) for one in slices_of(self.levers)]
        return [one for one in places if one]

    def made(self, found: Mapping[int, Outcome | None], why: str = "") -> Sweep:
        """The sweep with what was found beside what was known."""
        outcomes = [found.get(place, known) or known for place, known in enumerate(self.known)]
        missing = any(one is None for one in outcomes)
        return Sweep(
            self.here.given, self.here.how, self.levers, self.here.base, tuple(outcomes), why if missing else ""
        )

    def answered_here(self, progress: Callable[[int, int], object] | None) -> Sweep:
        """In this process: one base for all, from which every slice begins again."""
        found: dict[int, Outcome | None] = {}
        asked = self.open
        count = sum(map(len, asked))
        try:
            for places in asked:
                for number, outcome in self.here.outcomes([self.levers[place] for place in places]):
                    found[places[number]] = outcome
                    if progress is not None:
                        progress(len(self.levers) - count + len(found), len(self.levers))
        except KeyboardInterrupt as stop:
            why = f"stopped after {len(found)} of {count} scenarios; {GO_ON}"
            raise InterruptedSweep(self.made(found, why)) from stop
        return self.made(found)

    def answered_elsewhere(self, executor: Executor, progress: Callable[[int, int], object] | None) -> Sweep:
        """In other processes or threads, so many scenarios at a time, each time from the base."""
        asked = self.open
        tasks = [
            Task(self.here.given, self.here.how, tuple(self.levers[place] for place in places)) for places in asked
        ]
        counts = list(accumulate(map(len, asked), initial=len(self.levers) - sum(map(len, asked))))

        def made(ran: Ran) -> Sweep:
            found: dict[int, Outcome | None] = {}
            for places, result in zip(asked, ran.results, strict=True):
                one = refused(HitdesignError(str(result))) if isinstance(result, Failed) else None
                found |= dict(zip(places, result if isinstance(result, tuple) else [one] * len(places), strict=True))
            return self.made(found, ran.why)

        def tell(done: int, _: int) -> None:
            if progress is not None:
                progress(counts[done], len(self.levers))

        try:
            return made(run(answered, tasks, executor=executor, progress=tell, go_on=GO_ON))
        except Interrupted as stopped:
            raise InterruptedSweep(made(stopped.ran)) from stopped


def answered(task: Task) -> tuple[Outcome, ...]:
    """The outcomes of a task's scenarios, in their order."""
    found = dict(Scenarios(task.given, task.how).outcomes(task.levers))
    return tuple(found[number] for number in range(len(task.levers)))


def _other_sweep(expected: str) -> Fault:
    return Fault(
        table="done",
        problem="the earlier sweep was of something else, so its rows would not stand beside new ones",
        expected=expected,
        what_to_do="Give the same again, or leave done out",
    )


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
