"""What fills the blanks of letters and messages: each from the plan, in two languages, with the facts behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.answers.goals import goals_served
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.inert import inert
from hitdesign.plan.stakeholders.counts import printed_counts
from hitdesign.plan.stakeholders.days import DAYS_KNOWN, days_of
from hitdesign.plan.stakeholders.money import money_fields
from hitdesign.plan.stakeholders.words import Both, amounts, as_sentence, grades, listed, sentences, word


@dataclass(frozen=True)
class Filled:
    """What stands in a blank. `text` None: the plan cannot fill it, and `provide` says what to give."""

    name: str
    text: Both | None
    because: str
    provide: str = ""


#: Blanks in words, as a letter names one that is open; and what to give so that it is filled.
OPEN: Mapping[str, tuple[Both, str]] = {
    "contact": (Both("whom to ask", "a quién preguntar"), "Give policy.rollout.messages.contact: an office, no name"),
    "board_meeting": (
        Both("day of the board meeting", "día de la reunión de la junta"),
        "Add a row of kind board_meeting, on or before the launch, to the dates table",
    ),
    "assessment": (
        Both("days of the tests before the start", "días de las pruebas antes del inicio"),
        "Add a row of kind assessment, on or before the launch, to the dates table",
    ),
    "training": (
        Both("days of staff training", "días de capacitación del personal"),
        "Add a row of kind staff_training to the dates table",
    ),
    "goals": (
        Both("the district's goals", "las metas del distrito"),
        "Add the district's own goals to the strategic_goals table",
    ),
    "exchange": (
        Both("paid minutes for preparation", "minutos pagados de preparación"),
        "Give paid_preparation_share in the tutors table",
    ),
}
_NOTHING = "The plan fills no seat, so there is nothing to tell of"


def fields_of(plan: Drafted, taught: pd.DataFrame, policy: DisclosurePolicy) -> dict[str, Filled]:
    """Every blank by its name; what the plan cannot fill has no text and says what to provide.

    taught: the table of `taught_of`; policy: what may be printed of counts, see `printed_counts`.
    """
    printed = printed_counts(plan, policy)
    name = inert(plan.district.name)
    found = [Filled("district", Both(name, name), "the district's name"), _contact(plan)]
    found += [_of_days(key, *row) for key, row in days_of(plan, taught).items()]
    found += [_goals(plan)]
    found += _of_teaching(taught)
    found += [Filled(key, *row) for key, row in money_fields(plan, printed).items()]
    return {one.name: one for one in found}


def open_text(name: str) -> Both:
    """How a text names a blank that is not filled, without braces."""
    what = OPEN[name][0] if name in OPEN else DAYS_KNOWN.get(name, Both(name.replace("_", " "), name.replace("_", " ")))
    return Both(f"[to be filled in: {what.en}]", f"[por completar: {what.es}]")


def _contact(plan: Drafted) -> Filled:
    said = inert(plan.policy.rollout.messages.contact)
    text = Both(said, said) if said else None
    return Filled("contact", text, "policy.rollout.messages.contact", OPEN["contact"][1])


def _of_days(name: str, text: Both | None, because: str) -> Filled:
    return Filled(name, text, because, OPEN[name][1] if name in OPEN else _NOTHING)


def _goals(plan: Drafted) -> Filled:
    """The goals that seats serve for certain, in the district's own words, which stand in one language."""
    because = "strategic_goals, against the subject and grades of the seats"
    goals = goals_served(plan)
    if goals.empty:
        return Filled("goals", None, because, OPEN["goals"][1])
    served = goals.loc[goals["served"] == "yes", "goal"]
    if served.empty:
        none = Both(
            "None of the goals given is served for certain.", "Ninguna de las metas dadas se atiende con certeza."
        )
        return Filled("goals", none, because)
    return Filled("goals", sentences([Both(as_sentence(text), as_sentence(text)) for text in served]), because)


def _of_teaching(taught: pd.DataFrame) -> list[Filled]:
    """Sizes, dosage, times, subjects, grades, tutors and their paid preparation, of what is taught."""
    if taught.empty:
        names = ("group_size", "sessions", "minutes", "weeks", "subjects", "grades", "times", "tutors", "schools")
        return [Filled(name, None, "seats", _NOTHING) for name in (*names, "exchange")]
    of_model = "tutoring_models of the seats"
    size = float(taught["students_per_tutor"].max())
    return [
        Filled("group_size", amounts(size, size, "student"), f"{of_model}: students_per_tutor"),
        _span("sessions", taught["sessions_per_week"], "time a week", of_model),
        _span("minutes", taught["minutes_per_session"], "minute", of_model),
        _span("weeks", taught["course_weeks"], "week", of_model),
        Filled("subjects", _words(taught["subject"]), "seats: subject"),
        Filled("grades", grades(int(taught["grade_low"].min()), int(taught["grade_high"].max())), "seats: grades"),
        Filled("times", _words(taught["when"]), "blocks of the seats: when"),
        Filled("tutors", _words(taught["kind"]), "tutors of the seats: kind"),
        Filled("schools", _schools(taught), "schools of the seats"),
        _exchange(taught),
    ]


def _schools(taught: pd.DataFrame) -> Both:
    count = float(taught["school_id"].nunique())
    return amounts(count, count, "school")


def _span(name: str, values: pd.Series, noun: str, because: str) -> Filled:
    return Filled(name, amounts(float(values.min()), float(values.max()), noun), f"{because}: {values.name}")


def _words(values: pd.Series) -> Both:
    return listed([word(str(value)) for value in sorted(values.astype(str).unique())])


def _exchange(taught: pd.DataFrame) -> Filled:
    """Paid minutes a week beside a group's sessions: sessions a week x minutes x paid_preparation_share."""
    because = "tutors.paid_preparation_share x sessions a week x minutes"
    minutes = taught["sessions_per_week"] * taught["minutes_per_session"] * taught["paid_preparation_share"]
    if minutes.isna().any():
        return Filled("exchange", None, because, OPEN["exchange"][1])
    low, high = float(minutes.min().round()), float(minutes.max().round())
    if high <= 0:
        return Filled("exchange", Both("none that is paid", "ninguno pagado"), because)
    each = amounts(low, high, "minute")
    return Filled("exchange", Both(f"{each.en} a week for each group", f"{each.es} por semana y grupo"), because)
