"""The report as one self-contained page, for everybody or for the district's own people: no script, no network."""

from __future__ import annotations

from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from hitdesign.errors import MissingExtra
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.plan import Plan
from hitdesign.report.audience import Audience, is_public
from hitdesign.report.files import write_whole
from hitdesign.report.page import page_of
from hitdesign.report.public_page import public_page_of
from hitdesign.report.published import Published, published_of, whole_reading
from hitdesign.report.reading import Reading

#: Limits whose worth the page names.
MOST_PRICES = 3
TEMPLATES = ("page.html", "public.html", "progress.html", "head.html", "parts.html", "style.css")


def write_report(
    plan: Plan | Reading | Published,
    path: str | Path,
    *,
    audience: Audience = "public",
    disclosure: DisclosurePolicy | None = None,
    prices: int = MOST_PRICES,
) -> Path:
    """Write the report of a plan as one HTML file, whole or not at all; returns its path.

    `audience`: `public` (the default, because a page is what gets passed on) hides counts of few students under the
    policy `disclosure` (None: its defaults); `internal` shows all and says so. `prices`: of how many limits on money
    and tutors, those worth most, the internal page says what one more would do (each is solved again; 0 leaves the
    section out). The page carries its own styles and drawings, runs no script and asks for nothing from a network;
    every text of the plan is escaped. Raises InputError where policy and audience contradict each other, OutputError
    where it cannot be written and MissingExtra where jinja2, altair or vl-convert-python is absent.

    >>> from hitdesign.report.html import write_report
    >>> write_report(plan, "plan.html").name  # doctest: +SKIP
    'plan.html'
    """
    if is_public(audience, disclosure, published=isinstance(plan, Published)):
        return write_whole(path, public_page_bytes(published_of(plan, disclosure)))
    return write_whole(path, page_bytes(whole_reading(plan), prices))


def page_bytes(reading: Reading, prices: int = MOST_PRICES) -> bytes:
    """The internal page of a plan that was read already, as UTF-8."""
    return filled("page.html", lambda: page_of(reading, prices))


def public_page_bytes(view: Published) -> bytes:
    """The page for everybody, as UTF-8."""
    return filled("public.html", lambda: public_page_of(view))


def filled(template: str, page: Callable[[], dict[str, Any]]) -> bytes:
    """A template with what its page holds, as UTF-8; raises MissingExtra where jinja2 is absent."""
    try:
        from jinja2 import DictLoader, Environment, StrictUndefined
    except ImportError as absent:
        raise MissingExtra("jinja2", "report") from absent
    folder = resources.files("hitdesign.report") / "templates"
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in TEMPLATES}
    environment = Environment(
        loader=DictLoader(texts), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(template).render(page()).encode("utf-8")
