"""The search for a reserve: which amounts are tried on which draws, and when no amount would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, isnan
from typing import Any

from hitdesign.levers import Change, Lever
from hitdesign.scenarios.chance import outcomes_of
from hitdesign.scenarios.chance_goal import Goal, most_seats
from hitdesign.scenarios.outcome import Outcome
from hitdesign.scenarios.sweep import sweep

NAN = float("nan")
#: Seats that one doubling of the amount must bring, relative to the goal, to count as bringing any.
NOTHING = 1e-9
#: How often the amount is doubled before the search is given up without a proof.
DOUBLINGS = 8


@dataclass
class Search:
    """The most seats found so far, by scenario and amount; what is known of one amount is not solved again."""

    goal: Goal
    levers: Sequence[Lever]
    of_draw: Sequence[int]
    change: Change
    asked: dict[str, Any]
    known: list[dict[int, float]]
    tried: dict[int, int] = field(default_factory=dict)

    def learn(self, *amounts: int) -> None:
        """Solve, in one sweep, whatever is not known yet of these amounts; more never reaches less, so much is."""
        self._solve([(place, at) for at in amounts for place in range(len(self.levers)) if self._open(place, at)])

    def reached(self, amount: int) -> int:
        """How many draws reach the goal with this amount."""
        self.learn(amount)
        met = [any(at <= amount and self.goal.met_by(seats) for at, seats in one.items()) for one in self.known]
        self.tried[amount] = sum(met[place] for place in self.of_draw)
        return self.tried[amount]

    def helpless(self, amount: int) -> int:
        """How many draws fall short and get nothing of twice the amount: seats being concave, no amount helps them.

        A draw that has no plan proves nothing.
        """
        short = [place for place, one in enumerate(self.known) if not any(map(self.goal.met_by, one.values()))]
        short = [place for place in short if not isnan(self.known[place].get(amount, NAN))]
        self._solve([(place, 2 * amount) for place in short])
        gains = {place: self.known[place][2 * amount] - self.known[place][amount] for place in short}
        stuck = {place for place, gain in gains.items() if gain <= NOTHING * max(1.0, self.goal.seats)}
        return sum(place in stuck for place in self.of_draw)

    def crossing(self, wanted: int) -> int:
        """An amount at which so many draws reach the goal for sure: where the chords of what is known reach it.

        A draw's most seats are concave in the amount, so they lie above the chord.
        """
        at = [self._crosses(one) for one in self.known]
        return ceil(sorted(at[place] for place in self.of_draw)[wanted - 1] - NOTHING)

    def _crosses(self, one: dict[int, float]) -> float:
        above = min((at for at, seats in one.items() if self.goal.met_by(seats)), default=None)
        below = max((at for at, seats in one.items() if not self.goal.met_by(seats)), default=None)
        if above is None or below is None or isnan(one[below]) or one[above] == one[below]:
            return float("inf") if above is None else above
        return below + (above - below) * (self.goal.seats - one[below]) / (one[above] - one[below])

    def _open(self, place: int, amount: int) -> bool:
        """Whether neither a smaller amount is known to reach the goal nor a larger one to miss it."""
        return not any(
            at <= amount if self.goal.met_by(seats) else at >= amount for at, seats in self.known[place].items()
        )

    def _solve(self, pairs: Sequence[tuple[int, int]]) -> None:
        levers = [self._lever(place, amount) for place, amount in pairs]
        outcomes: Sequence[Outcome] = outcomes_of(sweep(levers=levers, **self.asked)) if levers else ()
        for (place, amount), outcome in zip(pairs, outcomes, strict=True):
            self.known[place][amount] = most_seats(outcome)

    def _lever(self, place: int, amount: int) -> Lever:
        drawn = self.levers[place]
        more = () if amount == 0 else (self.change.model_copy(update={"difference": float(amount)}),)
        return Lever(name=f"{drawn.name}, {amount} more", changes=(*drawn.changes, *more))


def smallest(search: Search, wanted: int, first: int) -> tuple[int | None, bool]:
    """The smallest amount with which so many draws reach the goal, and whether the answer is certain.

    Doubling from `first` until enough do, then narrowing: where the chords of what is known meet, or by halves.
    None where doubling brings nothing to too many draws.
    """
    search.learn(0, first)
    if search.reached(0) >= wanted:
        return 0, True
    below, above = 0, first
    for _ in range(DOUBLINGS):
        if search.reached(above) >= wanted:
            break
        if len(search.of_draw) - search.helpless(above) < wanted:
            return None, True
        below, above = above, 2 * above
    else:
        return None, False
    chord = True
    while above - below > 1:
        guess = min(above - 1, max(below + 1, search.crossing(wanted) if chord else (below + above) // 2))
        if chord and guess - 1 > below:
            search.learn(guess - 1, guess)
        below, above = (below, guess) if search.reached(guess) >= wanted else (guess, above)
        if chord and below < above - 1 == guess - 1:
            below, above = (below, guess - 1) if search.reached(guess - 1) >= wanted else (guess - 1, above)
        chord = not chord
    return above, True
