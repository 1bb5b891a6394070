"""Reader for jar files: the manifest and the class file versions.

Only the zip directory, the manifest and the first bytes of class files are read, never a whole jar. A nested jar is
read if it is at most 16 MiB and the budget suffices; Spring Boot stores its libraries that way.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO

from justpack.frozen import frozen
from justpack.tree.inner_zips import Budget
from justpack.tree.zip_damage import UNREADABLE
from justpack.tree.zip_reading import content, opened

CLASSES_LIMIT = 4000
"""Largest number of classes read in one jar. Of a larger jar, evenly spaced classes are read."""
INNER_LIMIT = 200
"""Largest number of nested jars that are read."""
INNER_CLASSES = 40
"""Largest number of classes read in each nested jar; the classes of one library are compiled together."""
_INNER_BYTES = 16 * 1024 * 1024
MANIFEST = "META-INF/MANIFEST.MF"
MANIFEST_BYTES = 64 * 1024
"""Largest part of a manifest that is read."""

_LINE_END = re.compile("\r\n|\r|\n")


@frozen
class ClassVersion:
    """The class file format version of one class."""

    major: int
    preview: bool
    entry: str

    @property
    def feature(self) -> int:
        """The Java feature release that introduced this class file version."""
        return self.major - 44

    @property
    def order(self) -> tuple[bool, int]:
        """Sort key: a class with a higher key needs a newer Java; preview features need exactly one Java release."""
        return self.preview, self.major


@frozen
class Jar:
    """The content of a jar that justpack evaluates."""

    manifest: Mapping[str, str]
    """The main attributes of META-INF/MANIFEST.MF."""
    highest: ClassVersion | None
    looked_at: int


def class_version(head: bytes, entry: str) -> ClassVersion | None:
    """Return the version in a class file's first eight bytes, or None if the bytes are not from a class file."""
    if len(head) < 8 or head[:4] != b"\xca\xfe\xba\xbe":
        return None
    minor, major = struct.unpack(">HH", head[4:8])
    return ClassVersion(major, minor == 0xFFFF, entry) if 45 <= major < 1000 else None


def read(file: IO[bytes], budget: Budget | None = None, name: str = "") -> Jar:
    """Read a jar, and those in it as far as the budget suffices; `name` is that of the jar.

    Raises ValueError with a message for users if the jar cannot be read.
    """
    with opened(file) as archive:
        versions = list(_versions(archive, budget or Budget(), name))
        highest = max(versions, key=lambda each: each.order, default=None)
        return Jar(_manifest(archive), highest, len(versions))


def manifest(file: IO[bytes]) -> Mapping[str, str]:
    """Return the main attributes of a jar's manifest, or an empty mapping if the jar has no manifest.

    Raises ValueError if the jar cannot be read.
    """
    with opened(file) as archive:
        return _manifest(archive)


def _manifest(archive: zipfile.ZipFile) -> dict[str, str]:
    try:
        with content(archive, archive.getinfo(MANIFEST)) as file:
            return parse_manifest(file.read(MANIFEST_BYTES))
    except UNREADABLE:
        return {}


def parse_manifest(data: bytes) -> dict[str, str]:
    """Return the main attributes of a manifest, with their names in the usual spelling, such as `Main-Class`.

    A line that begins with a space continues the line before, and the letter case of a name does not matter (JAR file
    specification).
    """
    attributes: dict[str, str] = {}
    last = ""
    for line in _LINE_END.split(data.decode("utf-8", "replace")):
        if not line.strip():
            break
        if line[0] == " " and last:
            attributes[last] += line[1:]
        elif ":" in line:
            name, _, value = line.partition(":")
            last = "-".join(part.capitalize() for part in name.split("-"))
            attributes[last] = value
    return {name: value.strip() for name, value in attributes.items()}


def _versions(archive: zipfile.ZipFile, budget: Budget, name: str) -> Iterator[ClassVersion]:
    entries = archive.infolist()
    yield from _classes(archive, entries, CLASSES_LIMIT)
    inner = [each for each in entries if each.filename.lower().endswith(".jar")]
    for each in inner[:INNER_LIMIT]:
        if each.file_size <= _INNER_BYTES and budget.take(each.file_size, f"{name}!/{each.filename}"):
            yield from _inside(archive, each)


def _classes(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limit: int) -> Iterator[ClassVersion]:
    classes = [each for each in entries if counts(each.filename)]
    for each in classes[:: -(-len(classes) // limit) or 1]:
        try:
            with content(archive, each) as file:
                version = class_version(file.read(8), each.filename)
        except UNREADABLE:
            continue
        if version is not None:
            yield version


def counts(name: str) -> bool:
    """Return whether a class file shows the Java version that an app needs."""
    return (
        name.endswith(".class")
        and not name.startswith("META-INF/versions/")
        and name.rpartition("/")[2] not in ("module-info.class", "package-info.class")
    )


def _inside(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[ClassVersion]:
    try:
        with content(archive, entry) as file:
            data = io.BytesIO(file.read(_INNER_BYTES))
        with opened(data) as inner:
            for each in _classes(inner, inner.infolist(), INNER_CLASSES):
                yield ClassVersion(each.major, each.preview, f"{entry.filename}!/{each.entry}")
    except UNREADABLE:
        return
