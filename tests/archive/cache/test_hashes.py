"""Tests of `Hashes`: they are those of the bytes in the file, however fast it is written."""

from __future__ import annotations

import hashlib
import os
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from justpack.archive.cache import hashes as hashes_module
from justpack.archive.cache.cache_index import BLOCK
from justpack.archive.cache.hashes import Hashes


@pytest.fixture
def file(tmp_path: Path) -> Iterator[int]:
    descriptor = os.open(tmp_path / "file", os.O_RDWR | os.O_CREAT)
    yield descriptor
    os.close(descriptor)


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK + 77])
@pytest.mark.parametrize("threads", [True, False])
def test_hashes_a_growing_file(file: int, size: int, threads: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not threads:
        monkeypatch.setattr(threading.Thread, "start", refuse)
    content = random.Random(size).randbytes(size)
    fed: list[bytes] = []
    with Hashes(file, with_blocks=True, sync=True, feed=fed.append) as hashes:
        for start in range(0, size, 300_001):
            os.write(file, content[start : start + 300_001])
            hashes.reach(min(start + 300_001, size))
        hashes.reach(size, last=True)
    hashes.wait()
    assert hashes.whole.hexdigest() == hashlib.sha256(content).hexdigest()
    blocks = [content[at : at + BLOCK] for at in range(0, size, BLOCK)]
    assert hashes.blocks == [hashlib.sha256(block).digest() for block in blocks]
    assert fed == blocks


@pytest.mark.skipif(not hasattr(os, "fdatasync"), reason="the platform has no fdatasync")
@pytest.mark.parametrize(("sync", "expected"), [(True, 2), (False, 0)])
def test_syncs_a_large_file_while_it_is_written(
    file: int, sync: bool, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hashes_module, "_SYNCED", 2 * BLOCK)
    synced: list[int] = []
    monkeypatch.setattr(os, "fdatasync", synced.append)
    with Hashes(file, with_blocks=False, sync=sync) as hashes:
        for number in range(1, 6):
            os.write(file, bytes(BLOCK))
            hashes.reach(number * BLOCK)
        hashes.reach(5 * BLOCK, last=True)
    hashes.wait()
    assert synced == [file] * expected


def test_raises_if_the_file_cannot_be_synced_meanwhile(file: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(hashes_module, "_SYNCED", BLOCK)
    monkeypatch.setattr(os, "fdatasync", fail, raising=False)
    with Hashes(file, with_blocks=False, sync=True) as hashes:
        os.write(file, bytes(2 * BLOCK))
        hashes.reach(BLOCK)
        hashes.reach(2 * BLOCK, last=True)
    with pytest.raises(OSError, match="No space"):
        hashes.wait()


def refuse(_: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


def test_hashes_only_final_bytes(file: int) -> None:
    with Hashes(file, with_blocks=False, sync=False) as hashes:
        os.write(file, bytes(3 * BLOCK))
        hashes.reach(BLOCK)
        os.pwrite(file, b"late", BLOCK + 5)
        hashes.reach(3 * BLOCK, last=True)
    hashes.wait()
    assert hashes.whole.digest() == hashlib.sha256(os.pread(file, 3 * BLOCK, 0)).digest()
    assert hashes.blocks == []


def test_raises_for_a_truncated_file(file: int) -> None:
    os.write(file, bytes(10))
    with Hashes(file, with_blocks=True, sync=True) as hashes:
        hashes.reach(11, last=True)
    with pytest.raises(OSError, match="cut short"):
        hashes.wait()


def test_stops_if_the_block_raises(file: int) -> None:
    before = threading.active_count()
    with pytest.raises(ZeroDivisionError), Hashes(file, with_blocks=True, sync=True) as hashes:
        hashes.reach(10**12)
        raise ZeroDivisionError
    assert threading.active_count() == before
