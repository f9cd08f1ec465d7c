"""Why sessions were not held: how many, and the hours that were lost, by reason, provider and school."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.delivery.log import SessionLog
from hitdesign.measurement.delivery.tables import flags, floats
from hitdesign.measurement.given import refuse

#: What a table of lost sessions can be divided by.
DIVISIONS = ("school_id", "provider", "pool_id", "subject")
#: The reason of minutes that were lost of a session that was held, and of a session of which nobody wrote anything.
IN_PART, UNRECORDED = "held_in_part", "attendance_not_recorded"


def not_held(log: SessionLog, by: Sequence[str] = ()) -> pd.DataFrame:
    """One row per part and reason: sessions, lost_hours, and both as shares of what was scheduled in the part.

    by: any of school_id (of the session), provider, pool_id, subject. The reasons are those of the log for sessions
    with 0 minutes; `held_in_part`: minutes lost of sessions that were held; `attendance_not_recorded`: nobody knows.
    Formula: scheduled hours = attended hours + lost hours over all reasons, but for minutes beyond the scheduled ones
    that a rule kept. Raises InputError for another word in `by`.

    >>> from datetime import date
    >>> from hitdesign.measurement.delivery.log import session_log
    >>> rows = {"student_id": ["a", "b"], "school_id": ["1", "1"], "date": ["2026-10-05"] * 2}
    >>> rows |= {"scheduled_minutes": [30, 30], "attended_minutes": [20, 0], "why_not_held": ["", "no_room"]}
    >>> log = session_log(pd.DataFrame(rows), as_of=date(2027, 1, 1), year=(date(2026, 9, 1), date(2027, 6, 1)))
    >>> not_held(log)[["why_not_held", "sessions", "lost_hours"]].round(2).values.tolist()
    [['held_in_part', 1, 0.17], ['no_room', 1, 0.5]]
    """
    named = [by] if isinstance(by, str) else list(by)
    expected = f"any of {', '.join(DIVISIONS)}"
    refuse(
        Fault("dosage", "it cannot be divided by this", expected, "Change by", column="by", found=str(one))
        for one in named
        if one not in DIVISIONS
    )
    sessions = log.sessions.frame
    scheduled, attended = floats(sessions["scheduled_minutes"]), floats(sessions["attended_minutes"])
    lost = np.where(np.isnan(attended), scheduled, np.maximum(scheduled - attended, 0))
    why = sessions["why_not_held"].astype(object).where(flags(sessions["attended_minutes"] == 0), IN_PART)
    why = why.where(flags(sessions["attended_minutes"].notna()), UNRECORDED)
    full = flags(why == IN_PART) & (lost == 0)
    work = sessions[named].assign(why_not_held=why, sessions=1, lost_hours=lost / 60, scheduled_hours=scheduled / 60)
    keys = [*named, "why_not_held"]
    table: pd.DataFrame = work[~full].groupby(keys)[["sessions", "lost_hours"]].sum().reset_index()
    whole = (
        work.groupby(named)[["sessions", "scheduled_hours"]].sum()
        if named
        else work[["sessions", "scheduled_hours"]].sum()
    )
    of = table[named].merge(whole.reset_index(), on=named, how="left") if named else whole
    table["share_of_sessions"] = table["sessions"] / of["sessions"]
    table["share_of_hours"] = table["lost_hours"] / of["scheduled_hours"]
    return table
