"""How far schools and subjects are from what they are held against, in points, with the students behind it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.context_records import ALL_STUDENTS
from hitdesign.district.district import District
from hitdesign.need.results import reference_table, results_table

Floats = npt.NDArray[np.float64]
LEVELS = ("state", "district", "target")
OF_VALUE = ["subject", "student_group", "measure"]
RANKED_BY = ["state_gap_low", "state_gap_high", "district_gap_low", "district_gap_high", "share_low"]
#: A district's own value is computed where so many schools or more can be counted.
FEWEST_SCHOOLS = 2
POINTS = 100
SLACK = 1e-9


class Value(NamedTuple):
    """A reference value and the grades for which it holds."""

    grade_low: int
    grade_high: int
    school_year: str
    share: float


def gaps_by_school(district: District) -> pd.DataFrame:
    """Results held against the state's, the district's and the target's values, the largest gap first.

    Columns: those of `results_table`; for each of state, district, target: `_low`, `_high` (the value's ends, NaN
    without one), `_year`, `_gap_low`, `_gap_high` (points of 100; above 0 = behind); district_basis (given, computed,
    blank); students_below_low/high; students_beyond_low/high; rank.
    Formula: gap = 100 x (share below - value), at both ends of what is masked; students below = share x students;
    beyond = max(0, gap to the state, else to the district) x students / 100; both rounded. A value holds for the
    narrowest grades that hold the result's, of the result's year, else of the latest. Without a given value of the
    district its own is the mean of its results by students. Ranked are results of all students below proficient, by
    the gap that is certain to the state's value, then to the district's; where neither is known there is no rank.
    """
    table = results_table(district.results, district.schools)
    references = reference_table(district.reference_values)
    for level in LEVELS:
        table = _against(table, references[references["level"] == level], level)
    table = _own_value(table)
    share = table[["share_low", "share_high"]].to_numpy(dtype=np.float64)
    for level in LEVELS:
        value = table[[f"{level}_low", f"{level}_high"]].to_numpy(dtype=np.float64)
        table[f"{level}_gap_low"] = np.round(POINTS * (share[:, 0] - value[:, 1]), 6)
        table[f"{level}_gap_high"] = np.round(POINTS * (share[:, 1] - value[:, 0]), 6)
    students = table["students"].to_numpy(dtype=np.float64)
    for end in ("low", "high"):
        gap = table[f"state_gap_{end}"].fillna(table[f"district_gap_{end}"]).to_numpy(dtype=np.float64)
        table[f"students_below_{end}"] = np.rint(table[f"share_{end}"] * students)
        table[f"students_beyond_{end}"] = np.rint(np.maximum(gap, 0.0) * students / POINTS)
    return _ranked(table, ["school_id", *OF_VALUE, "grade_low", "grade_high"])


def gaps_by_subject(schools: pd.DataFrame) -> pd.DataFrame:
    """Subjects, the one furthest behind first; from results of all students below proficient.

    Columns: subject, schools, schools_behind (certain to be behind the state's value, else the district's),
    schools_unknown (nothing published, or nothing to hold it against), students, share_low, share_high, state_gap_low,
    state_gap_high, district_gap_low, district_gap_high, students_below_low, students_below_high, students_beyond_low,
    students_beyond_high, rank. Means are by students, over results whose share and students are known; NaN without any.
    """
    own = schools[(schools["student_group"] == ALL_STUDENTS) & (schools["measure"] == "share_below_proficient")]
    rows = [_subject(str(subject), part) for subject, part in own.groupby("subject", sort=True)]
    counts = ["students_below_low", "students_below_high", "students_beyond_low", "students_beyond_high"]
    names = ["subject", "schools", "schools_behind", "schools_unknown", "students", "share_low", "share_high"]
    names += [*RANKED_BY[:4], *counts]
    return _ranked(pd.DataFrame(rows, columns=names), ["subject"])


def _subject(subject: str, part: pd.DataFrame) -> dict[str, object]:
    gap = part["state_gap_low"].fillna(part["district_gap_low"])
    by_school = gap.groupby(part["school_id"]).max()
    known = part[part["share_low"].notna() & (part["students"] > 0)]
    weight = known["students"].to_numpy(dtype=np.float64)
    sums = {name: known[name].sum(min_count=1) for name in part.columns if name.startswith("students_be")}
    return {
        "subject": subject,
        "schools": len(by_school),
        "schools_behind": int((by_school > SLACK).sum()),
        "schools_unknown": int(by_school.isna().sum()),
        "students": known["students"].sum(min_count=1),
        **{name: _mean(known[name].to_numpy(dtype=np.float64), weight) for name in ("share_high", *RANKED_BY)},
        **sums,
    }


def _mean(values: Floats, weight: Floats) -> float:
    """The mean by weight of what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    return float(np.round(np.average(values[known], weights=weight[known]), 9)) if known.any() else float("nan")


