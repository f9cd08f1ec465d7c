"""Imports run one way: the table of rooms, as data, and its checks."""

from __future__ import annotations

import pytest

from house.source import HOME, MODULES, PACKAGE, has_a_door, inner_imports, listed

pytestmark = pytest.mark.once

#: Lower rooms first; a room imports only from itself and from rooms before it.
ORDER = (
    "errors", "quantities", "solving", "evidence", "tables", "district", "choice", "rollout", "policy", "levers",
    "need", "rights", "recommendation", "allocation", "plan", "design", "scenarios", "report", "io",
)  # fmt: skip
#: Rooms that stand apart: what they may import, and who may import them.
APART = {"measurement": ({"errors", "quantities", "solving", "evidence", "tables"}, {"plan", "scenarios", "report"})}
MODELLING_LAYER = "pulp"


def may_import(room: str, other: str) -> bool:
    if room == other:
        return True
    if room in APART:
        return other in APART[room][0]
    if other in APART:
        return room in APART[other][1]
    return ORDER.index(other) < ORDER.index(room)


def test_every_room_has_a_place_in_the_order() -> None:
    known = {*ORDER, *APART, ""}
    strangers = [module.at(1) for module in MODULES if module.room not in known]
    assert not strangers, listed(
        strangers, "give the room a place in ORDER (tests/house/test_layers.py) or move the file"
    )


def test_imports_run_one_way() -> None:
    wrong = [
        f"{module.at(line)} imports {target}, but {module.room} may not import {target.split('.')[1]}"
        for module in MODULES
        for target, line in inner_imports(module)
        if module.room and target != PACKAGE and not may_import(module.room, target.split(".")[1])
    ]
    assert not wrong, listed(wrong, "pass the value in as an argument, or move what is shared to a lower room")


def test_nothing_imports_the_front_door() -> None:
    wrong = [
        f"{module.at(line)} imports {PACKAGE} itself"
        for module in MODULES
        for target, line in inner_imports(module)
        if target == PACKAGE
    ]
    assert not wrong, listed(
        wrong, "import from the module that holds the name, as in `from hitdesign.errors import InputError`"
    )


def test_no_relative_and_no_computed_imports() -> None:
    relative = [f"{m.at(line)} imports {name}" for m in MODULES for name, line in m.imports() if name.startswith(".")]
    computed = [
        f"{m.at(1)} uses {word}"
        for m in MODULES
        for word in ("import_module", "__import__")
        if m.room and word in m.text and not has_a_door(m)
    ]
    assert not relative + computed, listed(
        relative + computed, "write the absolute import, so that the order can be read"
    )


def test_no_import_cycles_even_lazy_ones() -> None:
    graph = {module.name: {target for target, _ in inner_imports(module)} - {module.name} for module in MODULES}
    while leaves := [name for name, targets in graph.items() if not targets & graph.keys()]:
        for name in leaves:
            del graph[name]
    # What is left sits on a cycle or above one; walk along it to name one.
    path: list[str] = []
    name = min(graph, default="")
    while name and name not in path:
        path.append(name)
        name = min(graph[name] & graph.keys())
    cycle = " -> ".join([*path[path.index(name) :], name]) if name else ""
    assert not cycle, listed([cycle], "move what both need to a module below them; a lazy import only hides the knot")


def test_one_file_knows_the_modelling_layer() -> None:
    files = sorted(
        {m.path for m in MODULES for name, _ in m.imports() if name.split(".")[0] == MODELLING_LAYER}
    )  # fmt: skip
    if not (HOME / "solving").is_dir():
        return
    places = [str(path.relative_to(HOME)) for path in files]
    assert len(places) <= 1, listed(places, "keep PuLP in one file of solving/; others hand over a program as data")
    assert all(place.startswith("solving") for place in places), listed(places, "move it to solving/")
