"""What a board is told about dosage, one sentence for each answer; no student, and no count below the threshold."""

from __future__ import annotations

from hitdesign.measurement.delivery.delivered import Dosage
from hitdesign.measurement.delivery.not_held import not_held
from hitdesign.measurement.delivery.pace import Pace
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.quantities import print_count, print_share


def said(count: float, policy: DisclosurePolicy) -> str:
    """A count of students, or that there are fewer than the threshold.

    >>> [said(count, DisclosurePolicy()) for count in (0, 3, 12)]
    ['no students', 'fewer than 10 students', '12 students']
    """
    if 0 < count < policy.threshold_students:
        return f"fewer than {policy.threshold_students} students"
    return print_count(count, "student") if count else "no students"


def said_of(part: float, whole: float, policy: DisclosurePolicy) -> str:
    """A count of students out of a whole; no number where the part or the rest is below the threshold.

    >>> [said_of(part, 50, DisclosurePolicy()) for part in (20, 45, 4)]
    ['20 of 50 students (40%)', 'nearly all of 50 students', 'fewer than 10 students of 50']
    """
    if whole < policy.threshold_students:
        return f"some of {said(whole, policy)}"
    if 0 < whole - part < policy.threshold_students:
        return f"nearly all of {print_count(whole, 'student')}"
    if part < policy.threshold_students:
        return f"{said(part, policy)} of {whole:,.0f}"
    return f"{part:,.0f} of {print_count(whole, 'student')} ({print_share(part / whole)})"


def dosage_sentences(found: Dosage, policy: DisclosurePolicy | None = None) -> tuple[str, ...]:
    """Dosage of the whole program in sentences; single counts below the threshold are not said.

    Several sentences together can still be subtracted from one another and from tables: what is published goes through
    `tables_to_publish` and the disclosure control.
    """
    policy = policy or DisclosurePolicy()
    total, students = found.total, found.students.frame
    hours = students["actual_minutes"] / 60
    reached, count = float(total["reached_students"]), float(total["students"])
    if not count:
        return (f"Up to {found.log.as_of}, no student was enrolled or on the schedule.", *_faults(found))
    unchecked = "" if found.adequate_verified else ", a planning value that nobody has checked"
    return (
        f"Up to {found.log.as_of}, {said_of(reached, count, policy)} reached the adequate dosage of "
        f"{found.adequate}{unchecked}.",
        f"{_hours(total['program_hours'])} were designed, {_hours(total['scheduled_hours'])} scheduled and "
        f"{_hours(total['actual_hours'])} attended: {print_share(total['actual_share_of_scheduled'])} of what was "
        f"scheduled; half of the students attended {_hours(hours.median())} or less.",
        f"{_start(said(float(total['never_started_students']), policy))} never started; "
        f"{said(float(total['dropped_students']), policy)} attended before and nothing for more than "
        f"{found.dropped_after_weeks:g} weeks of school days.",
        *_lost(found),
        *_faults(found),
    )


def pace_sentences(found: Pace, policy: DisclosurePolicy | None = None) -> tuple[str, ...]:
    """Who is behind, what it would take, and until when, in sentences."""
    policy = policy or DisclosurePolicy()
    frame = found.students.frame
    behind, gone = frame[frame["verdict"] == "below_pace"], frame[frame["verdict"] == "out_of_reach"]
    goal = f"{found.adequate} by {found.by}"
    first = f"{_start(said(len(behind), policy))} are behind an even pace to {goal}"
    if len(behind) < policy.threshold_students:
        tail = "."
    else:
        median = behind["sessions_per_week_needed"].median()
        earliest = behind["last_day"].min()
        tail = (
            f"; half of them would need {median:.1f} sessions a week or more from now on, and for the first of them it "
            f"can no longer be done after {earliest.date()}."
        )
    most = print_count(found.most_sessions_per_week, "session")
    return (first + tail, f"For {said(len(gone), policy)} it is out of reach already, with at most {most} a week.")


def _lost(found: Dosage) -> tuple[str, ...]:
    lost = not_held(found.log)
    if not len(lost):
        return ()
    worst = lost.sort_values(["lost_hours", "why_not_held"], ascending=[False, True]).iloc[0]
    named = str(worst["why_not_held"]).replace("_", " ")
    return (
        f"{_hours(lost['lost_hours'].sum())} were scheduled and not attended or not recorded; most of them for the "
        f"reason: {named} ({_hours(worst['lost_hours'])}).",
    )


def _faults(found: Dosage) -> tuple[str, ...]:
    rows = found.quality[(found.quality["rows"] > 0) & (found.quality["fault"] != "after_as_of")]
    told = zip(rows["rows"].tolist(), rows["fault"].tolist(), rows["rule"].tolist(), strict=True)
    parts = [f"{count:,} {fault} ({rule})".replace("_", " ") for count, fault, rule in told]
    return (f"Rows of the log with a fault, and what was done: {'; '.join(parts)}.",) if parts else ()


def _hours(hours: float) -> str:
    return print_count(round(float(hours), 1), "hour")


def _start(text: str) -> str:
    return text[0].upper() + text[1:]
