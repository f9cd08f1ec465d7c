"""Paid by what and taught by whom: streams, tutor pools and tutoring models, each against what there is."""

from __future__ import annotations

import pandas as pd

from hitdesign.plan.plan import Plan
from hitdesign.quantities import TOLERANCE
from hitdesign.report.words import TIER_ORDER, is_blank

INDIRECT = "indirect"


def by_stream(plan: Plan) -> pd.DataFrame:
    """One row per stream: `spending` with the program's name, the share used and the schools it pays for."""
    table = plan.allocation.spending.copy()
    programs = plan.evidence.programs
    table.insert(1, "program_name", [programs[key].name if key in programs else key for key in table["program"]])
    available = table["available_dollars"].astype(float)
    table["share_used"] = (table["not_to_exceed_dollars"].astype(float) / available).where(available > 0)
    charges = plan.allocation.charges
    at_schools = charges[charges["school_id"].isin(plan.facts.schools["school_id"])]
    paid_at = at_schools.groupby("stream_id")["school_id"].nunique()
    table["schools"] = table["stream_id"].map(paid_at).fillna(0).astype(int)
    columns = [
        "stream_id",
        "program_name",
        "available_dollars",
        "not_to_exceed_dollars",
        "expected_dollars",
        "unspent_dollars",
        "share_used",
        "schools",
        "pays_nothing_because",
    ]
    return table[columns].sort_values("stream_id", kind="stable").reset_index(drop=True)


def largest_first(table: pd.DataFrame, column: str, tie: str) -> pd.DataFrame:
    """Rows by a column from the largest down, ties by another column upwards."""
    return table.sort_values([column, tie], ascending=[False, True], kind="stable").reset_index(drop=True)


def by_cost(plan: Plan) -> pd.DataFrame:
    """One row per kind of cost, and one for indirect cost where a stream carries it: dollars not to exceed."""
    table = plan.allocation.charges.groupby("cost_kind", sort=True)[["dollars"]].sum().astype(float).reset_index()
    indirect = beyond(plan, float(table["dollars"].sum()))
    rows = [{"cost_kind": INDIRECT, "dollars": indirect}] if indirect else []
    return pd.concat([table, pd.DataFrame(rows, columns=list(table.columns))]) if rows else table


def cents_of_rounding(plan: Plan) -> float:
    """Dollars by which sums may differ because each stream's are rounded to the cent: one cent a stream."""
    return 0.01 * len(plan.allocation.spending)


def beyond(plan: Plan, dollars: float) -> float:
    """Dollars not to exceed beyond some sum, in cents; 0 where only rounding lies between."""
    left = float(plan.allocation.spending["not_to_exceed_dollars"].sum()) - dollars
    return 0.0 if abs(left) <= cents_of_rounding(plan) + TOLERANCE else round(left, 2)


def dollars_by_school(plan: Plan) -> pd.Series:
    """Dollars not to exceed by school_id, indirect cost included.

    Formula: sum of charges x (1 + the stream's indirect rate).
    """
    charges = plan.allocation.charges
    rate = plan.facts.funding.set_index("stream_id")["indirect_rate"].astype(float)
    dollars = charges["dollars"].astype(float) * (1 + charges["stream_id"].map(rate))
    return dollars.groupby(charges["school_id"], sort=True).sum().astype(float)


def by_pool(plan: Plan) -> pd.DataFrame:
    """One row per tutor pool: groups, seats, schools, paid hours, dollars, and its busiest weeks against its limits.

    People are those of the timetable, and unknown where a pool teaches and there is none.
    """
    answer = plan.allocation
    table = plan.facts.tutors[["pool_id", "kind"]].sort_values("pool_id", kind="stable").reset_index(drop=True)
    groups = answer.groups.groupby("pool_id")
    sums = groups[["groups", "paid_hours", "labour_dollars"]].sum().astype(float)
    sums["schools"] = groups["school_id"].nunique()
    sums["enrolled"] = answer.seats.groupby("pool_id")["students"].sum().astype(float)
    table = table.merge(sums, left_on="pool_id", right_index=True, how="left")
    peak = _busiest(answer.tutor_hours)
    table = table.merge(peak, on="pool_id", how="left")
    counts = ["groups", "paid_hours", "labour_dollars", "schools", "enrolled", "people", "hours_per_week"]
    table[counts] = table[counts].astype(float).fillna(0.0)
    table["people"] = table["people"].mask((table["people"] == 0) & (table["groups"] > 0))
    limit = table["limit_hours_per_week"].astype(float)
    table["share_of_hours"] = (table["hours_per_week"] / limit).where(limit > 0)
    table["kind"] = table["kind"].str.replace("_", " ")
    shown = ["pool_id", "kind", "people", "limit_people", "hours_per_week", "limit_hours_per_week", "share_of_hours"]
    return table[[*shown, "groups", "enrolled", "schools", "paid_hours", "labour_dollars"]]


def _busiest(hours: pd.DataFrame) -> pd.DataFrame:
    """Per pool the most people and hours of any interval, and the limits."""
    numbers = ["hours_per_week", "limit_hours_per_week", "people", "limit_people"]
    table = hours[["pool_id", *numbers]].copy()
    table[numbers] = table[numbers].astype(float)
    return table.groupby("pool_id", sort=True)[numbers].max().reset_index()


def by_model(plan: Plan, counted: pd.DataFrame) -> pd.DataFrame:
    """One row per tier and tutoring model taught: seats, size, dosage; strongest need first, then most seats."""
    models = plan.facts.models.set_index("model_id")
    table = counted.groupby(["tier", "model_id"], sort=True)[["enrolled", "expected_attending"]].sum().reset_index()
    table = table[table["enrolled"] > 0]
    for column in ("students_per_tutor", "sessions_per_week", "minutes_per_session", "weeks"):
        table[column] = table["model_id"].map(models[column])
    table["label"] = [model_label(plan, model) for model in table["model_id"]]
    table["rank"] = table["tier"].map({tier: place for place, tier in enumerate(TIER_ORDER)}).fillna(len(TIER_ORDER))
    table = table.sort_values(["rank", "enrolled", "model_id"], ascending=[True, False, True], kind="stable")
    return table.drop(columns="rank").reset_index(drop=True)


def model_label(plan: Plan, model_id: str) -> str:
    """A tutoring model's name in words, or its id where it has none."""
    models = plan.facts.models
    labels = models.loc[models["model_id"] == model_id, "label"] if "label" in models else pd.Series(dtype=object)
    return str(labels.iloc[0]) if len(labels) and not is_blank(labels.iloc[0]) else str(model_id).replace("_", " ")
