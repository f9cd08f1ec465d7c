"""The days that audiences are told: launch, end, answers of families, board, training; and the list of all steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd

from hitdesign.district.records import EVERY_SCHOOL
from hitdesign.evidence.library import number
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.inert import inert
from hitdesign.plan.stakeholders.words import Both, day, listed
from hitdesign.plan.taught import launch_of

STEPS = ("on", "until", "step", "step_es", "school_id", "label", "table", "field")
SATURDAY = 5
#: Kinds of dates and closed days in both languages.
KINDS: Mapping[str, Both] = {
    "board_meeting": Both("board meeting", "reunión de la junta"),
    "assessment": Both("assessment", "evaluación"),
    "staff_training": Both("staff training", "capacitación del personal"),
    "family_event": Both("event for families", "evento para familias"),
    "report_due": Both("report due", "entrega de informe"),
    "other": Both("other date", "otra fecha"),
}
#: Days that follow from the plan, in words.
DAYS_KNOWN: Mapping[str, Both] = {
    "launch": Both("first day of tutoring", "primer día de tutoría"),
    "ends": Both("last day of tutoring", "último día de tutoría"),
    "reply_by": Both("last day on which families answer", "último día para la respuesta de las familias"),
}


def told_launch(plan: Drafted, taught: pd.DataFrame) -> date | None:
    """The first day of tutoring; None where nothing is taught and no launch was chosen."""
    return plan.policy.rollout.timeline.launch_on if taught.empty else launch_of(plan)


def end_of(taught: pd.DataFrame) -> date | None:
    """The last day on which a session is held."""
    return max((one for one in taught["last_on"] if one is not None), default=None)


def school_day(plan: Drafted, wanted: date) -> date:
    """The day itself, or the last one before it that is no weekend and no closed day of all schools."""
    closed = [(row.starts_on, row.ends_on) for row in plan.district.calendar if row.school_id == EVERY_SCHOOL]
    while wanted.weekday() >= SATURDAY or any(first <= wanted <= last for first, last in closed):
        wanted -= timedelta(days=1)
    return wanted


def reply_by(plan: Drafted, launch: date) -> date:
    """The day by which families answer, counted back from the launch (evidence messages.reply_days)."""
    return school_day(plan, launch - timedelta(days=int(number(plan.evidence, "messages.reply_days"))))


def board_meeting(plan: Drafted, launch: date | None) -> date | None:
    """The last board meeting on or before the launch; None where no row says one."""
    rows = [row.on for row in plan.district.dates if row.kind == "board_meeting"]
    return max((on for on in rows if launch is not None and on <= launch), default=None)


def last_assessment(plan: Drafted, launch: date | None) -> date | None:
    """The first day of the last assessment that begins on or before the launch; None where no row says one."""
    rows = [row.on for row in plan.district.dates if row.kind == "assessment"]
    return max((on for on in rows if launch is not None and on <= launch), default=None)


def days_of(plan: Drafted, taught: pd.DataFrame) -> dict[str, tuple[Both | None, str]]:
    """The blanks of days: text, or None where it is not known, and the facts behind it."""
    launch, end = told_launch(plan, taught), end_of(taught)
    chosen = plan.policy.rollout.timeline.launch_on is not None
    meeting, tests = board_meeting(plan, launch), last_assessment(plan, launch)
    training = sorted({row.on for row in plan.district.dates if row.kind == "staff_training"})
    because = "policy.rollout.timeline.launch_on" if chosen else "blocks of the seats: starts_on, days; calendar"
    return {
        "launch": (day(launch) if launch else None, because),
        "ends": (day(end) if end else None, "blocks of the seats: days; calendar; tutoring_models: weeks"),
        "reply_by": (day(reply_by(plan, launch)) if launch else None, f"{because}; evidence messages.reply_days"),
        "board_meeting": (day(meeting) if meeting else None, "dates: board_meeting"),
        "assessment": (day(tests) if tests else None, "dates: assessment"),
        "training": (listed([day(on) for on in training]) if training else None, "dates: staff_training"),
    }


def steps_of(plan: Drafted, taught: pd.DataFrame) -> pd.DataFrame:
    """All days that matter to somebody, in order; columns as in STEPS, with the table and field each stands in."""
    launch, end = told_launch(plan, taught), end_of(taught)
    rows: list[tuple[object, ...]] = []
    if launch is not None:
        answers = reply_by(plan, launch)
        rows.append((answers, None, *_both(DAYS_KNOWN["reply_by"]), EVERY_SCHOOL, "", "blocks", "starts_on"))
        rows.append((launch, None, *_both(DAYS_KNOWN["launch"]), EVERY_SCHOOL, "", "blocks", "starts_on"))
    if end is not None:
        rows.append((end, None, *_both(DAYS_KNOWN["ends"]), EVERY_SCHOOL, "", "blocks", "ends_on"))
    for row in plan.district.dates:
        words = _both(KINDS[row.kind])
        rows.append((row.on, row.until, *words, row.school_id, inert(row.label), "dates", row.kind))
    for closed in plan.district.calendar:
        if launch is not None and end is not None and closed.ends_on >= launch and closed.starts_on <= end:
            words = ("no tutoring", "no hay tutoría")
            rows.append(
                (
                    closed.starts_on,
                    closed.ends_on,
                    *words,
                    closed.school_id,
                    inert(closed.label),
                    "calendar",
                    closed.kind,
                )
            )
    table = pd.DataFrame(rows, columns=list(STEPS))
    return table.sort_values(["on", "table", "field", "school_id", "label"], kind="stable", ignore_index=True)


def _both(text: Both) -> tuple[str, str]:
    return text.en, text.es
