"""When two ids are the same to a person."""

from __future__ import annotations

import unicodedata


def same_id(text: str) -> str:
    """The form in which two ids that a person cannot tell apart are equal (NFKC, case folded, no outer blanks)."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold().strip()
