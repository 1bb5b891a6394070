"""Servers of static files that derive cache validators from a file's modification time.

The behaviour was read in the source code of the named releases, as npm and PyPI publish them. `cache_control` is the
default of each server. Without a `Cache-Control` header a browser may treat a file as fresh for a fraction of its age,
usually a tenth (RFC 9111, 4.2.2), which is years for a file dated 1980. Not listed: serve-handler, @hapi/inert and
Tornado (ETag from the content), Bottle and http-server (the ETag contains the inode), and servers that only send
Last-Modified (koa-send, Sanic, CherryPy).
"""

from __future__ import annotations

import re

from justpack.frozen import frozen
from justpack.model import Family

DATE = "2026-11-24"


@frozen
class StaticServer:
    """One library function that serves a folder of files."""

    name: str
    family: Family
    release: str
    """The releases in which the behaviour was read."""
    packages: tuple[str, ...]
    """The source file must import one of these packages for `call` to refer to this server."""
    call: bytes
    """A regular expression for the call; the text after it names the folder."""
    cache_control: bool
    """Whether the server sends `Cache-Control` by default, which makes browsers revalidate."""
    folder: str | None = None
    """The folder next to the source that is served by default; None if the call has to name a folder."""

    @property
    def needs(self) -> bytes:
        """The regular expression that a line with the import must match."""
        names = "|".join(map(re.escape, self.packages))
        if self.family == "node":
            return rf"""(?:from|require\(|import\(|import)\s*["'](?:{names})["']""".encode()
        return rf"^[ \t]*(?:from|import)[ \t]+(?:{names})\b".encode()


def _node(name: str, release: str, call: bytes, *, cache_control: bool = True) -> StaticServer:
    """Build an entry for npm whose import has the name of its package."""
    return StaticServer(name, "node", release, (name.partition(".")[0],), call, cache_control)


def _python(
    name: str, release: str, packages: tuple[str, ...], call: bytes, *, cache_control: bool, folder: str | None = None
) -> StaticServer:
    return StaticServer(name, "python", release, packages, call, cache_control, folder)


SERVERS: tuple[StaticServer, ...] = (
    _node("express.static", "serve-static 2.2.1, send 1.2.1", rb"\bexpress\.static\s*\("),
    _node("serve-static", "serve-static 2.2.1, send 1.2.1", rb"\bserveStatic\s*\("),
    _node(
        "@fastify/static",
        "@fastify/send 4.2.1",
        rb"""\bregister\s*\(\s*(?:(?:require|import)\s*\(\s*)?["']?[\w@/.$-]*[sS]tatic["'\s)]*,""",
    ),
    _node("@nestjs/serve-static", "12.0.0", rb"\bServeStaticModule\.forRoot\s*\("),
    _node("sirv", "3.0.2", rb"\bsirv\s*\(", cache_control=False),
    _python(
        *("Flask", "Werkzeug 3.1.9", ("flask",), rb"(?<![\w.])(?:flask\.)?Flask\s*\("),
        cache_control=True,
        folder="static",
    ),
    _python(
        *("Quart", "0.22.0", ("quart",), rb"(?<![\w.])(?:quart\.)?Quart\s*\("), cache_control=True, folder="static"
    ),
    _python(
        *("StaticFiles", "Starlette 1.10.0", ("fastapi", "starlette"), rb"\bStaticFiles\s*\("), cache_control=False
    ),
    _python("aiohttp", "3.14.5", ("aiohttp",), rb"\.(?:add_static|static)\s*\(", cache_control=False),
    _python("Falcon", "4.4.0", ("falcon",), rb"\.add_static_route\s*\(", cache_control=False),
    _python("Litestar", "2.25.0", ("litestar",), rb"\bcreate_static_files_router\s*\(", cache_control=False),
)

CONTENT = (
    *(".css", ".js", ".mjs", ".html", ".htm", ".json", ".xml", ".txt", ".svg", ".png", ".jpg", ".jpeg", ".gif"),
    *(".webp", ".avif", ".ico", ".woff", ".woff2", ".ttf", ".mp3", ".mp4", ".webm", ".pdf", ".wasm", ".webmanifest"),
)
"""File name endings that browsers cache."""
