"""The subjects for which a policy names an objective, held against those of the district."""

from __future__ import annotations

from hitdesign.district.context_checks import subject_words
from hitdesign.district.district import District
from hitdesign.errors import Fault, InputError
from hitdesign.policy import Policy
from hitdesign.tables.ids import nearest


def check_objectives(policy: Policy, district: District) -> None:
    """Raise InputError with every subject of objective_by_subject that no table of the district speaks of.

    Known are the subjects of cohorts, students' measures, tutors, existing programs, results and reference values.

    >>> from hitdesign.recommendation.objectives import check_objectives
    >>> check_objectives(Policy(objective_by_subject={"maths": "recovery"}), district)  # doctest: +SKIP
    """
    known = known_subjects(district)
    faults = [_unknown(word, known) for word in sorted(policy.objective_by_subject) if word not in known]
    if faults:
        raise InputError(faults)


def known_subjects(district: District) -> set[str]:
    """Every word for a subject that stands in the district's tables."""
    taught = [word for pool in district.tutors for word in pool.subjects]
    running = [word for program in district.existing_programs for word in program.subjects]
    measured = [result.subject for result in district.results]
    compared = [value.subject for value in district.reference_values]
    return subject_words(district) | {*taught, *running, *measured, *compared}


def _unknown(word: str, known: set[str]) -> Fault:
    near = nearest(word, sorted(known))
    return Fault(
        table="policy",
        column="objective_by_subject",
        problem="no table of the district speaks of this subject",
        found=word,
        expected="one of: " + ", ".join(sorted(known)),
        what_to_do=f"Did you mean {near!r}? Correct the subject" if near else "Correct the subject, or leave it out",
    )
