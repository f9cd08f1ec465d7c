"""The plan as a budget and over its months, and schools with need left: tables of the workbook and the CSV files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from hitdesign.plan.budget_lines import budget_lines, payroll_shares
from hitdesign.plan.cash import cash_flow, spend_down
from hitdesign.plan.plan import Plan

#: The tables of this file: name -> caption.
BUDGET_CAPTIONS: Mapping[str, str] = {
    "budget_lines": "The budget: dollars not to exceed by account, stream, school, kind of cost, pool and month; "
    "indirect cost in lines of its own.",
    "payroll_shares": "Who pays people whom several streams pay: each stream's share of a pool's pay at a school.",
    "cash_flow": "Dollars encumbered and paid by stream and month.",
    "spend_down": "Each stream against its last days: what is planned, what is left, when it is paid.",
    "why_not": "Schools with seats that could be taught and are not filled, and what decided, by the prices of the "
    "shared (fractional) problem.",
}

#: Column -> (heading with its unit, how values are printed).
BUDGET_COLUMNS: Mapping[str, tuple[str, Literal["text", "dollars", "share", "amount", "date", "yes_no"]]] = {
    "account": ("Account", "text"),
    "fiscal_year": ("Fiscal year", "text"),
    "month": ("Month", "text"),
    "fte": ("Full-time people (FTE)", "amount"),
    "share": ("Share", "share"),
    "encumbered_dollars": ("Encumbered (dollars)", "dollars"),
    "paid_dollars": ("Paid (dollars)", "dollars"),
    "paid_so_far_dollars": ("Paid so far (dollars)", "dollars"),
    "still_encumbered_dollars": ("Encumbered and not paid (dollars)", "dollars"),
    "planned_dollars": ("Planned (dollars)", "dollars"),
    "left_dollars": ("Left (dollars)", "dollars"),
    "obligate_by": ("Obligate by", "date"),
    "liquidate_by": ("Pay by", "date"),
    "last_payment": ("Last payment (month)", "text"),
    "paid_in_time": ("Paid in time", "yes_no"),
    "family": ("Family of limits", "text"),
    "keys": ("Keys", "text"),
}
#: Columns of these tables that may be added up over rows.
BUDGET_SUMS = ("fte", "encumbered_dollars", "paid_dollars", "planned_dollars", "left_dollars")


def budget_tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """The tables of BUDGET_CAPTIONS."""
    return {
        "budget_lines": budget_lines(plan),
        "payroll_shares": payroll_shares(plan),
        "cash_flow": cash_flow(plan),
        "spend_down": spend_down(plan),
        "why_not": plan.left_out,
    }
