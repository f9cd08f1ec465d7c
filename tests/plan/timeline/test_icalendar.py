"""The calendar file keeps RFC 5545, read back by a small reader of its own; events keep their identity as days move."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hitdesign.district.program_records import Signoff
from hitdesign.plan.timeline.icalendar import calendar_table, calendar_text, escaped, folded
from hitdesign.rollout.timeline import OwnTask
from plan.timeline.planned import LAUNCH, timeline

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=200)


def unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)


def events(text: str) -> list[dict[str, str]]:
    lines = unfolded(text)
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("BEGIN", "END"):
            assert name not in found[-1], "a property twice"
            found[-1][name] = value
    return found


@given(TEXT)
def test_folding_loses_nothing_and_never_exceeds_75_octets(text: str) -> None:
    line = "SUMMARY:" + text.replace("\r", "").replace("\n", "")
    assert unfolded(folded(line)) == [line]


@given(TEXT)
def test_what_is_escaped_is_read_back_without_signs_of_control(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    wanted = "".join(one for one in plain if one in "\t\n" or (ord(one) >= 32 and ord(one) != 127))
    assert unescaped(escaped(text)) == wanted
    assert not re.search(r"(?<!\\)(\\\\)*[;,]", escaped(text))


def test_every_needed_task_and_the_launch_are_a_whole_day() -> None:
    found = timeline()
    needed = found.tasks[found.tasks["status"] != "not_needed"]
    read = events(calendar_text(found, "Alder County"))
    assert len(read) == len(needed) + 1
    days = sorted(date.fromisoformat(one["DTSTART;VALUE=DATE"]) for one in read)
    assert days == sorted([*needed["due_on"], LAUNCH])
    for one in read:
        first, last = (date.fromisoformat(one[f"{name};VALUE=DATE"]) for name in ("DTSTART", "DTEND"))
        assert (last - first).days == 1
        assert {"UID", "DTSTAMP", "SUMMARY"} <= one.keys()


def test_identities_are_unique_and_stay_when_days_move() -> None:
    old = events(calendar_text(timeline(), "Alder County"))
    new = events(calendar_text(timeline(launch_on=date(2026, 11, 16)), "Alder County"))
    assert len({one["UID"] for one in old}) == len(old)
    assert [one["UID"] for one in sorted(old, key=lambda e: e["UID"])] == sorted(one["UID"] for one in new)
    elsewhere = events(calendar_text(timeline(), "Birch County"))
    assert not {one["UID"] for one in old} & {one["UID"] for one in elsewhere}


def test_the_stamp_is_the_day_of_reading_else_the_launch_and_the_bytes_are_the_same() -> None:
    assert events(calendar_text(timeline(), "x"))[0]["DTSTAMP"] == "20260914T000000Z"
    read = timeline(as_of=date(2026, 8, 3))
    assert events(calendar_text(read, "x"))[0]["DTSTAMP"] == "20260803T000000Z"
    assert calendar_text(read, "x") == calendar_text(timeline(as_of=date(2026, 8, 3)), "x")


def test_accents_commas_and_line_ends_of_own_titles_survive() -> None:
    own = OwnTask(task_id="padres", title="Reunión; con padres,\nmadres \\ y " + "ñ" * 60)
    read = events(calendar_text(timeline(own_tasks=(own,)), "x"))
    assert f"Due: {own.title}" in {unescaped(one["SUMMARY"]) for one in read}


def test_notes_of_sign_offs_are_not_in_it() -> None:
    secret = Signoff(task_id="confirm_rooms", status="done", note="Jordan Example sits there")
    text = calendar_text(timeline({"signoffs": (secret,)}), "x")
    assert "Jordan" not in text
    assert "Done: Confirm rooms" in "".join(unfolded(text))


def test_the_table_holds_the_same_days_as_text() -> None:
    table = calendar_table(timeline())
    assert table["task_id"].iloc[-1] == "launch"
    assert table["due_on"].is_monotonic_increasing
    assert table["due_on"].iloc[-1] == LAUNCH.isoformat()
    assert "not_needed" not in set(table["status"])
