"""Answers on who is left out, whether it is high-impact tutoring, and what is not known."""

from __future__ import annotations

from hitdesign.plan.answers.answer import Answer, Fact, facts_table
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.inert import inert
from hitdesign.plan.taught import taught_of
from hitdesign.quantities import TOLERANCE, print_count

#: Reasons of the unserved in words.
REASONS = {
    "no_model": "no tutoring model suits them",
    "no_block": "there is no time for them",
    "no_pool": "there is no tutor for them",
    "no_stream": "no money may pay for them",
    "outbid": "rooms, tutors or money did not reach",
    "remainder": "what is left does not make a group",
    "choice": "the plan's choices leave them out",
}
#: Open checks that an answer prints; the plan holds all.
SHOWN = 5


def left_out(plan: Drafted, question: str) -> Answer:
    """Seats that are needed and empty, by reason; the largest first."""
    left = plan.allocation.unserved
    by_reason = left.assign(students=left["students"].astype(float)).groupby("reason")["students"].sum()
    order = sorted(
        ((float(count), str(reason)) for reason, count in by_reason.items() if count > TOLERANCE), reverse=True
    )
    total = sum(count for count, _ in order)
    if not order:
        return Answer("left_out", question, ("Every seat that is needed is filled.",), facts_table(()))
    schools = left.loc[left["students"] > 0, "school_id"].nunique()
    sentences = [f"{print_count(total, 'seat')} that are needed stay empty, at {print_count(schools, 'school')}."]
    sentences += [f"{print_count(count, 'seat')}: {REASONS.get(reason, reason)}." for count, reason in order]
    facts: list[Fact] = [
        ("seats needed and empty", count, "seats", "unserved", reason, "students") for count, reason in order
    ]
    return Answer("left_out", question, tuple(sentences), facts_table(facts))


def standard(plan: Drafted, question: str) -> Answer:
    """Whether the models that are used meet the policy's standard, and what no table can show of it."""
    named = plan.evidence.standards[plan.policy.standard]
    ranking = plan.recommendation.ranking[["band_id", "model_id", "meets_standard"]]
    used = taught_of(plan).merge(ranking, how="left", on=["band_id", "model_id"])
    fits = used["meets_standard"].fillna(False).to_numpy(dtype=bool)
    good, total = float(used.loc[fits, "students"].sum()), float(used["students"].sum())
    says = f"{print_count(good, 'seat')} of {total:,.0f} are in models that meet {named.name} in what can be tested."
    sentences = [says if total > 0 else f"The plan fills no seat; the standard is {named.name}."]
    failing = sorted(used.loc[~fits, "model_id"].astype(str).unique())
    sentences += [f"These do not: {', '.join(failing)}."] if failing else []
    sentences += [f"Not to be read as passed: {inert(text)}" for text in named.not_testable.values()]
    counted = used.assign(fits=fits).groupby(["model_id", "fits"], sort=True)["students"].sum().reset_index()
    facts: list[Fact] = [
        (
            "seats that meet it" if row["fits"] else "seats that do not",
            row["students"],
            "seats",
            "seats",
            key,
            "model_id",
        )
        for row in counted.to_dict("records")
        for key in [str(row["model_id"])]
    ]
    return Answer("standard", question, tuple(sentences), facts_table(facts))


def not_known(plan: Drafted, question: str) -> Answer:
    """Assumptions and open checks: how many, and the first of each."""
    assumed, checks = plan.assumptions, plan.open_checks
    unverified = sum(not one.verified for one in assumed)
    sentences = [
        f"The plan rests on {print_count(len(assumed), 'assumption')}; {unverified} of them nobody has checked.",
        f"{print_count(len(checks), 'check')} the tables cannot answer and a person has to see to.",
    ]
    sentences += [inert(text) for text in checks[:SHOWN]]
    facts: list[Fact] = [
        (inert(one.name), inert(one.value), inert(one.unit), "assumptions", inert(one.name), inert(one.source))
        for one in assumed
    ]
    unknown = tuple(f"{inert(one.name)}: {inert(one.why)}" for one in assumed[:SHOWN])
    return Answer("unknown", question, tuple(sentences), facts_table(facts), unknown)
