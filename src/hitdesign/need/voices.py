"""What people said, by theme and role: how many, how they rate it, and where roles disagree."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from hitdesign.district.context_records import Perspective

#: The rating between speaking against and speaking for.
MIDDLE = 3


def voices_of(perspectives: Iterable[Perspective]) -> pd.DataFrame:
    """One row per theme and role: theme, role, answers (rows), respondents, rated (respondents who rated), rating.

    Formula: rating = mean of ratings by respondents; NaN where nobody rated. `lowest`, `highest`: of the ratings.
    """
    rows = [(one.theme.strip(), one.role, one.respondents, one.rating) for one in perspectives]
    table = pd.DataFrame(rows, columns=["theme", "role", "respondents", "rating"]).astype({"rating": "float64"})
    table["rated"] = table["respondents"].where(table["rating"].notna(), 0).astype("int64")
    table["points"] = table["rating"].fillna(0.0) * table["rated"]
    sums = table.groupby(["theme", "role"], sort=True).agg(
        answers=("role", "size"),
        respondents=("respondents", "sum"),
        rated=("rated", "sum"),
        points=("points", "sum"),
        lowest=("rating", "min"),
        highest=("rating", "max"),
    )
    sums["rating"] = (sums["points"] / sums["rated"]).where(sums["rated"] > 0)
    return sums.drop(columns="points").reset_index()


def themes_of(voices: pd.DataFrame) -> pd.DataFrame:
    """One row per theme: theme, roles, respondents, rated, rating (mean by respondents), lowest_role, highest_role,
    spread (points between the means of these two; NaN below two rated roles), disagree.

    Roles disagree where one's mean speaks against (below 3) and another's for it (above 3). Most respondents first.
    """
    rows = []
    for theme, part in voices.groupby("theme", sort=True):
        rated = part[part["rated"] > 0].sort_values(["rating", "role"], kind="stable")
        several = len(rated) > 1
        low, high = (rated["rating"].iloc[0], rated["rating"].iloc[-1]) if several else (np.nan, np.nan)
        points = float((rated["rating"] * rated["rated"]).sum())
        rows.append(
            {
                "theme": theme,
                "roles": len(part),
                "respondents": int(part["respondents"].sum()),
                "rated": int(part["rated"].sum()),
                "rating": points / rated["rated"].sum() if len(rated) else np.nan,
                "lowest_role": rated["role"].iloc[0] if several else "",
                "highest_role": rated["role"].iloc[-1] if several else "",
                "spread": high - low,
                "disagree": bool(several and low < MIDDLE < high),
            }
        )
    names = ["theme", "roles", "respondents", "rated", "rating", "lowest_role", "highest_role", "spread", "disagree"]
    table = pd.DataFrame(rows, columns=names)
    return table.sort_values(["respondents", "theme"], ascending=[False, True], kind="stable").reset_index(drop=True)
