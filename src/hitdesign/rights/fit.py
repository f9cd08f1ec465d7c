"""Does a tutoring model fit a school's times, and what is gained and lost at each time of day."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.columns import Facts
from hitdesign.evidence.records import Evidence
from hitdesign.quantities import TOLERANCE, print_count
from hitdesign.rights.staffing import refused_blocks

TIME_OF_DAY = "time_of_day."
#: Why a model does not fit, in the order in which it is said; the names are those of the block's rules.
SAYS = {
    "session_longer_than_block": "the session takes {session} minutes, the block {minutes}",
    "too_few_days": "{sessions_per_week} sessions a week, and the block meets on {days} days",
    "term_too_short": "the model takes {weeks} weeks, the term has {weeks_left}{after}",
    "no_rooms": "no room for a group",
    "no_online_seats": "no seat online",
    "held": "sessions cannot be held in this way at this time",
    "over": "the block stands over core instruction or a required service",
}
COLUMNS = ["school_id", "block_id", "when", "model_id", "fits", "session", "minutes", "sessions_per_day"]
COLUMNS += ["spare_minutes", "sessions_per_week", "days", "weeks", "weeks_left", "groups_at_most", "why_not"]


def schedule_fit(facts: Facts, evidence: Evidence) -> pd.DataFrame:
    """One row per school, block and tutoring model: whether its sessions, days and weeks fit, what is left, why not.

    Formulas: sessions_per_day = floor(minutes / session); spare_minutes = minutes - sessions_per_day x session (of a
    block's day); weeks_left = weeks of the term within the policy's dates, after lost days; groups_at_most =
    floor(groups_at_once x days x sessions_per_day / sessions_per_week), 0 where it does not fit. No grade is looked at.
    """
    blocks, models = facts.blocks, facts.models
    block, model = np.repeat(np.arange(len(blocks)), len(models)), np.tile(np.arange(len(models)), len(blocks))

    def of_block(name: str) -> NDArray[np.int64]:
        return blocks[name].to_numpy(dtype=np.int64)[block]

    def of_model(name: str) -> NDArray[np.int64]:
        return models[name].to_numpy(dtype=np.int64)[model]

    session, minutes, sessions = of_model("minutes_per_session"), of_block("minutes"), of_model("sessions_per_week")
    per_day, days, rooms = minutes // session, of_block("n_days"), of_block("groups_at_once")
    online = (models["modality"].to_numpy() == "online")[model]
    failed = {
        "session_longer_than_block": per_day == 0,
        "too_few_days": sessions > days,
        "term_too_short": of_model("weeks") > of_block("weeks"),
        "no_rooms": rooms == 0,
        "no_online_seats": online & (of_block("online_seats") == 0),
        "held": _otherwise(blocks["held"].to_numpy(dtype=object)[block], online),
        "over": refused_blocks(facts, tuple(evidence.staffing.values()))[block],
    }
    fits = ~np.any(list(failed.values()), axis=0)
    most = np.floor(rooms * days * per_day / sessions + TOLERANCE).astype(np.int64)
    table = pd.DataFrame(
        {
            "school_id": facts.schools["school_id"].to_numpy(dtype=object)[blocks["school"].to_numpy()[block]],
            "block_id": blocks["block_id"].to_numpy(dtype=object)[block],
            "when": blocks["when"].to_numpy(dtype=object)[block],
            "model_id": models["model_id"].to_numpy(dtype=object)[model],
            "fits": fits,
            "session": session,
            "minutes": minutes,
            "sessions_per_day": per_day,
            "spare_minutes": np.where(per_day > 0, minutes - per_day * session, np.nan),
            "sessions_per_week": sessions,
            "days": days,
            "weeks": of_model("weeks"),
            "weeks_left": of_block("weeks"),
            "groups_at_most": np.where(fits, most, 0),
        }
    )
    table["why_not"] = _why_not(table, failed, _taken(blocks["lost"])[block])
    return table[COLUMNS]


def _otherwise(held: NDArray[np.object_], online: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether sessions at this time can only be held in the other way."""
    wrong: NDArray[np.bool_] = (held != "either") & ((held == "online") != online)
    return wrong


def _taken(lost: pd.Series) -> NDArray[np.object_]:
    """What was taken out of each block's term, in words; blank for nothing."""
    said = [f" after {print_count(len(days), 'day')} without tutoring" if days else "" for days in lost]
    return np.array(said, dtype=object)


def _why_not(
    table: pd.DataFrame, failed: dict[str, NDArray[np.bool_]], after: NDArray[np.object_]
) -> NDArray[np.object_]:
    """Every reason in words, `; ` between; blank where the model fits. `after`: what was taken out of the term."""
    out = np.full(len(table), "", dtype=object)
    for name, bad in failed.items():
        for row in np.flatnonzero(bad):
            said = SAYS[name].format_map({**table.iloc[row], "after": after[row]}) if "{" in SAYS[name] else SAYS[name]
            out[row] = f"{out[row]}; {said}" if out[row] else said
    return out


def times_of_day(evidence: Evidence) -> pd.DataFrame:
    """What speaks for and against each time of day: when, aspect, verdict, sentence, source, as_of, verified.

    `verdict` is for, against or unknown: an effect is given where a source gives one, and called unknown where none was
    seen.

    >>> from hitdesign.evidence.library import shipped
    >>> from hitdesign.rights.fit import times_of_day
    >>> times_of_day(shipped()).query("when == 'during_school' and aspect == 'effect'")["verdict"].tolist()
    ['for']
    """
    rows = []
    for key, entry in evidence.parameters.items():
        if key.startswith(TIME_OF_DAY):
            when, _, aspect = key.removeprefix(TIME_OF_DAY).partition(".")
            known = (entry.source, entry.as_of.isoformat(), entry.verified)
            rows.append((when, aspect, str(entry.value), entry.label, *known))
    columns = ["when", "aspect", "verdict", "sentence", "source", "as_of", "verified"]
    return pd.DataFrame(rows, columns=columns).sort_values(["when", "aspect"], kind="stable", ignore_index=True)
