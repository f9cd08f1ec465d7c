"""Duties and money set aside for small districts: mandates, services that ran last year, reservations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol, TypeVar

from hitdesign.district.district import District
from hitdesign.district.duties import Mandate, PrivateSchool, Rebuttal, Reservation
from hitdesign.district.existing import ExistingProgram

T = TypeVar("T")

#: One flag per feature of this file.
DUTY_FEATURES = ("mandates", "supplanting", "reservations")
READ = date(2026, 7, 1)


class Dice(Protocol):
    """Where choices come from."""

    def pick(self, options: Sequence[T]) -> T:
        """One of the options; the first is the simplest."""


def with_duties(dice: Dice, has: frozenset[str], district: District) -> District:
    """The district with tables of the features it has; drawn last, so that everything before stays as it was."""
    tables: dict[str, Any] = {}
    if "mandates" in has:
        tables["mandates"] = _mandates(dice)
    if "supplanting" in has:
        tables |= _supplanting(dice, district, tables.get("mandates", ()))
    if "reservations" in has:
        tables |= _set_aside(dice, district)
    return replace(district, **tables) if tables else district


def _mandates(dice: Dice) -> tuple[Mandate, ...]:
    return tuple(_mandate(dice, name) for name in dice.pick([["m"], ["m"], ["m", "n"]]))


def _mandate(dice: Dice, name: str) -> Mandate:
    asks = dice.pick(
        [
            {},
            {"when": ("during_school",)},
            {"least_hours": 9.0},
            {"largest_group": 3, "least_sessions_per_week": 3},
            {"starts_by": date(2026, 10, 1)},
            {"when": ("after_school", "saturday"), "largest_group": 4},
            {"least_weeks": 6, "least_minutes_per_session": 30},
        ]
    )
    whom = dice.pick(
        [
            {},
            {"subjects": ("math",)},
            {"english_learner": "yes"},
            {"tiers": ("intensive",)},
            {"schools": ("S1",)},
            {"iep": "no"},
            {"title_i_status": ("schoolwide",)},
            {"grade_low": 3, "grade_high": 4},
        ]
    )
    share, opt_out = dice.pick([0.3, 0.5, 0.2, 0.75, 1.0]), dice.pick([0.0, 0.0, 0.15, 0.4])
    law = dice.pick(["board", "law"])
    own = {"source": "made up", "as_of": READ, "made_by": law, "share": share, "opt_out_share": opt_out}
    return Mandate(mandate_id=name, **own, **whom, **asks)


def _supplanting(dice: Dice, district: District, mandates: Sequence[Mandate]) -> dict[str, Any]:
    """Half of the streams have the test of presumptions; a program of last year is folded in or replaced."""
    funding = tuple(
        row.model_copy(update={"program": f"{row.program}_presuming"}) if dice.pick([True, False]) else row
        for row in district.funding
    )
    whom = dice.pick(
        [
            {},
            {"subjects": ("math",)},
            {"english_learner": "yes"},
            {"tier": "intensive"},
            {"grade_low": 5, "grade_high": 5},
            {"iep": "no"},
        ]
    )
    running = ExistingProgram(
        program_id="old",
        school_id=dice.pick(["S1", "*"]),
        decision=dice.pick(["replace", "fold_in", "keep"]),
        students=dice.pick([None, 1]),
        paid_last_year_with=dice.pick(["state_or_local", "state_or_local", "federal", "unknown"]),
        **whom,
    )
    about = ["old", *(row.mandate_id for row in mandates)]
    named = dice.pick([None, None, "*", funding[0].stream_id])
    rebuttals: tuple[Rebuttal, ...] = ()
    if named is not None:
        words = {"reason": "The grant ended.", "recorded_by": "finance office", "recorded_on": READ}
        rebuttals = (Rebuttal(about=dice.pick(about), stream_id=named, **words),)
    return {"funding": funding, "existing_programs": (running,), "rebuttals": rebuttals}


def _set_aside(dice: Dice, district: District) -> dict[str, Any]:
    first = district.funding[0].stream_id
    rows = dice.pick(
        [
            [("administration", {"share": 0.1})],
            [("parent_and_family", {"dollars": 10.01}), ("administration", {"share": 0.033})],
            [("equitable_services", {"dollars": 25.5}), ("other", {"share": 0.05})],
        ]
    )
    reservations = tuple(Reservation(stream_id=first, purpose=purpose, **amount) for purpose, amount in rows)
    private = tuple(
        PrivateSchool(private_school_id=f"p{n}", low_income_children=dice.pick([7, 0, 11]), enrolled_children=40)
        for n in range(dice.pick([0, 1, 2]) if rows[0][0] != "equitable_services" else 0)
    )
    return {"reservations": reservations, "private_schools": private}
