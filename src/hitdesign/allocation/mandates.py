"""What mandates owe, school by school, and what a plan does of it; which further tutoring models they call for."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.shapes import SHAPES
from hitdesign.district.columns import Facts
from hitdesign.district.duty import Duty
from hitdesign.need.need import Need
from hitdesign.quantities import TOLERANCE, print_count
from hitdesign.rights.duties import as_asked, covered_cohorts, owed_of, uncertain
from hitdesign.rights.places import band_schools

Bools = NDArray[np.bool_]


def mandates_table(facts: Facts, need: Need, seats: pd.DataFrame) -> pd.DataFrame:
    """One row per mandate and school with students it covers, met or missed.

    `seats`: the answer's table of seats. Formula: missing = max(0, owed - served as asked). Students served otherwise
    have a seat that is not as the mandate asks; it does not count.
    """
    if not facts.duties:
        return pd.DataFrame([], columns=list(SHAPES["mandates"][1]))
    owed = owed_of(facts, need, facts.duties)
    cohort = pd.Index(need.cohorts["cohort_id"]).get_indexer(seats["cohort_id"])
    model = pd.Index(facts.models["model_id"]).get_indexer(seats["model_id"])
    known = pd.MultiIndex.from_arrays(
        [facts.schools["school_id"].to_numpy(dtype=object)[facts.blocks["school"]], facts.blocks["block_id"]]
    )
    block = known.get_indexer(pd.MultiIndex.from_arrays([seats["school_id"], seats["block_id"]]))
    good = as_asked(facts, model.astype(np.int64), block.astype(np.int64), facts.duties)
    students, school = seats["students"].to_numpy(dtype=float), seats["school_id"].to_numpy(dtype=object)
    rows = []
    for place, number in enumerate(owed.duty):
        here = owed.covered[cohort, number] & (school == owed.school_id[place])
        as_wanted, otherwise = (float(students[here & mask].sum()) for mask in (good[:, number], ~good[:, number]))
        missing = max(0.0, float(owed.owed[place]) - as_wanted)
        missing = 0.0 if missing < TOLERANCE else missing
        counts = (int(owed.students[place]), int(owed.opted_out[place]), int(owed.owed[place]))
        said = _sentence(facts.duties[number], str(owed.school_id[place]), counts, as_wanted, otherwise, missing)
        ids = (facts.duties[number].mandate_id, owed.school_id[place])
        rows.append((*ids, *counts, round(as_wanted, 6), round(otherwise, 6), round(missing, 6), said))
    return pd.DataFrame(rows, columns=list(SHAPES["mandates"][1]))


def _sentence(
    duty: Duty, school_id: str, counts: tuple[int, int, int], served: float, otherwise: float, missing: float
) -> str:
    students, out, owed = counts
    declined = f", {print_count(out, 'family')} taken to decline" if out else ""
    begin = f"{duty.name}, school {school_id}: {print_count(students, 'student')} covered{declined}, {owed} owed"
    kept = f"{print_count(round(served, 6), 'student')} served as it asks"
    more = (
        f", {print_count(round(otherwise, 6), 'student')} served otherwise, which does not count" if otherwise else ""
    )
    verdict = f"missed by {print_count(round(missing, 6), 'student')}" if missing else "met"
    return f"{begin}; {kept}{more}: {verdict}."


def with_mandated(facts: Facts, need: Need, chosen: pd.DataFrame, ranking: pd.DataFrame) -> pd.DataFrame:
    """The recommended set, and for bands under a mandate the best-ranked model that is as it asks where none was.

    `chosen`: band, model, score; `ranking`: the recommendation's, whose excluded models stay out. A model counts where
    some block of the band's school makes it as asked; that it can be taught there is the rights' to say.
    """
    if not facts.duties:
        return chosen
    covered = np.zeros((len(need.bands), len(facts.duties)), dtype=bool)
    np.logical_or.at(covered, need.cohorts["band"].to_numpy(dtype=np.int64), covered_cohorts(facts, need, facts.duties))
    possible, shape = _possible(facts, need), (len(need.bands), len(facts.models))
    band = pd.Index(need.bands["band_id"]).get_indexer(ranking["band_id"])
    model = pd.Index(facts.models["model_id"]).get_indexer(ranking["model_id"])
    may = ~ranking["excluded"].to_numpy(dtype=bool) & (band >= 0) & (model >= 0)
    rank, score, has = np.full(shape, np.inf), np.zeros(shape), np.zeros(shape, dtype=bool)
    rank[band[may], model[may]] = ranking["rank"].to_numpy(dtype=float)[may]
    score[band[may], model[may]] = ranking["score"].to_numpy(dtype=float)[may]
    has[chosen["band"].to_numpy(dtype=np.int64), chosen["model"].to_numpy(dtype=np.int64)] = True
    more = [chosen]
    for number in range(len(facts.duties)):
        good = possible[:, :, number]
        order = np.where(good, rank, np.inf)
        lacking = np.flatnonzero(covered[:, number] & ~(has & good).any(axis=1) & np.isfinite(order).any(axis=1))
        best = np.argmin(order[lacking], axis=1)
        more.append(pd.DataFrame({"band": lacking, "model": best, "score": score[lacking, best]}))
    joined: pd.DataFrame = pd.concat(more).drop_duplicates(["band", "model"])
    return joined.sort_values(["band", "model"], kind="stable").reset_index(drop=True)


def models_left_out(
    facts: Facts, need: Need, chosen: pd.DataFrame, ranking: pd.DataFrame, table: pd.DataFrame
) -> list[str]:
    """A sentence on tutoring models that are as a missed mandate asks and were not used because they rank lower.

    `table`: the mandates of the plan that misses them least.
    """
    missed = table[table["missing"] > 0]
    covered, possible = covered_cohorts(facts, need, facts.duties), _possible(facts, need)
    models, ids = facts.models["model_id"].to_numpy(dtype=object), need.bands["band_id"].to_numpy(dtype=object)
    used = set(zip(chosen["band"], chosen["model"], strict=True))
    may = ranking[~ranking["excluded"].to_numpy(dtype=bool)]
    of_band = may.groupby("band_id")["model_id"].agg(set).to_dict()
    found: set[str] = set()
    for number, duty in enumerate(facts.duties):
        schools = set(missed.loc[missed["mandate_id"] == duty.mandate_id, "school_id"])
        own = need.cohorts[covered[:, number] & need.cohorts["school_id"].isin(schools).to_numpy()]
        for band in sorted(set(own["band"])):
            good = np.flatnonzero(possible[band, :, number])
            found |= {str(models[m]) for m in good if (band, m) not in used and models[m] in of_band.get(ids[band], ())}
    if not found:
        return []
    named = ", ".join(sorted(found))
    return [
        f"Tutoring models that are as asked and stand lower in the recommendation were not used: {named}. A larger "
        "acceptable_margin in the policy lets them in."
    ]


def _possible(facts: Facts, need: Need) -> Bools:
    """Bands x models x duties: some block of the band's school makes the model as the duty asks."""
    n_models, n_blocks = len(facts.models), len(facts.blocks)
    model, block = np.repeat(np.arange(n_models), n_blocks), np.tile(np.arange(n_blocks), n_models)
    good = as_asked(facts, model, block, facts.duties).reshape(n_models, n_blocks, len(facts.duties))
    school = facts.blocks["school"].to_numpy(dtype=np.int64)
    at = np.stack([good[:, school == one].any(axis=1) for one in range(len(facts.schools))])
    found: Bools = at[band_schools(facts, need)]
    return found


def duty_checks(facts: Facts, need: Need) -> list[str]:
    """What a person has to see to about each mandate: its own open checks, and students of whom too little is known."""
    out = []
    covering = set(owed_of(facts, need, facts.duties).duty.tolist())
    for number, (duty, count) in enumerate(zip(facts.duties, uncertain(facts, need, facts.duties), strict=True)):
        if number not in covering:
            out.append(
                f"{duty.name}: nobody in need here is known to be covered, so nothing is owed under {duty.mandate_id}; "
                "check its schools, subjects, tiers, grades and marks."
            )
        if count:
            out.append(
                f"{duty.name}: of {print_count(count, 'student')} in need it is not known whether it covers them "
                "(grades that reach beyond it, or marks that are not known); they are not counted as owed."
            )
        if duty.required and not duty.verified:
            out.append(f"{duty.name}: what it asks was not verified here; have it checked before relying on it.")
        out += [f"{duty.name}: {check}" for check in duty.open_checks]
    if facts.duties:
        out.append(
            "Mandates: students of programs that are kept are not counted; see that those programs give what is owed."
        )
    return out
