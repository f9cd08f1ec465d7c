"""The README and the docs are run, and what they point at exists."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "benchmarks").glob("*.md")),
]
SOURCES = sorted((ROOT / "src" / "hitdesign").rglob("*.py"))
LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
COMMAND = re.compile(r"^python3 -m venv \.venv && .+$", re.MULTILINE)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@pytest.mark.once
@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_python_in_the_document_runs(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each fence marked python runs, in order, in one namespace, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    reader = Sybil(parsers=[PythonCodeBlockParser()], path=str(document.parent), pattern=document.name)
    for example in reader.parse(document):
        example.evaluate()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(document: Path) -> None:
    lost = [
        link for link in LINK.findall(document.read_text(encoding="utf-8")) if not (document.parent / link).exists()
    ]
    assert not lost, f"{name_of(document)} links to {lost}, which do not exist"


@pytest.mark.parametrize("source", SOURCES, ids=name_of)
def test_examples_in_docstrings_run(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if ">>> " not in source.read_text(encoding="utf-8"):
        return
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(module_of(source))
    failed, _ = doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert failed == 0, f"{name_of(source)}: {failed} examples print something else; see above"


def test_the_readme_holds_two_commands_and_their_scripts_exist() -> None:
    commands = COMMAND.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert len(commands) == 2, "README.md needs two one-line commands: the main job, and the tests"
    assert "pytest" in commands[1]
    scripts = re.findall(r"\bexamples/\w+\.py", "\n".join(commands))
    assert scripts
    assert all((ROOT / script).is_file() for script in scripts), f"README.md runs {scripts}, which do not exist"


def test_every_page_is_reached_from_the_index() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = [page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")]
    lost = [page for page in pages if page != "index.md" and f"({page}" not in index]
    assert not lost, f"docs/index.md does not link to {lost}"
