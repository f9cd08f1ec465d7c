"""What stands on the page: the plan's sentences, figures, tables and charts, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hitdesign.quantities import print_count, print_dollars, print_share
from hitdesign.report import charts, sentences
from hitdesign.report.choices import largest_band
from hitdesign.report.grids import MOST_ASSUMPTIONS, MOST_REASONS, grids
from hitdesign.report.money import model_label
from hitdesign.report.reading import Reading
from hitdesign.report.words import plain, tier_words


def page_of(reading: Reading) -> dict[str, Any]:
    """Everything that the template fills in: texts, figures, grids, charts; nothing in it is markup but the charts."""
    plan = reading.plan
    return {
        "district": plain(plan.district.name), "policy": plain(plan.policy.name),
        "notes": list(map(plain, plan.district.notes)), "say": _said(reading), "figures": figures(reading),
        "grids": {grid.name: grid for grid in grids(reading)}, "charts": _drawn(reading), "tiers": tiers(reading),
        "whole": plan.allocation.whole, "reproducible": plan.allocation.reproducible, "rest": _rest(reading),
    }


def _said(reading: Reading) -> dict[str, Any]:
    """The sentences by section."""
    return {
        "headline": sentences.headline(reading), "attendance": sentences.attendance(reading),
        "schools": sentences.schools_of(reading), "timetable": sentences.timetable(reading),
        "streams": sentences.by_stream(reading), "cost": sentences.cost(reading),
        "unserved": sentences.unserved(reading), "proof": sentences.proof(reading),
        "levels": sentences.levels(reading), "assumed": sentences.assumed(reading),
        "not_checked": sentences.not_checked(reading),
    }


def figures(reading: Reading) -> list[tuple[str, str, str]]:
    """The few key figures: what, how much, of what."""
    each = reading.not_to_exceed_dollars / reading.enrolled if reading.enrolled else None
    met = print_share(reading.enrolled / reading.need) if reading.need else "none needed"
    seats, available = sentences.count(reading.enrolled), print_dollars(reading.available_dollars)
    return [
        ("Seats filled", seats, f"of {sentences.count(reading.need)} needed ({met})"),
        ("Schools served", f"{reading.schools_served:,}", f"of {reading.schools:,} with students in need"),
        ("Not to exceed", print_dollars(reading.not_to_exceed_dollars), f"of {available} available"),
        ("Cost per seat", print_dollars(each), "at most, all costs of the plan"),
        ("Expected on a day", sentences.count(round(reading.expected_attending)), f"of {seats} enrolled"),
        ("Tutors needed", sentences.count(reading.people), f"for {print_count(reading.groups, 'group')}"),
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
