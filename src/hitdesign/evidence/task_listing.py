"""Tasks, ways of buying and their thresholds as Markdown tables for the documentation."""

from __future__ import annotations

from hitdesign.evidence.listing import table
from hitdesign.evidence.records import Evidence

WORDS = {True: "yes", False: "no"}


def task_tables(evidence: Evidence) -> dict[str, str]:
    """Tables by the name of their place in the page on the timeline.

    >>> from hitdesign.evidence.library import shipped
    >>> from hitdesign.evidence.task_listing import task_tables
    >>> sorted(task_tables(shipped()))
    ['purchase_thresholds', 'purchase_ways', 'tasks']
    """
    return {"tasks": _tasks(evidence), "purchase_ways": _ways(evidence), "purchase_thresholds": _thresholds(evidence)}


def _tasks(evidence: Evidence) -> str:
    head = (
        "task",
        "list",
        "what is done",
        "owner",
        "working days",
        "after",
        "hangs on",
        "settled by",
        "draft",
        "source",
    )
    rows = [
        (
            f"`{name}`",
            fact.part.replace("_", " "),
            fact.title,
            fact.owner,
            fact.working_days,
            ", ".join(f"`{one}`" for one in fact.depends_on) or "-",
            fact.hangs_on.replace("_", " "),
            f"facts (`{fact.rule}`), sign-off" if fact.rule else "sign-off",
            f"`{fact.document}`" if fact.document else "-",
            f"{fact.source}{'' if fact.verified else ' (not verified)'}",
        )
        for name, fact in evidence.tasks.items()
    ]
    return table(head, rows)


def _ways(evidence: Evidence) -> str:
    head = ("way", "what it asks", "how open 0-9", "steps and their working days", "verified")
    rows = [
        (
            f"`{name}`",
            " ".join((way.says, *way.open_checks)),
            way.competition,
            ", ".join(f"{one.step} {one.working_days}" for one in way.steps),
            WORDS[way.verified],
        )
        for name, way in evidence.purchase_ways.items()
    ]
    return table(head, rows)


def _thresholds(evidence: Evidence) -> str:
    head = ("threshold", "dollars", "from", "until", "source", "verified")
    rows = [
        (one.name, f"{one.dollars:,.0f}", one.in_force_from, one.in_force_until or "-", one.source, WORDS[one.verified])
        for one in evidence.purchase_thresholds.values()
    ]
    return table(head, rows)
