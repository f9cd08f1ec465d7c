"""CSV files: all of them or none, nothing a spreadsheet program would run, and the way back."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hitdesign.allocation.shapes import SHAPES
from hitdesign.errors import OutputError
from hitdesign.report.audience import INTERNAL_NOTE
from hitdesign.report.reading import CAPTIONS, answer_tables, reading_of
from hitdesign.report.tables import csv_bytes, guard, unguard, write_tables
from hitdesign.report.words import plain
from report.place import FORMULA

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("=+-@'\t\r\n"))


def read(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8-sig")


def test_every_table_is_a_file(plan, tmp_path):
    paths = write_tables(plan, tmp_path / "out")
    assert {path.name for path in paths} == {INTERNAL_NOTE, *(f"{name}.csv" for name in (*CAPTIONS, *SHAPES))}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {path.name for path in paths}


def test_the_answer_comes_back_as_it_was(plan, tmp_path):
    for path in write_tables(plan, tmp_path):
        if path.stem not in SHAPES:
            continue
        table, back = answer_tables(plan)[path.stem], read(path.read_bytes())
        assert list(back.columns) == list(table.columns)
        assert len(back) == len(table)
        for column in table.columns:
            if pd.api.types.is_numeric_dtype(table[column]):
                assert pd.to_numeric(back[column]).to_list() == pytest.approx(table[column].to_list(), nan_ok=True)
            else:
                expected = ["" if pd.isna(value) else plain(value) for value in table[column]]
                assert [unguard(value) for value in back[column]] == expected


def test_a_name_that_is_a_formula_gets_an_apostrophe_and_a_negative_number_none(reading):
    table = reading["by_school"].assign(unserved=-5.0)
    back = read(csv_bytes(table))
    assert back["school_name"][0] == f"'{FORMULA}"
    assert back["unserved"][0] == "-5.0"


@given(TEXTS)
@example("=1")
@example("'=1")
@example("'plain")
def test_guarding_is_undone_exactly(text):
    text = plain(text)
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_no_cell_of_a_written_table_could_run(texts):
    content = csv_bytes(pd.DataFrame({"name": texts, "number": -1.5})).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline="")))
    assert [unguard(row[0]) for row in rows[1:]] == [plain(text) for text in texts]
    assert all(not row[0].startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for row in rows[1:])


def test_the_files_start_with_the_mark_that_spreadsheet_programs_need(plan, tmp_path):
    for path in write_tables(plan, tmp_path):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_folder_that_cannot_be_made_is_a_sentence(plan, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="could not be written"):
        write_tables(plan, tmp_path / "file")


def test_a_plan_that_was_read_already_is_written_without_reading_it_again(plan, reading, tmp_path):
    assert reading_of(reading) is reading
    for said, name in ((plan, "plan"), (reading, "reading")):
        write_tables(said, tmp_path / name)
    for path in (tmp_path / "plan").iterdir():
        assert path.read_bytes() == (tmp_path / "reading" / path.name).read_bytes()
