"""Tests of reproducibility: equal bytes wherever and however a tree is packed."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import justpack
from justpack.archive.pack import pack
from justpack.archive.times import parse_mtime
from justpack.model import Archive
from tests.outside import user_id

if TYPE_CHECKING:
    from tests.archive.made_trees import Kit
    from tests.archive.processes import Packer, Run

Pythons = Callable[[str], str]
GOLDEN = {
    0: "ef9139c824ba28ea541913a39f960ec2cd7c0eade2c931e5e2342deffcb4e23f",
    1: "4b929e23f88aa295d5a5554dbc40b0b300c9daf9146aa530a98bab6ede4c2cc1",
    2: "7959d0b29ef6cfea7dde88b7e2c2718ffaca5a59442c3bf3e61708529312c7fc",
    3: "8aa35bc512be743f6a85f9618d3f47f31631df655d06bb4b4c99ff4f1ea79dd7",
    4: "e7ef54cc306d9fd7adb32db7aa2683c99015aac9e9736f59dcda97a73b8cc659",
    5: "a30a0eb4c7cef93742c7b9c7568f242893b28e7bb1e48d396af6bb8cd25e69f0",
    6: "cc6a1488e0c38fb05829ce24b79bd979b0679e7140ff87e7b13be53cb78a3a42",
    7: "256114a8825987afd244b0c2b19073cde8b03078b0102b7dd5588952751fd11b",
    8: "d3e4908f5d92b5f1ebdf3d41d4108fd2a46eab782974f74279986f0ca55f5683",
    9: "c7f477b21a3e89e4febb72c3207a3d84b39ac0d3fd0dba18af7035dd4d806a83",
    10: "8dea24c704bb15a26b01f7fd64206f4cc503d32af92099cf63806a05d78932a8",
    11: "47bceaa8c9441ed8238fc889aded7d73fe4d869e5d3373c499992e8938bb6ab1",
    12: "47bceaa8c9441ed8238fc889aded7d73fe4d869e5d3373c499992e8938bb6ab1",
}
"""The sha256 of the made tree at each level, on every machine: a compressor that changes its bytes shows here first."""
GOLDEN_DIGEST = "dcde1db9b994af692c9643484e92fcba545fe60363b480766b1090c5cd211b17"
GOLDEN_TIMES = [
    ("content", "ca393bdf0ce9f09d160fe26191e8d5a7a18973292b8e6e129c6add0eb10c5dd5"),
    ("1700000000", "d786c7cc62ade6405729cb9f7d881eca10d9eeb8da0dd975fea02bed04a1eb0e"),
]
ROOT = Path(__file__).resolve().parents[2]
OTHERS = ("3.11", "3.12", "3.13", "3.14")


@pytest.mark.parametrize("level", range(13))
def test_golden_hash(corpus: Path, kit: type[Kit], tmp_path: Path, level: int) -> None:
    assert pack(kit.plan_of(corpus), corpus, tmp_path / "app.zip", level=level).sha256 == GOLDEN[level]


def test_golden_content_digest(packed: tuple[Path, Archive]) -> None:
    assert packed[1].content_digest == GOLDEN_DIGEST


@pytest.mark.parametrize(("time", "expected"), GOLDEN_TIMES)
def test_golden_hash_of_other_times(corpus: Path, kit: type[Kit], tmp_path: Path, time: str, expected: str) -> None:
    assert pack(kit.plan_of(corpus), corpus, tmp_path / "app.zip", mtime=parse_mtime(time)).sha256 == expected


@pytest.mark.parametrize("seed", [1, 2])
def test_bytes_do_not_depend_on_path_creation_order_times_or_umask(
    packed: tuple[Path, Archive], kit: type[Kit], tmp_path: Path, seed: int
) -> None:
    names = list(kit.corpus_files())
    random.Random(seed).shuffle(names)
    root = tmp_path / f"another place {seed}"
    before = os.umask(0o077 if seed == 1 else 0)
    try:
        kit.fill(root, {name: kit.corpus_files()[name] for name in names})
        for name in names:
            os.utime(root / name, ns=(seed * 10**18, seed * 10**18 + 1))
            (root / name).chmod(0o700 if name.endswith(".sh") else 0o600)
        archive = pack(kit.plan_of(root), root, tmp_path / "app.zip", jobs=seed)
    finally:
        os.umask(before)
    assert archive.sha256 == packed[1].sha256
    assert (tmp_path / "app.zip").stat().st_mode & 0o777 == (0o600 if seed == 1 else 0o666)


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
        {"TZ": "America/New_York", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "4294967295"},
        {"TZ": "UTC", "LC_ALL": "POSIX", "PYTHONUTF8": "1", "SOURCE_DATE_EPOCH": "1700000000"},
        {"LANG": "ja_JP.SJIS", "PYTHONOPTIMIZE": "2", "PYTHONDEVMODE": "1"},
    ],
)
def test_bytes_do_not_depend_on_the_environment(
    corpus: Path, packed: tuple[Path, Archive], run: Run, packer: Packer, tmp_path: Path, environment: dict[str, str]
) -> None:
    done = run(*packer(corpus, tmp_path / "app.zip"), env={**os.environ, **environment}, cwd=tmp_path)
    assert done.stdout.split() == ["ready", packed[1].sha256]


@pytest.mark.parametrize("version", OTHERS)
def test_every_python_gives_the_same_bytes(
    corpus: Path,
    packed: tuple[Path, Archive],
    run: Run,
    packer: Packer,
    tmp_path: Path,
    version: str,
    python_of: Pythons,
) -> None:
    python = python_of(version)
    # Our package alone: beside it may lie the compressors of this Python, which another one cannot load.
    shutil.copytree(Path(justpack.__file__).parent, tmp_path / "source" / "justpack")
    done = run(
        *packer(corpus, tmp_path / "app.zip", python=python),
        env={**os.environ, "PYTHONPATH": os.fspath(tmp_path / "source")},
    )
    assert done.stdout.split() == ["ready", packed[1].sha256]


@pytest.fixture(scope="session")
def python_of() -> Pythons:
    """Another Python with what packing needs, made once per machine."""

    def find(version: str) -> str:
        installed = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        python = os.fspath(installed[-1]) if installed else shutil.which(f"python{version}")
        if python is None:
            pytest.skip(f"Python {version} is not installed")
        home = Path(tempfile.gettempdir()) / f"justpack-test-python-{user_id()}" / version
        own = home / "bin" / "python"
        declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
        pins = [pin for pin in declared if pin.startswith(("deflate", "zipstream-ng", "zlib-ng"))]
        ready = home / "ready"
        if not ready.exists() or ready.read_text() != "\n".join(pins):
            made: list[list[str]] = [
                [python, "-m", "venv", os.fspath(home)],
                [os.fspath(own), "-m", "pip", "install", "-q", *pins],
            ]
            for command in made:
                done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
                if done.returncode:
                    pytest.skip(f"Python {version} cannot be set up: {done.stderr[-200:]}")
            ready.write_text("\n".join(pins))
        return os.fspath(own)

    return find
