"""A plan in plain English for everybody: every number is one that the published tables show, or follows from those."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import pandas as pd

from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.protect import Protected
from hitdesign.plan.plan import Plan
from hitdesign.quantities import print_count, print_dollars, print_share
from hitdesign.report.public_counts import FEWEST_SCHOOLS
from hitdesign.report.public_frames import TOTAL
from hitdesign.report.public_money import KEPT_INSIDE, PublicMoney
from hitdesign.report.reading import more_possible
from hitdesign.report.sentences import inside, reason_words
from hitdesign.report.words import is_blank, plain

Frames = Mapping[str, pd.DataFrame]
#: Steps in which it is said how much more another plan could serve.
MORE = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
KEYS = ("district", "tier", "subject", "school_name", "low_income_students", "students_of", "label", "when", "reason")


def total_row(frame: pd.DataFrame) -> dict[str, object]:
    """The row of a frame's total."""
    keys = [key for key in KEYS if key in frame]
    return dict(frame[(frame[keys] == TOTAL).all(axis=1)].iloc[0])


def tier_rows(frames: Frames) -> list[dict[str, object]]:
    """A row per strength of need, all subjects together; none where need is published as one number."""
    frame = frames["by_need"]
    if "tier" not in frame:
        return []
    whole = frame["subject"] == TOTAL if "subject" in frame else pd.Series(data=True, index=frame.index)
    return [dict(row) for _, row in frame[whole & (frame["tier"] != TOTAL)].iterrows()]


def headline(frames: Frames, money: PublicMoney, plan: Plan) -> tuple[str, ...]:
    """What the plan does, where, for how much, and how sure that is."""
    said = (f"The plan fills {filled_of(total_row(frames['by_need']))}.", *_schools(frames))
    return (*said, cost(frames, money), proof(plan))


def filled_of(row: Mapping[str, object]) -> str:
    """`528 of the 1,044 seats needed (51%)`, or as much of it as is published."""
    need, filled, share = row["need"], row["enrolled"], str(row["share_served"])
    if isinstance(need, int) and isinstance(filled, int):
        return f"{filled:,} of the {print_count(need, 'seat')} needed" + (f" ({share})" if need else "")
    if isinstance(need, int) and share[:1] in "≥≤":
        much = "at least" if share[0] == "≥" else "at most"
        return f"{much} {share[1:]} of the {print_count(need, 'seat')} needed"
    if isinstance(filled, int):
        return f"{print_count(filled, 'seat')}; how many are needed is not published"
    return "seats whose number is not published: it is small, or would give a small one away"


def _schools(frames: Frames) -> tuple[str, ...]:
    """At how many schools seats are surely filled, from what the table of schools shows."""
    frame = frames.get("by_school")
    if frame is None:
        return ()
    rows = frame[frame["school_name"] != TOTAL]
    if "tier" in rows:
        rows = rows[rows["tier"] == TOTAL]
    sure = [
        (isinstance(one, int) and one > 0) or str(share).startswith("≥")
        for one, share in zip(rows["enrolled"], rows["share_served"], strict=True)
    ]
    some = "no fewer than " if any(isinstance(one, str) for one in rows["enrolled"]) else ""
    return (f"Seats are filled at {some}{sum(sure):,} of {print_count(len(rows), 'school')} with students in need.",)


def cost(frames: Frames, money: PublicMoney) -> str:
    """Dollars at most, a seat and of what there is."""
    filled = total_row(frames["by_need"])["enrolled"]
    each = f", {price} a seat" if (price := price_of(filled, money)) else ""
    how = f"dollars are rounded up to {print_dollars(money.step_dollars)} a stream"
    if math.isinf(money.step_dollars):
        how = "what the streams have is the most that they pay, for a closer number would tell of few students"
    return (
        f"It costs at most {print_dollars(money.at_most_dollars)}{each}, of {print_dollars(money.available_dollars)} "
        f"available; {how}."
    )


def price_of(filled: object, money: PublicMoney) -> str:
    """Dollars a seat at most; blank where the seats are hidden or some stream is said to pay more than nearly."""
    near = not money.few_apart and not math.isinf(money.step_dollars)
    return print_dollars(money.at_most_dollars / filled) if near and isinstance(filled, int) and filled else ""


def proof(plan: Plan) -> str:
    """How far any other plan could be better in the first aim, in steps."""
    answer, more = plan.allocation, more_possible(plan)
    most = next((step for step in MORE if more <= step), None)
    if most is None:
        limit = "How much better another plan could be is not shown here."
    elif more <= 1e-9:
        limit = "No plan under these limits reaches more of its first aim."
    else:
        limit = f"No plan under these limits reaches more than {print_share(most)} more of its first aim."
    return limit if answer.proved else f"This plan is not proved. {limit}"


