"""The page of the tables says what the records say."""

from __future__ import annotations

from hitdesign.district.records import RECORDS
from hitdesign.io.schema import column_note, tables_markdown
from hitdesign.tables.fields import columns_of


def test_every_column_of_every_table_stands_on_the_page() -> None:
    page = tables_markdown()
    for record in RECORDS:
        section = page.split(f"\n## {record.table}\n")[1].split("\n## ")[0]
        assert all(f"| `{column.name}`" in section for column in columns_of(record))


def test_every_note_says_what_a_blank_stands_for() -> None:
    for record in RECORDS:
        for column in columns_of(record):
            assert column_note(column).endswith(".")
            assert ("Required." in column_note(column)) == column.required
