"""Pulling levers: the facts, choices and evidence that a lever leaves, with every fault of every change at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import ValidationError

from hitdesign.district.district import District
from hitdesign.district.records import TABLES, Record
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.records import Evidence
from hitdesign.levers import EVIDENCE, POLICY, Change, Lever
from hitdesign.policy import Policy
from hitdesign.scenarios.cells import AMOUNTS, CannotChangeError, moved_cell
from hitdesign.scenarios.pull_rows import changed_frame, changed_records
from hitdesign.tables.cell_faults import unknown_id
from hitdesign.tables.fields import columns_of

#: Tables that a District holds as column tables, and those whose amounts a district changes cheaply.
FRAMES, OF_AMOUNTS = ("cohorts", "students"), ("funding", "tutors", "blocks")


@dataclass(frozen=True)
class Given:
    """What `design` takes: a district's facts, its choices, and what is known about tutoring."""

    district: District
    policy: Policy
    evidence: Evidence


def pull(given: Given, *levers: Lever) -> Given:
    """The facts and choices after these levers, one after another; their changes happen in order.

    Where a change leaves what is there, the very same object is handed on. Raises InputError with every fault of every
    change (unknown table, column or row; a value the column cannot hold), else with the faults of the district that
    comes of it.

    >>> import pandas as pd
    >>> from hitdesign.district.district import District
    >>> from hitdesign.evidence.library import shipped
    >>> from hitdesign.levers import Change, Lever
    >>> from hitdesign.policy import Policy
    >>> from hitdesign.scenarios.pull import Given, pull
    >>> empty = District(name="Nowhere", schools=(), blocks=(), tutors=(), funding=())
    >>> floor = Lever(name="Nearer", changes=(Change(table="policy", column="gap", value=0.01),))
    >>> pull(Given(empty, Policy(), shipped()), floor).policy.gap
    0.01
    """
    faults: list[Fault] = []
    tables: dict[str, Any] = {}
    policy, evidence = given.policy, given.evidence
    for lever in levers:
        for change in lever.changes:
            said = partial(_fault, lever, change)
            if change.table == POLICY:
                policy = _policy(policy, change, said, faults)
            elif change.table == EVIDENCE:
                evidence = _evidence(evidence, change, said, faults)
            elif change.table not in TABLES:
                names = [*TABLES, POLICY, EVIDENCE]
                faults.append(said("there is no such table", ", ".join(names), unknown_id(change.table, names)))
            else:
                _rows(given.district, tables, change, said, faults)
    if faults:
        raise InputError(faults)
    return Given(_district(given.district, tables), policy, evidence)


def kind_of(table: str, column: str) -> str:
    """The kind of a district's column, as in `Column`; blank where there is none, for rows, policy and evidence."""
    known = columns_of(TABLES[table], [column]) if table in TABLES else ()
    return next((one.kind for one in known if one.name == column), "")


def _fault(
    lever: Lever, change: Change, problem: str, expected: str, what_to_do: str, found: str | None = None
) -> Fault:
    return Fault(
        table=change.table,
        column=change.column or None,
        problem=f"lever {lever.name!r}: {problem}",
        expected=expected,
        what_to_do=what_to_do,
        found=found,
    )


def _district(district: District, tables: dict[str, Any]) -> District:
    """The district with these tables in the place of its own."""
    present = {name: _present(district, name) for name in tables}
    other = {name: table for name, table in tables.items() if table is not present[name]}
    if not other:
        return district
    if set(other) <= set(OF_AMOUNTS) and all(_only_amounts(present[name], other[name]) for name in other):
        return district.with_amounts(**other)
    students = other.pop("students", None)
    if students is not None:
        district = district.with_students(students)
    return replace(district, **other) if other else district


def _only_amounts(before: tuple[Record, ...], after: tuple[Record, ...]) -> bool:
    """Whether rows differ in columns of amounts alone."""
    if len(before) != len(after):
        return False
    changed = [(vars(old), vars(new)) for old, new in zip(before, after, strict=True) if old is not new]
    kinds = {column.name: column.kind for column in columns_of(type(before[0]))} if changed else {}
    return all(kinds[name] in AMOUNTS for old, new in changed for name, value in old.items() if new[name] != value)


def _present(district: District, table: str) -> Any:
    if table == "students":
        return None if district.students is None else district.students.frame
    return getattr(district, table)


def _rows(
    district: District, tables: dict[str, Any], change: Change, said: Callable[..., Fault], faults: list[Fault]
) -> None:
    """One change of a table of the district, kept in `tables` for the next one."""
    rows = tables.get(change.table, _present(district, change.table))
    if rows is None:
        faults.append(said("the district counts cohorts and has no students", "a table with rows", "Move cohorts"))
        return
    moved = changed_frame if change.table in FRAMES else changed_records
    tables[change.table] = moved(rows, TABLES[change.table], change, said, faults)


def _policy(policy: Policy, change: Change, said: Callable[..., Fault], faults: list[Fault]) -> Policy:
    """The policy with one field, or one entry of a field, changed."""
    name, _, entry = change.column.partition(".")
    if name not in Policy.model_fields:
        fields = list(Policy.model_fields)
        faults.append(said("a policy has no such choice", "a field of Policy", unknown_id(name, fields)))
        return policy
    present = getattr(policy, name)
    if entry and not isinstance(present, dict):
        faults.append(said("this choice has no entries", f"{name} alone", "Leave the part after the point out"))
        return policy
    entry = next((one for one in present if str(one) == entry), entry) if entry else entry
    cell = present.get(entry) if entry != "" else present
    kind = "number" if isinstance(cell, int | float) and not isinstance(cell, bool) else type(cell).__name__
    kind = "whole" if isinstance(cell, int) and not isinstance(cell, bool) else kind
    kind = "date" if name in ("starts_on", "ends_on") else kind
    try:
        value = moved_cell(change, kind, cell)
        return Policy(**{**dict(policy), name: {**present, entry: value} if entry != "" else value})
    except CannotChangeError as trouble:
        faults.append(said(trouble.problem, trouble.expected, trouble.what_to_do))
    except ValidationError as trouble:
        faults.extend(said(error["msg"], f"a value for {name}", "Correct it") for error in _errors(trouble))
    return policy


def _errors(trouble: ValidationError) -> Iterable[Any]:
    return trouble.errors(include_input=False, include_url=False, include_context=False)


def _evidence(evidence: Evidence, change: Change, said: Callable[..., Fault], faults: list[Fault]) -> Evidence:
    """The evidence with one number changed; its source stays, its value is the scenario's."""
    parameter = evidence.parameters.get(change.column)
    if parameter is None:
        near = unknown_id(change.column, evidence.parameters)
        faults.append(said("the evidence has no such number", "the name of a parameter", near))
        return evidence
    kind = "text" if isinstance(parameter.value, str) else "number"
    try:
        value = moved_cell(change, kind, parameter.value)
    except CannotChangeError as trouble:
        faults.append(said(trouble.problem, trouble.expected, trouble.what_to_do))
        return evidence
    if isinstance(value, str) != (kind == "text") or value is None:
        faults.append(said("the value is of another kind", f"a {kind}", "Correct it", str(value)))
        return evidence
    if value == parameter.value:
        return evidence
    other = parameter.model_copy(update={"value": value})
    return replace(evidence, parameters={**evidence.parameters, change.column: other})
