"""What readers, checks, the template and the documentation need to know of a table's columns, read from its record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from hitdesign.tables.record import Record

#: The subject whose columns stand for every other subject's.
PATTERN = "reading"


@dataclass(frozen=True)
class Column:
    """One column of a table.

    `kind` is text, word (one of `words`), whole, grade, share, dollars, number, date or list; `low` and `high` bound
    numbers, both ends allowed.
    """

    name: str
    kind: str
    meaning: str
    unit: str
    required: bool
    default: Any
    words: tuple[str, ...]
    low: float | None
    high: float | None
    assumed: str
    example: str
    student: bool


def columns_of(record: type[Record], names: Iterable[str] = ()) -> tuple[Column, ...]:
    """The columns of a table, in order, read from its record's fields.

    `names`: column names of a file; those that follow the table's rule for further subjects
    (`science_percentile`) stand last, in order, and are read as reading's.

    >>> from hitdesign.tables.fields import columns_of
    >>> from hitdesign.district.records import School
    >>> [column.name for column in columns_of(School) if column.required]
    ['school_id', 'school_name']
    """
    own, more = _own_columns(record), []
    for name in sorted(set(names) - set(own)):
        subject, ending = subject_and_ending(name, record)
        if subject:
            pattern = own[f"{PATTERN}_{ending}"]
            more.append(replace(pattern, name=name, meaning=pattern.meaning.replace(PATTERN, subject)))
    return (*own.values(), *more)


@cache
def _own_columns(record: type[Record]) -> Mapping[str, Column]:
    """By name, in order; a record's fields never change, so they are read once."""
    return {name: _column_of(name, info) for name, info in record.model_fields.items()}


def subject_and_ending(name: str, record: type[Record]) -> tuple[str, str]:
    """`science_percentile` as science and percentile; two blanks where the name is no column of a subject.

    >>> from hitdesign.tables.fields import subject_and_ending
    >>> from hitdesign.district.student import Student
    >>> subject_and_ending("language_arts_state_level", Student)
    ('language_arts', 'state_level')
    """
    for ending in record.endings:
        subject = name.removesuffix(f"_{ending}")
        if subject and subject != name:
            return subject, ending
    return "", ""


def _column_of(name: str, info: FieldInfo) -> Column:
    plain, bounds = _unwrap(info.annotation, list(info.metadata))
    extra: dict[str, Any] = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    inner = get_args(plain)[0] if get_origin(plain) is tuple else plain
    words = tuple(str(word) for word in get_args(inner)) if get_origin(inner) is Literal else ()
    unit = str(extra.get("unit", ""))
    return Column(
        name=name,
        kind=_kind_of(name, plain, unit),
        meaning=info.description or "",
        unit=unit,
        words=words,
        required=info.is_required(),
        default=None if info.is_required() else info.default,
        low=_bound(bounds, "ge"),
        high=_bound(bounds, "le"),
        assumed=str(extra.get("assumed", "")),
        example=str(extra.get("example", "")),
        student=bool(extra.get("student", False)),
    )


def _unwrap(annotation: Any, bounds: list[Any]) -> tuple[Any, list[Any]]:
    """The type without `| None` and `Annotated`, and every bound met on the way."""
    while True:
        inner = [part for part in get_args(annotation) if part is not type(None)]
        if type(None) in get_args(annotation) and len(inner) == 1:
            annotation = inner[0]
        elif hasattr(annotation, "__metadata__"):
            for item in annotation.__metadata__:
                bounds = bounds + (list(item.metadata) if isinstance(item, FieldInfo) else [item])
            annotation = annotation.__origin__
        else:
            return annotation, bounds


def _bound(bounds: list[Any], side: str) -> float | None:
    return next((float(getattr(item, side)) for item in bounds if hasattr(item, side)), None)


def _kind_of(name: str, plain: Any, unit: str) -> str:
    if get_origin(plain) is tuple:
        return "list"
    if get_origin(plain) is Literal:
        return "word"
    if plain is int:
        return "grade" if name.startswith("grade") else "whole"
    if plain is float:
        return "share" if unit.startswith("share") else "dollars" if unit.startswith("dollars") else "number"
    return "date" if plain is date else "text"
