"""`justpack pack`: are the bytes the same however they leave, and is nothing written that was not asked for?"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Invoke


def test_a_zip_with_its_receipt(just: Invoke, app: Path, tmp_path: Path) -> None:
    target = tmp_path / "app.zip"
    run = just("pack", app, "-o", target, "--format", "json")
    assert run.code == 0
    assert run.result["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert (run.result["size"], run.result["entries"], run.result["runtime"]) == (
        target.stat().st_size,
        2,
        "nodejs22.x",
    )
    assert zipfile.ZipFile(target).namelist() == ["index.js", "package.json"]
    receipts = [path for path in tmp_path.iterdir() if path.is_file() and path != target]
    assert len(receipts) == 1
    assert str(receipts[0]) == run.result["receipt"]


def test_text(just: Invoke, app: Path, tmp_path: Path) -> None:
    run = just("pack", app, "-o", tmp_path / "app.zip")
    assert run.out.splitlines()[0].startswith(f"packed 2 files to {tmp_path / 'app.zip'}: 113 B raw, ")


def test_stdout_gets_the_very_bytes_of_a_file(just: Invoke, app: Path, tmp_path: Path) -> None:
    just("pack", app, "-o", tmp_path / "app.zip")
    for more in ([], ["-j", "1"], ["-q"]):
        command = [sys.executable, "-m", "justpack", "pack", str(app), "-o", "-", *more]
        done = subprocess.run(command, capture_output=True, check=True)
        assert done.stdout == (tmp_path / "app.zip").read_bytes()
        assert (b"sha256" in done.stderr) is (more != ["-q"])


def test_a_dry_run_writes_nothing(just: Invoke, app: Path, broken: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert just("pack", app, "--dry-run").code == 0
    assert just("pack", app, "--dry-run", "-o", tmp_path / "x.zip").code == 0
    assert just("pack", broken, "--dry-run").code == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_what_does_not_pass_is_packed_only_when_told(just: Invoke, broken: Path, tmp_path: Path) -> None:
    run = just("pack", broken, "-o", tmp_path / "x.zip")
    assert (run.code, (tmp_path / "x.zip").exists()) == (1, False)
    assert run.out.splitlines()[-1] == "nothing was packed; --no-check packs it all the same"
    refused = just("pack", broken, "-o", tmp_path / "x.zip", "--format", "json")
    assert (refused.code, refused.json["result"], refused.codes) == (1, None, ["RT003"])
    assert just("pack", broken, "-o", tmp_path / "x.zip", "--no-check").code == 0


def test_a_zip_never_packs_itself(just: Invoke, app: Path) -> None:
    for _ in range(2):
        assert just("pack", app, "-o", app / "out.zip").code == 0
        assert zipfile.ZipFile(app / "out.zip").namelist() == ["index.js", "package.json"]


def test_no_target_is_2(just: Invoke, app: Path) -> None:
    run = just("pack", app)
    assert (run.code, run.out) == (2, "")
    assert run.err.splitlines()[0] == "error: say where the zip goes: -o app.zip"


def test_a_target_that_cannot_be_written_is_1(just: Invoke, app: Path, tmp_path: Path) -> None:
    run = just("pack", app, "-o", tmp_path / "nothing" / "x.zip", "--format", "json")
    assert (run.code, run.codes) == (1, ["JP001"])
    assert just("pack", app, "-o", tmp_path).code == 1


def test_nothing_to_pack_is_1(just: Invoke, app: Path, tmp_path: Path) -> None:
    (app / ".justpackignore").write_text("*\n")
    assert just("pack", app, "-o", tmp_path / "x.zip", "--no-check").code == 1
    assert not (tmp_path / "x.zip").exists()


def test_store_and_level(just: Invoke, app: Path, tmp_path: Path) -> None:
    (app / "big.txt").write_text("x" * 10_000)
    sizes = []
    for more in (["--store"], ["--level", "1"], ["--level", "12"]):
        assert just("pack", app, "-o", tmp_path / "x.zip", *more).code == 0
        sizes.append((tmp_path / "x.zip").stat().st_size)
    assert sizes[0] > 10_000 > sizes[1] >= sizes[2]
    assert just("pack", app, "-o", tmp_path / "x.zip", "--level", "13").code == 2
