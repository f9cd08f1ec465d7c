"""Units: how amounts are typed, rounded and printed. One place, so that one amount never has two faces."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import Field

Dollars = Annotated[float, Field(ge=0, le=1e11)]
Share = Annotated[float, Field(ge=0, le=1)]
Hours = Annotated[float, Field(ge=0, le=1e6)]
Units = Annotated[float, Field(ge=0, le=1e9)]
Minutes = Annotated[int, Field(ge=1, le=1440)]
Weeks = Annotated[int, Field(ge=1, le=53)]
Count = Annotated[int, Field(ge=0, le=100_000_000)]
Positive = Annotated[int, Field(ge=1, le=1_000_000)]
Grade = Annotated[int, Field(ge=-2, le=13)]

#: Rounding slack: two computed amounts closer than this, relative to their size, are the same amount.
TOLERANCE = 1e-6
#: Decimals of a percentage beyond which two shares are the same share.
MOST_DIGITS = 4


def to_cents(dollars: float) -> int:
    """Dollars as whole cents, rounded up, so that a cost is never understated.

    Formula: ceil(100 x dollars - 1e-6): a value that floating point left a hair above a cent stays that cent.
    """
    return math.ceil(100 * dollars - TOLERANCE)


def print_dollars(dollars: float | None) -> str:
    """`$1,234` for amounts of a dollar and more, cents below it, and `unknown` for None or NaN."""
    if dollars is None or math.isnan(dollars):
        return "unknown"
    sign = "-" if dollars < 0 else ""
    amount = abs(dollars)
    return f"{sign}${amount:,.0f}" if amount >= 1 or amount == 0 else f"{sign}${amount:,.2f}"


def print_count(count: float | None, noun: str) -> str:
    """`1 student`, `2,340 students`, `2 families`; `unknown students` for None or NaN."""
    several = f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2] not in "aeiou" else f"{noun}s"
    if count is None or math.isnan(count):
        return f"unknown {several}"
    text = f"{count:,.0f}" if float(count).is_integer() else f"{count:,.1f}"
    return f"{text} {noun}" if count == 1 else f"{text} {several}"


def print_share(share: float | None, digits: int = 0) -> str:
    """`42%` from 0.42; `unknown` for None or NaN."""
    if share is None or math.isnan(share):
        return "unknown"
    return f"{100 * share:.{digits}f}%"


def print_share_beside(share: float, bound: float, digits: int = 0) -> str:
    """A share with as many decimals more as it takes to look different from the bound beside it.

    >>> print_share_beside(0.31, 0.4), print_share_beside(0.3996, 0.4)
    ('31%', '39.96%')
    """
    while digits < MOST_DIGITS and float(f"{100 * share:.{digits}f}") == float(f"{100 * bound:.{digits}f}"):
        digits += 1
    return print_share(share, digits)


def print_grade(grade: int) -> str:
    """`K` for 0, `PK` for -1, `3K` for -2, else the number."""
    return {-2: "3K", -1: "PK", 0: "K"}.get(int(grade), str(int(grade)))


def print_grades(low: int, high: int) -> str:
    """`K-5`, or `4` where both ends are the same."""
    return print_grade(low) if low == high else f"{print_grade(low)}-{print_grade(high)}"
