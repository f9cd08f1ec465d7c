"""Duties and private schools' shares as Markdown rows for the documentation."""

from __future__ import annotations

from hitdesign.evidence.duties import MandateRule
from hitdesign.evidence.records import Evidence
from hitdesign.quantities import print_grades

MANDATE_HEAD = ("mandate", "name", "whom", "what it asks", "open checks", "verified", "note")
SHARE_HEAD = ("rule", "programs", "children counted", "of what", "verified", "note")


def mandate_lines(evidence: Evidence) -> list[tuple[object, ...]]:
    """One row per mandate."""
    return [
        (
            f"`{key}`",
            rule.name,
            "; ".join(_whom(rule)) or "whom the district says",
            "; ".join(_asks(rule)) or "no number seen",
            len(rule.open_checks),
            "yes" if rule.verified else "no",
            rule.note or "-",
        )
        for key, rule in evidence.mandates.items()
    ]


def share_lines(evidence: Evidence) -> list[tuple[object, ...]]:
    """One row per rule on the share of private schools."""
    return [
        (
            f"`{key}`",
            ", ".join(f"`{name}`" for name in rule.programs),
            rule.count.replace("_", " "),
            "the award less administration" if rule.after_administration else "the whole award",
            "yes" if rule.verified else "no",
            rule.note or "-",
        )
        for key, rule in evidence.private_shares.items()
    ]


def _whom(rule: MandateRule) -> list[str]:
    said = [f"subjects: {', '.join(rule.subjects)}"] if rule.subjects else []
    said += [f"tiers: {', '.join(rule.tiers)}"] if rule.tiers else []
    if rule.grade_low is not None and rule.grade_high is not None:
        said.append(f"grades {print_grades(rule.grade_low, rule.grade_high)}")
    return said + [mark.replace("_", " ") for mark in rule.requires_marks]


def _asks(rule: MandateRule) -> list[str]:
    amounts = (
        (rule.least_hours, "{:g} hours in all"),
        (rule.least_sessions_per_week, "{} sessions a week"),
        (rule.least_minutes_per_session, "{} minutes a session"),
        (rule.least_weeks, "{} weeks"),
        (rule.largest_group, "at most {} to a tutor"),
    )
    said = [words.format(value) for value, words in amounts if value is not None]
    said += [", ".join(rule.when).replace("_", " ")] if rule.when else []
    return said + ([f"{rule.share:.0%} of them"] if rule.share < 1 else [])
