"""The requirements in setup.cfg.

`install_requires`, `setup_requires` and each extra contain one requirement a line, or several on one line with
semicolons between them (setuptools.pypa.io, declarative config: list-semi). Lines that begin with `#` are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from configparser import ConfigParser
from configparser import Error as ConfigError
from itertools import islice

from justpack.ecosystems.python.declared.declared import Declared
from justpack.errors import ManifestError
from justpack.facts.limits import CFG_SECTIONS
from justpack.facts.manifests import SETUP_CFG
from justpack.model import Location
from justpack.tree.documents import text as texts
from justpack.tree.documents.text import Text
from justpack.tree.tree import Tree

_SECTION = re.compile(r"^\[", re.MULTILINE)
_LISTS = ("install_requires", "setup_requires")
_EXTRAS = "options.extras_require"


def requirements(tree: Tree) -> Iterator[Declared]:
    """Yield the requirements of setup.cfg; none if the file cannot be read."""
    try:
        text = tree.load(SETUP_CFG, texts.parse)
    except ManifestError:
        return
    if text is None or excess(text) is not None:
        return
    parser = ConfigParser(interpolation=None, strict=False, delimiters=("=", ":"))
    try:
        parser.read_string(text.text)
    except ConfigError:
        return  # another rule reports that it cannot be parsed
    for key, value in _values(parser):
        for each in _items(value):
            yield Declared(each, _place(text, each), f"{key} of setup.cfg")


def excess(text: Text) -> int | None:
    """Return the offset of the first section header of setup.cfg that is too many, or None."""
    found = next(islice(_SECTION.finditer(text.text), CFG_SECTIONS, None), None)
    return None if found is None else found.start()


def _values(parser: ConfigParser) -> Iterator[tuple[str, str]]:
    for key in _LISTS:
        value = parser.get("options", key, fallback="") or parser.get("options", key.replace("_", "-"), fallback="")
        yield key, value
    if parser.has_section(_EXTRAS):
        yield from ((f"the extra {name}", value) for name, value in parser.items(_EXTRAS))


def _items(value: str) -> Iterator[str]:
    if value.strip().startswith("file:"):
        return
    for each in value.splitlines() if "\n" in value else value.split(";"):
        if each.strip() and not each.strip().startswith("#"):
            yield each.strip()


def _place(text: Text, written: str) -> Location:
    for number, line in text.lines():
        column = line.find(written)
        if column >= 0 and line[column + len(written) :].strip() in ("", ";"):
            return text.on_line(number, column + 1, len(written))
    return Location(text.path)
