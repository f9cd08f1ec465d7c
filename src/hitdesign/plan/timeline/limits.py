"""Up to how many dollars a contract may be bought in a simpler way: the law's limits on a day, stricter own ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.records import Evidence
from hitdesign.evidence.tasks import Limit
from hitdesign.quantities import print_dollars
from hitdesign.rollout.timeline import TimelineChoices


@dataclass(frozen=True)
class Limits:
    """Most dollars without quotes (`micro_dollars`) and with quotes alone (`quotes_dollars`); None: not known."""

    micro_dollars: float | None
    quotes_dollars: float | None
    because: str


def limits_of(evidence: Evidence, choices: TimelineChoices, day: date, *, federal: bool) -> Limits:
    """The limits that hold for a contract that is bought on a day, by whether federal money pays it.

    Formula: the lower of the law's limit, for federal money, and of the state's or district's own. Raises InputError
    where a micro-purchase threshold is certified above what the law allows.
    """
    micro = quotes = None
    said: list[str] = []
    if federal:
        micro = _certified(evidence, choices, day)
        quotes = in_force(evidence, "simplified_acquisition", day)
        said.append(f"federal limits on {day}: {print_dollars(micro)} and {print_dollars(quotes)}")
    own_micro, own_quotes = choices.own_micro_purchase_dollars, choices.own_quotes_dollars
    if own_micro is not None or own_quotes is not None:
        said.append(f"own limits: {print_dollars(own_micro)} and {print_dollars(own_quotes)}")
    elif not federal:
        said.append("no federal money pays, and the state's and district's own limits are not given")
    return Limits(_lower(micro, own_micro), _lower(quotes, own_quotes), "; ".join(said))


def in_force(evidence: Evidence, limit: Limit, day: date) -> float | None:
    """The threshold of that kind on a day, in dollars; None where none is known for it."""
    found = [
        one.dollars
        for one in evidence.purchase_thresholds.values()
        if one.limit == limit and one.in_force_from <= day <= (one.in_force_until or date.max)
    ]
    return min(found, default=None)


def _certified(evidence: Evidence, choices: TimelineChoices, day: date) -> float | None:
    law, own = in_force(evidence, "micro_purchase", day), choices.self_certified_micro_dollars
    most = in_force(evidence, "self_certified_micro", day)
    if own is None:
        return law
    if most is None or own > most:
        raise InputError([_too_high(own, most)])
    return own


def _too_high(own: float, most: float | None) -> Fault:
    return Fault(
        "policy rollout.timeline",
        "a district cannot certify so high a micro-purchase threshold by itself",
        f"at most {print_dollars(most)}",
        "Lower it, or leave it blank",
        column="self_certified_micro_dollars",
        found=print_dollars(own),
    )


def _lower(one: float | None, other: float | None) -> float | None:
    return min((value for value in (one, other) if value is not None), default=None)
