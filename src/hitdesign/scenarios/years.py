"""Several program years planned together: money that lasts is shared out once, and what ends is seen coming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.linear_answer import IDENTITIES
from hitdesign.allocation.refusal import refusal
from hitdesign.district.district import District
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy
from hitdesign.recommendation.rules import RuleBook
from hitdesign.scenarios.pull import Given
from hitdesign.scenarios.years_aims import CHANGES, STEADY, aimed, answered
from hitdesign.scenarios.years_assumed import assumptions_of
from hitdesign.scenarios.years_cliff import cliff_table
from hitdesign.scenarios.years_joint import Stack, stacked
from hitdesign.scenarios.years_made import Made, made
from hitdesign.scenarios.years_phases import phases_table, without_table
from hitdesign.scenarios.years_plan import plan_of
from hitdesign.scenarios.years_records import Aim, Growth, Recurrence, check_asked, floor_faults, no_stream
from hitdesign.scenarios.years_streams import streams_table
from hitdesign.scenarios.years_tables import shares_table, spending_table, years_table
from hitdesign.solving.certificate import Certificate
from hitdesign.solving.linear import LinearAnswer
from hitdesign.solving.program import Program

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True, eq=False)
class Years:
    """The years' joint linear answer, in shares of groups and people; whole plans of single years come from `plan`.

    `value`: what the aim reached (weighted seats for "steady", else the policy's first level over all years).
    Tables: `table` (one row a year), `spending` (year and stream), `streams` (when each is gone), `shares` (what each
    award gives each year). `cliff`, `without` and `phasing` are computed when they are asked for.
    """

    given: Given = field(repr=False)
    aim: Aim
    floor: float | None
    recurring: tuple[Recurrence, ...]
    growth: Growth
    made: Made = field(repr=False)
    stack: Stack = field(repr=False)
    program: Program = field(repr=False)
    answer: LinearAnswer = field(repr=False)
    values: Floats = field(repr=False)
    solver: Any = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The years' names, such as 2026-27, in order."""
        return tuple(year.days.label for year in self.stack.years)

    @property
    def value(self) -> float:
        """What the aim's first level reached."""
        return self.answer.levels[0].value

    @property
    def certificate(self) -> Certificate | None:
        """The proof that the first level cannot be passed."""
        return self.answer.certificate

    @property
    def table(self) -> pd.DataFrame:
        """One row per year; see `years_table`."""
        return years_table(self.made, self.stack, self.values)

    @property
    def spending(self) -> pd.DataFrame:
        """Dollars by year and stream; see `spending_table`."""
        return spending_table(self.made, self.stack, self.values)

    @property
    def streams(self) -> pd.DataFrame:
        """When each award may pay and when it is gone; see `streams_table`."""
        return streams_table(self.made, self.stack, self.values, self.recurring)

    @property
    def shares(self) -> pd.DataFrame:
        """Dollars of each award in each year; see `shares_table`."""
        return shares_table(self.made, self.stack, self.values)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What was taken for granted of the years to come."""
        return assumptions_of(self.made, self.recurring, self.growth)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The years, then the streams, in words."""
        return (*self.table["sentence"].astype(str), *self.streams["sentence"].astype(str))

    def cliff(self, *, keep_with: str | None = None) -> pd.DataFrame:
        """What ends before each year, what rests on it, and what keeping it would cost; see `cliff_table`."""
        known = [row.stream_id for row in self.given.district.funding]
        if keep_with is not None and keep_with not in known:
            raise InputError([no_stream("keep_with", keep_with, known)])
        return cliff_table(self.made, self.stack, self.values, keep_with=keep_with, solver=self.solver)

    def without(self) -> pd.DataFrame:
        """The largest steady program that survives the end of each stream; see `without_table`."""
        return without_table(self.made, self.stack, self.given.policy, solver=self.solver)

    def phasing(self, *, floor: float | None = None) -> pd.DataFrame:
        """Seats and dollars by year under each aim; see `phases_table`. Raises InputError where floor is no share."""
        if floor is not None and (faults := floor_faults(floor)):
            raise InputError(faults)
        wanted = self.floor if floor is None else floor
        return phases_table(self.made, self.stack, self.given.policy, floor=wanted, solver=self.solver)

    def plan(self, year: str, **options: Any) -> Plan | Infeasible:
        """The whole plan of one year, with what the joint answer gives that year of each award, and no more.

        Tutoring models are recommended for that year's own facts. `options`: rules and solver (else those of these
        years), last, rank_assumptions, as in `design`. Raises InputError where no year has this name, or where an award
        that is shared between years has parts that schools hold or gifts as its match, which nobody has split.
        """
        if year not in self.labels:
            raise InputError([_no_year(year, self.labels)])
        how = {"rules": self.made.rules, "solver": self.solver, **options}
        return plan_of(self.made, self.stack, self.values, self.labels.index(year), **how)


def years(
    district: District,
    policy: Policy | None = None,
    *,
    count: int,
    recurring: Sequence[Recurrence] = (),
    aim: Aim = "most",
    floor: float | None = None,
    growth: Growth | None = None,
    evidence: Evidence | None = None,
    rules: RuleBook | None = None,
    solver: Any = None,
) -> Years | Infeasible:
    """The district's program year, `count` times over: the best use of money that lasts for some of these years.

    The year's blocks, terms, people and need are repeated on the same days of later years; awards keep their windows,
    and one whose window covers several years is spent in any of them, once. An award comes every year only where
    `recurring` says so. `aim`: "most" (the policy's first level, summed over the years), "steady" (the most weighted
    seats that every year can keep, then the most), or "floor" (no year below the share `floor` of its need, then the
    most). `growth`: of costs and of need. Levels as in `aimed`.
    Returns Infeasible where the years cannot keep the policy's floors or the floor; raises InputError where the
    question or a table is at fault, SolverError where no answer can be trusted.

    >>> import pandas as pd, hitdesign as hit
    >>> from hitdesign.scenarios.years import years
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 40_000, "obligate_from": "2026-07-01", "obligate_by": "2028-09-30"}
    >>> district = hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award)
    >>> years(district, count=2).table["year"].to_list()
    ['2026-27', '2027-28']
    """
    growth, policy = growth or Growth(), policy or Policy()
    check_asked(district, count, recurring, growth, aim, floor)
    given = Given(district, policy, evidence or shipped())
    parts = made(given, count, recurring, growth, rules)
    stack = stacked(parts.years)
    program = aimed(stack, policy, aim, floor)
    answer = answered(program, solver=solver)
    if answer.values is None:
        found = refusal(program, identities=(*IDENTITIES, STEADY, CHANGES))
        empty = (f"In {year.days.label} no money may be spent at all." for year in parts.years if not year.may_pay)
        return replace(found, sentences=(*found.sentences, *empty))
    return Years(given, aim, floor, tuple(recurring), growth, parts, stack, program, answer, answer.values, solver)


def _no_year(year: str, labels: Sequence[str]) -> Fault:
    return Fault(
        table="years",
        column="year",
        found=year,
        problem="no year has this name",
        expected=f"one of {', '.join(labels)}",
        what_to_do="Correct the name",
    )
