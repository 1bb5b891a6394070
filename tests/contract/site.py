"""The site that is built from docs/: a build into a temporary folder, and the links in its pages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

from justpack._version import DOCUMENTATION
from tests.outside import absent

ROOT = Path(__file__).resolve().parents[2]


def build(folder: Path) -> Path:
    """Build the site, with every warning an error; skip the test if MkDocs is not installed."""
    if find_spec("mkdocs") is None or find_spec("material") is None:
        absent('MkDocs is not installed: pip install ".[docs]"')
    site = folder / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site)]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return site


def file_of(site: Path, address: str) -> Path:
    """Return the file that a static server sends for an address of the site."""
    assert address.startswith(DOCUMENTATION), address
    path = site / address.removeprefix(DOCUMENTATION).partition("#")[0]
    return path / "index.html" if address.partition("#")[0].endswith("/") else path


def pages(site: Path) -> Iterator[Path]:
    """Yield the pages of the site, except the page for unknown addresses, whose links are absolute."""
    yield from sorted(path for path in site.rglob("*.html") if path.name != "404.html")


class Page(HTMLParser):
    """The ids of a page, the addresses of its links, and the addresses of what a browser loads with it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect the attributes of one element."""
        found = {name: value for name, value in attrs if value is not None}
        if "id" in found:
            self.ids.add(found["id"])
        if tag == "a" and "href" in found:
            self.links.add(found["href"])
        if tag == "link" and found.get("rel") in {"stylesheet", "icon", "preload", "preconnect"}:
            self.loaded.add(found["href"])
        if "src" in found:
            self.loaded.add(found["src"])
