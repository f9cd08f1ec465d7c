"""The rules as a Markdown table for the documentation."""

from __future__ import annotations

from hitdesign.evidence.listing import table
from hitdesign.recommendation.by_place import SENTENCES
from hitdesign.recommendation.rules import RULES


def rule_tables() -> dict[str, str]:
    """Tables by the name of their place in the page: rules, reasons.

    >>> from hitdesign.recommendation.listing import rule_tables
    >>> sorted(rule_tables())
    ['reasons', 'rules']
    """
    rows = [(rule.factor.replace("_", " "), f"`{rule.name}`", rule.label, f"`{rule.source}`") for rule in RULES]
    reasons = [(f"`{code}`", text.replace("{", "").replace("}", "")) for code, text in SENTENCES.items()]
    return {
        "rules": table(("factor", "rule", "about", "source"), rows),
        "reasons": table(("code", "sentence"), reasons),
    }
