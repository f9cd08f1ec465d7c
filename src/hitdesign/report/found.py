"""How the need was found, where it was found in student records: sentences of counts, and of nobody in particular."""

from __future__ import annotations

import pandas as pd

from hitdesign.need.found import Found
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
        *_blank(plan, everybody),
        *sure_notes(found),
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


def _blank(plan: Plan, everybody: int) -> list[str]:
    """Columns of measures in which no student has a value: they can find nobody."""
    columns = plan.district.students.blank if plan.district.students is not None else ()
    named = ", ".join(name.replace("_", " ") for name in columns)
    return [f"Known for none of {print_count(everybody, 'student')}, and left out: {named}."] if columns else []


def _not_asked(plan: Plan, table: pd.DataFrame) -> list[str]:
    """Subjects with measures that the criteria do not use."""
    students = plan.district.students
    left = sorted(set(students.subjects) - set(table.columns)) if students is not None else []
    return [f"Nobody was looked for in {', '.join(left)}: the criteria use none of its measures."] if left else []


def sure_notes(found: Found) -> list[str]:
    """How sure the finding is: who lies near a cut-off, what a moved one would find, how far two measures agree.

    >>> import pandas as pd, hitdesign as hit
    >>> from hitdesign.report.found import sure_notes
    >>> rows = {"student_id": ["S1", "S2"], "school_id": "01", "grade": 3, "math_percentile": [24, 60]}
    >>> sure_notes(hit.identify(pd.DataFrame(rows)).found)[0]
    '1 student within one standard error (7, assumed) of math percentile 25, 1 on the side that finds.'
    """
    return [*_near(found), *_moved(found), *_agreeing(found)]


def _near(found: Found) -> list[str]:
    """How many students the error of measurement may have put on their side of the cut-off for being found."""
    rows = found.near[(found.near["tier"] == "strategic") & (found.near["students"] > 0)].to_dict("records")
    return [
        f"{print_count(int(row['students']), 'student')} within one standard error "
        f"({row['standard_error']:g}{', assumed' if row['basis'] == 'evidence' else ''}) of {_name(row['measure'])} "
        f"{row['threshold']:g}, {int(row['caught']):,} on the side that finds."
        for row in rows
    ]


def _moved(found: Found) -> list[str]:
    """How many more or fewer the smallest move of each threshold for being found would find; nothing where none."""
    rows = found.sensitivity[(found.sensitivity["tier"] == "strategic") & (found.sensitivity["found_change"] != 0)]
    said: dict[str, list[str]] = {}
    for row in rows.to_dict("records"):
        all_moves = found.sensitivity.loc[found.sensitivity["measure"] == row["measure"], "moved_by"].abs()
        if abs(row["moved_by"]) == all_moves.min():
            said.setdefault(_name(row["measure"]), []).append(f"{row['found_change']:+,} at {row['threshold']:g}")
    changes = "; ".join(f"{name} {', '.join(parts)}" for name, parts in said.items())
    return [f"With another threshold the seats needed would change: {changes}."] if said else []


def _agreeing(found: Found) -> list[str]:
    """How far two measures agree, beyond what chance alone would give."""
    return [
        f"{_name(row['measure']).capitalize()} and {_name(row['other'])} say the same of {row['agreement']:.0%} of "
        f"{print_count(int(row['students']), 'student')} with both "
        f"(kappa {row['kappa']:.2f}; 1: always, 0: as by chance)."
        for row in found.pairs.dropna().to_dict("records")
    ]


def _name(measure: object) -> str:
    return str(measure).replace("_", " ")
