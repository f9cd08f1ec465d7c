"""From tables of words and numbers to records of knowledge; everything wrong is said at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.duties import MandateRule, PrivateShare
from hitdesign.evidence.goal_templates import GoalTemplate
from hitdesign.evidence.indicators import IndicatorFact
from hitdesign.evidence.known import Known, Source
from hitdesign.evidence.messages import AudienceFact, WordingFact
from hitdesign.evidence.program_checks import program_faults
from hitdesign.evidence.records import CatalogueModel, Evidence, Parameter, Program, Selection, StaffingRule, Standard
from hitdesign.evidence.risk_facts import RiskRule
from hitdesign.evidence.scoping import ScopeRule
from hitdesign.evidence.studies import AttritionBoundary, EvidenceTier
from hitdesign.evidence.tasks import DocumentFact, PurchaseThreshold, PurchaseWay, TaskFact
from hitdesign.evidence.team_facts import TeamDuty, TeamRole, TeamSize, team_faults

#: The tables of knowledge and the record of each, in reading order.
KNOWLEDGE: dict[str, type[BaseModel]] = {
    "sources": Source,
    "parameters": Parameter,
    "programs": Program,
    "standards": Standard,
    "tutoring_models": CatalogueModel,
    "selections": Selection,
    "staffing": StaffingRule,
    "mandates": MandateRule,
    "private_shares": PrivateShare,
    "attrition_boundaries": AttritionBoundary,
    "evidence_tiers": EvidenceTier,
    "indicators": IndicatorFact,
    "tasks": TaskFact,
    "purchase_thresholds": PurchaseThreshold,
    "purchase_ways": PurchaseWay,
    "documents": DocumentFact,
    "team_roles": TeamRole,
    "team_sizes": TeamSize,
    "team_duties": TeamDuty,
    "risk_rules": RiskRule,
    "scope_rules": ScopeRule,
    "audiences": AudienceFact,
    "wordings": WordingFact,
    "goals": GoalTemplate,
}

#: What no fact may lack.
PROVENANCE = ("source", "as_of", "verified")

Tables = Mapping[str, Mapping[str, Any]]


def evidence_from(tables: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Evidence:
    """Records of all tables, cross-checked: every source that is named must exist.

    Raises InputError with every fault of every table.

    >>> from hitdesign.evidence.reading import evidence_from
    >>> evidence_from({}).programs
    {}
    """
    faults = [fault for name in tables if name not in KNOWLEDGE for fault in [unknown_table(name)]]
    read: dict[str, dict[str, Any]] = {name: {} for name in KNOWLEDGE}
    for name, record in KNOWLEDGE.items():
        for key, fields in tables.get(name, {}).items():
            try:
                read[name][key] = record.model_validate({**own_key(name, key), **fields})
            except ValidationError as error:
                faults.extend(faults_of(error, f"{name}.{key}", record))
    faults.extend(program_faults(read["programs"]))
    faults.extend(missing_sources(read))
    faults.extend(team_faults(read))
    if faults:
        raise InputError(faults)
    return Evidence(**read)


def own_key(table: str, key: str) -> dict[str, str]:
    """The catalogue's models carry their own key."""
    return {"model_id": key} if table == "tutoring_models" else {}


def faults_of(error: ValidationError, where: str, record: type[BaseModel]) -> Iterator[Fault]:
    """One fault per field that is missing, unknown or of the wrong kind; near names of an unknown one are named."""
    for detail in error.errors(include_url=False, include_input=False, include_context=False):
        field = ".".join(str(part) for part in detail["loc"]) or None
        missing = detail["type"] == "missing"
        problem = f"no {field}" if missing else f"{field} cannot be used: {detail['msg']}"
        remedy = f"Write {field} into this entry" if missing else f"Mend {field} or take it out"
        if detail["type"] == "extra_forbidden":
            near = difflib.get_close_matches(str(field), list(record.model_fields), n=3, cutoff=0.6)
            problem = f"there is no field {field}"
            remedy = f"Did you mean {' or '.join(near)}" if near else remedy
        yield Fault(f"evidence {where}", problem, "a fact with source, as_of and verified", remedy, column=field)


def missing_sources(read: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """Facts whose source is not among the sources."""
    for table, entries in read.items():
        for key, entry in entries.items():
            named = (entry.source,) if isinstance(entry, Known) else ()
            more = entry.more_sources if isinstance(entry, Program) else ()
            for source in (*named, *more):
                if source not in read["sources"]:
                    yield Fault(
                        f"evidence {table}.{key}",
                        "its source is not among the sources",
                        "a key of the sources table",
                        "Add the source, with title, who, year and where",
                        column="source" if source in named else "more_sources",
                        found=source,
                    )


def unknown_table(name: str) -> Fault:
    """A table that the knowledge does not have."""
    return Fault(f"evidence {name}", "there is no such table", "one of " + ", ".join(KNOWLEDGE), "Rename the table")
