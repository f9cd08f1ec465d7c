"""Every number and every rule of law in the evidence has a source, a date, a unit, and says whether it was checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from house.source import HOME, ROOT, listed

DATA = HOME / "evidence" / "data"
FILES = sorted(path for path in DATA.rglob("*.toml"))
SOURCES_FILE = "sources.toml"
#: Every piece of knowledge carries these.
NEEDED = {"source": str, "as_of": (date, str), "verified": bool}


def entries(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Pieces of knowledge: the tables that hold values of their own, however deep the file nests them."""
    inner = {key: value for key, value in table.items() if isinstance(value, dict)}
    lists = {
        key: value for key, value in table.items() if isinstance(value, list) and value and isinstance(value[0], dict)
    }
    own = table.keys() - inner.keys() - lists.keys()
    if path and own:
        yield path, table
        return
    for key, value in inner.items():
        yield from entries(value, f"{path}.{key}" if path else key)
    for key, rows in lists.items():
        for place, row in enumerate(rows, start=1):
            yield from entries(row, f"{path}.{key}[{place}]" if path else f"{key}[{place}]")


def read(name: str) -> list[tuple[str, dict[str, Any]]]:
    path = DATA / name
    with path.open("rb") as file:
        return [(f"{path.relative_to(ROOT)} [{key}]", entry) for key, entry in entries(tomllib.load(file))]


def knowledge() -> list[tuple[str, dict[str, Any]]]:
    return [pair for path in FILES if path.name != SOURCES_FILE for pair in read(str(path.relative_to(DATA)))]


def source_keys() -> set[str]:
    with (DATA / SOURCES_FILE).open("rb") as file:
        tables = tomllib.load(file)
    return {key for key, _ in entries(tables)} | {key.rpartition(".")[2] for key, _ in entries(tables)}


pytestmark = pytest.mark.skipif(not FILES, reason="no evidence data files yet")


def test_every_entry_has_source_date_and_a_word_on_its_checking() -> None:
    bare = [
        f"{where} lacks {key}"
        for where, entry in knowledge()
        for key, kind in NEEDED.items()
        if not isinstance(entry.get(key), kind)
    ]
    assert not bare, listed(bare, "write where it was read, as of which day, and verified = true or false")


def test_every_source_is_in_the_list() -> None:
    known = source_keys()
    lost = [f"{where} source = {entry['source']!r}" for where, entry in knowledge() if entry.get("source") not in known]
    assert not lost, listed(lost, f"add the source to evidence/data/{SOURCES_FILE}, or mend its key")


def test_every_number_has_a_unit() -> None:
    bare = [
        where
        for where, entry in knowledge()
        if isinstance(entry.get("value"), int | float)
        and not isinstance(entry["value"], bool)
        and not str(entry.get("unit", "")).strip()
    ]
    assert not bare, listed(bare, 'write unit = "...", as in "share 0-1", "dollars an hour", "standard deviations"')


def test_bounds_enclose_their_value() -> None:
    wrong = [
        f"{where}: {entry.get('low')} <= {entry['value']} <= {entry.get('high')}"
        for where, entry in knowledge()
        if isinstance(entry.get("value"), int | float)
        and not entry.get("low", entry["value"]) <= entry["value"] <= entry.get("high", entry["value"])
    ]
    assert not wrong, listed(wrong, "mend the bounds or the value")


def test_every_source_says_what_who_and_when() -> None:
    bare = [
        f"{where} lacks {key}"
        for where, entry in read(SOURCES_FILE)
        for key, kind in {"title": str, "who": str, "year": int}.items()
        if not isinstance(entry.get(key), kind)
    ]
    assert not bare, listed(bare, "write title, who (the organisation or authors) and year = 2024, a whole number")
