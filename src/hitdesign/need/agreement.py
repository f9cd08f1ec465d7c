"""How far the measures agree: whom each catches alone and with others, and how often two of them say the same."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.need.caught import Caught
from hitdesign.need.rows import Row

CAUGHT_BY = ("subject", "measure", "known", "caught", "caught_alone", "caught_with_others", "found")
PAIRS = (
    "subject",
    "measure",
    "other",
    "students",
    "both",
    "only_measure",
    "only_other",
    "neither",
    "agreement",
    "kappa",
)


def caught_by(subject: str, judged: Caught) -> list[Row]:
    """Per measure, in students: known values, whom it catches (either tier), alone or with others, and who is found.

    Columns: CAUGHT_BY. `caught` = `caught_alone` + `caught_with_others`; `found`: caught by it and in a tier.
    """
    caught = [one.strong | one.weak for one in judged.measured]
    how_many = np.zeros(len(judged.tier), dtype=np.int8)
    for flags in caught:
        how_many += flags
    in_tier = (judged.tier == 1) | (judged.tier == 2)
    rows: list[Row] = []
    for one, flags in zip(judged.measured, caught, strict=True):
        alone = int((flags & (how_many == 1)).sum())
        total = int(flags.sum())
        found = int((flags & in_tier).sum())
        rows.append((subject, one.bound.column, int(one.known.sum()), total, alone, total - alone, found))
    return rows


def pairs(subject: str, judged: Caught) -> list[Row]:
    """Per two measures, over the students for whom both are known: counts, share of agreement, Cohen's kappa.

    Columns: PAIRS. Formula: agreement p = (both + neither) / students; by chance e = a b + (1 - a)(1 - b) with a and b
    the shares that each measure catches; kappa = (p - e) / (1 - e), 1 where they always agree, 0 as by chance; NaN
    where no student has both, or both say the same of everybody. Source: Cohen, A coefficient of agreement for nominal
    scales, Educational and Psychological Measurement 20 (1960).
    """
    rows: list[Row] = []
    for place, one in enumerate(judged.measured):
        for other in judged.measured[place + 1 :]:
            known = one.known & other.known
            first, second = known & (one.strong | one.weak), known & (other.strong | other.weak)
            students, both = int(known.sum()), int((first & second).sum())
            only_one, only_other = int(first.sum()) - both, int(second.sum()) - both
            neither = students - both - only_one - only_other
            share, kappa = agreement(both, only_one, only_other, neither)
            counts = (students, both, only_one, only_other, neither)
            rows.append((subject, one.bound.column, other.bound.column, *counts, share, kappa))
    return rows


def agreement(both: int, only_one: int, only_other: int, neither: int) -> tuple[float, float]:
    """Share of agreement and Cohen's kappa of a table of two by two; NaN where they are not defined.

    >>> from hitdesign.need.agreement import agreement
    >>> [round(value, 2) for value in agreement(20, 5, 10, 15)]
    [0.7, 0.4]
    """
    students = both + only_one + only_other + neither
    if not students:
        return float("nan"), float("nan")
    share = (both + neither) / students
    a, b = (both + only_one) / students, (both + only_other) / students
    chance = a * b + (1 - a) * (1 - b)
    return share, (share - chance) / (1 - chance) if chance < 1 else float("nan")


def overlap(found_pairs: pd.DataFrame, found_by: pd.DataFrame, subject: str) -> pd.DataFrame:
    """The overlap matrix of a subject, in students: how many both measures catch; in the diagonal each one's own.

    `found_pairs`, `found_by`: the tables of `pairs` and `caught_by`.
    """
    own = found_by[found_by["subject"] == subject].set_index("measure")["caught"]
    place = {str(name): number for number, name in enumerate(own.index)}
    matrix: npt.NDArray[np.int64] = np.diag(own.to_numpy(dtype=np.int64))
    here = found_pairs[found_pairs["subject"] == subject]
    for one, other, both in zip(here["measure"], here["other"], here["both"], strict=True):
        matrix[place[one], place[other]] = matrix[place[other], place[one]] = both
    return pd.DataFrame(matrix, index=pd.Index(place, name="measure"), columns=pd.Index(place, name="other"))
