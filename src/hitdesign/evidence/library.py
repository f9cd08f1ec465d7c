"""The shipped knowledge, a district's own values laid over it, and looking a value up."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.folders import read_tables, tables_in
from hitdesign.evidence.reading import KNOWLEDGE, PROVENANCE, Tables, evidence_from
from hitdesign.evidence.records import Evidence, Parameter

#: Fields that describe the value they stand beside, so they do not outlive it.
OF_THE_VALUE = (*PROVENANCE, "note", "low", "high", "more_sources", "unverified_fields")


@cache
def shipped() -> Evidence:
    """The knowledge that comes with the library, read once.

    >>> from hitdesign.evidence.library import shipped
    >>> shipped().parameters["effect.pooled"].value
    0.288
    """
    return evidence_from(dict(tables_in(files("hitdesign.evidence").joinpath("data"))))


def overlay(evidence: Evidence, tables: Tables | Path) -> Evidence:
    """`evidence` with a district's own entries laid over it; entries that are not named stay.

    `tables`: table name -> key -> fields, or a TOML file of that shape, or a folder of files (or of folders of them)
    named as the shipped ones.
    A new entry for a known key keeps the fields it does not name (unit, label, conditions), but never the source,
    the date, the bounds or the note: whoever changes a value says where it is from. Unless it says otherwise it is
    not verified. Raises InputError with every fault.

    >>> from hitdesign.evidence.library import overlay, shipped
    >>> own = {"tutors.vacancy_rate": {"value": 0.2, "source": "planning_default", "as_of": "2026-11-23"}}
    >>> overlay(shipped(), {"parameters": own}).parameters["tutors.vacancy_rate"].value
    0.2
    """
    laid = read_tables(tables) if isinstance(tables, Path) else tables
    whole: dict[str, dict[str, dict[str, Any]]] = {name: dict(as_fields(evidence, name)) for name in KNOWLEDGE}
    for name, entries in laid.items():
        below = whole.setdefault(name, {})
        for key, fields in entries.items():
            below[key] = laid_over(name, below.get(key, {}), fields)
    return evidence_from(whole)


def laid_over(table: str, below: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of one entry: the new ones, and what of the old ones still holds."""
    if table == "sources":
        return {**below, **fields}
    kept = {name: value for name, value in below.items() if name not in OF_THE_VALUE}
    return {**kept, "verified": False, **fields}


def as_fields(evidence: Evidence, table: str) -> Mapping[str, dict[str, Any]]:
    """A table of records as plain fields again."""
    entries: Mapping[str, BaseModel] = getattr(evidence, table)
    return {key: entry.model_dump(exclude_unset=True) for key, entry in entries.items()}


def parameter(evidence: Evidence, key: str) -> Parameter:
    """The parameter of that key; an unknown key raises InputError with the nearest ones.

    >>> from hitdesign.evidence.library import parameter, shipped
    >>> parameter(shipped(), "wage.teacher").unit
    'dollars an hour'
    """
    found = evidence.parameters.get(key)
    if found is None:
        raise InputError([unknown_key("parameters", key, list(evidence.parameters))])
    return found


def number(evidence: Evidence, key: str) -> float:
    """The parameter's value where it is a number; a word raises InputError.

    >>> from hitdesign.evidence.library import number, shipped
    >>> number(shipped(), "effect.ratio.one_to_one")
    0.32
    """
    value = parameter(evidence, key).value
    if isinstance(value, str):
        fault = Fault(f"evidence parameters.{key}", "it is a word", "a number", "Give it a number", found=value)
        raise InputError([fault])
    return value


def unknown_key(table: str, key: str, known: list[str]) -> Fault:
    """No entry has this key; near misses are named."""
    near = difflib.get_close_matches(key, known, n=3, cutoff=0.6)
    expected = f"a key of the {table} table" + (f", such as {', '.join(near)}" if near else "")
    return Fault(f"evidence {table}", "no entry has this key", expected, "Correct the key or add the entry", found=key)
