"""The rule pages under docs/rules, made of the docstrings of the rules."""

from __future__ import annotations

from pathlib import Path

from justpack.checks import registry
from justpack.checks.registry import ALL, GROUPS, load

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "rules"
INDEX = "README.md"


def page(name: str) -> str:
    """A rule's page in Markdown."""
    rule, text = load(name), registry.page(name)
    source = f"../../src/justpack/checks/rules/{name}.py"
    group = GROUPS[rule.code[:2]]
    head = f"# {rule.code} {rule.name}\n\nGroup: [{group}](README.md#{_anchor(group)}). Severity: {_severity(name)}."
    return f"{head}\n\n{text}\n\n[Source]({source})\n"


def index() -> str:
    """The list of all rules, group by group."""
    groups = ", ".join(f"[{title}](#{_anchor(title)})" for title in GROUPS.values())
    head = (
        "# Rules\n\nWhat `justpack check` looks at; `justpack rule CODE` prints a page. `--select` and `--ignore`\n"
        "choose among them by code, name or group (`--select RT,SC`), and `[rules.severity]` in justpack.toml sets\n"
        f"the severity of each.\n\n{groups}\n"
    )
    names = sorted(ALL, key=lambda name: load(name).code)
    head_of_table = ("| code | name | severity | what it reports |", "|---|---|---|---|")
    parts = []
    for letters, title in GROUPS.items():
        rows = [_row(name) for name in names if load(name).code[:2] == letters]
        parts.append("\n".join([f"\n## {title}\n", *head_of_table, *rows]) + "\n")
    return head + "".join(parts)


def _row(name: str) -> str:
    rule = load(name)
    title = registry.page(name).partition("\n")[0].replace("|", "\\|")
    return f"| [{rule.code}]({rule.code}.md) | {rule.name} | {_severity(name)} | {title} |"


def _severity(name: str) -> str:
    rule = load(name)
    return rule.severity + (", preview" if rule.preview else "")


def _anchor(title: str) -> str:
    """Return the anchor of a heading, as GitHub and the site make it."""
    return title.lower().replace(" ", "-")


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
