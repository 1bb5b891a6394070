"""The rule pages under docs/rules, made of the docstrings of the rules."""

from __future__ import annotations

from pathlib import Path

from justpack.checks import registry
from justpack.checks.registry import ALL, load

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "rules"
INDEX = "README.md"


def page(name: str) -> str:
    """A rule's page in Markdown."""
    rule, text = load(name), registry.page(name)
    preview = ", in preview" if rule.preview else ""
    source = f"../../src/justpack/checks/rules/{name}.py"
    return f"# {rule.code} {rule.name}\n\n*{rule.severity}{preview}*\n\n{text}\n\n[Source]({source})\n"


def index() -> str:
    """The list of all rules."""
    rows = []
    for name in sorted(ALL, key=lambda name: load(name).code):
        rule = load(name)
        title = registry.page(name).partition("\n")[0].replace("|", "\\|")
        severity = rule.severity + (", preview" if rule.preview else "")
        rows.append(f"| [{rule.code}]({rule.code}.md) | {rule.name} | {severity} | {title} |")
    head = (
        "# Rules\n\nWhat `justpack check` looks at; `justpack rule CODE` prints a page. `--select` and `--ignore`\n"
        "choose among them, and `[rules.severity]` in justpack.toml says how grave each is.\n\n"
    )
    return head + "\n".join(["| code | name | severity | |", "|---|---|---|---|", *rows]) + "\n"


def pages() -> dict[str, str]:
    """Every page, by file name."""
    return {INDEX: index()} | {f"{load(name).code}.md": page(name) for name in ALL}


def write() -> None:
    """Write every page, and delete the pages that no rule has."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
