"""Times of day, and the rules on who may teach, as people read them."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from hitdesign.plan.plan import Plan
from hitdesign.report.attendance import seat_counts
from hitdesign.rights.fit import schedule_fit, times_of_day
from hitdesign.rights.staffing import staffing_verdicts

ORDER = ("before_school", "during_school", "after_school", "saturday", "summer")


def fit_table(plan: Plan) -> pd.DataFrame:
    """One row per school, block and tutoring model: whether it fits, and why not."""
    return schedule_fit(plan.facts, plan.evidence)


def by_time(plan: Plan) -> pd.DataFrame:
    """One row per time of day that the district has: blocks, models that fit, seats, what speaks for and against.

    Columns: when, blocks, models_fitting, enrolled, expected_attending, speaks_for, speaks_against, not_known.
    """
    fit, judged = fit_table(plan), times_of_day(plan.evidence)
    seats = seat_counts(plan).merge(_whens(plan), on=["school_id", "block_id"], how="left")
    rows = []
    for when in ORDER:
        own, said = fit[fit["when"] == when], judged[judged["when"] == when]
        if own.empty:
            continue
        here = seats[seats["when"] == when]
        sides = {side: _joined(said[said["verdict"] == side]) for side in ("for", "against", "unknown")}
        rows.append(
            {
                "when": when.replace("_", " "),
                "blocks": len(own[["school_id", "block_id"]].drop_duplicates()),
                "models_fitting": int(own.loc[own["fits"], "model_id"].nunique()),
                "enrolled": float(here["enrolled"].sum()),
                "expected_attending": float(here["expected_attending"].sum()),
                "speaks_for": sides["for"],
                "speaks_against": sides["against"],
                "not_known": sides["unknown"],
            }
        )
    columns = ["when", "blocks", "models_fitting", "enrolled", "expected_attending"]
    return pd.DataFrame(rows, columns=[*columns, "speaks_for", "speaks_against", "not_known"])


def _whens(plan: Plan) -> pd.DataFrame:
    blocks = plan.facts.blocks[["block_id", "when"]].copy()
    blocks["school_id"] = plan.facts.schools["school_id"].to_numpy()[plan.facts.blocks["school"].to_numpy()]
    return blocks


def _joined(said: pd.DataFrame) -> str:
    """Sentences, with a word where nobody checked them."""
    pairs = zip(said["sentence"], said["verified"], strict=True)
    return " ".join(f"{text}{'' if verified else ' (not checked)'}" for text, verified in pairs)


def staffing(plan: Plan) -> pd.DataFrame:
    """One row per staffing rule and verdict: whom it is about and what is stated, source, whether checked."""
    table = staffing_verdicts(plan.facts, plan.evidence)
    table = table.assign(whom=table["about"] + " " + table["id"].astype(str) + ": " + table["stated"])
    keys = ["rule", "verdict", "sentence", "source", "as_of", "verified"]
    grouped = table.groupby(keys, sort=True)["whom"].agg(_names).reset_index()
    who = {key: source.who for key, source in plan.evidence.sources.items()}
    grouped["source"] = grouped["source"].map(lambda key: who.get(key, key))
    return grouped[["rule", "verdict", "whom", "sentence", "source", "as_of", "verified"]]


def _names(whom: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(whom))
