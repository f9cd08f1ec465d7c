"""Districts by key: each held as it is, or as a cheap recipe that is followed where the district is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from hitdesign.district.district import District
from hitdesign.errors import Fault, InputError


@dataclass(frozen=True)
class Recipe:
    """How to make one district: a function at the top of a file and what it is given, small and picklable.

    A state of a thousand districts need not be held, nor sent, as a thousand districts. What is given is not shown: it
    may hold students.
    """

    key: str
    make: Callable[[Any], District]
    given: Any = field(repr=False)

    def district(self) -> District:
        """The district, made anew at every call; raises what `make` raises, InputError for a faulty table."""
        return self.make(self.given)


@dataclass(frozen=True)
class Held:
    """A district that is there already, its name as its key."""

    given: District

    @property
    def key(self) -> str:
        """The district's name."""
        return self.given.name

    def district(self) -> District:
        """The district."""
        return self.given


Source = Recipe | Held


def sources_of(districts: Iterable[Recipe | District]) -> tuple[Source, ...]:
    """The districts in the order of their keys, whatever the order in which they came.

    Raises InputError where a key is blank or stands twice.
    """
    sources = [Held(one) if isinstance(one, District) else one for one in districts]
    keys = sorted(source.key for source in sources)
    twice = sorted({key for key, after in pairwise(keys) if key == after})
    if twice or "" in keys:
        fault = Fault(
            table="districts",
            column="key",
            problem="a key is blank or stands for several districts",
            found=", ".join(twice) or "a blank key",
            expected="one key a district, such as its id",
            what_to_do="Give a Recipe with a key of its own; a district that is given as it is goes by its name",
        )
        raise InputError([fault])
    return tuple(sorted(sources, key=lambda source: source.key))
