"""What letters say of places and dollars: totals of the district only, as far as small numbers allow."""

from __future__ import annotations

import math

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.inert import inert
from hitdesign.plan.stakeholders.counts import Printed
from hitdesign.plan.stakeholders.words import Both, amounts, day, dollars, sentences
from hitdesign.quantities import TOLERANCE

#: Streams that a letter names one by one, the largest first.
NAMED = 4
Field = tuple[Both | None, str, str]


def money_fields(plan: Drafted, printed: Printed) -> dict[str, Field]:
    """The blanks seats, left, cost, cost_per_seat and money: text, the facts behind it, what to provide.

    Dollars are rounded up to a step as wide as the threshold's seats cost, so that none of them counts students.
    """
    return {
        "seats": (_seats(printed), f"seats: students. {printed.why}".strip(), ""),
        "left": (_left(printed), f"unserved: students. {printed.why}".strip(), ""),
        **_costs(plan, printed),
        "money": (_streams(plan, printed), "spending: not_to_exceed_dollars; funding: obligate_by", ""),
    }


def _seats(printed: Printed) -> Both:
    if printed.places is None:
        return Both("places (how many is not published)", "lugares (no se publica cuántos)")
    return amounts(printed.places, printed.places, "place")


def _left(printed: Printed) -> Both:
    if printed.left is None:
        return Both(
            "How many students in need have no place is not published.",
            "No se publica cuántos estudiantes que necesitan ayuda quedan sin lugar.",
        )
    if printed.left <= TOLERANCE:
        return Both("Every place that is needed is there.", "Hay todos los lugares que se necesitan.")
    count = amounts(printed.left, printed.left, "place")
    return Both(
        f"{count.en} more are needed and not in the plan.", f"Se necesitan {count.es} más que no están en el plan."
    )


def _costs(plan: Drafted, printed: Printed) -> dict[str, Field]:
    because = "spending: not_to_exceed_dollars"
    total = float(plan.allocation.spending["not_to_exceed_dollars"].astype(float).sum())
    filled = float(plan.allocation.seats["students"].sum())
    rounded = dollars(printed.rounded(total)) if total > 0 else dollars(0.0)
    each: Both | None = Both("What one place costs is not published.", "No se publica cuánto cuesta un lugar.")
    if printed.places is not None and filled > 0:
        amount = dollars(float(math.ceil(printed.rounded(total) / filled - TOLERANCE)))
        each = Both(f"One place costs at most {amount.en}.", f"Un lugar cuesta como máximo {amount.es}.")
    provide = "" if filled > 0 else "The plan fills no seat, so a seat has no cost"
    return {
        "cost": (rounded, because, ""),
        "cost_per_seat": (each if filled > 0 else None, f"{because} / seats: students. {printed.why}".strip(), provide),
    }


def _streams(plan: Drafted, printed: Printed) -> Both:
    """Each stream that pays: its program, at most so many dollars, and until when they may be obligated."""
    spending = plan.allocation.spending
    paying = spending[spending["not_to_exceed_dollars"].astype(float) > TOLERANCE]
    order = paying.sort_values(["not_to_exceed_dollars", "stream_id"], ascending=[False, True], kind="stable")
    until = {row.stream_id: row.obligate_by for row in plan.district.funding}
    said = []
    for row in order.head(NAMED).to_dict("records"):
        program = plan.evidence.programs[str(row["program"])].name
        amount = dollars(printed.rounded(float(row["not_to_exceed_dollars"]), float(row["available_dollars"])))
        end, name = day(until[str(row["stream_id"])]), inert(program)
        said.append(
            Both(
                f"{name} pays up to {amount.en}, to be used by {end.en}.",
                f"{name} paga hasta {amount.es}, que se debe usar a más tardar el {end.es}.",
            )
        )
    rest = float(order["not_to_exceed_dollars"].astype(float).iloc[NAMED:].sum())
    if rest > TOLERANCE:
        amount = dollars(printed.rounded(rest))
        said.append(Both(f"Other money pays up to {amount.en}.", f"Otros fondos pagan hasta {amount.es}."))
    return sentences(said) if said else Both("No money pays for it yet.", "Todavía ningún fondo lo paga.")
