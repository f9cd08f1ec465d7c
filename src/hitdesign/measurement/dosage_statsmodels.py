"""The library of estimators, looked for where it is needed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from hitdesign.errors import MissingExtra


def statsmodels(module: str) -> Any:
    """A module of statsmodels; MissingExtra where the library is absent.

    >>> from hitdesign.measurement.dosage_statsmodels import statsmodels
    >>> statsmodels("api").__name__
    'statsmodels.api'
    """
    try:
        return import_module(f"statsmodels.{module}")
    except ImportError as absent:
        raise MissingExtra("statsmodels", "measurement") from absent
