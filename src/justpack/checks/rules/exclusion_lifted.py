"""A file of the project lifts the protection of secrets.

Secrets, keys, credential files and the folders of version control systems are always excluded. A `force-include` in
justpack.toml or pyproject.toml packs them anyway, and everybody who can change the repository can write one. Therefore
no file of the project silences this finding: neither `[rules]` nor a baseline. The flag `--ignore SC007` does.

Example: `force-include = [".env.production"]` in justpack.toml.

Fix: remove the pattern. If the file must be packed, pass `--force-include` on the command line instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.model import Finding, Location


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each pattern that packs files of the always-excluded list, with the first of them."""
    selection = context.tree.selection
    if not selection.has_configured_force_include:
        return
    found: dict[str, list[str]] = {}
    for entry in context.plan.entries:
        rule = selection.lifted(entry.path)
        if rule is not None:
            found.setdefault(rule.pattern, []).append(entry.path)
    for pattern, paths in found.items():
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        is_packed = "are packed, which are" if more else "is packed, which is"
        yield RULE.finding(
            f"{paths[0]}{more} {is_packed} always excluded: the project's force-include {pattern!r} lifts that",
            Location(paths[0]),
            "remove the pattern, or pass `--force-include` on the command line instead",
        )


RULE = Rule("SC007", "exclusion-lifted", "warning", run=run)
