"""Compares packed files with the contents that git has of them, as git does when it adds a file.

Git converts a file before it hashes it: its encoding, its line ends and `$Id$` (gitattributes(5)). A file whose filter
justpack does not know cannot be compared.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from typing import Literal

from justpack.frozen import frozen
from justpack.model import Entry
from justpack.tree.attributes import Attributes, Value
from justpack.tree.git import git_index, repository
from justpack.tree.git.git_index import GitIndex, Tracked
from justpack.tree.tree import Tree

State = Literal["same", "line ends", "changed", "unknown"]
"""How a file on disk relates to git's content: equal or converted by rules that are committed, equal but for its line
ends, another content, or converted by a filter that justpack does not know."""

CHUNK = 1 << 20
CONVERTED = 64 << 20
"""Largest file, in bytes, that is also compared in the other forms in which git may store it."""

_LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
_IDENT = re.compile(rb"\$Id:[^$\n]*\$")
_UNICODE = ("utf-16", "utf-32")
_ENCODED = re.compile(r"(?P<name>utf-(?:16|32)(?:le|be))-bom\Z", re.IGNORECASE)


@frozen
class Worktree:
    """The working tree that contains a project, or the one of a submodule in it."""

    tree: Tree
    index: GitIndex
    attributes: Attributes
    prefix: str = ""
    """The path from the project to a submodule, with a slash at its end; "" for the project's own working tree."""

    @staticmethod
    def every(tree: Tree) -> list[Worktree]:
        """Return the working tree that contains a project, and those of its submodules after the one above them.

        The result is empty if the project is a zip or git does not track it.
        """
        found: list[Worktree] = []
        ahead = [] if tree.is_zip else [""]
        while ahead:
            prefix = ahead.pop()
            folder = tree.root / prefix
            if prefix and not os.path.lexists(folder / ".git"):
                continue  # it was not fetched
            index, place = git_index.read(folder), repository.find(folder)
            if index is not None and place is not None:
                found.append(Worktree(tree, index, Attributes(place), prefix))
                ahead += [prefix + each for each in reversed(index.submodules)]
        return found

    def tracked(self, entry: Entry) -> Tracked | None:
        """Return what git records of a packed file that is not a link, or None if it does not track the file."""
        if entry.via is not None or not entry.path.startswith(self.prefix):
            return None
        return self.index.files.get(entry.path[len(self.prefix) :])

    def attributes_of(self, entry: Entry) -> Mapping[str, Value]:
        """Return the attributes of a packed file."""
        return self.attributes.of(entry.path[len(self.prefix) :])

    def untouched(self, entry: Entry, tracked: Tracked) -> bool:
        """Whether git takes the file for unchanged without reading it.

        Its size and time are those in the index, and it is older than the index itself.
        """
        seconds, rest = divmod(entry.mtime_ns, 10**9)
        return (
            entry.size & 0xFFFFFFFF == tracked.size
            and seconds & 0xFFFFFFFF == tracked.mtime_s
            and tracked.mtime_ns in (0, rest)
            and entry.mtime_ns < self.index.written_ns
        )

    def state(self, entry: Entry, tracked: Tracked) -> State:
        """Return how the content of a file relates to git's. Raises OSError if it cannot be read."""
        whole = _blob(self.index.algorithm, entry.size)
        oid = hashlib.sha256()
        data = b""
        with self.tree.open(entry.path) as file:
            while chunk := file.read(CHUNK):
                whole.update(chunk)
                oid.update(chunk)
                if entry.size <= CONVERTED:
                    data += chunk
        if whole.digest() == tracked.hash:
            return "same"
        attributes = self.attributes_of(entry)
        if self._has(_LFS % (oid.hexdigest().encode(), entry.size), tracked):
            return "same"
        if attributes.get("filter") not in (None, False, True, "lfs"):
            return "unknown"
        decoded = _decoded(data, attributes)
        if decoded is None:
            # git refuses to add a text that is not in this encoding; codecs of one name differ between programs
            return "changed" if str(attributes["working-tree-encoding"]).lower().startswith(_UNICODE) else "unknown"
        return self._compared(decoded, attributes, tracked)

    def _compared(self, data: bytes, attributes: Mapping[str, Value], tracked: Tracked) -> State:
        for form in _idents(data, attributes):
            if self._has(form, tracked):
                return "same"
        if b"\r\n" in data and line_ends(attributes) is not False:
            for form in _idents(data.replace(b"\r\n", b"\n"), attributes):
                if self._has(form, tracked):
                    return "same" if attributes.get("eol") == "crlf" else "line ends"
        return "changed"

    def _has(self, data: bytes, tracked: Tracked) -> bool:
        found = _blob(self.index.algorithm, len(data))
        found.update(data)
        return found.digest() == tracked.hash


def line_ends(attributes: Mapping[str, Value]) -> bool | None:
    """Whether attributes make git convert line ends; None if no attribute decides it."""
    text = attributes.get("text", attributes.get("crlf"))
    if text is False:
        return False
    return True if text in (True, "auto", "input") or attributes.get("eol") in ("lf", "crlf") else None


def _decoded(data: bytes, attributes: Mapping[str, Value]) -> bytes | None:
    """Return the content in UTF-8 if the file has a `working-tree-encoding`; None if it cannot be converted."""
    encoding = attributes.get("working-tree-encoding")
    if not isinstance(encoding, str) or encoding.lower() in ("utf-8", "utf8", ""):
        return data
    marked = _ENCODED.match(encoding)
    try:
        text = data.decode(marked["name"] if marked else encoding)
    except (LookupError, ValueError):
        return None
    return (text.removeprefix("\ufeff") if marked else text).encode("utf-8", "surrogatepass")


def _idents(data: bytes, attributes: Mapping[str, Value]) -> Iterator[bytes]:
    yield data
    if attributes.get("ident") is True and b"$Id:" in data:
        yield _IDENT.sub(b"$Id$", data)


def _blob(algorithm: str, size: int) -> hashlib._Hash:
    return hashlib.new(algorithm, b"blob %d\0" % size, usedforsecurity=False)
