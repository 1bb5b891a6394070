"""Which Node.js releases are there, for a peer that asks nodejs.org?

Served on loopback in the form of https://nodejs.org/dist/index.json: the lines of the catalog, and those that are older
than all of them, so that a peer chooses from what the service offers. Below the newest patch of a line every minor
release exists, with patches: denser than the real list, which can only help it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from justpack.facts import node_releases, runtimes

_OLD_MINORS = 22
_PATCHES = 10


def index() -> list[dict[str, object]]:
    """The list, newest first."""
    newest = {runtime.low[0]: runtime.patch for runtime in runtimes.of_family("node")}
    codenames = {line: name.capitalize() for name, line in node_releases.LTS.items()}
    releases: list[dict[str, object]] = []
    for line in (*newest, *range(min(newest) - 1, 3, -1)):
        patch = newest.get(line)
        for minor in range(patch[1] if patch else _OLD_MINORS, -1, -1):
            patches = patch[2] if patch and minor == patch[1] else _PATCHES
            releases += [
                {"version": f"v{line}.{minor}.{number}", "lts": codenames.get(line, False), "npm": "10.0.0"}
                for number in range(patches, -1, -1)
            ]
    return releases


@contextmanager
def served() -> Iterator[str]:
    """The address of the mirror while it runs."""
    body = json.dumps(index()).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
