"""A zip of the project that justpack wrote is recognized by its records, and no other zip is."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

import justpack
from justpack.tree.own_outputs import zips
from justpack.tree.tree import Tree

FILES = {"package.json": '{"engines": {"node": "22.x"}, "scripts": {"start": "node ."}}\n', "index.js": "1\n" * 40}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "app"
    (root / "bücher").mkdir(parents=True)
    for name, content in {**FILES, "bücher/a.txt": "1\n", "run.sh": "#!/bin/sh\n"}.items():
        (root / name).write_text(content)
    (root / "run.sh").chmod(0o755)
    return root


def _streamed(root: Path) -> bytes:
    with justpack.stream(root) as chunks:
        return b"".join(chunks)


def _packed(root: Path) -> list[str]:
    return [entry.path for entry in Tree(root).plan().entries]


@pytest.mark.parametrize("name", ["app.zip", "release/app.zip", "app.zip.bak", "app"])
def test_leaves_out_a_zip_of_the_project(project: Path, name: str) -> None:
    before = _packed(project)
    data = _streamed(project)
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_bytes(data)
    assert _packed(project) == before
    (project / "index.js").write_text("another size\n")
    assert _packed(project) == before
    assert _streamed(project) != data


def _foreign(root: Path, *, time: tuple[int, int, int, int, int, int], mode: int, names: list[str]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            info = zipfile.ZipInfo(name, time)
            info.external_attr = mode << 16
            archive.writestr(info, (root / name).read_bytes() if (root / name).exists() else b"12345")
    return file.getvalue()


FIRST = (1980, 1, 1, 0, 0, 0)
SORTED = ["index.js", "package.json", "run.sh"]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: _foreign(root, time=(2024, 5, 1, 0, 0, 0), mode=0o100644, names=SORTED),
        lambda root: _foreign(root, time=FIRST, mode=0o644, names=SORTED),
        lambda root: _foreign(root, time=FIRST, mode=0o100600, names=SORTED),
        lambda root: _foreign(root, time=FIRST, mode=0o100644, names=SORTED[::-1]),
        lambda root: _foreign(root, time=FIRST, mode=0o100644, names=["a.csv", "b.csv", "index.js"]),
        lambda root: _foreign(root, time=FIRST, mode=0o100644, names=[]),
        lambda root: _streamed(root)[:-1],
        lambda root: _streamed(root)[:-22],
        lambda root: _streamed(root) + b"\0",
        lambda root: b"\0" + _streamed(root),
        lambda root: _streamed(root)[:30],
    ],
)
def test_does_not_leave_out_another_zip(project: Path, change: Callable[[Path], bytes]) -> None:
    (project / "data.zip").write_bytes(change(project))
    assert "data.zip" in _packed(project)


def test_does_not_leave_out_a_zip_of_another_project(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    for name in FILES:
        (other / name).write_text("of another size\n")
    (project / "template.zip").write_bytes(_streamed(other))
    assert "template.zip" in _packed(project)


def _end_of_many(data: bytes) -> bytes:
    """Return the zip with the end records of a zip with more entries than the plain record can count."""
    _, _, _, _, count, size, offset, _ = struct.unpack("<4s4H2IH", data[-22:])
    end = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    end += struct.pack("<4sIQI", b"PK\x06\x07", 0, offset + size, 1)
    return data[:-22] + end + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535, size, offset, 0)


def test_reads_the_end_records_of_a_large_zip(project: Path) -> None:
    path = project / "app.zip"
    path.write_bytes(_end_of_many(_streamed(project)))
    assert "app.zip" not in _packed(project)


def test_compares_a_bounded_number_of_entries(project: Path) -> None:
    (project / "many").mkdir()
    for number in range(2 * zips.SAMPLE):
        (project / f"many/{number:03}").write_text("1\n")
    data = _streamed(project)
    (project / "app.zip").write_bytes(data)
    asked: list[str] = []

    def has(path: str, size: int) -> bool:
        asked.append(path)
        return True

    descriptor = os.open(project / "app.zip", os.O_RDONLY)
    try:
        assert zips.is_of_project(descriptor, len(data), has)
    finally:
        os.close(descriptor)
    assert len(asked) == zips.SAMPLE
