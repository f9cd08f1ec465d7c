"""Whole files, bent in every way that real ones are: a district or an InputError, and never anything else."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hitdesign.errors import InputError
from hitdesign.io.reading import read_district

Writer = Callable[..., Path]
Bend = Callable[[bytes, random.Random], bytes]


def lines(change: Callable[[list[bytes], random.Random], list[bytes]]) -> Bend:
    return lambda content, dice: b"\n".join(change(content.split(b"\n"), dice))


def cell(*texts: str) -> Bend:
    """One cell anywhere, header or row, becomes one of these texts."""

    def bend(content: bytes, dice: random.Random) -> bytes:
        rows = [row.split(b",") for row in content.split(b"\n") if row]
        row = dice.choice(rows)
        row[dice.randrange(len(row))] = dice.choice(texts).encode("utf-8")
        return b"\n".join(b",".join(row) for row in rows)

    return bend


BENDS: tuple[Bend, ...] = (
    lambda content, dice: b"\xef\xbb\xbf" + content,
    lambda content, dice: content.decode("utf-8", "replace").encode("utf-16"),
    lambda content, dice: content.decode("utf-8", "replace").encode("cp1252", "replace"),
    lambda content, dice: content.replace(b"\n", b"\r"),
    lambda content, dice: content.replace(b",", b";"),
    lambda content, dice: content[: dice.randrange(len(content) + 1)],
    lambda content, dice: content + b"\0",
    lambda content, dice: bytes(byte ^ (dice.random() < 0.01) for byte in content),
    lines(lambda rows, dice: [*rows[:1], b"", *rows[1:], b"Source: the state,,,"]),
    lines(lambda rows, dice: [b"State report", b",,", b"2026", *rows]),
    lines(lambda rows, dice: [*rows, rows[-2] if len(rows) > 1 else b""]),
    lines(lambda rows, dice: [rows[0], *rows]),
    lines(lambda rows, dice: [row + b",9" if dice.random() < 0.5 else row for row in rows]),
    lines(lambda rows, dice: [rows[0] + b"," + rows[0].split(b",")[-1], *(row + b",1" for row in rows[1:])]),
    cell("1" + "0" * 400, "9" * 5000, "3.10E+11", "10000500870", "-99999999", "1e308", "nan", "١٢", "1_000"),
    cell('=HYPERLINK("http://x")', "+1", "@SUM(A1)", "-2+3", "\tx", "'=1", "\u202e0102", "01\u200b02", "\uff10102"),
    cell("*", "<5", "PS", "LT50", "20-24", "Above 95%", "†", "–", "N/A", "n<10", "#REF!", "No data", ".9.94", "K"),
    cell('"', '""', '"a""b"', '"a\nb"', 'a "b" c', "a,b", ";", "NA", "None", "null", " ", "x" * 200_000),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**32),
    bends=st.lists(st.sampled_from(BENDS), min_size=1, max_size=4),
    table=st.sampled_from(("schools", "cohorts", "blocks", "tutors", "funding")),
    masked=st.sampled_from((None, (1, 9))),
)
def test_a_bent_file_is_a_district_or_an_input_error(
    folder: Writer, seed: int, bends: list[Bend], table: str, masked: tuple[int, int] | None
) -> None:
    path = folder()
    dice = random.Random(seed)
    file = path / f"{table}.csv"
    content = file.read_bytes()
    for bend in bends:
        content = bend(content, dice)
    file.write_bytes(content)
    try:
        district = read_district(path, masked=masked)
    except InputError as refused:
        assert refused.faults
        assert all(fault.expected and fault.what_to_do for fault in refused.faults)
        assert refused.__suppress_context__ or refused.__context__ is None
    else:
        assert not district.cohorts["students"].isna().any()
    finally:
        shutil.rmtree(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_a_district_or_an_input_error(folder: Writer, content: bytes) -> None:
    with pytest.raises(InputError):
        read_district(folder({"schools": content}))


def test_a_file_full_of_faults_is_refused_in_seconds(folder: Writer) -> None:
    rows = "".join(f"s{place},three,5,math,strategc{place},*\n" for place in range(10_000))
    path = folder({"cohorts": "school_id,grade_low,grade_high,subject,tier,students\n" + rows})
    start = time.perf_counter()
    with pytest.raises(InputError) as caught:
        read_district(path)
    assert len(caught.value.faults) >= 30_000
    assert time.perf_counter() - start < 20


def test_a_large_sound_table_is_read_in_seconds(folder: Writer) -> None:
    rows = "".join(f"{place:05d},Name {place},0,5,400\n" for place in range(10_000))
    start = time.perf_counter()
    with pytest.raises(InputError, match="no row of schools"):
        read_district(folder({"schools": "school_id,school_name,grade_low,grade_high,enrollment\n" + rows}))
    assert time.perf_counter() - start < 15


def test_nothing_is_printed_or_warned(folder: Writer, capfd: pytest.CaptureFixture[str]) -> None:
    read_district(folder())
    assert capfd.readouterr() == ("", "")
