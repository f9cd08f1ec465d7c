"""A mandate as it holds here: the district's row, with what it leaves blank filled from the law that it names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hitdesign.district.district import District
from hitdesign.district.duties import Mandate
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.duties import MandateRule
from hitdesign.evidence.records import Evidence
from hitdesign.tables.ids import nearest

#: Blanks of a row that the law fills.
FILLED = (
    *("subjects", "tiers", "grade_low", "grade_high", "share", "least_hours", "least_sessions_per_week"),
    *("least_minutes_per_session", "least_weeks", "largest_group", "when", "source", "as_of"),
)
#: Of these, a lower number asks for less.
LEAST = ("share", "least_hours", "least_sessions_per_week", "least_minutes_per_session", "least_weeks")


@dataclass(frozen=True)
class Duty:
    """A mandate with every blank filled.

    `asks` is the filled row; `name` is what reports call it; `required` says that a law asks for it; `verified` whether
    the law's text was checked; `open_checks` what a person has to see to.
    """

    asks: Mandate
    name: str
    required: bool
    verified: bool
    open_checks: tuple[str, ...] = ()

    @property
    def mandate_id(self) -> str:
        """The row's id."""
        return self.asks.mandate_id

    @property
    def share(self) -> float:
        """Share of those not opted out who must be served."""
        return 1.0 if self.asks.share is None else self.asks.share


def duties_of(district: District, evidence: Evidence) -> tuple[Duty, ...]:
    """The district's mandates in order of their ids; raises InputError where one names a law the evidence lacks."""
    faults = [
        Fault(
            table="mandates",
            column="mandate",
            found=row.mandate,
            problem=f"{row.mandate_id} names an unknown mandate",
            expected="a mandate of the evidence, or blank for the district's own",
            what_to_do=f"Did you mean {near!r}? Correct it"
            if (near := nearest(row.mandate, evidence.mandates))
            else "Correct it, or fill the row and leave it blank",
        )
        for row in district.mandates
        if row.mandate and row.mandate not in evidence.mandates
    ]
    if faults:
        raise InputError(faults)
    return tuple(_filled(row, evidence.mandates.get(row.mandate)) for row in district.mandates)


def _filled(row: Mandate, law: MandateRule | None) -> Duty:
    if law is None:
        return Duty(row, row.mandate_id, row.made_by == "law", verified=False)
    blank: dict[str, Any] = {name: getattr(law, name) for name in FILLED if getattr(row, name) in (None, "", ())}
    marks: dict[str, Any] = {mark: "yes" for mark in law.requires_marks if getattr(row, mark) == "unknown"}
    asks = row.model_copy(update={**blank, **marks})
    required = (row.made_by or "law") == "law"
    return Duty(asks, law.name, required, verified=law.verified, open_checks=(*law.open_checks, *_eased(row, law)))


def _eased(row: Mandate, law: MandateRule) -> list[str]:
    """What the district's row asks for less of than the law that it names: only the law's own exceptions allow it."""
    asked = [(name, getattr(row, name), getattr(law, name)) for name in (*LEAST, "largest_group")]
    stated = [(name, own, said) for name, own, said in asked if own is not None and said is not None]
    less = [(name, own, said) for name, own, said in stated if (own < said if name in LEAST else own > said)]
    words = [f"{name} {own:g} in the place of {said:g}" for name, own, said in less]
    if law.when and set(row.when) - set(law.when):
        words.append(f"when {';'.join(row.when)} in the place of {';'.join(law.when)}")
    return (
        [f"its row asks for less than the law as held here ({'; '.join(words)}); see what allows it."] if words else []
    )
