"""Tests of `describe` with zips from justpack and from other tools."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import justpack
from justpack.archive.finished.describe import describe
from justpack.errors import PackError


def tree(root: Path) -> Path:
    (root / "src").mkdir(parents=True)
    (root / "src" / "b.txt").write_text("b" * 5000)
    (root / "a.sh").write_text("#!/bin/sh\n")
    (root / "a.sh").chmod(0o755)
    return root


def test_returns_the_digests_of_a_zip_by_justpack(tmp_path: Path) -> None:
    packed = justpack.pack(tree(tmp_path / "app"), tmp_path / "app.zip")
    described = describe(tmp_path / "app.zip")
    assert (described.sha256, described.content_digest) == (packed.sha256, packed.content_digest)
    assert (described.size, described.unpacked_size) == (packed.size, packed.unpacked_size)
    assert described.entries == packed.entries


def test_the_content_digest_does_not_depend_on_the_tool(tmp_path: Path) -> None:
    root = tree(tmp_path / "app")
    packed = justpack.pack(root, tmp_path / "app.zip")
    with zipfile.ZipFile(tmp_path / "other.zip", "w", zipfile.ZIP_STORED) as other:
        for path in ("src/b.txt", "a.sh"):
            other.write(root / path, path)
    described = describe(tmp_path / "other.zip")
    assert described.sha256 != packed.sha256
    assert described.content_digest == packed.content_digest


def test_raises_for_a_damaged_zip(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"nothing")
    with pytest.raises(PackError):
        describe(tmp_path / "a.zip")
