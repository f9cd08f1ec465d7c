"""The tables in words, generated from the records: column notes for the template and the page of documentation."""

from __future__ import annotations

from hitdesign.district.records import RECORDS, Record
from hitdesign.io.rows import form_of
from hitdesign.tables.fields import Column, columns_of

INTRODUCTION = """# The tables of a district

This page is generated from the records in `src/hitdesign/district/records.py` by
`hitdesign.io.schema.tables_markdown`.

A district is a folder of CSV files, one per table, or one `.xlsx` workbook with sheets of the same names.
`hit.write_template("my_district")` writes an empty folder, `hit.write_template("my_district.xlsx")` an empty
workbook, and `hit.read_district(path)` reads either. Every fault of every table is reported at once, with table,
row, column, what was found, what was expected and what to do.

How cells are read:

- Column names stand on one of the first ten lines; capitals and blanks in them do not matter. Lines that start with
  `#` are comments (the template's meanings and example rows are such lines). The order of rows and columns never
  matters.
- Ids are texts and keep their zeros; an 11-digit NCES school id gets back the zero a spreadsheet dropped, and the
  report says so; an id such as `3.10E+11` is refused. Ids that only capitals or look-alike letters tell apart are
  refused.
- Several values in a cell are separated by `;`, and a blank list means all. A `school_id` of `*` in blocks holds for
  every school without rows of its own; in calendar it holds for every school, and a school's own rows come on top.
- Numbers may have thousands separators; dollars may have `$`; shares are 0 to 1 or carry a percent sign (a bare `12`
  is refused). Dates are `2026-09-14`; `9/14/2026` is read as month/day/year. Grades are `PK`, `K`, `1` to `12`.
- A masked count (`<10`, `≤11`, `20-24`) is kept as its range where a range can be kept: `students` of cohorts,
  `share` of results. A count masked without a range (`*`, `s`, `PS`) needs `read_district(path, masked=(1, 9))` or the
  like; such a share may be anything from 0 to 1. Elsewhere a masked value is refused.
- Marks of cohorts (IEP, English learner, low income) are said of all students of a row (`yes`, `no`), or counted within
  it (`iep_students`, ...). Of several marks that are counted each alone, money limited to them finds only students who
  are certain to be there.
- `N/A`, `--`, `†`, `–`, `‡` are read as blank, and the report says so. Negative codes for missing values are
  refused.
- A cell of text that starts with an apostrophe before `=`, `+`, `-` or `@` is read without the apostrophe.
- CSV files are UTF-8, UTF-16 or (said in the report) Windows-1252, separated by commas, semicolons or tabs.

Columns marked * are required. What a blank stands for is printed beside every other column; where it stands for a
sourced default of the evidence, the plan lists it as an assumption.
"""


def tables_markdown() -> str:
    """The page docs/tables.md: every table, column, unit, allowed value and meaning of a blank.

    >>> from hitdesign.io.schema import tables_markdown
    >>> tables_markdown().splitlines()[0]
    '# The tables of a district'
    """
    return "\n".join([INTRODUCTION, *(_section(record) for record in RECORDS)])


def column_note(column: Column) -> str:
    """One column in a few sentences: meaning, unit or what may be written, what a blank stands for."""
    unit = f" Unit: {column.unit}." if column.unit else ""
    return f"{column.meaning}{unit} Write {form_of(column).expected}. {blank_note(column)}"


def blank_note(column: Column) -> str:
    """What a blank cell of this column stands for."""
    if column.required:
        return "Required."
    if column.assumed:
        return f"Blank: the evidence's default ({column.assumed}), listed as an assumption."
    if column.default in (None, "", ()):
        return "May be blank."
    return f"Blank: {column.default:g}." if isinstance(column.default, float) else f"Blank: {column.default}."


def _section(record: type[Record]) -> str:
    rows = [
        f"## {record.table}\n",
        record.caption + "\n",
        "| column | meaning | unit | what may be written | blank | example |",
        "|---|---|---|---|---|---|",
    ]
    for column in columns_of(record):
        star = " *" if column.required else ""
        cells = (
            f"`{column.name}`{star}",
            column.meaning,
            column.unit,
            form_of(column).expected,
            blank_note(column),
            f"`{column.example}`" if column.example else "",
        )
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"
