"""The account of a budget line, from the district's own template and codes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from hitdesign.district.account_codes import ANY, AccountCode
from hitdesign.errors import Fault, InputError

#: What stands in an account where the district gave no code.
NO_CODE = "?"
_FIELD = re.compile(r"\{(\w+)\}")


def accounts_of(lines: pd.DataFrame, codes: Sequence[AccountCode]) -> pd.Series:
    """The account of each line; blank where the district gave no template.

    A part without a code of its own takes that of `*`; without one either, a question mark stands in its place. Raises
    InputError where the template names a part that no line has.
    """
    template = next((row.code for row in codes if row.part == "template"), "")
    if not template:
        return pd.Series("", index=lines.index, dtype=object)
    parts = _FIELD.findall(template)
    unknown = sorted(set(parts) - set(lines.columns))
    if unknown:
        raise InputError([_no_part(one, list(lines.columns)) for one in unknown])
    account = pd.Series(template, index=lines.index, dtype=object)
    for part in dict.fromkeys(parts):
        known = {row.value: row.code for row in codes if row.part == part}
        other = known.get(ANY, NO_CODE if known else "")
        words = lines[part].astype(str)
        coded = words.map(known).fillna(other) if known else words
        account = pd.Series(
            [text.replace(f"{{{part}}}", code) for text, code in zip(account, coded, strict=True)], index=lines.index
        )
    return account


def _no_part(part: str, known: list[str]) -> Fault:
    return Fault(
        table="account_codes",
        column="code",
        found=f"{{{part}}}",
        problem="the template names a part that a budget line does not have",
        expected=", ".join(known),
        what_to_do="Correct the name between the braces",
    )
