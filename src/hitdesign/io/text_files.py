"""Bytes of a CSV file to a grid of texts: encoding and separator are found and said, line ends of all systems read."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

from hitdesign.errors import Fault, InputError
from hitdesign.io.layout import HEADER_LINES, Grid, plain_name

#: No larger file is read: a district's tables are a hundred times smaller.
LARGEST_FILE = 200 * 2**20
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def grids_of_text(path: Path, known: tuple[str, ...] = ()) -> list[Grid]:
    """The file as one grid, named by the file; `known` column names help to tell the separator.

    Raises InputError where the file cannot be opened or is no text.
    """
    text, notes = text_of(path)
    separator = _separator(text, known)
    if separator != ",":
        notes.append(f"{path.name} is separated by {SEPARATORS[separator]}.")
    return [Grid(path.stem, _rows(path, text, separator), tuple(notes))]


def text_of(path: Path) -> tuple[str, list[str]]:
    """The file's text and a note where it is not UTF-8: UTF-16 with its mark, else Windows-1252."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise refusal(path, f"the file is larger than {LARGEST_FILE // 2**20} MB", "a table", "Split the file")
        content = path.read_bytes()
    except OSError as trouble:
        why = trouble.strerror or "it cannot be opened"
        raise refusal(path, f"the file cannot be read: {why}", "a file", "Check the path and the rights") from None
    if content.startswith(codecs.BOM_UTF8):
        return _decoded(path, content, "utf-8-sig"), []
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(path, content, "utf-16"), [f"{path.name} is in UTF-16."]
    text = _plain(content, "utf-8")
    if text is not None:
        return _no_nul(path, text), []
    note = f"{path.name} is not in UTF-8; it was read as Windows-1252. Check names with accents."
    return _decoded(path, content, "cp1252"), [note]


def refusal(path: Path, problem: str, expected: str, what_to_do: str, row: int | None = None) -> InputError:
    """An InputError with one fault about a whole file."""
    return InputError([Fault(table=path.name, problem=problem, expected=expected, what_to_do=what_to_do, row=row)])


def _decoded(path: Path, content: bytes, encoding: str) -> str:
    text = _plain(content, encoding)
    if text is None:
        raise refusal(path, "the file's letters cannot be read", "text in UTF-8", "Save it as CSV UTF-8")
    return _no_nul(path, text)


def _plain(content: bytes, encoding: str) -> str | None:
    """The text, or None where the bytes are none: the error itself would carry the whole file to whoever catches it."""
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _no_nul(path: Path, text: str) -> str:
    if "\0" in text:
        raise refusal(path, "the file holds NUL bytes, so it is no text", "a CSV file", "Save it as CSV UTF-8")
    return text


def _rows(path: Path, text: str, separator: str) -> tuple[tuple[str, ...], ...]:
    """Every row; line ends of all systems are taken."""
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=separator, strict=True)
    rows: list[tuple[str, ...]] = []
    try:
        rows.extend(tuple(row) for row in reader)
    except csv.Error as trouble:
        long = "field larger" in str(trouble)
        problem = "a cell is longer than any text of a table" if long else "a quotation mark is opened and not closed"
        raise refusal(path, problem, "a CSV file", "Mend the row, or export the file anew", len(rows) + 1) from None
    return tuple(rows)


def _separator(text: str, known: tuple[str, ...]) -> str:
    """The separator that gives the most known column names, else the most cells, in the first lines."""

    def score(separator: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text[:100_000], newline=None), delimiter=separator)
        names = cells = 0
        try:
            for _, row in zip(range(HEADER_LINES), reader, strict=False):
                names = max(names, len({plain_name(cell) for cell in row} & set(known)))
                cells = max(cells, sum(bool(cell.strip()) for cell in row))
        except csv.Error:
            pass
        return names, cells

    return max(SEPARATORS, key=score)
