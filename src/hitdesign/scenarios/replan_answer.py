"""The answer of a re-plan: the new plan, what it keeps, what stability costs, what is sunk and what is released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from hitdesign.allocation.allocation import Allocation
from hitdesign.plan.plan import Plan
from hitdesign.scenarios.compare import Comparison


@dataclass(frozen=True)
class Replan:
    """A plan in the middle of its year, planned anew.

    `plan`: the rest of the year from `takes_hold` on, its facts and choices its own; the week that runs on `on` is
    taught to its end. Its tutoring models say of groups that go on how many weeks are left ("trios (13 of 30 weeks
    left)"), and of new groups that the term is too short for, how many they get ("trios (only 19 of 30 weeks)").
    `running`: the plan before. `fresh`: the best that the rest of the year could serve if nothing had to stay.
    `comparison`: the running plan's rest of the year against the new plan's, tutoring models by their plain ids.
    `fresh_groups`: its groups against the fresh optimum's, as the comparison has them. `price`: what both are worth,
    see `price_of_stability`.
    `groups`: the new plan's groups with plain_model_id, `kind` (kept, new, short), weeks that are left, asked_weeks of
    their model, and weeks_in_all with those that they have had. `short_groups`: groups that come short of their model's
    weeks, with what they fail of the policy's standard. `sunk_dollars`, `sunk_hours`, `delivered`: what is gone, by
    stream, pool and group. `releases`: by stream and month. `give_up`: the share of seats that stability was free to
    cost.
    """

    plan: Plan
    running: Plan
    on: date
    takes_hold: date
    give_up: float
    fresh: Allocation
    comparison: Comparison
    fresh_groups: pd.DataFrame
    price: pd.DataFrame
    groups: pd.DataFrame
    short_groups: pd.DataFrame
    sunk_dollars: pd.DataFrame
    sunk_hours: pd.DataFrame
    delivered: pd.DataFrame
    releases: pd.DataFrame
    sentences: tuple[str, ...]

    @property
    def allocation(self) -> Allocation:
        """The new plan's allocation: the rest of the year."""
        return self.plan.allocation

    @property
    def seats_given_up(self) -> float:
        """Seats by which the kept plan serves less than the fresh optimum; negative where it serves more."""
        return self.fresh.seats_served - self.allocation.seats_served

    @property
    def dollars_given_up(self) -> float:
        """Dollars that the kept plan costs more than the fresh optimum; negative where it costs less."""
        row = self.price[self.price["level"] == "dollars_not_to_exceed"]
        return float(row["change"].iloc[0])

    def or_raise(self) -> Replan:
        """The answer itself; `Infeasible` has the same method and raises."""
        return self
