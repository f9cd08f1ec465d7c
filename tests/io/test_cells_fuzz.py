"""Whatever stands in a cell: a value, an interval, a blank or a refusal, and nothing else."""

from __future__ import annotations

import math
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hitdesign.io.cells import NUMBERS, PARSERS, Form, parse

TOKENS = st.sampled_from(
    [
        "<",
        ">",
        "≤",
        "≥",
        "<=",
        "LT",
        "GE",
        "Above ",
        "*",
        "**",
        "†",
        "–",
        "‡",
        "-",
        "--",
        "%",
        "$",
        ",",
        ".",
        "(",
        ")",
        "E+",
        "e",
        "_",
        "'",
        "=",
        "@",
        "\t",
        "\r",
        "\n",
        "\0",
        "\u200b",
        "\u202e",
        "١",
        "²",
        "½",
        "Ⅷ",
        "0",
        "7",
        "12",
        "345",
        "100",
        "999999999999",
        "K",
        "PS",
        "n<10",
        "N/A",
        "nan",
        "inf",
        "2026-09-14",
        "/",
        "9/14/2026",
        "yes",
        ";",
        "#REF!",
        " ",
    ]
)
TEXTS = st.one_of(st.text(max_size=12), st.lists(TOKENS, max_size=6).map("".join))
FORMS = st.builds(
    Form,
    kind=st.sampled_from(sorted(PARSERS)),
    words=st.sampled_from([("yes", "no", "unknown"), ("saturday",)]),
    low=st.sampled_from([None, 0, -2]),
    high=st.sampled_from([None, 13, 1e8]),
    range_of_mask=st.sampled_from([None, (1, 9)]),
)


@given(TEXTS, FORMS)
def test_a_cell_is_a_value_an_interval_a_blank_or_a_refusal(text: str, form: Form) -> None:
    cell = parse(text, form)
    said = [cell.value is not None, cell.low is not None, bool(cell.problem)]
    assert sum(said) <= 1
    if cell.problem:
        assert cell.advice and form.expected
    if cell.low is not None:
        assert cell.high is not None and form.kind in NUMBERS
        assert cell.low <= cell.high and not math.isnan(cell.low)
    if cell.value is None and not cell.problem:
        assert not text.strip() or cell.meaning


@given(TEXTS, st.sampled_from(NUMBERS))
def test_a_number_is_finite_and_within_what_the_column_can_hold(text: str, kind: str) -> None:
    value = parse(text, Form(kind)).value
    if value is not None:
        assert math.isfinite(value) and value >= 0
        assert value <= 1 or kind not in ("share", "percent")
        assert isinstance(value, int) or kind != "whole"


@given(st.integers(0, 10**9), st.booleans())
def test_every_count_reads_back_with_and_without_separators(count: int, separated: bool) -> None:
    assert parse(f"{count:,}" if separated else str(count), Form("whole")).value == count


@given(st.floats(0, 1e9))
def test_every_amount_reads_back_to_the_cent(amount: float) -> None:
    cents = round(amount, 2)
    assert parse(f"${cents:,.2f}", Form("dollars")).value == float(f"{cents:.2f}")


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_reads_back(day: date) -> None:
    assert parse(day.isoformat(), Form("date")).value == day


@given(st.integers(1, 500), st.integers(0, 500))
def test_a_masked_count_holds_every_count_it_may_be(limit: int, count: int) -> None:
    cell = parse(f"<{limit}", Form("whole"))
    assert cell.low is not None and cell.high is not None
    assert (cell.low <= count <= cell.high) == (count < limit)
