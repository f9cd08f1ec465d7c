"""Tables as Markdown: plain cells that no text in them can break or turn into anything else."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

import pandas as pd

#: What a cell may not hold as it is.
ESCAPED = {"\\": "\\\\", "|": "\\|", "<": "&lt;", ">": "&gt;", "`": "\\`", "[": "\\[", "]": "\\]"}


def plain(value: Any) -> str:
    r"""A value as the text of a cell: blank where not known, numbers with three decimals at most.

    >>> from hitdesign.measurement.cycle.markdown import plain
    >>> plain("a|b"), plain(float("nan")), plain(0.73333), plain(1250.0)
    ('a\\|b', '', '0.733', '1,250')
    """
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.3f}".rstrip("0")
    text = str(value.date()) if isinstance(value, datetime) else str(value)
    return "".join(ESCAPED.get(sign, sign if sign.isprintable() else " ") for sign in text)


def table_markdown(table: pd.DataFrame) -> str:
    r"""A table with one line for each row; a star stays a star.

    >>> from hitdesign.measurement.cycle.markdown import table_markdown
    >>> print(table_markdown(pd.DataFrame({"school": ["A"], "students": ["*"]})))
    | school | students |
    | --- | --- |
    | A | \* |
    """
    head = [plain(name).replace("_", " ") for name in table.columns]
    lines = [head, ["---"] * len(head)]
    lines += [[plain(value).replace("*", "\\*") for value in row] for row in table.itertuples(index=False, name=None)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
