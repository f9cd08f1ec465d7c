"""The program around a plan as files: every part's tables, what they say, letters, drafts and the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from hitdesign.plan.plan import Plan
from hitdesign.plan.scope.scope import verdict_table
from hitdesign.plan.scope.sites import PilotSites
from hitdesign.plan.timeline.icalendar import calendar_text
from hitdesign.report.audience import INTERNAL_MARK, INTERNAL_NOTE, refuse_mixing
from hitdesign.report.files import write_folder_whole
from hitdesign.report.tables import csv_bytes


def write_program(plan: Plan, folder: str | Path) -> tuple[Path, ...]:
    """Write every part of the program around a plan into a folder, all files or none; returns their paths.

    A CSV file for each table of `program_tables`, `program.txt` with what the parts say, a text for each letter
    (`letter_<to whom>_<language>.txt`) and each draft (`draft_<id>.txt`), and `timeline.ics` for calendars. They are
    for the district's own people: a note beside them says so, small counts are not hidden. Raises InputError where a
    part cannot be made (no launch, choices with faults), and OutputError as `write_tables`.

    >>> from hitdesign.report.program_files import write_program
    >>> [path.name for path in write_program(plan, "program")][:2]  # doctest: +SKIP
    ['INTERNAL_DO_NOT_PUBLISH.txt', 'answers.csv']
    """
    refuse_mixing(folder, public=False, internal_names=())
    letters = {f"{one.letter_id}_{one.language}": one.text for one in plan.stakeholders.letters}
    drafts = {f"draft_{one.document_id}": one.text for one in plan.documents}
    texts = {**letters, **drafts, "program": "\n".join(program_sentences(plan))}
    files = {
        INTERNAL_NOTE: _text(INTERNAL_MARK),
        "timeline.ics": calendar_text(plan.timeline, plan.district.name).encode(),
        **{f"{name}.csv": csv_bytes(table) for name, table in program_tables(plan).items()},
        **{f"{name}.txt": _text(text) for name, text in texts.items()},
    }
    return write_folder_whole(folder, files)


def program_tables(plan: Plan) -> Mapping[str, pd.DataFrame]:
    """The tables of all parts by name, each as its part describes it; those of a pilot only where there is one."""
    scope, forecast, team, risks = plan.scope, plan.forecast, plan.team, plan.risks
    said, taught, online = plan.stakeholders, plan.instruction, plan.technology
    tables = {
        "scope_verdicts": verdict_table(scope.verdicts),
        "scope_would_change": scope.would_change,
        "forecast_totals": forecast.totals,
        "forecast_parts": forecast.parts,
        "forecast_prices": forecast.prices,
        "forecast_reaching": forecast.reaching,
        "forecast_parameters": forecast.parameters,
        "goals": plan.goals.table,
        "strategic_goals": plan.goals.strategic,
        "team_roles": team.roles,
        "team_sizes": team.sizes,
        "team_duties": team.duties,
        "team_matrix": team.matrix,
        "team_loads": team.loads,
        "tasks": plan.timeline.tasks,
        "purchases": plan.timeline.purchases,
        "readiness": plan.timeline.readiness.by_part,
        "risks": risks.table,
        "risks_watched": risks.watched,
        "audiences": said.audiences,
        "messages": said.messages,
        "letters_reading_level": said.reading,
        "letters_open": said.open,
        "steps": said.steps,
        "answers": answers_table(plan),
        "instruction_focus": taught.focus,
        "instruction_pacing": taught.pacing,
        "instruction_materials": taught.materials,
        "instruction_exchange": taught.exchange,
        "instruction_unknown": taught.unknown,
        "technology_needs": online.needs,
        "technology_costs": online.costs,
        "technology_risk": online.risk,
    }
    if isinstance(scope.pilot, PilotSites):
        tables |= {"pilot_balance": scope.pilot.balance, "pilot_comparison": scope.pilot.comparison}
        tables |= {} if scope.stages is None else {"stages": scope.stages.table, "stages_schools": scope.stages.schools}
        tables |= {} if scope.smallest_effect is None else {"pilot_smallest_effect": scope.smallest_effect.table}
    return tables


def answers_table(plan: Plan) -> pd.DataFrame:
    """Every sentence of every answer to a question, in order: topic, question, sentence."""
    rows = [(one.topic, one.question, text) for one in plan.answers for text in one.sentences]
    return pd.DataFrame(rows, columns=["topic", "question", "sentence"])


def program_sentences(plan: Plan) -> Iterator[str]:
    """What the parts say, part by part under a heading."""
    scope = plan.scope
    pilot = (scope.pilot.because,) if isinstance(scope.pilot, PilotSites) else scope.pilot.reasons
    parts: Mapping[str, tuple[str, ...]] = {
        "Pilot or all schools": (scope.because, *pilot, *scope.warnings),
        "What to expect": plan.forecast.sentences,
        "What to promise": plan.goals.sentences,
        "Who does what": plan.team.sentences,
        "Before the first day": (*plan.timeline.sentences, *plan.timeline.unknown),
        "What may go wrong": plan.risks.sentences,
        "What is said to whom": plan.stakeholders.sentences,
        "What is taught": plan.instruction.sentences,
        "Tutoring online": plan.technology.sentences,
    }
    yield f"The program around the tutoring plan of {plan.district.name}"
    for heading, sentences in parts.items():
        yield from ("", heading, "")
        yield from (f"- {sentence}" for sentence in sentences)
    for answer in plan.answers:
        yield from ("", answer.question, "")
        yield from (f"- {sentence}" for sentence in answer.sentences)


def _text(text: str) -> bytes:
    return f"{text.rstrip()}\n".replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8-sig")
