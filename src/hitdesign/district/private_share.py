"""The private schools' share of federal programs, computed from children and split to the cent."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pandas as pd

from hitdesign.district.cents import cents
from hitdesign.district.district import District
from hitdesign.district.duties import PrivateSchool
from hitdesign.district.records import FundingStream
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.duties import PrivateShare
from hitdesign.evidence.records import Evidence, Program
from hitdesign.tables.ids import nearest

#: Stands for every program that owes a share.
EVERY_PROGRAM = "*"
#: Cents by private school.
Split = dict[str, int]


def share_rule_of(district: District, stream: FundingStream, program: Program, evidence: Evidence) -> str | None:
    """The key of the share rule by which private schools have a part of this award; None where none applies.

    A rule applies where it names the program, some row of private_schools speaks of the award, and the program is not
    known to owe no share.
    """
    if program.equitable_services == "no":
        return None
    keys = [key for key, rule in evidence.private_shares.items() if stream.program in rule.programs]
    spoken = [key for key in keys if rows_for(district.private_schools, stream, key)]
    return spoken[0] if spoken else None


def rows_for(rows: Sequence[PrivateSchool], stream: FundingStream, rule: str) -> list[PrivateSchool]:
    """The rows of private schools that hold for an award: per school the nearest of stream, program, rule, all."""
    found = []
    for name in sorted({row.private_school_id for row in rows}):
        own = {row.share_of: row for row in rows if row.private_school_id == name}
        near = [key for key in (stream.stream_id, stream.program, rule, EVERY_PROGRAM) if key in own]
        found += [own[near[0]]] if near else []
    return found


def private_cents(
    district: District, programs: Mapping[str, Program], evidence: Evidence, reserved: Mapping[str, Mapping[str, int]]
) -> dict[str, Split]:
    """Cents of each stream that private schools have a share in, by private school.

    Formula: awards of one rule with the same rows of private schools are one allocation; base = its awards, less
    administration where the rule says so; part of a school = base x its children / (all private children that take part
    + public children), rounded to the cent so that private and public parts add up to the base; then split over the
    awards in proportion to their base. `reserved`: cents by stream and purpose.
    Raises InputError where a row names nothing known, public children are unknown, or a share is stated twice.
    """
    faults = [*_unknown(district, evidence), *_stated_twice(district, programs, evidence)]
    together: dict[tuple[object, ...], list[FundingStream]] = defaultdict(list)
    for stream in district.funding:
        ruled = share_rule_of(district, stream, programs[stream.stream_id], evidence)
        if ruled is not None:
            rows = rows_for(district.private_schools, stream, ruled)
            together[ruled, *((row.private_school_id, row.share_of) for row in rows)].append(stream)
    out: dict[str, Split] = {}
    for group, streams in together.items():
        key = str(group[0])
        rule = evidence.private_shares[key]
        rows = rows_for(district.private_schools, streams[0], key)
        faults += _uncounted(rows, rule) + _public_unknown(district, rule)
        if not faults:
            out.update(_allocation(district, rule, rows, streams, reserved))
    if faults:
        raise InputError(list(dict.fromkeys(faults)))
    return out


def _allocation(
    district: District,
    rule: PrivateShare,
    rows: Sequence[PrivateSchool],
    streams: Sequence[FundingStream],
    reserved: Mapping[str, Mapping[str, int]],
) -> dict[str, Split]:
    base = []
    for stream in streams:
        aside = reserved[stream.stream_id].get("administration", 0) if rule.after_administration else 0
        base.append(max(cents(stream.award_dollars) - aside, 0))
    children = [int(getattr(row, rule.count) or 0) if row.participates == "yes" else 0 for row in rows]
    parts = apportioned(sum(base), [*children, public_children(district, rule) or 0])[: len(rows)]
    out: dict[str, Split] = {stream.stream_id: {} for stream in streams}
    room = list(base)
    for row, part in zip(rows, parts, strict=True):
        for place, own in enumerate(apportioned(part, room)):
            out[streams[place].stream_id][row.private_school_id] = own
            room[place] -= own
    return out


def public_children(district: District, rule: PrivateShare) -> int | None:
    """Public children who count against the private ones; None where a school's count is unknown."""
    column = "low_income_students" if rule.count == "low_income_children" else "enrollment"
    schools = [row for row in district.schools if not rule.title_i_status or row.title_i_status in rule.title_i_status]
    counts = [getattr(row, column) for row in schools]
    return None if any(count is None for count in counts) else sum(counts)


