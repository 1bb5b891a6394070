"""Tests of the file reader: no link out of the root, no blocking, no unbounded reads."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from justpack.errors import ManifestError
from justpack.tree.safe_fs import reader
from tests.outside import user_id


def _message(root: Path, path: str, limit: int = reader.MANIFEST_LIMIT) -> str:
    with pytest.raises(ManifestError) as caught:
        reader.read_bytes(root, path, limit)
    assert caught.value.problem.location.path == path
    return caught.value.problem.message


def test_reads_a_whole_file(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "f").write_bytes(b"\x00\xff" * 100_000)
    assert reader.read_bytes(tmp_path, "a/b/f") == b"\x00\xff" * 100_000


@pytest.mark.parametrize("path", ["nothing", "no/where", "file/below"])
def test_returns_none_for_a_missing_file(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").touch()
    assert reader.read_bytes(tmp_path, path) is None


def test_reads_a_file_of_exactly_the_limit(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * (1 << 20))
    assert reader.read_bytes(tmp_path, "f", 1 << 20) == b"x" * (1 << 20)
    (tmp_path / "f").write_bytes(b"x" * ((1 << 20) + 1))
    assert _message(tmp_path, "f", 1 << 20) == "f is larger than 1 MiB and was not read"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs a file that says its size is 0")
def test_limits_a_file_that_reports_size_zero(tmp_path: Path) -> None:
    assert reader.read_bytes(Path("/proc/self"), "status", 1 << 20)
    with pytest.raises(ManifestError, match="was not read"):
        reader.read_bytes(Path("/proc/self"), "status", 16)


def test_follows_links_inside_the_root(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "f").write_bytes(b"x")
    (tmp_path / "folder").symlink_to("real")
    (tmp_path / "link").symlink_to("folder/f")
    (tmp_path / "absolute").symlink_to(tmp_path / "real" / "f")
    assert [reader.read_bytes(tmp_path, path) for path in ("folder/f", "link", "absolute")] == [b"x"] * 3


def test_accepts_a_root_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "f").write_bytes(b"x")
    (tmp_path / "link").symlink_to("real")
    assert reader.read_bytes(tmp_path / "link", "f") == b"x"


def test_does_not_read_links_out_of_the_root(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "project-2").mkdir()
    (tmp_path / "project-2" / "f").write_bytes(b"neighbour")
    (root / "file").symlink_to("../secret")
    (root / "folder").symlink_to("../project-2")
    (root / "far").symlink_to("/etc/passwd")
    for path in ("file", "folder/f", "far", "../secret", "../project-2/f"):
        assert "outside the project" in _message(root, path)


def test_returns_none_or_raises_for_broken_links(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to("nothing")
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert reader.read_bytes(tmp_path, "dangling") is None
    assert _message(tmp_path, "self") == "self cannot be read: its links form a loop"
    assert _message(tmp_path, "a/x") == "a/x cannot be read: its links form a loop"


def test_reads_only_regular_files(tmp_path: Path) -> None:
    (tmp_path / "package.json").mkdir()
    (tmp_path / "link").symlink_to("package.json")
    for path in ("package.json", "link"):
        assert _message(tmp_path, path) == f"{path} is not a regular file"


def test_a_pipe_does_not_block_and_its_writer_is_not_woken(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pom.xml")
    opened = threading.Event()

    def write() -> None:
        with open(tmp_path / "pom.xml", "wb", buffering=0):
            opened.set()

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    assert _message(tmp_path, "pom.xml") == "pom.xml is not a regular file"
    assert not opened.is_set()
    os.close(os.open(tmp_path / "pom.xml", os.O_RDONLY))
    writer.join(20)
    assert opened.is_set()


def test_does_not_read_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("app.sock")
        assert _message(tmp_path, "app.sock") == "app.sock is not a regular file"


@pytest.mark.skipif(user_id() == 0, reason="nothing is unreadable to root")
def test_reports_a_file_without_read_permission(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x")
    (tmp_path / "f").chmod(0)
    assert _message(tmp_path, "f") == "f cannot be read: permission denied"


def test_does_not_follow_a_folder_replaced_by_a_link(tmp_path: Path) -> None:
    root = tmp_path / "project"
    (root / "real").mkdir(parents=True)
    (tmp_path / "f").write_bytes(b"secret")
    (root / "swapped").symlink_to("..")
    with pytest.raises(OSError, match="swapped"):
        os.close(reader.open_inside(root, "swapped/f"))


def test_accepts_impossible_file_names(tmp_path: Path) -> None:
    assert "null" in _message(tmp_path, "a\0b")
    assert "name too long" in _message(tmp_path, "x" * 5_000)


def test_inside_resolves_paths(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "up").symlink_to("..")
    (tmp_path / "here").symlink_to(".")
    assert reader.inside(tmp_path, "a/../a/x") == "a/x"
    assert reader.inside(tmp_path, "here/a") == "a"
    assert reader.inside(tmp_path, "") == ""
    assert reader.inside(tmp_path, "up") is None
    assert reader.inside(Path("/"), "etc") == "etc"


def test_leaves_no_descriptor_open(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "f").write_bytes(b"xy")
    before = len(os.listdir("/proc/self/fd"))
    for path, limit in (("d/f", 9), ("d/f", 1), ("d", 9), ("d/x", 9), ("x/f", 9)):
        try:
            reader.read_bytes(tmp_path, path, limit)
        except ManifestError:
            continue
    assert len(os.listdir("/proc/self/fd")) == before
