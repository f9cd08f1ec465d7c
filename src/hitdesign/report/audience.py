"""For whom a file is written: people of the district who may see counts of few students, or everybody."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, get_args

from hitdesign.errors import Fault, InputError, OutputError
from hitdesign.measurement.disclosure.policy import DisclosurePolicy

Audience = Literal["internal", "public"]
INTERNAL_MARK = "Internal: counts not protected. Contains counts of few students; do not publish."
PUBLIC_MARK = "For the public: counts of few students are hidden."
#: What lies beside internal tables, and the beginning of every name of a public one.
INTERNAL_NOTE, PUBLIC_PREFIX = "INTERNAL_DO_NOT_PUBLISH.txt", "public_"


def is_public(audience: Audience, disclosure: DisclosurePolicy | None, *, published: bool) -> bool:
    """Whether a file is for everybody.

    published: what is to be written is a public view already. Raises InputError for an unknown audience, and where the
    three contradict each other: nobody shall believe that numbers are protected which are not.
    """
    if audience not in get_args(Audience):
        raise InputError([_fault("it is no audience that is known", "internal or public", "Choose one of the two")])
    if disclosure is not None and (published or audience == "internal"):
        problem = "a policy on small numbers is given, and would change nothing"
        what = "Give it to published_of" if published else "Write audience='public', or leave the policy out"
        raise InputError([_fault(problem, "a policy for a public file of a plan", what)])
    if published and audience == "internal":
        problem = "a public view holds none of the counts that an internal file shows"
        raise InputError([_fault(problem, "audience='public', or the plan itself", "Hand over the plan")])
    return audience == "public"


def _fault(problem: str, expected: str, what_to_do: str) -> Fault:
    return Fault("report", problem, expected, what_to_do, column="audience")


def refuse_mixing(folder: str | Path, *, public: bool, internal_names: Iterable[str]) -> None:
    """Raise OutputError where a folder holds tables for the other audience: the two never lie together.

    internal_names: names of the internal tables' files.
    """
    place = Path(folder)
    if not place.is_dir():
        return
    names = sorted(path.name for path in place.iterdir())
    internal = {INTERNAL_NOTE, *internal_names}
    other = [name for name in names if (name in internal if public else name.startswith(PUBLIC_PREFIX))]
    if other:
        there, here = ("internal", "public") if public else ("public", "internal")
        raise OutputError(f"{folder} holds {there} tables ({other[0]}). Name another folder for the {here} ones.")
