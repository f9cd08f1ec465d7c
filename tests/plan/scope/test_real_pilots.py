"""Pilots of real districts: proved, and better balanced than the usual random draw on measures that no choice saw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hitdesign.plan.scope.balance import distances, random_draws
from hitdesign.plan.scope.choose import Chosen, choose
from hitdesign.plan.scope.features import features_of
from hitdesign.plan.scope.loads import loads_of
from hitdesign.plan.scope.program import Wish, distance
from hitdesign.plan.scope.schools import MEASURES, schools_table
from hitdesign.plan.scope.scope import Scope, scope_of
from hitdesign.plan.scope.sites import PilotSites
from plan.scope.real_towns import draft, known

pytestmark = pytest.mark.slow
NAMES = pytest.mark.parametrize("name", ["Durham", "Detroit", "Chicago"])
#: Sizes of a pilot, small to middling.
SIZES = (4, 5, 6, 8, 10, 12, 16)
DRAWS = 10_000


def scope_named(name: str, data: Path) -> Scope:
    district, policy, _ = known(name, data)
    return scope_of(draft(district, policy))


@NAMES
def test_a_pilot_of_a_real_district_is_proved_and_nearer_than_all_random_draws(name: str, shared_data: Path) -> None:
    scope = scope_named(name, shared_data)
    pilot = scope.pilot
    assert isinstance(pilot, PilotSites)
    assert pilot.proved
    assert pilot.gap <= 0.01
    assert pilot.bound <= pilot.distance
    table = pilot.comparison.set_index("against")
    assert (table["share_as_near"] <= 0.001).all()
    assert (table["chosen_sd"] < table["median_sd"]).all()
    assert scope.stages is not None
    assert scope.stages.table["schools"].iloc[-1] == len(scope.loads.schools)
    assert len(scope.verdicts) == 15


@NAMES
def test_on_measures_that_no_choice_saw_pilots_are_nearer_than_the_median_of_random_draws(
    name: str, shared_data: Path
) -> None:
    """Over pilots of several sizes: a single measure that is unrelated to the others is a matter of luck."""
    district, policy, hidden = known(name, shared_data)
    plan = draft(district, policy)
    table = schools_table(plan, loads_of(plan))
    features, unseen = features_of(table[list(MEASURES)]), features_of(hidden.reindex(table.index))
    assert set(unseen.measures) == set(hidden.columns)
    everybody = np.ones(len(features.school_ids), dtype=bool)
    own, usual, nearer = [], [], []
    for size in SIZES:
        wish = Wish(features, size, ~everybody, everybody, {}, 0.01, {})
        found = choose(wish, gap=0.01)
        assert isinstance(found, Chosen)
        assert found.gap <= 0.01, (size, found.distance, found.bound)
        judge = Wish(unseen, size, ~everybody, everybody, {}, 0.0, {})
        drawn = distances(random_draws(wish, DRAWS, size), {"unseen": judge})["unseen"]
        own.append(float(distance(judge, found.chosen)[0]))
        usual.append(float(np.median(drawn)))
        nearer.append(float((drawn <= own[-1]).mean()))
    said = [f"{size}: {one:.3f} ({median:.3f})" for size, one, median in zip(SIZES, own, usual, strict=True)]
    assert np.mean(own) < np.mean(usual), (said, nearer)
    assert np.mean(nearer) < 0.5, (said, nearer)
