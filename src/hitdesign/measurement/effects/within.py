"""One fixed effect taken out of every column instead of a column for each of its words: the same numbers, faster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hitdesign.measurement.effects.choices import ErrorKind, FreedomKind
from hitdesign.measurement.effects.columns import Codes, Numbers


@dataclass(frozen=True, repr=False, eq=False)
class Within:
    """Groups whose (weighted) means are taken out: codes from 0, how many, and each row's share of its group's weight.

    The shares are also what the group's own mean adds to the leverage of a row.
    """

    codes: Codes
    groups: int
    shares: Numbers

    def of(self, values: Numbers) -> Numbers:
        """A column, or columns side by side, less the means of the groups."""
        if values.ndim == 2:
            return np.column_stack([self.of(one) for one in values.T]) if values.shape[1] else values
        means = np.bincount(self.codes, weights=self.shares * values, minlength=self.groups)
        return values - means[self.codes]


def within_of(codes: Codes, weights: Numbers | None) -> Within:
    """What takes out the means of these groups.

    >>> import numpy as np
    >>> from hitdesign.measurement.effects.within import within_of
    >>> within_of(np.array([0, 0, 1, 1]), None).of(np.array([1.0, 3.0, 5.0, 9.0])).tolist()
    [-1.0, 1.0, -2.0, 2.0]
    """
    labels, places = np.unique(codes, return_inverse=True)
    heavy = np.ones(len(codes)) if weights is None else weights
    shares = heavy / np.bincount(places, weights=heavy)[places]
    return Within(places.astype(np.int64), len(labels), shares)


def taken_out(strata: dict[str, Codes], clusters: Codes | None, errors: ErrorKind, freedom: FreedomKind) -> str | None:
    """The fixed effect to take out: that with most groups, if every number stays what it is with columns for them.

    It does not where HC2 has degrees of freedom of its own, nor with CR2 where a group lies in several clusters: the
    corrections then mix groups and the rest of the columns.

    >>> import numpy as np
    >>> from hitdesign.measurement.effects.within import taken_out
    >>> schools, clusters = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> taken_out({"school_id": schools}, clusters, "CR1S", "clusters")
    'school_id'
    >>> taken_out({"school_id": schools}, clusters, "CR2", "satterthwaite") is None
    True
    """
    if errors == "HC2" and freedom == "satterthwaite":
        return None
    kept = {
        name: len(np.unique(codes))
        for name, codes in strata.items()
        if errors != "CR2" or (clusters is not None and _nested(codes, clusters))
    }
    return max(kept, key=lambda name: kept[name]) if kept else None


def _nested(codes: Codes, clusters: Codes) -> bool:
    pairs = np.unique(np.column_stack([codes, clusters]), axis=0)
    return len(pairs) == len(np.unique(codes))
