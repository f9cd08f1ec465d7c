"""The same district without one of its features: what an optimum must move for now and then, or nothing was tested."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from laws.districts import Case

Row = Any
Change = Callable[[Row], dict[str, Any]]


def without(case: Case, feature: str) -> Case:
    """The case as if nobody had asked for the feature."""
    tables = {
        name: tuple(row.model_copy(update=change(row)) for row in getattr(case.district, name))
        for name, change in ROWS.get(feature, {}).items()
    }
    district = case.district
    tables |= dict.fromkeys(EMPTIED.get(feature, ()), ())
    if feature == "mandates":
        known = {row.program_id for row in district.existing_programs}
        tables["rebuttals"] = tuple(row for row in district.rebuttals if row.about in known)
    if feature in ITEMS:
        tables["other_costs"] = tuple(row for row in district.other_costs if row.item not in ITEMS[feature])
    if feature == "take_up" and "take_up_rate" in district.cohorts:
        district = district.with_cohorts(district.cohorts.assign(take_up_rate=None))
    if feature == "salaried":
        tables["tutors"] = tuple(_by_the_hour(case, row) for row in district.tutors)
    used = {row.program for row in district.funding}
    laws = {
        name: law.model_copy(update=LAWS[feature]) if feature in LAWS and name in used else law
        for name, law in case.evidence.programs.items()
    }
    models = {tier: names[:1] for tier, names in case.models.items()} if feature == "two_models" else case.models
    policy = case.policy.model_copy(update=CHOICES.get(feature, {}))
    return Case(replace(district, **tables), policy, replace(case.evidence, programs=laws), models)


def _by_the_hour(case: Case, row: Row) -> Row:
    """The salary's dollars of an hour, for hours taught."""
    if row.pay != "salaried":
        return row
    blocks = case.district.blocks
    weeks = ((max(block.ends_on for block in blocks) - min(block.starts_on for block in blocks)).days + 1) / 7
    hourly = row.annual_cost_dollars / max(row.hours_per_tutor_week * weeks, 1)
    return row.model_copy(update={"pay": "hourly", "annual_cost_dollars": None, "hourly_cost_dollars": hourly})


def _set(**changes: Any) -> Change:
    return lambda row: changes


ALWAYS = {"obligate_from": date(2026, 7, 1), "obligate_by": date(2027, 9, 30), "services_by": None}
ANYBODY = {
    "subjects": (),
    "grade_low": None,
    "grade_high": None,
    "schools": (),
    "when": (),
    "starts_on": None,
    "ends_on": None,
}
#: Rows changed, tables emptied, laws and choices changed, by feature.
ROWS: Mapping[str, dict[str, Change]] = {
    "take_up": {"blocks": _set(take_up_rate=None, enrolment="assigned")},
    "rooms": {"blocks": _set(room_group="")},
    "online": {"blocks": _set(online_seats=99)},
    "contracts": {
        "contracts": lambda row: {
            "price_dollars": round(row.price_dollars / 4, 2),
            "maximum_dollars": None,
            "minimum_dollars": 0.0,
            "minimum_units": 0.0,
        }
    },
    "materials": {"tutoring_models": _set(materials_dollars_per_student=0.0)},
    "caps": {"funding": _set(per_student_cap_dollars=None)},
    "indirect": {"funding": _set(indirect_rate=0.0)},
    "limits": {"funding": _set(schools=()), "tutors": _set(**ANYBODY)},
    "clocks": {"blocks": _set(starts_at="")},
    "windows": {"funding": _set(**ALWAYS)},
    "match": {"funding": _set(match_share_of_total=None, match_source="")},
    "minimum_spend": {"funding": _set(minimum_spend_dollars=0.0)},
    "admin_cap": {"funding": _set(administration_cap_share=None)},
    "hour_caps": {"funding": _set(per_hour_cap_dollars=None)},
    "contract_minimum": {"contracts": _set(minimum_dollars=0.0, minimum_units=0.0)},
    "contract_flat": {"contracts": lambda row: {"price_dollars": 1.0} if row.price_basis == "flat" else {}},
    "supervision": {"blocks": _set(supervisor_dollars_per_day=0.0)},
    "transport": {"blocks": _set(transport_seats=None)},
    "sites": {"tutors": _set(sites_per_tutor=None)},
}
EMPTIED: Mapping[str, tuple[str, ...]] = {
    "contracts": ("contract_tiers",),
    "contract_tiers": ("contract_tiers",),
    "mandates": ("mandates",),
    "reservations": ("reservations", "private_schools"),
    "school_money": ("school_allocations",),
}
ITEMS: Mapping[str, tuple[str, ...]] = {
    "start_up": ("start", "rooms"),
    "coordinator": ("coordinator",),
    "training": ("training",),
    "teaching": ("kit", "snack", "lead", "bus"),
}
LAWS: Mapping[str, dict[str, Any]] = {
    "marks": {"requires_marks": (), "excludes_marks": ()},
    "limits": {
        **dict.fromkeys(
            ("title_i_status", "support_status", "when", "tiers", "subjects", "tutor_kinds", "modalities"), ()
        ),
        **dict.fromkeys(("grade_low", "grade_high", "largest_group", "least_hours", "least_weeks")),
        **dict.fromkeys(("least_sessions_per_week", "least_minutes_per_session", "least_minutes_per_week")),
    },
    "windows": {"closed_after": None},
    "match": {"match_share_of_total": None},
    "minimum_spend": {"carry_over_share": None, "carry_over_after_months": None, "carry_over_from_dollars": None},
    "supplanting": {"supplanting": "unknown"},
    "uses": {"uses": (), "pays_tutoring": True},
}
CHOICES: Mapping[str, dict[str, Any]] = {
    "floors": {"floors": ()},
    "priorities": {"school_priorities": {}, "subject_priorities": {}, "grade_priorities": {}},
    "least_size": {"least_students_per_school": None, "least_groups_per_school": None},
    "pilot": {"schools": (), "most_schools": None},
}
