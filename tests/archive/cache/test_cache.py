"""Tests of the cache: it saves work and never changes a byte."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.archive.cache import cache_index
from justpack.archive.cache.cache import Cache, Previous
from justpack.archive.cache.cache_folder import default_folder
from justpack.archive.engine import Engine
from justpack.archive.pack import pack, stream
from justpack.archive.times import CONTENT
from justpack.model import Archive

if TYPE_CHECKING:
    from tests.archive.made_trees import Kit

LARGE = (8 << 20) + 1


class Tree:
    """A tree with a cache, and how many contents were compressed by the last run."""

    def __init__(self, kit: type[Kit], home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.kit, self.home = kit, home
        seeded = random.Random(11)
        text = [b" ".join(b"%x" % seeded.getrandbits(16) for _ in range(400)) for _ in range(40)]
        files = {f"src/{i:03}.js": seeded.choice(text) + b"%d" % i for i in range(300)}
        self.root = kit.fill(
            home / "tree", {**files, "big/blob": seeded.randbytes(3_000_000), "big/large": bytes(LARGE)}
        )
        self.cache = Cache(home / "cache")
        self.compressed = 0
        self._count(monkeypatch)

    def _count(self, monkeypatch: pytest.MonkeyPatch) -> None:
        pack_one, pack_block = Engine.pack, Engine.pack_block

        def counted(engine: Engine, raw: bytes) -> bytes | bytearray:
            self.compressed += 1
            return pack_one(engine, raw)

        def counted_block(engine: Engine, raw: bytes, before: bytes, last: bool) -> bytes:
            self.compressed += 1
            return pack_block(engine, raw, before, last)

        monkeypatch.setattr(Engine, "pack", counted)
        monkeypatch.setattr(Engine, "pack_block", counted_block)

    def pack(self, **options: object) -> Archive:
        self.compressed = 0
        plan = self.kit.plan_of(self.root)
        return pack(plan, self.root, self.home / "app.zip", cache=self.cache, **options)  # type: ignore[arg-type]

    def fresh(self, **options: object) -> Archive:
        return pack(self.kit.plan_of(self.root), self.root, self.home / "fresh.zip", **options)  # type: ignore[arg-type]

    def same(self) -> None:
        """Packed with and without the cache: one sha256."""
        with_cache, without = self.pack(), self.fresh()
        assert (with_cache.sha256, with_cache.content_digest) == (without.sha256, without.content_digest)
        assert with_cache.entries == without.entries


@pytest.fixture
def tree(kit: type[Kit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    return Tree(kit, tmp_path, monkeypatch)


def test_the_second_run_compresses_nothing(tree: Tree) -> None:
    first = tree.pack()
    assert tree.compressed > 300
    assert tree.pack() == first
    assert tree.compressed == 0
    tree.same()


def test_compresses_only_a_changed_file(tree: Tree) -> None:
    tree.pack()
    (tree.root / "src/100.js").write_bytes(b"changed " * 100)
    tree.pack()
    assert tree.compressed == 1
    tree.same()


@pytest.mark.parametrize("seed", range(6))
def test_any_change_gives_the_bytes_of_a_run_without_cache(tree: Tree, seed: int) -> None:
    tree.pack()
    seeded = random.Random(seed)
    for number in range(3):
        paths = sorted(path for path in tree.root.rglob("*") if path.is_file())
        for path in seeded.sample(paths, 12):
            what = seeded.choice(["write", "remove", "rename", "mode", "touch", "add"])
            if what == "write":
                path.write_bytes(seeded.randbytes(seeded.choice([0, 10, 3000])))
            elif what == "remove":
                path.unlink()
            elif what == "rename":
                path.rename(path.with_name(f"r{seed}{number}{path.name}"))
            elif what == "mode":
                path.chmod(path.stat().st_mode ^ 0o100)
            elif what == "touch":
                path.touch()
            else:
                path.with_name(f"n{seed}{number}{path.name}").write_bytes(path.read_bytes())
        tree.same()


def test_reuses_contents_after_a_fresh_checkout(tree: Tree) -> None:
    tree.pack()
    shutil.copytree(tree.root, tree.home / "copy")
    shutil.rmtree(tree.root)
    (tree.home / "copy").rename(tree.root)
    tree.pack()
    assert tree.compressed == 0
    tree.same()


@pytest.mark.parametrize("name", ["src/100.js", "big/large"])
def test_reads_every_content_again(tree: Tree, name: str) -> None:
    """A change that keeps every attribute of the file, as a change through mmap can, is packed."""
    tree.pack()
    path = tree.root / name
    about = path.stat()
    path.write_bytes(path.read_bytes()[:-1] + b"#")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    (entry,) = (each for each in tree.kit.plan_of(tree.root).entries if each.path == name)
    assert (entry.size, entry.mtime_ns, entry.inode) == (about.st_size, about.st_mtime_ns, about.st_ino)
    tree.same()
    assert tree.kit.read_all(tree.home / "app.zip")[name].endswith(b"#")


def test_uses_a_separate_cache_for_each_set_of_options(tree: Tree) -> None:
    for options in ({"level": 1}, {"level": 0}, {"mtime": CONTENT}, {"jobs": 1}):
        for _ in range(2):
            assert tree.pack(**options).sha256 == tree.fresh(**options).sha256


def test_a_stream_uses_and_fills_the_cache(tree: Tree) -> None:
    tree.pack()
    tree.compressed = 0
    with stream(tree.kit.plan_of(tree.root), tree.root, cache=tree.cache) as chunks:
        data = b"".join(chunks)
    assert (tree.compressed, data) == (0, (tree.home / "app.zip").read_bytes())
    shutil.rmtree(tree.home / "cache")
    stream(tree.kit.plan_of(tree.root), tree.root, cache=tree.cache).close()
    tree.pack()
    assert tree.compressed == 0


def _damage(folder: Path, seeded: random.Random) -> None:
    path = seeded.choice(sorted(folder.iterdir()))
    how = seeded.choice(["flip", "cut", "grow", "remove", "zero", "swap", "folder", "write"])
    data = bytearray(path.read_bytes())
    path.unlink()
    at = seeded.randrange(len(data))
    if how == "flip":
        data[at] ^= 1 << seeded.randrange(8)
    elif how == "cut":
        del data[at:]
    elif how == "grow":
        data += seeded.randbytes(5000)
    elif how == "zero":
        data[at : at + 4096] = bytes(len(data[at : at + 4096]))
    elif how == "swap":
        data = data[at:] + data[:at]
    elif how == "write":
        data = bytearray(seeded.randbytes(3000))
    if how == "folder":
        path.mkdir()
    elif how != "remove":
        path.write_bytes(data)


def _damaged_at_random(tree: Tree, seeds: range) -> None:
    folder = tree.home / "cache"
    for seed in seeds:
        tree.pack()
        seeded = random.Random(seed)
        for _ in range(seeded.randrange(1, 3)):
            if all(path.is_file() for path in folder.iterdir()) and list(folder.iterdir()):
                _damage(folder, seeded)
        (tree.root / "src/100.js").write_bytes(b"%d" % seed)
        tree.same()
        shutil.rmtree(folder)


def test_damage_does_not_change_a_byte(tree: Tree) -> None:
    _damaged_at_random(tree, range(8))


@pytest.mark.exhaustive
def test_much_damage_does_not_change_a_byte(tree: Tree) -> None:
    _damaged_at_random(tree, range(1000, 1300))


@pytest.mark.parametrize("seed", range(3))
def test_damage_of_a_zip_hard_linked_to_the_cache_does_not_change_a_byte(tree: Tree, seed: int) -> None:
    tree.pack()
    with (tree.home / "app.zip").open("r+b") as file:
        file.seek(random.Random(seed).randrange(3_000_000))
        file.write(b"scribbled over")
    tree.same()


def _forge(tree: Tree, change: Callable[[bytearray, cache_index.Index], None]) -> cache_index.Index:
    """Change the index, give it a valid checksum, and return what is then read from it."""
    (path,) = (tree.home / "cache").glob("*.index")
    data = path.read_bytes()
    known = cache_index.decode(data)
    assert known is not None
    body = bytearray(data[49:])
    change(body, known)
    path.write_bytes(data[:17] + hashlib.sha256(body).digest() + body)
    forged = cache_index.decode(path.read_bytes())
    assert forged is not None
    return forged


@pytest.mark.parametrize(
    ("column", "at", "width"),
    [("offsets", 0, 8), ("packed", 8, 8), ("sizes", 16, 8), ("methods", 24, 1), ("crcs", 25, 8), ("hashes", 33, 32)],
)
def test_a_wrong_index_with_a_valid_checksum_does_not_change_a_byte(
    tree: Tree, column: str, at: int, width: int
) -> None:
    def change(body: bytearray, known: cache_index.Index) -> None:
        count = len(known.hashes)
        for number in range(count):
            body[32 + at * count + number * width] ^= 8

    tree.pack()
    assert not _forge(tree, change).batches
    tree.same()


@pytest.mark.parametrize("field", range(7))
def test_a_batch_at_a_wrong_place_does_not_change_a_byte(tree: Tree, field: int) -> None:
    """The fields are the key, four numbers, the size of the directory records and the seal."""

    def change(body: bytearray, known: cache_index.Index) -> None:
        start, width = len(body) - 104 * len(known.batches), 104
        for number in range(len(known.batches)):
            body[start + number * width + (0 if field == 0 else 24 + 8 * field)] ^= 1

    tree.pack()
    assert not _forge(tree, change).batches
    tree.same()


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The size of each content that is looked up by itself in the cached zip."""
    found: list[int] = []
    packed = Previous.packed

    def counted(previous: Previous, sha256: bytes, crc: int, size: int) -> tuple[int, bytes] | None:
        found.append(size)
        return packed(previous, sha256, crc, size)

    monkeypatch.setattr(Previous, "packed", counted)
    return found


