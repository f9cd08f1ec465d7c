"""When two ids are the same to a person."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches


def same_id(text: str) -> str:
    """The form in which two ids that a person cannot tell apart are equal (NFKC, case folded, no outer blanks)."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold().strip()


def nearest(found: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known id most like this one; None where none is near."""
    near = get_close_matches(found, list(known), n=1, cutoff=cutoff)
    return near[0] if near else None
