"""Readings on readiness and buy-in: who and what is in place, what is open, who said yes."""

from __future__ import annotations

from hitdesign.district.program_records import EVERYWHERE, Technology
from hitdesign.plan.scope.readings import Reading, Seen
from hitdesign.quantities import print_count

COORDINATOR = "coordinator"
#: Assumptions of the tables that a pilot would try out.
OF_DELIVERY = ("blocks.", "tutors.", "starter.blocks", "starter.tutors")
LOWEST_RATING = 1


def coordinator(seen: Seen) -> Reading:
    """Hours a week of everybody whose role names a coordinator / schools with students in need."""
    rows = [row for row in seen.plan.district.people if COORDINATOR in row.role.lower()]
    hours = [row.people * row.hours_per_week for row in rows if row.hours_per_week is not None]
    schools = len(seen.loads.schools)
    if not hours or not schools:
        return Reading(None, table="people")
    return Reading(sum(hours) / schools, {"hours": sum(hours), "schools": print_count(schools, "school")}, "people")


def technology_ready(seen: Seen) -> Reading:
    """Schools with online tutoring and all that it takes / schools with online tutoring; silent where there is none.

    A school has what it takes where devices reach the most online students at once that its times allow, and
    connectivity, accounts and the privacy agreement are in place; what is not stated is not in place.
    """
    models = seen.plan.facts.models
    online = set(models.loc[models["modality"] == "online", "model_id"])
    seats = seen.plan.allocation.seats
    schools = sorted(set(seats.loc[seats["model_id"].isin(online), "school_id"]))
    if not schools:
        return Reading(
            None, table="technology", beside="The plan teaches nobody online, so technology decides nothing."
        )
    rows = {row.school_id: row for row in seen.plan.district.technology}
    if not rows:
        return Reading(None, table="technology")
    ready = sum(_has_it(rows.get(one, rows.get(EVERYWHERE)), _most_online(seen, one)) for one in schools)
    words = {"online": print_count(len(schools), "school"), "ready": ready}
    return Reading(ready / len(schools), words, "technology")


def _has_it(row: Technology | None, students: float) -> bool:
    if row is None or row.devices is None:
        return False
    signed = row.privacy_agreement == "signed"
    return row.devices >= students and row.connectivity == "yes" and row.accounts == "yes" and signed


def _most_online(seen: Seen, school_id: str) -> float:
    blocks, ids = seen.plan.facts.blocks, seen.plan.facts.schools["school_id"].to_numpy()
    own = blocks[ids[blocks["school"]] == school_id]
    return float(own["online_seats"].max())


def open_checks(seen: Seen) -> Reading:
    """Checks that the library did not make."""
    count = len(seen.plan.open_checks)
    return Reading(float(count), {"checks": print_count(count, "check")}, "open checks")


def facts_stated(seen: Seen) -> Reading:
    """Assumptions about scheduled times and tutors."""
    count = sum(one.name.startswith(OF_DELIVERY) for one in seen.plan.assumptions)
    return Reading(float(count), {"assumed": print_count(count, "assumption")}, "assumptions")


def schools_opted_in(seen: Seen) -> Reading:
    """Schools that said yes / all schools; unknown where none has answered."""
    answers = [school.opted_in for school in seen.plan.district.schools]
    yes, no, open_ones = (answers.count(word) for word in ("yes", "no", "ask"))
    if not yes + no:
        return Reading(None, table="schools")
    words = {"yes": yes, "no": no, "open": open_ones, "schools": print_count(len(answers), "school")}
    return Reading(yes / len(answers), words, "schools")


def voices(seen: Seen) -> Reading:
    """Mean rating of the perspectives by respondents; rows without a rating might be of the lowest."""
    rows = seen.plan.district.perspectives
    rated = [(row.role, row.rating, row.respondents) for row in rows if row.rating is not None]
    if not rated:
        return Reading(None, table="perspectives")
    people = sum(one[2] for one in rated)
    total = sum(rating * many for _, rating, many in rated)
    silent = sum(row.respondents for row in rows if row.rating is None)
    means = {}
    for role in sorted({one[0] for one in rated}):
        own = [(rating, many) for name, rating, many in rated if name == role]
        means[role] = sum(rating * many for rating, many in own) / sum(many for _, many in own)
    lowest = min(means, key=lambda name: (means[name], name))
    words = {
        "people": print_count(people, "person").replace("persons", "people"),
        "rating": total / people,
        "lowest": lowest.replace("_", " "),
        "lowest_rating": means[lowest],
    }
    worst = (total + LOWEST_RATING * silent) / (people + silent)
    return Reading(total / people, words, "perspectives", worst)
