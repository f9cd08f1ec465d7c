"""The page: whole, self-contained, escaped, accessible, the same every time."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import sys
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import pytest

import processes
from hitdesign.errors import MissingExtra, OutputError
from hitdesign.report import charts
from hitdesign.report.html import page_bytes, write_report
from hitdesign.report.reading import reading_of
from hitdesign.report.words import plain
from hitdesign.report.workbook import workbook_bytes
from report.place import FORMULA, NAMES, SCRIPT, frame, made_up_plan

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Page(HTMLParser):
    """Elements in order, with what encloses them; complains of what does not close."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str]]] = []
        self.elements: list[tuple[str, dict[str, str], tuple[str, ...]]] = []
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), tuple(name for name, _ in self.open)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), tuple(name for name, _ in self.open)))

    def handle_endtag(self, tag):
        assert self.open, tag
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        self.texts.append((("", *(name for name, _ in self.open)), data))

    def named(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs, _ in self.elements if tag in tags]

    def text(self) -> str:
        return " ".join(data for path, data in self.texts if "style" not in path)


@pytest.fixture(scope="module")
def text(reading) -> str:
    return page_bytes(reading).decode("utf-8")


@pytest.fixture(scope="module")
def page(text) -> Page:
    return Page(text)


def test_everything_that_opens_closes(page):
    assert page.open == []


def test_no_script_no_frame_no_form_no_event(page):
    tags = Counter(tag for tag, _, _ in page.elements)
    assert not {"script", "iframe", "object", "embed", "form", "link", "base", "foreignobject", "use", "img"} & set(
        tags
    )
    assert not [name for _, attrs, _ in page.elements for name in attrs if name.startswith("on") or name == "style"]


def test_nothing_outside_is_referred_to(page, text):
    for _, attrs, _ in page.elements:
        for name in ("href", "src", "xlink:href", "action", "data"):
            assert attrs.get(name, "#").startswith("#"), attrs
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert not re.findall(r"<[^>]*https?://[^>]*>", text), "no address stands in a tag"


def test_every_inner_link_has_its_place(page):
    ids = {attrs["id"] for _, attrs, _ in page.elements if "id" in attrs}
    assert {attrs["href"][1:] for attrs in page.named("a")} <= ids
    for _, attrs, _ in page.elements:
        assert set(attrs.get("aria-labelledby", "").split()) <= ids


def test_ids_are_unique(page):
    ids = Counter(attrs["id"] for _, attrs, _ in page.elements if "id" in attrs)
    assert not [name for name, count in ids.items() if count > 1]


def test_the_policy_of_the_page_forbids_what_it_does_not_need(page):
    policy = [attrs["content"] for attrs in page.named("meta") if attrs.get("http-equiv") == "Content-Security-Policy"]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


@pytest.mark.parametrize("name", NAMES)
def test_names_that_try_to_be_code_are_only_text(name, page, text):
    shown = {data.strip() for path, data in page.texts if path[-1] in {"th", "td"}}
    assert plain(name) in shown
    if "<" in name:
        assert name not in text


def test_sentences_and_the_districts_name_are_escaped(page, text):
    assert SCRIPT not in text
    assert "Riverbend <Unified> & Co" in {data for path, data in page.texts if path[-1] == "h1"}
    assert "{{" not in text.replace("{{7*7}}", "")
    assert "49" not in {data for _, data in page.texts}


def test_text_that_turns_its_direction_is_straightened(text):
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in text


def test_hostile_ids_reach_the_charts_as_text(plan):
    spending = plan.allocation.spending.assign(stream_id=["</svg>" + SCRIPT, "]]>\0&", FORMULA])
    drawn = charts.stream_chart(reading_of(replace(plan, allocation=replace(plan.allocation, spending=spending))))
    assert "<script" not in drawn
    assert Page(drawn).open == []


def test_headings_go_down_one_step_at_a_time(page):
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_page_says_its_language_and_offers_a_way_past_the_contents(page):
    assert page.named("html")[0]["lang"] == "en"
    assert page.named("a")[0] == {"class": "skip", "href": "#main"}
    assert len(page.named("main")) == 1


def test_every_table_has_a_caption_and_scopes(page):
    tables = page.named("table")
    captions = [path[-1] for tag, _, path in page.elements if tag == "caption"]
    assert captions == ["table"] * len(tables)
    assert len(tables) == 13
    assert all(attrs.get("scope") in {"col", "row"} for attrs in page.named("th"))


