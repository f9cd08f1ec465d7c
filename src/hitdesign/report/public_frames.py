"""What a public report shows, as frames: whole numbers, `*` where hidden, coded rates, and words; never a raw count."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from hitdesign.plan.plan import Plan
from hitdesign.report import choices, knowledge, times
from hitdesign.report.grid import Grid
from hitdesign.report.money import model_label
from hitdesign.report.public_counts import ALL
from hitdesign.report.public_money import PublicMoney
from hitdesign.report.public_words import leaving
from hitdesign.report.sentences import reason_words
from hitdesign.report.words import Kind, face, heading, is_number, kind_of, plain, tier_words

#: Name -> caption, in the order of the files and sheets.
PUBLIC_CAPTIONS: Mapping[str, str] = {
    "by_need": "Seats needed and filled, by need.",
    "by_mark": "Seats needed and filled, of students with and without a mark.",
    "by_low_income": "Seats needed and filled, by the share of low-income students of a school.",
    "by_school": "Seats needed and filled, by school.",
    "by_model": "Seats filled, by tutoring model.",
    "recommended": "First choice of tutoring model for one of the largest groups of students of each need.",
    "by_time": "Seats filled, by time of day.",
    "not_filled": "Seats not filled, by reason.",
    "streams": "Each funding stream: what it has and what it pays at most.",
    "tutors": "Tutor pools: people there are, and people needed at most.",
    "staffing": "Rules on who may teach and over what no tutoring stands.",
    "assumptions": "Values nobody in the district stated.",
    "open_checks": "What was not checked.",
    "sources": "Where the plan's numbers and rules come from.",
}
TOTAL = "Total"
#: Dimension -> the column under which it is shown.
_SHOWN = {"group": "students_of", "model": "label", "time": "when"}
_MARKS = {"iep": "with an IEP", "english_learner": "English learners", "low_income": "of low income"}
#: Columns of these tables alone: heading with its unit, how values are printed.
_COLUMNS: Mapping[str, tuple[str, Kind]] = {
    "low_income_students": ("Low-income students (share of enrollment)", "text"),
    "at_most_dollars": ("Pays at most (dollars)", "dollars"),
    "share_used": ("Pays at most (share of available)", "share"),
    "people_at_most": ("People needed at most", "count"),
    "why_nothing": ("Pays nothing because", "text"),
}


def count_frames(plan: Plan, texts: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The protected tables under the report's own columns and words.

    texts: what `Protected.publish` gives; nothing else of the plan's counts is looked at.
    """
    return {name: _frame(plan, name, table) for name, table in texts.items()}


def _frame(plan: Plan, name: str, table: pd.DataFrame) -> pd.DataFrame:
    words = _words(plan)
    out = pd.DataFrame(index=table.index)
    for column in table.columns:
        if column == "school":
            names = plan.facts.schools.set_index("school_id")["school_name"]
            out["school_id"] = ["" if label == ALL else label for label in table[column]]
            out["school_name"] = [TOTAL if label == ALL else plain(names.get(label, label)) for label in table[column]]
        elif column == "district":
            out["district"] = TOTAL
        elif column in words:
            out[_SHOWN.get(column, column)] = [TOTAL if one == ALL else words[column](one) for one in table[column]]
    if "of_students" in table:
        out["need"] = _numbers(table["of_students"])
    out["unserved" if name == "not_filled" else "enrolled"] = _numbers(table["students"])
    if "rate" in table:
        out["share_served"] = table["rate"].astype(object)
    return out.reset_index(drop=True)


def _words(plan: Plan) -> dict[str, Callable[[str], str]]:
    """How the labels of each dimension are said."""
    return {
        "tier": tier_words,
        "subject": plain,
        "low_income_students": str,
        "group": _mark_words,
        "model": lambda model: plain(model_label(plan, model)),
        "time": lambda when: when.replace("_", " "),
        "reason": reason_words,
    }


def _mark_words(label: str) -> str:
    mark, _, answer = label.partition(": ")
    return f"{_MARKS.get(mark, mark.replace('_', ' '))}: {answer}"


def _numbers(column: pd.Series) -> pd.Series:
    """Whole numbers where they are published, the mark where not."""
    return pd.Series([int(text) if text.isdigit() else text for text in column], index=column.index, dtype=object)


def other_frames(plan: Plan, money: PublicMoney) -> tuple[dict[str, pd.DataFrame], int]:
    """Tables that count no students: money and people in steps, rules, assumptions, checks, sources.

    Also how many open checks name a number and stay inside.
    """
    streams = money.streams.rename(columns={"why": "why_nothing"})
    assumed = knowledge.assumptions(plan).sort_values("name", kind="stable")
    checks, inside = leaving(plan.open_checks, plan.evidence)
    frames = {
        "recommended": _recommended(plan),
        "streams": streams.reset_index(drop=True),
        "tutors": money.pools.reset_index(drop=True),
        "staffing": times.staffing(plan)[["rule", "verdict", "sentence", "source", "as_of", "verified"]],
        "assumptions": assumed[["name", "assumed", "why", "source", "as_of", "verified"]].reset_index(drop=True),
        "open_checks": pd.DataFrame({"check": list(checks)}, dtype=object),
        "sources": knowledge.sources(plan)[["who", "title", "year", "where", "used_for", "as_of"]],
    }
    return frames, inside


def _recommended(plan: Plan) -> pd.DataFrame:
    """Per tier the first choice of its largest band and the names of the rules that spoke; none of its numbers."""
    table = choices.recommendations(plan)
    rows = []
    for tier in dict.fromkeys(table["tier"]):
        band = choices.largest_band(table, tier)
        first = band["first_choice"]
        label = "" if pd.isna(first) else plain(model_label(plan, str(first)))
        rows.append((tier_words(tier), label, plain(band["speaks_for"]), plain(band["speaks_against"])))
    return pd.DataFrame(rows, columns=["tier", "first_choice", "speaks_for", "speaks_against"])


def public_grid(name: str, frame: pd.DataFrame, columns: tuple[str, ...] = ()) -> Grid:
    """A published frame as it stands on the page."""
    shown = list(columns or frame.columns)
    cells = [[public_face(value, column) for value in frame[column]] for column in shown]
    heads = tuple((public_heading(one), "n" if stands_right(one) else "") for one in shown)
    return Grid(name, PUBLIC_CAPTIONS[name], heads, tuple(zip(*cells, strict=True)))


def public_heading(column: str) -> str:
    """The heading of a column, with its unit."""
    return _COLUMNS[column][0] if column in _COLUMNS else heading(column)


def public_kind(column: str) -> Kind:
    """How a column's values are printed."""
    return _COLUMNS[column][1] if column in _COLUMNS else kind_of(column)


def stands_right(column: str) -> bool:
    """Whether a column holds numbers."""
    return _COLUMNS[column][1] != "text" if column in _COLUMNS else is_number(column)


def public_face(value: object, column: str) -> str:
    """A published value in words: a text stays as it is, such as `*` and `≥95%`."""
    if isinstance(value, str):
        return plain(value)
    return face(value, public_kind(column))
