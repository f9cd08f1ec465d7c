"""The answer on money: which streams pay, until when, what rests on them, and what comes again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from hitdesign.plan.answers.answer import Answer, Fact, facts_table
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.inert import inert
from hitdesign.plan.taught import taught_of
from hitdesign.quantities import TOLERANCE, print_count, print_dollars, print_share

TOPIC = "funds"
#: Kinds of cost that fall due once; all others come again with every program year.
ONCE = ("start_up",)
STREAMS = (
    "stream_id",
    "program",
    "program_name",
    "dollars",
    "share_of_dollars",
    "unspent_dollars",
    "seats_resting",
    "obligate_by",
    "services_by",
    "closed_after",
    "ends_before_program",
    "why_nothing",
)
PLACE = ["school_id", "model_id", "block_id"]


def streams_of(plan: Drafted) -> pd.DataFrame:
    """One row per stream, the largest payer first; columns as in STREAMS.

    dollars: not to exceed. seats_resting: seats x the stream's share of the dollars charged at their school, model and
    block. ends_before_program: its last day of obligation lies before the last session.
    """
    spending, rows = plan.allocation.spending, {row.stream_id: row for row in plan.district.funding}
    total = float(spending["not_to_exceed_dollars"].astype(float).sum())
    resting, last = _resting(plan), max((one for one in taught_of(plan)["last_on"] if one is not None), default=None)
    found = []
    for row in spending.to_dict("records"):
        stream, dollars = rows[str(row["stream_id"])], float(row["not_to_exceed_dollars"])
        program = plan.evidence.programs[stream.program]
        found.append(
            (
                stream.stream_id,
                stream.program,
                inert(program.name),
                dollars,
                dollars / total if total > 0 else 0.0,
                float(row["unspent_dollars"]),
                resting.get(stream.stream_id, 0.0),
                stream.obligate_by,
                stream.services_by or stream.obligate_by,
                program.closed_after,
                last is not None and stream.obligate_by < last,
                inert(row["pays_nothing_because"]),
            )
        )
    table = pd.DataFrame(found, columns=list(STREAMS))
    return table.sort_values(["dollars", "stream_id"], ascending=[False, True], kind="stable", ignore_index=True)


def _resting(plan: Drafted) -> dict[str, float]:
    """Seats that rest on each stream: they add up to the seats for which anything is charged."""
    charges = plan.allocation.charges
    own = charges.groupby([*PLACE, "stream_id"])["dollars"].sum().astype(float)
    share = own / own.groupby(level=PLACE).transform("sum")
    seats = plan.allocation.seats.groupby(PLACE)["students"].sum()
    table = share.rename("share").reset_index()
    here = pd.MultiIndex.from_frame(table[PLACE])
    rests = table["share"] * seats.reindex(here).fillna(0.0).to_numpy(dtype=float)
    return {str(name): float(value) for name, value in rests.groupby(table["stream_id"]).sum().items()}


def funds(plan: Drafted, question: str) -> Answer:
    """Streams with dollars, windows and seats; which dollars come again every year; what is not known of the next."""
    streams = streams_of(plan)
    charges = plan.allocation.charges
    once = float(charges.loc[charges["cost_kind"].isin(ONCE), "dollars"].astype(float).sum())
    total = float(streams["dollars"].sum())
    sentences = list(_sentences(streams, total, once))
    unknown = tuple(
        f"whether {inert(row['stream_id'])} is awarded again after {row['obligate_by']}, and how much"
        for row in streams.to_dict("records")
        if row["dollars"] > TOLERANCE and not _closed(row["closed_after"], row["obligate_by"])
    )
    return Answer(TOPIC, question, tuple(sentences), facts_table(_facts(streams, total, once)), unknown)


def _closed(closed_after: date | None, obligate_by: date) -> bool:
    return closed_after is not None and closed_after <= obligate_by


def _sentences(streams: pd.DataFrame, total: float, once: float) -> Iterator[str]:
    paying = [row for row in streams.to_dict("records") if row["dollars"] > TOLERANCE]
    if not paying:
        yield "No stream pays for any seat."
    for row in paying:
        yield (
            f"{row['program_name']} ({inert(row['stream_id'])}) pays {print_dollars(row['dollars'])}, "
            f"{print_share(row['share_of_dollars'])} of it, and may be obligated until {row['obligate_by']}."
        )
        seats, again = print_count(round(row["seats_resting"], 1), "seat"), "Its program takes no new obligation then."
        if not _closed(row["closed_after"], row["obligate_by"]):
            again = "No table says that it is awarded again."
        yield (
            f"{seats} rest on it: keeping them for a further year like this one takes about "
            f"{print_dollars(row['dollars'])}, and {print_dollars(row['unspent_dollars'])} of it are left until then. "
            f"{again}"
        )
        if row["ends_before_program"]:
            yield f"{inert(row['stream_id'])} ends before the last session: other streams carry what follows."
    if paying:
        yield (
            f"Of {print_dollars(total)} a further year like this one needs {print_dollars(total - once)} again; "
            f"{print_dollars(once)} is for starting up."
        )
    for row in streams.to_dict("records"):
        if row["dollars"] <= TOLERANCE:
            why = row["why_nothing"].rstrip(".") or "no seat needed it, or none that is left may be paid by it"
            yield f"{row['program_name']} ({inert(row['stream_id'])}) pays nothing: {why}."


def _facts(streams: pd.DataFrame, total: float, once: float) -> Iterator[Fact]:
    for row in streams.to_dict("records"):
        key = str(row["stream_id"])
        yield ("pays at most", row["dollars"], "dollars", "spending", key, "not_to_exceed_dollars")
        yield ("seats that rest on it", row["seats_resting"], "seats", "charges", key, "dollars")
        yield ("may be obligated until", row["obligate_by"], "date", "funding", key, "obligate_by")
        yield ("pays for services until", row["services_by"], "date", "funding", key, "services_by")
    yield ("the whole program at most", total, "dollars", "spending", "*", "not_to_exceed_dollars")
    yield ("of it once", once, "dollars", "charges", "*", "cost_kind start_up")
