"""Finding students in need: a million records in one pass, beside the same logic written in plain pandas and in polars.

Both sides get the same checked table and find the same students by the default criteria (percentile and state level in
two subjects, a tenth of the values unknown): tier, reason, need index, lot and place for each, and the counts of
cohorts and outcomes. Their answers are compared before anything is timed. Ours also compares the measures, counts who
is near a cut-off and what moved thresholds would find; the others do not. The students are drawn from a fixed seed.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from bench import Spent, clocked, markdown, median, options, publish

from hitdesign.district.students import Students
from hitdesign.evidence.library import shipped
from hitdesign.need.found import Found, find
from hitdesign.policy import SelectionCriteria

SUBJECTS, MARKS = ("math", "reading"), ("iep", "english_learner", "low_income")
BANDS, SEED = ((0, 2), (3, 5), (6, 8), (9, 12)), "hitdesign"
#: Column ending, intensive and strategic threshold: the evidence's defaults.
CUTS = (("percentile", 10, 25), ("state_level", 1, 2))
KEYS = ["school_id", "grade_low", "grade_high", "subject", "tier", *MARKS]
SHOWN = ["student_id", "subject", "tier", "reason", "place"]


def drawn(count: int) -> pd.DataFrame:
    """Records of so many students: marks, two measures in two subjects, some in a program, some who declined."""
    rng = np.random.default_rng(20261125)
    rows = pd.DataFrame({"student_id": [f"S{number:07d}" for number in range(count)]})
    rows["school_id"] = rng.integers(0, max(2, count // 500), count).astype(str)
    rows["grade"] = rng.integers(0, 13, count)
    for mark, share in (*zip(MARKS, (0.15, 0.1, 0.5), strict=True), ("already_in_program", 0.05), ("consent", 0.95)):
        rows[mark] = np.where(rng.random(count) < share, "yes", "no")
    for subject in SUBJECTS:
        ability = rng.normal(size=count)
        rank = np.clip(np.round(50 + 21 * (ability + rng.normal(scale=0.3, size=count))), 1, 99)
        level = np.clip(np.round(2.5 + 0.9 * (ability + rng.normal(scale=0.4, size=count))), 1, 4)
        for name, values in ((f"{subject}_percentile", rank), (f"{subject}_state_level", level)):
            rows[name] = np.where(rng.random(count) < 0.1, np.nan, values)
    return rows


def ours(frame: pd.DataFrame) -> Found:
    return find(frame, SelectionCriteria(), shipped(), {})


def lots(ids: Sequence[str]) -> np.ndarray:
    """The published lottery, as anybody would write it."""
    begin = f"{SEED}:"
    digests = b"".join([hashlib.sha256((begin + text).encode()).digest() for text in ids])
    return (np.frombuffer(digests, dtype=">u8").reshape(-1, 4)[:, 0] >> np.uint64(11)) / 2.0**53


def by_pandas(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Flagged rows, cohorts, outcomes."""
    seen = frame.groupby("school_id")["grade"]
    first, last = seen.transform("min"), seen.transform("max")
    band = pd.cut(frame["grade"], [-0.5, 2.5, 5.5, 8.5, 12.5], labels=False)
    low, high = (band.map(dict(enumerate(ends))) for ends in zip(*BANDS, strict=True))
    frame = frame.assign(grade_low=np.maximum(low, first), grade_high=np.minimum(high, last))
    off = np.select([frame["already_in_program"] == "yes", frame["consent"] == "no"], OFF, default="")
    part, parts, outcomes = frame[off == ""], [], []
    for subject in SUBJECTS:
        strong, weak = np.zeros(len(part), dtype=bool), np.zeros(len(part), dtype=bool)
        said, distances = [], []
        for ending, intensive, strategic in CUTS:
            values, words = part[f"{subject}_{ending}"], f"{subject} {ending.replace('_', ' ')} at or below "
            strong, weak = strong | (values <= intensive), weak | (values <= strategic)
            texts = [f"{words}{intensive}", f"{words}{strategic}"]
            said.append(np.select([values <= intensive, values <= strategic], texts, default=""))
            distances.append((strategic - values) / values.std(ddof=0))
        found = part.assign(
            subject=subject,
            tier=np.select([strong, weak], ["intensive", "strategic"], default=""),
            need_index=pd.concat(distances, axis=1).mean(axis=1).round(9),
        )
        one, other = (pd.Series(text, index=part.index) for text in said)
        found["reason"] = one.where(other == "", one.where(one == "", one + "; ") + other)
        known = part[[f"{subject}_{ending}" for ending, *_ in CUTS]].notna().any(axis=1)
        outcome = found["tier"].where(found["tier"] != "", np.where(known, "not_found", "not_measured"))
        counted = pd.concat([pd.Series(off[off != ""]), outcome]).value_counts()
        outcomes.append(counted.rename_axis("outcome").rename("students").reset_index().assign(subject=subject))
        parts.append(found[found["tier"] != ""])
    flagged = pd.concat(parts)
    drawn_lots = flagged["student_id"].drop_duplicates()
    flagged["lottery"] = flagged["student_id"].map(dict(zip(drawn_lots, lots(drawn_lots.tolist()), strict=True)))
    ordered = flagged.sort_values(["subject", "tier", "need_index", "lottery"], ascending=[True, True, False, True])
    flagged = ordered.assign(place=ordered.groupby(["subject", "tier"]).cumcount() + 1)
    flagged = flagged.sort_values(["student_id", "subject"])
    cohorts = flagged.groupby(KEYS).size().rename("students").reset_index()
    return flagged, cohorts, pd.concat(outcomes)


