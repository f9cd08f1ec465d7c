"""One question with its answer: sentences, the facts behind them, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

FACTS = ("fact", "value", "unit", "table", "row", "field")
#: One fact: what, its value, unit, and where it stands (a table of the district or of the plan, a row's key, a field).
Fact = tuple[str, object, str, str, str, str]


def facts_table(facts: Iterable[Fact]) -> pd.DataFrame:
    """Facts as a table; columns as in FACTS."""
    return pd.DataFrame(list(facts), columns=list(FACTS)).astype({"value": object})


@dataclass(frozen=True)
class Answer:
    """An answer. `facts`: one row per fact, see FACTS; `unknown`: what to provide so that more can be said.

    `source` and `verified`: where the question is from. Of students there are counts only: for people of the district,
    not for the public.
    """

    topic: str
    question: str
    sentences: tuple[str, ...]
    facts: pd.DataFrame = field(repr=False)
    unknown: tuple[str, ...] = ()
    source: str = ""
    verified: bool = False
