"""What a limit is called by those who could change it: whose it is, and what it holds; its keys stand beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from hitdesign.solving.parts import Rows

#: Family of limits -> the name of one of its rows, from its keys.
NAMES: Mapping[str, str] = {
    "need": "{cohort_id}: students in need",
    "take_up": "{band_id}: families who choose {when}",
    "rooms": "{school_id}: room for groups at once in {block_id}",
    "online_seats": "{school_id}: seats online in {block_id}",
    "tutors_at_once": "{pool_id}: people at once {when}",
    "tutor_hours": "{pool_id}: paid hours a week {interval}",
    "staff": "{pool_id}: salaried people",
    "budget": "{stream_id}: dollars available",
    "cap": "{stream_id} at {school_id}: cap per student",
    "hour_cap": "{stream_id} at {school_id}: cap per tutor hour",
    "contract_hour_cap": "{stream_id} under {contract_id}: cap per tutor hour",
    "administration": "{stream_id}: cap on administration",
    "match": "{stream_id}: other money's share",
    "district_money": "{stream_id}: dollars that no school holds",
    "minimum_spending": "{stream_id}: least to spend by {by}",
    "contract": "{contract_id}: most that the contract may bill",
    "contract_minimum": "{contract_id}: least that the contract bills",
    "mandates": "{mandate_id} at {school_id}: students owed a seat",
    "transport": "{school_id}: bus seats for {block_id}",
    "pilot": "{school_id}: place in the pilot",
    "most_schools": "the district: schools that may open",
    "least_students": "{school_id}: least seats of a school that is served",
    "least_groups": "{school_id}: least groups of a school that is served",
    "site_limit": "{pool_id}: schools per person",
    "floors": "{floor}: students promised",
}
#: Words of a time that stand in keys, as people say them.
TIMES = {"before_school": "before school", "during_school": "during school", "after_school": "after school"}
_TIME = re.compile("|".join(TIMES))
_FROM = re.compile(r" ?from (\d{4}-\d{2}-\d{2})")
_TIMED = ("when", "interval")


def names_of(rows: Rows, other: str) -> list[str]:
    """A name for each row of a family; no two rows share one.

    `other`: what comes before the keys where the family has no words of its own. The day from which weeks count is left
    out where the family knows only one. Two rows of the same words get their keys behind them.
    """
    labels = [rows.label(number) for number in range(rows.size)]
    if rows.family not in NAMES:
        return [f"{other}: {label}" for label in labels]
    columns = {str(name): rows.keys[name].astype(str).to_list() for name in rows.keys.columns}
    days = {day for name in _TIMED for text in columns.get(name, ()) for day in _FROM.findall(text)}
    for name in _TIMED:
        if name in columns:
            columns[name] = [_said(text, dated=len(days) > 1) for text in columns[name]]
    said = [
        NAMES[rows.family].format(**{name: texts[number] for name, texts in columns.items()}).strip()
        for number in range(rows.size)
    ]
    often, together = Counter(said), Counter(zip(said, labels, strict=True))
    pairs = zip(said, labels, strict=True)
    told = [f"{text} ({label})" if often[text] > together[text, label] else text for text, label in pairs]
    return _numbered(told)


def _numbered(said: list[str]) -> list[str]:
    """The same texts; equal ones with the number of each behind them, such as `(1 of 2)`."""
    often, seen = Counter(said), Counter[str]()
    out = []
    for text in said:
        seen[text] += 1
        out.append(f"{text} ({seen[text]} of {often[text]})" if often[text] > 1 else text)
    return out


def _said(text: str, *, dated: bool) -> str:
    """A time as people say it, with or without the day from which it counts.

    >>> _said("after_school from 2026-09-14", dated=False)
    'after school'
    """
    words = _TIME.sub(lambda found: TIMES[found[0]], text)
    return words if dated else _FROM.sub("", words).strip()
