"""Who is served where: need, invitations, seats and dollars by school, by tier and subject, and both together."""

from __future__ import annotations

import pandas as pd

from hitdesign.plan.plan import Plan
from hitdesign.report.money import beyond, dollars_by_school
from hitdesign.report.words import TIER_ORDER

COUNTS = ["need", "invited", "enrolled", "expected_attending", "unserved"]
#: Schools by their share of low-income students.
LOW_INCOME = ("up to 25%", "25% to 50%", "50% to 75%", "over 75%")
NOT_KNOWN = "not known"
#: The row for costs that belong to no single school.
DISTRICT_WIDE = "(district-wide)"


def by_keys(plan: Plan, counted: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Need, invited, enrolled, expected attending and not served, and the share of need served, by some keys.

    `counted` is `seat_counts`; `keys` are columns of the need's cohorts. Every key with need has a row.
    """
    cohorts = plan.need.cohorts
    table = cohorts.groupby(keys, sort=True)[["students"]].sum().rename(columns={"students": "need"})
    seats = counted.groupby(keys, sort=True)[["invited", "enrolled", "expected_attending"]].sum()
    places = cohorts[["cohort_id", *keys]]
    unserved = plan.allocation.unserved[["cohort_id", "students"]].merge(places, on="cohort_id")
    table = table.join(seats.astype(float))
    table["unserved"] = unserved.groupby(keys, sort=True)["students"].sum().astype(float)
    table = table.fillna(0.0).reset_index()
    table["share_served"] = (table["enrolled"] / table["need"]).where(table["need"] > 0)
    return _strongest_first(table, keys)


def _strongest_first(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Rows by their keys, but tiers from the strongest need down."""
    rank = {tier: place for place, tier in enumerate(TIER_ORDER)}
    order = table[keys].copy()
    if "tier" in keys:
        order["tier"] = order["tier"].map(rank).fillna(len(rank))
    return table.loc[order.sort_values(keys, kind="stable").index].reset_index(drop=True)


def by_school(plan: Plan, counted: pd.DataFrame) -> pd.DataFrame:
    """One row per school with need, in the order of their ids, and one for costs of no single school.

    Columns: school_id, school_name, low_income_share, the five counts, share_served, groups, tutors (people seen in
    the timetable; unknown without one), paid_hours, dollars (not to exceed, indirect cost included).
    """
    table = _with_names(plan, by_keys(plan, counted, ["school_id"]))
    groups = plan.allocation.groups.groupby("school_id")[["groups", "paid_hours"]].sum().astype(float)
    table = table.merge(groups, left_on="school_id", right_index=True, how="left")
    table["tutors"] = table["school_id"].map(_tutors_seen(plan)).fillna(0.0)
    if plan.allocation.timetable.empty:
        table["tutors"] = table["tutors"].mask(table["groups"] > 0)
    dollars = dollars_by_school(plan)
    table["dollars"] = table["school_id"].map(dollars)
    filled = ["groups", "paid_hours", "dollars"]
    table[filled] = table[filled].astype(float).fillna(0.0)
    elsewhere = beyond(plan, float(table["dollars"].sum()))
    if elsewhere:
        row = {"school_id": "", "school_name": DISTRICT_WIDE, "dollars": elsewhere}
        table = pd.concat([table, pd.DataFrame([row])], ignore_index=True)
    shown = ["school_id", "school_name", "low_income_share", *COUNTS, "share_served"]
    return table[[*shown, "groups", "tutors", "paid_hours", "dollars"]]


def by_school_and_need(plan: Plan, counted: pd.DataFrame) -> pd.DataFrame:
    """One row per school, tier and subject with need: the five counts and the share served."""
    table = _with_names(plan, by_keys(plan, counted, ["school_id", "tier", "subject"]))
    return table[["school_id", "school_name", "tier", "subject", *COUNTS, "share_served"]]


def by_low_income(schools: pd.DataFrame) -> pd.DataFrame:
    """Schools gathered by their share of low-income students: need, enrolled, not served, share served, dollars.

    `schools` is `by_school`; schools without a known share stand in a row of their own.
    """
    known = schools[schools["school_name"] != DISTRICT_WIDE]
    bins, names = _bins(known["low_income_share"].astype(float)), LOW_INCOME
    sums = known.groupby(bins)[["need", "enrolled", "unserved", "dollars"]].sum()
    sums.insert(0, "schools", known.groupby(bins)["school_id"].count())
    sums["share_served"] = (sums["enrolled"] / sums["need"]).where(sums["need"] > 0)
    sums = sums.reindex([name for name in [*names, NOT_KNOWN] if name in sums.index])
    return sums.rename_axis("low_income_students").reset_index()


def low_income_bins(low_income: pd.Series, enrollment: pd.Series) -> pd.Series:
    """In which of these groups each school stands, from its students of low income and all of its students."""
    return _bins((low_income / enrollment).where(enrollment > 0).clip(upper=1.0))


def _bins(shares: pd.Series) -> pd.Series:
    edges = [-0.001, 0.25, 0.5, 0.75, 1.0]
    return pd.cut(shares, edges, labels=list(LOW_INCOME)).astype("object").fillna(NOT_KNOWN)


def _with_names(plan: Plan, table: pd.DataFrame) -> pd.DataFrame:
    """The school's name and its share of low-income students beside its id."""
    schools = plan.facts.schools.set_index("school_id")
    enrollment, low_income = schools["enrollment"].astype(float), schools["low_income_students"].astype(float)
    share = (low_income / enrollment).where(enrollment > 0).clip(upper=1.0)
    table.insert(1, "school_name", table["school_id"].map(schools["school_name"]))
    table.insert(2, "low_income_share", table["school_id"].map(share))
    return table


def _tutors_seen(plan: Plan) -> pd.Series:
    """Different people who teach at each school in the week."""
    people = plan.allocation.timetable[["school_id", "pool_id", "tutor"]].drop_duplicates()
    return people.groupby("school_id").size().astype(float)


def equity(plan: Plan) -> pd.DataFrame:
    """Served shares of schools, of students with and without a mark, and of board areas, and who is not compared."""
    heads = {"group": "students_of", "served": "enrolled", "share": "share_served"}
    return plan.allocation.equity.rename(columns=heads)
