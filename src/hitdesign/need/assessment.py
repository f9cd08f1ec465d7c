"""Where the district stands: results against references, what already runs, what people say, what is in the way."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hitdesign.district.columns import Facts, facts_of
from hitdesign.district.district import District
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.need.barriers import barriers_of
from hitdesign.need.gaps import gaps_by_school, gaps_by_subject
from hitdesign.need.need import Need, need_of
from hitdesign.need.voices import themes_of, voices_of
from hitdesign.policy import Policy
from hitdesign.quantities import print_count


@dataclass(frozen=True)
class NeedsAssessment:
    """What was found before anything was planned; what is not known is NaN, never 0.

    `subjects`, `schools`: how far behind, see `gaps_by_subject` and `gaps_by_school`. `programs`: program_id, decision,
    schools, subjects, seats (students by subject), need (seats that it may serve), taken_off, share_of_need, dollars,
    paid_by. `voices`: theme, role, answers, respondents, rated, rating, lowest, highest. `themes`: see `themes_of`.
    `barriers`: code, kind, subject, schools, students, sentence, stated. `notes`: what is not known or was not done.
    """

    subjects: pd.DataFrame
    schools: pd.DataFrame
    programs: pd.DataFrame
    voices: pd.DataFrame
    themes: pd.DataFrame
    barriers: pd.DataFrame
    notes: tuple[str, ...]


def assess(
    district: District,
    policy: Policy | None = None,
    evidence: Evidence | None = None,
    *,
    need: Need | None = None,
    facts: Facts | None = None,
) -> NeedsAssessment:
    """The needs assessment of a district: from its tables alone, before rights, recommendation and plan.

    `need`, `facts`: where they were made already (None: made here). Raises InputError as they do.

    >>> import pandas as pd, hitdesign as hit
    >>> from hitdesign.need.assessment import assess
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 9_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> found = assess(hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award))
    >>> found.barriers["code"].tolist()
    ['money_short']
    """
    policy, evidence = policy or Policy(), evidence or shipped()
    need = need or need_of(district, policy, evidence=evidence)
    facts = facts or facts_of(district, policy, evidence)
    schools = gaps_by_school(district)
    voices = voices_of(district.perspectives)
    return NeedsAssessment(
        subjects=gaps_by_subject(schools),
        schools=schools,
        programs=programs_of(district, need),
        voices=voices,
        themes=themes_of(voices),
        barriers=barriers_of(facts, need, district.barriers),
        notes=(*_of_results(schools), *_of_programs(district, need)),
    )


def programs_of(district: District, need: Need) -> pd.DataFrame:
    """One row per existing program and decision: whom it covers against the need that it may serve."""
    rows = []
    running = need.running.programs if need.running is not None else None
    for key in sorted({(row.program_id, row.decision) for row in district.existing_programs}):
        own = [row for row in district.existing_programs if (row.program_id, row.decision) == key]
        part = None if running is None else running[(running["program_id"] == key[0]) & (running["decision"] == key[1])]
        known = part is not None and len(part) > 0
        wanted = float(part["need"].sum()) if part is not None else 0.0
        seats = part["students"].sum(skipna=False) if part is not None and known else float("nan")
        covered = part["students"].clip(upper=part["need"]).sum(skipna=False) if part is not None else float("nan")
        dollars = [row.dollars for row in own]
        rows.append(
            {
                "program_id": key[0],
                "decision": key[1],
                "schools": int(part["school_id"].nunique()) if part is not None else 0,
                "subjects": "; ".join(sorted(set(part["subject"]))) if part is not None else "",
                "seats": seats,
                "need": wanted,
                "taken_off": int(part["taken_off"].sum()) if part is not None else 0,
                "share_of_need": covered / wanted if wanted else float("nan"),
                "dollars": float("nan") if None in dollars else sum(one or 0.0 for one in dollars),
                "paid_by": "; ".join(sorted({row.paid_by for row in own if row.paid_by})),
            }
        )
    names = ["program_id", "decision", "schools", "subjects", "seats", "need", "taken_off", "share_of_need"]
    return pd.DataFrame(rows, columns=[*names, "dollars", "paid_by"])


def _of_results(schools: pd.DataFrame) -> list[str]:
    """Results without a share, or without anything to hold them against; students that were not counted."""
    silent = int(schools["share_low"].isna().sum())
    alone = int((schools["share_low"].notna() & schools["state_low"].isna() & schools["district_low"].isna()).sum())
    masked = int((schools["share_high"] > schools["share_low"]).sum())
    spread = int(((schools["counted_by"] == "enrollment") & schools["share_low"].notna()).sum())
    said = [
        (silent, "not published, and so unknown"),
        (masked, "masked, and known only as a range"),
        (alone, "held against nothing: no reference value has their subject, grades and group of students"),
        (spread, "counted by enrollment, spread evenly over the school's grades, because nobody said who was tested"),
    ]
    return [
        f"{print_count(count, 'result')} {'is' if count == 1 else 'are'} {words}." for count, words in said if count
    ]


def _of_programs(district: District, need: Need) -> list[str]:
    """What could not be taken off; students taken off by records whose program ends; who paid last year."""
    notes = list(need.running.notes) if need.running is not None else []
    going = [row for row in district.existing_programs if row.decision != "keep"]
    if need.found is not None and going:
        outcomes = need.found.outcomes
        off = outcomes.loc[outcomes["outcome"] == "already_in_program"].groupby("subject")["students"].sum().max()
        names = ", ".join(sorted({row.program_id for row in going}))
        if off > 0:
            notes.append(
                f"{print_count(off, 'student')} whom records show in a program already {'is' if off == 1 else 'are'} "
                f"taken off, also those of {names}; write no in already_in_program for those whom the new program is "
                "to serve."
            )
    paid = sorted({(row.program_id, row.paid_by) for row in going if row.paid_by})
    notes += [
        f"{program} was paid by {payer} last year: before other money pays for it, check that this money may "
        "supplement and does not supplant, and record why."
        for program, payer in paid
    ]
    return notes
