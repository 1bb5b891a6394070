"""Which servers tell browsers by a file's time whether it has changed?

Read in the sources of the releases named, as npm and PyPI have them. `Cache-Control` is what each sends where the app
says nothing. Without it a browser may take a file for fresh for a part of its age, mostly a tenth (RFC 9111, 4.2.2):
years for one that says it is of 1980. Not here: serve-handler, @hapi/inert and Tornado (ETag from the content), Bottle
and http-server (the inode is in the ETag), and what only sends Last-Modified (koa-send, Sanic, CherryPy).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from justpack.model import Family

DATE = "2026-11-24"


@dataclass(frozen=True, slots=True)
class StaticServer:
    """A way to serve a folder of files."""

    name: str
    family: Family
    release: str
    """Where it was read."""
    packages: tuple[str, ...]
    """The source imports one of these, so that the call is this one's."""
    call: bytes
    """How a source asks for it, as a regular expression; the text after it names the folder."""
    cache_control: bool
    """Whether it sends Cache-Control by itself, so that browsers ask again."""
    folder: str | None = None
    """The folder beside the source where none is named; None: one has to be named."""

    @property
    def needs(self) -> bytes:
        """What a line of such a source must match, as a regular expression."""
        names = "|".join(map(re.escape, self.packages))
        if self.family == "node":
            return rf"""(?:from|require\(|import\(|import)\s*["'](?:{names})["']""".encode()
        return rf"^[ \t]*(?:from|import)[ \t]+(?:{names})\b".encode()


def _node(name: str, release: str, call: bytes, *, cache_control: bool = True) -> StaticServer:
    """One that is called as its package is."""
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
"""How the names of files end that a browser keeps."""