def _against(table: pd.DataFrame, references: pd.DataFrame, level: str) -> pd.DataFrame:
    """The table with the level's value and its year for every row that has one."""
    by_key: dict[tuple[str, ...], list[Value]] = {}
    for value in references.to_dict("records"):
        held = Value(value["grade_low"], value["grade_high"], value["school_year"], value["share"])
        by_key.setdefault(tuple(value[name] for name in OF_VALUE), []).append(held)
    values, years = np.full(len(table), np.nan), [""] * len(table)
    for place, row in enumerate(table.to_dict("records")):
        found = _value(by_key.get(tuple(row[name] for name in OF_VALUE), []), row)
        if found is not None:
            values[place], years[place] = found.share, found.school_year
    out = table.copy()
    out[f"{level}_low"], out[f"{level}_high"] = values, values
    out[f"{level}_year"] = pd.Series(years, index=table.index, dtype="str")
    return out


def _value(held: list[Value], row: Mapping[Hashable, Any]) -> Value | None:
    """The value for a result's grades: of its year, else the latest; then of the narrowest grades that hold them."""
    fits = [one for one in held if one.grade_low <= row["grade_low"] and one.grade_high >= row["grade_high"]]
    year = row["school_year"]
    fits.sort(key=lambda one: (one.grade_high - one.grade_low, one.grade_low))
    return max(fits, key=lambda one: (one.school_year == year, one.school_year), default=None)


def _own_value(table: pd.DataFrame) -> pd.DataFrame:
    """The district's value computed from its results where none was given."""
    basis = np.where(table["district_low"].notna(), "given", "").astype(object)
    keys = [*OF_VALUE, "school_year"]
    for _, part in table.groupby(keys, sort=True):
        known = part[part["share_low"].notna() & (part["students"] > 0)]
        lacking = part.index[part["district_low"].isna()]
        if len(lacking) and known["school_id"].nunique() >= FEWEST_SCHOOLS:
            weight = known["students"].to_numpy(dtype=np.float64)
            for end in ("low", "high"):
                mean = _mean(known[f"share_{end}"].to_numpy(dtype=np.float64), weight)
                table.loc[lacking, f"district_{end}"] = mean
            table.loc[lacking, "district_year"] = str(part["school_year"].iloc[0])
            basis[table.index.get_indexer(lacking)] = "computed"
    return table.assign(district_basis=pd.Series(basis, index=table.index, dtype="str"))


def _ranked(table: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    """Rows by rank, those without one last; rows of other measures and groups of students are not ranked."""
    main = np.ones(len(table), dtype=bool)
    if "measure" in table:
        main = ((table["student_group"] == ALL_STUDENTS) & (table["measure"] == "share_below_proficient")).to_numpy()
    known = main & (table["state_gap_low"].notna() | table["district_gap_low"].notna()).to_numpy()
    by = ["ranked", *RANKED_BY, *ids]
    order = table.assign(ranked=known).sort_values(
        by, ascending=[False] * (1 + len(RANKED_BY)) + [True] * len(ids), kind="stable", na_position="last"
    )
    place = np.where(order["ranked"], np.arange(1, len(order) + 1), np.nan).astype(np.float64)
    return order.drop(columns="ranked").assign(rank=place).reset_index(drop=True)
