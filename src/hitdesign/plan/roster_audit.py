"""Does a roster keep every rule? Recomputed from its tables, by other ways than it was made; nobody is named."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from hitdesign.plan.applicants import Applicants
from hitdesign.plan.hall import Row, matched
from hitdesign.plan.seating import GROUP, PLACE, Seating
from hitdesign.plan.ties import Ties


def roster_faults(
    placed: pd.DataFrame, waiting: pd.DataFrame, asked: Applicants, seating: Seating, ties: Ties
) -> list[str]:
    """Sentences that count what is broken; an empty list where nothing is."""
    who = ["student_id", "subject"]
    rows = asked.rows.set_index(who)
    found = _everybody(placed[who], waiting[who], asked.rows[who])
    known = placed[placed.set_index(who).index.isin(rows.index)]
    full = known.merge(seating.groups, on=GROUP, how="left", suffixes=("", "_of_group"))
    if len(known) < len(placed) or full["place"].isna().any():
        return [*found, _said(len(placed) - len(known) + int(full["place"].isna().sum()), "seats do not exist")]
    own = rows.loc[full.set_index(who).index].reset_index()
    full = full.assign(student=own["student"], consent=own["consent"], has=own["has"])
    other_band = int((own["band_id"].to_numpy() != full["band_id"].to_numpy()).sum())
    refused = (full["consent"] == "no") | ((full["enrolment"] == "opt_in") & (full["consent"] != "yes"))
    sizes = full.groupby(GROUP)["student_id"].size()
    most = seating.groups.set_index(GROUP)["most"].reindex(sizes.index)
    counted = [
        (other_band, "students sit in a group of another band"),
        (int(refused.sum()), "students sit where their families did not agree"),
        (int((sizes > most).sum()), "groups hold more than their tutoring model allows"),
        (_without_seat(full, seating), "places seat more students than the plan has seats for their marks"),
        (_at_once(full, seating), "students are in two groups at one time"),
        (_missed(full, asked, seating), "students miss a required service"),
        (_apart(full, ties), "pairs sit together who are kept apart"),
        (_together(full, asked, ties), "lists are torn whose students are kept together"),
    ]
    return found + [_said(count, words) for count, words in counted if count]


def _said(count: int, words: str) -> str:
    return f"roster: {count:,} {words}"


def _everybody(placed: pd.DataFrame, waiting: pd.DataFrame, asked: pd.DataFrame) -> list[str]:
    """Everybody in need is placed or waits, once in each subject."""
    here = pd.concat([placed, waiting])
    twice = int(here.duplicated().sum())
    missing = len(asked) - int(pd.MultiIndex.from_frame(asked).isin(pd.MultiIndex.from_frame(here)).sum())
    out = [_said(twice, "students stand twice in one subject")] if twice else []
    return out + ([_said(missing, "students in need are neither placed nor waiting")] if missing else [])


def _without_seat(full: pd.DataFrame, seating: Seating) -> int:
    """Places whose students cannot all have a seat with the marks that it needs."""
    kinds = {
        place: list(zip(own["needs"], own["students"], strict=True)) for place, own in seating.seats.groupby("place")
    }
    wrong = 0
    for place, own in full.groupby("place"):
        rows = [Row(number, 0, "", 0, 0.0, int(has), True) for number, has in enumerate(own["has"])]
        seats = [(int(needs), int(count)) for needs, count in kinds.get(place, [])]
        wrong += matched(rows, seats) is None
    return wrong


def _at_once(full: pd.DataFrame, seating: Seating) -> int:
    several = full[full.duplicated("student", keep=False)]
    return sum(
        any(seating.overlap(a, b) for a, b in combinations(own["week"], 2)) for _, own in several.groupby("student")
    )


def _missed(full: pd.DataFrame, asked: Applicants, seating: Seating) -> int:
    return sum(
        any(
            meeting.clocked and meeting.day == busy.day and meeting.start < busy.end and busy.start < meeting.end
            for meeting in seating.weeks[week]
            for busy in asked.busy.get(student, ())
        )
        for student, week in zip(full["student"], full["week"], strict=True)
    )


def _apart(full: pd.DataFrame, ties: Ties) -> int:
    wrong = 0
    for _, own in full[full["student"].isin(list(ties.apart))].groupby(GROUP):
        wrong += sum(b in ties.apart.get(a, ()) for a, b in combinations(own["student"], 2))
    return wrong


def _together(full: pd.DataFrame, asked: Applicants, ties: Ties) -> int:
    """Lists whose students of one band do not sit in one group, all of them or none."""
    wrong = 0
    for own in ties.together:
        wanted = asked.rows[asked.rows["student"].isin(own)].groupby("band_id").size()
        seated = full[full["student"].isin(own)].groupby("band_id")
        torn = [(len(part) < wanted[band]) or len(part.drop_duplicates([*PLACE, "group"])) > 1 for band, part in seated]
        wrong += any(torn)
    return wrong
