"""A source of the evidence in words that a board can look up."""

from __future__ import annotations

from hitdesign.evidence.records import Evidence


def named_source(evidence: Evidence, key: str) -> str:
    """Who wrote it, what it is called, when.

    >>> from hitdesign.evidence.library import shipped
    >>> from hitdesign.measurement.cost.sources import named_source
    >>> named_source(shipped(), "kraft_2020")
    'Kraft, Interpreting Effect Sizes of Education Interventions (2020)'
    """
    source = evidence.sources[key]
    return f"{source.who}, {source.title} ({source.year})"
