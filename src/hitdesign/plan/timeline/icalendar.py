"""The timeline as text for calendars (RFC 5545) and as a table for a file of rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256

import pandas as pd

from hitdesign.plan.timeline.task import LAUNCH
from hitdesign.plan.timeline.timeline import Timeline

#: Octets of a line, without its end; a longer one goes on in the next after a blank.
OCTETS = 75
END = "\r\n"
#: Columns of a task that a calendar's table shows behind its days.
OF_TASKS = ("status", "owner", "title", "working_days", "slack_working_days", "critical", "late", "because", "part")


def calendar_table(timeline: Timeline) -> pd.DataFrame:
    """The tasks that are needed and the launch, by due day: one row each, in text and numbers, for a CSV file.

    Columns: task_id, start_on (latest start), due_on, status, owner, title, working_days, slack_working_days, critical,
    late, because, part.
    """
    tasks = timeline.tasks[timeline.tasks["status"] != "not_needed"]
    rows = tasks[["task_id", "latest_start_on", "due_on", *OF_TASKS]].rename(columns={"latest_start_on": "start_on"})
    launch = {"task_id": LAUNCH, "start_on": timeline.launch_on, "due_on": timeline.launch_on}
    words = {"status": "", "owner": "", "title": "Tutoring begins", "because": "", "part": LAUNCH, "critical": True}
    more = {"working_days": 0, "slack_working_days": 0.0, "late": None}
    table = pd.concat([rows, pd.DataFrame([{**launch, **words, **more}], dtype=object)], ignore_index=True)
    dates = {name: [day.isoformat() for day in table[name]] for name in ("start_on", "due_on")}
    return table.assign(**dates)


def calendar_text(timeline: Timeline, district: str) -> str:
    """The due days of all needed tasks and the launch as an iCalendar file: an event of a whole day each.

    `district`: its name; with a task's id it makes an event's identity, which stays when days move, so that a calendar
    that reads the file again moves the event. The stamp of each event is midnight (UTC) of as_of, else of the launch:
    the same plan gives the same bytes. No count and no student's data stands in it. Source: RFC 5545.
    """
    stamp = f"{(timeline.as_of or timeline.launch_on):%Y%m%d}T000000Z"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//hitdesign//timeline//EN", "CALSCALE:GREGORIAN"]
    table = calendar_table(timeline)
    for _, row in table.iterrows():
        lines += _event(row, district, stamp)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) for line in lines)


def _event(row: pd.Series, district: str, stamp: str) -> Iterator[str]:
    day = date.fromisoformat(str(row["due_on"]))
    launch = row["task_id"] == LAUNCH
    identity = sha256(f"{district}\n{row['task_id']}".encode()).hexdigest()[:32]
    yield "BEGIN:VEVENT"
    yield f"UID:{identity}@hitdesign"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    head = "" if launch else "Done: " if row["status"] == "done" else "Due: "
    yield f"SUMMARY:{escaped(head + str(row['title']))}"
    if not launch:
        yield f"DESCRIPTION:{escaped(_description(row))}"
        yield f"CATEGORIES:{escaped(str(row['part']))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _description(row: pd.Series) -> str:
    status = str(row["status"]).replace("_", " ")
    return f"{row['task_id']}, {row['owner']}, to be started by {row['start_on']}.\nStatus: {status}."


def escaped(text: str) -> str:
    r"""Text with backslash, semicolon, comma and line end marked, and no other signs of control in it.

    >>> from hitdesign.plan.timeline.icalendar import escaped
    >>> escaped("a, b; c")
    'a\\, b\\; c'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ";", ","):
        plain = plain.replace(sign, f"\\{sign}")
    plain = plain.replace("\n", "\\n")
    return "".join(letter for letter in plain if letter == "\t" or (ord(letter) >= 32 and ord(letter) != 127))


def folded(line: str) -> str:
    r"""A line with its end, cut into pieces of at most 75 octets, never within a letter; pieces after the first begin
    with a blank, which counts.

    >>> from hitdesign.plan.timeline.icalendar import folded
    >>> [len(piece) for piece in folded("x" * 100).split("\r\n")]
    [75, 26, 0]
    """
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    return "".join(f"{one}{END}" for one in [*pieces, piece])
