"""A first plan from five facts: `python examples/first_plan.py --out first_plan`.

A district knows for each school its enrollment, its grades and the share of students below proficient; it knows how
many tutors it can have, and one award. Everything else is a sourced default that the report lists as an assumption.
The three schools are made up.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

import hitdesign as hit
from hitdesign.report.summary import summary

SCHOOLS = pd.DataFrame(
    [
        ("0101", "Alder Creek", 0, 5, 412, 0.61),
        ("0102", "Birch Hill", 0, 5, 365, 0.34),
        ("0103", "Cedar Grove", 6, 8, 540, 0.57),
    ],
    columns=["school_id", "school_name", "grade_low", "grade_high", "enrollment", "below_proficient_math"],
)
AWARD = {"award_dollars": 60_000, "obligate_from": date(2026, 7, 1), "obligate_by": date(2027, 9, 30)}


def main(argv: Sequence[str] | None = None) -> int:
    """Plan the three schools, write the report, print the plan in short."""
    parser = argparse.ArgumentParser(description="A first plan of three made-up schools from five facts.")
    parser.add_argument("--out", type=Path, required=True, help="folder for the report")
    out = Path(parser.parse_args(argv).out)
    print("Three made-up schools: this demonstrates how little a first plan needs.", flush=True)
    plan = hit.design(hit.starter(SCHOOLS, pool={"tutors": 24}, award=AWARD))
    if isinstance(plan, hit.Infeasible):
        print(plan)
        return 1
    out.mkdir(parents=True, exist_ok=True)
    report = hit.write_report(plan, out / "plan.html", audience="public")
    print(*summary(plan), f"Report for everybody: {report}", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
