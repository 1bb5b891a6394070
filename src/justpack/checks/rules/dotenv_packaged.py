"""A .env file is packed.

`.env*` files contain the secrets of one machine. They are always excluded, unless --force-include or force-include
names them. Everybody who can read the upload can read the secrets.

Example: `force-include = [".env.production"]`.

Fix: set the values as environment variables of the service, and remove the force-include. `.env.example`, `.env.sample`
and `.env.template` are packed like any other file.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.model import Finding, Location
from justpack.tree.ignore.always_excluded import AlwaysExcluded


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each file."""
    always_excluded = AlwaysExcluded(frozenset())
    for entry in context.plan.entries:
        name = entry.path.rpartition("/")[2]
        if name[:4].lower() == ".env" and always_excluded.last(entry.path, name, is_dir=False):
            yield RULE.finding(
                f"{entry.path} would be uploaded, with the secrets in it",
                Location(entry.path),
                "set its values as environment variables of the service and remove the force-include",
            )


RULE = Rule("SC001", "dotenv-packaged", "error", run=run)