OFF = ["already_in_program", "consent_refused"]


def by_polars(frame: Any) -> tuple[Any, Any, Any]:
    """Flagged rows, cohorts, outcomes."""
    import polars as pl

    band = pl.sum_horizontal((pl.col("grade") >= low).cast(pl.Int64) for low, _ in BANDS) - 1
    lows, highs = zip(*BANDS, strict=True)
    frame = frame.with_columns(
        grade_low=pl.max_horizontal(band.replace_strict([0, 1, 2, 3], lows), pl.col("grade").min().over("school_id")),
        grade_high=pl.min_horizontal(band.replace_strict([0, 1, 2, 3], highs), pl.col("grade").max().over("school_id")),
        off=pl.when(pl.col("already_in_program") == "yes").then(pl.lit(OFF[0]))
        .when(pl.col("consent") == "no").then(pl.lit(OFF[1])),
    )  # fmt: skip
    part, off, parts, outcomes = frame.filter(pl.col("off").is_null()), frame["off"].drop_nulls(), [], []
    for subject in SUBJECTS:
        strong, weak, said, distances = pl.lit(False), pl.lit(False), [], []
        for ending, intensive, strategic in CUTS:
            value, words = pl.col(f"{subject}_{ending}"), f"{subject} {ending.replace('_', ' ')} at or below "
            strong, weak = strong | (value <= intensive).fill_null(False), weak | (value <= strategic).fill_null(False)
            said.append(
                pl.when(value <= intensive).then(pl.lit(f"{words}{intensive}"))
                .when(value <= strategic).then(pl.lit(f"{words}{strategic}"))
            )  # fmt: skip
            distances.append((strategic - value) / value.std(ddof=0))
        found = part.with_columns(
            subject=pl.lit(subject),
            tier=pl.when(strong).then(pl.lit("intensive")).when(weak).then(pl.lit("strategic")),
            need_index=pl.mean_horizontal(distances).round(9),
            reason=pl.concat_str(said, separator="; ", ignore_nulls=True),
            known=pl.any_horizontal(pl.col(f"{subject}_{ending}").is_not_null() for ending, *_ in CUTS),
        )
        none = pl.when("known").then(pl.lit("not_found")).otherwise(pl.lit("not_measured"))
        outcome = found.select(outcome=pl.coalesce("tier", none))["outcome"]
        counted = pl.concat([off.rename("outcome"), outcome]).value_counts(name="students")
        outcomes.append(counted.with_columns(subject=pl.lit(subject)))
        parts.append(found.filter(pl.col("tier").is_not_null()))
    flagged = pl.concat(parts)
    ids = flagged["student_id"].unique()
    flagged = flagged.join(pl.DataFrame({"student_id": ids, "lottery": lots(ids.to_list())}), on="student_id")
    order, down = ["subject", "tier", "need_index", "lottery"], [False, False, True, False]
    flagged = flagged.sort(order, descending=down, nulls_last=True)
    flagged = flagged.with_columns(place=pl.int_range(1, pl.len() + 1).over(["subject", "tier"]))
    flagged = flagged.sort(["student_id", "subject"])
    return flagged, flagged.group_by(KEYS).len("students").sort(KEYS), pl.concat(outcomes)


