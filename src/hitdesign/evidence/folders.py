"""Tables of knowledge as they lie in files: a table is one TOML file, or a folder of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from hitdesign.errors import Fault, InputError

Entries = dict[str, Any]


def read_tables(path: Path) -> dict[str, Entries]:
    """The tables of one TOML file that holds several, or of a folder with a file or a folder for each.

    Raises InputError where a file cannot be read as TOML, or two files of a table hold one key.
    """
    if not path.is_dir():
        return read_file(path)
    return dict(tables_in(path))


def tables_in(folder: Traversable) -> Iterator[tuple[str, Entries]]:
    """Each table of a folder, by name; `programs.toml` and the files of `programs/` are one table."""
    parts: dict[str, list[tuple[str, Entries]]] = {}
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            files = sorted((one for one in entry.iterdir() if one.name.endswith(".toml")), key=lambda one: one.name)
            parts.setdefault(entry.name, []).extend((f"{entry.name}/{one.name}", read_file(one)) for one in files)
        elif entry.name.endswith(".toml"):
            parts.setdefault(entry.name.removesuffix(".toml"), []).append((entry.name, read_file(entry)))
    for name, files_of_it in parts.items():
        if files_of_it:
            yield name, joined(files_of_it)


def joined(files: list[tuple[str, Entries]]) -> Entries:
    """The entries of several files of one table; a key in two of them raises InputError."""
    whole: Entries = {}
    home: dict[str, str] = {}
    faults: list[Fault] = []
    for file, entries in files:
        for key, entry in entries.items():
            if key in home:
                faults.append(
                    Fault(f"{file} [{key}]", f"it also stands in {home[key]}", "a key once", "Take one of them out")
                )
            whole[key], home[key] = entry, file
    if faults:
        raise InputError(faults)
    return whole


def read_file(file: Traversable) -> Entries:
    """The content of one TOML file; one that cannot be read raises InputError with its name."""
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        fault = Fault(file.name, f"the file cannot be read: {error}", "a TOML file in UTF-8", "Mend the file")
        raise InputError([fault]) from error
