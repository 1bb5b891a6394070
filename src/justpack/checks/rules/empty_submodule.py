"""The folder of a submodule is empty.

A plain `git clone` leaves submodules empty, and so does a CI job that does not ask for them; an archive from a hosting
site has no submodules either. Whatever the app needs of them is missing from the upload. Links into the folder are
shown with the finding. If the app needs one of these links, FP020 reports an error instead.

Example: `vendor/lib` in .gitmodules, after a clone without `--recurse-submodules`.

Fix: `git submodule update --init vendor/lib`; in GitHub Actions `submodules: true` for actions/checkout.
"""

from __future__ import annotations

from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support.advice import word
from justpack.checks.support.start_imports import broken_links
from justpack.model import Finding, Location, RelatedLocation
from justpack.tree.names import shown


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each submodule that would be packed if it were there."""
    for path in broken_links.unfetched_submodules(context):
        into = broken_links.into(context, path)
        if broken_links.needed(context, into):
            continue
        yield RULE.finding(
            f"{shown(path)} is a submodule that was not fetched: its folder is empty",
            Location(shown(path)),
            f"run `git submodule update --init {word(path)}`, or exclude it in .justpackignore",
            related=[
                RelatedLocation(Location(each.path), f"is a link to {each.decision.link}")
                for each in into[: broken_links.NAMED]
            ],
        )


RULE = Rule("FP013", "empty-submodule", "warning", run=run)
