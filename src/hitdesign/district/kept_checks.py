"""Checks of the chart of accounts and of an earlier plan's seats, whose places may be gone without a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hitdesign.district.account_codes import NAMED, AccountCode
from hitdesign.district.last_plan import LastSeats
from hitdesign.district.row_checks import Places, Tables
from hitdesign.errors import Fault
from hitdesign.quantities import print_grades
from hitdesign.tables.cell_faults import fault
from hitdesign.tables.ids import nearest
from hitdesign.tables.record import Record

CODES, LAST = AccountCode.table, LastSeats.table
TEMPLATE = "template"
_NAME = re.compile(r"\{(\w+)\}")


def _twice(district: Tables, places: Places) -> Iterator[Fault]:
    """No value of a part has two codes, and no row of the earlier plan stands twice."""
    tables: tuple[tuple[str, Sequence[Record]], ...] = ((CODES, district.account_codes), (LAST, district.last_plan))
    for table, rows in tables:
        seen: set[tuple[object, ...]] = set()
        for position, row in enumerate(rows):
            key = tuple(getattr(row, name) for name in row.key)
            if key in seen:
                line, found = places.line(table, position), " ".join(str(part) for part in key if part != "")
                each = f"each {', '.join(row.key)} once"
                yield fault(
                    table, "the row stands in the table twice", each, "Remove one row", line, row.key[-1], found
                )
            seen.add(key)


def _values(district: Tables, places: Places) -> Iterator[Fault]:
    """A code has a value, and the template has none."""
    for position, row in enumerate(district.account_codes):
        if (row.part == TEMPLATE) == bool(row.value):
            line = places.line(CODES, position)
            problem = "the template has a value" if row.value else f"the code of a {row.part} has no value"
            expected = "blank beside template" if row.value else "the value that is coded, or * for every other one"
            yield fault(CODES, problem, expected, "Clear it" if row.value else "Fill it", line, "value", row.value)
        if not row.code:
            line = places.line(CODES, position)
            yield fault(CODES, "the code is blank", "a text", "Fill it, or remove the row", line, "code", "")


def _template(district: Tables, places: Places) -> Iterator[Fault]:
    """There is a template where there are codes, and it names parts of a budget line between whole braces."""
    rows = district.account_codes
    if rows and not any(row.part == TEMPLATE for row in rows) and TEMPLATE not in places.ids.get(CODES, frozenset()):
        problem, remedy = "there are codes and no template", "Add the row of part template"
        yield Fault(CODES, problem, "a row of part template, such as {stream_id}-{cost_kind}", remedy, column="part")
    for position, row in enumerate(rows):
        if row.part != TEMPLATE:
            continue
        line = places.line(CODES, position)
        for name in dict.fromkeys(_NAME.findall(row.code)):
            if name not in NAMED:
                near = nearest(name, NAMED)
                remedy = f"Did you mean {near!r}? " if near else ""
                problem = "the template names a part that a budget line does not have"
                remedy += "Correct the name between the braces"
                yield fault(CODES, problem, ", ".join(NAMED), remedy, line, "code", f"{{{name}}}")
        if set("{}") & set(_NAME.sub("", row.code)):
            problem, expected = "a brace of the template stands alone", "names between { and }, such as {stream_id}"
            yield fault(CODES, problem, expected, "Close or remove it", line, "code", row.code)


def _grades(district: Tables, places: Places) -> Iterator[Fault]:
    """The lowest grade of a seat is not above its highest."""
    for position, row in enumerate(district.last_plan):
        if row.grade_low > row.grade_high:
            line, found = places.line(LAST, position), print_grades(row.grade_low, row.grade_high)
            yield fault(
                LAST, "grade_low is above grade_high", "the lowest first", "Swap them", line, "grade_low", found
            )


#: The checks of these tables, in the order of their faults.
KEPT_CHECKS = (_twice, _values, _template, _grades)