def test_every_drawing_has_a_text_in_its_place(page):
    drawings = page.named("svg")
    assert len(drawings) == 3
    for drawing in drawings:
        assert drawing["role"] == "img"
        assert len(drawing["aria-labelledby"].split()) == 2
    assert len([path for tag, _, path in page.elements if tag in {"title", "desc"} and path[-1] == "svg"]) == 6
    assert len(page.named("figcaption")) == 3


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    ("colour", "least"),
    [(charts.BLUE, 3), (charts.VERMILLION, 3), (charts.GREY, 4.5), (charts.INK, 7), ("#515b66", 4.5), ("#00558c", 4.5)],
)
def test_colours_stand_out_from_white(colour, least):
    assert 1.05 / (luminance(colour) + 0.05) >= least


def test_the_mark_and_the_notes_come_first(page):
    said = page.text()
    order = ["Internal: counts not protected", "The data is of 2001", "In short", "School by school"]
    places = [said.index(words) for words in order]
    assert places == sorted(places)


def test_open_checks_streams_that_pay_nothing_and_sources_are_there(page):
    said = page.text()
    assert "Comparability is reported by the district, not tested here." in said
    assert "its last day to obligate was 2024-09-30" in said
    assert "EdResearch" in said


def test_the_same_plan_gives_the_same_bytes(plan, reading, text):
    assert page_bytes(reading_of(plan)).decode("utf-8") == text


SAME = """
import hashlib, sys
from report.place import made_up_plan
from hitdesign.report.html import page_bytes
from hitdesign.report.reading import reading_of
from hitdesign.report.workbook import workbook_bytes
reading = reading_of(made_up_plan())
print(hashlib.sha256(page_bytes(reading) + workbook_bytes(reading)).hexdigest())
"""


@pytest.mark.once
def test_the_hash_seed_the_language_and_the_clock_zone_change_nothing(reading):
    """This process has a seed, a language and a zone of its own; in the other one all three are others."""
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    language = "C" if os.environ.get("LC_ALL") != "C" else "C.UTF-8"
    zone = "Asia/Tokyo" if os.environ.get("TZ") != "Asia/Tokyo" else "UTC"
    there = processes.run(["-c", SAME], PYTHONHASHSEED=seed, LANG=language, LC_ALL=language, TZ=zone)
    assert (there.returncode, there.stderr) == (0, "")
    assert there.stdout.strip() == hashlib.sha256(page_bytes(reading) + workbook_bytes(reading)).hexdigest()


def test_a_page_of_a_plan_that_serves_nobody(plan):
    empty = {name: frame(name, []) for name in ("seats", "groups", "charges", "timetable", "tutor_hours")}
    unserved = plan.need.cohorts[["cohort_id", "school_id", "students"]].assign(
        reason="no_stream", limit="", basis="", sentence="Nothing may pay."
    )
    page = Page(page_bytes(reading_of(made_up_plan(unserved=unserved, **empty))).decode())
    assert "fills 0 of the" in page.text()


def test_without_a_timetable_the_tutors_needed_are_unknown(plan):
    hours = plan.allocation.tutor_hours.assign(people=0)
    answer = replace(plan.allocation, timetable=frame("timetable", []), tutor_hours=hours, proved=False)
    reading = reading_of(replace(plan, allocation=answer))
    said = " ".join(Page(page_bytes(reading).decode()).text().split())
    assert "Tutors needed – for 249 groups" in said
    assert "no timetable was found" in said


def test_fractions_and_the_clock_are_said(plan):
    answer = replace(plan.allocation, whole=False, reproducible=False, proved=False, status="time limit")
    said = Page(page_bytes(reading_of(replace(plan, allocation=answer))).decode()).text()
    assert "it is not a plan to run" in said
    assert "stopped by the clock" in said


def test_a_page_is_written_whole_or_not_at_all(plan, tmp_path, monkeypatch):
    path = write_report(plan, tmp_path / "plan.html")
    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OutputError, match="No space left"):
        write_report(made_up_plan(3), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("library", ["jinja2", "altair", "vl_convert"])
def test_a_missing_library_is_named_with_the_line_that_installs_it(library, reading, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=r'pip install "hitdesign\[report\]"'):
        page_bytes(reading)
