"""Rows of binary files: zips and jars, the files of git, and the files that justpack writes itself.

A generator makes a file of about so many bytes. It is written into an empty folder, and its reader gets the path.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from unittest.mock import patch

import justpack
from justpack import receipt
from justpack.archive.cache import cache_index
from justpack.archive.readers import lenient_reader, strict_reader
from justpack.archive.readers.flow_check import FlowCheck
from justpack.checks import baseline
from justpack.projects import earlier
from justpack.tree.documents import jar, wheel
from justpack.tree.git import commit, git_index, index_ranges, objects, tracked
from justpack.tree.zip_tree import ZipTree

Bytes = Callable[[int], bytes]
Read = Callable[[Path], object]

BINARIES: dict[str, tuple[str, Read, dict[str, Bytes]]] = {}
"""For each row the name of the file, its reader, and the generators."""

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LARGE_END = _END.pack(b"PK\5\6", 0, 0, *[0xFFFF] * 2, *[0xFFFFFFFF] * 2, 0)
"""The end of a directory whose numbers are in the form for large zips."""


class Entry:
    """One entry of a zip that is made by hand."""

    def __init__(self, name: str, data: bytes = b"", extra: bytes = b"", *, deflate: bool = False) -> None:
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = packer.compress(data) + packer.flush() if deflate else data
        self.name, self.extra, self.packed = name.encode(), extra, packed
        self.numbers = zlib.crc32(data), len(packed), len(data)
        self.method = 8 if deflate else 0

    def local(self) -> bytes:
        """Return the local record and the data."""
        lengths = len(self.name), len(self.extra)
        head = _LOCAL.pack(b"PK\3\4", 20, 0, self.method, 0, 33, *self.numbers, *lengths)
        return head + self.name + self.extra + self.packed

    def central(self, offset: int) -> bytes:
        """Return the record of the directory."""
        lengths = len(self.name), len(self.extra), 0
        head = _CENTRAL.pack(
            *(b"PK\1\2", 20 | 3 << 8, 20, 0, self.method, 0, 33),
            *(*self.numbers, *lengths, 0, 0, 0o100644 << 16, offset),
        )
        return head + self.name + self.extra


def zipped(entries: Iterable[Entry], *, shared: bool = False) -> bytes:
    """Return a zip. With `shared`, every record of the directory leads to the data of the first entry."""
    entries = list(entries)
    body, directory = bytearray(), bytearray()
    for number, entry in enumerate(entries):
        directory += entry.central(0 if shared else len(body))
        if not (shared and number):
            body += entry.local()
    count = min(len(entries), 0xFFFF)
    return bytes(body + directory + _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), len(body), 0))


def _each(size: int, unit: int) -> range:
    return range(max(2, size // unit))


def _long_names(size: int) -> bytes:
    return zipped(Entry(f"{i}/" + "a/" * 30_000 + "b") for i in _each(size, 120_000))


def _fields(count: int, kind: int = 0x7075) -> bytes:
    return struct.pack("<2HBI1s", kind, 6, 1, 7, b"a") * count


def _wide(size: int) -> bytes:
    field = struct.pack("<2H2Q", 1, 16, 1, 1)
    return zipped(Entry(f"{i}", b"a", field) for i in _each(size, 140))


def _zip64_end(count: int, length: int, start: int, added: bytes = b"") -> bytes:
    """Return the end of a directory in the form for large zips, without its locator."""
    sizes = struct.pack("<4Q", count, count, length, start)
    return struct.pack("<4sQ2H2I", b"PK\6\6", 44 + len(added), 45, 45, 0, 0) + sizes + added


def _zip64(size: int, end: Callable[[int, int, int], bytes]) -> bytes:
    """Return a zip whose directory ends in the form for large zips, which `end` makes."""
    small = zipped(Entry(f"{i}.js", b"1") for i in _each(size, 90))
    count, length, start = struct.unpack("<H2I", small[-_END.size :][10:20])
    made = end(count, length, start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, len(small) - _END.size, 1)
    return small[: -_END.size] + made + locator + _LARGE_END


_ENDS64 = _zip64_end(1, 1, 0) + struct.pack("<4sIQI", b"PK\6\7", 0, 0, 1)

_ZIPS: dict[str, Bytes] = {
    "zip64, entries": lambda size: _zip64(size, _zip64_end),
    "zip64, a count that is too high": lambda size: _zip64(size, lambda _, *rest: _zip64_end(1 << 60, *rest)),
    "zip64, a length that is too high": lambda size: _zip64(size, lambda n, _, start: _zip64_end(n, 1 << 60, start)),
    "zip64, a long end": lambda size: _zip64(size, lambda n, length, start: _zip64_end(n, length, start, bytes(size))),
    "zip64, only ends": lambda size: _ENDS64 * (size // len(_ENDS64)) + _LARGE_END,
    "zip64, only locators": lambda size: b"PK\6\7" * (size // 4) + _LARGE_END,
    "entries": lambda size: zipped(Entry(f"{i}.js", b"1") for i in _each(size, 90)),
    "equal names": lambda size: zipped(Entry("a.js", b"1") for _ in _each(size, 90)),
    "folders": lambda size: zipped(Entry(f"a/b{i}/c/d.js", b"1") for i in _each(size, 100)),
    "long names": _long_names,
    "deep names": lambda size: zipped(Entry(f"{i}/" + "a/" * 1_900 + "b") for i in _each(size, 7_700)),
    "extra fields": lambda size: zipped(Entry(f"{i}é", b"", _fields(5_000)) for i in _each(size, 110_000)),
    "extra fields and long names": lambda size: zipped(
        Entry(f"{i}" + "é" * 30_000, b"", _fields(5_000)) for i in _each(size, 230_000)
    ),
    "fields for large sizes": _wide,
    "shared data": lambda size: zipped((Entry(f"{i}", b"a" * 10_000) for i in _each(size, 60)), shared=True),
    "shared long name": lambda size: zipped((Entry("a" * 60_000) for _ in _each(size, 60_000)), shared=True),
    "other methods": lambda size: zipped(Entry(f"{i}", b"a" * 1000, deflate=True) for i in _each(size, 110)),
    "large content": lambda size: zipped([Entry("a", bytes(size * 100), deflate=True)]),
    "cut short": lambda size: zipped(Entry(f"{i}.js", b"1") for i in _each(size, 90))[: size // 2],
    "only ends": lambda size: b"PK\5\6" * (size // 4),
    "only records": lambda size: b"PK\1\2" * (size // 4) + _END.pack(b"PK\5\6", 0, 0, 1, 1, size // 2, 0, 0),
}
_CLASS = b"\xca\xfe\xba\xbe\0\0\0\x3d"
_JARS: dict[str, Bytes] = {
    **_ZIPS,
    "classes": lambda size: zipped(Entry(f"A{i}.class", _CLASS) for i in _each(size, 110)),
    "jars in it": lambda size: zipped(
        Entry(f"{i}.jar", zipped([Entry("A.class", _CLASS)]), deflate=True) for i in _each(size, 250)
    ),
    "large jars in it": lambda size: zipped(
        Entry(f"{i}.jar", bytes(1 << 20) + zipped([Entry("A.class", _CLASS)]), deflate=True) for i in _each(size, 1_300)
    ),
    "manifest": lambda size: zipped([Entry("META-INF/MANIFEST.MF", b"A: b\n" * (size // 5))]),
    "continued lines": lambda size: zipped([Entry("META-INF/MANIFEST.MF", b"A: b\n" + b" c\n" * (size // 3))]),
    "metadata": lambda size: zipped([Entry("a.dist-info/METADATA", b"Name: a\n" * (size // 8))]),
}


def _with_file(read: Callable[..., object]) -> Read:
    def opened(path: Path) -> object:
        with path.open("rb") as file:
            return read(file)

    return opened


def _flow(path: Path) -> object:
    check = FlowCheck()
    check.feed(path.read_bytes())
    return check.problem()


def _tree(path: Path) -> object:
    with ZipTree(path) as tree:
        return tree.plan(), tree.ambiguities(), list(tree.names("")), tree.has("a.js")


BINARIES["zip: check"] = ("app.zip", justpack.check, _ZIPS)
BINARIES["zip: tree.zip_tree, tree.zip_reading, tree.zip_records, tree.zip_damage, tree.zip_ambiguity"] = (
    *("app.zip", _tree, _ZIPS),
)
BINARIES["zip: archive.readers.lenient_reader"] = ("app.zip", lenient_reader.read_entries, _ZIPS)
BINARIES["zip: archive.readers.strict_reader, archive.records"] = ("app.zip", strict_reader.check_structure, _ZIPS)
BINARIES["zip: archive.readers.flow_check"] = ("app.zip", _flow, _ZIPS)
BINARIES["jar: tree.documents.jar"] = ("app.jar", _with_file(jar.read), _JARS)
BINARIES["jar: check"] = ("app.jar", lambda path: justpack.check(path.parent), _JARS)
BINARIES["wheel: tree.documents.wheel"] = ("a.whl", _with_file(wheel.read), _JARS)

# git


def _index(version: int, entry: Callable[[int], bytes], count: int, after: bytes = b"") -> bytes:
    body = b"".join(map(entry, range(count)))
    return struct.pack(">4sII", b"DIRC", version, count) + body + after + bytes(20)


def _whole(name: bytes) -> bytes:
    """Return an entry of version 2 or 3."""
    data = bytes(24) + struct.pack(">I", 0o100644) + bytes(32) + struct.pack(">H", min(len(name), 0xFFF)) + name
    return data + bytes(8 - len(data) % 8)


def _cut(cut: int, added: bytes) -> bytes:
    """Return an entry of version 4, whose name is that of the entry before without `cut` bytes and with `added`."""
    return bytes(24) + struct.pack(">I", 0o100644) + bytes(34) + bytes([cut]) + added + b"\0"


def _link(bitmap: bytes) -> bytes:
    data = b"\1" * 20 + bitmap
    return b"link" + struct.pack(">I", len(data)) + data


def _bits(bits: int, words: bytes) -> bytes:
    return struct.pack(">II", bits, len(words) // 8) + words + bytes(4)


_RUN = struct.pack(">Q", 1 | 1 << 1)
_LITERALS = struct.pack(">Q", 1 << 33) + b"\xff" * 8

_INDEXES: dict[str, Bytes] = {
    "version 2": lambda size: _index(2, lambda i: _whole(b"a/%07d" % i), size // 72),
    "version 3": lambda size: _index(3, lambda i: _whole(b"a%07d/b" % i), size // 72),
    "version 4": lambda size: _index(4, lambda i: _cut(7 if i else 0, b"%07d" % i), size // 71),
    "names that grow": lambda size: _index(4, lambda _: _cut(0, b"a"), size // 65),
    "folders that grow": lambda size: _index(4, lambda _: _cut(0, b"/a"), size // 66),
    "long names": lambda size: _index(2, lambda i: _whole(b"%d/" % i + b"a/" * 30_000 + b"b"), max(1, size // 60_064)),
    "deep names": lambda size: _index(2, lambda i: _whole(b"%d/" % i + b"a/" * 1_900 + b"b"), max(1, size // 3_864)),
    "equal names": lambda size: _index(2, lambda _: _whole(b"a"), size // 64),
    "a count that is too high": lambda size: _index(2, lambda _: _whole(b"a"), size // 64)[: size // 2],
    "split, runs": lambda size: _index(2, bytes, 0, _link(_bits(999_999, _RUN * (size // 8)) + _bits(0, b""))),
    "split, literals": lambda size: _index(2, bytes, 0, _link(_bits(999_999, _LITERALS * (size // 16)) * 2)),
    "extensions": lambda size: _index(2, bytes, 0, (b"abcd" + bytes(4)) * (size // 8)),
}


def _in_git(read: Callable[[Path], object], **files: bytes) -> Read:
    """Return a reader of a file in a folder `.git`, which gets the project's folder. It adds the other files."""

    def reading(path: Path) -> object:
        home = next(each for each in path.parents if each.name == ".git")
        for name, data in {"HEAD": b"ref: refs/heads/main\n", **files}.items():
            if not (home / name).exists():
                (home / name).write_bytes(data)
        return read(home.parent)

    return reading


