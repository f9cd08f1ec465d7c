"""Files written whole or not at all: a failed run leaves what stood there before."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from hitdesign.errors import OutputError


def write_whole(path: str | Path, content: bytes) -> Path:
    """Write one file whole: into a new file in the same folder, to the disk, then under its name in one step.

    Returns the path written (a link is followed). Raises OutputError, with the old file untouched and nothing left
    behind, whatever the operating system refuses.

    >>> from hitdesign.report.files import write_whole
    >>> write_whole("plan.txt", b"whole").name  # doctest: +SKIP
    'plan.txt'
    """
    with _refusals_said(path):
        target = Path(path).resolve()
        with _spare_file(target.parent) as spare:
            _fill(spare, content)
            spare.replace(target)
    return target


def write_folder_whole(folder: str | Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write a set of files into a folder, all or none; other files of the folder stay as they are.

    Every file is first written beside its place; only when all are on the disk do they take their names, and a refusal
    on the way puts back those already exchanged. Creates the folder. Raises OutputError as `write_whole` does.

    >>> from hitdesign.report.files import write_folder_whole
    >>> len(write_folder_whole("tables", {"a.csv": b"a", "b.csv": b"b"}))  # doctest: +SKIP
    2
    """
    names = sorted(files)
    with _refusals_said(folder), contextlib.ExitStack() as stack:
        place = Path(folder).resolve()
        stack.enter_context(_new_folder(place))
        spares = [stack.enter_context(_spare_file(place)) for _ in names]
        for name, spare in zip(names, spares, strict=True):
            _fill(spare, files[name])
        with _old_files_kept([place / name for name in names]):
            for name, spare in zip(names, spares, strict=True):
                spare.replace(place / name)
    return tuple(place / name for name in names)


def _fill(path: Path, content: bytes) -> None:
    """Write the bytes to a file that must not exist yet, and wait until they are on the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _spare_file(folder: Path) -> Iterator[Path]:
    """A short name nobody uses, in the same folder; whatever still stands under it at the end is removed."""
    spare = folder / f".hitdesign-{secrets.token_hex(8)}.part"
    try:
        yield spare
    finally:
        with contextlib.suppress(OSError):
            spare.unlink()


@contextlib.contextmanager
def _new_folder(folder: Path) -> Iterator[None]:
    """The folder exists; where it was made here and the writing fails, it is taken away again if empty."""
    existed = folder.is_dir()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if not existed:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


@contextlib.contextmanager
def _old_files_kept(targets: list[Path]) -> Iterator[None]:
    """While files are exchanged, each old one keeps a second name; on a failure it takes its place again."""
    with contextlib.ExitStack() as stack:
        kept: dict[Path, Path | None] = {}
        for target in targets:
            kept[target] = stack.enter_context(_spare_file(target.parent)) if target.exists() else None
            if (second := kept[target]) is not None:
                _second_name(target, second)
        try:
            yield
        except BaseException:
            _put_back(kept)
            raise


def _second_name(target: Path, second: Path) -> None:
    """The same file under a second name, or a copy where the file system has no such names."""
    try:
        second.hardlink_to(target)
    except OSError:
        shutil.copy2(target, second)


def _put_back(kept: Mapping[Path, Path | None]) -> None:
    """Every target as it was: the old file, or none."""
    for target, second in kept.items():
        with contextlib.suppress(OSError):
            if second is None:
                target.unlink(missing_ok=True)
            else:
                second.replace(target)


@contextlib.contextmanager
def _refusals_said(path: str | Path) -> Iterator[None]:
    """Turn what the operating system refuses into OutputError: what, where, why, what to do."""
    try:
        yield
    except (OSError, ValueError) as refusal:
        why = getattr(refusal, "strerror", None) or str(refusal)
        raise OutputError(
            f"{path} could not be written: {why}. What stood there before is unchanged. "
            "Check that its folder exists, may be written to and has room, and that no other program holds the file."
        ) from refusal
