"""Required services against the groups' times: what a student may not miss, and what nobody can tell yet."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.plan.applicants import Applicants
from hitdesign.plan.seating import Seating

COLUMNS = ["student_id", "school_id", "subject", "block_id", "group", "check"]
NO_CLOCK = "The block has no clock time: check that no session falls into the student's other services."
NO_TIME = "Other services need {minutes} minutes a week at times that are not stated: check that no session meets them."


class Services:
    """Answers, per student and week of meetings, whether a service is missed or may be; each answer is kept."""

    def __init__(self, asked: Applicants, seating: Seating) -> None:
        self.asked, self.seating = asked, seating
        self._known: dict[tuple[int, int], tuple[bool, bool]] = {}

    def misses(self, student: int, week: int) -> bool:
        """Whether some session falls into a time in which a service needs the student."""
        return bool(self.asked.busy.get(student)) and self._judged(student, week)[0]

    def unclear(self, student: int, week: int) -> bool:
        """Whether some session on a day of services has no clock time."""
        return bool(self.asked.busy.get(student)) and self._judged(student, week)[1]

    def _judged(self, student: int, week: int) -> tuple[bool, bool]:
        key = (student, week)
        if key not in self._known:
            pairs = [
                (meeting, busy)
                for meeting in self.seating.weeks[week]
                for busy in self.asked.busy[student]
                if meeting.day == busy.day
            ]
            missed = any(m.clocked and m.start < busy.end and busy.start < m.end for m, busy in pairs)
            self._known[key] = missed, any(not meeting.clocked for meeting, _ in pairs)
        return self._known[key]

    def open_checks(self, rows: pd.DataFrame, group: npt.NDArray[np.int64]) -> pd.DataFrame:
        """One row per seated student and group whose time cannot be held against the student's services."""
        found = []
        seated = np.flatnonzero(group >= 0)
        students = rows["student"].to_numpy(dtype=np.int64)
        at_risk = set(self.asked.busy) | set(self.asked.unsaid_minutes)
        for place in seated[[int(one) in at_risk for one in students[seated]]].tolist():
            student, own = int(students[place]), self.seating.groups.iloc[int(group[place])]
            checks = [NO_CLOCK] if self.unclear(student, int(own["week"])) else []
            if minutes := self.asked.unsaid_minutes.get(student):
                checks.append(NO_TIME.format(minutes=minutes))
            row = rows.iloc[place]
            who = (row["student_id"], row["school_id"], row["subject"], own["block_id"], own["group"])
            found += [(*who, check) for check in checks]
        return pd.DataFrame(found, columns=COLUMNS)
