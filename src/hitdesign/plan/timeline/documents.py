"""Drafts of the documents that tasks ask for, filled from the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.tasks import DocumentFact, DocumentSection
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.document_lists import lists_of
from hitdesign.plan.timeline.document_words import words_of
from hitdesign.plan.timeline.timeline import Timeline

Row = Mapping[str, str]
INTERNAL = "Internal draft: counts of few students are not hidden."


@dataclass(frozen=True)
class Section:
    """A heading and its lines."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """A draft: its id in the knowledge, its title, the tasks that ask for it, and its sections."""

    document_id: str
    title: str
    task_ids: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def text(self) -> str:
        """The whole of it as plain text, a line per sentence; it begins by saying that it is internal."""
        parts = [f"{self.title}\n\n{INTERNAL}\n"]
        parts += ["\n".join([f"\n{one.heading}\n", *(f"- {line}" for line in one.lines), ""]) for one in self.sections]
        return "".join(parts)


def documents_of(plan: Drafted, timeline: Timeline) -> tuple[Document, ...]:
    """Every document that a task of the timeline asks for, in order of ids.

    Raises InputError where the knowledge has no such document, or its lines name what no plan has.

    >>> documents_of(plan, timeline)[0].title  # doctest: +SKIP
    'Budget alignment with the head of finance'
    """
    asked: dict[str, list[str]] = {}
    for task_id, name in zip(timeline.tasks["task_id"], timeline.tasks["document"], strict=True):
        if name:
            asked.setdefault(name, []).append(task_id)
    lost = sorted(set(asked) - set(plan.evidence.documents))
    if lost:
        raise InputError(_unknown("tasks", "document", name, list(plan.evidence.documents)) for name in lost)
    words, lists = words_of(plan, timeline), lists_of(plan, timeline)
    return tuple(
        filled(name, plan.evidence.documents[name], sorted(tasks), words, lists)
        for name, tasks in sorted(asked.items())
    )


def filled(
    name: str, fact: DocumentFact, tasks: Sequence[str], words: Row, lists: Mapping[str, Sequence[Row]]
) -> Document:
    """A draft with its names filled; an unknown name raises InputError."""
    sections = tuple(Section(one.heading, _lines(name, one, words, lists)) for one in fact.sections)
    return Document(name, fact.title, tuple(tasks), sections)


def _lines(name: str, section: DocumentSection, words: Row, lists: Mapping[str, Sequence[Row]]) -> tuple[str, ...]:
    if not section.each:
        return tuple(_line(name, line, words) for line in section.lines)
    if section.each not in lists:
        raise InputError([_unknown(f"documents.{name}", "each", section.each, list(lists))])
    rows = lists[section.each]
    if not rows:
        return (_line(name, section.otherwise, words),)
    return tuple(_line(name, line, {**words, **row}).rstrip() for row in rows for line in section.lines)


def _line(name: str, line: str, words: Row) -> str:
    try:
        return line.format_map(words)
    except (KeyError, IndexError, ValueError) as error:
        raise InputError([_unknown(f"documents.{name}", "lines", str(error), list(words))]) from error


def _unknown(where: str, column: str, found: str, known: Sequence[str]) -> Fault:
    return Fault(
        f"evidence {where}",
        "it names what a plan does not have",
        ", ".join(sorted(known)),
        "Correct the name",
        column=column,
        found=found,
    )
