"""Tests of `Hashes`: they are those of the bytes in the file, however fast it is written."""

from __future__ import annotations

import hashlib
import os
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

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
