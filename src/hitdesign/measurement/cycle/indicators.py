"""Leading indicators: what is measured, the goal, the value from which on one acts, from when on, and who answers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from hitdesign.errors import Fault
from hitdesign.evidence.indicators import Better
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.given import number_faults, refuse, share_faults, word_faults
from hitdesign.quantities import TOLERANCE, print_share, print_share_beside

#: From bad to good; `unknown` lies below `watch`, for nobody can say that it is not worse. `not_due` stands apart.
Status = Literal["act", "unknown", "watch", "met", "not_due"]
SHARE = "share 0-1"


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One leading indicator.

    better: `higher` or `lower` values; target: the goal; act_at: the value at or beyond which one acts; low, high: the
    ends that a value can have (high None: no end). It is read from `due_on`, or `due_weeks` after launch. A value older
    than fresh_days says nothing. least_known_share: asked of what it counts where there is no end to reckon with.
    source: a key of the evidence, or words; verified: whether the goal was checked there. Raises InputError where
    numbers are out of order or bounds, or it is due by neither or both.

    >>> from hitdesign.measurement.cycle.indicators import Indicator
    >>> held = Indicator(indicator_id="held", name="Sessions held", target=0.9, act_at=0.8, due_weeks=4)
    >>> held.due(date(2026, 9, 14))
    datetime.date(2026, 10, 12)
    """

    indicator_id: str
    name: str
    target: float
    act_at: float
    measures: str = ""
    formula: str = ""
    unit: str = SHARE
    data: tuple[str, ...] = ()
    better: Better = "higher"
    low: float = 0.0
    high: float | None = 1.0
    due_weeks: int | None = None
    due_on: date | None = None
    fresh_days: int = 45
    least_known_share: float = 0.9
    owner: str = "program coordinator"
    on_watch: str = "Look at it again before the next review."
    on_act: str = "Decide what changes, and by when."
    source: str = "planning_default"
    verified: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        refuse(_faults(self))

    def due(self, launch: date) -> date:
        """The day from which on it is read."""
        return self.due_on or launch + timedelta(weeks=self.due_weeks or 0)

    def printed(self, value: float) -> str:
        """A value with its unit; a share with as many decimals as show on which side of goal and threshold it lies."""
        if self.unit != SHARE:
            return f"{value:,.2f} {self.unit}"
        texts = [print_share_beside(value, bound) for bound in (self.target, self.act_at) if not _same(value, bound)]
        return max(texts, key=len, default=print_share(value))


def default_indicators(evidence: Evidence | None = None) -> tuple[Indicator, ...]:
    """The indicators of the evidence, in its order: goals to start from, none of them verified.

    Source: evidence `indicators`.

    >>> from hitdesign.measurement.cycle.indicators import default_indicators
    >>> [one.indicator_id for one in default_indicators()][:4]
    ['enrolled', 'first_session', 'sessions_held', 'attendance']
    """
    facts = (evidence or shipped()).indicators
    return tuple(Indicator(indicator_id=key, **fact.model_dump(exclude={"as_of"})) for key, fact in facts.items())


def status_of(indicator: Indicator, value: float | None, known_share: float) -> Status:
    """Met, watch, act or unknown, from a value and the share of what it counts that is known.

    What is not known may be as bad as `low` or `high` allow, and as good. Formula, k the known share: the value lies
    between k value + (1 - k) worst and k value + (1 - k) best; where both ends have the same status it is that; met
    needs both; act at one end only is unknown, and else watch. Without a worst end a known share below
    `least_known_share` is unknown. A worse value never gives a better status; a smaller known share never makes it met.

    >>> from hitdesign.measurement.cycle.indicators import Indicator, status_of
    >>> held = Indicator(indicator_id="held", name="Sessions held", target=0.9, act_at=0.8, due_weeks=4)
    >>> [status_of(held, 0.93, known) for known in (1.0, 0.95, 0.8)]
    ['met', 'watch', 'unknown']
    """
    found = {_plain(indicator, end) for end in range_of(indicator, value, known_share) or ()}
    if len(found) == 1:
        return found.pop()
    return "watch" if found and "act" not in found else "unknown"


def range_of(indicator: Indicator, value: float | None, known_share: float) -> tuple[float, float] | None:
    """The least and the most that the whole value can be, whatever is missing; None where nobody can say.

    >>> from hitdesign.measurement.cycle.indicators import Indicator, range_of
    >>> held = Indicator(indicator_id="held", name="Sessions held", target=0.9, act_at=0.8, due_weeks=4)
    >>> [round(end, 3) for end in range_of(held, 0.9, 0.8)]
    [0.72, 0.92]
    """
    if value is None or math.isnan(value) or known_share <= 0:
        return None
    if indicator.high is None:
        return (value, value) if known_share >= indicator.least_known_share else None
    part = known_share * value
    missing = 1 - known_share
    return max(indicator.low, part + missing * indicator.low), min(indicator.high, part + missing * indicator.high)


def _plain(indicator: Indicator, value: float) -> Status:
    sign = 1.0 if indicator.better == "higher" else -1.0
    if sign * (value - indicator.act_at) <= TOLERANCE * abs(indicator.act_at):
        return "act"
    return "met" if sign * (value - indicator.target) >= -TOLERANCE * abs(indicator.target) else "watch"


def _same(value: float, bound: float) -> bool:
    return abs(value - bound) <= TOLERANCE * abs(bound)


def _faults(one: Indicator) -> Iterator[Fault]:
    where = f"indicator {one.indicator_id}"
    most = math.inf if one.high is None else one.high
    yield from word_faults(where, "better", one.better, ("higher", "lower"))
    for name in ("target", "act_at"):
        yield from number_faults(where, name, getattr(one, name), at_least=one.low, at_most=most)
    yield from number_faults(where, "fresh_days", one.fresh_days, at_least=1, at_most=366, whole=True)
    yield from share_faults(where, {"least_known_share": one.least_known_share}, one=True)
    if one.due_weeks is not None:
        yield from number_faults(where, "due_weeks", one.due_weeks, at_least=0, at_most=520, whole=True)
    if (one.due_weeks is None) == (one.due_on is None):
        expected = "due_weeks or due_on, one of the two"
        yield Fault(where, "it does not say since when it is read", expected, "Give one of the two", column="due_on")
    if not (one.target > one.act_at if one.better == "higher" else one.target < one.act_at):
        problem = f"acting at {one.act_at:g} is not worse than the goal of {one.target:g}"
        yield Fault(where, problem, "act_at on the bad side of target", "Exchange or correct them", column="act_at")
    for name in ("indicator_id", "name", "owner"):
        if not getattr(one, name).strip():
            yield Fault(where, f"it has no {name}", "words", "Write it", column=name)
