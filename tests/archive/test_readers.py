"""Tests with other zip tools: they read the names and bytes that justpack wrote."""

from __future__ import annotations

import hashlib
import os
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest

from justpack.archive import records
from justpack.archive.pack import pack
from justpack.archive.readers.strict_reader import check_structure, read_structure
from justpack.archive.records import Row
from justpack.model import Archive

if TYPE_CHECKING:
    from tests.archive.made_trees import Kit
    from tests.archive.processes import Packer, Run

AWKWARD = {
    "n" * 255: b"longest name",
    "/".join(["d" * 100] * 15) + "/deep": b"deep",
    "ünïcödé/日本語/🎉.txt": b"beyond the BMP",
    "e\u0301 decomposed": b"NFD",
    "\u00e9 composed": b"NFC",
    " leading and trailing ": b"blanks",
    "-rf": b"a dash",
    "quote'\"`$(touch x);&|<>*?[]{}!#~": b"shell",
    "percent %s %d %n": b"format",
    "...": b"dots",
    "a.": b"trailing dot",
    "CON": b"reserved",
    "UPPER": b"upper",
    "upper": b"lower",
    "\u202egnp.exe": b"right to left",
    "\u200b": b"zero width",
}


@pytest.fixture(scope="session")
def zips(kit: type[Kit], packed: tuple[Path, Archive], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Zips that readers must agree on: the made tree, and awkward names."""
    home = tmp_path_factory.mktemp("awkward")
    root = kit.fill(home / "tree", AWKWARD)
    pack(kit.plan_of(root), root, home / "app.zip")
    return {"corpus": packed[0], "awkward": home / "app.zip"}


def on_disk(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


def wanted(kit: type[Kit], which: str) -> dict[str, str]:
    files = kit.corpus_files() if which == "corpus" else AWKWARD
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


UNPACK: dict[str, tuple[str, Callable[[str, Path, Path], list[str | Path]]]] = {
    "Info-ZIP": ("unzip", lambda tool, source, to: [tool, "-qq", source, "-d", to]),
    "7-Zip": ("7z", lambda tool, source, to: [tool, "x", "-bd", f"-o{to}", source]),
    "bsdtar": ("bsdtar", lambda tool, source, to: [tool, "-xf", source, "-C", to]),
    "busybox": ("busybox", lambda tool, source, to: [tool, "unzip", "-q", source, "-d", to]),
    "zipfile": ("python3", lambda tool, source, to: [tool, "-m", "zipfile", "-e", source, to]),
}


@pytest.mark.parametrize("case", ["corpus", "awkward"])
@pytest.mark.parametrize("name", UNPACK)
def test_other_tools_unpack_equal_names_and_bytes(
    zips: dict[str, Path], kit: type[Kit], tool: Callable[[str], str], run: Run, tmp_path: Path, name: str, case: str
) -> None:
    program, command = UNPACK[name]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    run(*command(tool(program), zips[case], tmp_path), env=environment, stdin=subprocess.DEVNULL)
    found, expected = on_disk(tmp_path), wanted(kit, case)
    if name == "bsdtar":
        # libarchive composes names; the others leave them as they are.
        found, expected = ({normalize("NFC", key): value for key, value in each.items()} for each in (found, expected))
    assert found == expected


@pytest.mark.parametrize("case", ["corpus", "awkward"])
def test_java_reads_the_zip_as_a_stream(
    zips: dict[str, Path], kit: type[Kit], tool: Callable[[str], str], case: str
) -> None:
    source = Path(__file__).with_name("StreamReader.java")
    done = subprocess.run([tool("java"), os.fspath(source), os.fspath(zips[case])], capture_output=True, check=True)
    lines = done.stdout.decode().split("\0")[:-1]
    assert {line[65:]: line[:64] for line in lines} == wanted(kit, case)


@pytest.mark.parametrize("case", ["corpus", "awkward"])
def test_node_reads_the_zip(
    zips: dict[str, Path],
    kit: type[Kit],
    tool: Callable[[str], str],
    npm_package: Callable[[str], Path],
    case: str,
) -> None:
    script = Path(__file__).with_name("node_reader.cjs")
    command = [tool("node"), os.fspath(script), os.fspath(npm_package("yauzl@3.2.0")), os.fspath(zips[case])]
    lines = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")[:-1]
    assert {line[65:]: line[:64] for line in lines} == wanted(kit, case)


@pytest.mark.parametrize("case", ["corpus", "awkward"])
def test_jar_lists_it(zips: dict[str, Path], kit: type[Kit], tool: Callable[[str], str], run: Run, case: str) -> None:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    listed = run(tool("jar"), "tf", zips[case], env=environment).stdout.splitlines()
    assert set(listed) == set(wanted(kit, case))


@pytest.mark.parametrize("case", ["corpus", "awkward"])
def test_other_tools_accept_it(zips: dict[str, Path], tool: Callable[[str], str], run: Run, case: str) -> None:
    run(tool("unzip"), "-tqq", zips[case])
    run(tool("7z"), "t", "-bd", zips[case])
    assert zipfile.ZipFile(zips[case]).testzip() is None


def test_others_unpack_the_modes(zips: dict[str, Path], tool: Callable[[str], str], run: Run, tmp_path: Path) -> None:
    run(tool("unzip"), "-qq", zips["corpus"], "-d", tmp_path)
    assert (tmp_path / "run.sh").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "README.md").stat().st_mode & 0o777 == 0o644


def test_zipstream_writes_the_same_records(zips: dict[str, Path]) -> None:
    """Bytes equal to those of zipstream-ng's own headers, directory and end, given the same prepared entries."""
    from zipstream.ng import ZipStream, ZipStreamInfo  # type: ignore[import-untyped]

    for path in zips.values():
        data, found = path.read_bytes(), read_structure(path)
        stream: Any = ZipStream()
        made = bytearray()
        for row, offset in zip(found.rows, found.offsets, strict=True):
            info: Any = ZipStreamInfo(row.name.decode(), (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.CRC, info.external_attr = row.method, row.crc, row.attributes
            info.file_size, info.compress_size, info.header_offset = row.size, row.packed, len(made)
            header = info.FileHeader(False)
            made += stream._track(header)
            made += stream._track(data[offset + len(header) : offset + len(header) + row.packed])
            stream._filelist.append(info)
        made += b"".join(stream._gen_archive_footer())
        assert bytes(made) == data


def _many(kit: type[Kit], tmp_path: Path, count: int) -> Path:
    root = tmp_path / "tree"
    for folder in range(0, count, 1000):
        (root / f"{folder:05}").mkdir(parents=True)
        for number in range(folder, min(folder + 1000, count)):
            (root / f"{folder:05}" / f"{number:05}").touch()
    pack(kit.plan_of(root), root, tmp_path / "app.zip")
    return tmp_path / "app.zip"


def _agree_on_count(target: Path, tool: Callable[[str], str], run: Run, count: int) -> None:
    assert len(check_structure(target)) == count
    assert len(zipfile.ZipFile(target).namelist()) == count
    assert len(run(tool("unzip"), "-Z1", target).stdout.splitlines()) == count
    assert len(run(tool("bsdtar"), "-tf", target).stdout.splitlines()) == count
    assert f"{count} files" in run(tool("7z"), "l", "-bd", target).stdout
    assert len(run(tool("jar"), "tf", target).stdout.splitlines()) == count


@pytest.mark.parametrize("count", [65_534, 65_535])
def test_the_count_from_which_the_end_is_zip64(
    tool: Callable[[str], str], run: Run, tmp_path: Path, count: int
) -> None:
    rows = [Row(b"%05d" % i, 0, records.STORED, 1 << 21 | 1 << 16, 0, 0, 0, records.MODE) for i in range(count)]
    data = b"".join(map(records.local, rows))
    directory = b"".join(records.central(row, 35 * i) for i, row in enumerate(rows))
    target = tmp_path / "app.zip"
    target.write_bytes(data + directory + records.end(count, len(directory), len(data)))
    assert (records.END64_MAGIC in target.read_bytes()[-100:]) == (count >= 65_535)
    assert len(check_structure(target)) == len(zipfile.ZipFile(target).namelist()) == count
    assert len(run(tool("unzip"), "-Z1", target).stdout.splitlines()) == count


@pytest.mark.exhaustive
@pytest.mark.parametrize("count", [65_534, 65_535, 70_000])
def test_counts_about_the_bound_of_zip64(
    kit: type[Kit], tool: Callable[[str], str], run: Run, tmp_path: Path, count: int
) -> None:
    target = _many(kit, tmp_path, count)
    assert (records.END64_MAGIC in target.read_bytes()[-100:]) == (count >= 65_535)
    _agree_on_count(target, tool, run, count)
    done = subprocess.run(
        [tool("java"), os.fspath(Path(__file__).with_name("StreamReader.java")), os.fspath(target)],
        capture_output=True,
        check=True,
    )
    assert done.stdout.count(b"\0") == count


@pytest.mark.exhaustive
@pytest.mark.parametrize("level", [5, 0])
def test_a_sparse_file_of_five_gib(
    kit: type[Kit], tool: Callable[[str], str], run: Run, packer: Packer, tmp_path: Path, level: int
) -> None:
    root = kit.fill(tmp_path / "tree", {"a": b"before", "z": b"after"})
    with (root / "sparse").open("wb") as file:
        file.truncate(5 << 30)
        file.seek((4 << 30) + 5)
        file.write(b"here")
    target = tmp_path / "app.zip"
    done = run("/usr/bin/env", "bash", "-c", 'exec "$@" && exit', "bash", *packer(root, target, level=level))
    assert done.stdout
    found = read_structure(target)
    assert found.problems == ()
    assert [row.size for row in found.rows] == [6, 5 << 30, 5]
    assert (found.offsets[2] > records.MAX32) == (level == 0)
    run(tool("unzip"), "-tqq", target)
    run(tool("7z"), "t", "-bd", target)
    run(tool("java"), Path(__file__).with_name("StreamReader.java"), target)
    with zipfile.ZipFile(target) as made, made.open("sparse") as content:
        content.seek(4 << 30)
        assert content.read(20) == b"\0\0\0\0\0here" + bytes(11)
    target.unlink()
