"""Every broken, huge or hostile manifest gives an answer and never a traceback.

Real manifests are damaged at random with fixed seeds: bytes are changed, cut, doubled, or copied between files. Each
damaged project must give an outcome, and findings if no runtime is predicted.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

import justpack
from tests.situations import SITUATIONS, data, write

MARKS = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"{", b"}", b"[[", b"]", b'"', b"'", b'"""', b"<", b">", b"</",
    b"&", b"${", b"$", b"\\", b"\n", b"\r\n", b"\t", b" " * 300, b"9" * 400, b"-", b".", b"..", b"*", b"||", b"//",
    b"/*", b"#", b"lts/*", b">=", b"^", b"~", b"(", b")", b",", b"\xe2\x80\xae", b"\x1b[2J", b"null", b"true",
    b"1e999", b"!!python/object", b"&a [*a]", b"<!DOCTYPE x [<!ENTITY y 'z'>]>", b"<![CDATA[", b"=", b"::",
    b"\xed\xa0\x80",
)  # fmt: skip


def damaged(content: bytes, others: list[bytes], chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(content))
        kind = chance.randrange(6)
        if kind == 0:
            content = content[:at] + chance.choice(MARKS) + content[at:]
        elif kind == 1:
            content = content[:at] + content[at + chance.randint(1, 30) :]
        elif kind == 2:
            content = content[:at]
        elif kind == 3:
            piece = content[at : at + chance.randint(1, 60)]
            content = content[:at] + piece * chance.randint(2, 50) + content[at:]
        elif kind == 4:
            content = content[:at] + chance.choice(others)[:200] + content[at:]
        else:
            content = content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
    return content


def trees(count: int, seed: int) -> Iterator[dict[str, bytes]]:
    chance = random.Random(seed)
    projects = [data(situation["files"]) for _, situation in SITUATIONS if situation["files"]]
    every = [content for files in projects for content in files.values()]
    for _ in range(count):
        files = dict(chance.choice(projects))
        for path in chance.sample(sorted(files), chance.randint(1, len(files))):
            files[path] = damaged(files[path], every, chance)
        yield files


def survive(root: Path, count: int, seed: int) -> None:
    for number, files in enumerate(trees(count, seed)):
        folder = root / str(number % 50) / str(number)
        write(files, folder)
        review = justpack.check(folder)  # all that `detect` does, and every check
        review.to_dict()
        assert review.prediction.outcome in ("predicted", "unsupported", "malformed", "ambiguous", "unknown")
        assert review.prediction.outcome == "predicted" or review.findings


def test_gives_an_answer_for_damaged_manifests(tmp_path: Path) -> None:
    survive(tmp_path, 1_000, seed=20261124)


@pytest.mark.exhaustive
def test_gives_an_answer_for_all_damaged_manifests(tmp_path: Path) -> None:
    survive(tmp_path, 100_000, seed=1)
