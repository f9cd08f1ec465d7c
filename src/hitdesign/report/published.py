"""The plan as everybody may see it: one object, made by one function, that holds no count which the policy hides."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from hitdesign.errors import OutputError
from hitdesign.measurement.disclosure.audit import audit
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.protect import Protected, protect
from hitdesign.measurement.disclosure.tables import Amount, CountTable
from hitdesign.plan.plan import Plan
from hitdesign.quantities import print_dollars
from hitdesign.report import public_sentences as say
from hitdesign.report.audience import PUBLIC_MARK
from hitdesign.report.public_counts import Counted, counted
from hitdesign.report.public_frames import PUBLIC_CAPTIONS, count_frames, other_frames
from hitdesign.report.public_money import PublicMoney
from hitdesign.report.public_steps import amounts_of, safe_money
from hitdesign.report.public_words import leaving
from hitdesign.report.reading import Reading, reading_of
from hitdesign.report.words import plain

#: Tables of counts in the order in which they are given up where no choice of hidden counts is safe.
LEAST_NEEDED = ("by_model", "not_filled", "by_time", "by_mark", "by_low_income", "by_school")
#: Tables of counts that a plan can have.
COUNTS = ("by_need", "by_mark", "by_low_income", "by_school", "by_model", "by_time", "not_filled")


@dataclass(frozen=True, eq=False)
class Published:
    """What of a plan may leave the district: words and tables in which hidden counts do not stand.

    Neither the plan nor any of its tables can be reached from here: what is written for the public is written from
    this. frames: the tables of PUBLIC_CAPTIONS, hidden counts as `*`; said: sentences by section; figures: what, how
    much, of what; release: the tables of counts as published, blank where hidden, for the next release's `before`.
    """

    district: str
    policy: str
    frames: Mapping[str, pd.DataFrame] = field(repr=False)
    said: Mapping[str, tuple[str, ...]] = field(repr=False)
    figures: tuple[tuple[str, str, str], ...]
    release: tuple[CountTable, ...] = field(repr=False)

    @property
    def summary(self) -> tuple[str, ...]:
        """The plan in short."""
        return tuple(one for part in ("notes", "headline", "tiers", "streams", "unserved") for one in self.said[part])

    @property
    def about(self) -> tuple[str, ...]:
        """Title, mark, the plan in short, and how small counts were kept: what stands first in every set of files."""
        head = (f"Tutoring plan for {self.district}", PUBLIC_MARK)
        return (*head, *self.summary, *self.said["proof"], *self.said["kept"])


def published_of(
    plan: Plan | Reading | Published,
    disclosure: DisclosurePolicy | None = None,
    *,
    name: str = "",
    as_of: str = "",
    before: Sequence[CountTable] = (),
) -> Published:
    """The public view of a plan under a policy on small numbers (None: its defaults, common practice and not law).

    name: tells this plan's seats from those of other plans of the same need; as_of: tells facts of one day from those
    of another; before: the `release` of what was published earlier (another scenario, last month), so that nobody can
    subtract one from the other. Raises InputError where no choice is safe, and OutputError for a plan that holds parts
    of students. A view made already is handed back.

    >>> from hitdesign.report.published import published_of
    >>> published_of(plan).said["headline"][0]  # doctest: +SKIP
    'The plan fills 528 of the 1,044 seats needed (51%).'
    """
    if isinstance(plan, Published):
        return plan
    plan = plan.plan if isinstance(plan, Reading) else plan
    return published_beside(plan, disclosure, name=name, as_of=as_of, before=before)[0]


def published_beside(
    plan: Plan,
    disclosure: DisclosurePolicy | None = None,
    *,
    name: str = "",
    as_of: str = "",
    before: Sequence[CountTable] = (),
    told: Sequence[Amount] = (),
) -> tuple[Published, tuple[Amount, ...]]:
    """The public view of a plan, and what its dollars and groups tell somebody who knows what seats cost: internal.

    told: the same of the plans before, so that their dollars and this plan's tables together tell nothing either. Else
    as `published_of`.

    >>> from hitdesign.report.published import published_beside
    >>> view, told = published_beside(plan)  # doctest: +SKIP
    """
    policy = disclosure or DisclosurePolicy()
    system, safe = _protected(counted(plan, policy, name, as_of), policy, before, told)
    money = safe_money(plan, policy, system, safe, before, told)
    frames = count_frames(plan, safe.publish())
    others, inside = other_frames(plan, money)
    frames = {key: table for key in PUBLIC_CAPTIONS for table in [{**frames, **others}.get(key)] if table is not None}
    view = Published(
        district=plain(plan.district.name),
        policy=plain(plan.policy.name),
        frames=frames,
        said=_said(plan, frames, money, safe, policy, inside),
        figures=_figures(frames, money, plan.need.cohorts["school_id"].nunique()),
        release=safe.release,
    )
    return view, tuple(amounts_of(plan, money, system.tables))


def whole_reading(plan: Plan | Reading | Published) -> Reading:
    """The plan as the district's own people read it; from a public view there is no way back to it."""
    if isinstance(plan, Published):
        raise OutputError("A public view holds no plan: an internal file is written from the plan itself.")
    return reading_of(plan)


