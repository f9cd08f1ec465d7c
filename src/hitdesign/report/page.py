"""What stands on the page: the plan's sentences, figures, tables and charts, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hitdesign.quantities import print_count, print_dollars, print_share
from hitdesign.report import charts, sentences
from hitdesign.report.choices import largest_band
from hitdesign.report.grid import Grid, grid
from hitdesign.report.money import model_label
from hitdesign.report.reading import CAPTIONS, Reading
from hitdesign.report.schools import by_low_income
from hitdesign.report.words import plain, tier_words

#: Rows of long lists that stand in the main part; the workbook and the CSV files hold all of them.
MOST_ASSUMPTIONS = 12
MOST_REASONS = 8


def page_of(reading: Reading) -> dict[str, Any]:
    """Everything that the template fills in: texts, figures, grids, charts; nothing in it is markup but the charts."""
    plan = reading.plan
    return {
        "district": plain(plan.district.name), "policy": plain(plan.policy.name), "notes": list(map(plain, plan.district.notes)),
        "say": _said(reading), "figures": figures(reading), "grids": {g.name: g for g in grids(reading)},
        "charts": _drawn(reading), "tiers": tiers(reading), "whole": plan.allocation.whole,
        "reproducible": plan.allocation.reproducible, "rest": _rest(reading),
    }


def _said(reading: Reading) -> dict[str, Any]:
    """The sentences by section."""
    return {
        "headline": sentences.headline(reading), "tiers": sentences.by_tier(reading),
        "attendance": sentences.attendance(reading), "schools": sentences.schools_of(reading),
        "timetable": sentences.timetable(reading), "streams": sentences.by_stream(reading),
        "cost": sentences.cost(reading), "unserved": sentences.unserved(reading), "proof": sentences.proof(reading),
        "levels": sentences.levels(reading), "assumed": sentences.assumed(reading),
        "not_checked": sentences.not_checked(reading),
    }


def figures(reading: Reading) -> list[tuple[str, str, str]]:
    """The few key figures: what, how much, of what."""
    each = reading.not_to_exceed_dollars / reading.enrolled if reading.enrolled else None
    met = print_share(reading.enrolled / reading.need) if reading.need else "none needed"
    return [
        ("Seats filled", sentences.count(reading.enrolled), f"of {sentences.count(reading.need)} needed ({met})"),
        ("Schools served", f"{reading.schools_served:,}", f"of {reading.schools:,} with students in need"),
        ("Not to exceed", print_dollars(reading.not_to_exceed_dollars), f"of {print_dollars(reading.available_dollars)} available"),
        ("Cost per seat", print_dollars(each), "at most, all costs of the plan"),
        ("Expected on a day", sentences.count(round(reading.expected_attending)), f"of {sentences.count(reading.enrolled)} enrolled"),
        ("Tutors needed", sentences.count(reading.people), f"for {print_count(reading.groups, 'group')}"),
    ]


def grids(reading: Reading) -> list[Grid]:
    """The tables of the main part and of the appendix."""
    counts = ["need", "invited", "enrolled", "expected_attending", "unserved", "share_served"]
    by_need = reading["by_need"].assign(tier=reading["by_need"]["tier"].map(tier_words))
    reasons = reading["unserved_reasons"].assign(reason=reading["unserved_reasons"]["reason"].map(sentences.reason_words))
    return [
        grid("by_need", CAPTIONS["by_need"], by_need, ["tier", "subject", *counts], total=True),
        grid("by_low_income", "Schools by their share of low-income students.", by_low_income(reading["by_school"]),
             ["low_income_students", "schools", "need", "enrolled", "unserved", "share_served", "dollars"],
             heads={"low_income_students": "Low-income students", "dollars": "Not to exceed (dollars)"}),
        grid("by_pool", CAPTIONS["by_pool"], reading["by_pool"],
             ["pool_id", "kind", "people", "limit_people", "hours_per_week", "limit_hours_per_week", "groups", "enrolled", "schools"]),
        grid("by_model", CAPTIONS["by_model"], reading["by_model"].assign(tier=reading["by_model"]["tier"].map(tier_words)),
             ["tier", "label", "students_per_tutor", "sessions_per_week", "minutes_per_session", "weeks", "enrolled"],
             heads={"students_per_tutor": "Students per tutor", "sessions_per_week": "Sessions a week",
                    "minutes_per_session": "Session (minutes)", "weeks": "Length (weeks)"}),
        *_money_grids(reading),
        grid("unserved_reasons", "Students without a seat, by what stood in the way.", reasons.head(MOST_REASONS),
             ["reason", "students", "schools", "sentence"],
             heads={"students": "Seats", "sentence": "In the words of the largest cohort"}),
        grid("levels", "The plan's aims, in order.", reading.plan.allocation.levels, ["level", "unit", "value", "bound", "gap", "status"],
             heads={"bound": "Proved limit"}),
        *_knowledge_grids(reading),
        grid("by_school", CAPTIONS["by_school"], reading["by_school"],
             ["school_name", "school_id", *counts, "groups", "tutors", "dollars"],
             heads={"dollars": "Not to exceed (dollars)"}, total=True),
    ]


def _money_grids(reading: Reading) -> list[Grid]:
    return [
        grid("by_stream", CAPTIONS["by_stream"], reading["by_stream"],
             ["stream_id", "program_name", "available_dollars", "not_to_exceed_dollars", "share_used", "expected_dollars",
              "unspent_dollars"], total=True),
        grid("by_cost", CAPTIONS["by_cost"], reading["by_cost"].assign(cost_kind=reading["by_cost"]["cost_kind"].str.replace("_", " ")),
             ["cost_kind", "dollars"], heads={"dollars": "Not to exceed (dollars)"}, total=True),
    ]


def _knowledge_grids(reading: Reading) -> list[Grid]:
    columns = ["name", "assumed", "why", "cells", "moves", "source", "as_of", "verified"]
    sources = reading["sources"]
    checked = [f"{row.statements_checked} of {row.statements}" for row in sources.itertuples()]
    return [
        grid("assumptions", CAPTIONS["assumptions"], reading["assumptions"].head(MOST_ASSUMPTIONS), columns),
        grid("sources", CAPTIONS["sources"], sources.assign(checked=checked), ["who", "title", "year", "used_for", "as_of", "checked"],
             heads={"checked": "Checked (uses)"}),
    ]


def _drawn(reading: Reading) -> dict[str, Any]:
    """The charts as markup: the only texts of the page that are not escaped, because `charts` built them as XML."""
    from markupsafe import Markup

    drawings: Mapping[str, Callable[[Reading], str]] = {
        "need": charts.need_chart, "streams": charts.stream_chart, "schools": charts.school_chart,
    }
    return {name: Markup(draw(reading)) for name, draw in drawings.items()}


def tiers(reading: Reading) -> list[dict[str, Any]]:
    """Per tier: the tutoring model that most of its students got as first choice, and the reasons in one large band."""
    found = []
    for tier in dict.fromkeys(reading["by_need"]["tier"]):
        band = largest_band(reading.plan, reading["recommendations"], tier)
        found.append({"name": tier_words(tier)} if band is None else _reasons(reading, tier, band))
    return found


def _reasons(reading: Reading, tier: str, band: Any) -> dict[str, Any]:
    recommendation = reading.plan.recommendation
    names = reading.plan.facts.schools.set_index("school_id")["school_name"]
    return {
        "name": tier_words(tier), "model": plain(model_label(reading.plan, band["first_choice"])),
        "band": f"grades {band['grades']}, {plain(band['subject'])}, at {plain(names[band['school_id']])}",
        "why": list(map(plain, recommendation.why(band["band_id"]))),
        "change": list(map(plain, recommendation.what_would_change(band["band_id"]))),
    }


def _rest(reading: Reading) -> dict[str, int]:
    """How many rows the shortened lists leave to the workbook."""
    return {
        "assumptions": max(0, len(reading["assumptions"]) - MOST_ASSUMPTIONS),
        "unserved_reasons": max(0, len(reading["unserved_reasons"]) - MOST_REASONS),
    }
