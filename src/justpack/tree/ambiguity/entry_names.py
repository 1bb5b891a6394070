"""Names in a zip that programs or file systems read as another path."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence

from justpack.tree.ambiguity.ambiguity import Ambiguity
from justpack.tree.names import LONGEST
from justpack.tree.zip_records import name_of

_IGNORABLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
"""Characters that HFS+ and many other programs ignore in a name."""
_NTFS_STREAM = re.compile(r":.*", re.DOTALL)
_DEEPEST = 100
"""Number of folders above a file up to which they are remembered: the folders of a path of 4,000 bytes need 4 MB."""
_SECRETS = {".git": ".git", "git~1": ".git", ".env": ".env", "env~1": ".env"}
_SPELLED = re.compile(r"[. ](?:/|\Z)|~1|::|:\$|\\|\.git(?:/|\Z)", re.IGNORECASE)
"""What an ASCII name contains if a file system can read another name in it."""
_UNUSUAL = re.compile(r"\\|//|^/|(?:^|/)\.\.?(?:/|\Z)|[. ](?:/|\Z)|::\$")
"""What a name contains if another name can mean the same path."""
_LONGEST = 255
"""Bytes of a file's name at most, on Linux."""
_DATA_STREAM = re.compile(r"::\$DATA\Z", re.IGNORECASE)
"""What NTFS drops at the end of a name."""


def names(entries: Sequence[zipfile.ZipInfo]) -> Iterator[Ambiguity]:
    """Yield the paths that occur twice or are a file and a folder, and the names that are read as another one."""
    written: dict[str, list[str]] = {}
    for entry in entries:
        name = name_of(entry)
        written.setdefault(path_of(name), []).append(name)
    for path, found in written.items():
        if path in ("", "/"):
            if any(each != "./" for each in found):
                yield Ambiguity("name", None, "an entry has no name: some programs skip it, others stop there")
        elif len(found) > 1:
            other = next((each for each in found if each != found[0]), None)
            also = f", also as {other}" if other is not None and path_of(other) != other else ""
            times = f"{path} is in the zip {len(found)} times{also}"
            yield Ambiguity("name", path, f"{times}: some programs unpack the first, others the last")
    yield from _files_and_folders(written)
    for entry in entries:
        name = name_of(entry)
        yield from _disguised(name)
        if len(name) > _LONGEST // 4 and any(
            len(part.encode("utf-8", "replace")) > _LONGEST for part in name.split("/")
        ):
            message = f"{name} contains a part of more than {_LONGEST} bytes: programs refuse it or cut it"
            yield Ambiguity("name", name, message)


def path_of(name: str) -> str:
    """Return the path that a program makes of a name: other slashes, parts `.` and `..`, and ends that Windows drops.

    The path of a folder ends with a slash.
    """
    if not _UNUSUAL.search(name):
        return name
    parts: list[str] = []
    for part in name.replace("\\", "/").split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            plain = _DATA_STREAM.sub("", part)
            parts.append(plain.rstrip(". ") or plain)
    return "/".join(parts) + ("/" if name.endswith(("/", "\\")) else "")


def _files_and_folders(paths: dict[str, list[str]]) -> Iterator[Ambiguity]:
    files = {path for path in paths if path and not path.endswith("/")}
    known: set[str] = set()
    for path in paths:
        if len(path) > LONGEST:
            continue  # the plan refuses it
        cut = path.rstrip("/").rfind("/") if not path.endswith("/") else len(path) - 1
        is_deep = path.count("/") > _DEEPEST
        while cut > 0 and path[:cut] not in known:
            if not is_deep:
                known.add(path[:cut])
            if path[:cut] in files:
                message = f"{path[:cut]} is a file and a folder: programs unpack one or the other"
                yield Ambiguity("name", path[:cut], message)
            cut = path.rfind("/", 0, cut)


def _disguised(name: str) -> Iterator[Ambiguity]:
    """Yield a problem for a part of the name that some file systems read as `.git`, `.env` or `..`."""
    if name.isascii() and not _SPELLED.search(name):
        return
    for part in name.replace("\\", "/").split("/"):
        plain = _NTFS_STREAM.sub("", _IGNORABLE.sub("", unicodedata.normalize("NFKC", part)))
        if "/" in plain or "\\" in plain:
            plain = plain.replace("\\", "/").rpartition("/")[2]
        if part not in (".", "..") and plain.rstrip(" ") in (".", ".."):
            yield Ambiguity("name", name, f"{name} contains {part!r}, which some systems read as a folder above")
            return
        if _DATA_STREAM.search(part):
            other = _DATA_STREAM.sub("", part)
            yield Ambiguity("name", name, f"{name} contains {part!r}, which Windows reads as {other!r}")
            return
        meant = _SECRETS.get(plain.rstrip(". ").casefold())
        if meant is not None and part != meant and (meant == ".git" or part.casefold() != meant):
            yield Ambiguity("name", name, f"{name} contains {part!r}, which some systems read as {meant}")
            return