def _protected(
    system: Counted, policy: DisclosurePolicy, before: Sequence[CountTable], told: Sequence[Amount]
) -> tuple[Counted, Protected]:
    """The tables made safe; where no choice of hidden counts is, the least needed table is left out, and so on."""
    for name in (*LEAST_NEEDED, ""):
        safe = protect(system.tables, policy, before=before, links=system.links)
        if told and safe.audit.holds:
            how: Any = {"before": before, "links": system.links, "amounts": told}
            safe = replace(safe, audit=audit(safe.release, system.tables, policy, **how))
        if safe.audit.holds:
            break
        system = system.without(name)
    return system, safe


def _said(
    plan: Plan,
    frames: Mapping[str, pd.DataFrame],
    money: PublicMoney,
    safe: Protected,
    policy: DisclosurePolicy,
    inside: int,
) -> dict[str, tuple[str, ...]]:
    """The sentences by section."""
    left_out = tuple(PUBLIC_CAPTIONS[key].rstrip(".") for key in COUNTS if key not in frames)
    more = f"Checks that name numbers stand in the internal report: {inside:,}."
    notes, _ = leaving(map(plain, plan.district.notes), plan.evidence)
    return {
        "notes": notes,
        "headline": say.headline(frames, money, plan),
        "tiers": say.by_tier(frames),
        "streams": say.by_stream(frames),
        "unserved": say.not_filled(frames, plan.allocation.unserved["reason"].astype(str)),
        "mandates": say.mandates(plan),
        "proof": (say.proof(plan), say.timetable(plan)),
        "checks": (*frames["open_checks"]["check"].map(plain), *((more,) if inside else ())),
        "kept": say.how_kept(safe, policy, money, left_out),
    }


def _figures(frames: Mapping[str, pd.DataFrame], money: PublicMoney, schools: int) -> tuple[tuple[str, str, str], ...]:
    """The few key figures: what, how much, of what."""
    total = say.total_row(frames["by_need"])
    need, filled = ((f"{one:,}" if isinstance(one, int) else "*") for one in (total["need"], total["enrolled"]))
    groups = f"for {money.groups_at_most:,} groups at most" if money.groups_at_most is not None else "in all pools"
    people = float(money.pools["people_at_most"].astype(float).sum(skipna=False))
    seats = total["enrolled"]
    rest = f"{total['need'] - seats:,}" if isinstance(total["need"], int) and isinstance(seats, int) else "*"
    return (
        ("Seats filled", filled, f"of {need} needed ({total['share_served']})"),
        ("Seats not filled", rest, "of those needed"),
        ("Schools", f"{schools:,}", "with students in need"),
        ("At most", print_dollars(money.at_most_dollars), f"of {print_dollars(money.available_dollars)} available"),
        ("Cost per seat", say.price_of(seats, money) or "–", "at most, all costs of the plan"),
        ("Tutors at most", "–" if math.isnan(people) else f"{people:,.0f}", groups),
    )
