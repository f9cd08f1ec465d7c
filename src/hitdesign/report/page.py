"""What stands on the page: the plan's sentences, figures, tables and charts, in the order in which they are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from hitdesign.quantities import print_count, print_dollars, print_share
from hitdesign.recommendation.recommendation import Recommendation
from hitdesign.report import charts, sentences
from hitdesign.report.asked import left_out, one_more
from hitdesign.report.choices import largest_band
from hitdesign.report.found import found_notes
from hitdesign.report.grids import MOST_ASSUMPTIONS, MOST_DEPARTURES, MOST_REASONS, grids
from hitdesign.report.money import model_label
from hitdesign.report.reading import Reading
from hitdesign.report.standing import standing_of
from hitdesign.report.words import is_blank, plain, tier_words

#: Small changes that would make another tutoring model come first, shown per tier.
MOST_CHANGES = 8
LONGEST_NAME = 60
#: `For (student need): The need is intensive.`
_REASON = re.compile(r"(?P<side>For|Against|Note) \((?P<factor>[^)]*)\): (?P<text>.*)", re.DOTALL)


def page_of(reading: Reading, prices: int = 0) -> dict[str, Any]:
    """Everything that the template fills in: texts, figures, grids, charts; nothing in it is markup but the charts.

    `prices`: limits of which it is said what one more would do.
    """
    plan = reading.plan
    return {
        "district": plain(plan.district.name),
        "policy": plain(plan.policy.name),
        "notes": list(map(plain, [*plan.district.notes, *found_notes(plan)])),
        "say": _said(reading),
        "asked": {"one_more": one_more(plan, prices), "left_out": left_out(reading)},
        "standing": standing_of(reading.assessment, plan.facts.schools.set_index("school_id")["school_name"]),
        "figures": figures(reading),
        "grids": {grid.name: grid for grid in grids(reading)},
        "charts": _drawn(reading),
        "tiers": tiers(reading),
        "whole": plan.allocation.whole,
        "reproducible": plan.allocation.reproducible,
        "rest": _rest(reading),
    }


def _said(reading: Reading) -> dict[str, Any]:
    """The sentences by section."""
    return {
        "headline": sentences.headline(reading),
        "attendance": sentences.attendance(reading),
        "schools": sentences.schools_of(reading),
        "timetable": sentences.timetable(reading),
        "streams": sentences.by_stream(reading),
        "cost": sentences.cost(reading),
        "unserved": sentences.unserved(reading),
        "proof": sentences.proof(reading),
        "levels": sentences.levels(reading),
        "assumed": sentences.assumed(reading),
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
        "need": charts.need_chart,
        "streams": charts.stream_chart,
        "schools": charts.school_chart,
    }
    return {name: Markup(draw(reading)) for name, draw in drawings.items()}


def tiers(reading: Reading) -> list[dict[str, Any]]:
    """Per tier: the tutoring model that most of its students got as first choice, and the reasons in one large band."""
    found = dict.fromkeys(reading["by_need"]["tier"])
    return [_reasons(reading, tier, largest_band(reading["recommendations"], tier)) for tier in found]


def _reasons(reading: Reading, tier: str, band: Any) -> dict[str, Any]:
    recommendation = reading.plan.recommendation
    names = reading.plan.facts.schools.set_index("school_id")["school_name"]
    return {
        "name": tier_words(tier),
        "model": "" if is_blank(band["first_choice"]) else plain(model_label(reading.plan, band["first_choice"])),
        "band": f"grades {band['grades']}, {plain(band['subject'])}, at {_short(plain(names[band['school_id']]))}",
        **_sides(_in_words(reading, recommendation.why(band["band_id"]))),
        "firm": _firmness(recommendation, band),
        "change": _in_words(reading, recommendation.what_would_change(band["band_id"]))[:MOST_CHANGES],
    }


def _in_words(reading: Reading, lines: list[str]) -> list[str]:
    """Lines in which tutoring models stand under their names instead of their ids."""
    ids = sorted(reading.plan.facts.models["model_id"], key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, ids)) + r")(?!\w)")
    names = {model_id: f'"{plain(model_label(reading.plan, model_id))}"' for model_id in ids}
    return [pattern.sub(lambda found: names[found[0]], plain(line)) for line in lines]


def _firmness(recommendation: Recommendation, band: Any) -> str:
    """Under how many of all weightings of the factors the first choice comes first; blank where there is none."""
    if is_blank(band["first_choice"]):
        return ""
    shares = recommendation.weightings(band["band_id"]).set_index("model_id")["share_of_weightings"]
    share = print_share(float(shares[band["first_choice"]]))
    return f"However the five factors are weighed against each other, it comes first under {share} of the weightings."


def _short(name: str) -> str:
    """A name that fits into a sentence; the tables hold it whole."""
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}..."


def _sides(lines: list[str]) -> dict[str, list[str]]:
    """Reasons taken apart: `for`, `against`, `note` for what gives no points, and `said` for the rest."""
    sides: dict[str, list[str]] = {"for": [], "against": [], "note": [], "said": []}
    for line in lines:
        found = _REASON.fullmatch(line)
        if found is None:
            sides["said"].append(line)
        else:
            sides[found["side"].lower()].append(f"{found['factor'].capitalize()}: {found['text']}")
    return sides


def _rest(reading: Reading) -> dict[str, int]:
    """How many rows the shortened lists leave to the workbook."""
    return {
        "assumptions": max(0, len(reading["assumptions"]) - MOST_ASSUMPTIONS),
        "departures": max(0, len(reading["departures"]) - MOST_DEPARTURES),
        "unserved_reasons": max(0, len(reading["unserved_reasons"]) - MOST_REASONS),
    }
