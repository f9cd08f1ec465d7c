"""Which seats rest on technology that is short or not known: a limit that is named, not solved."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from hitdesign.plan.inert import inert
from hitdesign.plan.technology.needs import COUNTED, SHORT, UNKNOWN, YES_OR_NO
from hitdesign.quantities import print_count

RISK = ("school_id", "seats_online", "at_risk_at_least", "at_risk_at_most", "short", "unknown", "sentence")


def risk_of(needs: pd.DataFrame, seats: Mapping[str, float], certain: Mapping[str, float]) -> pd.DataFrame:
    """One row per school with seats online; columns as in RISK, seats of students.

    At least: all of them where connectivity, accounts or the agreement are short (nobody can be online), else as many
    as cannot be online at a moment that is certain (`certain`: students then; less the devices or headsets). At most:
    all of them where anything is short or unknown, else none.
    """
    rows = []
    for school, count in seats.items():
        own = needs[needs["school_id"] == school]
        short = own.loc[own["status"] == SHORT, "item"].tolist()
        unknown = own.loc[own["status"] == UNKNOWN, "item"].tolist()
        blocked = any(item in YES_OR_NO for item in short)
        there = [float(have) for item, have in zip(own["item"], own["there"], strict=True) if item in COUNTED]
        known = [have for have in there if not math.isnan(have)]
        gap = max(0.0, certain.get(school, 0.0) - min(known, default=math.inf))
        least = count if blocked else min(count, gap)
        most = count if short or unknown else 0.0
        sentence = _sentence(school, count, least, short, unknown)
        rows.append((school, count, least, most, "; ".join(short), "; ".join(unknown), sentence))
    return pd.DataFrame(rows, columns=list(RISK))


def _sentence(school: str, seats: float, least: float, short: list[str], unknown: list[str]) -> str:
    school, words = inert(school), {name: name.replace("_", " ") for name in (*short, *unknown)}
    if short:
        lacks = ", ".join(words[name] for name in short)
        return (
            f"{school}: {lacks} short. If it stays so, at least {print_count(least, 'seat')} of {seats:,.0f} online "
            "cannot be held as planned; the plan counts on them and does not solve this."
        )
    if unknown:
        lacks = ", ".join(words[name] for name in unknown)
        return f"{school}: nobody says whether {lacks} will do; {print_count(seats, 'seat')} online rest on it."
    return f"{school}: everything that {print_count(seats, 'seat')} online need is there."
