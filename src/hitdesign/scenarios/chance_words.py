"""What a simulation found, in sentences for people who decide."""

from __future__ import annotations

import math

import pandas as pd

from hitdesign.quantities import print_count, print_dollars, print_share
from hitdesign.scenarios.chance_goal import Goal
from hitdesign.scenarios.outcome import Outcome

#: What one draw without a plan does, and what several do, by status.
FAILED = {
    "no plan": ("keeps", "keep", "no plan at all, because limits or promises stand against each other"),
    "refused": ("asks", "ask", "for what the tables cannot hold"),
    "no answer": ("has", "have", "no answer of the solver that can be trusted"),
}
#: A share of the spread below which nothing is said to come of a thing: so much fifty draws show of no cause at all.
WORTH_SAYING = 0.05


def sentences_of(
    *,
    goal: Goal,
    rows: pd.DataFrame,
    base: Outcome,
    interval: tuple[float, float],
    confidence: float,
    quantiles: pd.DataFrame,
    matters: pd.DataFrame,
    sources: pd.DataFrame,
    why: str,
    whole: bool,
) -> tuple[str, ...]:
    """The chance, what it leaves out, the spread of seats and dollars, what matters most, and who says so."""
    run = rows[rows["status"] != "not run"]
    said = [chance_sentence(goal, int(run["reached"].sum()), len(run), interval, confidence)]
    if not whole:
        said.append(
            "These plans are shares of groups and people; in whole ones the chance is at most this, and in a small "
            "district it can be much less (whole=True asks for it)."
        )
    other = int((run["reached"] & ~run["by_policy"]).sum())
    if other:
        said.append(
            f"In {_draws(other)} of these the policy's own order serves fewer: the goal has to come before that order, "
            "for example as a floor of the policy."
        )
    said += failure_sentences(rows)
    if len(rows) > len(run):
        said.append(f"{_draws(len(rows) - len(run)).capitalize()} have no answer yet and count for nothing: {why}")
    said += _amounts(quantiles, base)
    said += _matters(matters)
    said += _sources(sources)
    return tuple(said)


def chance_sentence(
    goal: Goal,
    reached: int,
    draws: int,
    interval: tuple[float, float],
    confidence: float,
    also: str = "",
    does: str = "a plan reaches",
) -> str:
    """The chance with its interval."""
    if not draws:
        return f"Nothing is known of the chance of {goal}: no draw has an answer."
    low, high = (print_share(end) for end in interval)
    return (
        f"In {reached:,} of {_draws(draws)} {does} {goal}{also}; with {print_share(confidence)} confidence the "
        f"chance lies between {low} and {high}."
    )


def _draws(count: int) -> str:
    return print_count(count, "draw")


def failure_sentences(rows: pd.DataFrame) -> list[str]:
    """How many draws came to nothing, and why the first of each kind did."""
    found = []
    for status, (one, several, what) in FAILED.items():
        failed = rows[rows["status"] == status]
        if len(failed):
            first = str(failed["sentence"].iloc[0])
            does, count = (one, "it counts") if len(failed) == 1 else (several, "they count")
            said = f"{_draws(len(failed))} of {len(rows):,} {does} {what}; {count} as not reaching the goal."
            found.append(f"{said} The first: {first}")
    return found


def _amounts(quantiles: pd.DataFrame, base: Outcome) -> list[str]:
    share = quantiles["share"].tolist()
    seats, dollars = (dict(zip(share, quantiles[name].tolist(), strict=True)) for name in ("seats", "dollars"))
    if math.isnan(seats[0.5]):
        return []
    plan = f" The facts as they are given: {_seats(base.seats)}." if base.status == "solved" else ""
    return [
        f"Half of the draws with a plan serve {seats[0.25]:,.0f} to {_seats(seats[0.75])}, one in ten "
        f"{_seats(seats[0.1])} or fewer.{plan}",
        f"Half of them spend {print_dollars(dollars[0.25])} to {print_dollars(dollars[0.75])}, one in ten "
        f"{print_dollars(dollars[0.9])} or more.",
    ]


def _seats(seats: float) -> str:
    return print_count(round(seats), "seat")


def _matters(matters: pd.DataFrame) -> list[str]:
    if matters["share_of_seats"].isna().all():
        return []
    if matters["share_of_seats"].iloc[0] < WORTH_SAYING:
        return ["None of what is uncertain, taken by itself, moves the seats by much."]
    first = matters[matters["share_of_seats"] >= WORTH_SAYING].head(3)
    parts = [
        f"{name} ({print_share(share)})"
        for name, share in zip(first["uncertain"], first["share_of_seats"], strict=True)
    ]
    return [f"Of the spread of seats, by itself each explains: {', '.join(parts)}."]


def _sources(sources: pd.DataFrame) -> list[str]:
    open_ones = sources.loc[~sources["verified"].astype(bool), "uncertain"].tolist()
    if not open_ones:
        return []
    return [
        f"Nobody has checked how far these may be off, so the chance is no surer than they are: {'; '.join(open_ones)}."
    ]
