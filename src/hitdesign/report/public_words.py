"""Which sentences of a plan may leave: those in which no number stands that somebody may have counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hitdesign.evidence.records import Evidence
from hitdesign.recommendation.standards import open_checks_of

_WHOM = r"(?:students?|seats?|child|children|pupils?|learners?)\b"
#: Days, and years that do not count anybody; names with digits inside; counts in words.
_DATES = re.compile(rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b(?:19|20)\d{{2}}(?:-\d{{2}})?\b(?!\s+(?:\w+\s+)?{_WHOM})")
_NAMES = re.compile(r"\b(?=\w*[A-Za-z])\w*\d\w*\b")
_NUMBER = re.compile(r"\d")
_WORDS = re.compile(rf"\b(?:one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:\w+\s+)?{_WHOM}", re.IGNORECASE)


def may_leave(text: str) -> bool:
    """Whether a sentence holds no number but dates and names, so that it tells no count of anything.

    >>> from hitdesign.report.public_words import may_leave
    >>> may_leave("Its window ended on 2024-09-30."), may_leave("3 students decline."), may_leave("Data of 2001.")
    (True, False, True)
    """
    rest = _NAMES.sub("", _DATES.sub("", text))
    return not _NUMBER.search(rest) and not _WORDS.search(rest)


def leaving(texts: Iterable[str], evidence: Evidence) -> tuple[tuple[str, ...], int]:
    """The sentences that may leave, and how many may not; what the knowledge says is no count of this district."""
    known, every = frozenset(_known(evidence)), list(dict.fromkeys(texts))
    kept = tuple(text for text in every if text in known or may_leave(text))
    return kept, len(every) - len(kept)


def _known(evidence: Evidence) -> Iterator[str]:
    """The open checks that laws, standards and ways of selecting students bring with them, as a plan prints them."""
    laws = [(one.name, one.open_checks) for one in evidence.programs.values()]
    laws += [(one.name, one.open_checks) for one in evidence.selections.values()]
    laws += [(one.name, one.open_checks) for one in evidence.mandates.values()]
    for name, checks in laws:
        yield from (f"{name}: {check}" for check in checks)
    for standard in evidence.standards.values():
        yield from open_checks_of(standard)
