"""Which tutoring model each band got first, what came second, and which rules spoke for and against it."""

from __future__ import annotations

import pandas as pd

from hitdesign.plan.plan import Plan
from hitdesign.quantities import print_grades


def recommendations(plan: Plan) -> pd.DataFrame:
    """One row per band: its first choice and score, the runner-up, and the rules that spoke for and against the first.

    Columns: band_id, school_id, grades, subject, tier, students, first_choice, score, runner_up, runner_up_score,
    speaks_for, speaks_against; first_choice is blank where every tutoring model is excluded.
    """
    bands = plan.need.bands
    table = bands[["band_id", "school_id", "subject", "tier", "students"]].copy()
    table.insert(2, "grades", list(map(print_grades, bands["grade_low"], bands["grade_high"])))
    ranking = plan.recommendation.ranking
    allowed = ranking[~ranking["excluded"].astype(bool)].sort_values(["band_id", "rank", "model_id"], kind="stable")
    place = allowed.groupby("band_id").cumcount()
    table = table.merge(_nth(allowed[place == 0], "first_choice", "score"), on="band_id", how="left")
    table = table.merge(_nth(allowed[place == 1], "runner_up", "runner_up_score"), on="band_id", how="left")
    spoken = _spoken(plan, table)
    for column, direction in (("speaks_for", 1), ("speaks_against", -1)):
        table[column] = table["band_id"].map(_joined(spoken[spoken["direction"] == direction])).fillna("")
    return table


def _nth(rows: pd.DataFrame, model_column: str, score_column: str) -> pd.DataFrame:
    return rows[["band_id", "model_id", "score"]].rename(columns={"model_id": model_column, "score": score_column})


def _spoken(plan: Plan, table: pd.DataFrame) -> pd.DataFrame:
    """Verdicts on each band's first choice."""
    said = plan.recommendation.verdicts[["band_id", "model_id", "rule", "direction"]]
    first = table[["band_id", "first_choice"]].dropna()
    said = said.astype({"band_id": "str", "model_id": "str", "rule": "str"})
    return said.merge(first, left_on=["band_id", "model_id"], right_on=["band_id", "first_choice"])


def _joined(said: pd.DataFrame) -> pd.Series:
    """`significant gap; spare minutes`, one text per band."""
    words = said.assign(rule=said["rule"].str.replace("_", " "))
    return words.groupby("band_id")["rule"].agg(lambda rules: "; ".join(dict.fromkeys(rules)))


def largest_band(choices: pd.DataFrame, tier: str) -> pd.Series:
    """The band of a tier with the most students whose first choice is the one most students of the tier have.

    Its reasons stand for the tier in the report. Ties go to the first id. Where nothing suits any band of the tier, its
    largest band, whose first choice is blank.
    """
    here = choices[choices["tier"] == tier]
    totals = here.groupby("first_choice", sort=True)["students"].sum()
    if len(totals):
        here = here[here["first_choice"] == totals.idxmax()]
    return here.sort_values(["students", "band_id"], ascending=[False, True], kind="stable").iloc[0]
