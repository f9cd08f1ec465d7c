"""Levers in a TOML file beside a district's tables: written by us or by hand, read with every fault at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError

from hitdesign.errors import Fault, InputError
from hitdesign.levers import Change, Lever
from hitdesign.report.files import write_whole
from hitdesign.scenarios.grids import each, grid, steps

#: What a file may hold at its top.
PARTS = ("lever", "each", "grid")


def read_levers(path: str | Path) -> tuple[Lever, ...]:
    """The levers of a TOML file, in order: `[[lever]]`, then `[[each]]`, then `[[grid]]`.

    A `lever` has a name, changes and a note, as the records do. An `each` has a name with `{amount}`, one `change`, and
    `amounts` or `from`, `to` and `count`. A `grid` has a list of such `axis`, and stands for every combination.
    Raises InputError with every fault.
    """
    try:
        with Path(path).open("rb") as file:
            text = tomllib.load(file)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as trouble:
        raise InputError([_fault("file", str(trouble), "a TOML file of levers", "Correct the file")]) from trouble
    faults = [_fault(name, "no such part", ", ".join(PARTS), "Rename it") for name in text if name not in PARTS]
    levers: list[Lever] = []
    for number, raw in enumerate(_list(text, "lever", faults), 1):
        levers += _levers(f"lever {number}", raw, faults)
    for number, raw in enumerate(_list(text, "each", faults), 1):
        levers += _each(f"each {number}", raw, faults)
    for number, raw in enumerate(_list(text, "grid", faults), 1):
        axes = _list(raw, "axis", faults) if isinstance(raw, dict) else []
        made = [_each(f"grid {number}, axis {place}", axis, faults) for place, axis in enumerate(axes, 1)]
        levers += grid(*made) if made else []
    if faults:
        raise InputError(faults)
    return tuple(levers)


def write_levers(levers: Sequence[Lever], path: str | Path) -> None:
    """Write levers so that `read_levers` gives the very same; the file is whole or not there.

    >>> import tempfile
    >>> from hitdesign.levers import Change, Lever
    >>> cut = Lever(name="half", changes=(Change(table="funding", column="award_dollars", factor=0.5),))
    >>> file = Path(tempfile.mkdtemp()) / "levers.toml"
    >>> write_levers([cut], file)
    >>> read_levers(file) == (cut,)
    True
    """
    text = tomli_w.dumps({"lever": [lever.model_dump(exclude_defaults=True) for lever in levers]})
    write_whole(path, text.encode("utf-8"))


def _list(raw: dict[str, Any], name: str, faults: list[Fault]) -> list[Any]:
    found = raw.get(name, [])
    if isinstance(found, list):
        return found
    faults.append(_fault(name, "one table where a list is meant", f"[[{name}]]", "Write two brackets"))
    return []


def _levers(place: str, raw: Any, faults: list[Fault]) -> list[Lever]:
    try:
        return [Lever.model_validate(raw)]
    except ValidationError as trouble:
        faults += _said(place, trouble)
        return []


def _each(place: str, raw: Any, faults: list[Fault]) -> tuple[Lever, ...]:
    """The levers of one `each`, or of one axis."""
    given = dict(raw) if isinstance(raw, dict) else {}
    unknown = sorted(set(given) - {"name", "change", "amounts", "from", "to", "count"})
    faults += [_fault(place, f"no such entry: {name}", "name, change, amounts", "Remove it") for name in unknown]
    try:
        change = Change.model_validate(given.get("change", {}))
    except ValidationError as trouble:
        faults += _said(f"{place}, change", trouble)
        return ()
    amounts = given.get("amounts")
    try:
        if amounts is None:
            amounts = steps(float(given["from"]), float(given["to"]), int(given["count"]))
        return each(str(given.get("name", "{amount}")), change, amounts)
    except (KeyError, TypeError, ValueError):
        expected = "amounts = [...], or from, to and count (2 or more)"
        faults.append(_fault(place, "the amounts cannot be read", expected, "Give them"))
        return ()


def _said(place: str, trouble: ValidationError) -> Iterable[Fault]:
    for error in trouble.errors(include_input=False, include_url=False, include_context=False):
        where = ".".join(map(str, error["loc"]))
        yield _fault(place, f"{where}: {error['msg']}" if where else error["msg"], "a lever", "Correct it")


def _fault(place: str, problem: str, expected: str, what_to_do: str) -> Fault:
    return Fault(table="levers", column=place, problem=problem, expected=expected, what_to_do=what_to_do)