def same(found: Found, other: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]) -> None:
    """Refuse to compare times of different answers."""
    flagged, cohorts, outcomes = other
    mine = found.flagged.frame
    for name in SHOWN:
        assert (mine[name].astype(object).to_numpy() == flagged[name].astype(object).to_numpy()).all(), name
    assert np.allclose(mine["need_index"], flagged["need_index"].to_numpy(dtype=float), atol=2e-9, equal_nan=True)
    counts = found.cohorts.sort_values(KEYS)["students"].to_numpy()
    assert (counts == cohorts.sort_values(KEYS)["students"].to_numpy()).all()
    seen = outcomes.set_index(["subject", "outcome"])["students"]
    for subject, outcome, students in found.outcomes.itertuples(index=False):
        assert students == seen.get((subject, outcome), 0), (subject, outcome)


def peers(frame: pd.DataFrame) -> dict[str, Callable[[], Any]]:
    """The others by name, with what each needs made ready; polars where it is installed."""
    found: dict[str, Callable[[], Any]] = {"pandas": partial(by_pandas, frame)}
    if importlib.util.find_spec("polars") is not None:
        import polars as pl

        columns = {
            name: pl.Series(name, frame[name].astype(object).tolist()) for name in frame if frame[name].dtype == "str"
        }
        numbers = {
            name: pl.Series(name, frame[name].to_numpy(), nan_to_null=True) for name in frame if name not in columns
        }
        found["polars"] = partial(by_polars, pl.DataFrame({**columns, **numbers}))
    return found


def lines_of(count: int, runs: int) -> list[tuple[object, ...]]:
    """One line a way: the checks of the table, then ours and the others in turns."""
    checking, students = clocked(partial(Students, drawn(count)))
    ways = {"hitdesign": partial(ours, students.frame), **peers(students.frame)}
    answers = {name: way() for name, way in ways.items()}
    for name in ways.keys() - {"hitdesign"}:
        one = answers[name]
        same(
            answers["hitdesign"],
            one if name == "pandas" else tuple(pd.DataFrame(t.to_dict(as_series=False)) for t in one),
        )
    times: dict[str, list[Spent]] = {name: [] for name in ways}
    for _ in range(runs):
        for name, way in ways.items():
            times[name].append(clocked(way)[0])
    unit = median(times["hitdesign"])
    label = f"{count:,} ({runs} run{'s' if runs > 1 else ''})"
    lines: list[tuple[object, ...]] = [
        (label, "checking the table", checking.clock, round(count / checking.clock), "-", "-")
    ]
    for name in ways:
        spent = median(times[name])
        ratios = (f"**{spent.clock / unit.clock:.2f}**", f"{spent.processor / unit.processor:.2f}")
        lines.append((label, name, spent.clock, round(count / spent.clock), *ratios))
    return lines


def main() -> None:
    asked = options(__doc__, students=(100_000, 1_000_000), runs=5)
    rows = [line for count in asked.students for line in lines_of(count, asked.runs)]
    head = ("students", "way", "seconds", "students a second", "times ours", "times ours, processor")
    text = markdown(head, rows)
    if importlib.util.find_spec("polars") is None:
        text += "\n\npolars is not installed, so it was not measured: `python3 -m pip install polars`."
    publish(asked.out, "students", f"Finding students in need: seconds, median of {asked.runs}", text)


if __name__ == "__main__":
    main()
