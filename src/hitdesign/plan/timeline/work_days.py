"""The district's working days, counted from the launch: position 0 is the first of them on or after it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.records import EVERY_SCHOOL

#: How far from the launch the calendar is read, in days: ten years.
REACH = timedelta(days=3653)
ONE = timedelta(days=1)


@dataclass(frozen=True)
class WorkDays:
    """Working days around a launch: Monday to Friday without the days in `closed`.

    Work that fills the positions s, ..., s + d - 1 begins at s and ends at s + d, where the next may begin; all work
    before the launch ends at 0 or earlier, whether the launch is a working day or not.
    """

    launch_on: date
    closed: frozenset[date] = frozenset()

    @cached_property
    def _closed(self) -> NDArray[np.datetime64]:
        return np.array(sorted(self.closed), dtype="datetime64[D]")

    def before(self, day: date) -> int:
        """How many working days lie from the launch to this day, itself not counted; negative before the launch.

        >>> from datetime import date
        >>> from hitdesign.plan.timeline.work_days import WorkDays
        >>> WorkDays(date(2026, 9, 14)).before(date(2026, 9, 11))
        -1
        """
        first, last = sorted((self.launch_on, day))
        count = int(np.busday_count(np.datetime64(first), np.datetime64(last), holidays=self._closed))
        return count if day >= self.launch_on else -count

    def after(self, day: date) -> int:
        """The position at which work can begin that waits for something on this day: not on the day itself."""
        return self.before(day + ONE)

    def day(self, position: int) -> date:
        """The day of this position.

        >>> from datetime import date
        >>> from hitdesign.plan.timeline.work_days import WorkDays
        >>> WorkDays(date(2026, 9, 12)).day(0).isoformat()
        '2026-09-14'
        """
        launch = np.datetime64(self.launch_on)
        found: date = np.busday_offset(launch, position, roll="forward", holidays=self._closed).astype(object)
        return found


def work_days(launch_on: date, calendar: Iterable[ClosedDays], worked: Collection[str]) -> WorkDays:
    """The working days of offices: rows of the calendar that hold for every school close them, but kinds in `worked`.

    A school's own rows close no office. Rows farther than ten years from the launch are not read.
    """
    near, far = launch_on - REACH, launch_on + REACH
    closed: set[date] = set()
    for row in calendar:
        if row.school_id != EVERY_SCHOOL or row.kind in worked:
            continue
        first, last = max(row.starts_on, near), min(row.ends_on, far)
        closed.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    return WorkDays(launch_on, frozenset(closed))
