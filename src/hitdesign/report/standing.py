"""What we found: where the district stood before anything was planned, in sentences and two small tables."""

from __future__ import annotations

from typing import Any

import pandas as pd

from hitdesign.need.assessment import NeedsAssessment
from hitdesign.quantities import print_count, print_share
from hitdesign.report.context_words import CONTEXT_CAPTIONS, DECISIONS
from hitdesign.report.grid import Grid, grid
from hitdesign.report.words import face, is_blank, plain

#: Schools and themes named in sentences; the tables hold all.
MOST_NAMED = 3
POINT = 1e-6


def standing_tables(found: NeedsAssessment) -> dict[str, pd.DataFrame]:
    """The tables of CONTEXT_CAPTIONS."""
    other_ends = ["state_high", "state_year", "district_year", "target_high", "target_year"]
    return {
        "gaps_by_subject": found.subjects,
        "gaps_by_school": found.schools.drop(columns=other_ends),
        "programs_running": found.programs,
        "perspectives": found.voices,
        "barriers": found.barriers.rename(columns={"kind": "barrier_kind"}),
    }


def standing_of(found: NeedsAssessment, names: pd.Series) -> dict[str, Any]:
    """Sentences and grids of the section; everything empty where the district gave nothing and nothing is in the way.

    `names`: school names by id.
    """
    said = {
        "results": [*_subjects(found), *_furthest(found, names)],
        "programs": _programs(found),
        "voices": _voices(found),
        "barriers": _barriers(found),
        "notes": [plain(note) for note in found.notes],
    }
    return {**said, "any": any(said.values()), "grids": _grids(found)}


def _grids(found: NeedsAssessment) -> list[Grid]:
    grids = []
    if len(found.subjects):
        columns = ["subject", "schools", "schools_behind", "schools_unknown", "share_low", "share_high"]
        columns += ["state_gap_low", "state_gap_high", "students_beyond_low", "students_beyond_high"]
        grids.append(grid("gaps_by_subject", CONTEXT_CAPTIONS["gaps_by_subject"], found.subjects, columns))
    if len(found.programs):
        columns = ["program_id", "decision", "schools", "seats", "need", "share_of_need", "taken_off", "paid_by"]
        table = found.programs.assign(decision=found.programs["decision"].map(lambda word: DECISIONS[word]))
        grids.append(grid("programs_running", CONTEXT_CAPTIONS["programs_running"], table, columns))
    return grids


def _subjects(found: NeedsAssessment) -> list[str]:
    """One sentence a subject: the share below, the points behind, the students behind it."""
    return [_subject(row) for row in found.subjects.to_dict("records")]


def _subject(row: dict[Any, Any]) -> str:
    name = plain(row["subject"])
    if is_blank(row["share_low"]):
        return f"In {name}, no result with a number of students is known: how far behind it is cannot be said."
    below = f"In {name}, {_range(print_share(row['share_low']), print_share(row['share_high']))} of students are below "
    whose = "state" if not is_blank(row["state_gap_low"]) else "district"
    if is_blank(row[f"{whose}_gap_low"]):
        return f"{below}proficient; there is no value to hold it against."
    points = _points(row[f"{whose}_gap_low"], row[f"{whose}_gap_high"])
    behind = f"{row['schools_behind']:,} of {print_count(row['schools'], 'school')}"
    more = _range(face(row["students_beyond_low"], "count"), print_count(row["students_beyond_high"], "student"))
    unknown = row["schools_unknown"]
    silent = f" Of {print_count(unknown, 'school')} it is not known." if unknown else ""
    return (
        f"{below}proficient, {points} the {whose}'s value on average. Certainly behind it: {behind}; there {more} more "
        f"are below proficient than that value would give.{silent}"
    )


def _points(low: float, high: float) -> str:
    """`10 points above`, `between 29.6 and 31.9 points above`; more students below proficient is above."""
    side = "above" if low > 0 else "below" if high < 0 else "around"
    ends = sorted([abs(low), abs(high)])
    return f"{_range(*(f'{end:.1f}' for end in ends))} points {side}"


def _range(low: str, high: str) -> str:
    """One text where both ends read the same, else both."""
    return high if high.split(" ", maxsplit=1)[0] == low.split(" ", maxsplit=1)[0] else f"between {low} and {high}"


def _furthest(found: NeedsAssessment, names: pd.Series) -> list[str]:
    """The schools furthest behind, with the points that are certain."""
    whose = "state" if found.schools["state_gap_low"].notna().any() else "district"
    gap = f"{whose}_gap_low"
    rows = found.schools[found.schools["rank"].notna() & (found.schools[gap] > POINT)].head(MOST_NAMED)
    said = [
        f"{plain(names.get(row['school_id'], row['school_id']))} ({plain(row['subject'])}, {row[gap]:.0f} points)"
        for row in rows.to_dict("records")
    ]
    return [f"Furthest behind the {whose}'s value: {'; '.join(said)}."] if said else []


def _programs(found: NeedsAssessment) -> list[str]:
    """How much of the need what already runs covers, and what came off."""
    off = int(found.programs["taken_off"].sum())
    if found.programs.empty:
        return []
    kinds = found.programs.groupby("decision", sort=True)["program_id"].nunique()
    decided = ", ".join(f"{count} {DECISIONS[str(decision)]}" for decision, count in kinds.items())
    return [
        f"{print_count(int(kinds.sum()), 'program')} already {'runs' if kinds.sum() == 1 else 'run'} ({decided}): "
        f"{print_count(off, 'seat')} came off the need before this plan was made."
    ]


def _voices(found: NeedsAssessment) -> list[str]:
    """The themes that most people spoke of, and every theme on which roles disagree."""
    themes = found.themes
    shown = themes[(themes.index < MOST_NAMED) | themes["disagree"]]
    return [_theme(row, found.voices) for row in shown.to_dict("records")]


def _theme(row: dict[Any, Any], voices: pd.DataFrame) -> str:
    people = print_count(row["respondents"], "answer")
    said = f"On {plain(row['theme'])}: {people} from {print_count(row['roles'], 'role')}"
    if is_blank(row["rating"]):
        return f"{said}, none with a rating."
    said += f", rated {row['rating']:.1f} of 5 by {row['rated']:,}"
    if not row["disagree"]:
        return f"{said}."
    own = voices[voices["theme"] == row["theme"]].set_index("role")["rating"]
    low, high = row["lowest_role"], row["highest_role"]
    return (
        f"{said}; roles disagree: {_role(low)} {own[low]:.1f}, {_role(high)} {own[high]:.1f} "
        "(below 3 speaks against, above 3 for)."
    )


def _role(role: str) -> str:
    return plain(role).replace("_", " ")


def _barriers(found: NeedsAssessment) -> list[str]:
    """Barriers found in the tables, then those that the district states with the need they touch."""
    return [
        plain(row["sentence"])
        if not row["stated"]
        else f"The district says ({plain(row['kind'])}): {plain(row['sentence']).rstrip('.')}. It touches "
        f"{print_count(row['students'], 'seat')} at {print_count(row['schools'], 'school')}."
        for row in found.barriers.to_dict("records")
    ]
