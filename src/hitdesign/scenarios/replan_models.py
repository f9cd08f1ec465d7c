"""The tutoring models of the rest of a year: groups that go on, new ones in full, new ones that come short."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.columns import Facts
from hitdesign.district.records import TutoringModel
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import Need
from hitdesign.policy import Policy
from hitdesign.recommendation.standards import Sheet, standards_table

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: What a tutoring model of the rest of the year is for.
KEPT, NEW, SHORT = "kept", "new", "short"


@dataclass(frozen=True)
class Variant:
    """One tutoring model of the rest of the year: `model_id`, of which model, for whom, and its weeks.

    `weeks_in_all`: with the weeks that its running groups have had; `asked`: what the model asks for.
    """

    model_id: str
    base: str
    kind: str
    weeks: int
    weeks_in_all: int
    asked: int

    def record(self, facts: Facts) -> TutoringModel:
        """The row of tutoring_models; materials in proportion to the weeks that are left of a running group."""
        row = facts.models.loc[facts.models["model_id"] == self.base].iloc[0]
        materials = float(row["materials_dollars_per_student"]) * self.weeks / self.weeks_in_all
        return TutoringModel(
            model_id=self.model_id,
            students_per_tutor=int(row["students_per_tutor"]),
            sessions_per_week=int(row["sessions_per_week"]),
            minutes_per_session=int(row["minutes_per_session"]),
            weeks=self.weeks,
            modality=row["modality"],
            materials_dollars_per_student=materials,
        )


def kept_name(base: str, left: int, weeks: int) -> str:
    """What the groups of a model that go on are called.

    >>> kept_name("trios", 13, 30), kept_name("trios", 30, 30)
    ('trios (13 of 30 weeks left)', 'trios (as planned)')
    """
    return f"{base} (as planned)" if left == weeks else f"{base} ({left} of {weeks} weeks left)"


def short_name(base: str, left: int, weeks: int) -> str:
    """What new groups of a model are called where the term has fewer weeks than it asks for.

    >>> short_name("trios", 19, 30)
    'trios (only 19 of 30 weeks)'
    """
    return f"{base} (only {left} of {weeks} weeks)"


def variants_of(facts: Facts, running: pd.DataFrame, wanted: set[str]) -> tuple[Variant, ...]:
    """Every tutoring model of the rest of the year, in order of its id.

    `facts`: of the rest of the year, with the plain models; `running`: groups that have weeks left, with the weeks that
    they can still have (`weeks_now`); `wanted`: models that new groups may have. A new group is short where the term
    has weeks, and fewer than the model asks for.
    """
    weeks = dict(zip(facts.models["model_id"].astype(str), facts.models["weeks"].astype(int), strict=True))
    found: dict[str, Variant] = {}
    for row in running[running["weeks_now"] > 0].itertuples():
        base, whole, now = str(row.model_id), int(str(row.weeks)), int(str(row.weeks_now))
        if base in weeks:
            name = kept_name(base, now, whole)
            found[name] = Variant(name, base, KEPT, now, int(str(row.weeks_gone)) + now, whole)
    terms = sorted({int(one) for one in facts.blocks["weeks"] if one > 0})
    for base in sorted(wanted & set(weeks)):
        found[base] = Variant(base, base, NEW, weeks[base], weeks[base], weeks[base])
        for term in terms:
            if term < weeks[base]:
                name = short_name(base, term, weeks[base])
                found[name] = Variant(name, base, SHORT, term, term, weeks[base])
    return tuple(found[name] for name in sorted(found))


def elements_failed(
    plain: pd.DataFrame, need: Need, policy: Policy, evidence: Evidence, band: int, one: Variant
) -> str:
    """Elements of the policy's standard that a variant fails for a band, in words, `; ` between; blank for none.

    `plain`: the facts' tutoring models before there were variants.
    """
    row = plain.loc[plain["model_id"] == one.base].iloc[0]
    own = need.bands.iloc[band]
    sheet = Sheet(
        model_id=np.array([[one.model_id]], dtype=object),
        size=_one(row["students_per_tutor"]),
        sessions=_one(row["sessions_per_week"]),
        minutes=_one(row["minutes_per_session"]),
        weeks=_one(one.weeks_in_all),
        grade_low=_one(own["grade_low"]),
        grade_high=_one(own["grade_high"]),
        objective=np.array([[policy.objective_for(str(own["subject"]), own["tier"])]], dtype=object),
        possible=np.zeros((1, 1), dtype=bool),
        during_school=np.zeros((1, 1), dtype=bool),
    )
    table = standards_table(sheet, [one.model_id], {policy.standard: evidence.standards[policy.standard]})
    failed = table[table["status"] == "failed"]
    return "; ".join(f"{row.element}: {row.required}, found {row.found}" for row in failed.itertuples())


def _one(value: object) -> Ints:
    return np.array([[int(str(value))]], dtype=np.int64)
