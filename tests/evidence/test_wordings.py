"""Audiences and wordings: sourced, dated, in two languages, and with blanks that a plan knows."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from hitdesign.evidence.library import overlay, shipped
from hitdesign.evidence.messages import WordingFact


@pytest.mark.parametrize("table", ["audiences", "wordings"])
def test_every_audience_and_wording_names_a_source_and_a_date(table: str) -> None:
    for key, entry in getattr(shipped(), table).items():
        assert entry.source in shipped().sources, key
        assert entry.as_of <= date(2026, 11, 26), key
        assert entry.verified == (entry.source == "guide"), "what is ours nobody has checked"


def test_every_text_that_leaves_stands_in_both_languages_and_those_for_inside_may_stand_in_one() -> None:
    for key, entry in shipped().wordings.items():
        assert bool(entry.es) == (entry.kind not in ("question", "practice")), key
        assert entry.audience in {"all", *shipped().audiences}, key


def test_a_letter_in_one_language_is_refused() -> None:
    letter = shipped().wordings["letter_board"].model_dump()
    with pytest.raises(ValidationError, match="same paragraphs"):
        WordingFact(**{**letter, "es": ()})
    with pytest.raises(ValidationError, match="title"):
        WordingFact(**{**letter, "title_es": ""})


def test_a_district_lays_its_own_wording_over_the_shipped_one() -> None:
    own = {"en": ["Come."], "es": ["Venga."], "source": "district", "as_of": "2026-11-26"}
    found = overlay(shipped(), {"wordings": {"families_ask": own}}).wordings["families_ask"]
    assert (found.en, found.topic, found.verified) == (("Come.",), "ask", False)
