"""Whether a lottery was held as its record says: drawn again from the list, and compared."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hitdesign.measurement.comparison.frames import Reading, refuse_all
from hitdesign.measurement.lottery.alike import Redraw
from hitdesign.measurement.lottery.assign import Lottery, assign
from hitdesign.measurement.lottery.record import LotteryRecord
from hitdesign.quantities import print_count


@dataclass(frozen=True)
class Verification:
    """What a second draw from the same record says.

    `same`: list and result are those of the record, and the offers given, if any, are those drawn. `changed_students`:
    those of the list whose offer differs from the draw (None where no offers were given).
    """

    same: bool
    same_list: bool
    same_result: bool
    changed_students: int | None
    sentences: tuple[str, ...]


def verify(
    record: LotteryRecord, frame: pd.DataFrame, *, offers: pd.DataFrame | None = None, salt: str = ""
) -> Verification:
    """Draw again by the rules and seed of a record, and say whether it is the same draw.

    `frame`: the list as it was given to the lottery; `offers`: what was offered in truth, columns of the id and `arm`;
    `salt`: that of the lottery, where it had one. Raises InputError where the list lacks what the record needs.

    >>> import pandas as pd
    >>> from hitdesign.measurement.lottery.assign import assign
    >>> from hitdesign.measurement.lottery.verify import verify
    >>> rows = pd.DataFrame({"student_id": list("abcdef")})
    >>> kept = assign(rows, seats=3, seed="2026").record
    >>> verify(kept, rows.iloc[::-1]).same, verify(kept, rows.head(5)).same
    (True, False)
    """
    again = _held(record, frame, salt)
    same_list = again.record.list_sha256 == record.list_sha256
    same_result = again.record.result_sha256 == record.result_sha256
    changed = None if offers is None else _changed(again, offers, record.student_id)
    said = [_list_sentence(record, again, same_list)]
    if same_list:
        said.append("The draw is the one of the record." if same_result else "The draw is not the one of the record.")
    if changed is not None:
        said.append(
            "Every offer is the one drawn." if not changed else f"Offers that differ from the draw: {changed:,}."
        )
    if again.record.algorithm != record.algorithm:
        said.append(f"The record was made by {record.algorithm}, this is {again.record.algorithm}.")
    return Verification(same_list and same_result and not changed, same_list, same_result, changed, tuple(said))


def _held(record: LotteryRecord, frame: pd.DataFrame, salt: str) -> Lottery:
    kept = record.redraw
    redraw = None if kept is None else Redraw(
        covariates=kept.covariates, accepted_share=kept.accepted_share,
        most_draws=kept.most_draws, missing="indicator" if kept.missing == "indicator" else "refuse",
    )  # fmt: skip
    seats = {count.stratum: count.seats for count in record.counts} if record.strata else record.counts[0].seats
    return assign(
        frame, seed=record.seed, seats=seats if record.share is None else None, strata=record.strata,
        share=None if record.share is None else _number(record.share), priority=record.priority,
        student_id=record.student_id, unit=record.unit, misfits=record.misfits, overflow=record.overflow,
        redraw=redraw, salt=salt, chance_draws=100,
    )  # fmt: skip


def _number(share: str) -> float:
    above, _, below = share.partition("/")
    return int(above) / int(below or 1)


def _list_sentence(record: LotteryRecord, again: Lottery, same: bool) -> str:
    if same:
        return f"The list is the one drawn from: {print_count(record.students, 'student')}."
    now = again.record.students
    if now != record.students:
        return f"The list is another: it has {print_count(now, 'student')}, the record {record.students:,}."
    if record.salted != again.record.salted:
        return "The list cannot be compared without the salt of the lottery."
    return "The list is another: as many students, but not the same, or not in the same strata, units or priorities."


def _changed(again: Lottery, offers: pd.DataFrame, student_id: str) -> int:
    reading = Reading("offers", offers)
    ids, arms = reading.texts(student_id), reading.texts("arm")
    reading.once(student_id, ids)
    refuse_all(reading.faults)
    drawn = again.assignment.frame.set_index("student_id")["arm"]
    given = pd.Series(arms, index=ids).reindex(drawn.index)
    strangers = int((~pd.Index(ids).isin(drawn.index)).sum())
    return int((given != drawn).sum()) + strangers
