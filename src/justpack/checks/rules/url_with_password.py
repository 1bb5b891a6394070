"""A manifest or a lock file contains an address with a password.

Package managers accept an address with a user and a password, and some of them copy it into the lock file. The rule
looks at the manifests, lock files and requirements files that are packed. Everybody who can read the upload can use the
password; the finding does not show it. An address with a variable or with words that stand for a password is not
reported, nor is a commented-out line. Other rules report a password in the settings of a tool (SC004) and a token in a
form that its service publishes (SC003).

Example: `--index-url https://me:…@packages.acme.com/simple` in requirements.txt.

Fix: replace the password, and write the name of a variable instead, such as `${INDEX_PASSWORD}`, or keep the password
in the settings of the package manager, outside the project.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from justpack.checks.context import PackageContext
from justpack.checks.rule import Rule
from justpack.checks.support import path_kinds
from justpack.checks.support.contents import cloud_keys
from justpack.checks.support.contents.xml_comments import without_comments
from justpack.errors import ManifestError
from justpack.facts import limits, manifests
from justpack.model import Finding, Location

_NAMES = frozenset((*manifests.names("manifest"), *manifests.names("environment"), *manifests.names("lock")))
_SETTINGS = frozenset((manifests.YARNRC, manifests.YARNRC_YML, *manifests.GRADLE_SETTINGS))
_REQUIREMENTS = re.compile(
    r"(?:^|/)(?:[^/]*[-_.])?(?:requirements|constraints)(?:[-_.][^/]*)?\.(?:txt|in)$|(?:^|/)requirements/[^/]+\.(?:txt|in)$"
)
_COMMENTED = re.compile(rb"[ \t]*(?:#|//)")
_ADDRESS = re.compile(
    rb"""(?<=https|.http)://(?P<user>[^\s:/?#@"'`<>${}\\|]{0,128}):(?P<password>[^\s:/?#@"'`<>{}\\|]{4,256})@[\w.-]""",
    re.DOTALL,
)


def run(context: PackageContext) -> Iterator[Finding]:
    """Yield one finding for each file, at the first password in it."""
    named = [entry for entry in context.plan.entries if _wanted(entry.path)]
    with context.tree.contents() as contents:
        for entry in named:
            path = entry.path
            if path_kinds.installed(entry.via or path):
                continue
            try:
                data = contents.head(entry.via or path, limits.LOCK_BYTES)
            except ManifestError:
                continue  # another rule reports the file
            place = _first(path, data)
            if place is not None:
                yield RULE.finding(
                    f"{path} contains an address with a password",
                    place,
                    "replace the password, and write the name of a variable instead",
                )


def _wanted(path: str) -> bool:
    name = path.rpartition("/")[2]
    if name in _NAMES or name in _SETTINGS:
        return True
    return name.endswith((".txt", ".in")) and _REQUIREMENTS.search(path) is not None


def _first(path: str, data: bytes) -> Location | None:
    """Return the place of the first password."""
    text = without_comments(data) if path.endswith(".xml") else data
    for match in _ADDRESS.finditer(text):
        start = text.rfind(b"\n", 0, match.start()) + 1
        if _COMMENTED.match(text, start) or cloud_keys.is_made_up(match["password"], match["user"]):
            continue
        if next(cloud_keys.keys(match[0] + b" "), None) is not None:
            continue  # SC003 reports it
        column = len(text[start : match.start("password")].decode("utf-8", "replace")) + 1
        return Location(path, text.count(b"\n", 0, start) + 1, column)
    return None


RULE = Rule("SC005", "url-with-password", "warning", run=run)
