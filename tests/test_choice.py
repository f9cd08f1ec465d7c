"""Choice records refuse what they do not know, and never quote it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from hitdesign.policy import Policy


def test_an_unknown_choice_is_refused_without_its_value() -> None:
    with pytest.raises(ValidationError) as error:
        Policy(objectives="a secret")
    assert "objectives" in str(error.value) and "a secret" not in str(error.value)


def test_a_choice_cannot_be_changed_once_made() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Policy().name = "other"