_COMMIT = "a" * 40
_PACK = ".git/objects/pack/a.pack"


def _objects(project: Path) -> object:
    common = project / ".git"
    fanout = struct.pack(">256I", *(int(number >= 0xAA) for number in range(256)))
    index = b"\xfftOc\0\0\0\2" + fanout + bytes.fromhex(_COMMIT) + bytes(4) + struct.pack(">I", 0)
    if (common / "objects" / "pack").is_dir() and not (common / "objects" / "pack" / "a.idx").exists():
        (common / "objects" / "pack" / "a.idx").write_bytes(index)
    return objects.tree_of_commit(common, _COMMIT, "a/b")


_LOOSE: dict[str, Bytes] = {
    "trees": lambda size: zlib.compress(b"commit 9\0tree " + b"a" * 40 + b"\n" + b"p" * size),
    "parents": lambda size: zlib.compress(b"commit 9\0" + b"parent a\n" * (size // 9)),
    "unpacks to much": lambda size: zlib.compress(b"commit 9\0" + bytes(size * 200)),
    "not packed": lambda size: b"a" * size,
}
_PACKS: dict[str, Bytes] = {
    "a commit": lambda size: b"\x90" + b"\x80" * 9 + b"\1" + zlib.compress(b"tree " + b"a" * size),
    "an endless length": lambda size: b"\x90" + b"\x80" * size,
    "unpacks to much": lambda size: b"\x10" + zlib.compress(bytes(size * 200)),
}
_LISTS: dict[str, Bytes] = {
    "entries": lambda size: b"100644 a\0" * (size // 9),
    "fanout": lambda size: b"\xfftOc\0\0\0\2" + b"\xff" * size,
    "hashes": lambda size: b"\xfftOc\0\0\0\2" + struct.pack(">256I", *[size // 20] * 256) + b"\xaa" * size,
}
_REFS: dict[str, Bytes] = {
    "references": lambda size: b"".join(b"%040d refs/heads/b%d\n" % (i, i) for i in _each(size, 60)),
    "equal references": lambda size: b"x refs/heads/main\n" * (size // 18),
    "one line": lambda size: b" refs/heads/main" * (size // 16),
    "line ends": lambda size: b"\n" * size,
    "returns": lambda size: b"\r" * size,
    "hashes": lambda size: b"a" * size,
    "peeled": lambda size: b"^" + b"a\n^" * (size // 3),
}
_POINTERS: dict[str, Bytes] = {
    "line ends": lambda size: b"gitdir: a" + b"\n" * min(size, 8_000) + b"x",
    "blanks": lambda size: b"gitdir:" + b" " * min(size, 8_000),
    "path": lambda size: b"gitdir: " + b"a/" * min(size // 2, 4_000),
}
_HEADS: dict[str, Bytes] = {
    "path": lambda size: b"ref: refs" + b"/a" * (size // 2) + b"\n",
    "slashes": lambda size: b"ref: refs" + b"/" * size + b"\n",
    "dots": lambda size: b"ref: refs/a" + b"." * size + b"\n",
    "blanks": lambda size: b"ref:" + b" " * size,
    "hashes": lambda size: b"a" * size,
    "itself": lambda size: b"ref: refs/../HEAD" + b" " * size,
}


def _part(root: Path) -> object:
    """Read the entries below a folder as from a large index."""
    with patch.object(index_ranges, "SMALL", 0):
        return index_ranges.below(root / ".git", 20, b"a/")


BINARIES["git: tree.git.git_index, tree.git.index_names, tree.git.split_index"] = (
    *(".git/index", _in_git(git_index.read), _INDEXES),
)
BINARIES["git: tree.git.index_ranges"] = (".git/index", _in_git(_part), _INDEXES)
BINARIES["git: tree.git.tracked"] = (".git/index", _in_git(tracked.read), _INDEXES)
BINARIES["git: check with an index"] = (".git/index", _in_git(justpack.check), _INDEXES)
BINARIES["git: tree.git.objects, loose"] = (f".git/objects/{_COMMIT[:2]}/{_COMMIT[2:]}", _in_git(_objects), _LOOSE)
BINARIES["git: tree.git.objects, packs"] = (_PACK, _in_git(_objects), _PACKS)
BINARIES["git: tree.git.objects, indexes of packs"] = (".git/objects/pack/a.idx", _in_git(_objects), _LISTS)
BINARIES["git: tree.git.commit, packed references"] = (".git/packed-refs", _in_git(commit.checked_out), _REFS)
BINARIES["git: tree.git.commit, HEAD"] = (".git/HEAD", _in_git(commit.checked_out), _HEADS)
BINARIES["git: tree.git.repository, a pointer"] = (".git", lambda path: justpack.check(path.parent), _POINTERS)

# Files that justpack writes


def _json(begin: str, unit: str, end: str) -> Bytes:
    return lambda size: (begin + unit * (size // len(unit)) + end).encode()


_ENTRY = '{"path": "a", "size": 1, "packed": 1, "crc": "00000000", "executable": false, "stored": true}, '


def _documents(schema: str, lists: Iterable[str]) -> dict[str, Bytes]:
    head = f'{{"schema": "justpack/{schema}", "schema_version": 1, '
    found = {
        "nested lists": _json(head + '"a": ', "[", ""),
        "nested objects": _json("", '{"a": ', ""),
        "long text": _json(head + '"a": "', "a", '"}'),
        "digits": _json(head + '"a": ', "1", "}"),
        "not JSON": _json("", "\0", ""),
    }
    for path in lists:
        *outer, last = path.split(".")
        opened = head + "".join(f'"{name}": {{' for name in outer) + f'"{last}": ['
        closed = "]" + "}" * (len(outer) + 1)
        found[f"lists in {path}"] = _json(opened, "[], ", "1" + closed)
        found[f"entries in {path}"] = _json(opened, _ENTRY, "{}" + closed)
        found[f"fingerprints in {path}"] = _json(opened, '{"fingerprint": "a"}, ', "{}" + closed)
    return found


def _signed(body: bytes) -> bytes:
    return b"justpack-cache-3\n" + hashlib.sha256(body).digest() + body


_CACHES: dict[str, Bytes] = {
    "entries": lambda size: _signed(struct.pack("<3Q", size // 57, 0, 1) + bytes(size // 57 * 57)),
    "blocks": lambda size: _signed(struct.pack("<3Q", 0, size // 32, 1) + bytes(size // 32 * 32)),
    "a count that is too high": lambda size: _signed(struct.pack("<3Q", 1 << 60, 1 << 60, 1) + bytes(size)),
    "not signed": lambda size: b"justpack-cache-3\n" + bytes(size),
}

BINARIES["receipt: receipt"] = ("a.json", receipt.read, _documents("receipt", ["archive.entries", "deployed.a"]))
BINARIES["plan: projects.earlier"] = (
    *("a.json", lambda path: earlier.read(path, path.parent, ["."]), _documents("plan", ["result.projects"])),
)
BINARIES["baseline: checks.baseline"] = ("a.json", baseline.read, _documents("baseline", ["findings"]))
BINARIES["cache: archive.cache.cache_index"] = (*("a", lambda path: cache_index.decode(path.read_bytes()), _CACHES),)
