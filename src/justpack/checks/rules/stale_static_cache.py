"""Browsers may show an old copy of a static file after a deployment.

Every file in the zip has the same time in 1980, so that equal files give an equal zip. Some servers use the time and
size of a file to tell browsers whether it has changed; a change that keeps the size is then not noticed. If the server
does not send Cache-Control either, browsers may treat a file of 1980 as fresh for years without asking the server (RFC
9111, 4.2.2). This case is a warning, the other one a note. Files with a hash in their name, and files that a build
creates at the service, are not affected. Whether JustDeploy keeps the times of the zip is not published.

Example: `app.use(express.static('public'))`, and in public/site.css `#333` becomes `#444`.

Fix: pack with `--mtime content`, so that the time of a file changes with its content. If the server does not send
Cache-Control, also send it (`no-cache` is enough), or pack with the time of the commit instead: `--mtime $(git log -1
--format=%ct)`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from justpack.checks.context import PackageContext
from justpack.checks.rule import ContentScan, Rule
from justpack.checks.support import path_kinds
from justpack.checks.support.dependencies import own_manifests
from justpack.facts.static_servers import CONTENT, SERVERS, StaticServer
from justpack.model import Entry, Finding, Location, RelatedLocation

_SOURCES = {"node": (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts"), "python": (".py",)}
_HASHED = re.compile(r"[-._](?=[A-Za-z0-9_]*\d)[A-Za-z0-9_]{8,}\.[a-z0-9]+(?:\.map)?$")
_TEXT = re.compile(rb"""["'`]([^"'`\n$]{1,100})["'`]""")
_CALL = 200
"""Number of bytes after a call in which its folder is searched."""
_KINDS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_FOLDER_OPTION = re.compile(rb"""static_folder\s*=\s*(None|["'][^"'\n]*["'])""")


def begin(context: PackageContext) -> ContentScan | None:
    """Return the scan of one project, or None if none of its files can go stale."""
    family = context.prediction.family
    if context.mtime != "fixed" or family not in _SOURCES:
        return None
    stale = _Stale(context, family, _SOURCES[family])
    return ContentScan(stale.wants, stale.look)


def _stays(path: str) -> bool:
    """Whether the file keeps its name when it changes, and is part of the app."""
    return "/" in path and not _HASHED.search(path) and not path_kinds.installed(path) and not path_kinds.of_tests(path)


@dataclass
class _Stale:
    context: PackageContext
    family: str
    sources: tuple[str, ...]
    reported: bool = field(default=False)
    """One finding is enough, because the same option fixes all of them."""

    @cached_property
    def files(self) -> list[str]:
        """Return the packed files that may become stale if they are served."""
        return [each.path for each in self.context.plan.entries if each.path.endswith(CONTENT) and _stays(each.path)]

    @cached_property
    def servers(self) -> list[StaticServer]:
        """Return the servers that the project may use. Reading its manifests can take long, so it is done late."""
        servers = [each for each in SERVERS if each.family == self.family]
        if self.family != "node":
            return servers
        tables = [document.table(kind) for _, document in own_manifests(self.context) for kind in _KINDS]
        declared = {name for each in tables for name in each}
        return [each for each in servers if not declared.isdisjoint(each.packages)]

    def wants(self, entry: Entry) -> bool:
        return bool(self.servers) and not self.reported and entry.path.endswith(self.sources)

    def look(self, entry: Entry, data: bytes) -> Iterator[Finding]:
        for server in self.servers:
            if not any(name.encode() in data for name in server.packages):
                continue
            if re.search(server.needs, data, re.MULTILINE) is None or path_kinds.of_tests(entry.path):
                continue
            for call in re.finditer(server.call, data):
                served = self._served(entry.path, server, data[call.end() : call.end() + _CALL])
                if served and not self.reported:
                    self.reported = True
                    yield self._finding(
                        server, Location(entry.path, data.count(b"\n", 0, call.start()) + 1), served, data
                    )

    def _served(self, source: str, server: StaticServer, call: bytes) -> list[str]:
        """Return the packed files below the folder that a call names."""
        here = posixpath.dirname(source)
        if server.folder is not None:
            option = _FOLDER_OPTION.search(call)
            if option is not None and option[1] == b"None":
                return []
            named = [option[1].strip(b"\"'") if option else server.folder.encode()]
        else:
            named = _TEXT.findall(call.partition(b";")[0])
        for text in named:
            folder = posixpath.normpath(text.decode("utf-8", "replace").lstrip("./")) or "."
            if folder in (".", ""):
                continue
            for base in dict.fromkeys((here, posixpath.dirname(here), "")):
                below = posixpath.join(base, folder) + "/"
                served = [path for path in self.files if path.startswith(below)]
                if served:
                    return served
        return []

    def _finding(self, server: StaticServer, place: Location, served: list[str], data: bytes) -> Finding:
        more = f" and {len(served) - 1} more" if len(served) > 1 else ""
        related = [RelatedLocation(Location(served[0]), "served from here")]
        if server.cache_control or b"cache-control" in data.lower():
            return RULE.finding(
                f"browsers may not see a change of {served[0]}{more} that keeps its size: {server.name} compares time "
                f"and size, and in the zip all files have the same time",
                place,
                "pack with `--mtime content`",
                related=related,
            )
        return RULE.finding(
            f"browsers may keep {served[0]}{more} for years: {server.name} sends the time of the file, "
            "which in the zip is 1980, and no Cache-Control",
            place,
            "send Cache-Control: no-cache and pack with `--mtime content`, or pack with the commit's time: "
            "`--mtime $(git log -1 --format=%ct)`",
            related=related,
            severity="warning",
        )


RULE = Rule("RP009", "stale-static-cache", "info", begin=begin)
