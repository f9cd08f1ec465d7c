"""Every real bad file beside this checkout: what is read with which meaning, what is refused with which words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hitdesign.errors import InputError
from hitdesign.io.reading import read_district
from hitdesign.io.tables import RawTable, Understood, read_table, understand

#: Rows, columns, and kinds of columns that read whole: 'kind' or ('kind', options).
EXPECTED: dict[str, tuple[int, int, dict[str, str]]] = {
    "chicago_FY2026_charter_raw.csv": (
        92,
        9,
        {
            "Name": "text",
            "FY25 20th Day Enrollment": "whole",
            "Title I": "dollars",
            "Estimated Per Capita Tuition Charge": "dollars",
        },
    ),
    "chicago_FY2026_district_managed_raw_sample.csv": (
        38,
        69,
        {
            "School Name": "text",
            "Fall 2024 Total Enrollment": "whole",
            "Per-Pupil Total For Title I Funding": "dollars",
        },
    ),
    "nc_code_descriptions.csv": (28, 3, {"code_set": "text", "code": "id", "description": "text"}),
    "nc_rcd_acc_eds_masked_raw.csv": (57, 4, {"year": "whole", "agency_code": "id", "pct_eds": "percent"}),
    "nc_rcd_acc_rta_raw_sample.csv": (119, 7, {"agency_code": "id", "num": "whole", "den": "whole", "pct": "percent"}),
    "nc_rcd_chronic_absent_over_100pct_raw.csv": (72, 10, {"agency_code": "id", "Count": "whole", "pct": "number"}),
    "nc_rcd_funds2_negative_raw.csv": (191, 12, {"agency_code": "id", "expenditure_category": "text", "ADM": "whole"}),
    "nces_elsi_districts_2014_15_raw_sample.csv": (
        86,
        14,
        {
            "Agency Name": "text",
            "Total Students, All Grades (Excludes AE) [District] 2014-15": "whole",
            "Lowest Grade Offered [District] 2014-15": "grade",
            "Highest Grade Offered [District] 2014-15": "grade",
        },
    ),
    "nyc_2016_school_explorer_raw_sample.csv": (
        88,
        44,
        {
            "School Name": "text",
            "Location Code": "id",
            "Grade Low": "grade",
            "Percent ELL": "share",
            "School Income Estimate($)": "dollars",
            "Student Attendance Rate": "share",
        },
    ),
    "nyc_demographic_snapshot_raw_sample.csv": (
        147,
        44,
        {"DBN": "id", "Total Enrollment": "whole", "% Poverty": "share", "Economic Need Index": "share"},
    ),
    "saipe_2019_districts_raw_head.csv": (
        57,
        7,
        {"District ID": "id", "Name": "text", "Estimated Population 5-17": "whole"},
    ),
    "tx_yearly_fiscal_raw_head_bom_dollar_CR.csv": (
        10,
        72,
        {"NCES ID": "id", "State ID (CDN)": "id", "Total Revenue": "dollars", "State Revenue (%)": "percent"},
    ),
}
SHEETS = {"District": (22, 8), "Networks": (22, 8), "Schools": (647, 13)}


@pytest.fixture(scope="module")
def samples(shared_data: Path) -> Path:
    return shared_data / "raw_samples"


def raw(samples: Path, name: str, sheet: str | None = None) -> RawTable:
    return read_table(samples / name, sheet)


def refused(found: Understood, problem: str) -> set[str]:
    assert found.faults
    assert all(problem in fault.problem and fault.row and fault.what_to_do for fault in found.faults)
    with pytest.raises(InputError):
        found.or_raise()
    return {str(fault.found) for fault in found.faults}


def test_every_sample_is_in_this_list(samples: Path) -> None:
    here = {path.name for path in samples.iterdir()}
    assert here == {*EXPECTED, "chicago_EL_IEP_2024-2025_multirow_header.xlsx"}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_reads_as_a_table_and_these_columns_with_a_meaning(samples: Path, name: str) -> None:
    rows, columns, kinds = EXPECTED[name]
    table = raw(samples, name)
    assert (len(table), len(table.columns)) == (rows, columns)
    for column, kind in kinds.items():
        assert not understand(table[column], kind).faults, column


@pytest.mark.parametrize("kind", ["whole", "share", "percent", "dollars", "number", "grade", "date", "id", "text"])
@pytest.mark.parametrize("name", EXPECTED)
def test_every_column_of_every_sample_as_any_kind_is_read_or_refused(samples: Path, name: str, kind: str) -> None:
    table = raw(samples, name)
    for column in table.columns:
        found = understand(table[column], kind)
        bad = {fault.row for fault in found.faults}
        for line, text, value, low in zip(table.lines, table[column].texts, found.values, found.low, strict=True):
            meant = value is not None or not np.isnan(low) or text in found.meanings or not text.strip()
            assert meant != (line in bad)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_foreign_file_in_the_place_of_a_table_is_refused_with_sentences(
    samples: Path, name: str, tmp_path: Path
) -> None:
    for table in ("schools", "cohorts", "funding"):
        (tmp_path / f"{table}.csv").write_bytes((samples / name).read_bytes())
    with pytest.raises(InputError) as caught:
        read_district(tmp_path)
    assert any(fault.problem.startswith("no line with the column names") for fault in caught.value.faults)


def test_chicagos_workbook_reads_with_groups_above_its_names(samples: Path) -> None:
    name = "chicago_EL_IEP_2024-2025_multirow_header.xlsx"
    for sheet, shape in SHEETS.items():
        table = raw(samples, name, sheet)
        assert (len(table), len(table.columns)) == shape
    schools = raw(samples, name, "Schools")
    assert schools["School ID"].texts[0] == "400009"
    counted = understand(schools["State English Learners: N"], "whole").or_raise()
    share = understand(schools["Economically Disadvantaged: %"], "share").or_raise()
    assert counted.values[0] == 163
    assert share.low[0] == pytest.approx(0.588957)
    with pytest.raises(InputError, match="several sheets"):
        raw(samples, name)


def test_footnotes_and_repeated_headers_are_skipped_and_said(samples: Path) -> None:
    notes = raw(samples, "chicago_EL_IEP_2024-2025_multirow_header.xlsx", "District").notes
    assert "A footnote on line 31 was not read as a row." in notes
    assert "merged cells (A31:H31)" in " ".join(notes)
    absent = raw(samples, "nc_rcd_chronic_absent_over_100pct_raw.csv")
    assert "the column names stand again on line 2; skipped." in absent.notes[0]
    assert "stand on line 3" in " ".join(raw(samples, "saipe_2019_districts_raw_head.csv").notes)


def test_above_95_percent_is_an_interval_and_never_95(samples: Path) -> None:
    table = raw(samples, "nyc_demographic_snapshot_raw_sample.csv")
    poverty = understand(table["% Poverty"], "share").or_raise()
    masked = [place for place, text in enumerate(table["% Poverty"].texts) if text == "Above 95%"]
    assert masked
    assert {poverty.values[place] for place in masked} == {None}
    assert set(poverty.low[masked]) == {0.95} and set(poverty.high[masked]) == {1.0}
    assert poverty.meanings["Above 95%"] == "masked; 0.95 to 1"


def test_above_95_percent_in_a_column_of_counts_is_refused(samples: Path) -> None:
    found = understand(raw(samples, "nyc_demographic_snapshot_raw_sample.csv")["# Poverty"], "whole")
    assert refused(found, "is a percentage in a column of another unit") == {"Above 95%"}


def test_ids_that_excel_rounded_are_refused(samples: Path) -> None:
    found = understand(raw(samples, "nyc_2016_school_explorer_raw_sample.csv")["SED Code"], "id")
    assert len(found.faults) == 88
    assert all("E+11" in text for text in refused(found, "was rounded by a spreadsheet"))


def test_a_publishers_own_stand_in_is_read_as_the_caller_says(samples: Path) -> None:
    column = raw(samples, "nyc_2016_school_explorer_raw_sample.csv")["Student Attendance Rate"]
    assert "0%" in column.texts
    plain = understand(column, "share").or_raise()
    told = understand(column, "share", meanings={"0%": "N/A"}).or_raise()
    assert np.isnan(told.low).sum() == np.isnan(plain.low).sum() + column.texts.count("0%")
    assert told.meanings["0%"] == "not available"


def test_daggers_and_dashes_are_blanks_with_their_meanings(samples: Path) -> None:
    table = raw(samples, "nces_elsi_districts_2014_15_raw_sample.csv")
    found = understand(table["Pupil/Teacher Ratio [District] 2014-15"], "number").or_raise()
    assert found.meanings["†"] == "does not apply"
    assert found.meanings["–"] == "missing at the publisher"


def test_mask_codes_become_the_intervals_that_the_code_list_states(samples: Path) -> None:
    codes = raw(samples, "nc_code_descriptions.csv")
    stated = {code: text for kind, code, text in codes.rows if kind == "masking" and code != "0"}
    stated["3"] = f"n{stated['3']}"  # the list says <10, which counts students and not percent
    table = raw(samples, "nc_rcd_acc_eds_masked_raw.csv")
    found = understand(table["pct_eds"], "percent", mask=table["pct_eds_masking"], meanings=stated).or_raise()
    intervals = {(low, high) for low, high in zip(found.low, found.high, strict=True) if not np.isnan(low)}
    assert intervals == {(0.0, 0.05), (0.95, 1.0)}
    assert found.meanings["3"].startswith("fewer than 10 students")
    assert all(value is None for value in found.values)


def test_shares_above_one_are_refused_and_never_clipped(samples: Path) -> None:
    found = understand(raw(samples, "nc_rcd_chronic_absent_over_100pct_raw.csv")["pct"], "share")
    assert "1.25" in refused(found, "is above what this column can hold")


def test_negative_dollars_are_refused_unless_the_caller_allows_them(samples: Path) -> None:
    column = raw(samples, "nc_rcd_funds2_negative_raw.csv")["federal_funds"]
    assert "-6072.9" in refused(understand(column, "dollars"), "is below what this column can hold")
    assert -6072.9 in understand(column, "dollars", low=None).or_raise().values


def test_texas_with_its_mark_old_line_ends_and_dollar_signs(samples: Path) -> None:
    table = raw(samples, "tx_yearly_fiscal_raw_head_bom_dollar_CR.csv")
    assert table.columns[0] == "Year"
    assert table["State ID (CDN)"].texts[0] == "001902"
    assert understand(table["Total Revenue"], "dollars").values[0] == 8_015_229.0
    assert understand(table["State Revenue (%)"], "percent").values[0] == pytest.approx(0.3298)


def test_an_unknown_column_is_refused_with_the_names_there_are(samples: Path) -> None:
    with pytest.raises(InputError, match="agency_code"):
        raw(samples, "nc_rcd_acc_rta_raw_sample.csv")["school"]
