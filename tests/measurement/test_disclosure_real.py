"""Real schools: what their tables would tell, and that nothing of it is told once they are protected."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import pytest

from hitdesign.measurement.disclosure.audit import audit
from hitdesign.measurement.disclosure.marks import released
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.primary import primary_of
from hitdesign.measurement.disclosure.protect import Protected, protect
from hitdesign.measurement.disclosure.tables import CountTable, Dimension

LUNCH, RACE = {"Y": "low income", "N": "not low income"}, {"white": "white", "black": "Black"}


def star(data: Path, schools: int) -> CountTable:
    """Tennessee's first graders, real students: below the median reading score, tested, by school x group of students.

    Three divisions of the same whole, lunch, race and sex, where a blank is a group of its own, and students in special
    education within the whole.
    """
    texts = dict.fromkeys(["student_id", "school_id"], "str")
    rows = pd.read_csv(data / "students_star_tn_1985_1994.csv.gz", dtype=texts)
    rows = rows[(rows["grade"] == 1) & rows["read_score"].notna() & rows["school_id"].notna()]
    low = rows["read_score"] < rows["read_score"].median()
    kept = sorted(rows["school_id"].unique())[:schools]
    rows, low = rows[rows["school_id"].isin(kept)], low[rows["school_id"].isin(kept)]
    groups = {
        "lunch": rows["free_lunch"].map(LUNCH).fillna("lunch not known"),
        "race": rows["race"].map(RACE).fillna("other"),
        "sex": rows["gender"].fillna("sex not known"),
        "special": rows["special_ed"].map({"Y": "special education"}),
    }
    places = pd.concat([rows["school_id"], pd.Series("all", index=rows.index)])
    parts = []
    for group in [pd.Series("all", index=rows.index), *groups.values()]:
        part = pd.DataFrame({"school": places, "group": pd.concat([group, group]), "below": pd.concat([low, low])})
        table = part.groupby(["school", "group"])["below"].agg(["sum", "count"])
        every = pd.MultiIndex.from_product([[*kept, "all"], sorted(group.dropna().unique())], names=["school", "group"])
        parts.append(table.reindex(every, fill_value=0))
    cells = pd.concat(parts).reset_index().rename(columns={"sum": "students", "count": "of_students"})
    sums = tuple(("all", tuple(sorted(groups[name].dropna().unique()))) for name in ("lunch", "race", "sex"))
    by_group = Dimension("group", "all", sums, within=(("all", ("special education",)),))
    return CountTable("first grade", "below the median", cells, (Dimension("school", "all"), by_group), out_of="tested")


def chicago(data: Path, schools: int | None = None) -> CountTable:
    """Chicago's schools: learners of English, students with disabilities and of low income within all enrolled."""
    rows = pd.read_csv(data / "district_chicago_schools_fy2026.csv", dtype={"school_id": "str"})
    names = {
        "n_ell": "English learners",
        "n_swd": "with disabilities",
        "n_low_income": "low income",
        "enrollment": "all",
    }
    rows = rows.dropna(subset=list(names)).sort_values("school_id")[:schools].rename(columns=names)
    whole = rows[list(names.values())].sum().to_frame().T.assign(school_id="all")
    long = pd.concat([rows, whole]).melt("school_id", list(names.values()), "group", "students")
    cells = long.rename(columns={"school_id": "school"})
    inside = tuple(name for name in names.values() if name != "all")
    within = Dimension("group", "all", within=(("all", inside),))
    return CountTable("enrolment", "enrolled", cells, (Dimension("school", "all"), within))


def checked(table: CountTable, seconds: float | None = None, policy: DisclosurePolicy | None = None) -> Protected:
    """Protected, with a word on how it went."""
    begin = time.monotonic()
    safe = protect([table], policy, time_limit_seconds=seconds)
    took, counts = time.monotonic() - begin, len(table.cells) * len(table.columns)
    what = safe.record["what"].value_counts().to_dict()
    print(f"{table}: {counts} counts, {what}, lost {safe.loss:g} of at least {safe.bound:g}, {took:.0f} s")
    assert safe.audit.holds, safe.audit.complaints[:5]
    assert safe.audit.recoverable == 0
    return safe


def told_by_the_policy_alone(table: CountTable, policy: DisclosurePolicy) -> float:
    """The share of protected counts that subtraction gives away where only small counts are hidden."""
    primary = primary_of([table], policy)
    naive = released(table, frozenset(primary.why), primary)
    found = audit([naive], [table], policy).table
    return float((found.loc[found["protected"], "verdict"] != "ok").mean())


def test_below_the_median_by_school_and_group_tells_of_nobody(shared_data: Path) -> None:
    table = star(shared_data, 3)
    safe = checked(table)
    assert safe.proved
    assert told_by_the_policy_alone(table, DisclosurePolicy()) > 0
    assert {"primary", "complementary"} <= set(safe.record["what"])


@pytest.mark.slow
def test_all_schools_of_the_experiment_tell_of_nobody(shared_data: Path) -> None:
    table = star(shared_data, 100)
    safe = checked(table, 180)
    assert safe.loss <= 1.1 * safe.bound
    print(f"the policy alone gives away {told_by_the_policy_alone(table, DisclosurePolicy()):.0%}")


@pytest.mark.slow
def test_chicagos_enrolment_tells_of_nobody(shared_data: Path) -> None:
    safe = checked(chicago(shared_data), 180)
    assert safe.proved
