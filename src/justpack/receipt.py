"""The receipt of a zip: reader and writer of the JSON file that records the content, the prediction and the deployment.

The receipt is written next to the zip. It has sorted keys, no timestamp of the run and no absolute path, so that equal
runs write equal bytes. It never contains an access key or an upload URL. A new key does not change the schema version,
so the reader ignores unknown keys; it validates all known keys.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from json.encoder import encode_basestring_ascii
from pathlib import Path
from typing import TypeVar

from justpack._version import __version__
from justpack.errors import UsageError
from justpack.facts.ignore_defaults import RECEIPT
from justpack.model import Archive, Build, PackedEntry
from justpack.tree.safe_fs import given_file

SCHEMA = "justpack/receipt"
SCHEMA_VERSION = 1
LARGEST = 256 * 2**20
"""The maximum size of a receipt in bytes; the receipt of a million files has about 150 MB."""

_HEX = re.compile(r"[0-9a-f]{64}")
_CRC = re.compile("[0-9a-f]{8}")
_ENTRY = {"path": str, "size": int, "packed": int, "crc": str, "executable": bool, "stored": bool}
_QUERY = re.compile(r"(https?://[^\s?\"'<>]{1,2048})\?[^\s\"'<>]*", re.IGNORECASE)
_BUILD_TEXTS = ("stage", "status", "runtime", "version", "commit", "error", "created_at", "updated_at")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Deployed:
    """The destination of a deployment, with the last known state of the build."""

    service: str
    """The host and port of the API."""
    organization: str
    project: str
    build: Build


@dataclass(frozen=True, slots=True)
class Receipt:
    """The description of one archive, its prediction and its deployment."""

    archive: Archive
    """The archive; its `path` is None, because the receipt and the zip can be moved together."""
    prediction: Mapping[str, object] | None = None
    """The `result` of `detect`, including the evidence, or None if no prediction was made."""
    deployed: Deployed | None = None
    tool_version: str = __version__
    intact: bool = True
    """False if the receipt was read from a file whose checksum does not match its content."""

    def with_deployed(self, deployed: Deployed) -> Receipt:
        """Return a copy of the receipt that records a deployment."""
        return replace(self, deployed=deployed)

    def is_live(self, *, sha256: str, service: str, organization: str, project: str, stage: str) -> bool:
        """Whether the receipt records a ready build of these bytes on this service, organization, project and stage."""
        deployed = self.deployed
        return (
            deployed is not None
            and self.archive.sha256 == sha256
            and (deployed.service, deployed.organization, deployed.project) == (service, organization, project)
            and (deployed.build.stage, deployed.build.status) == (stage, "ready")
        )

    def text(self) -> str:
        """Return the JSON text, with one line for each entry and a newline at the end."""
        document = json.dumps(self._to_dict(), sort_keys=True, indent=1, allow_nan=False) + "\n"
        entries = ",\n".join([_entry_line(entry) for entry in self.archive.entries])
        # No JSON string can contain the replaced text: a quote inside a string is escaped with a backslash.
        return document.replace('"entries": []', f'"entries": [\n{entries}\n  ]', 1) if entries else document

    def _to_dict(self) -> dict[str, object]:
        archive = self.archive
        document: dict[str, object] = {
            "schema": SCHEMA,
            "schema_version": SCHEMA_VERSION,
            "tool": {"name": "justpack", "version": self.tool_version},
            "archive": {
                "sha256": archive.sha256,
                "content_digest": archive.content_digest,
                "size": archive.size,
                "unpacked_size": archive.unpacked_size,
                "engine": archive.engine,
                "level": archive.level,
                "count": len(archive.entries),
                "entries": [],
            },
            "prediction": self.prediction,
            "deployed": None if self.deployed is None else _deployed_dict(self.deployed),
        }
        return {**document, "checksum": _checksum(document)}


def beside(archive: Path) -> Path:
    """Return the default path of the receipt of a zip: `app.zip.receipt.json` for `app.zip`."""
    return archive.with_name(archive.name + RECEIPT)


def read(path: Path) -> Receipt:
    """Read a receipt from a file. Raises UsageError if the file cannot be read or is not a valid receipt."""
    try:
        with given_file.opened(path) or io.BytesIO() as file:
            too_large = file.seek(0, io.SEEK_END) > LARGEST
            file.seek(0)
            data = b"" if too_large else file.read(LARGEST + 1)
    except OSError as error:
        raise UsageError(f"cannot read the receipt {path}: {(error.strerror or str(error)).lower()}") from None
    if too_large or len(data) > LARGEST:
        raise _bad(path, f"it is larger than {LARGEST >> 20} MiB")
    try:
        return _receipt(_Node(json.loads(data.decode("utf-8-sig")), ""))
    except (ValueError, RecursionError):
        raise _bad(path, "it is not JSON") from None
    except _WrongError as error:
        raise _bad(path, str(error)) from None


def _bad(path: Path, why: str) -> UsageError:
    return UsageError(f"{path} is not a receipt: {why}", help="pack again to write a new one")


def _deployed_dict(deployed: Deployed) -> dict[str, object]:
    build = deployed.build
    texts = {name: _without_query(getattr(build, name)) for name in _BUILD_TEXTS}
    return {
        "service": deployed.service,
        "organization": deployed.organization,
        "project": deployed.project,
        "build": {"id": build.id, "size": build.size, **texts},
    }


def _entry_line(entry: PackedEntry) -> str:
    """Return the JSON object of an entry. (`json.dumps` takes four times as long for it.)"""
    path, size, packed, crc, executable, stored = entry
    return (
        f'   {{"crc": "{crc:08x}", "executable": {_BOOLEANS[executable]}, "packed": {packed}, '
        f'"path": {encode_basestring_ascii(path)}, "size": {size}, "stored": {_BOOLEANS[stored]}}}'
    )


_BOOLEANS = {True: "true", False: "false"}


def _without_query(text: str | None) -> str | None:
    """Remove the query of each URL in a text of the service, because the query of a signed URL grants access."""
    return None if text is None else _QUERY.sub(r"\1", text)


class _WrongError(Exception):
    """The receipt is invalid; the message is one clause that explains why."""


@dataclass(frozen=True, slots=True)
class _Node:
    """A JSON value with its path in the document, which error messages contain."""

    value: object
    where: str

    def __getitem__(self, key: str) -> _Node:
        if not isinstance(self.value, dict):
            raise _WrongError(f"{self.where or 'its top level'} is not an object")
        where = f"{self.where}.{key}".lstrip(".")
        if key not in self.value:
            raise _WrongError(f"{where} is missing")
        return _Node(self.value[key], where)

    def items(self) -> list[_Node]:
        if not isinstance(self.value, list):
            raise _WrongError(f"{self.where} is not a list")
        return [_Node(item, f"{self.where}[{index}]") for index, item in enumerate(self.value)]

    def text(self) -> str:
        return self._of(str, "a text")

    def flag(self) -> bool:
        return self._of(bool, "true or false")

    def number(self) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < 0:
            raise _WrongError(f"{self.where} is not a whole number")
        return self.value

    def mapping(self) -> dict[str, object]:
        return self._of(dict, "an object")

    def digest(self) -> str:
        if not _HEX.fullmatch(self.text()):
            raise _WrongError(f"{self.where} is not a sha256")
        return self.text()

    def crc(self) -> int:
        if not _CRC.fullmatch(self.text()):
            raise _WrongError(f"{self.where} is not a CRC-32")
        return int(self.text(), 16)

    def maybe(self, read: Callable[[_Node], T]) -> T | None:
        return None if self.value is None else read(self)

    def _of(self, kind: type[T], name: str) -> T:
        if not isinstance(self.value, kind):
            raise _WrongError(f"{self.where} is not {name}")
        return self.value


def _checksum(document: Mapping[str, object]) -> str:
    """Return the sha256 of a receipt without its checksum and its entries, which are compared with the zip."""
    rest = {key: value for key, value in document.items() if key != "checksum"}
    archive = rest.get("archive")
    if isinstance(archive, dict):
        rest["archive"] = {**archive, "entries": []}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _receipt(top: _Node) -> Receipt:
    if top["schema"].text() != SCHEMA:
        raise _WrongError("its schema is another one")
    if top["schema_version"].number() != SCHEMA_VERSION:
        raise _WrongError("it was written by a version of justpack with another schema")
    document = top.mapping()
    checksum = _checksum(document)
    return Receipt(
        archive=_archive(top["archive"]),
        prediction=top["prediction"].maybe(_Node.mapping),
        deployed=top["deployed"].maybe(_deployed),
        tool_version=top["tool"]["version"].text(),
        intact=document.get("checksum", checksum) == checksum,
    )


def _archive(node: _Node) -> Archive:
    entries = _entries(node["entries"])
    if node["count"].number() != len(entries):
        raise _WrongError("archive.count is not the number of entries")
    if node["unpacked_size"].number() != sum(entry.size for entry in entries):
        raise _WrongError("archive.unpacked_size is not the sum of its entries")
    return Archive(
        path=None,
        sha256=node["sha256"].digest(),
        content_digest=node["content_digest"].digest(),
        size=node["size"].number(),
        unpacked_size=node["unpacked_size"].number(),
        entries=entries,
        engine=node["engine"].text(),
        level=node["level"].number(),
    )


def _entries(node: _Node) -> tuple[PackedEntry, ...]:
    """Return all entries.

    A receipt can contain a hundred thousand entries, so they are first validated without paths for messages; only if
    an entry is invalid are they read again, node by node, to name the invalid value.
    """
    if isinstance(node.value, list) and all(map(_is_entry, node.value)):
        return tuple(
            PackedEntry(
                each["path"], each["size"], each["packed"], int(each["crc"], 16), each["executable"], each["stored"]
            )
            for each in node.value
        )
    return tuple(_entry(item) for item in node.items())


def _is_entry(value: object) -> bool:
    return (
        isinstance(value, dict)
        and [type(value.get(name)) for name in _ENTRY] == list(_ENTRY.values())
        and value["size"] >= 0
        and value["packed"] >= 0
        and _CRC.fullmatch(value["crc"]) is not None
    )


def _entry(node: _Node) -> PackedEntry:
    return PackedEntry(
        path=node["path"].text(),
        size=node["size"].number(),
        packed=node["packed"].number(),
        crc=node["crc"].crc(),
        executable=node["executable"].flag(),
        stored=node["stored"].flag(),
    )


def _deployed(node: _Node) -> Deployed:
    return Deployed(
        service=node["service"].text(),
        organization=node["organization"].text(),
        project=node["project"].text(),
        build=_build(node["build"]),
    )


def _build(node: _Node) -> Build:
    return Build(
        id=node["id"].text(),
        stage=node["stage"].maybe(_Node.text),
        status=node["status"].maybe(_Node.text),
        runtime=node["runtime"].maybe(_Node.text),
        version=node["version"].maybe(_Node.text),
        size=node["size"].maybe(_Node.number),
        commit=node["commit"].maybe(_Node.text),
        error=node["error"].maybe(_Node.text),
        created_at=node["created_at"].maybe(_Node.text),
        updated_at=node["updated_at"].maybe(_Node.text),
    )
