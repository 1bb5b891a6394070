"""Tests that docs/rules contains exactly one page for each rule, generated from its docstring.

To write the pages, run `python tests/contract/test_rule_pages.py`.
"""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from justpack.checks.registry import ALL, load

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "rules"
INDEX = "README.md"


def page(name: str) -> str:
    """Return the page of a rule in Markdown."""
    module = load(name)
    check = module.CHECK
    preview = ", in preview" if check.preview else ""
    text = inspect.cleandoc(module.__doc__ or "")
    source = f"../../src/justpack/checks/rules/{name}.py"
    return f"# {check.code} {check.name}\n\n*{check.severity}{preview}*\n\n{text}\n\n[Source]({source})\n"


def index() -> str:
    """Return the page that lists all rules."""
    rows = []
    for module in sorted(map(load, ALL), key=lambda module: module.CHECK.code):
        check = module.CHECK
        title = inspect.cleandoc(module.__doc__ or "").partition("\n")[0].replace("|", "\\|")
        severity = check.severity + (", preview" if check.preview else "")
        rows.append(f"| [{check.code}]({check.code}.md) | {check.name} | {severity} | {title} |")
    head = (
        "# Rules\n\nWhat `justpack check` looks at; `justpack rule CODE` prints a page. `--select` and `--ignore`\n"
        "choose among them, and `[rules.severity]` in justpack.toml says how grave each is.\n\n"
    )
    return head + "\n".join(["| code | name | severity | |", "|---|---|---|---|", *rows]) + "\n"


def pages() -> dict[str, str]:
    """Return the expected content of the folder by file name."""
    return {INDEX: index()} | {f"{load(name).CHECK.code}.md": page(name) for name in ALL}


def test_has_exactly_one_page_for_each_rule() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(pages())


@pytest.mark.parametrize("name", ALL)
def test_writes_each_page_from_the_docstring_of_its_rule(name: str) -> None:
    path = FOLDER / f"{load(name).CHECK.code}.md"
    assert path.read_text("utf-8") == page(name), "python tests/contract/test_rule_pages.py writes the pages"


def test_lists_every_rule_in_the_index() -> None:
    assert (FOLDER / INDEX).read_text("utf-8") == index()


def test_resolves_every_source_that_a_page_names() -> None:
    for name in ALL:
        assert (FOLDER / f"../../src/justpack/checks/rules/{name}.py").resolve().is_file()


def rewrite() -> None:
    """Write every page, and remove pages without a rule."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    rewrite()
