"""The knowledge as Markdown tables for the documentation, so that the pages cannot fall behind the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hitdesign.evidence.duty_listing import MANDATE_HEAD, SHARE_HEAD, mandate_lines, share_lines
from hitdesign.evidence.records import Evidence, Program, Standard
from hitdesign.quantities import print_grades


def evidence_tables(evidence: Evidence) -> dict[str, str]:
    """Tables by the name of their place in the page, as in the example.

    >>> from hitdesign.evidence.listing import evidence_tables
    >>> from hitdesign.evidence.library import shipped
    >>> sorted(evidence_tables(shipped()))
    ['defaults', 'mandates', 'private_shares', 'programs', 'selections', 'staffing', 'standards', 'tutoring_models']
    """
    return {
        "programs": programs_table(evidence),
        "standards": standards_table(evidence),
        "tutoring_models": tutoring_models_table(evidence),
        "selections": selections_table(evidence),
        "staffing": staffing_table(evidence),
        "mandates": table(MANDATE_HEAD, mandate_lines(evidence)),
        "private_shares": table(SHARE_HEAD, share_lines(evidence)),
        "defaults": defaults_table(evidence),
    }


def programs_table(evidence: Evidence) -> str:
    """One row per program: what it restricts, how restricted it is, whether its conditions were checked."""
    rows = [
        (
            f"`{key}`",
            program.name,
            "; ".join(conditions(program)) or "none",
            program.restrictiveness,
            len(program.open_checks),
            _checked(program.verified),
        )
        for key, program in evidence.programs.items()
    ]
    return table(("program", "name", "conditions", "restricted 0-9", "open checks", "verified"), rows)


def conditions(program: Program) -> list[str]:
    """The conditions of a program in words; an empty list restricts nothing."""
    grades = (program.grade_low, program.grade_high)
    lists = {
        "Title I": program.title_i_status,
        "support": program.support_status,
        "when": program.when,
        "tiers": program.tiers,
        "subjects": program.subjects,
        "requires": program.requires_marks,
        "excludes": program.excludes_marks,
        "tutors": program.tutor_kinds,
        "modalities": program.modalities,
    }
    said = [f"{name}: {', '.join(words)}" for name, words in lists.items() if words]
    said += [f"grades {grades[0]} to {grades[1]}"] if grades != (None, None) else []
    said += [f"at most {program.largest_group} to a tutor"] if program.largest_group else []
    said += dosage(program)
    said += [f"closed after {program.closed_after}"] if program.closed_after else []
    cap = program.administration_cap_share
    said += [] if cap is None else [f"administration at most {cap:.0%}"]
    said += [f"only for {program.unmarked_students}, whom no table marks"] if program.unmarked_students else []
    return said + ([] if program.pays_tutoring else ["does not pay tutoring"])


def dosage(program: Program) -> list[str]:
    """The least dosage that it pays for, in words; an empty list asks for none."""
    least = {
        "sessions a week": program.least_sessions_per_week,
        "minutes a session": program.least_minutes_per_session,
        "minutes a week": program.least_minutes_per_week,
        "weeks": program.least_weeks,
        "hours in all": program.least_hours,
    }
    return [f"at least {amount:g} {what}" for what, amount in least.items() if amount is not None]


def standards_table(evidence: Evidence) -> str:
    """One row per standard, a dash where it says nothing."""
    rows = [
        (
            f"`{key}`",
            standard.name,
            _grades(standard),
            _size(standard),
            _said(standard.least_sessions_per_week),
            _minutes(standard),
            _said(standard.least_minutes_per_week),
            _said(standard.least_weeks),
            " or ".join(f"{hours:g}" for hours in standard.least_hours) or "-",
            "required" if standard.during_school_only else "preferred" if standard.during_school_preferred else "-",
            ", ".join(standard.excluded_objectives) or "-",
            f"until {standard.in_force_until}" if standard.in_force_until else "not known to have ended",
            "; ".join(standard.not_testable.values()) or "-",
        )
        for key, standard in evidence.standards.items()
    ]
    head = (
        *("standard", "name", "grades", "largest group", "sessions a week", "minutes", "minutes a week", "weeks"),
        *("hours in all", "school day", "leaves out", "in force", "cannot be tested"),
    )
    return table(head, rows)


def tutoring_models_table(evidence: Evidence) -> str:
    """One row per tutoring model of the catalogue."""
    rows = [
        (
            f"`{key}`",
            entry.students_per_tutor,
            entry.sessions_per_week,
            entry.minutes_per_session,
            entry.weeks,
            entry.modality.replace("_", " "),
        )
        for key, entry in sorted(evidence.tutoring_models.items())
    ]
    return table(("tutoring model", "students a tutor", "sessions a week", "minutes", "weeks", "modality"), rows)


def selections_table(evidence: Evidence) -> str:
    """One row per way of selecting students."""
    rows = [
        (
            f"`{key}`",
            one.summary,
            ", ".join(f"`{measure.column}`" for measure in one.measures),
            f"{one.needed:g}",
            len(one.open_checks),
            _checked(one.verified),
            one.note or "-",
        )
        for key, one in evidence.selections.items()
    ]
    return table(("selection", "whom it finds", "measures", "needed", "open checks", "verified", "note"), rows)


def staffing_table(evidence: Evidence) -> str:
    """One row per staffing rule: the fact it asks, and the words of it that forbid or are left open."""
    rows = [
        (
            f"`{key}`",
            one.says,
            f"`{one.table}.{one.fact}`",
            ", ".join(one.refused),
            ", ".join(one.open) or "-",
            _checked(one.verified),
            one.note or "-",
        )
        for key, one in evidence.staffing.items()
    ]
    return table(("rule", "what it asks", "fact", "refused", "open", "verified", "note"), rows)


def defaults_table(evidence: Evidence) -> str:
    """One row per value that stands in for a blank cell."""
    rows = [
        (
            f"`{key}`",
            f"{entry.value:g}" if isinstance(entry.value, float) else entry.value,
            entry.unit,
            "-" if entry.low is None else f"{entry.low:g} to {entry.high:g}",
            entry.note,
        )
        for key, entry in evidence.parameters.items()
        if key.startswith(("blocks.", "need.", "starter.", "tutors."))
    ]
    return table(("key", "value", "unit", "range", "why"), rows)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def filled(page: str, tables: Mapping[str, str]) -> str:
    """The page with each `<!-- name -->` ... `<!-- end of name -->` holding the table of that name."""
    for name, text in tables.items():
        opening, closing = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, start, rest = page.partition(opening)
        _, end, after = rest.partition(closing)
        page = f"{before}{start}{text}\n{end}{after}" if start and end else page
    return page


def _grades(standard: Standard) -> str:
    if standard.grade_low is None and standard.grade_high is None:
        return "-"
    return print_grades(standard.grade_low or 0, 12 if standard.grade_high is None else standard.grade_high)


def _size(standard: Standard) -> str:
    parts = [
        f"{part.largest_group} in {print_grades(part.grade_low, part.grade_high)}"
        for part in standard.largest_group_by_grade
    ]
    return ", ".join(parts) or _said(standard.largest_group)


def _minutes(standard: Standard) -> str:
    if standard.least_minutes_per_session is None:
        return "-"
    short = f" ({standard.short_minutes} up to grade {standard.short_up_to_grade})" if standard.short_minutes else ""
    return f"{standard.least_minutes_per_session}{short}"


def _said(value: object) -> str:
    return "-" if value is None else str(value)


def _checked(verified: bool) -> str:
    return "yes" if verified else "no"
