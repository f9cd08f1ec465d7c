"""What each text of a cell means in a column of each kind, or why it is refused."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

from hitdesign.io.cells import Form, parse

VALUES: list[tuple[str, str, Any]] = [
    ("whole", "12", 12),
    ("whole", " 1,234 ", 1234),
    ("whole", "12.0", 12),
    ("whole", "+7", 7),
    ("dollars", "$5,000.50", 5000.5),
    ("dollars", "$ 0", 0.0),
    ("dollars", "1234567", 1234567.0),
    ("share", "0.12", 0.12),
    ("share", "12%", 0.12),
    ("share", "84.7%", 0.847),
    ("share", "1", 1.0),
    ("share", "0%", 0.0),
    ("percent", "38.46", 0.3846),
    ("percent", "5%", 0.05),
    ("number", ".5", 0.5),
    ("grade", "0K", 0),
    ("grade", "PK", -1),
    ("grade", "3K", -2),
    ("grade", "Kindergarten", 0),
    ("grade", "12th Grade", 12),
    ("grade", "01", 1),
    ("grade", "-1", -1),
    ("grade", "Prekindergarten", -1),
    ("grade", "5.0", 5),
    ("grade", "-1.0", -1),
    ("date", "2026-09-14", date(2026, 9, 14)),
    ("date", "9/14/2026", date(2026, 9, 14)),
    ("date", "2026-09-14 00:00:00", date(2026, 9, 14)),
    ("id", "0102", "0102"),
    ("id", "49E000", "49E000"),
    ("id", "NA", "NA"),
    ("text", "null", "null"),
    ("text", "'=1+1", "=1+1"),
    ("text", "'tis", "'tis"),
    ("list", "0102; 0103;", ("0102", "0103")),
    ("list", ";", ()),
]


@pytest.mark.parametrize(("kind", "text", "value"), VALUES)
def test_it_is_read_as_this_value(kind: str, text: str, value: Any) -> None:
    cell = parse(text, Form(kind))
    assert not cell.problem
    assert cell.value == value
    assert type(cell.value) is type(value)


MASKS: list[tuple[str, str, float, float]] = [
    ("whole", "<5", 0, 4),
    ("whole", "<=10", 0, 10),
    ("whole", "≤11", 0, 11),
    ("whole", "20-24", 20, 24),
    ("whole", "Fewer than 10", 0, 9),
    ("whole", ">=20", 20, math.inf),
    ("whole", "> 20", 21, math.inf),
    ("whole", "*", 0, math.inf),
    ("whole", "**", 0, math.inf),
    ("whole", "s", 0, math.inf),
    ("whole", "PS", 0, math.inf),
    ("whole", "1,000-1,999", 1000, 1999),
    ("share", "Above 95%", 0.95, 1),
    ("share", ">95%", 0.95, 1),
    ("share", "≥98%", 0.98, 1),
    ("share", "<2%", 0, 0.02),
    ("share", "LT50", 0, 0.5),
    ("share", "GE50", 0.5, 1),
    ("share", "LE20", 0, 0.2),
    ("share", "GT80", 0.8, 1),
    ("share", "PS", 0, 1),
    ("share", "20-24%", 0.195, 0.245),
    ("percent", "20-24", 0.195, 0.245),
    ("percent", "<5", 0, 0.05),
    ("percent", "96-100", 0.955, 1),
    ("share", "<0.05", 0, 0.05),
]


@pytest.mark.parametrize(("kind", "text", "low", "high"), MASKS)
def test_a_mask_is_read_as_its_interval_and_never_as_a_midpoint(kind: str, text: str, low: float, high: float) -> None:
    cell = parse(text, Form(kind))
    assert not cell.problem
    assert cell.value is None
    assert (cell.low, cell.high) == (low, high)
    assert cell.meaning.startswith("masked")


def test_a_mask_without_a_range_takes_the_one_that_is_stated() -> None:
    cell = parse("*", Form("whole", range_of_mask=(1, 9)))
    assert (cell.low, cell.high) == (1, 9)


@pytest.mark.parametrize("text", ["†", "–", "‡", "N/A", "--", "n<10", "Data Not Available", "nan", "NULL", "."])
@pytest.mark.parametrize("kind", ["whole", "share", "percent", "dollars", "number"])
def test_a_stand_in_for_no_value_is_a_blank_with_a_meaning(kind: str, text: str) -> None:
    cell = parse(text, Form(kind))
    assert (cell.value, cell.low, cell.problem) == (None, None, "")
    assert cell.meaning


REFUSED: list[tuple[str, str, str]] = [
    ("whole", "12.5", "not a whole number"),
    ("whole", "-1", "below"),
    ("whole", "-99999999", "below"),
    ("whole", "(1,234)", "below"),
    ("whole", "3.10E+11", "shortened by a spreadsheet"),
    ("whole", "5-May", "is a date"),
    ("whole", "May-09", "is a date"),
    ("whole", "١٢", "no number"),
    ("whole", "1_000", "no number"),
    ("whole", "infinity", "no number"),
    ("whole", "9" * 400, "larger than any"),
    ("whole", "12%", "percentage"),
    ("whole", "$5", "dollars"),
    ("whole", "LT50", "no number"),
    ("whole", "24-20", "no number"),
    ("whole", "1,23", "no number"),
    ("whole", "#REF!", "error value"),
    ("whole", "####", "error value"),
    ("share", "12", "above"),
    ("share", "1.25", "above"),
    ("share", "6309%", "above"),
    ("share", ".9.94", "no number"),
    ("share", "20-24", "no number"),
    ("share", "<5", "no number"),
    ("share", ">101%", "no number"),
    ("percent", "101", "above"),
    ("dollars", "1e5", "shortened"),
    ("dollars", "-5", "below"),
    ("dollars", "$", "no number"),
    ("number", "0x1F", "no number"),
    ("number", "LT١٢", "no number"),
    ("id", "3.10E+11", "rounded by a spreadsheet"),
    ("id", "01\u200b02", "cannot be seen"),
    ("id", "\u202e0102", "cannot be seen"),
    ("text", "a\x07b", "control character"),
    ("grade", "14", "no grade"),
    ("grade", "5.5", "no grade"),
    ("grade", "K-5", "no grade"),
    ("date", "14/9/2026", "calendar"),
    ("date", "2026-02-30", "calendar"),
    ("date", "46279", "a number"),
    ("date", "14.9.2026", "without guessing"),
    ("date", "0026-09-14", "outside"),
]


@pytest.mark.parametrize(("kind", "text", "problem"), REFUSED)
def test_it_is_refused_with_a_sentence(kind: str, text: str, problem: str) -> None:
    cell = parse(text, Form(kind))
    assert problem in cell.problem
    assert (cell.value, cell.low) == (None, None)
    assert cell.advice


def test_words_are_read_whatever_their_capitals_and_blanks_and_a_near_miss_is_suggested() -> None:
    form = Form("word", ("during_school", "after_school"))
    assert parse("After School", form).value == "after_school"
    assert "Did you mean 'after_school'" in parse("afterschool", form).advice
    assert parse("Sunday", form).problem


@pytest.mark.parametrize(("text", "value"), [("Y", "yes"), ("FALSE", "no"), ("1", "yes"), ("N/A", "unknown")])
def test_marks_take_the_usual_ways_to_write_yes_and_no(text: str, value: str) -> None:
    assert parse(text, Form("word", ("yes", "no", "unknown"))).value == value


def test_negative_amounts_are_read_where_the_column_allows_them() -> None:
    assert [parse(text, Form("dollars", low=None)).value for text in ("-6072.9", "(1,234)", "-$5", "$-5", "−2")] == [
        -6072.9,
        -1234.0,
        -5.0,
        -5.0,
        -2.0,
    ]


def test_a_list_of_words_is_read_word_by_word() -> None:
    form = Form("list", ("during_school", "saturday"))
    assert parse("Saturday; during school", form).value == ("saturday", "during_school")
    assert parse("saturday;sunday", form).problem
