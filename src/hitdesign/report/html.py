"""The report as one self-contained page: no script, no network, the same bytes for the same plan."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from hitdesign.errors import MissingExtra
from hitdesign.plan.plan import Plan
from hitdesign.report.files import write_whole
from hitdesign.report.page import page_of
from hitdesign.report.reading import Reading, reading_of

#: Limits whose worth the page names.
MOST_PRICES = 3
TEMPLATES = ("page.html", "parts.html", "style.css")


def write_report(plan: Plan | Reading, path: str | Path, *, prices: int = MOST_PRICES) -> Path:
    """Write the report of a plan as one HTML file, whole or not at all; returns its path.

    `prices`: of how many limits on money and tutors, those worth most, the page says what one more would do (each is
    solved again; 0 leaves the section out). The page is marked "internal: counts not protected". It carries its own
    styles and drawings, runs no script and asks for nothing from a network; every text of the plan is escaped. Raises
    OutputError where it cannot be written and MissingExtra where jinja2, altair or vl-convert-python is absent.

    >>> from hitdesign.report.html import write_report
    >>> write_report(plan, "plan.html").name  # doctest: +SKIP
    'plan.html'
    """
    return write_whole(path, page_bytes(reading_of(plan), prices))


def page_bytes(reading: Reading, prices: int = MOST_PRICES) -> bytes:
    """The page of a plan that was read already, as UTF-8."""
    try:
        from jinja2 import DictLoader, Environment, StrictUndefined
    except ImportError as absent:
        raise MissingExtra("jinja2", "report") from absent
    folder = resources.files("hitdesign.report") / "templates"
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in TEMPLATES}
    environment = Environment(
        loader=DictLoader(texts), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html").render(page_of(reading, prices)).encode("utf-8")
