"""A workbook is a zip archive from a stranger: what it would unpack to is counted before anything is unpacked."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from hitdesign.errors import InputError
from hitdesign.io.text_files import refusal

#: Limits on what is unpacked; a district's workbook stays a hundred times below them.
LARGEST_UNPACKED = 200 * 2**20
LARGEST_RATIO = 100
MOST_MEMBERS = 200
#: Below this size the ratio does not matter: an empty sheet compresses well.
RATIO_MATTERS_FROM = 2**20
DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z0-9:]+)"')
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True)
class SheetPlace:
    """A sheet of a workbook: its name, whether people see it, its merged ranges, and whether it holds formulas."""

    name: str
    hidden: bool
    merged: tuple[str, ...]
    formulas: bool


def check_archive(path: Path) -> None:
    """Raise InputError where the archive is none, is too large unpacked, or holds what a workbook never holds."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive)
    except OSError as trouble:
        why = trouble.strerror or "it cannot be opened"
        raise refusal(path, f"the file cannot be read: {why}", "a workbook", "Check the path and the rights") from None
    except BROKEN:
        raise broken(path) from None


#: What zipfile and the XML parser raise for damaged content.
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    ElementTree.ParseError,
    EOFError,
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    zlib.error,
)


def broken(path: Path) -> InputError:
    """The refusal of a workbook that is damaged or is none."""
    return refusal(
        path,
        "the file is damaged or is no .xlsx workbook",
        "a workbook saved as .xlsx",
        "Open it in a spreadsheet program and save it anew as .xlsx",
    )


def _check_members(path: Path, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED:
        raise refusal(
            path,
            "the workbook is far larger unpacked than a district's tables",
            f"at most {LARGEST_UNPACKED // 2**20} MB and {MOST_MEMBERS} parts",
            "Keep only the sheets of the tables",
        )
    if unpacked > RATIO_MATTERS_FROM and unpacked > LARGEST_RATIO * packed:
        raise refusal(
            path,
            "the workbook is packed more than a hundredfold, as archives that do harm are",
            "a workbook saved by a spreadsheet program",
            "Copy its values to a new workbook",
        )
    for member in members:
        if member.filename.startswith(("/", "\\")) or ".." in member.filename.replace("\\", "/").split("/"):
            raise refusal(
                path,
                "the workbook names files outside itself",
                "a workbook saved by a spreadsheet program",
                "Do not open it; ask who made it",
            )
        if member.filename.endswith((".xml", ".rels")):
            with archive.open(member) as part:
                if DOCTYPE.search(part.read(4096)):
                    raise refusal(
                        path,
                        "the workbook declares XML entities, which workbooks never do",
                        "a workbook saved by a spreadsheet program",
                        "Do not open it; ask who made it",
                    )


def sheet_places(path: Path) -> list[SheetPlace]:
    """The worksheets in order, as the archive's own index lists them."""
    try:
        with zipfile.ZipFile(path) as archive:
            book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
            links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
            targets = {link.get("Id"): link.get("Target", "") for link in links}
            sheets = [part for part in book.iter() if part.tag.endswith("}sheet")]
            return [_place(archive, sheet, targets.get(sheet.get(OFFICE + "id"), "")) for sheet in sheets]
    except BROKEN:
        raise broken(path) from None


def _place(archive: zipfile.ZipFile, sheet: ElementTree.Element, target: str) -> SheetPlace:
    member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    content = archive.read(member) if member in archive.namelist() else b""
    merged = tuple(found.decode() for found in MERGED.findall(content))
    hidden = sheet.get("state", "visible") != "visible"
    return SheetPlace(sheet.get("name", ""), hidden, merged, FORMULA.search(content) is not None)
