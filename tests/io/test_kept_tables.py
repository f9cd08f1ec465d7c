"""The chart of accounts and the plan before this one, from files: read as written, and every fault with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.allocation.level_change import PLACE, last_of
from hitdesign.errors import InputError
from hitdesign.io.reading import read_district
from hitdesign.plan.budget_lines import budget_lines
from hitdesign.report.tables import csv_bytes

Writer = Callable[..., Path]
CODES = "part,value,code\ntemplate,,{stream_id}-{cost_kind}-{month}\ncost_kind,labour,1120\ncost_kind,*,9000\n"
SEATS = ",".join(("cohort_id", *PLACE, "students")) + "\n"
ROW = "a,0102,3,5,math,strategic,m,intervention,aides,6\n"


def test_both_tables_are_read_and_places_that_are_gone_are_not_refused(folder: Writer) -> None:
    gone = "b,0999,K,2,art,intensive,old,gone,left,2.5\n"
    district = read_district(folder({"account_codes": CODES, "last_plan": SEATS + ROW + gone}))
    assert [(row.part, row.value, row.code) for row in district.account_codes][:2] == [
        ("cost_kind", "*", "9000"),
        ("cost_kind", "labour", "1120"),
    ]
    assert [(row.school_id, row.grade_low, row.students) for row in district.last_plan] == [
        ("0102", 3, 6.0),
        ("0999", 0, 2.5),
    ]


def test_every_fault_of_both_tables_comes_at_once_with_line_and_column(folder: Writer) -> None:
    codes = (
        "part,value,code\ntemplate,x,{fund}-{stream_id\npool_id,,7\npool_id,aides,7\npool_id,aides,8\nschool_id,1,\n"
    )
    seats = SEATS + ROW + ROW + "a,0102,5,3,math,strategic,m,intervention,aides,6\nb,0102,3,5,math,no,m,b,p,1\n"
    with pytest.raises(InputError) as caught:
        read_district(folder({"account_codes": codes, "last_plan": seats}))
    found = [(fault.table, fault.row, fault.column) for fault in caught.value.faults]
    assert sorted(found) == sorted(
        [
            ("account_codes", 2, "value"),
            ("account_codes", 2, "code"),
            ("account_codes", 2, "code"),
            ("account_codes", 3, "value"),
            ("account_codes", 5, "value"),
            ("account_codes", 6, "code"),
            ("last_plan", 3, "pool_id"),
            ("last_plan", 4, "grade_low"),
            ("last_plan", 5, "tier"),
        ]
    )
    assert all(fault.expected and fault.what_to_do for fault in caught.value.faults)


def test_codes_without_a_template_are_refused(folder: Writer) -> None:
    with pytest.raises(InputError, match="no template"):
        read_district(folder({"account_codes": "part,value,code\nstream_id,general,100\n"}))


def test_a_template_whose_row_cannot_be_read_is_not_missed_twice(folder: Writer) -> None:
    with pytest.raises(InputError) as caught:
        read_district(folder({"account_codes": "part,value,code\ntemplate,,\nstream_id,general,100\n"}))
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(2, "code")]


def test_the_budget_stands_in_the_districts_accounts_and_the_next_plan_stays_near_to_the_last(folder: Writer) -> None:
    plan = hit.design(read_district(folder({"account_codes": CODES})), rank_assumptions=False).or_raise()
    lines = budget_lines(plan)
    assert set(lines["account"]) == set("general-1120-" + lines["month"]) | set(
        "general-9000-" + lines.loc[lines["cost_kind"] != "labour", "month"]
    )
    assert set(budget_lines(plan, codes=())["account"]) == {""}
    near = hit.Policy(levels=("least_change", "seats"))
    place = folder({"last_plan": csv_bytes(plan.allocation.seats)}, name="next")
    again = hit.design(read_district(place), near).or_raise()
    levels = again.allocation.levels.set_index("level")["value"]
    assert levels["least_change"] == 0
    pd.testing.assert_frame_equal(
        again.allocation.seats.drop(columns="cohort_id"), plan.allocation.seats.drop(columns="cohort_id")
    )


def test_a_plan_that_is_given_stands_before_the_table_which_is_read_only_for_its_aim(folder: Writer) -> None:
    district = read_district(folder({"last_plan": SEATS + ROW + ROW.replace("a,0102", "b,0102")}))
    given = pd.DataFrame([dict(zip((*PLACE, "students"), ROW.strip().split(",")[1:], strict=True))])
    assert last_of(district, ("least_change",), None)["students"].to_list() == [12.0]
    assert last_of(district, ("least_change",), given)["students"].to_list() == [6.0]
    assert last_of(district, ("seats",), None) is None
