"""How far a task is: what the facts say, and what somebody signed."""

from __future__ import annotations

from collections.abc import Sequence

from hitdesign.district.program_records import Signoff
from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.plan.timeline.settled import Settled, Status

SIGNED = "signoffs"
ONLY_SIGNED = Settled("open", "Nobody has signed it off, and no fact can.", SIGNED, "status")


def signed(task_id: str, rows: Sequence[Signoff], schools: Sequence[str]) -> Settled | None:
    """What sign-offs say of a task; None where there is none.

    The district's own row (*) speaks for all. Without one that says done, rows of schools do: done where every school
    of the plan is done or needs it not, and one at least is done; begun where some are.
    """
    mine = [row for row in rows if row.task_id == task_id]
    if not mine:
        return None
    district = next((row for row in mine if row.school_id == EVERY_SCHOOL), None)
    if district is not None and district.status != "begun":
        return Settled(district.status, _by(district), SIGNED, "status")
    words = {row.school_id: row.status for row in mine if row.school_id != EVERY_SCHOOL}
    over = [name for name in schools if words.get(name) in ("done", "not_needed")]
    if schools and len(over) == len(schools):
        status: Status = "done" if any(words[name] == "done" for name in over) else "not_needed"
        return Settled(status, f"Signed off for all {len(schools)} schools of the plan.", SIGNED, "school_id")
    if not schools or not words:
        return Settled("begun", _by(mine[0]), SIGNED, "status")
    return Settled("begun", f"Signed off for {len(over)} of {len(schools)} schools of the plan.", SIGNED, "school_id")


def _by(row: Signoff) -> str:
    word = {"done": "Signed off as done", "begun": "Signed as begun", "not_needed": "Signed off as not needed"}
    role = f" by {row.role}" if row.role else ""
    return f"{word[row.status]}{role}{f' on {row.on}' if row.on else ''}."


def status_of(read: Settled | None, said: Settled | None) -> Settled:
    """The status of a task from what the facts say (`read`) and what was signed (`said`); None: nothing.

    Done wins over all else, whoever says it; then a signed not_needed; begun over open, and over what cannot be told;
    a begun task is needed. So what is taken away, be it a fact or a signature, never leaves more behind it.
    """
    facts, hand = read or ONLY_SIGNED, said
    if hand is None:
        return facts
    if hand.status == "done" and facts.status in ("open", "begun") and read is not None:
        return Settled("done", f"{hand.because} But the facts say otherwise: {facts.because}", SIGNED, "status")
    if hand.status == "done" or facts.status != "done":
        return hand
    return facts
