"""One cell's text to a value, an interval or a refusal with a sentence; nothing is guessed, nothing raised."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from hitdesign.io.masks import masked, missing_meaning

#: Strict and in ASCII: Python's float also takes 1_000, nan, infinity and digits of other scripts.
PLAIN = re.compile(r"[0-9]+(\.[0-9]*)?|\.[0-9]+")
GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
#: What a spreadsheet makes of a long number; an id such as 49E000 is none.
ROUNDED_ID = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
SCIENTIFIC = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?[eE][-+]?[0-9]+")
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})([ T]00:00(:00(\.0+)?)?)?")
US_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
MONTHS = re.compile(
    r"([0-9]{1,2}-)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(-[0-9]{1,4})?", re.IGNORECASE
)
ERROR_CELL = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|#+|Err:[0-9]+")
GRADES = {
    "3k": -2,
    "pk3": -2,
    "pk": -1,
    "prek": -1,
    "prekindergarten": -1,
    "pk4": -1,
    "k": 0,
    "kg": 0,
    "0k": 0,
    "kindergarten": 0,
}
GRADE = re.compile(r"(?:grade\s*)?(-?[0-9]{1,2})(?:\.0+|st|nd|rd|th)?(?:\s*grade)?", re.IGNORECASE)
YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0")
#: Whole numbers up to this are held without loss.
LARGEST = 2.0**53
NUMBERS = ("whole", "share", "percent", "dollars", "number")


@dataclass(frozen=True)
class Cell:
    """What one cell says: a `value` (None for a blank), an interval `low` to `high`, or a `problem`.

    `meaning` holds words where the text is no plain value: what a mask, a stand-in or another spelling was read as.
    """

    value: Any = None
    low: float | None = None
    high: float | None = None
    meaning: str = ""
    problem: str = ""
    advice: str = "Correct the cell"
    #: The advice where the text itself may not be shown, so that a near word gives nothing of it away.
    advice_unseen: str = ""


@dataclass(frozen=True)
class Form:
    """What a column's cells may be; `range_of_mask` is what a mask without a range stands for."""

    kind: str
    words: tuple[str, ...] = ()
    low: float | None = 0
    high: float | None = None
    range_of_mask: tuple[float, float] | None = None

    @property
    def expected(self) -> str:
        """What a person should write, in a few words."""
        if self.words:
            return ("some of, with ; between: " if self.kind == "list" else "one of: ") + ", ".join(self.words)
        return {
            "text": "a text",
            "id": "an id as text",
            "list": "texts with ; between",
            "grade": "PK, K or 1 to 13",
            "date": "a date such as 2026-09-14",
            "whole": f"a whole number{self._span()}",
            "share": "a share from 0 to 1, or a percentage with its sign",
            "percent": "a percentage from 0 to 100",
            "dollars": f"an amount of dollars{self._span()}",
            "number": f"a number{self._span()}",
        }[self.kind]

    def _span(self) -> str:
        if self.low is None:
            return ""
        return f" of at least {self.low:,g}" if self.high is None else f" from {self.low:,.0f} to {self.high:,.0f}"


def parse(text: str, form: Form) -> Cell:
    """The cell's value as the form reads it.

    Values: text, id and word: str; list: tuple of str; whole and grade: int; share and percent: float 0 to 1; dollars
    and number: float; date: date; a blank is None. Never raises, whatever the text.

    >>> from hitdesign.io.cells import Form, parse
    >>> parse("$1,234.50", Form("dollars")).value, parse("<10", Form("whole")).high
    (1234.5, 9)
    """
    stripped = text.strip()
    if not stripped:
        return Cell()
    if CONTROL.search(stripped):
        return Cell(problem="holds a control character", advice="Type the cell anew")
    if ERROR_CELL.fullmatch(stripped):
        return Cell(problem="is a spreadsheet's error value", advice="Mend the formula or type the value")
    return PARSERS[form.kind](stripped, form)


