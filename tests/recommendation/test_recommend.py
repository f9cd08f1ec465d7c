"""From a district's tables to the ranking, through the rights."""

from __future__ import annotations

import pandas as pd
import pytest

from hitdesign.district.district import District
from hitdesign.io.starter import starter
from hitdesign.need.need import need_of
from hitdesign.policy import Policy
from hitdesign.recommendation.recommend import recommend

SCHOOLS = pd.DataFrame(
    {
        "school_id": ["0101", "0102"],
        "school_name": ["Alder", "Birch"],
        "enrollment": [400, 300],
        "grade_low": 0,
        "grade_high": 5,
        "below_proficient_math": [0.5, 0.3],
    }
)


def district(tutors: int, dollars: float) -> District:
    award = {"award_dollars": dollars, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    return starter(SCHOOLS, pool={"pool_id": "tutors", "tutors": tutors}, award=award)


def test_every_band_of_a_first_plan_has_a_first_choice_with_reasons() -> None:
    found = recommend(district(12, 200_000))
    bands = need_of(district(12, 200_000)).bands["band_id"]
    assert sorted(set(found.ranking["band_id"])) == sorted(bands)
    assert set(found.ranking.loc[found.ranking["chosen"], "rank"]) == {1}
    assert set(found.ranking.loc[found.ranking["chosen"], "band_id"]) == set(bands)
    assert len(found.why(bands.iloc[0])) > 8
    assert len(found.what_would_change(bands.iloc[0])) >= 3


def test_money_for_everyone_gives_intensive_need_one_to_one() -> None:
    scarce, plenty = recommend(district(12, 50_000)).ranking, recommend(district(2000, 9e6)).ranking
    intensive = scarce["band_id"].str.endswith("intensive") & (scarce["rank"] == 1)
    assert scarce.loc[intensive, "model_id"].str.contains("group_3").all()
    assert (
        plenty.loc[plenty["band_id"].str.endswith("intensive") & (plenty["rank"] == 1), "model_id"]
        .str.contains("one_to_one")
        .all()
    )


def test_models_without_seats_or_tutors_online_say_so() -> None:
    found = recommend(district(12, 200_000), policy=Policy(name="first"))
    band = found.ranking["band_id"].iloc[0]
    assert found.why(band, "online_pair")[0].startswith("Excluded (logistics): No block here has 2 seats online")
    assert found.why(band, "pair_daily")[0].startswith("Excluded (logistics): Blocks here are 40 minutes; this model")


def test_without_money_nobody_is_recommended_anything() -> None:
    found = recommend(district(12, 0.0))
    assert found.ranking["excluded"].all()
    assert not found.ranking["chosen"].any()
    codes = set(found.verdicts.loc[found.verdicts["rule"] == "payers", "code"])
    assert codes == {"no_stream:rules"}


@pytest.mark.parametrize("standard", ["nssa_playbook", "school_pulse", "texas_hb_1416"])
def test_a_standard_decides_how_large_a_group_may_be(standard: str) -> None:
    table = recommend(district(12, 200_000), policy=Policy(standard=standard)).ranking
    fours = table[table["model_id"] == "group_4"]
    assert not fours["excluded"].any()
