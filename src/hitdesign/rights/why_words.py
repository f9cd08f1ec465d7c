"""Whether money may pay at a school, in a sentence that names the rule behind it with its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.evidence.records import Program
from hitdesign.evidence.windows import window_doubt
from hitdesign.quantities import print_count, print_dollars, print_share, print_share_beside
from hitdesign.rights.only_words import STUDENTS, TITLE_I, listed, only
from hitdesign.rights.whole_streams import Standing

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
#: Rules that the district's own tables state, not the law.
OF_THE_DISTRICT = (
    *("not_awarded", "window_not_open", "window_over", "nothing_left", "schools", "no_students", "no_place"),
    "contracts",
)


@dataclass(frozen=True)
class Answer:
    """Per school: `rule` that leaves nothing there (blank where something is left), and per rule whether it `took` some
    of what was there; `students` whom it may pay for, `of_students` who can be taught there.
    """

    rule: NDArray[np.object_]
    took: Mapping[str, Bools]
    students: Ints
    of_students: Ints


@dataclass(frozen=True)
class Said:
    """One row's answer: may_pay, the rule that decided, and the sentence."""

    may_pay: str
    rule: str
    sentence: str


class Teller:
    """Says one stream's answer school by school."""

    def __init__(self, answer: Answer, program: Program, stream: pd.Series, standing: Standing, day: date) -> None:
        self.answer, self.program = answer, program
        self.plain = plain_words(program, stream, standing, day)
        self.doubt = window_doubt(program, standing.opens, standing.stated)
        self.only = {rule: only(program, standing, rule) for rule in answer.took}

    def said(self, at: int, school: Mapping[str, object]) -> Said:
        """The answer at the school of this position; `school`: its row in the table of schools."""
        rule = str(self.answer.rule[at])
        if rule:
            return Said("no", rule, self._refusal(at, rule, school))
        took = [rule for rule, lost in self.answer.took.items() if lost[at] and self.only[rule]]
        students, everybody = int(self.answer.students[at]), int(self.answer.of_students[at])
        counted = print_count(everybody, "student")
        if took:
            limits = ", ".join(self.only[rule] for rule in took)
            text = f"{self.program.name} may pay here only {limits}: for {students:,} of {counted} in need."
        else:
            text = f"{self.program.name} may pay here for {'the' if everybody == 1 else 'all'} {counted} in need."
        text = " ".join(part for part in (text, self._poverty(school), self.doubt) if part)
        return Said("yes" if students == everybody else "some_students", took[0] if took else "allowed", text)

    def _poverty(self, school: Mapping[str, object]) -> str:
        """A word where the school lies below the share of low-income students that the program asks for."""
        least, share = self.program.least_low_income_share, _low_income(school)
        if least is None or share is None or share >= least:
            return ""
        waiver = "only with the state's waiver" if self.program.low_income_waiver else "and no waiver is known"
        own = print_share_beside(share, least)
        return f"Of its students {own} are low-income, fewer than {print_share(least)}: {waiver}."

    def _refusal(self, at: int, rule: str, school: Mapping[str, object]) -> str:
        """Why it pays nothing here."""
        name = self.program.name
        if rule in self.answer.took and self.only[rule]:
            whom = (
                "no student in need here is among them" if rule in STUDENTS else "nothing that can be taught here is so"
            )
            return f"{name} pays nothing here: it pays only {self.only[rule]}, and {whom}."
        if rule in ("title_i_status", "support_status"):
            return f"{name} pays nothing here: {_of_the_school(rule, self.program, school)}."
        if rule == "no_place" and self.answer.of_students[at] == 0:
            rule = "no_place_at_all"
        return f"{name} {self.plain[rule]}"


def plain_words(program: Program, stream: pd.Series, standing: Standing, day: date) -> dict[str, str]:
    """What stands behind the name of the program where the rule looks at no condition of it, by rule."""
    status = "applied for" if stream["status"] == "applied" else stream["status"]
    late = ", and no contract was signed before" if day <= standing.served else ""
    award, whom = print_dollars(stream["award_dollars"]), program.unmarked_students
    gone = "committed, spent, set aside or held by what runs already"
    return {
        "not_awarded": f"pays nothing yet: it is {status}, not awarded.",
        "pays_tutoring": f"does not pay for tutoring. {program.summary}",
        "unmarked_students": f"pays nothing in a plan: it is only for {whom}, and no table marks them.",
        "closed_after": f"pays nothing: its law closed it, {_closing(program)}.",
        "window_not_open": f"pays nothing yet: its window opens on {standing.opens}.",
        "window_over": f"pays nothing on {day}: its window closed on {standing.closes}{late}.",
        "nothing_left": f"pays nothing: of its {award} all is {gone}.",
        "schools": f"pays nothing here: the award names {print_count(len(stream['schools']), 'school')}, not this one.",
        "no_students": "pays nothing here: no student of this school is counted in need.",
        "no_place": "pays nothing here: no time, tutors and tutoring model fit the students whom it may pay for.",
        "no_place_at_all": "pays nothing here: no time, tutors and tutoring model fit any student of this school.",
    }


def _closing(program: Program) -> str:
    """The last days of a program that its law closed."""
    words = [f"nothing may be obligated after {program.closed_after}"]
    words += [f"bills had to be paid by {program.liquidated_by}"] if program.liquidated_by else []
    words += [f"with the state's approval by {program.late_liquidated_by}"] if program.late_liquidated_by else []
    return ", ".join(words)


def _low_income(school: Mapping[str, object]) -> float | None:
    """The school's share of low-income students; None where it is not known."""
    poor, all_ = school["low_income_students"], school["enrollment"]
    if not isinstance(poor, float) or not isinstance(all_, float) or not all_ > 0 or np.isnan(poor):
        return None
    return poor / all_


def _of_the_school(rule: str, program: Program, school: Mapping[str, object]) -> str:
    """What the program asks of a school, and what this one is."""
    if rule == "title_i_status":
        wanted = listed([TITLE_I[word][0] for word in program.title_i_status], "or")
        return f"it reaches only schools that {wanted}, and this one {TITLE_I[str(school['title_i_status'])][1]}"
    found = str(school["support_status"])
    is_ = "is identified for none" if found == "none" else f"is identified as {found.upper()}"
    wanted = listed([word.upper() for word in program.support_status], "or")
    return f"it reaches only schools identified as {wanted}, and this one {is_}"
