"""What is done with rows of a log that cannot be as they are: one stated rule for each fault, and a count of each."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from hitdesign.measurement.given import refuse, word_faults

#: refuse: the whole log, with the rows. leave_out: the row does not count. keep: it counts as it stands.
#: keep_one: of rows that overlap, the one with most minutes attended. cap: attended minutes down to the scheduled ones.
Rule = Literal["refuse", "leave_out", "keep", "keep_one", "cap"]

_ALLOWED: dict[str, tuple[str, ...]] = {
    "negative_minutes": ("refuse", "leave_out"),
    "outside_year": ("leave_out", "refuse"),
    "same_row_twice": ("keep_one", "keep", "refuse"),
    "overlapping": ("keep_one", "keep", "refuse"),
    "more_than_scheduled": ("cap", "keep", "refuse"),
    "held_with_reason": ("keep", "refuse"),
    "not_enrolled": ("keep", "leave_out", "refuse"),
    "outside_enrolment": ("keep", "leave_out", "refuse"),
}

#: What each fault is, for the table of quality and for errors.
MEANING: dict[str, str] = {
    "negative_minutes": "minutes below 0",
    "outside_year": "the day lies outside the year",
    "after_as_of": "no fault: the day lies after the day as of which is counted",
    "same_row_twice": "another row is equal in every column",
    "overlapping": "another session of the same student runs at the same time",
    "more_than_scheduled": "more minutes attended than scheduled",
    "held_with_reason": "minutes were attended beside a reason why the session was not held",
    "not_enrolled": "the student is not in the enrolment table",
    "outside_enrolment": "the day lies before or after the student's time in the program",
}


@dataclass(frozen=True, kw_only=True)
class LogRules:
    """One rule for each fault that a row of a log can have; the defaults count and go on, but for negative minutes.

    negative_minutes: refuse or leave_out. outside_year: leave_out or refuse. same_row_twice, overlapping: keep_one (of
    the sessions of a student that overlap in a chain the one with most minutes attended, then most scheduled, then the
    earliest), keep, refuse. more_than_scheduled: cap, keep, refuse. held_with_reason: keep (as held, whatever the
    reason says), refuse. not_enrolled, outside_enrolment: keep, leave_out, refuse. Raises InputError for another word.

    >>> from hitdesign.measurement.delivery.rules import LogRules
    >>> LogRules(more_than_scheduled="refuse").overlapping
    'keep_one'
    """

    negative_minutes: Rule = "refuse"
    outside_year: Rule = "leave_out"
    same_row_twice: Rule = "keep_one"
    overlapping: Rule = "keep_one"
    more_than_scheduled: Rule = "cap"
    held_with_reason: Rule = "keep"
    not_enrolled: Rule = "keep"
    outside_enrolment: Rule = "keep"

    def __post_init__(self) -> None:
        refuse(
            fault
            for one in fields(self)
            for fault in word_faults("log rules", one.name, getattr(self, one.name), _ALLOWED[one.name])
        )
