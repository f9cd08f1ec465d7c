"""A plan that the library itself designed is read, written and ties."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from hitdesign.design import design
from hitdesign.plan.plan import Plan
from hitdesign.report.html import page_bytes
from hitdesign.report.reading import Reading, answer_tables, reading_of
from hitdesign.report.summary import summary_of
from hitdesign.report.workbook import CHECKS, workbook_bytes
from report.place import made_up_district


@pytest.fixture(scope="module")
def designed() -> Reading:
    plan = design(made_up_district(2))
    assert isinstance(plan, Plan)
    return reading_of(plan)


def test_need_is_enrolled_and_not_served(designed):
    assert designed.need == designed.enrolled + designed.unserved
    assert designed.enrolled == designed.plan.allocation.seats_served > 0


def test_dollars_tie_by_school_by_cost_and_by_stream(designed):
    spent = designed.plan.allocation.spending["not_to_exceed_dollars"].sum()
    for name in ("by_school", "by_cost"):
        assert designed[name]["dollars"].sum() == pytest.approx(spent, abs=0.01)
    charged = designed.plan.allocation.charges["dollars"].sum()
    assert charged <= spent


def test_the_summary_is_said(designed):
    said = summary_of(designed)
    assert said[1].startswith("The plan fills")
    assert not [sentence for sentence in said if "nan" in sentence or "unknown" in sentence]


def test_the_page_is_filled(designed):
    assert page_bytes(designed).startswith(b"<!DOCTYPE html>")


def test_the_workbooks_checks_are_nought(designed):
    book = load_workbook(io.BytesIO(workbook_bytes(designed)), data_only=True)
    rows = {row[0]: row[1] for row in book["summary"].iter_rows(values_only=True)}
    assert [rows[words] for words, *_ in CHECKS] == [0] * len(CHECKS)
    assert set(answer_tables(designed.plan)) <= set(book.sheetnames)
