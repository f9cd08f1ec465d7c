"""What a plan can be expected to add: by service, in all and by part, at three dosages, each with its range."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.level_learning import (
    HIGH,
    LOW,
    SCALE,
    VALUE,
    Learning,
    dosage_shares,
    ends,
    learning_at,
    program_size,
    scale_key,
)
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.forecast.services import Services
from hitdesign.quantities import print_grades

Floats = NDArray[np.float64]
#: Every session attended; attendance as the blocks say, within what was delivered elsewhere; the low end of that.
DOSAGES = ("designed", "expected", "least")
#: What the parts of a program are told apart by.
PARTS = ("subject", "grades", "tier", "group_size", "tutor_kind", "modality", "when", "school_id")
#: What adds up over services, and the effects of a seat that are averaged over seats.
SUMMED = ("seats", "expected_dollars", "not_to_exceed_dollars")
EFFECTS = tuple(f"{dosage}_effect_sd{end}" for dosage in DOSAGES for end in ("", "_low", "_high"))
TOTALS = (
    "dosage",
    "seats",
    "effect_sd",
    "effect_sd_low",
    "effect_sd_high",
    "total_sd",
    "total_sd_low",
    "total_sd_high",
    "adequate_dosages",
    "adequate_dosages_low",
    "adequate_dosages_high",
)
SCALES = ("parameter", "students_from", "used", "holds_seats_served", "effect_sd", "effect_sd_low", "effect_sd_high")


def rates_at(services: Services, dosage: str) -> Floats:
    """Share of sessions attended at a dosage: value, low and high by service."""
    if dosage == "designed":
        return np.ones_like(services.rates)
    return services.rates if dosage == "expected" else np.repeat(services.rates[[LOW]], 3, axis=0)


def learning_by_dosage(plan: Drafted, services: Services) -> dict[str, Learning]:
    """Standard deviations that a seat of each service adds, at each dosage; the formula is that of the level."""
    size, at = program_size(plan.need, plan.policy), services.at
    return {
        dosage: learning_at(plan.facts, plan.need.bands, at, size, plan.evidence, rates_at(services, dosage))
        for dosage in DOSAGES
    }


def effect_columns(learning: Mapping[str, Learning]) -> dict[str, Floats]:
    """Columns of the services: designed_effect_sd and so on, each with _low and _high."""
    columns: dict[str, Floats] = {}
    for dosage, own in learning.items():
        name = f"{dosage}_effect_sd"
        columns |= {name: own.value, f"{name}_low": own.low, f"{name}_high": own.high}
    return columns


def totals_of(plan: Drafted, services: Services, learning: Mapping[str, Learning]) -> pd.DataFrame:
    """One row per dosage: the mean over seats, the sum over seats, and the adequate dosages that they amount to.

    Formula: sum = seats @ effect of a seat, of the expected dosage the value of the level expected_learning; mean = sum
    / seats, NaN without seats. adequate_dosages = seats @ min(1, rate x hours / adequate hours).
    """
    rows = []
    for dosage in DOSAGES:
        own, seats = learning[dosage], services.seats
        sums = [float(seats @ one) for one in (own.value, own.low, own.high)]
        shares = dosage_shares(plan.facts, services.at, plan.evidence, rates_at(services, dosage)) @ seats
        n_seats = float(seats.sum())
        means = [one / n_seats if n_seats else np.nan for one in sums]
        rows.append((dosage, n_seats, *means, *sums, *(float(one) for one in shares)))
    return pd.DataFrame(rows, columns=list(TOTALS))


def parts_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The same means and sums by subject, grades, tier, size of group, kind of tutor, modality, time and school.

    Columns: by, part, seats, the dollars that they bear, then the mean effect of a seat at each dosage with its ends.
    Of each `by` dollars, and seats times means, add up to the plan's. A mean's low end is the mean of the low ends.
    """
    spans = [print_grades(low, high) for low, high in zip(rows["grade_low"], rows["grade_high"], strict=True)]
    sizes = [f"{size} to a tutor" for size in rows["students_per_tutor"]]
    named = {name: rows[name].astype(str).tolist() for name in PARTS if name in rows}
    named |= {"grades": spans, "group_size": sizes}
    amounts = rows[list(SUMMED)].to_numpy(dtype=float)
    effects = rows[list(EFFECTS)].to_numpy(dtype=float) * amounts[:, [0]]
    by, part, found = [], [], []
    for name in PARTS:
        words, code = np.unique(np.array(named[name], dtype=str), return_inverse=True)
        sums = np.zeros((len(words), amounts.shape[1] + effects.shape[1]))
        np.add.at(sums, code, np.hstack([amounts, effects]))
        sums[:, amounts.shape[1] :] /= sums[:, [0]]
        by += [name] * len(words)
        part += words.tolist()
        found.append(sums)
    table = pd.DataFrame(np.vstack(found), columns=[*SUMMED, *EFFECTS])
    return table.assign(by=by, part=part)[["by", "part", *SUMMED, *EFFECTS]]


def scales_of(plan: Drafted, totals: pd.DataFrame) -> pd.DataFrame:
    """The expected mean effect if the program counted as one of another size: one row per band of sizes.

    `used`: the band of the forecast, by the students planned for; `holds_seats_served`: the band of the seats that the
    plan serves. Formula: expected mean x effect of the band / effect of the band that was used, ends alike.
    """
    evidence, served = plan.evidence, plan.allocation.seats_served
    used = scale_key(evidence, program_size(plan.need, plan.policy))
    own = ends(evidence, used)
    mean = totals.loc[totals["dosage"] == "expected", ["effect_sd", "effect_sd_low", "effect_sd_high"]]
    rows = []
    for key in sorted((key for key in evidence.parameters if key.startswith(SCALE)), key=first_student):
        factor = ends(evidence, key) / own
        by_end = mean.to_numpy(dtype=float)[0] * factor[[VALUE, LOW, HIGH]]
        rows.append((key, first_student(key), key == used, key == scale_key(evidence, int(served)), *by_end))
    return pd.DataFrame(rows, columns=list(SCALES))


def at_dosage(table: pd.DataFrame, dosage: str) -> dict[str, float]:
    """The numbers of a table's row of one dosage, by column."""
    place = table["dosage"].tolist().index(dosage)
    return {str(name): float(table[name].iloc[place]) for name in table.columns if name != "dosage"}


def first_student(key: str) -> int:
    """The least size of program that a band of sizes holds for.

    >>> first_student("effect.scale.100_399")
    100
    """
    return int(key.removeprefix(SCALE).split("_")[0])
