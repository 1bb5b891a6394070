"""Tests of `pack` and `stream`: the zip has the right entries, bytes and description."""

from __future__ import annotations

import hashlib
import os
import random
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.archive.engine import Engine
from justpack.archive.pack import pack, stream
from justpack.archive.readers.strict_reader import read_structure
from justpack.archive.times import CONTENT, FIXED, Mtime, parse_mtime
from justpack.errors import PackError, UsageError
from justpack.model import Archive, Plan, Progress

if TYPE_CHECKING:
    from tests.archive.made_trees import Kit

LARGE = 8 << 20


def test_packs_names_contents_modes_and_order(corpus: Path, packed: tuple[Path, Archive], kit: type[Kit]) -> None:
    target, _ = packed
    assert kit.read_all(target) == kit.corpus_files()
    with zipfile.ZipFile(target) as made:
        names = [info.filename for info in made.infolist()]
        modes = {info.filename: info.external_attr >> 16 for info in made.infolist()}
        assert {info.date_time for info in made.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.compress_type for info in made.infolist()} == {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        assert not any(info.extra or info.comment or info.flag_bits & 8 for info in made.infolist())
        flagged = {info.filename for info in made.infolist() if info.flag_bits & 0x800}
    assert names == sorted(names, key=str.encode)
    assert modes == {name: 0o100755 if name == "run.sh" else 0o100644 for name in names}
    assert flagged == {"naïve/ümlaut ✓.txt"}


def test_the_archive_describes_its_bytes(packed: tuple[Path, Archive]) -> None:
    target, archive = packed
    data = target.read_bytes()
    assert archive.size == len(data)
    assert archive.sha256 == hashlib.sha256(data).hexdigest()
    assert archive.unpacked_size == sum(entry.size for entry in archive.entries)
    assert archive.engine == "libdeflate via deflate 0.9.0"
    assert {entry.path for entry in archive.entries if entry.stored} >= {"empty", "one", "data/random.bin"}


def test_compresses_equal_contents_once(kit: type[Kit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"{number:02}/LICENSE": b"the same words " * (10 + number % 2) for number in range(20)}
    root = kit.fill(tmp_path / "tree", {**files, "large/1": bytes(9000), "large/2": bytes(9000)})
    asked: list[int] = []

    def counted(self: Engine, raw: bytes) -> bytes | bytearray:
        asked.append(len(raw))
        return compress(self, raw)

    compress = Engine.pack
    monkeypatch.setattr(Engine, "pack", counted)
    one = pack(kit.plan_of(root), root, tmp_path / "1.zip", jobs=1)
    assert sorted(asked) == [150, 165, 9000, 9000]
    asked.clear()
    monkeypatch.setattr("justpack.archive.compress.REMEMBERED", 1)
    assert pack(kit.plan_of(root), root, tmp_path / "2.zip", jobs=1).sha256 == one.sha256
    assert len(asked) == 22
    assert kit.read_all(tmp_path / "2.zip") == {**files, "large/1": bytes(9000), "large/2": bytes(9000)}


@pytest.mark.parametrize("level", range(13))
def test_the_bytes_depend_on_the_level_but_not_on_the_threads(
    corpus: Path, kit: type[Kit], tmp_path: Path, level: int
) -> None:
    plan = kit.plan_of(corpus)
    one = pack(plan, corpus, tmp_path / "1.zip", level=level, jobs=1)
    three = pack(plan, corpus, tmp_path / "3.zip", level=level, jobs=3)
    assert (one.sha256, one.entries) == (three.sha256, three.entries)
    assert kit.read_all(tmp_path / "1.zip") == kit.corpus_files()
    assert level or all(entry.stored for entry in one.entries)


def test_a_stream_has_the_same_bytes_and_a_known_length(
    corpus: Path, packed: tuple[Path, Archive], kit: type[Kit]
) -> None:
    target, archive = packed
    with stream(kit.plan_of(corpus), corpus) as chunks:
        length = chunks.length
        data = b"".join(chunks)
    assert (length, data) == (archive.size, target.read_bytes())
    assert (chunks.archive.sha256, chunks.archive.path) == (archive.sha256, None)


def test_reports_progress_that_adds_up(corpus: Path, kit: type[Kit], tmp_path: Path) -> None:
    told: list[Progress] = []
    archive = pack(kit.plan_of(corpus), corpus, tmp_path / "app.zip", on_progress=told.append)
    done = [each.done or 0 for each in told]
    assert done == sorted(done)
    assert (done[-1], told[-1].total) == (archive.unpacked_size, archive.unpacked_size)


def test_an_empty_plan_is_an_empty_zip(tmp_path: Path) -> None:
    archive = pack(Plan((), (), ()), tmp_path, tmp_path / "app.zip")
    assert archive.entries == ()
    assert zipfile.ZipFile(tmp_path / "app.zip").namelist() == []


@pytest.mark.parametrize("size", [LARGE - 1, LARGE, LARGE + 1, LARGE + (1 << 20), 2 * LARGE + 12345])
def test_packs_sizes_around_the_limit_of_large_files(kit: type[Kit], tmp_path: Path, size: int) -> None:
    content = (b"0123456789 the same again and again " * (size // 36 + 1))[:size]
    root = kit.fill(tmp_path / "tree", {"large": content, "small": b"after it"})
    pack(kit.plan_of(root), root, tmp_path / "app.zip")
    assert kit.read_all(tmp_path / "app.zip") == {"large": content, "small": b"after it"}


def test_stores_a_large_file_that_does_not_become_smaller(
    kit: type[Kit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = random.Random(7).randbytes(LARGE + 5)
    root = kit.fill(tmp_path / "tree", {"a": b"before", "large": content, "z": b"after"})
    monkeypatch.setattr("justpack.archive.engine.Engine.pays", lambda *_: True)
    archive = pack(kit.plan_of(root), root, tmp_path / "app.zip")
    assert {entry.path: entry.stored for entry in archive.entries}["large"]
    assert kit.read_all(tmp_path / "app.zip") == {"a": b"before", "large": content, "z": b"after"}
    assert read_structure(tmp_path / "app.zip").problems == ()


def test_the_content_digest_depends_on_modes_and_names_but_not_on_the_compressor(
    corpus: Path, kit: type[Kit], tmp_path: Path
) -> None:
    def digest(level: int = 5, mtime: Mtime = FIXED) -> str:
        return pack(kit.plan_of(root), root, tmp_path / "app.zip", level=level, mtime=mtime).content_digest

    root = kit.fill(tmp_path / "tree", {"a": b"one", "b.sh": b"two"})
    first = digest()
    expected = hashlib.sha256(b"justpack-content-1\n")
    for mode, name, content in ((b"100644", b"a", b"one"), (b"100755", b"b.sh", b"two")):
        expected.update(b"%s 3 %s %s\0" % (mode, hashlib.sha256(content).hexdigest().encode(), name))
    assert first == expected.hexdigest() == digest(level=0) == digest(level=12, mtime=CONTENT)
    (root / "a").chmod(0o755)
    second = digest()
    (root / "a").rename(root / "c")
    assert len({first, second, digest()}) == 3


def test_content_times_change_only_with_the_content(kit: type[Kit], tmp_path: Path) -> None:
    def times() -> dict[str, tuple[int, ...]]:
        pack(kit.plan_of(root), root, tmp_path / "app.zip", mtime=CONTENT)
        with zipfile.ZipFile(tmp_path / "app.zip") as made:
            return {info.filename: info.date_time for info in made.infolist()}

    root = kit.fill(tmp_path / "tree", {"a": b"same size", "b": b"other", "large": b"x" * (LARGE + 1)})
    first = times()
    (root / "a").touch()
    assert times() == first
    (root / "a").write_bytes(b"SAME SIZE")
    second = times()
    assert {name for name in first if first[name] != second[name]} == {"a"}
    assert all(1980 <= time[0] < 2020 for time in first.values())


def test_sets_a_given_time(kit: type[Kit], tmp_path: Path) -> None:
    root = kit.fill(tmp_path / "tree", {"a": b"1"})
    pack(kit.plan_of(root), root, tmp_path / "app.zip", mtime=parse_mtime("1700000001"))
    assert zipfile.ZipFile(tmp_path / "app.zip").infolist()[0].date_time == (2023, 11, 14, 22, 13, 20)


@pytest.mark.parametrize(
    "text", ["", "now", "-1", "1.5", "0", "315532799", "4354819200", "9" * 30, "１７０００００００"]
)
def test_refuses_an_invalid_time(text: str) -> None:
    with pytest.raises(UsageError):
        parse_mtime(text)


@pytest.mark.parametrize("text", ["fixed", "content", "315532800", "4354819199"])
def test_formats_times_as_they_are_parsed(text: str) -> None:
    assert str(parse_mtime(text)) == text
    assert Mtime("given").dos(b"") == parse_mtime("fixed").dos(b"")


@pytest.mark.parametrize("options", [{"level": 13}, {"level": -1}, {"jobs": 0}])
def test_refuses_options_out_of_range(tmp_path: Path, options: dict[str, int]) -> None:
    with pytest.raises(UsageError):
        pack(Plan((), (), ()), tmp_path, tmp_path / "app.zip", **options)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("module", ["deflate", "zlib_ng.zlib_ng"])
def test_reports_a_missing_compressor_without_a_fallback(
    kit: type[Kit], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    root = kit.fill(tmp_path / "tree", {"a": b"1", "large": bytes(LARGE + 1)})
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(PackError, match="compressor") as caught:
        pack(kit.plan_of(root), root, tmp_path / "app.zip")
    assert "--store" in (caught.value.help or "")
    assert not (tmp_path / "app.zip").exists()
    pack(kit.plan_of(root), root, tmp_path / "app.zip", level=0)
    assert kit.read_all(tmp_path / "app.zip") == {"a": b"1", "large": bytes(LARGE + 1)}


def test_refuses_to_pack_the_zip_into_itself(kit: type[Kit], tmp_path: Path) -> None:
    root = kit.fill(tmp_path, {"a": b"1", "app.zip": b"an older one"})
    with pytest.raises(PackError, match=r"app\.zip: is the zip to be written"):
        pack(kit.plan_of(root), root, Path(tmp_path / "app.zip"))
    assert (tmp_path / "app.zip").read_bytes() == b"an older one"


def test_provides_a_stream_as_a_file(corpus: Path, packed: tuple[Path, Archive], kit: type[Kit]) -> None:
    descriptors = len(os.listdir("/proc/self/fd"))
    made = stream(kit.plan_of(corpus), corpus)
    with made.file() as file:
        assert file.read() == packed[0].read_bytes()
    with made.file() as file, zipfile.ZipFile(file) as found:
        assert found.testzip() is None
    assert sum(map(len, made)) == made.length
    with pytest.raises(UsageError, match="has been run through"):
        list(made)
    with pytest.raises(UsageError, match="has been run through"):
        made.file()
    forgotten = stream(kit.plan_of(corpus), corpus)
    del forgotten
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_does_not_overwrite_a_file_that_is_not_a_zip(kit: type[Kit], tmp_path: Path) -> None:
    root = kit.fill(tmp_path / "tree", {"a": b"x"})
    (tmp_path / "package.json").write_text("{}")
    with pytest.raises(PackError, match="already exists and is not a zip"):
        pack(kit.plan_of(root), root, tmp_path / "package.json")
    assert (tmp_path / "package.json").read_text() == "{}"
    (tmp_path / "empty").touch()
    pack(kit.plan_of(root), root, tmp_path / "empty")
    pack(kit.plan_of(root), root, tmp_path / "empty")
