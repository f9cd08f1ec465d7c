"""The chance that a plan made now holds: its seats that remain possible, draw by draw, and who is expected to come."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hitdesign.plan.plan import Plan
from hitdesign.quantities import print_count
from hitdesign.scenarios.chance import check_ends, told_apart
from hitdesign.scenarios.chance_counts import CountedDraws, quantiles_of
from hitdesign.scenarios.chance_draws import TOGETHER, check_draws, drawn_of, values_of
from hitdesign.scenarios.chance_goal import Goal, goal_of
from hitdesign.scenarios.chance_kept import KeptTask, kept_rows, seats_of
from hitdesign.scenarios.chance_uncertain import Uncertain
from hitdesign.scenarios.chance_words import chance_sentence, failure_sentences
from hitdesign.scenarios.pull import Given
from hitdesign.scenarios.ran import Failed
from hitdesign.scenarios.running import AGAIN, Executor, run

NOT_RUN = ("not run", float("nan"), float("nan"), float("nan"), "")


@dataclass(frozen=True)
class Kept(CountedDraws):
    """What draws leave of one plan.

    `table`: draw (from 1), status (as in `sweep`), seats (of the plan that remain possible), attending (students of
    them expected in the room on a day), reached, sentence. `values`: what was drawn. `planned`: the plan's seats.
    """

    goal: Goal
    planned: float
    confidence: float
    table: pd.DataFrame
    values: pd.DataFrame
    why: str = ""

    @property
    def quantiles(self) -> pd.DataFrame:
        """Seats and students expected in the room that a share of the draws does not pass; see `quantiles_of`."""
        return quantiles_of(self.table, ("seats", "attending"))

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a person would say of it."""
        count, also = len(self.answered), " of this plan"
        said = [chance_sentence(self.goal, self.reached, count, self.interval, self.confidence, also, "there remain")]
        if self.table["seats"].notna().any():
            planned, few = print_count(round(self.planned), "seat"), f"{self._at('seats', 0.1):,.0f} or fewer"
            said.append(
                f"Of its {planned}, half of the draws leave {self._half('seats')}, one in ten {few}; on a day half of "
                f"them expect {self._half('attending')} students in the room."
            )
            said.append("That is the most that can be left: rooms, times, tutors and money are arranged anew.")
        return (*said, *failure_sentences(self.table), *([self.why] if self.why else []))

    def _at(self, name: str, share: float) -> float:
        return float(self.quantiles.set_index("share")[name].loc[share])

    def _half(self, name: str) -> str:
        return f"{self._at(name, 0.25):,.0f} to {self._at(name, 0.75):,.0f}"


def still_kept(
    plan: Plan,
    uncertain: Sequence[Uncertain] = (),
    *,
    goal: Goal | float,
    draws: int = 100,
    seed: int = 1,
    confidence: float = 0.95,
    solver: Any = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Kept:
    """How many of a plan's seats remain possible in each draw, the same draws as those of `simulate` with this seed.

    No cohort gets more seats of a tutoring model than the plan gave it, and nobody new is served; see `kept_program`.
    Seats are shares of groups, as in `sweep`. Take-up, vacancies, awards and prices take seats away; attendance does
    not, it moves how many students are in the room. Raises InputError as `simulate` does.

    >>> from hitdesign.scenarios.chance_plan import still_kept
    >>> still_kept(plan, uncertain, goal=400).chance  # doctest: +SKIP
    0.71
    """
    goal = goal_of(goal)
    check_draws(uncertain, draws, seed, confidence)
    given = Given(plan.district, plan.policy, plan.evidence)
    check_ends(given, uncertain)
    drawn = drawn_of(uncertain, draws, seed)
    levers, of_draw = told_apart(uncertain, drawn)
    begins = range(0, len(levers), TOGETHER)
    parts = [tuple(levers[begin : begin + TOGETHER]) for begin in begins]
    same = (given, plan.recommendation, plan.allocation.seats, goal)
    ran = run(
        kept_rows, [KeptTask(*same, part, solver) for part in parts], executor=executor, progress=progress, go_on=AGAIN
    )
    found = [
        row
        for part, result in zip(parts, ran.results, strict=True)
        for row in ([NOT_RUN] * len(part) if result is None or isinstance(result, Failed) else result)
    ]
    rows = []
    for draw, place in enumerate(of_draw):
        status, seats, counted, attending, sentence = found[place]
        rows.append((draw + 1, status, seats, attending, goal.met_by(counted), sentence))
    table = pd.DataFrame(rows, columns=["draw", "status", "seats", "attending", "reached", "sentence"])
    planned = seats_of(plan.allocation.seats, Goal(seats=0))
    return Kept(goal, planned, confidence, table, values_of(uncertain, drawn), ran.why)
