"""Materials: dollars by tutoring model and for the program, and which streams carry them."""

from __future__ import annotations

import pandas as pd

from hitdesign.plan.drafted import Drafted

MATERIALS = ("model_id", "subject", "seats", "dollars_per_seat", "dollars", "paid_by", "because")
#: Kinds of charges: what is due for a seat, and other costs whose use is materials.
SEAT, OTHER = "seat", "materials"


def materials_of(plan: Drafted, taught: pd.DataFrame) -> pd.DataFrame:
    """One row per model and subject, then one for other costs of materials; columns as in MATERIALS.

    Formula: dollars = seats x materials_dollars_per_student; charges round each seat up to the cent. `paid_by`: the
    streams that carry the model's costs of seats (a contract's price of a seat is among them), blank where nothing is
    charged.
    """
    charges = plan.allocation.charges
    rows: list[tuple[object, ...]] = []
    for (model, subject), part in taught.groupby(["model_id", "subject"], sort=True):
        seats, each = float(part["students"].sum()), float(part["materials_dollars_per_student"].iloc[0])
        own = charges[(charges["cost_kind"] == SEAT) & (charges["model_id"] == model)]
        paid = _streams(own) if each > 0 else ""
        because = "tutoring_models.materials_dollars_per_student; charges: seat"
        rows.append((str(model), str(subject), seats, each, seats * each, paid, because))
    more = charges[charges["cost_kind"] == OTHER]
    if len(more):
        dollars = float(more["dollars"].astype(float).sum())
        rows.append(("", "", float("nan"), float("nan"), dollars, _streams(more), "other_costs: use materials"))
    return pd.DataFrame(rows, columns=list(MATERIALS))


def _streams(charges: pd.DataFrame) -> str:
    return "; ".join(sorted(charges["stream_id"].astype(str).unique()))
