"""Cohorts from published rates: who needs tutoring where a district has only shares below proficient by school."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.cohorts import cohort_table
from hitdesign.district.defaults import assumption_of, printed
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence

#: K-2, 3-5, 6-8, 9-12, each clipped to the school's span.
GRADE_BANDS = ((0, 2), (3, 5), (6, 8), (9, 12))
BELOW, FAR_BELOW = "below_proficient_", "far_below_"
INTENSIVE, LOW_INCOME = "starter.cohorts.intensive_share_of_need", "starter.cohorts.low_income_ratio"
FACTS = ("school_id", "enrollment", "grade_low", "grade_high")

Floats = npt.NDArray[np.float64]


class RatedCohorts(NamedTuple):
    """Cohorts in canonical form, and what had to be assumed to make them."""

    cohorts: pd.DataFrame
    assumptions: tuple[Assumption, ...]


def cohorts_from_rates(
    rates: pd.DataFrame,
    *,
    evidence: Evidence | None = None,
    intensive_share: float | None = None,
    low_income_ratio: float | None = None,
    bands: Sequence[tuple[int, int]] = GRADE_BANDS,
) -> RatedCohorts:
    """Cohorts by school, grade band, subject, tier and low-income mark from shares below proficient.

    `rates`: one row per school with school_id, enrollment (students), grade_low, grade_high, one column
    `below_proficient_<subject>` per subject (share 0-1, NaN = not published: no cohort), and where known
    `far_below_<subject>` (share of the school, at most the former) and `low_income_share`. `bands`: grade bands, or ()
    for one band over the whole span. Shares that the table does not hold come from the arguments, else from the
    evidence, and stand in the assumptions.

    Formula, per school and subject: students = round(share below x enrollment x grades in bands / grades in span),
    split by largest remainder (ties in the order band, tier, mark) in proportion to grades of the band, x tier share,
    x low-income share, so that the parts add up to the whole. Raises InputError for shares outside 0 to 1.

    >>> from hitdesign.need.rates import cohorts_from_rates
    >>> facts = {"school_id": ["a"], "enrollment": [400], "grade_low": [3], "grade_high": [5]}
    >>> rated = cohorts_from_rates(pd.DataFrame({**facts, "below_proficient_math": [0.5]}), intensive_share=0.25)
    >>> rated.cohorts[["tier", "students"]].to_numpy().tolist()
    [['intensive', 50], ['strategic', 150]]
    """
    evidence = evidence or shipped()
    _check(rates)
    long = _long(rates, bands)
    assumed: list[Assumption] = _spread_assumptions(rates)
    long["intensive"] = _filled(long, "intensive", INTENSIVE, intensive_share, evidence, assumed)
    long["low_income_part"] = _low_income(long, low_income_ratio, evidence, assumed)
    parts = _parts(long)
    parts["students"] = largest_remainder(parts["cell"].to_numpy(), parts["quota"].to_numpy(dtype=np.float64))
    kept = parts[parts["students"] > 0]
    names = ["school_id", "grade_low", "grade_high", "subject", "tier", "students", "low_income"]
    return RatedCohorts(cohort_table(kept[names]), tuple(assumed))


def largest_remainder(groups: npt.NDArray[np.int64], quotas: Floats) -> npt.NDArray[np.int64]:
    """Whole numbers near `quotas` that add up, per group, to the group's rounded sum of quotas.

    Each quota is rounded down; what is missing goes, one each, to the largest remainders (earlier rows first at ties).
    Source: Hamilton's method of apportionment.

    >>> from hitdesign.need.rates import largest_remainder
    >>> largest_remainder(np.array([0, 0, 0]), np.array([1.5, 1.5, 2.0])).tolist()
    [2, 1, 2]
    """
    if not len(quotas):
        return np.zeros(0, dtype=np.int64)
    quotas = np.round(quotas, 9)
    whole = np.floor(quotas).astype(np.int64)
    _, codes = np.unique(groups, return_inverse=True)
    totals = np.floor(np.round(np.bincount(codes, weights=quotas), 9) + 0.5).astype(np.int64)
    short = totals - np.bincount(codes, weights=whole).astype(np.int64)
    order = np.lexsort((np.arange(len(quotas)), -np.round(quotas - whole, 9), codes))
    first = np.searchsorted(codes[order], np.arange(len(totals)))
    rank = np.empty(len(quotas), dtype=np.int64)
    rank[order] = np.arange(len(quotas)) - first[codes[order]]
    extra: npt.NDArray[np.int64] = whole + (rank < short[codes])
    return extra


def _check(rates: pd.DataFrame) -> None:
    """The facts are there, the shares are shares, the counts and grades are whole numbers in range."""
    names = [str(name) for name in rates.columns]
    missing = [name for name in FACTS if name not in names]
    faults = [_fault(name, "the column is missing", "the facts of every school") for name in missing]
    if not any(name.startswith(BELOW) for name in names):
        faults.append(_fault(BELOW + "<subject>", "no share below proficient", "one such column per subject"))
    for name in names:
        if name.startswith((BELOW, FAR_BELOW)) or name == "low_income_share":
            faults += _out_of_range(rates[name], 0, 1, "a share from 0 to 1, or a blank")
        elif name in FACTS[1:]:
            low, high = (0, 1e8) if name == "enrollment" else (-2, 13)
            faults += _out_of_range(rates[name], low, high, "a whole number", whole=True)
    if not faults and (rates["grade_low"] > rates["grade_high"]).any():
        faults.append(_fault("grade_low", "grade_low is above grade_high", "the lowest grade first"))
    if faults:
        raise InputError(faults)


def _out_of_range(column: pd.Series, low: float, high: float, expected: str, *, whole: bool = False) -> list[Fault]:
    """One fault for the first cell that cannot be used, with the number of such cells; facts may not be blank."""
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64)
    bad = (values < low) | (values > high) | (np.isnan(values) & column.notna().to_numpy())
    if whole:
        bad |= np.isnan(values) | (values % 1 != 0)
    if not bad.any():
        return []
    row = int(np.flatnonzero(bad)[0])
    return [_fault(str(column.name), f"{int(bad.sum())} cells cannot be used, the first here", expected, row + 2)]


def _fault(column: str, problem: str, expected: str, row: int | None = None) -> Fault:
    return Fault(
        table="rates", column=column, row=row, problem=problem, expected=expected, what_to_do="Correct the rates"
    )


def _long(rates: pd.DataFrame, bands: Sequence[tuple[int, int]]) -> pd.DataFrame:
    """One row per school, subject and band: the students below proficient (not yet whole) and the known tier share."""
    subjects = [str(name).removeprefix(BELOW) for name in rates.columns if str(name).startswith(BELOW)]
    frames = []
    for subject in sorted(subjects):
        frame = rates[list(FACTS)].copy()
        frame["school_id"] = frame["school_id"].astype("str")
        frame["subject"], frame["below"] = subject, rates[BELOW + subject].astype("float64")
        far = rates[FAR_BELOW + subject].astype("float64") if FAR_BELOW + subject in rates else np.nan
        frame["intensive"] = np.minimum(far / frame["below"].where(frame["below"] > 0), 1.0)
        known = "low_income_share" in rates
        frame["low_income_share"] = rates["low_income_share"].astype("float64") if known else np.nan
        frames.append(frame[frame["below"].notna()])
    long = pd.concat(frames, ignore_index=True).sort_values(["school_id", "subject"], kind="stable", ignore_index=True)
    long["cell"] = np.arange(len(long))
    pieces = [_clipped(long, low, high) for low, high in bands or [(-2, 13)]]
    return pd.concat(pieces, ignore_index=True).sort_values(["cell", "grade_low"], kind="stable", ignore_index=True)


def _clipped(long: pd.DataFrame, low: int, high: int) -> pd.DataFrame:
    """The rows with a grade in this band, clipped to it; need = below x enrollment x grades of band / of span."""
    piece = long.copy()
    grades = piece["grade_high"] - piece["grade_low"] + 1
    piece["grade_low"] = piece["grade_low"].clip(lower=low)
    piece["grade_high"] = piece["grade_high"].clip(upper=high)
    here = piece["grade_high"] - piece["grade_low"] + 1
    piece["need"] = piece["below"] * piece["enrollment"] * here / grades
    return piece[here > 0]


def _filled(
    long: pd.DataFrame, column: str, key: str, given: float | None, evidence: Evidence, assumed: list[Assumption]
) -> pd.Series:
    """The column with its blanks filled by the argument, else by the evidence, and the use noted."""
    blank = long[column].isna()
    if not blank.any():
        return long[column]
    return long[column].fillna(_value(key, given, int(blank.sum()), evidence, assumed))


def _value(key: str, given: float | None, cells: int, evidence: Evidence, assumed: list[Assumption]) -> float:
    if given is not None:
        assumed.append(
            Assumption(
                name=key,
                value=f"{given:g}",
                unit="",
                why="Given with the rates.",
                source="the caller",
                verified=False,
                cells=cells,
            )
        )
        return given
    if key not in evidence.parameters:
        raise InputError(
            [
                Fault(
                    table="evidence",
                    problem=f"no parameter {key!r}",
                    expected="a sourced default",
                    what_to_do="Give the value as an argument, or add the parameter to the evidence",
                )
            ]
        )
    assumed.append(assumption_of(key, evidence.parameters[key], cells))
    return float(evidence.parameters[key].value)


def _low_income(long: pd.DataFrame, given: float | None, evidence: Evidence, assumed: list[Assumption]) -> pd.Series:
    """min(1, the school's low-income share x ratio); NaN where the school's share is unknown."""
    known = int(long["low_income_share"].notna().sum())
    ratio = _value(LOW_INCOME, given, known, evidence, assumed) if known else 1.0
    return (long["low_income_share"] * ratio).clip(upper=1.0)


def _parts(long: pd.DataFrame) -> pd.DataFrame:
    """One row per band, tier and mark with its quota; the mark is unknown where the school's share is."""
    pieces = []
    for tier, tier_share in (("intensive", long["intensive"]), ("strategic", 1 - long["intensive"])):
        share = long["low_income_part"]
        for mark, part in (("yes", share), ("no", 1 - share), ("unknown", share.isna().astype("float64"))):
            piece = long.assign(tier=tier, low_income=mark, quota=long["need"] * tier_share * part.fillna(0.0))
            pieces.append(piece)
    order = ["cell", "grade_low", "tier", "low_income"]
    return pd.concat(pieces, ignore_index=True).sort_values(order, kind="stable", ignore_index=True)


def _spread_assumptions(rates: pd.DataFrame) -> list[Assumption]:
    """What is assumed whatever the numbers: even grades, one share for all grades, and schools left out."""
    found = [
        printed(
            "rates.even_grades",
            "even",
            "A school's students are spread evenly over its grades.",
            len(rates),
            verified=False,
        ),
        printed(
            "rates.every_grade",
            "same share",
            "The share below proficient of tested grades holds in every grade "
            "of the school; grades before kindergarten are left out.",
            len(rates),
            verified=False,
        ),
    ]
    below = rates[[name for name in rates.columns if str(name).startswith(BELOW)]]
    blank = int(below.isna().to_numpy().sum())
    if blank:
        found.append(
            printed("rates.not_published", "no cohort", "Where no share was published, no student is counted.", blank)
        )
    return found
