"""Every damaged lock is read or refused with a ManifestError, and raises nothing else."""

from __future__ import annotations

import copy
import json
import random
import re
import tomllib
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import tomli_w
import yaml

from justpack.ecosystems import lock_files
from justpack.ecosystems.installed_set import needed
from justpack.ecosystems.python import requirements
from justpack.errors import ManifestError

if TYPE_CHECKING:
    from tests.ecosystems.real_locks import Locks

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "locks"
REAL = sorted(
    path for path in FOLDER.glob("*/*") if path.name in {each.name for each in lock_files.FILES} | {"requirements.txt"}
)
SHARE, WHOLE = 30, 100_000
SIZE = 3000
"""Bytes of a lock that are kept: mutants are many."""
_MARKS = "{ } [ ] \" ' : , null -1 1e999 \\ @ / ( # *a true node_modules/"
GRIST = [
    *(mark.encode() for mark in _MARKS.split()),
    *(b"\n", b"\n  ", b"\x00", b"\xff", b"[[package]]\n", b"&a ", b"<<<<<<< x\n", b"  - "),
]


def _cut(data: bytes, name: str, rng: random.Random) -> bytes:
    """Return the beginning of the text, mostly up to a line end; sometimes the text without its middle."""
    if len(data) <= SIZE:
        return data
    if name.endswith((".lock", ".toml", ".txt")) and rng.random() < 0.5:
        start = data.rfind(b"\n\n", 0, rng.randrange(len(data) - SIZE)) + 1
        return data[:200] + data[start : start + SIZE]
    return data[:SIZE]


def _mutant(data: bytes, rng: random.Random) -> bytes:
    mutant = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(mutant) + 1)
        length = rng.choice((1, 3, 30))
        way = rng.randrange(4)
        if way == 0:
            del mutant[at : at + length]
        elif way == 1:
            mutant[at:at] = rng.choice(GRIST)
        elif way == 2:
            mutant[at : at + length] = rng.choice(GRIST)
        else:
            start = rng.randrange(len(mutant) + 1)
            mutant[at:at] = mutant[start : start + length]
    return bytes(mutant)


VALUES: tuple[object, ...] = ("", "x", "1.0.0", 3, -1, 1.5, True, [], {}, [1], ["x"], {"a": 1}, [[]], [{}], {"": ""})


def _holders(tree: object) -> list[dict[str, object] | list[object]]:
    """Yield every table and list of a tree that is not empty."""
    found: list[dict[str, object] | list[object]] = []
    ahead = [tree]
    while ahead:
        node = ahead.pop()
        if isinstance(node, dict | list) and node:
            found.append(node)
            ahead += node.values() if isinstance(node, dict) else node
    return found


def _replace(tree: object, rng: random.Random) -> None:
    """Replace, remove and move some values: the result is well-formed but has values of the wrong type."""
    for _ in range(rng.randint(1, 8)):
        holders = _holders(tree)
        if not holders:
            return
        node, other = rng.choice(holders), rng.choice(holders)
        moved = rng.choice(list(other.values()) if isinstance(other, dict) else other)
        value = copy.deepcopy(rng.choice((moved, rng.choice(VALUES))))
        gone = rng.random() < 0.25
        if isinstance(node, list):
            at = rng.randrange(len(node))
            node[at : at + 1] = [] if gone else [value]
            continue
        key = rng.choice(list(node))
        if gone:
            del node[key]
        elif rng.random() < 0.25:
            node[rng.choice(("", "x", "@", "a@1", "node_modules/", "/a/1.0.0(", "a@workspace:."))] = node.pop(key)
        else:
            node[key] = value


def _few(tree: object, rng: random.Random) -> object:
    """Return the tree with only a few entries in each long list or table, because a small tree is mutated fast."""
    if isinstance(tree, dict):
        kept = list(tree) if len(tree) <= 12 else ["", "__metadata", *rng.sample(list(tree), 5)]
        return {key: _few(tree[key], rng) for key in kept if key in tree}
    if isinstance(tree, list):
        return [_few(each, rng) for each in (tree if len(tree) <= 6 else rng.sample(tree, 6))]
    return tree


