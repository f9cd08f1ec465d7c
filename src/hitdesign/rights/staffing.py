"""Staffing rules: what the stated facts of pools and blocks allow, refuse, or leave to a person to check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.arrays import among, one_of
from hitdesign.district.columns import Facts
from hitdesign.evidence.records import Evidence, StaffingRule
from hitdesign.quantities import print_count

Bools = NDArray[np.bool_]
Rules = Sequence[StaffingRule]

#: Facts of pools that may refuse, in the order in which they are tested.
OF_POOLS = ("background_check", "agreement_covers", "qualified", "supervised_by")
#: Ids that a sentence names before it counts the rest.
NAMED = 6
SERVICES = (
    "Required services: tutoring never counts as a service of an IEP or for English learners, and takes no minute of "
    "one; check each student's times before a group starts."
)


class _Row(NamedTuple):
    """A verdict; its fields are the columns of the table."""

    about: str
    id: str
    rule: str
    verdict: str
    stated: str
    schools: int
    sentence: str
    source: str
    as_of: str
    verified: bool


def refused_pools(facts: Facts, rules: Rules) -> list[Bools]:
    """Per fact of OF_POOLS, an array (pools, schools): whether a rule refuses the pool at the school."""
    out = []
    for fact in OF_POOLS:
        refused = np.zeros((len(facts.tutors), len(facts.schools)), dtype=bool)
        for rule in (rule for rule in rules if rule.fact == fact):
            refused |= _pools(facts, rule, rule.refused)[:, None] & _schools(facts, rule)[None, :]
        out.append(refused)
    return out


def refused_blocks(facts: Facts, rules: Rules) -> Bools:
    """Per block: whether it stands over what no tutoring may take the place of."""
    refused = np.zeros(len(facts.blocks), dtype=bool)
    for rule in (rule for rule in rules if rule.table == "blocks"):
        refused |= _blocks(facts, rule, rule.refused)
    return refused


def staffing_verdicts(facts: Facts, evidence: Evidence) -> pd.DataFrame:
    """One row per rule and pool, or rule and block id, that the rule looks at: allowed, refused or open, and where.

    Columns: about (pool or block), id, rule, verdict, stated (the fact's word or number), schools (how many it holds
    at), sentence, source, as_of, verified. A pool's hours and notice under its labor agreement have rows of their own.
    """
    return pd.DataFrame(_rows(facts, evidence), columns=list(_Row._fields))


def _rows(facts: Facts, evidence: Evidence) -> list[_Row]:
    """The verdicts by about, id, rule, verdict."""
    rows: list[_Row] = []
    for rule in evidence.staffing.values():
        rows += _of_pools(facts, rule) if rule.table == "tutors" else _of_blocks(facts, rule)
    agreement = evidence.staffing.get("agreement")
    if agreement is not None:
        rows += _hours_and_notice(facts, agreement)
    return sorted(rows, key=lambda row: (row.about, row.id, row.rule, row.verdict))


def staffing_checks(facts: Facts, evidence: Evidence, *, required_services: bool) -> list[str]:
    """Sentences on every fact that nobody stated, one per rule; with `required_services` that these come first."""
    left: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    for row in _rows(facts, evidence):
        if row.verdict == "open":
            left[row.rule, row.about].append(row)
    out = []
    for (rule, about), own in sorted(left.items()):
        unknown = [row.id for row in own if row.stated == "unknown"]
        stated = [f"{row.id} ({row.stated})" for row in own if row.stated != "unknown"]
        said = [f"not stated for {about}s {_listed(unknown)}"] if unknown else []
        said += [f"{about}s {_listed(stated)}"] if stated else []
        out.append(f"{rule}: {'; '.join(said)}. {own[0].sentence}")
    return [*out, SERVICES] if required_services else out


def _listed(names: list[str]) -> str:
    """The names, each once; beyond NAMED of them the rest is counted."""
    known = list(dict.fromkeys(names))
    more = f" and {len(known) - NAMED} more" if len(known) > NAMED else ""
    return f"{', '.join(known[:NAMED])}{more}"


def _verdict(rule: StaffingRule, word: str) -> str:
    return "refused" if word in rule.refused else "open" if word in rule.open else "allowed"


def _pools(facts: Facts, rule: StaffingRule, words: tuple[str, ...]) -> Bools:
    """The pools that the rule looks at and whose fact is one of the words."""
    tutors = facts.tutors
    looked_at = among(tutors["kind"], rule.kinds) & among(tutors["employer"], rule.employers)
    found: Bools = looked_at & one_of(tutors[rule.fact], words)
    return found


def _blocks(facts: Facts, rule: StaffingRule, words: tuple[str, ...]) -> Bools:
    found: Bools = among(facts.blocks["when"], rule.when) & one_of(facts.blocks[rule.fact], words)
    return found


def _schools(facts: Facts, rule: StaffingRule) -> Bools:
    return among(facts.schools["title_i_status"], rule.title_i_status)


def _of_pools(facts: Facts, rule: StaffingRule) -> Iterator[_Row]:
    tutors, here = facts.tutors, _schools(facts, rule)
    ids = facts.schools["school_id"].to_numpy(dtype=object)
    looked_at = among(tutors["kind"], rule.kinds) & among(tutors["employer"], rule.employers)
    for place in np.flatnonzero(looked_at):
        own, word = tutors["schools"].iloc[place], str(tutors[rule.fact].iloc[place])
        schools = int((here & (np.isin(ids, list(own)) if own else True)).sum())
        if schools:
            yield _row("pool", str(tutors["pool_id"].iloc[place]), rule, _verdict(rule, word), word, schools)


def _of_blocks(facts: Facts, rule: StaffingRule) -> Iterator[_Row]:
    blocks = facts.blocks[among(facts.blocks["when"], rule.when)]
    for (block, word), own in blocks.groupby(["block_id", rule.fact], sort=True):
        yield _row("block", str(block), rule, _verdict(rule, str(word)), str(word), int(own["school"].nunique()))


def _row(about: str, name: str, rule: StaffingRule, verdict: str, stated: str, schools: int) -> _Row:
    known = (rule.source, rule.as_of.isoformat(), rule.verified)
    return _Row(about, name, rule.name, verdict, stated, schools, rule.says, *known)


def _hours_and_notice(facts: Facts, rule: StaffingRule) -> Iterator[_Row]:
    """Terms of the labor agreement that are numbers: the paid week keeps the cap, the notice is a person's to give."""
    tutors, schools = facts.tutors, len(facts.schools)
    for place in np.flatnonzero(among(tutors["employer"], rule.employers)):
        name, known = str(tutors["pool_id"].iloc[place]), (rule.source, rule.as_of.isoformat(), rule.verified)
        hours = float(tutors["agreement_hours_per_week"].iloc[place])
        notice = float(tutors["agreement_notice_days"].iloc[place])
        said = "Nobody works more hours a week of it than the labor agreement allows."
        verdict, stated = ("open", "unknown") if np.isinf(hours) else ("allowed", f"{hours:g} hours a week")
        yield _Row("pool", name, "Hours under the labor agreement", verdict, stated, schools, said, *known)
        said = "Notice that the labor agreement asks for is given before the first day."
        stated = "unknown" if np.isnan(notice) else print_count(notice, "day")
        yield _Row("pool", name, "Notice under the labor agreement", "open", stated, schools, said, *known)
