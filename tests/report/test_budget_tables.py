"""The budget as it is written: added up from the files again, it comes to the plan's spending to the cent."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

import hitdesign as hit
from hitdesign.district.account_codes import AccountCode
from hitdesign.plan.plan import Plan
from hitdesign.policy import LevelName
from hitdesign.report.asked import NOTHING, NOTHING_IN, left_out, one_more
from hitdesign.report.audience import INTERNAL_MARK
from hitdesign.report.budget import BUDGET_CAPTIONS, BUDGET_COLUMNS
from hitdesign.report.html import page_bytes
from hitdesign.report.reading import Reading, reading_of
from hitdesign.report.sheets import FIRST_ROW, FORMATS, HEAD_ROW
from hitdesign.report.tables import write_tables
from hitdesign.report.words import heading, kind_of
from hitdesign.report.workbook import workbook_bytes

CODES = (AccountCode(part="template", code="{stream_id}-{cost_kind}-{fiscal_year}"),)


@pytest.fixture(scope="module")
def real() -> Plan:
    """Two schools, two awards that share one service, indirect cost on one of them, and more need than money."""
    schools = pd.DataFrame(
        [
            {"school_id": "01", "school_name": "Alder", "enrollment": 400, "grade_low": 3, "grade_high": 5},
            {"school_id": "02", "school_name": "Birch", "enrollment": 300, "grade_low": 3, "grade_high": 5},
        ]
    ).assign(below_proficient=[0.5, 0.7])
    window = {"obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    district = hit.starter(schools, pool={"tutors": 12}, award={"award_dollars": 9_000, **window})
    (first,) = district.funding
    more = first.model_copy(update={"stream_id": "a_grant", "award_dollars": 4_000.0, "indirect_rate": 0.08})
    return hit.design(replace(district, funding=(first, more), account_codes=CODES), rank_assumptions=False).or_raise()


@pytest.fixture(scope="module")
def read(real: Plan) -> Reading:
    return reading_of(real)


def cents(table: pd.DataFrame, column: str, by: str = "stream_id") -> dict[str, int]:
    return {key: value for key, value in (100 * table.groupby(by)[column].sum()).round().astype(int).items() if value}


def test_written_files_add_up_to_the_spending_to_the_cent(real: Plan, tmp_path: Path) -> None:
    write_tables(real, tmp_path)
    back = {
        name: pd.read_csv(tmp_path / f"{name}.csv", encoding="utf-8-sig") for name in (*BUDGET_CAPTIONS, "spending")
    }
    spending = cents(back["spending"], "not_to_exceed_dollars")
    assert len(spending) == 2
    assert cents(back["budget_lines"], "dollars") == spending
    assert cents(back["cash_flow"], "paid_dollars") == cents(back["cash_flow"], "encumbered_dollars") == spending
    assert cents(back["spend_down"], "planned_dollars") == spending
    assert set(back["budget_lines"]["cost_kind"]) >= {"labour", "indirect"}
    assert back["budget_lines"]["account"].str.fullmatch(r"(a_grant|award)-\w+-2026-27").all()
    shares = back["payroll_shares"].groupby(["pool_id", "school_id"])["share"]
    assert shares.sum().to_list() == pytest.approx([1.0] * len(shares))
    assert shares.size().max() == 2


def test_sheets_have_captions_units_formats_and_the_same_cents(read: Reading) -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(read)), data_only=True)
    for name, caption in BUDGET_CAPTIONS.items():
        sheet = book[name]
        assert sheet.cell(1, 1).value == f"{caption} {INTERNAL_MARK}"
        for place, column in enumerate(read[name].columns, start=1):
            assert sheet.cell(HEAD_ROW + 1, place).value == heading(column)
            if kind_of(column) in FORMATS and sheet.cell(FIRST_ROW + 1, place).value is not None:
                assert sheet.cell(FIRST_ROW + 1, place).number_format == FORMATS[kind_of(column)]
    assert all("(dollars)" in words for name, (words, _) in BUDGET_COLUMNS.items() if name.endswith("_dollars"))
    figures = {row[0]: row[1] for row in book["summary"].iter_rows(values_only=True) if row[1] is not None}
    paid = round(figures["Not to exceed (dollars)"], 2)
    assert (
        paid
        == round(figures["Budget, line by line (dollars)"], 2)
        == round(figures["Paid, month by month (dollars)"], 2)
    )
    assert figures["Not to exceed less budget"] == figures["Budget less paid"] == 0


@pytest.mark.once
def test_the_page_says_what_one_more_would_do_and_why_schools_are_left_out(read: Reading) -> None:
    page = page_bytes(read, 2).decode("utf-8")
    said = one_more(read.plan, 2)
    assert "dollars available" in said[0] and "one more student" in said[0] and "_id=" not in " ".join(said)
    assert all(text in page for text in [*said, *left_out(read)])
    assert "What one more would do" in page and "Why some schools are left out" in page
    assert left_out(read)[0].startswith("Birch (02): ") and "money" in left_out(read)[0]
    assert "What one more would do" not in page_bytes(read, 0).decode("utf-8")


def test_where_nothing_is_short_that_is_said_and_a_plan_by_hand_says_nothing(real: Plan, plan: Plan) -> None:
    rich = real.district.funding[1].model_copy(update={"award_dollars": 9e6})
    many = tuple(pool.model_copy(update={"tutors": 900}) for pool in real.district.tutors)
    free = hit.allocate(replace(real.district, funding=(rich,), tutors=many), whole=False)
    assert one_more(replace(real, allocation=free), 2) == [NOTHING]
    assert one_more(plan, 2) == [] and plan.left_out.empty


def test_the_seats_of_schools_left_out_are_those_that_the_plan_does_not_fill(real: Plan) -> None:
    unserved = real.allocation.unserved
    placed = unserved[unserved["reason"].isin(["outbid", "remainder", "choice"])]
    assert (
        real.left_out.set_index("school_id")["students"].to_dict()
        == placed.groupby("school_id")["students"].sum().to_dict()
    )
    assert len(placed)


@pytest.mark.parametrize(("levels", "says"), [(("restricted_money", "seats"), "one more student"), (("dollars",), "")])
def test_what_one_more_does_is_said_of_seats_wherever_they_stand_among_the_aims(
    real: Plan, levels: tuple[LevelName, ...], says: str
) -> None:
    answer = hit.allocate(real.district, policy=hit.Policy(levels=levels), whole=False)
    (said,) = one_more(replace(real, allocation=answer), 1)
    assert says in said
    assert says or said == NOTHING_IN.format(aim="dollars")
