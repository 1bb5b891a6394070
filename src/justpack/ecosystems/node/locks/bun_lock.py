"""Reader of bun.lock.

It is JSON with comments and trailing commas (bun.sh/docs, lockfile): `workspaces` contains copies of the manifests, and
`packages` contains `[name@version, registry or tarball, {…}, integrity]`. The format does not record engines.
"""

from __future__ import annotations

import json as stdlib
import re
from collections.abc import Iterator, Mapping

from justpack.ecosystems.lock import Lock, LockedPackage
from justpack.ecosystems.values import not_a_lock, table, text, texts
from justpack.tree.documents import json
from justpack.tree.documents import text as documents

_KINDS = ("dependencies", "devDependencies", "optionalDependencies")
_LOCAL = ("workspace:", "link:", "file:", "root:")
_COMMENT = r"//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?"
_TOKEN = re.compile(rf'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?|{_COMMENT}|,(?=(?:\s++|{_COMMENT})*+[}}\]])', re.DOTALL)
"""Possessive quantifiers prevent backtracking, and an unclosed string or comment matches too: the time is linear."""


def parse(path: str, data: bytes) -> Lock:
    """Return the parsed lock. Raises ManifestError if it is malformed."""
    written = documents.parse(path, data)
    document = json.parse(path, _TOKEN.sub(_plain, written.text).encode("utf-8"))
    if not isinstance(document.data, dict) or "lockfileVersion" not in document.data:
        raise not_a_lock(path, "it names no lockfileVersion")
    manifests = {
        path: {name: spec for kind in _KINDS for name, spec in table(manifest, kind).items() if isinstance(spec, str)}
        for path, manifest in document.table("workspaces").items()
    }
    return Lock(
        document.text,
        "bun",
        "node",
        str(document.data["lockfileVersion"]),
        tuple(_packages(document.table("packages"))),
        manifests.pop("", {}),
        overridden=frozenset(document.table("overrides")),
        members=manifests,
        data=document.data,
    )


def _plain(match: re.Match[str]) -> str:
    """Replace a comment or trailing comma, which JSON does not have, by blanks, so that every offset stays the same."""
    token = match.group()
    return token if token[0] == '"' else re.sub(r"[^\n]", " ", token)


def _packages(packages: Mapping[str, object]) -> Iterator[LockedPackage]:
    for key, entry in packages.items():
        if not isinstance(entry, list) or not entry or not isinstance(entry[0], str):
            continue
        name = entry[0][:1] + entry[0][1:].partition("@")[0]
        reference = entry[0][len(name) + 1 :]
        fetched = text(entry[1]) if len(entry) > 1 else None
        facts = next((table(each) for each in entry if isinstance(each, dict)), {})
        remote = ":" in reference and not reference.startswith(_LOCAL)
        yield LockedPackage(
            name,
            "" if ":" in reference else reference,
            stdlib.dumps(key, ensure_ascii=False) + ": [",
            resolved=reference if remote else fetched or None,
            os=texts(facts.get("os")),
            linked=reference.startswith("workspace:"),
        )
