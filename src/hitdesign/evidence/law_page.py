"""The law behind each kind of money as a page to read: per program what, for whom, when, how much, and how sure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hitdesign.evidence.listing import conditions, dosage, table
from hitdesign.evidence.records import Evidence, Program
from hitdesign.evidence.terms import ActivityShare
from hitdesign.evidence.windows import award_window
from hitdesign.quantities import print_dollars, print_grades, print_share

TESTS = {
    "methodology": "a written method hands out state and local money without regard to it",
    "presumptions": "what state or local money paid last year, or what law requires, is presumed to be supplanted",
    "none": "none",
    "unknown": "not known here",
}
#: What a field that is not checked is about.
FIELDS = {
    "supplanting": "the test of supplanting",
    "equitable_services": "the share of private schools",
    "restricted_indirect": "the rate of indirect cost",
    "transfers_to": "where it may be moved",
    "closed_after": "the day on which it closed",
    "least_minutes_per_session": "the least minutes a session",
    "least_minutes_per_week": "the least minutes a week",
    "least_weeks": "the least weeks",
}
MONEY = {True: "federal", False: "not federal", None: "not known here"}
SHARES = {"yes": "have a share in it", "no": "have no share in it", "unknown": "not known here"}


def law_page(evidence: Evidence) -> dict[str, str]:
    """The generated parts of the page: `overview`, one row a program, and `law`, one section a program.

    >>> from hitdesign.evidence.library import shipped
    >>> sorted(law_page(shipped()))
    ['law', 'overview']
    """
    rows = [
        (f"[`{key}`](#{key})", program.name, _pays(program), "; ".join(conditions(program)) or "none", _sure(program))
        for key, program in evidence.programs.items()
    ]
    head = ("program", "name", "pays for", "conditions", "checked")
    sections = [section(evidence, key) for key in evidence.programs]
    return {"overview": table(head, rows), "law": "\n".join(sections)}


def section(evidence: Evidence, key: str) -> str:
    """What is held of one program, as a heading, a table, its open checks and its note."""
    program = evidence.programs[key]
    parts = [f'<a id="{key}"></a>\n### {program.name}', f"`{key}`. {program.summary}"]
    parts.append(table(("", ""), [(what, says) for what, says in lines(evidence, program) if says]))
    checks = [f"- {check}" for check in program.open_checks]
    parts += ["To be checked by a person:", "\n".join(checks)] if checks else []
    parts += [program.note] if program.note else []
    return "\n\n".join(parts) + "\n"


def lines(evidence: Evidence, program: Program) -> Iterator[tuple[str, str]]:
    """What the table of a program says, blank where nothing is held."""
    yield "pays for", _pays(program)
    yield "whose money", MONEY[program.federal]
    yield "schools", _schools(program)
    yield "students", _students(program)
    yield "when", _words(program.when) or "any time of day"
    sizes = [f"at most {program.largest_group} to a tutor"] if program.largest_group else []
    ways = [_words(program.modalities)] if program.modalities else []
    yield "size and dosage", "; ".join([*sizes, *ways, *dosage(program)])
    yield "tutors", _words(program.tutor_kinds)
    yield "window", _window(program)
    yield "left over", _left_over(program)
    yield "limits", "; ".join(_limits(program))
    yield "match", "; ".join(_match(program))
    yield "supplement, not supplant", TESTS[program.supplanting]
    yield "private schools", SHARES[program.equitable_services]
    yield "indirect cost", "at the restricted rate only" if program.restricted_indirect else ""
    yield "may be used as, or moved to", ", ".join(f"`{name}`" for name in program.transfers_to)
    sources = [evidence.sources[name] for name in (program.source, *program.more_sources)]
    yield "read in", "; ".join(f"{source.title} ({source.who})" for source in sources)
    yield "as of", str(program.as_of)
    yield "checked", _sure(program)


def _pays(program: Program) -> str:
    uses = _words(program.uses, "and")
    if program.closed_after is not None and program.closed_after < program.as_of:
        return "nothing any more"
    if program.unmarked_students:
        return "nothing in a plan: no table marks its students"
    if not program.pays_tutoring:
        return f"no tutoring; {uses}" if uses else "no tutoring"
    return f"{uses} only" if uses else "tutoring and what belongs to it"


def _schools(program: Program) -> str:
    words = [f"Title I status {_words(program.title_i_status)}"] if program.title_i_status else []
    words += (
        [f"identified as {_words([one.upper() for one in program.support_status])}"] if program.support_status else []
    )
    if program.least_low_income_share is not None:
        waiver = ", or with the state's waiver" if program.low_income_waiver else ""
        words.append(f"at least {print_share(program.least_low_income_share)} low-income students{waiver}")
    return "; ".join(words) or f"any{f' in {program.state}' if program.state else ''}"


def _students(program: Program) -> str:
    low, high = program.grade_low, program.grade_high
    words = [f"only {program.unmarked_students}, whom no table marks"] if program.unmarked_students else []
    words += [f"whose need is {_words(program.tiers)}"] if program.tiers else []
    words += [f"in {_words(program.subjects)}"] if program.subjects else []
    words += [f"marked {_words(program.requires_marks, 'and')}"] if program.requires_marks else []
    words += [f"not marked {_words(program.excludes_marks)}"] if program.excludes_marks else []
    if low is not None or high is not None:
        words.append(f"in grades {print_grades(-2 if low is None else low, 12 if high is None else high)}")
    return "; ".join(words) or "any"


def _window(program: Program) -> str:
    if program.closed_after is not None:
        paid = f"; bills paid by {program.liquidated_by}" if program.liquidated_by else ""
        late = f", with approval by {program.late_liquidated_by}" if program.late_liquidated_by else ""
        return f"closed: nothing obligated after {program.closed_after}{paid}{late}"
    found = award_window(program, program.as_of.year)
    if found is None:
        return "the award letter's"
    bills = f"; bills within {program.liquidation_days} days" if program.liquidation_days else ""
    example = f"the award of {program.as_of.year} from {found.obligate_from} to {found.obligate_by}"
    return f"{program.window_months} months, as {example}{bills}"


def _left_over(program: Program) -> str:
    if program.carry_over_share is None:
        return ""
    after, least = program.carry_over_after_months, print_dollars(program.carry_over_from_dollars)
    return f"at most {print_share(program.carry_over_share)} after {after} months, of awards of {least} and more"


def _limits(program: Program) -> Iterator[str]:
    if program.administration_cap_share is not None:
        yield f"administration at most {print_share(program.administration_cap_share)}"
    for amount, each in ((program.per_student_cap_dollars, "a student"), (program.per_hour_cap_dollars, "an hour")):
        if amount is not None:
            yield f"at most {print_dollars(amount)} {each}"
    if program.part_of:
        bounds = _bounds(program.least_share_of_whole, program.most_share_of_whole)
        yield f"{bounds} of the award of `{program.part_of}`"
    yield from (_activity(one) for one in program.activity_shares)
    if program.activity_shares_from_dollars is not None:
        yield f"least shares from {print_dollars(program.activity_shares_from_dollars)} on"


def _activity(one: ActivityShare) -> str:
    bounds = _bounds(one.least_share, one.most_share) or "some"
    whole = "the award" if one.of == "award" else one.of
    return f"{one.activity}: {bounds} of {whole}{' (tutoring counts as this)' if one.holds_tutoring else ''}"


def _bounds(least: float | None, most: float | None) -> str:
    if least is not None and least == most:
        return f"exactly {print_share(least)}"
    words = [f"at least {print_share(least)}"] if least is not None else []
    return " and ".join(words + ([f"at most {print_share(most)}"] if most is not None else []))


def _match(program: Program) -> Iterator[str]:
    if program.match_shares_by_period:
        shares = ", ".join(print_share(share) for share in program.match_shares_by_period)
        yield f"{shares} of the total, by periods of {program.match_period_years} years"
    if program.match_share_of_total is not None:
        yield f"{print_share(program.match_share_of_total)} of the total"
    if program.match_in_kind:
        yield "gifts of time and things count"
    for one in program.no_match_for:
        yield f"none for {one.subject} in grades {print_grades(one.grade_low, one.grade_high)}"


def _sure(program: Program) -> str:
    if not program.verified:
        return "no: to be checked by a person"
    doubtful = _words([FIELDS.get(field, field) for field in program.unverified_fields], "and")
    return f"yes, except {doubtful}" if doubtful else "yes"


def _words(words: Sequence[str], last: str = "or") -> str:
    """The words without underscores, the last two joined by `last`."""
    plain = [word.replace("_", " ") for word in words]
    return f" {last} ".join(part for part in (", ".join(plain[:-1]), *plain[-1:]) if part)
