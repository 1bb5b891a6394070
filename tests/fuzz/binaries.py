"""Changed binary files, and the JSON that justpack writes, to which each reader must have an answer."""

from __future__ import annotations

import contextlib
import json
import random
import shutil
import struct
import time
import traceback
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import justpack
from justpack.errors import JustpackError
from justpack.model import Build
from justpack.receipt import Deployed, Receipt
from tests.fuzz.mutate import mutated
from tests.growth.rows.binaries import BINARIES, Entry, zipped

LONGEST = 20_000
SIZES = (1, 300, 3_000)
NUMBERS = (0, 1, 2, 20, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
"""Numbers at which fields of binary formats end."""
VALUES: tuple[object, ...] = (
    None,
    True,
    -1,
    0,
    1 << 70,
    1e308,
    "",
    "a" * 300,
    "\ud800",
    "../a",
    [],
    {},
    [[]],
    {"": {}},
)

REFUSED = (JustpackError, ValueError)
"""What a reader of a binary file may raise."""


class Changed(NamedTuple):
    """A file whose reader is to have an answer."""

    row: str
    data: bytes


def _field(chance: random.Random, data: bytes) -> bytes:
    """Replace a number of two, four or eight bytes."""
    width, form = chance.choice(((1, "B"), (2, "H"), (4, "I"), (8, "Q")))
    if len(data) < width:
        return data
    at = chance.randrange(len(data) - width + 1)
    number = chance.choice(NUMBERS) & ((1 << 8 * width) - 1)
    return data[:at] + struct.pack(chance.choice("<>") + form, number) + data[at + width :]


def _records(chance: random.Random, data: bytes) -> bytes:
    """Replace a number near the beginning of a record of a zip, or near the beginning or the end of the file."""
    marks = [at for mark in (b"PK\1\2", b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\6\7") for at in _all(data, mark)]
    at = chance.choice([0, max(0, len(data) - 40), *marks[:200]])
    return data[:at] + _field(chance, data[at : at + 60]) + data[at + 60 :]


def _all(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def _packed(chance: random.Random, data: bytes, texts: Sequence[bytes]) -> bytes:
    """Change what a stream of zlib unpacks to, and pack it again."""
    for start in range(min(12, len(data))):
        with contextlib.suppress(zlib.error):
            inner = zlib.decompressobj().decompress(data[start:], LONGEST)
            return data[:start] + zlib.compress(mutated(chance, inner, texts))
    return _field(chance, data)


def _json(chance: random.Random, data: bytes) -> bytes:
    """Replace a value of a JSON document, remove it, or repeat it."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return data
    value = document
    ways: list[tuple[Any, Any]] = []
    while isinstance(value, dict | list) and value and (not ways or chance.random() < 0.9):
        key = chance.choice(sorted(value)) if isinstance(value, dict) else chance.randrange(len(value))
        ways.append((value, key))
        value = value[key]
    if not ways:
        return data
    holder, key = chance.choice(ways[-2:])
    if chance.random() < 0.2:
        del holder[key]
    else:
        holder[key] = chance.choice(VALUES)
    document.pop("checksum", None) if isinstance(document, dict) and chance.random() < 0.5 else None
    return json.dumps(document).encode()


def samples(folder: Path) -> dict[str, list[bytes]]:
    """Return small files for each row of the growth tests, and those that justpack writes for a small project."""
    found = {row: _generated(generators) for row, (_, _, generators) in BINARIES.items()}
    wide = struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, 50, 40)
    ends = wide + struct.pack("<4sIQI", b"PK\6\7", 0, 90, 1)
    plain = zipped([Entry("a.js", b"1"), Entry("b/c.class", b"\xca\xfe\xba\xbe\0\0\0\x3d", deflate=True)])
    at = plain.rfind(b"PK\5\6")
    for row in found:
        if row.startswith(("zip", "jar", "wheel")):
            found[row] += [plain, plain[:at] + ends + plain[at:]] * 3
    project = folder / "project"
    project.mkdir(parents=True)
    (project / "package.json").write_text('{"engines": {"node": "22.x"}, "version": "1.0.0"}')
    (project / "index.js").write_text("exports.handler = 1\n")
    build = Build("b", stage="live", status="ready", runtime="nodejs22.x", version="1.0.0", size=100)
    deployed = Deployed("api.example.com", "org", "app", build)
    full = Receipt(justpack.pack(project, project / "app.zip"), justpack.detect(project).to_dict(), deployed)
    receipt = full.text().encode()
    plan = json.dumps(_plan(project)).encode()
    baseline = b'{"schema": "justpack/baseline", "schema_version": 1, "findings": [{"fingerprint": "a", "code": "b"}]}'
    for row, written in (("receipt", receipt), ("plan", plan), ("baseline", baseline)):
        name = next(each for each in found if each.startswith(f"{row}:"))
        found[name] += [written] * 20
    found[next(each for each in found if each.startswith("plan:"))] += [receipt] * 20
    shutil.rmtree(project)
    return found


def _generated(generators: dict[str, Callable[[int], bytes]]) -> list[bytes]:
    made = (make(size) for make in generators.values() for size in SIZES)
    return [data for data in made if len(data) <= LONGEST] or [b""]


def _plan(project: Path) -> dict[str, object]:
    return {
        "schema": "justpack/plan",
        "schema_version": 1,
        "result": justpack.plan_many([project]).to_dict(),
        "findings": [],
    }


class Binaries:
    """Runs inputs that a seed chooses: a changed file, and the reader of its row."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.samples = samples(folder)
        self.texts = [data for found in self.samples.values() for data in found[:20]]

    def changed(self, chance: random.Random) -> Changed:
        """Return a changed file of a row."""
        row = chance.choice(list(BINARIES))
        data = chance.choice(self.samples[row])
        for _ in range(chance.randrange(1, 4)):
            way = chance.randrange(5)
            if way == 0:
                data = mutated(chance, data, self.texts)
            elif way == 1:
                data = _field(chance, data)
            elif way == 2:
                data = _json(chance, data) if data[:1] == b"{" else _records(chance, data)
            elif way == 3:
                data = _json(chance, data) if data[:1] == b"{" else _packed(chance, data, self.texts)
            else:
                data = data[: chance.randrange(len(data) + 1)] if chance.random() < 0.2 else _records(chance, data)
        return Changed(row, data[:LONGEST])

    def run(self, seed: int, chance: random.Random) -> tuple[str, str] | None:
        """Return the row, and why its reader has no answer or took too long; None if it has one."""
        row, data = self.changed(chance)
        name, read, _ = BINARIES[row]
        home = self.folder / str(seed)  # readers remember a file by its path
        path = home / name
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
        start = time.process_time()
        try:
            read(path)
        except REFUSED:
            pass
        except Exception:  # noqa: BLE001 - any other exception is the fault that is looked for
            return row, traceback.format_exc(limit=-4)
        finally:
            spent = time.process_time() - start
            shutil.rmtree(home)
        return (row, f"{spent:.1f} s") if spent > 2.0 else None
