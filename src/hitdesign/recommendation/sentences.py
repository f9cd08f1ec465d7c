"""Verdicts in words: a code's sentence with the values of its band and tutoring model filled in."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from hitdesign.quantities import print_count, print_dollars, print_grades, print_share
from hitdesign.recommendation.by_budget import covered
from hitdesign.recommendation.by_place import OTHERWISE
from hitdesign.recommendation.columns import Situation, longest_block
from hitdesign.recommendation.elements import at, session_limit, size_limit
from hitdesign.recommendation.hearing import Heard
from hitdesign.recommendation.rule import FACTORS, Knowledge, Rule, Verdict

SIGNS = {-1: "Against", 0: "Note", 1: "For"}


def lines_about(heard: Heard, band: int, column: int) -> list[str]:
    """What every rule that spoke says about a model for a band: exclusions first, then by factor."""
    heard, band = heard.alone(band), 0
    spoke = [(rule, verdict) for rule, verdict in heard.judged if cell(verdict.code, band, column) >= 0]
    place = {factor: at for at, factor in enumerate(FACTORS)}
    spoke.sort(key=lambda pair: (not cell(pair[1].excluded, band, column), place[pair[0].factor]))
    return [line(heard, rule, verdict, band, column) for rule, verdict in spoke]


def lines_excluding(heard: Heard, band: int) -> list[str]:
    """What excludes each excluded model of a band, by model_id."""
    heard, band = heard.alone(band), 0
    return [
        f"{heard.situation.model_id[0, column]}: {line(heard, rule, verdict, band, column)}"
        for column in range(heard.situation.shape[1])
        for rule, verdict in heard.judged
        if cell(verdict.excluded, band, column)
    ]


def line(heard: Heard, rule: Rule, verdict: Verdict, band: int, column: int) -> str:
    """One verdict: its side, factor, sentence and source."""
    code = verdict.codes[int(cell(verdict.code, band, column))]
    sign = SIGNS[int(np.sign(cell(verdict.points, band, column)))]
    side = "Excluded" if cell(verdict.excluded, band, column) else sign
    text = sentence(rule, code, heard.situation, heard.knowledge, band, column)
    source = heard.knowledge.evidence.sources[heard.knowledge.source_of(rule)]
    return f"{side} ({rule.factor.replace('_', ' ')}): {text} [{source.who}, {source.year}]"


def cell(values: npt.NDArray[Any], band: int, column: int) -> float:
    """One cell of an array that broadcasts to (bands, models)."""
    rows, columns = values.shape
    return float(values[band if rows > 1 else 0, column if columns > 1 else 0].item())


def sentence(rule: Rule, code: str, situation: Situation, knowledge: Knowledge, band: int, column: int) -> str:
    """The sentence of a code for one band (row) and one tutoring model (column)."""
    template = rule.sentences.get(code, OTHERWISE)
    return template.format(n=knowledge, code=code, **words_of(situation, knowledge, band, column))


def words_of(situation: Situation, knowledge: Knowledge, band: int, column: int) -> dict[str, str]:
    """Every value that a sentence may name, as printed text."""
    return {
        **_band_words(situation, band),
        **_model_words(situation, column),
        **_cell_words(situation, band, column),
        **_standard_words(situation, knowledge, band),
    }


def _band_words(situation: Situation, band: int) -> dict[str, str]:
    return {
        "subject": str(situation.subject[band, 0]),
        "tier": str(situation.tier[band, 0]).replace("_", "-"),
        "objective": str(situation.objective[band, 0]).replace("_", " "),
        "grades": print_grades(int(situation.grade_low[band, 0]), int(situation.grade_high[band, 0])),
        "students": print_count(int(situation.students[band, 0]), "student"),
        "iep": print_share(float(situation.iep_share[band, 0])),
    }


def _model_words(situation: Situation, column: int) -> dict[str, str]:
    size, sessions = int(situation.size[0, column]), int(situation.sessions[0, column])
    minutes, weeks = int(situation.minutes[0, column]), int(situation.weeks[0, column])
    return {
        "size": str(size),
        "sessions": str(sessions),
        "minutes": str(minutes),
        "weeks": str(weeks),
        "modality": "online" if situation.online[0, column] else "in person",
        "attention": f"{sessions * minutes / size:.0f}",
        "week_minutes": f"{sessions * minutes}",
        "year_minutes": f"{sessions * minutes * weeks:,}",
        "year_hours": f"{sessions * minutes * weeks / 60:g}",
        "year_sessions": str(sessions * weeks),
    }


def _cell_words(situation: Situation, band: int, column: int) -> dict[str, str]:
    cell = slice(band, band + 1), slice(column, column + 1)
    dollars, cost = situation.dollars[cell], situation.cost[cell]
    hours, needed = situation.hours[cell], situation.hours_needed[cell]
    longest = longest_block(situation, band, column)
    shorter = longest < situation.minutes[0, column]
    return {
        "block_minutes": _number(longest),
        "blocks_here": f"Blocks here are {_number(longest)} minutes" if shorter else "Blocks open to it are shorter",
        "dollars": print_dollars(dollars.item()),
        "cost": _cost(cost.item(), situation.due_once[cell].item()),
        "money_share": print_share(covered(dollars, cost).item()),
        "hours": _number(hours.item()),
        "hours_needed": _number(needed.item()),
        "hours_share": print_share(covered(hours, needed).item()),
        "certified": print_share(situation.certified_share[cell].item()),
    }


def _cost(cost: float, due_once: float) -> str:
    """The cost of a seat; where a part is due once for many students, that it is the least, and on what it rests."""
    if not due_once > 0:
        return print_dollars(cost)
    return (
        f"at least {print_dollars(cost)} ({print_dollars(cost - due_once)} for itself; on top comes its part of what "
        f"is due once for many, such as a flat fee: {print_dollars(due_once)} if all whom that could serve share it, "
        "else more)"
    )


def _standard_words(situation: Situation, knowledge: Knowledge, band: int) -> dict[str, str]:
    standard = knowledge.standard
    return {
        "standard": standard.name,
        "standard_size": f"{at(size_limit(standard, situation), band):g}",
        "standard_sessions": str(standard.least_sessions_per_week),
        "standard_minutes": f"{at(session_limit(standard, situation), band):g}",
        "standard_week": str(standard.least_minutes_per_week),
        "standard_weeks": str(standard.least_weeks),
        "standard_hours": f"{min(standard.least_hours, default=0):g}",
        "standard_hours_most": f"{max(standard.least_hours, default=0):g}",
        "standard_until": str(standard.in_force_until),
        "standard_untested": "; ".join(standard.not_testable.values()),
    }


def _number(amount: float) -> str:
    return "an unknown number of" if math.isnan(amount) else f"{round(amount, 2):,g}"