def _text(text: str, form: Form) -> Cell:
    """Text as it stands; the apostrophe that keeps a spreadsheet from running a text as a formula is taken off."""
    return Cell(value=text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@\t\r") else text)


def _id(text: str, form: Form) -> Cell:
    if ROUNDED_ID.fullmatch(text):
        return Cell(
            problem="was rounded by a spreadsheet, so its last digits are lost",
            advice="Export it anew with the column formatted as text",
        )
    if not text.isprintable() and any(
        unicodedata.category(letter) in ("Cf", "Cc", "Zl", "Zp", "Co", "Cn", "Cs") for letter in text
    ):
        return Cell(problem="holds a character that cannot be seen", advice="Type the id anew")
    return _text(text, form)


def _word(text: str, form: Form) -> Cell:
    word = re.sub(r"[\s\-]+", "_", text.casefold())
    if word in form.words:
        return Cell(value=word, meaning="" if word == text else f"read as {word}")
    if set(form.words) >= {"yes", "no"} and word in YES + NO:
        answer = "yes" if word in YES else "no"
        return Cell(value=answer, meaning=f"read as {answer}")
    if "unknown" in form.words and missing_meaning(text):
        return Cell(value="unknown", meaning="read as unknown")
    near = get_close_matches(word[:40], form.words, n=1, cutoff=0.6)
    return Cell(
        problem="is not one of the words of this column",
        advice=f"Did you mean {near[0]!r}? Correct the cell" if near else "Write one of the words",
        advice_unseen="Write one of the words",
    )


def _list(text: str, form: Form) -> Cell:
    parts = [part.strip() for part in text.split(";") if part.strip()]
    cells = [_word(part, form) if form.words else _id(part, form) for part in parts]
    bad = next((cell for cell in cells if cell.problem), None)
    return bad or Cell(value=tuple(cell.value for cell in cells))


def _grade(text: str, form: Form) -> Cell:
    if meaning := missing_meaning(text):
        return Cell(meaning=meaning)
    word = re.sub(r"[\s\-]+", "", text.casefold()) if text[:1] != "-" else text
    found = GRADE.fullmatch(text)
    grade = GRADES.get(word, int(found.group(1)) if found else None)
    if grade is None or not -2 <= grade <= 13:
        return Cell(problem="is no grade", advice="Write PK, K or a number")
    return Cell(value=grade)


def _date(text: str, form: Form) -> Cell:
    if meaning := missing_meaning(text):
        return Cell(meaning=meaning)
    if found := ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in found.groups()[:3])
    elif found := US_DAY.fullmatch(text):
        month, day, year = (int(part) for part in found.groups())
    elif PLAIN.fullmatch(text):
        return Cell(problem="is a number, not a date", advice="Write the date as year-month-day")
    else:
        return Cell(problem="is not a date that can be read without guessing", advice="Write year-month-day")
    try:
        value = date(year, month, day)
    except ValueError:
        return Cell(problem="is no day of the calendar", advice="Write year-month-day")
    if not 1990 <= year <= 2100:
        return Cell(problem="is a day outside 1990 to 2100", advice="Correct the year")
    return Cell(value=value, meaning="read as month/day/year" if "/" in text else "")


def _number(text: str, form: Form) -> Cell:
    """A plain number first, then a mask, then a stand-in for no value; the rest is refused with the reason."""
    amount = _amount(text, form.kind)
    if amount is not None:
        return _in_range(amount, form)
    found = masked(text, form.kind, form.range_of_mask)
    if found is not None:
        low = found.low if form.low is None else max(found.low, form.low)
        return Cell(low=_as_kind(low, form), high=_as_kind(found.high, form), meaning=found.meaning)
    if meaning := missing_meaning(text):
        return Cell(meaning=meaning)
    return Cell(problem=_why_no_number(text, form.kind), advice=f"Write {form.expected}")


def _amount(text: str, kind: str) -> float | None:
    """The number, in the column's unit, or None: `$` only for dollars, `%` only for shares, (1,234) is negative."""
    body, sign = text, 1.0
    if body.startswith("(") and body.endswith(")"):
        body, sign = body[1:-1].strip(), -1.0
    elif body[:1] in ("-", "+", "−"):
        body, sign = body[1:], (1.0 if body[0] == "+" else -1.0)
    if kind == "dollars" and body.startswith("$"):
        body = body[1:].strip()
        if body.startswith("-") and sign > 0:
            body, sign = body[1:], -1.0
    unit = 0.01 if kind == "percent" else 1.0
    if kind in ("share", "percent") and body.endswith("%"):
        body, unit = body[:-1].strip(), 0.01
    if not (PLAIN.fullmatch(body) or GROUPED.fullmatch(body)) or body == ".":
        return None
    number = sign * float(body.replace(",", ""))
    return number if unit == 1.0 else round(number * unit, 12)


def _in_range(amount: float, form: Form) -> Cell:
    low = form.low
    high = 1.0 if form.kind in ("share", "percent") else form.high
    if not abs(amount) <= LARGEST:
        return Cell(problem="is larger than any number that can be used")
    if form.kind == "whole" and not amount.is_integer():
        return Cell(problem="is not a whole number", advice="Write the count without a fraction")
    if low is not None and amount < low:
        return Cell(
            problem="is below what this column can hold",
            advice="Leave the cell blank if the publisher writes -1, -9 or -99999999 where nothing is known"
            if amount < 0
            else f"Write {form.expected}",
        )
    if high is not None and amount > high:
        return Cell(problem="is above what this column can hold", advice=f"Write {form.expected}")
    return Cell(value=int(amount) if form.kind == "whole" else amount)


def _as_kind(number: float, form: Form) -> float:
    return int(number) if form.kind == "whole" and math.isfinite(number) else number


def _why_no_number(text: str, kind: str) -> str:
    if SCIENTIFIC.fullmatch(text):
        return "was shortened by a spreadsheet, so its digits are lost"
    if MONTHS.fullmatch(text) or ISO_DAY.fullmatch(text) or US_DAY.fullmatch(text):
        return "is a date; a spreadsheet may have turned a range such as 5-9 into one"
    if "%" in text and kind not in ("share", "percent"):
        return "is a percentage in a column of another unit"
    if "$" in text and kind != "dollars":
        return "is an amount of dollars in a column of another unit"
    return "is no number"


PARSERS: dict[str, Callable[[str, Form], Cell]] = {
    "text": _text,
    "id": _id,
    "word": _word,
    "list": _list,
    "grade": _grade,
    "date": _date,
    **dict.fromkeys(NUMBERS, _number),
}