class Grower:
    """Creates mutants of one lock's tree, written in its own format."""

    def __init__(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        self.toml = path.name in ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")
        self.yaml = path.name in ("pnpm-lock.yaml", "yarn.lock")
        self.tree: object
        if self.toml:
            self.tree = tomllib.loads(text)
        elif self.yaml:
            self.tree = yaml.safe_load(text)
        else:
            self.tree = json.loads(re.sub(r",(?=\s*[}\]])", "", text))

    def mutant(self, rng: random.Random) -> bytes:
        tree = _few(self.tree, rng)
        _replace(tree, rng)
        if self.toml and isinstance(tree, dict):
            return tomli_w.dumps(tree).encode()
        written = yaml.safe_dump(tree) if self.yaml else json.dumps(tree)
        return str(written).encode("utf-8", "surrogatepass")


def _run(path: Path, count: int, seed: int) -> tuple[int, int]:
    """Return how many mutants were read, and how many were refused."""
    rng = random.Random(f"{seed} {path.parent.name} {path.name}")
    whole = path.read_bytes()
    grower = Grower(path) if path.name != "requirements.txt" and path.parent.name != "yarn1" else None
    read = refused = 0
    for index in range(count):
        data = grower.mutant(rng) if grower and index % 2 else _mutant(_cut(whole, path.name, rng), rng)
        try:
            if path.name == "requirements.txt":
                requirements.parse(path.name, data)
            else:
                reader = next(each.module for each in lock_files.FILES if each.name == path.name)
                module = import_module(f"justpack.ecosystems.{reader}")
                lock = module.parse(path.name, data)
                for each in [*needed(lock, lambda _: True), *lock.packages][:6]:
                    lock.place(each)
            read += 1
        except ManifestError:
            refused += 1
    return read, refused


@pytest.mark.parametrize("path", REAL, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_reads_or_refuses_some_mutants(path: Path) -> None:
    read, refused = _run(path, SHARE, 1)
    assert read + refused == SHARE


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", REAL, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_reads_or_refuses_every_mutant(path: Path) -> None:
    count = -(-WHOLE // len(REAL))
    read, refused = _run(path, count, 2)
    assert read + refused == count
    assert read > count // 4  # the readers are reached, not only the parsers below them
    assert refused or path.name == "requirements.txt"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("package-lock.json", b"[]"),
        ("package-lock.json", b'{"packages": ' + b"[" * 100_000),
        ("pnpm-lock.yaml", b"- a"),
        ("pnpm-lock.yaml", b""),
        ("yarn.lock", b"hello"),
        ("yarn.lock", b"# yarn lockfile v1\n<<<<<<< HEAD\n"),
        ("bun.lock", b"{}"),
        ("uv.lock", b"package = 1\n[[package]]"),
        ("pylock.toml", b""),
        ("Pipfile.lock", b"3"),
        ("poetry.lock", b"\xff"),
    ],
)
def test_refuses_a_file_that_is_not_a_lock(locks: Locks, name: str, data: bytes) -> None:
    with pytest.raises(ManifestError):
        locks.read(name, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("package-lock.json", b'{"packages": {"": 1, "node_modules/a": {"engines": [3], "version": 1, "os": 4}}}'),
        ("package-lock.json", b'{"dependencies": {"a": 1, "b": {"dependencies": []}}}'),
        ("pnpm-lock.yaml", b"lockfileVersion: '9.0'\npackages: &a\n  x@1: *a\nsnapshots:\n  x@1: {dependencies: *a}\n"),
        ("bun.lock", b'{"lockfileVersion": 1, "packages": {"a": [], "b": [1], "c": ["@"]}}'),
        ("uv.lock", b'package = [{name = 1}, {name = "a", wheels = 3, dependencies = [1]}]'),
        ("Pipfile.lock", b'{"default": {"a": 1, "b": {"version": 2}}}'),
    ],
)
def test_reads_the_valid_parts_of_odd_locks(locks: Locks, name: str, data: bytes) -> None:
    lock = locks.read(name, data)
    for each in needed(lock, lambda _: True):
        lock.place(each)
