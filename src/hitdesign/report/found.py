"""How the need was found, where it was found in student records: sentences of counts, and of nobody in particular."""

from __future__ import annotations

import pandas as pd

from hitdesign.plan.plan import Plan
from hitdesign.quantities import print_count

TAKEN_OFF = {
    "already_in_program": "in another program already",
    "consent_refused": "not invited because the family declined",
    "no_grade_band": "outside kindergarten to grade 12",
    "grade_not_asked": "in a grade that the criteria leave out",
}


def found_notes(plan: Plan) -> list[str]:
    """Who was looked at, taken off, found and not judged; no sentence where the district gave counted cohorts.

    >>> from hitdesign.report.found import found_notes
    >>> found_notes(plan)[0]  # doctest: +SKIP
    'Need was found in the records of 5,000 students by the criteria "need driven": 812 students, for 1,104 seats.'
    """
    found = plan.need.found
    if found is None:
        return []
    table = found.outcomes.pivot_table(index="outcome", columns="subject", values="students", aggfunc="sum")
    everybody, children = int(table.iloc[:, 0].sum()), int(found.children["students"].sum())
    return [
        f"Need was found in the records of {print_count(everybody, 'student')} by the criteria "
        f'"{plan.policy.criteria.name}": {print_count(children, "student")}, for '
        f"{print_count(plan.need.students, 'seat')}.",
        *_taken_off(table),
        *_not_judged(table),
        *_not_asked(plan, table),
    ]


def _taken_off(table: pd.DataFrame) -> list[str]:
    """Students who were not looked at, with the reason."""
    counts = {words: int(table.to_numpy()[table.index.get_loc(outcome), 0]) for outcome, words in TAKEN_OFF.items()}
    said = [f"{print_count(count, 'student')} {words}" for words, count in counts.items() if count]
    return [f"Taken off first: {'; '.join(said)}."] if said else []


def _not_judged(table: pd.DataFrame) -> list[str]:
    """Students without a known measure: nothing was found of them, and nothing ruled out."""
    counts = table.loc["not_measured"]
    return [
        f"In {subject}, {print_count(int(count), 'student')} without a known measure could not be judged."
        for subject, count in counts.items()
        if count
    ]


def _not_asked(plan: Plan, table: pd.DataFrame) -> list[str]:
    """Subjects with measures that the criteria do not use."""
    students = plan.district.students
    left = sorted(set(students.subjects) - set(table.columns)) if students is not None else []
    return [f"Nobody was looked for in {', '.join(left)}: the criteria use none of its measures."] if left else []
