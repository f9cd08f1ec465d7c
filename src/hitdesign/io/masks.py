"""Masked and missing values as publishers write them: each becomes an interval or a missing value, never a midpoint."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

#: Half of the last place of a published whole percentage: 20-24 % may have been 19.5 to 24.5 % before rounding.
ROUNDING = 0.5

#: What stands for a value that is not there, in lower case, with the publisher's meaning.
MISSING = {
    "n/a": "not available",
    "na": "not available",
    "n.a.": "not available",
    "#n/a n/a": "not available",
    "--": "not reported",
    "-": "not reported",
    "–": "missing at the publisher",
    "—": "missing at the publisher",
    "†": "does not apply",
    "‡": "did not meet the publisher's quality standards",
    ".": "missing",
    "null": "missing",
    "none": "missing",
    "nan": "missing",
    "missing": "missing",
    "unknown": "unknown",
    "not applicable": "does not apply",
    "not available": "not available",
    "data not available": "not available",
    "insufficient data": "not enough data to publish",
    "no data": "not available",
    "not reported": "not reported",
    "n<10": "fewer than 10 students, so nothing was published",
}
#: What stands for a value that was masked and says nothing of its range.
MASKED = {"*", "**", "***", "s", "ps", "suppressed", "masked", "redacted", "(s)"}

NUMBER = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?"
BELOW = re.compile(rf"(<=|≤|<|LT|LE|Below |Under |Less than |Fewer than |At most )\s*{NUMBER}\s*(%?)", re.IGNORECASE)
ABOVE = re.compile(rf"(>=|≥|>|GT|GE|Above |Over |More than |At least )\s*{NUMBER}\s*(%?)", re.IGNORECASE)
BETWEEN = re.compile(rf"{NUMBER}\s*(?:-|–|—| to )\s*{NUMBER}\s*(%?)", re.IGNORECASE)
#: EDFacts writes percentages this way, with no percent sign.
EDFACTS = ("LT", "LE", "GT", "GE")
STRICT = ("<", "LT", "BELOW", "UNDER", "LESS THAN", "FEWER THAN", ">", "GT", "ABOVE", "OVER", "MORE THAN")


@dataclass(frozen=True)
class Masked:
    """The closed interval in which a masked value certainly lies, in the column's unit, and the words for it."""

    low: float
    high: float
    meaning: str


def missing_meaning(text: str) -> str | None:
    """What a stand-in for no value means, or None where the text is something else."""
    return MISSING.get(text.strip().casefold())


def masked(text: str, kind: str, range_of_mask: tuple[float, float] | None = None) -> Masked | None:
    """The interval of a masked value, or None where the text is no mask.

    `kind` decides the unit: whole (counts), share (results are 0 to 1; only marked percentages), percent (numbers are
    percentages; results are 0 to 1), dollars and number. `range_of_mask` is what a mask without a range of its own,
    such as `*`, stands for in the publisher's files; without it that is everything the column can hold.
    """
    text = text.strip()
    if text.casefold() in MASKED:
        return _unbounded(text, kind, range_of_mask)
    for pattern, reader in ((BELOW, _below), (ABOVE, _above), (BETWEEN, _between)):
        found = pattern.fullmatch(text)
        if found:
            return reader(found, kind)
    return None


def _unbounded(text: str, kind: str, range_of_mask: tuple[float, float] | None) -> Masked:
    if range_of_mask is not None:
        low, high = range_of_mask
        return Masked(low, high, f"masked; stated to be {low:g} to {high:g}")
    top = 1.0 if kind in ("share", "percent") else math.inf
    return Masked(0.0, top, f"masked; {text} gives no range")


def _amount(whole: str, fraction: str | None) -> float:
    return float(whole.replace(",", "") + (fraction or ""))


def _unit(kind: str, marked: bool) -> float | None:
    """What one of the number's units is worth in the column's unit, or None where the two do not fit together."""
    if kind == "percent":
        return 0.01
    if kind == "share":
        return 0.01 if marked else 1.0
    return None if marked else 1.0


def _below(found: re.Match[str], kind: str) -> Masked | None:
    sign, whole, fraction, percent = found.groups()
    unit = _unit(kind, bool(percent) or (sign.upper() in EDFACTS))
    if unit is None:
        return None
    amount = _amount(whole, fraction)
    high = amount
    if kind == "whole":
        high = max(math.ceil(amount) - 1 if sign.strip().upper() in STRICT else math.floor(amount), 0)
    return _within(0.0, high * unit, kind)


def _above(found: re.Match[str], kind: str) -> Masked | None:
    sign, whole, fraction, percent = found.groups()
    unit = _unit(kind, bool(percent) or (sign.upper() in EDFACTS))
    if unit is None:
        return None
    amount = _amount(whole, fraction)
    low = amount
    if kind == "whole":
        low = math.floor(amount) + 1 if sign.strip().upper() in STRICT else math.ceil(amount)
    return _within(low * unit, 1.0 if kind in ("share", "percent") else math.inf, kind)


def _between(found: re.Match[str], kind: str) -> Masked | None:
    first, first_fraction, last, last_fraction, percent = found.groups()
    unit = _unit(kind, bool(percent))
    low, high = _amount(first, first_fraction), _amount(last, last_fraction)
    if unit is None or low > high:
        return None
    if unit != 1.0 and not first_fraction and not last_fraction:
        low, high = max(low - ROUNDING, 0.0), min(high + ROUNDING, 100.0)
    return _within(low * unit, high * unit, kind)


def _within(low: float, high: float, kind: str) -> Masked | None:
    """The interval, or None where it lies outside what a share can be."""
    low, high = round(low, 12), round(high, 12)
    if kind in ("share", "percent") and (low > 1 or high > 1):
        return None
    top = "no upper end" if math.isinf(high) else f"{high:g}"
    return Masked(low, high, f"masked; {low:g} to {top}")
