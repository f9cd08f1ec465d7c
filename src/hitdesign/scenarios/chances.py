"""What a simulation found: every draw, the chance of the goal and how sure it is, amounts, and what matters most."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hitdesign.scenarios.chance_counts import CountedDraws, quantiles_of
from hitdesign.scenarios.chance_goal import Goal
from hitdesign.scenarios.chance_matters import variance_shares
from hitdesign.scenarios.chance_uncertain import Uncertain
from hitdesign.scenarios.chance_words import sentences_of
from hitdesign.scenarios.outcome import Outcome
from hitdesign.scenarios.prepared import TIERS

#: Amounts whose quantiles are shown.
AMOUNTS = ("seats", "dollars", *(f"{tier}_seats" for tier in TIERS))


@dataclass(frozen=True)
class Chances(CountedDraws):
    """Plans under draws of everything uncertain.

    `table`: one row per draw; draw (from 1), status (as in `sweep`; "not run" where `why` says what stopped it), seats,
    dollars, seats by tier, reached (some plan reaches the goal), by_policy (the policy's own plan does), sentence (why
    there is none). `values`: what was drawn, by draw and name; None where nothing happened. `base`: the plan of the
    facts as they are given.
    """

    goal: Goal
    uncertain: tuple[Uncertain, ...]
    seed: int
    confidence: float
    base: Outcome
    table: pd.DataFrame
    values: pd.DataFrame
    why: str = ""
    #: Whole plans; off: shares of groups and people, of which no plan in whole numbers can serve more.
    whole: bool = False

    @property
    def quantiles(self) -> pd.DataFrame:
        """Seats and dollars that a share of the draws with a plan does not pass; see `quantiles_of`."""
        return quantiles_of(self.table, AMOUNTS)

    @property
    def failures(self) -> pd.Series:
        """Draws by what they came to where they have no plan: `no plan`, `refused`, `no answer`, `not run`."""
        return self.table.loc[self.table["status"] != "solved", "status"].value_counts()

    @property
    def matters(self) -> pd.DataFrame:
        """How much of the spread of seats and dollars comes of each thing, the largest first."""
        return variance_shares(self.table, self.values, self.uncertain, self.seed)

    @property
    def sources(self) -> pd.DataFrame:
        """Where the spreads come from; columns uncertain, spread, source, as_of, verified."""
        rows = [(one.name, _said(one), one.source, one.as_of, one.verified) for one in self.uncertain]
        return pd.DataFrame(rows, columns=["uncertain", "spread", "source", "as_of", "verified"])

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a person would say of it."""
        return sentences_of(
            goal=self.goal,
            rows=self.table,
            base=self.base,
            interval=self.interval,
            confidence=self.confidence,
            quantiles=self.quantiles,
            matters=self.matters,
            sources=self.sources,
            why=self.why,
            whole=self.whole,
        )


def _said(one: Uncertain) -> str:
    """A spread in a few words, such as `factor, range: low 0.5, high 1.0`."""
    numbers = one.spread.model_dump(exclude={"kind"})
    return f"{one.operation}, {one.spread.kind}: " + ", ".join(f"{name} {value}" for name, value in numbers.items())
