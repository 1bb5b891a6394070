"""The rule pages under docs/rules, made of the docstrings of the rules."""

from __future__ import annotations

import inspect
from pathlib import Path

from justpack.checks.registry import ALL, load

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "rules"
INDEX = "README.md"


def page(name: str) -> str:
    """A rule's page in Markdown."""
    module = load(name)
    check = module.CHECK
    preview = ", in preview" if check.preview else ""
    text = inspect.cleandoc(module.__doc__ or "")
    source = f"../../src/justpack/checks/rules/{name}.py"
    return f"# {check.code} {check.name}\n\n*{check.severity}{preview}*\n\n{text}\n\n[Source]({source})\n"


def index() -> str:
    """The list of all rules."""
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
    """Every page, by file name."""
    return {INDEX: index()} | {f"{load(name).CHECK.code}.md": page(name) for name in ALL}


def write() -> None:
    """Write every page, and delete the pages that no rule has."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