def by_tier(frames: Frames) -> tuple[str, ...]:
    """One sentence per strength of need."""
    return tuple(f"{row['tier']}: the plan fills {filled_of(row)}." for row in tier_rows(frames))


def by_stream(frames: Frames) -> tuple[str, ...]:
    """One sentence per stream, those that pay first."""
    return tuple(_stream(dict(row)) for _, row in frames["streams"].iterrows())


def _stream(row: Mapping[str, object]) -> str:
    name = f"{plain(row['stream_id'])} ({plain(row['program_name'])})"
    paid, there = (float(str(row[key])) for key in ("at_most_dollars", "available_dollars"))
    if paid > 0:
        return f"{name} pays at most {print_dollars(paid)} of its {print_dollars(there)}."
    why = row["why_nothing"]
    reason = "the plan did not need it" if is_blank(why) else str(why) if why == KEPT_INSIDE else inside(why)
    return f"{name} pays nothing of its {print_dollars(there)}: {reason}."


def not_filled(frames: Frames, reasons: Iterable[str]) -> tuple[str, ...]:
    """One sentence per reason, the commonest first, numbers where they are published; else the reasons in words."""
    frame = frames.get("not_filled")
    if frame is None:
        words = sorted({reason_words(reason) for reason in reasons})
        unsaid = ("How many seats are not filled for which reason is not published here.",) if words else ()
        return (*unsaid, *(f"Some seats are not filled: {one}." for one in words))
    rows = frame[frame["reason"] != TOTAL]
    pairs = [(one, str(why)) for one, why in zip(rows["unserved"], rows["reason"], strict=True)]
    known = sorted(((one, why) for one, why in pairs if isinstance(one, int)), key=lambda one: (-one[0], one[1]))
    said = tuple(f"{print_count(number, 'seat')} not filled: {why}." for number, why in known)
    return (*said, *(f"Seats not counted here are not filled: {why}." for one, why in pairs if isinstance(one, str)))


def mandates(plan: Plan) -> tuple[str, ...]:
    """Whether what is owed by law or board policy is given, without a number."""
    table = plan.allocation.mandates
    if table.empty:
        return ()
    missing = pd.to_numeric(table["missing"]).fillna(0).sum() > 0
    return (
        "Not everything that mandates owe to students is given; the internal report says where."
        if missing
        else "Everything that mandates owe to students is given, as far as it could be tested.",
    )


def timetable(plan: Plan) -> str:
    """Whether the groups are put on days, rooms and tutors."""
    if plan.allocation.timetable.empty:
        return "No timetable was made: whether the groups fit days, rooms and tutors is not shown."
    return "A weekly timetable puts every group on days, rooms and tutors."


def how_kept(
    safe: Protected, policy: DisclosurePolicy, money: PublicMoney, left_out: tuple[str, ...]
) -> tuple[str, ...]:
    """What was hidden, by whose policy, why, what was rounded and what is not shown at all."""
    zeros = "; a count of 0 is hidden too" if policy.zeros == "hide" else ""
    hidden, _, checked, *rest = safe.sentences()
    most = policy.threshold_students - 1
    small = f"Counts from 1 to {most} students are hidden" if most else "No count is hidden for being small"
    return (
        f"{small}, and rates that tell of nearly all or nearly none of a group are hidden or shown as a band (such as "
        f"≥95%){zeros}. This is the district's own policy, not a number that a law names.",
        "A star (*) is a count that is not shown: either it is small itself, or somebody could subtract others from it "
        f"to find a small one. {hidden} {checked}",
        *rest,
        "Need, seats filled and not filled, by school, mark, tutoring model and time, were checked together as one "
        "system: each sum that ties them is known to every reader.",
        "Dollars, groups and tutors are given for the district alone, for at a school they are a count in other words.",
        _rounded(money),
        "Not shown at all: different students behind the seats, invitations, attendance, hours, single groups, "
        "mandates by school, prices of limits, and dollars by school and kind of cost.",
        *((f"Left out, because too many of their numbers are small: {'; '.join(left_out)}.",) if left_out else ()),
    )


def _rounded(money: PublicMoney) -> str:
    """How money and people were rounded."""
    few = f" Of a stream that pays at fewer than {FEWEST_SCHOOLS} schools only what it has is said." * money.few_apart
    if math.isinf(money.step_dollars):
        return "What is paid would tell of few students even if rounded: it stands as all that the streams have."
    return (
        f"Dollars are rounded up to {print_dollars(money.step_dollars)} a stream, so wide that who knows what a seat "
        f"costs comes no closer to a hidden count than the policy allows; groups up to the next "
        f"{money.step_groups:,.0f}, people up to the next {money.step_people}.{few}"
    )
