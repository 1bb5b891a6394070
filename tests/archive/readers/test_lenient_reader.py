"""The lenient reader: entries and contents of zips that justpack did not write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.archive.pack import pack
from justpack.archive.readers.lenient_reader import LenientZip, read_entries
from justpack.errors import PackError

if TYPE_CHECKING:
    from tests.archive.made_trees import Kit
    from tests.archive.processes import Run

FILES = {"a.js": b"let a = 1;\n" * 50, "b.sh": b"echo\n", "c/d.txt": b"text " * 900, "e": b"", "f": b"12345678"}


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_entries_of_any_zip(kit: type[Kit], tmp_path: Path, tool: Callable[[str], str], run: Run) -> None:
    tree = kit.fill(tmp_path / "tree", FILES)
    pack(kit.plan_of(tree), tree, tmp_path / "app.zip")
    ours = read_entries(tmp_path / "app.zip")
    run(tool("zip"), "-q", "-r", tmp_path / "other.zip", ".", cwd=tree)
    theirs = read_entries(tmp_path / "other.zip")
    assert {(entry.path, entry.size, entry.crc) for entry in ours} == {(e.path, e.size, e.crc) for e in theirs}
    with LenientZip(tmp_path / "other.zip") as foreign:
        contents = {entry.packed.path: b"".join(foreign.read(i)) for i, entry in enumerate(foreign.entries)}
    assert contents == FILES


def test_folders_are_not_entries() -> None:
    with LenientZip(io.BytesIO(zipped({"a/": b"", "a/b": b"1"}))) as foreign:
        assert [(each.packed.path, each.packed.stored) for each in foreign.entries] == [("a/b", True)]


def test_refuses_damaged_data_when_the_entry_is_read() -> None:
    data = zipped({"whole": b"12345678", "damaged": b"abcdefgh"})
    with LenientZip(io.BytesIO(data.replace(b"abcdefgh", b"abcdefgX", 1))) as foreign:
        assert b"".join(foreign.read(0)) == b"12345678"
        with pytest.raises(PackError, match="damaged: its data cannot be read") as caught:
            list(foreign.read(1))
    assert caught.value.path == "damaged"


@pytest.mark.parametrize("data", [b"", b"PK", b"no zip at all", zipped({"a": b"1"})[:-30]])
def test_refuses_what_is_not_a_zip(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.zip").write_bytes(data)
    with pytest.raises(PackError, match=r"a\.zip is not a zip that can be read"):
        read_entries(tmp_path / "a.zip")


def test_refuses_a_file_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cannot be read"):
        LenientZip(tmp_path / "nothing.zip")
