"""Names and sentences of a district's tables as text that does nothing wherever it is put."""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile(r"\s+")


def inert(text: object) -> str:
    r"""One line of text without control characters, hidden characters and turns of direction; markup stays letters.

    Whoever writes it into a page or a spreadsheet escapes it there, as any other text.

    >>> inert("Alder\nCreek \u202e<b>")
    'Alder Creek <b>'
    """
    seen = "".join(" " if letter.isspace() else letter for letter in str(text))
    shown = "".join(letter for letter in seen if not unicodedata.category(letter).startswith("C"))
    return _BLANKS.sub(" ", shown).strip()
