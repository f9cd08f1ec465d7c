"""The record of a district's chart of accounts, as far as a tutoring budget needs it."""

from __future__ import annotations

from typing import Literal, get_args

from hitdesign.tables.record import Record, column

#: The parts of a line that an account can be made of.
Part = Literal["template", "stream_id", "program", "school_id", "cost_kind", "pool_id", "fiscal_year"]
#: What a template may name between braces: the parts that can be coded, and the month.
NAMED: tuple[str, ...] = (*(part for part in get_args(Part) if part != "template"), "month")
#: A code of this value holds for every value of its part without a row of its own.
ANY = "*"


class AccountCode(Record):
    """The code of one value of one part of an account, or the template that puts the parts together."""

    table = "account_codes"
    caption = (
        "Optional: how accounts are written, one row per value of a part. The row of part template holds the pattern, "
        "such as {stream_id}-{cost_kind}-{school_id}."
    )
    key = ("part", "value")

    part: Part = column("What is coded: a part of a budget line, or template.", example="template")
    value: str = column("The value, such as labour; * for every other one; blank for the template.", default="")
    code: str = column("Its code in the chart of accounts, or the pattern.", example="{stream_id}-{cost_kind}")