def proportions(total: Fraction | int, weights: Sequence[Fraction | int]) -> list[Fraction]:
    """Exact parts in proportion to weights, such as children; all 0 where every weight is 0.

    Formula: total x weight / sum of weights. By this each private share is counted, over an award and step by step.

    >>> from hitdesign.district.private_share import proportions
    >>> [str(one) for one in proportions(100, [1, 2])]
    ['100/3', '200/3']
    """
    every = sum(weights)
    return [Fraction(total) * weight / every if every else Fraction(0) for weight in weights]


def apportioned(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts in proportion to whole weights, adding up to `total`; all 0 where every weight is 0.

    The parts' fractions are dropped and what is left goes, one by one, to the largest fractions, the earlier first
    (largest remainders).

    >>> from hitdesign.district.private_share import apportioned
    >>> apportioned(100, [1, 1, 1])
    [34, 33, 33]
    """
    exact = proportions(total, weights)
    if not any(exact):
        return [0] * len(weights)
    parts = [math.floor(one) for one in exact]
    order = sorted(range(len(weights)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts


def private_table(split: Mapping[str, Split]) -> pd.DataFrame:
    """The shares as a table for consultation: stream_id, private_school_id, dollars."""
    rows = [(stream, name, own / 100) for stream, parts in sorted(split.items()) for name, own in sorted(parts.items())]
    return pd.DataFrame(rows, columns=["stream_id", "private_school_id", "dollars"])


def _unknown(district: District, evidence: Evidence) -> list[Fault]:
    """Rows whose share_of is no stream, no program and no rule, or a program without a rule."""
    ruled = {name for rule in evidence.private_shares.values() for name in rule.programs}
    streams = {row.stream_id for row in district.funding if row.program in ruled}
    known = streams | ruled | set(evidence.private_shares) | {EVERY_PROGRAM}
    return [
        Fault(
            table="private_schools",
            column="share_of",
            found=row.share_of,
            problem=f"no share can be computed for {row.private_school_id}: nothing known has this name",
            expected="a stream or program that a share rule of the evidence names, such a rule, or *",
            what_to_do=f"Did you mean {near!r}? Correct it" if (near := nearest(row.share_of, known)) else "Correct it",
        )
        for row in district.private_schools
        if row.share_of not in known
    ]


def _stated_twice(district: District, programs: Mapping[str, Program], evidence: Evidence) -> list[Fault]:
    """Awards whose equitable services are reserved and computed at once."""
    stated = {row.stream_id for row in district.reservations if row.purpose == "equitable_services"}
    return [
        Fault(
            table="reservations",
            column="purpose",
            found="equitable_services",
            problem=f"private schools' share of {stream.stream_id} is reserved and follows from private_schools too",
            expected="one of them",
            what_to_do="Remove the reservation, or the rows of private_schools that speak of this award",
        )
        for stream in district.funding
        if stream.stream_id in stated and share_rule_of(district, stream, programs[stream.stream_id], evidence)
    ]


def _uncounted(rows: Sequence[PrivateSchool], rule: PrivateShare) -> list[Fault]:
    return [
        Fault(
            table="private_schools",
            column=rule.count,
            found="",
            problem=f"{row.private_school_id} takes part, and its {rule.count} are blank",
            expected=f"the count by which {rule.name!r} goes",
            what_to_do="Fill it; 0 says that it has none",
        )
        for row in rows
        if row.participates == "yes" and getattr(row, rule.count) is None
    ]


def _public_unknown(district: District, rule: PrivateShare) -> list[Fault]:
    column = "low_income_students" if rule.count == "low_income_children" else "enrollment"
    blank = [
        row.school_id
        for row in district.schools
        if getattr(row, column) is None and (not rule.title_i_status or row.title_i_status in rule.title_i_status)
    ]
    if not blank:
        return []
    return [
        Fault(
            table="schools",
            column=column,
            found="",
            problem=f"{rule.name}: the count is blank for school {blank[0]}"
            + (f" and {len(blank) - 1} more" if len(blank) > 1 else ""),
            expected="the public children against whom private ones are counted",
            what_to_do="Fill it, or state the share as a reservation for equitable_services",
        )
    ]
