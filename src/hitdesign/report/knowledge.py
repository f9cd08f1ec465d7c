"""What the plan rests on: assumptions by what they move, sources with their dates, and what was not checked."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from hitdesign.evidence.known import Known
from hitdesign.plan.plan import Plan
from hitdesign.quantities import print_count
from hitdesign.rights.fit import TIME_OF_DAY

ASSUMPTION = "assumption"


def assumptions(plan: Plan) -> pd.DataFrame:
    """One row per assumption, the largest mover first, then by cells filled and name.

    Columns: name, assumed (value with its unit), why, cells, moves, moved_to, source, as_of, verified.
    """
    columns = ["name", "assumed", "why", "cells", "moves", "moved_to", "source", "as_of", "verified"]
    rows = [
        (
            a.name,
            f"{a.value} {a.unit}".strip(),
            a.why,
            a.cells,
            a.moves,
            a.moved_to,
            source_words(plan, a.source),
            a.as_of.isoformat() if a.as_of else "",
            a.verified,
        )
        for a in plan.assumptions
    ]
    table = pd.DataFrame(rows, columns=columns).astype({"moves": "float64"})
    size = table["moves"].abs().fillna(-1.0)
    order = pd.DataFrame({"size": -size, "cells": -table["cells"], "name": table["name"]})
    return table.loc[order.sort_values(["size", "cells", "name"], kind="stable").index].reset_index(drop=True)


def source_words(plan: Plan, key: str) -> str:
    """`who (year)` of a source of the evidence, or the key itself."""
    source = plan.evidence.sources.get(key)
    return f"{source.who} ({source.year})" if source is not None else key.replace("_", " ")


def sources(plan: Plan) -> pd.DataFrame:
    """One row per source that the plan used, by who and title.

    Columns: who, title, year, where, used_for (things of this plan), statements (how many of them), statements_checked
    (how many a person can trust to stand in the source), as_of (the earliest day they hold from).
    """
    used = pd.DataFrame(_used(plan), columns=["source", "used_for", "as_of", "verified"])
    rows = []
    for key, uses in used.groupby("source", sort=True):
        source = plan.evidence.sources.get(str(key))
        days = sorted(day for day in uses["as_of"] if day)
        rows.append(
            {
                "who": source.who if source else str(key).replace("_", " "),
                "title": source.title if source else "",
                "year": source.year if source else None,
                "where": source.where if source else "",
                "used_for": _uses(list(uses["used_for"])),
                "statements": len(uses),
                "statements_checked": int(uses["verified"].sum()),
                "as_of": days[0] if days else "",
            }
        )
    columns = ["who", "title", "year", "where", "used_for", "statements", "statements_checked", "as_of"]
    table = pd.DataFrame(rows, columns=columns).astype({"year": "float64"})
    return table.sort_values(["who", "title"], kind="stable").reset_index(drop=True)


def _uses(uses: list[str]) -> str:
    """`3 assumptions; rules of General fund`: assumptions counted, for they have a table of their own."""
    others = sorted({use for use in uses if use != ASSUMPTION})
    assumed = uses.count(ASSUMPTION)
    return "; ".join([*([print_count(assumed, ASSUMPTION)] if assumed else []), *others])


def _used(plan: Plan) -> Iterator[tuple[str, str, str, bool]]:
    """Source, use, as-of day and whether checked, of assumptions, programs, the standard and the models taught."""
    for assumption in plan.assumptions:
        day = assumption.as_of.isoformat() if assumption.as_of else ""
        yield assumption.source, ASSUMPTION, day, assumption.verified
    evidence = plan.evidence
    for program in sorted({stream.program for stream in plan.district.funding} & set(evidence.programs)):
        yield _known(evidence.programs[program], f"rules of {evidence.programs[program].name}")
    if plan.policy.standard in evidence.standards:
        standard = evidence.standards[plan.policy.standard]
        yield _known(standard, f"standard {standard.name}")
    for rule in evidence.staffing.values():
        yield _known(rule, "rules on who may teach")
    whens = {f"{TIME_OF_DAY}{when}" for when in plan.facts.blocks["when"]}
    for key, entry in evidence.parameters.items():
        if key.rpartition(".")[0] in whens:
            yield _known(entry, "times of day")
    if not plan.district.tutoring_models:
        for model_id in sorted(set(plan.allocation.seats["model_id"]) & set(evidence.tutoring_models)):
            yield _known(evidence.tutoring_models[model_id], f"tutoring model {model_id}")


def _known(fact: Known, use: str) -> tuple[str, str, str, bool]:
    return fact.source, use, fact.as_of.isoformat(), fact.verified


def open_checks(plan: Plan) -> pd.DataFrame:
    """One row per thing that was not tested and must never be read as passed."""
    return pd.DataFrame({"check": list(dict.fromkeys(plan.open_checks))}, dtype=object)


def unserved_reasons(plan: Plan) -> pd.DataFrame:
    """One row per reason, limit and basis: students without a seat, schools, and the sentence of its largest cohort."""
    keys = ["reason", "limit", "basis"]
    rows = plan.allocation.unserved.copy()
    rows["students"] = pd.to_numeric(rows["students"])
    rows[keys] = rows[keys].fillna("").astype(str)
    rows = rows.sort_values(["students", "cohort_id"], ascending=[False, True], kind="stable")
    found = rows.groupby(keys, sort=True).agg(
        students=("students", "sum"), schools=("school_id", "nunique"), sentence=("sentence", "first")
    )
    found = found.reset_index().sort_values(["students", *keys], ascending=[False, True, True, True], kind="stable")
    return found[[*keys, "students", "schools", "sentence"]].reset_index(drop=True)
