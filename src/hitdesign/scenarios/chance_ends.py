"""One thing at a time: each at its lowest and its highest value while all others are at their likeliest."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan
from typing import Any

import pandas as pd

from hitdesign.district.district import District
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.policy import Policy
from hitdesign.scenarios.chance import check_ends, outcomes_of, told_apart
from hitdesign.scenarios.chance_draws import check_draws
from hitdesign.scenarios.chance_spread import Drawn
from hitdesign.scenarios.chance_uncertain import Uncertain
from hitdesign.scenarios.outcome import Outcome
from hitdesign.scenarios.pull import Given
from hitdesign.scenarios.running import Executor
from hitdesign.scenarios.sweep import sweep

NAN = float("nan")


def one_at_a_time(
    district: District,
    policy: Policy | None = None,
    uncertain: Sequence[Uncertain] = (),
    *,
    evidence: Evidence | None = None,
    executor: Executor | None = None,
    **options: Any,
) -> pd.DataFrame:
    """What each thing, or group of tied things, does by itself, the widest first; 2 scenarios each, and one for all.

    Columns: uncertain, low, high (its values; of a tied group those of its first thing), seats_at_low, seats_likely,
    seats_at_high, swing_seats, dollars_at_low, dollars_at_high, swing_dollars (greatest less smallest of the three),
    why (where an end has no plan; its seats are unknown, and it stands first). All others at their likeliest value.
    `options` are those of `sweep`. It shows no two things together, and says nothing of how likely the ends are.

    >>> from hitdesign.scenarios.chance_ends import one_at_a_time
    >>> one_at_a_time(district, policy, uncertain)["swing_seats"].is_monotonic_decreasing  # doctest: +SKIP
    True
    """
    check_draws(uncertain, 1, 0)
    check_ends(Given(district, policy or Policy(), evidence or shipped()), uncertain)
    likely: tuple[Drawn, ...] = tuple(one.spread.most_likely for one in uncertain)
    keys = list(dict.fromkeys(one.draws_by for one in uncertain))
    asked = [likely]
    for key in keys:
        for end in (0, 1):
            pairs = zip(uncertain, likely, strict=True)
            asked.append(tuple(one.spread.ends[end] if one.draws_by == key else middle for one, middle in pairs))
    levers, places = told_apart(uncertain, asked)
    found = sweep(district, policy, levers, evidence=evidence, models="kept", executor=executor, **options)
    answers = outcomes_of(found)
    outcomes = [answers[place] for place in places]
    rows = []
    for at, key in enumerate(keys):
        members = [one for one in uncertain if one.draws_by == key]
        name = " and ".join(one.name for one in members) + (" (tied)" if len(members) > 1 else "")
        rows.append(_row(name, members[0].spread.ends, outcomes[2 * at + 1], outcomes[0], outcomes[2 * at + 2]))
    table = pd.DataFrame(rows, columns=list(_row("", (None, None), *outcomes[:1] * 3)))
    order = ["swing_seats", "swing_dollars"]
    return table.sort_values(order, ascending=False, na_position="first", kind="stable", ignore_index=True)


def _row(name: str, ends: tuple[Drawn, Drawn], low: Outcome, likely: Outcome, high: Outcome) -> dict[str, object]:
    seats = [one.seats for one in (low, likely, high)]
    dollars = [sum(one.spent.values()) if one.status == "solved" else NAN for one in (low, likely, high)]
    why = [" ".join(one.sentences) for one in (low, likely, high) if one.status != "solved"]
    return {
        "uncertain": name,
        "low": ends[0],
        "high": ends[1],
        "seats_at_low": seats[0],
        "seats_likely": seats[1],
        "seats_at_high": seats[2],
        "swing_seats": _swing(seats),
        "dollars_at_low": dollars[0],
        "dollars_at_high": dollars[2],
        "swing_dollars": _swing(dollars),
        "why": " ".join(why),
    }


def _swing(amounts: list[float]) -> float:
    """The greatest less the smallest; NaN where one is unknown."""
    return float("nan") if any(map(isnan, amounts)) else max(amounts) - min(amounts)
