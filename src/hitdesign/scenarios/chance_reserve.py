"""The reserve: the smallest whole amount to add so that the goal is reached with a stated probability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import pandas as pd

from hitdesign.district.district import District
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.levers import Change, Lever
from hitdesign.policy import Policy
from hitdesign.quantities import print_count, print_dollars, print_share
from hitdesign.scenarios.chance import check_ends, told_apart
from hitdesign.scenarios.chance_counts import wilson
from hitdesign.scenarios.chance_draws import check_draws, drawn_of
from hitdesign.scenarios.chance_goal import Goal, goal_first, goal_of
from hitdesign.scenarios.chance_search import NOTHING, Search, smallest
from hitdesign.scenarios.chance_uncertain import Uncertain
from hitdesign.scenarios.chance_words import chance_sentence
from hitdesign.scenarios.pull import Given, pull


@dataclass(frozen=True)
class Reserve:
    """What a promise needs beyond the facts as they are given.

    `amount`: whole dollars of the stream, or people of the pool; None where none was found. `proved`: whether the
    answer is certain for these draws (False: a smaller one may do; where none was found, one larger than all `tried`).
    `tried`: amount, reached, draws, chance, chance_low, chance_high; in the order of amounts.
    """

    goal: Goal
    probability: float
    of: str
    amount: int | None
    proved: bool
    tried: pd.DataFrame
    sentences: tuple[str, ...]


def reserve(
    district: District,
    policy: Policy | None = None,
    uncertain: Sequence[Uncertain] = (),
    *,
    goal: Goal | float,
    probability: float,
    stream_id: str = "",
    pool_id: str = "",
    draws: int = 100,
    seed: int = 1,
    confidence: float = 0.95,
    evidence: Evidence | None = None,
    **options: Any,
) -> Reserve:
    """The smallest whole amount of one stream's dollars, or one pool's people, that keeps the promise often enough.

    The draws are those of `simulate` with the same seed, and the amount is added to each after what is drawn. A draw
    that reaches the goal with an amount reaches it with any larger one, so it is narrowed down to one dollar or person.
    Tutoring models are those that suit the facts as they are given: what they do not allow, no amount brings.
    `options`: solver, rules, executor and whole, as in `sweep`. Whole plans prove nothing beyond what was tried; nor is
    more money surely better where the policy must spend its awards (strict_minimum_spending): `proved` is then False.
    Raises InputError where not exactly one of `stream_id` and `pool_id` is given or it is unknown.

    >>> from hitdesign.scenarios.chance_reserve import reserve
    >>> reserve(district, goal=40, probability=0.9, stream_id="state").amount  # doctest: +SKIP
    5120
    """
    goal, policy, evidence = goal_of(goal), policy or Policy(), evidence or shipped()
    check_draws(uncertain, draws, seed, confidence)
    given = Given(district, policy, evidence)
    check_ends(given, uncertain)
    change = _change(stream_id, pool_id, probability)
    pull(given, Lever(name="reserve", changes=(change,)))
    levers, of_draw = told_apart(uncertain, drawn_of(uncertain, draws, seed))
    asked = {"district": district, "policy": goal_first(policy, goal), "evidence": evidence, "models": "kept"}
    asked |= {"who": False, "levels": 1, **options}
    search = Search(goal, levers, of_draw, change, asked, [{} for _ in levers])
    wanted = ceil(probability * draws - NOTHING)
    amount, proved = smallest(search, wanted, _first(district, stream_id, pool_id))
    proved = proved and not policy.strict_minimum_spending and not options.get("whole")
    rows = [(at, count, draws, count / draws, *wilson(count, draws, confidence)) for at, count in search.tried.items()]
    names = ["amount", "reached", "draws", "chance", "chance_low", "chance_high"]
    tried = pd.DataFrame(sorted(rows), columns=names)
    of = f"of {stream_id}" if stream_id else f"of {pool_id}"
    said = _sentences(goal, probability, (of, bool(stream_id)), amount, proved, tried, confidence)
    return Reserve(goal, probability, stream_id or pool_id, amount, proved, tried, said)


def _first(district: District, stream_id: str, pool_id: str) -> int:
    """The first amount tried: no less than what a stream owes already, so that it is past the point of none left."""
    if pool_id:
        return max([1, *(one.tutors for one in district.tutors if one.pool_id == pool_id)])
    streams = [one for one in district.funding if one.stream_id == stream_id]
    owed = sum((one.committed_dollars or 0.0) + (one.spent_dollars or 0.0) + one.award_dollars for one in streams)
    return max(1, ceil(owed))


def _change(stream_id: str, pool_id: str, probability: float) -> Change:
    faults = []
    if bool(stream_id) == bool(pool_id):
        what = "exactly one of stream_id and pool_id says what the reserve is made of"
        faults.append(Fault("reserve", what, "one of the two", "Give one and leave the other out"))
    if not 0 < probability <= 1:
        faults.append(
            Fault("reserve", "no such probability", "above 0, at most 1", "Correct it", found=f"{probability:g}")
        )
    if faults:
        raise InputError(faults)
    if stream_id:
        return Change(table="funding", column="award_dollars", where={"stream_id": (stream_id,)}, difference=1)
    return Change(table="tutors", column="tutors", where={"pool_id": (pool_id,)}, difference=1)


def _sentences(
    goal: Goal,
    probability: float,
    of: tuple[str, bool],
    amount: int | None,
    proved: bool,
    tried: pd.DataFrame,
    confidence: float,
) -> tuple[str, ...]:
    def printed(number: int, more: str = "") -> str:
        said = f"{print_dollars(number)}{more}" if of[1] else print_count(number, f"{more} tutor".strip())
        return f"{said} {of[0]}"

    at = tried.iloc[-1] if amount is None else tried[tried["amount"] == amount].iloc[0]
    interval = (float(at["chance_low"]), float(at["chance_high"]))
    also = f" with {printed(int(at['amount']), ' more')}" if at["amount"] else " with nothing more"
    chance = chance_sentence(goal, int(at["reached"]), int(at["draws"]), interval, confidence, also)
    asked = f"{goal} with a chance of {print_share(probability)}"
    if amount == 0:  # whatever is proved, nothing is less
        return f"No reserve is needed for {asked}.", chance
    if amount is not None:
        smaller = "is the smallest that reaches" if proved else "is the smallest found that reaches"
        less = "" if proved else " Whether less would do is not proved."
        return f"A reserve of {printed(amount)} {smaller} {asked}.{less}", chance
    if proved:
        limit = "something else limits the draws that fall short, with the tutoring models that suit the facts as given"
        return f"No amount {of[0]} would reach {asked}: {limit}.", chance
    return f"No amount up to {printed(int(at['amount']))} reaches {asked}; beyond that nothing was tried.", chance
