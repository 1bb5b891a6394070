"""What does a jar hold: its manifest, and the versions of its classes?

Only the directory, the manifest and the first bytes of classes are read, never a whole jar; a jar inside is looked into
where it is stored as it is, as Spring Boot does, or is small.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from justpack.tree.documents.opened_zip import opened
from justpack.tree.zip_damage import UNREADABLE

CLASSES_LIMIT = 4000
"""Classes looked at in one jar; of more, evenly spread ones."""
INNER_LIMIT = 200
"""Jars inside that are looked into."""
INNER_CLASSES = 40
"""Classes looked at in each jar inside: those of one library are compiled together."""
_INNER_BYTES = 16 * 1024 * 1024
_MANIFEST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class ClassVersion:
    """The version a class file states."""

    major: int
    preview: bool
    entry: str

    @property
    def feature(self) -> int:
        """The feature release of Java whose format it is."""
        return self.major - 44

    @property
    def order(self) -> tuple[bool, int]:
        """The higher needs more: preview features need one very Java."""
        return self.preview, self.major


@dataclass(frozen=True, slots=True)
class Jar:
    """What is known of a jar."""

    manifest: Mapping[str, str]
    """The main attributes of META-INF/MANIFEST.MF."""
    highest: ClassVersion | None
    looked_at: int


def class_version(head: bytes, entry: str) -> ClassVersion | None:
    """The version in a class file's first eight bytes, or None where it is no class file."""
    if len(head) < 8 or head[:4] != b"\xca\xfe\xba\xbe":
        return None
    minor, major = struct.unpack(">HH", head[4:8])
    return ClassVersion(major, minor == 0xFFFF, entry) if 45 <= major < 1000 else None


def read(file: IO[bytes]) -> Jar:
    """What a jar holds. Raises ValueError, with a clause for people, where it cannot be read."""
    with opened(file) as archive:
        versions = list(_versions(archive))
        highest = max(versions, key=lambda each: each.order, default=None)
        return Jar(_manifest(archive), highest, len(versions))


def manifest(file: IO[bytes]) -> Mapping[str, str]:
    """The main attributes of a jar's manifest, empty where it has none. Raises ValueError where it cannot be read."""
    with opened(file) as archive:
        return _manifest(archive)


def _manifest(archive: zipfile.ZipFile) -> dict[str, str]:
    """The main attributes; a line that begins with a blank goes on with the one before (JAR file specification)."""
    try:
        with archive.open("META-INF/MANIFEST.MF") as file:
            data = file.read(_MANIFEST_BYTES)
    except UNREADABLE:
        return {}
    attributes: dict[str, str] = {}
    last = ""
    for line in data.decode("utf-8", "replace").splitlines():
        if not line.strip():
            break
        if line[0] == " " and last:
            attributes[last] += line[1:]
        elif ":" in line:
            last, _, value = line.partition(":")
            attributes[last] = value.strip()
    return attributes


def _versions(archive: zipfile.ZipFile) -> Iterator[ClassVersion]:
    entries = archive.infolist()
    yield from _classes(archive, entries, CLASSES_LIMIT)
    inner = [each for each in entries if each.filename.lower().endswith(".jar")]
    for each in inner[:INNER_LIMIT]:
        yield from _inside(archive, each)


def _classes(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], limit: int) -> Iterator[ClassVersion]:
    classes = [each for each in entries if _counts(each.filename)]
    for each in classes[:: -(-len(classes) // limit) or 1]:
        try:
            with archive.open(each) as file:
                version = class_version(file.read(8), each.filename)
        except UNREADABLE:
            continue
        if version is not None:
            yield version


def _counts(name: str) -> bool:
    return (
        name.endswith(".class")
        and not name.startswith("META-INF/versions/")
        and name.rpartition("/")[2] not in ("module-info.class", "package-info.class")
    )


def _inside(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[ClassVersion]:
    if entry.file_size > _INNER_BYTES:
        return
    try:
        with archive.open(entry) as file:
            data = io.BytesIO(file.read(_INNER_BYTES))
        with opened(data) as inner:
            for each in _classes(inner, inner.infolist(), INNER_CLASSES):
                yield ClassVersion(each.major, each.preview, f"{entry.filename}!/{each.entry}")
    except UNREADABLE:
        return
