"""A year planned anew in January: `python examples/january_replan.py --out folder`.

Three made-up schools run a plan since September. In January the state takes back three tenths of its grant, and the
board wants to know which groups go on, what is spent, and which encumbrances can be released. The first plan, the plan
from January on and the best plan that would keep nothing stand side by side.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

import hitdesign as hit
from hitdesign.report.files import write_folder_whole
from hitdesign.report.tables import csv_bytes
from hitdesign.scenarios.replan import replan

NOTE = "Willow County is made up: this demonstrates how a running year is planned anew; it advises nobody."
TERM = {"starts_on": date(2026, 9, 14), "ends_on": date(2027, 5, 28)}
WINDOW = {"obligate_from": date(2026, 7, 1), "obligate_by": date(2027, 9, 30)}
#: School, name, students in intensive and in strategic need of math.
SCHOOLS = (("W1", "Alder Creek", 21, 27), ("W2", "Birch Hill", 9, 24), ("W3", "Cedar Grove", 30, 18))
CUT, DAY = 0.7, date(2027, 1, 20)


def cohorts_of() -> pd.DataFrame:
    """Counted need in grades 3 to 5."""
    rows = [
        (school_id, 3, 5, "math", tier, students)
        for school_id, _, intensive, strategic in SCHOOLS
        for tier, students in (("intensive", intensive), ("strategic", strategic))
    ]
    return pd.DataFrame(rows, columns=["school_id", "grade_low", "grade_high", "subject", "tier", "students"])


def district_of() -> hit.District:
    """The county in September: one block a school, teachers and paraprofessionals by the hour, two awards."""
    pay = {"modality": "in_person", "pay": "hourly", "hours_per_tutor_week": 10, "background_check": "yes"}
    teachers = {"kind": "certified_teacher", "hourly_cost_dollars": 40}
    aides = {"kind": "paraprofessional", "hourly_cost_dollars": 22, "supervised_by": "teacher"}
    return hit.District(
        name="Willow County (made up)",
        schools=tuple(
            hit.School(school_id=one, school_name=name, grade_low=0, grade_high=5, enrollment=400, opted_in="yes")
            for one, name, _, _ in SCHOOLS
        ),
        cohorts=cohorts_of(),
        blocks=tuple(
            hit.Block(
                school_id=one,
                block_id="intervention",
                when="during_school",
                days="MTWRF",
                minutes=60,
                groups_at_once=4,
                over="intervention",
                starts_at=clock,
                **TERM,
            )
            for (one, *_), clock in zip(SCHOOLS, ("08:30", "10:00", "13:00"), strict=True)
        ),
        tutors=(
            hit.TutorPool(pool_id="teachers", tutors=3, **pay, **teachers),
            hit.TutorPool(pool_id="aides", tutors=4, **pay, **aides),
        ),
        funding=(
            hit.FundingStream(stream_id="state_grant", program="state_grant", award_dollars=30_000, **WINDOW),
            hit.FundingStream(stream_id="general_fund", program="general_fund", award_dollars=12_000, **WINDOW),
        ),
    )


def with_cut(district: hit.District) -> hit.District:
    """The same county after the state's letter."""
    rows = tuple(
        row.model_copy(update={"award_dollars": CUT * row.award_dollars}) if row.stream_id == "state_grant" else row
        for row in district.funding
    )
    return replace(district, funding=rows)


def main(argv: Sequence[str] | None = None) -> int:
    """Plan the year, plan it anew, print what changes, write the tables."""
    parser = argparse.ArgumentParser(description="A running year of a made-up county, planned anew in January.")
    parser.add_argument("--out", type=Path, required=True, help="folder for the tables")
    out = Path(parser.parse_args(argv).out)
    print(NOTE, flush=True)
    district = district_of()
    plan = hit.design(district, rank_assumptions=False).or_raise()
    print(f"In September the plan fills {plan.allocation.seats_served:,.0f} of {plan.need.students:,} seats needed.")
    found = replan(plan, DAY, district=with_cut(district)).or_raise()
    print(f"On {DAY} the state grant falls to {CUT:.0%}:", *(f"  {one}" for one in found.sentences), sep="\n")
    tables = {
        "groups": found.comparison.groups,
        "schools": found.comparison.schools,
        "price_of_stability": found.price,
        "sunk_dollars": found.sunk_dollars,
        "releases": found.releases,
        "short_groups": found.short_groups,
    }
    write_folder_whole(out, {f"{name}.csv": csv_bytes(table) for name, table in tables.items()})
    print(f"Tables: {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
