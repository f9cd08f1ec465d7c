"""How much teaching a term leaves: sessions, weeks and hours, after the days that are lost."""

from __future__ import annotations

from typing import Any

import pandas as pd

PACING = (
    "band_id",
    "model_id",
    "block_id",
    "seats",
    "sessions_per_week",
    "minutes_per_session",
    "course_weeks",
    "course_hours",
    "term_starts_on",
    "term_ends_on",
    "lost_days",
    "term_weeks",
    "term_hours",
    "spare_weeks",
    "first_on",
    "last_on",
    "sentence",
)
MINUTES_PER_HOUR = 60


def pacing_of(taught: pd.DataFrame) -> pd.DataFrame:
    """One row per band, tutoring model and block with seats; columns as in PACING, hours of one student.

    Formula: hours = sessions a week x minutes x weeks / 60, with the weeks of the model (course) and those that the
    term leaves after its lost days (term); spare = term - course weeks: what may be lost before the course is cut.
    """
    keys = ["band_id", "model_id", "block_id"]
    seats = taught.groupby(keys, sort=True)["students"].sum()
    table = taught.drop_duplicates(keys).set_index(keys).sort_index()
    weekly = (table["sessions_per_week"] * table["minutes_per_session"]).astype(float) / MINUTES_PER_HOUR
    made = pd.DataFrame(
        {
            "seats": seats.reindex(table.index),
            "sessions_per_week": table["sessions_per_week"],
            "minutes_per_session": table["minutes_per_session"],
            "course_weeks": table["course_weeks"],
            "course_hours": weekly * table["course_weeks"],
            "term_starts_on": [day.date() for day in pd.to_datetime(table["starts_on"])],
            "term_ends_on": [day.date() for day in pd.to_datetime(table["ends_on"])],
            "lost_days": [len(days) for days in table["lost"]],
            "term_weeks": table["weeks"],
            "term_hours": weekly * table["weeks"],
            "spare_weeks": table["weeks"] - table["course_weeks"],
            "first_on": table["first_on"],
            "last_on": table["last_on"],
        },
        index=table.index,
    ).reset_index()
    sentences = [_sentence(row) for row in made.to_dict("records")]
    return made.assign(sentence=pd.Series(sentences, index=made.index, dtype=object))[list(PACING)]


def _sentence(row: dict[Any, Any]) -> str:
    """The row in words."""
    dosage = f"{row['sessions_per_week']} x {row['minutes_per_session']} minutes a week for {row['course_weeks']} weeks"
    left = f"the term leaves {row['term_weeks']} weeks after {row['lost_days']} lost days"
    spare = f"{row['spare_weeks']} weeks may be lost before the course is cut"
    return f"{dosage} make {row['course_hours']:,.0f} hours; {left}, so {spare}."
