"""What a plan uses, as ingredients of its cost: the same dollars as its budget, by kind and by who bears them."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping

import numpy as np
import pandas as pd

from hitdesign.measurement.cost.records import Category, Payer
from hitdesign.plan.budget_lines import budget_lines
from hitdesign.plan.plan import Plan

#: Programs whose money is the district's own; all other streams are grants.
OWN_PROGRAMS = ("general_fund",)
#: What a kind of cost of the budget is among ingredients. Pay is divided further; what a contract bills is staff.
CATEGORIES: dict[str, Category] = {
    "labour": "staff",
    "idle_salary": "staff",
    "tutoring": "staff",
    "seat": "materials",
    "materials": "materials",
    "coordination": "coordination",
    "supervision": "supervision",
    "transport": "transport",
    "training": "training",
    "start_up": "other",
    "administration": "administration",
    "indirect": "administration",
}
PAY = ("labour", "idle_salary")
COLUMNS = ("item", "category", "quantity", "unit", "price_dollars")


def plan_ingredients(plan: Plan, *, own_programs: Collection[str] = OWN_PROGRAMS) -> pd.DataFrame:
    """The ingredients of a plan, for `measurement.program_costs`: not to exceed, to the cent those of its budget.

    `own_programs`: programs whose money counts as the district's; what other streams pay is a grant's. Pay of the
    district's people is divided into teaching, preparation and benefits, in hours. What a contract bills is one line of
    staff, for its price does not say what it holds. A plan knows what streams pay: rooms, devices at hand, families'
    time and gifts are not in it and have to be added. Columns: those of the ingredients table.
    Formula: benefits = pay x rate / (1 + rate); preparation = hours x share / (1 + share), rate and share of the pool.

    >>> from hitdesign.measurement import program_costs
    >>> from hitdesign.plan.ingredients import plan_ingredients
    >>> program_costs(plan_ingredients(plan), perspective="district").total  # doctest: +SKIP
    Range(low=41250.0, value=41250.0, high=41250.0)
    """
    lines = budget_lines(plan, codes=())
    keys = ["cost_kind", "pool_id", "stream_id", "program"]
    whole = lines.groupby(keys, sort=True)[["paid_hours", "dollars"]].sum(min_count=1).reset_index()
    tutors = plan.facts.tutors.set_index("pool_id")
    rows: list[dict[str, object]] = []
    for line in whole.to_dict("records"):
        payer: Payer = "district" if line["program"] in own_programs else "grant"
        said = {"paid_by": payer, "kind": "recurring", "source": "the plan's budget, not to exceed"}
        pool = tutors.loc[line["pool_id"]] if line["pool_id"] in tutors.index else None
        rows += [{**row, **said} for row in _rows(line, pool)]
    return pd.DataFrame(rows, columns=[*COLUMNS, "paid_by", "kind", "source"])


def _rows(line: Mapping[Hashable, object], pool: pd.Series | None) -> list[dict[str, object]]:
    """The ingredients of one kind of cost of a pool and a stream."""
    kind, dollars, hours = str(line["cost_kind"]), float(str(line["dollars"])), float(str(line["paid_hours"]))
    name = " ".join(part for part in (str(line["pool_id"]), kind.replace("_", " "), f"({line['stream_id']})") if part)
    if pool is not None and kind in PAY and hours > 0:
        return _pay(name, dollars, hours, pool)
    contracted = kind.startswith("contract_") or (pool is not None and pool["pay"] == "contract")
    category = "staff" if contracted else CATEGORIES.get(kind, "other")
    return [dict(zip(COLUMNS, (name, category, 1.0, "amount of the budget", dollars), strict=True))]


def _pay(name: str, dollars: float, hours: float, pool: pd.Series) -> list[dict[str, object]]:
    """Pay as hours of teaching, of preparation, and benefits of both."""
    rate = float(np.nan_to_num(pool["benefits_rate"]))
    preparation = float(np.nan_to_num(pool["paid_preparation_share"]))
    wage = dollars / (1 + rate) / hours
    prepared = hours * preparation / (1 + preparation)
    parts = [
        (name, "staff", hours - prepared, "hours", wage),
        (f"{name}, preparing", "preparation", prepared, "hours", wage),
        (f"{name}, benefits", "benefits", hours, "hours", dollars / hours - wage),
    ]
    return [dict(zip(COLUMNS, part, strict=True)) for part in parts if part[2] > 0 and part[4] > 0]
