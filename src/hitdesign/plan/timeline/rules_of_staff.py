"""Which tasks about people and devices the facts settle: places filled, checks, agreement, privacy, technology."""

from __future__ import annotations

from collections.abc import Mapping

from hitdesign.district.program_records import Technology
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.settled import NOBODY_TAUGHT, Settled, untold
from hitdesign.plan.timeline.used import Used
from hitdesign.quantities import print_count

UNKNOWN_POOL = untold("A pool that teaches is not in the tutors table.", "tutors", "pool_id")


def tutors_hired(plan: Drafted, used: Used) -> Settled:
    """Done where every pool that teaches says that no place is vacant; a blank is not known."""
    if not used.all_pools_known:
        return UNKNOWN_POOL if used.taught else NOBODY_TAUGHT
    silent = [pool.pool_id for pool in used.known_pools if pool.vacancy_rate is None]
    vacant = [pool for pool in used.known_pools if pool.vacancy_rate]
    if silent:
        return untold(f"How many places of {', '.join(silent)} are vacant is not given.", "tutors", "vacancy_rate")
    if vacant:
        places = print_count(round(sum(pool.tutors * (pool.vacancy_rate or 0) for pool in vacant), 1), "place")
        because = f"{places} in {', '.join(pool.pool_id for pool in vacant)} stand vacant."
        return Settled("begun", because, "tutors", "vacancy_rate")
    return Settled("done", "No place of a pool that teaches is vacant.", "tutors", "vacancy_rate")


def checks_cleared(plan: Drafted, used: Used) -> Settled:
    """Done where every pool that teaches is cleared."""
    if not used.all_pools_known:
        return UNKNOWN_POOL if used.taught else NOBODY_TAUGHT
    return _all_yes(
        {pool.pool_id: pool.background_check for pool in used.known_pools},
        "background_check",
        "Everybody who teaches has a cleared background check.",
    )


def agreement_settled(plan: Drafted, used: Used) -> Settled:
    """Done where the labor agreement covers every pool of the district that teaches; not needed without one."""
    if not used.all_pools_known:
        return UNKNOWN_POOL if used.taught else NOBODY_TAUGHT
    own = {pool.pool_id: pool.agreement_covers for pool in used.known_pools if pool.employer == "district"}
    if not own:
        return Settled("not_needed", "No staff of the district teach.", "tutors", "employer")
    return _all_yes(own, "agreement_covers", "The labor agreement covers all staff of the district who teach.")


def _all_yes(words: Mapping[str, str], column: str, because: str) -> Settled:
    no = [name for name, word in words.items() if word == "no"]
    unknown = [name for name, word in words.items() if word == "unknown"]
    if no:
        return Settled("open", f"For {', '.join(no)} the tutors table says no.", "tutors", column)
    if unknown:
        return untold(f"For {', '.join(unknown)} it is not known.", "tutors", column)
    return Settled("done", because, "tutors", column)


def technology_ready(plan: Drafted, used: Used) -> Settled:
    """Done where each school with students online has a row of its own with devices for all of them, and all else.

    A device for every student online at the school, whatever the time, is enough in any timetable. A row of * speaks of
    no school in particular: it never makes the task done.
    """
    if not used.taught:
        return NOBODY_TAUGHT
    if not used.modality_known:
        return untold("A tutoring model of the plan is not known, so neither is whether it is online.", "seats")
    if not used.online_students:
        return Settled("not_needed", "No group of the plan is online.", "seats", "model_id")
    rows = {row.school_id: row for row in plan.district.technology}
    wanting = [name for name, students in used.online_students.items() if not _enough(rows.get(name), students)]
    if not wanting:
        return Settled("done", "Every school with students online has all that they need.", "technology", "devices")
    because = f"Not known, or not enough, at {', '.join(wanting)}: devices, connectivity, accounts."
    if rows:
        return Settled("begun", because, "technology", "devices")
    return untold(because, "technology", "devices")


def _enough(row: Technology | None, students: float) -> bool:
    if row is None or row.devices is None:
        return False
    return row.devices >= students and row.connectivity == "yes" and row.accounts == "yes"


def privacy_signed(plan: Drafted, used: Used) -> Settled:
    """Done where every school with students online says so in a row of its own and nobody else's staff teach."""
    if not used.all_pools_known or not used.modality_known:
        return UNKNOWN_POOL if used.taught else NOBODY_TAUGHT
    others = [pool.pool_id for pool in used.known_pools if pool.employer != "district"]
    if not others and not used.online_students:
        because = "Staff of the district teach, and no group is online."
        return Settled("not_needed", because, "tutors", "employer")
    if others:
        because = f"{', '.join(others)} are not the district's staff; only a sign-off says that an agreement is signed."
        return Settled("open", because, "tutors", "employer")
    rows = {row.school_id: row for row in plan.district.technology}
    unsigned = [name for name in used.online_students if name not in rows or rows[name].privacy_agreement != "signed"]
    if not unsigned:
        return Settled("done", "Signed for every school with students online.", "technology", "privacy_agreement")
    because = f"Not signed, or not said for the school itself, at {', '.join(unsigned)}."
    return Settled("begun" if rows else "cannot_be_told", because, "technology", "privacy_agreement")
