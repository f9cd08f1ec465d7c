"""A table about single students: it computes like any other, and shows nothing of what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import pandas as pd


@dataclass(frozen=True, repr=False, eq=False)
class PrivateTable:
    """Rows about single students. Printed, shown in a notebook or put into a text, it says its size and column names.

    `frame` is the table itself: whoever prints it sees what it holds.
    """

    frame: pd.DataFrame

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        rows = f"{len(self.frame):,} row{'' if len(self.frame) == 1 else 's'}"
        return f"{type(self).__name__}({rows}; columns: {', '.join(map(str, self.frame.columns))})"

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"
