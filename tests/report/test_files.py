"""A file is written whole or not at all, whichever call of the operating system fails."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from hitdesign.errors import OutputError
from hitdesign.report.files import write_folder_whole, write_whole

CALLS = ("open", "write", "fsync", "close", "replace", "link", "mkdir")


def failing(monkeypatch: pytest.MonkeyPatch, call: str, nth: int) -> list[int]:
    """Make the nth call of one function of the operating system fail; returns the count of calls so far."""
    real, seen = getattr(os, call), [0]

    def broken(*args: object, **kwargs: object) -> object:
        seen[0] += 1
        if seen[0] == nth:
            if call == "close":
                real(*args, **kwargs)
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args, **kwargs)

    monkeypatch.setattr(os, call, broken)
    return seen


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_file_is_written_and_written_over(tmp_path):
    path = write_whole(tmp_path / "plan.html", b"one")
    assert path.read_bytes() == b"one"
    write_whole(path, b"two")
    assert contents(tmp_path) == {"plan.html": b"two"}


def test_an_empty_file_is_a_file(tmp_path):
    assert write_whole(tmp_path / "empty", b"").read_bytes() == b""


@pytest.mark.parametrize("call", ["open", "write", "fsync", "close", "replace"])
def test_every_failing_call_leaves_the_old_file_and_nothing_else(call, tmp_path):
    write_whole(tmp_path / "plan.html", b"old")
    with pytest.MonkeyPatch.context() as monkeypatch:
        seen = failing(monkeypatch, call, 1)
        with pytest.raises(OutputError, match="No space left on device"):
            write_whole(tmp_path / "plan.html", b"new")
    assert seen[0] >= 1
    assert contents(tmp_path) == {"plan.html": b"old"}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    "existing", [{}, {"a.csv": b"old a", "keep.txt": b"mine"}, {"a.csv": b"old a", "b.csv": b"old b"}]
)
def test_a_folder_is_exchanged_all_or_none_at_every_failing_call(call, existing, tmp_path):
    """The first, second, ... call fails until the writing gets through."""
    new = {"a.csv": b"new a", "b.csv": b"new b", "c.csv": b"new c"}
    folder = tmp_path / "out"
    for nth in range(1, 12):
        if existing:
            folder.mkdir(exist_ok=True)
        for old in folder.glob("*"):
            old.unlink()
        for name, old_bytes in existing.items():
            (folder / name).write_bytes(old_bytes)
        with pytest.MonkeyPatch.context() as monkeypatch:
            seen = failing(monkeypatch, call, nth)
            try:
                write_folder_whole(folder, new)
                failed = False
            except OutputError:
                failed = True
        if not failed:
            assert contents(folder) == {**existing, **new}
            assert seen[0] < nth or call in {"mkdir", "link"}, "only these two have a second way"
            return
        assert (contents(folder) if folder.is_dir() else {}) == existing
        assert existing or not folder.exists()
    raise AssertionError("the writing never got through")


def test_short_writes_are_carried_on(tmp_path, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: real(handle, bytes(content[:3])))
    assert write_whole(tmp_path / "x", b"0123456789").read_bytes() == b"0123456789"


def test_a_missing_folder_is_a_sentence(tmp_path):
    with pytest.raises(OutputError, match="Check that its folder exists"):
        write_whole(tmp_path / "nowhere" / "plan.html", b"x")


def test_a_folder_in_the_way_is_a_sentence(tmp_path):
    (tmp_path / "plan.html").mkdir()
    with pytest.raises(OutputError):
        write_whole(tmp_path / "plan.html", b"x")
    assert (tmp_path / "plan.html").is_dir()
    assert list(tmp_path.iterdir()) == [tmp_path / "plan.html"]


def test_awkward_names(tmp_path):
    assert write_whole(tmp_path / "a place é.html", b"x").exists()
    assert write_whole(tmp_path / ("n" * 255), b"x").exists()
    for name in ("n" * 256, "nul\0byte"):
        with pytest.raises(OutputError):
            write_whole(tmp_path / name, b"x")


def test_a_link_is_followed(tmp_path):
    real = tmp_path / "real.html"
    real.write_bytes(b"old")
    (tmp_path / "link.html").symlink_to(real)
    write_whole(tmp_path / "link.html", b"new")
    assert real.read_bytes() == b"new"
    assert (tmp_path / "link.html").is_symlink()


def test_a_file_is_as_readable_as_any_other(tmp_path):
    (tmp_path / "plain").write_bytes(b"x")
    write_whole(tmp_path / "whole", b"x")
    assert (tmp_path / "whole").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_an_interrupt_leaves_the_old_file(tmp_path, monkeypatch):
    write_whole(tmp_path / "plan.html", b"old")
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "plan.html", b"new")
    monkeypatch.undo()
    assert contents(tmp_path) == {"plan.html": b"old"}
