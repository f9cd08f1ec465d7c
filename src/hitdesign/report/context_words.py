"""Headings of the tables of where the district stands, and its words in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

#: Column -> (heading with its unit, how values are printed).
CONTEXT_COLUMNS: Mapping[str, tuple[str, Literal["text", "count", "dollars", "share", "amount", "year", "yes_no"]]] = {
    "rank": ("Rank", "year"),
    "student_group": ("Students of group", "text"),
    "measure": ("Measure", "text"),
    "school_year": ("School year", "text"),
    "counted_by": ("Counted by", "text"),
    "share_low": ("Below (share, at least)", "share"),
    "share_high": ("Below (share, at most)", "share"),
    "state_low": ("State's value (share)", "share"),
    "district_low": ("District's value (share, at least)", "share"),
    "district_high": ("District's value (share, at most)", "share"),
    "district_basis": ("District's value is", "text"),
    "target_low": ("Target (share)", "share"),
    "state_gap_low": ("Behind the state (points, at least)", "amount"),
    "state_gap_high": ("Behind the state (points, at most)", "amount"),
    "district_gap_low": ("Behind the district (points, at least)", "amount"),
    "district_gap_high": ("Behind the district (points, at most)", "amount"),
    "target_gap_low": ("Behind the target (points, at least)", "amount"),
    "target_gap_high": ("Behind the target (points, at most)", "amount"),
    "students_below_low": ("Below (students, at least)", "count"),
    "students_below_high": ("Below (students, at most)", "count"),
    "students_beyond_low": ("More below than the value gives (students, at least)", "count"),
    "students_beyond_high": ("More below than the value gives (students, at most)", "count"),
    "schools_behind": ("Schools behind", "count"),
    "schools_unknown": ("Schools unknown", "count"),
    "program_id": ("Program", "text"),
    "decision": ("Decision", "text"),
    "subjects": ("Subjects", "text"),
    "seats": ("Seats it fills", "count"),
    "taken_off": ("Taken off the need (seats)", "count"),
    "share_of_need": ("Covers (share of need)", "share"),
    "paid_by": ("Paid last year by", "text"),
    "theme": ("Theme", "text"),
    "role": ("Role", "text"),
    "answers": ("Answers", "count"),
    "respondents": ("People", "count"),
    "rated": ("of them rated", "count"),
    "rating": ("Rating (1 against to 5 for)", "amount"),
    "lowest": ("Lowest rating", "count"),
    "highest": ("Highest rating", "count"),
    "code": ("Code", "text"),
    "barrier_kind": ("What it is about", "text"),
    "stated": ("Said by the district", "yes_no"),
}

#: The tables of where the district stands: name -> caption.
CONTEXT_CAPTIONS: Mapping[str, str] = {
    "gaps_by_subject": "Subjects by how far schools are behind the state's value, else the district's.",
    "gaps_by_school": "Results of schools against the state's, the district's and the target's values.",
    "programs_running": "What already runs, against the need that it may serve.",
    "perspectives": "What people said, by theme and role.",
    "barriers": "What stands in the way, with the schools and seats behind it.",
}

DECISIONS: Mapping[str, str] = {"keep": "kept", "fold_in": "folded in", "replace": "replaced"}