def test_copies_the_unchanged_batches_whole(tree: Tree, looked_up: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("justpack.archive.compress.BATCH", 50_000)
    first = tree.pack()
    looked_up.clear()
    assert tree.pack() == first
    assert looked_up == []
    path = tree.root / "src/150.js"
    path.write_bytes(path.read_bytes()[:-1] + b"#")
    tree.same()
    assert 0 < len(looked_up) < 60, "the files of one batch"


def test_a_file_that_is_added_leaves_later_batches_as_they_are(
    tree: Tree, looked_up: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("justpack.archive.compress.BATCH", 10_000)
    tree.kit.fill(tree.root, {f"many/{i:04}": b"%d" % i * 100 for i in range(2000)})
    tree.pack()
    looked_up.clear()
    (tree.root / "many/0000a").write_bytes(b"added" * 1000)
    tree.same()
    assert 0 < len(looked_up) < 1000


@pytest.mark.parametrize("what", ["rename", "mode", "swap"])
def test_a_batch_of_equal_contents_under_other_names_is_not_copied(tree: Tree, what: str) -> None:
    tree.pack()
    one, other = tree.root / "src/100.js", tree.root / "src/101.js"
    if what == "rename":
        one.rename(one.with_name("1000.js"))
    elif what == "mode":
        one.chmod(0o755)
    else:
        one.rename(one.with_name("x"))
        other.rename(one)
        one.with_name("x").rename(other)
    tree.same()
    assert tree.compressed >= 300, "the run without a cache"


def test_copies_no_batch_into_a_zip_that_may_need_zip64_offsets(
    tree: Tree, looked_up: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.pack()
    monkeypatch.setattr("justpack.archive.pack.MAX32", 10_000_000)
    looked_up.clear()
    tree.same()
    assert len(looked_up) >= 300


def test_stays_within_its_limit_and_deletes_the_oldest(tree: Tree) -> None:
    tree.pack()
    size = sum(path.stat().st_size for path in (tree.home / "cache").iterdir())
    tree.cache = Cache(tree.home / "cache", limit=2 * size + 1000)
    for level, day in ((5, 1), (4, 2), (6, 3), (5, 4)):
        tree.pack(level=level)
        for path in (tree.home / "cache").glob("*.index"):
            if path.stat().st_mtime > 10**9:
                os.utime(path, (day * 86400, day * 86400))
    assert len(list((tree.home / "cache").glob("*.zip"))) == 2
    tree.pack()
    assert tree.compressed == 0
    tree.cache = Cache(tree.home / "other", limit=1000)
    tree.pack()
    assert not (tree.home / "other").exists()


@pytest.mark.parametrize("what", ["file", "unwritable", "missing"])
def test_an_unusable_folder_is_not_an_error(tree: Tree, what: str) -> None:
    place = tree.home / "place"
    if what == "file":
        place.write_bytes(b"")
    elif what == "unwritable":
        place = Path("/proc/justpack")
    tree.cache = Cache(place)
    tree.same()


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_does_not_use_a_folder_that_others_can_write_to(tree: Tree, mode: int) -> None:
    told: list[str] = []
    tree.cache = Cache(tree.home / "cache", on_problem=told.append)
    tree.pack()
    (tree.home / "cache").chmod(mode)
    tree.pack()
    assert tree.compressed > 0
    assert told == [f"the cache is not used: other users can write to {tree.home / 'cache'}"]
    (tree.home / "cache").chmod(0o755)
    tree.pack()
    assert tree.compressed == 0


def test_uses_the_users_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/is/ignored")
    assert default_folder() == tmp_path / ".cache/justpack"
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache/me")
    assert default_folder() == Path("/var/cache/me/justpack")
    monkeypatch.setattr("sys.platform", "darwin")
    assert default_folder() == tmp_path / "Library/Caches/justpack"


def test_a_relative_home_folder_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr(Path, "home", lambda: Path("me"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    with pytest.raises(RuntimeError):
        default_folder()


def test_two_runs_with_one_target_keep_the_cached_zip_intact(tree: Tree) -> None:
    """Each links the target: the second link is of the very file the cache has by then."""
    tree.pack()
    target, folder = tree.home / "app.zip", tree.home / "cache"
    whole = target.read_bytes()
    index = next(folder.glob("*.index")).read_bytes()
    options = f"{Engine(5).fingerprint} fixed"
    for _ in range(2):
        tree.cache.keep(tree.root, options, index, target)
        assert target.read_bytes() == whole
    assert sorted(path.suffix for path in folder.iterdir()) == [".index", ".zip"]
    tree.pack()
    assert tree.compressed == 0


def test_caches_a_time_of_any_year(tree: Tree) -> None:
    far = 10_000_000_000 * 10**9  # the year 2286; file systems of today know it
    os.utime(tree.root / "src/001.js", ns=(far, far))
    tree.same()
    tree.same()
    assert tree.pack() == tree.pack()
    assert tree.compressed == 0


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_passes_over_what_is_not_a_file(tree: Tree, make: Callable[[Path], None]) -> None:
    problems: list[str] = []
    tree.cache = Cache(tree.home / "cache", on_problem=problems.append)
    first = tree.pack().sha256
    for name in ("*.index", "*.zip"):
        (path,) = (tree.home / "cache").glob(name)
        path.unlink()
        make(path)
        assert tree.pack().sha256 == first
        assert problems == [f"the cache is not used: {path} is not a regular file"]
        problems.clear()
        if path.is_dir():
            path.rmdir()
        tree.pack()


def test_follows_no_link_in_the_place_of_a_file(tree: Tree) -> None:
    problems: list[str] = []
    tree.cache = Cache(tree.home / "cache", on_problem=problems.append)
    first = tree.pack().sha256
    for name in ("*.index", "*.zip"):
        (path,) = (tree.home / "cache").glob(name)
        path.rename(tree.home / "elsewhere")
        path.symlink_to(tree.home / "elsewhere")
        assert tree.pack().sha256 == first
        assert tree.compressed > 0
        assert problems == [f"the cache is not used: {path} is not a regular file"]
        problems.clear()
        assert not path.is_symlink()


def test_does_not_use_an_index_that_others_can_write(tree: Tree) -> None:
    problems: list[str] = []
    tree.cache = Cache(tree.home / "cache", on_problem=problems.append)
    first = tree.pack().sha256
    (index,) = (tree.home / "cache").glob("*.index")
    assert index.stat().st_mode & 0o077 == 0
    index.chmod(0o620)
    assert tree.pack().sha256 == first
    assert tree.compressed > 0
    assert problems == [f"the cache is not used: {index} can be written by other users"]
