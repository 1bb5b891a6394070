"""Tests of `justpack pack`: the bytes of each kind of output, and the files that it writes."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import justpack
from justpack.archive.pack import LiveStream
from justpack.errors import PackError

if TYPE_CHECKING:
    from tests.cli.runs import Invoke


def test_writes_a_zip_and_its_receipt(just: Invoke, app: Path, tmp_path: Path) -> None:
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


def test_prints_a_summary(just: Invoke, app: Path, tmp_path: Path) -> None:
    run = just("pack", app, "-o", tmp_path / "app.zip")
    assert run.out.splitlines()[0].startswith(f"packed 2 files to {tmp_path / 'app.zip'}: 113 B raw, ")


def test_writes_the_same_bytes_to_stdout_as_to_a_file(just: Invoke, app: Path, tmp_path: Path) -> None:
    just("pack", app, "-o", tmp_path / "app.zip")
    for more in ([], ["-j", "1"], ["-q"]):
        command = [sys.executable, "-m", "justpack", "pack", str(app), "-o", "-", *more]
        done = subprocess.run(command, capture_output=True, check=True)
        assert done.stdout == (tmp_path / "app.zip").read_bytes()
        assert (b"sha256" in done.stderr) is (more != ["-q"])


def test_writes_nothing_with_dry_run(just: Invoke, app: Path, broken: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    assert just("pack", app, "--dry-run").code == 0
    assert just("pack", app, "--dry-run", "-o", tmp_path / "x.zip").code == 0
    assert just("pack", broken, "--dry-run").code == 1
    assert sorted(tmp_path.rglob("*")) == before


def test_packs_a_project_with_errors_only_with_no_check(just: Invoke, broken: Path, tmp_path: Path) -> None:
    run = just("pack", broken, "-o", tmp_path / "x.zip")
    assert (run.code, (tmp_path / "x.zip").exists()) == (1, False)
    assert run.out.splitlines()[-1] == "nothing was packed; use --no-check to pack anyway"
    refused = just("pack", broken, "-o", tmp_path / "x.zip", "--format", "json")
    assert (refused.code, refused.json["result"], refused.codes) == (1, None, ["RT003"])
    assert just("pack", broken, "-o", tmp_path / "x.zip", "--no-check").code == 0


def test_does_not_pack_the_zip_itself(just: Invoke, app: Path) -> None:
    for _ in range(2):
        assert just("pack", app, "-o", app / "out.zip").code == 0
        assert zipfile.ZipFile(app / "out.zip").namelist() == ["index.js", "package.json"]


def test_exits_2_without_a_target(just: Invoke, app: Path) -> None:
    run = just("pack", app)
    assert (run.code, run.out) == (2, "")
    assert run.err.splitlines()[0] == "error: the path of the zip is missing"


def test_exits_1_if_the_target_cannot_be_written(just: Invoke, app: Path, tmp_path: Path) -> None:
    run = just("pack", app, "-o", tmp_path / "nothing" / "x.zip", "--format", "json")
    assert (run.code, run.codes) == (1, ["JP001"])
    assert just("pack", app, "-o", tmp_path).code == 1


def test_exits_1_if_there_is_nothing_to_pack(just: Invoke, app: Path, tmp_path: Path) -> None:
    (app / ".justpackignore").write_text("*\n")
    assert just("pack", app, "-o", tmp_path / "x.zip", "--no-check").code == 1
    assert not (tmp_path / "x.zip").exists()


def test_applies_store_and_level(just: Invoke, app: Path, tmp_path: Path) -> None:
    (app / "big.txt").write_text("x" * 10_000)
    sizes = []
    for more in (["--store"], ["--level", "1"], ["--level", "12"]):
        assert just("pack", app, "-o", tmp_path / "x.zip", *more).code == 0
        sizes.append((tmp_path / "x.zip").stat().st_size)
    assert sizes[0] > 10_000 > sizes[1] >= sizes[2]
    assert just("pack", app, "-o", tmp_path / "x.zip", "--level", "13").code == 2


def _as_process(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "justpack", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False)


def test_writes_only_the_zip_to_stdout(broken: Path, app: Path, tmp_path: Path) -> None:
    refused = _as_process("pack", broken, "-o", "-")
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert b"error[RT003]" in refused.stderr
    (app / "A.txt").touch()
    (app / "a.txt").touch()
    done = _as_process("pack", app, "-o", "-", "--receipt", tmp_path / "r.json", "--provenance", tmp_path / "p.json")
    assert done.returncode == 0
    assert b"warning[FP002]" in done.stderr
    sha256 = hashlib.sha256(done.stdout).hexdigest()
    for name in ("r.json", "p.json"):
        assert sha256 in (tmp_path / name).read_text()


def test_stdout_gets_bytes_before_the_last_file_is_read(app: Path) -> None:
    """The last file changes after the first bytes arrive: the zip stays without a directory, and the exit code is 1."""
    seeded = random.Random(9)
    for number in range(150):
        (app / f"f{number:03}").write_bytes(seeded.randbytes(400_000))
    command = [sys.executable, "-m", "justpack", "pack", str(app), "-o", "-", "-q"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.read(1000)
        (app / "package.json").write_text("{}")
        rest = process.stdout.read()
        said = process.stderr.read().decode()
    assert first.startswith(b"PK\x03\x04")
    assert b"PK\x05\x06" not in rest[-100:]
    assert process.returncode == 1
    assert "package.json: changed while it was packed" in said
    assert "Traceback" not in said


def test_stdout_that_nobody_reads_any_more(app: Path) -> None:
    (app / "data").write_bytes(random.Random(9).randbytes(3_000_000))
    command = [sys.executable, "-m", "justpack", "pack", str(app), "-o", "-", "-q"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (141, b"")


def test_reports_a_closed_stdout(app: Path) -> None:
    program = [sys.executable, "-m", "justpack"]
    for arguments, code in ((["files", str(app)], 0), (["pack", str(app), "-o", "-"], 2)):
        command = ["sh", "-c", '"$@" >&-', "sh", *program, *arguments]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
        assert (done.returncode, "Traceback" in done.stderr, "bug" in done.stderr) == (code, False, False), done.stderr


@pytest.mark.parametrize("target", [".", "..", ""])
def test_exits_2_for_a_target_without_a_name(just: Invoke, app: Path, target: str) -> None:
    assert just("pack", app, "-o", target).code == 2


def test_refuses_one_path_for_two_outputs(just: Invoke, app: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.zip"
    for option in ("--receipt", "--provenance"):
        run = just("pack", app, "-o", target, option, target)
        assert (run.code, target.exists()) == (2, False)
    (tmp_path / "link").symlink_to("x.zip")
    assert just("pack", app, "-o", target, "--receipt", tmp_path / "link").code == 2


@pytest.mark.parametrize("option", ["--receipt", "--provenance"])
def test_checks_the_targets_before_packing(just: Invoke, app: Path, tmp_path: Path, option: str) -> None:
    run = just("pack", app, "-o", tmp_path / "x.zip", option, tmp_path / "no" / "x.json")
    assert (run.code, (tmp_path / "x.zip").exists()) == (1, False)
    assert "make the folder" in run.err


def test_the_statement_contains_the_options(just: Invoke, app: Path, tmp_path: Path) -> None:
    (app / "justpack.toml").write_text('exclude = ["*.md"]\n')
    just("pack", app, "-o", tmp_path / "x.zip", "--provenance", tmp_path / "p.json", "--include", "x/**")
    predicate = json.loads((tmp_path / "p.json").read_text())["predicate"]
    assert predicate["buildDefinition"]["externalParameters"] == {
        "exclude": ["*.md"], "include": ["x/**"], "level": 5, "mtime": "fixed",
    }  # fmt: skip


def test_does_not_pack_a_target_behind_a_link(just: Invoke, app: Path, tmp_path: Path) -> None:
    (tmp_path / "link.zip").symlink_to(app / "dist.zip")
    first = just("pack", app, "-o", tmp_path / "link.zip", "--format", "json")
    again = just("pack", app, "-o", tmp_path / "link.zip", "--format", "json")
    assert first.result["sha256"] == again.result["sha256"]


def test_does_not_pack_a_cache_in_the_project(
    just: Invoke, app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(app / ".ci"))
    sums = {just("pack", app, "-o", tmp_path / "x.zip", "--format", "json").result["sha256"] for _ in range(3)}
    assert (len(sums), list((app / ".ci/justpack").glob("*.zip")) != []) == (1, True)


def test_exits_1_for_an_unreadable_ignore_file(just: Invoke, app: Path, tmp_path: Path) -> None:
    (app / ".gitignore").mkdir()
    (app / ".gitignore").rmdir()
    (app / ".gitignore").symlink_to("rules")
    (app / "rules").write_text("secret\n")
    run = just("files", app)
    assert (run.code, "MF001" in run.out) == (1, True)
    with pytest.raises(PackError, match="gitignore"):
        justpack.pack(app, tmp_path / "x.zip")


def test_packs_the_same_names_in_a_legacy_locale(app: Path, tmp_path: Path) -> None:
    (app / "naïve.txt").write_text("x")
    made = []
    for name, more in (("plain", {}), ("legacy", {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})):
        command = [sys.executable, "-m", "justpack", "pack", str(app), "-q", "-o", str(tmp_path / f"{name}.zip")]
        subprocess.run(command, env={**os.environ, **more}, check=True, capture_output=True)
        made.append((tmp_path / f"{name}.zip").read_bytes())
    assert made[0] == made[1]
    library = "import sys, justpack; justpack.plan(sys.argv[1])"
    refused = subprocess.run(
        [sys.executable, "-c", library, str(app)],
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "run Python with -X utf8" in refused.stderr


def test_offers_no_check_only_where_it_packs(
    just: Invoke, plant: Callable[[Mapping[str, str]], Path], tmp_path: Path
) -> None:
    root = plant({"package.json": '{"name": "a", "scripts": {"start": "node gone.js"}, "engines": {"node": "22.x"}}'})
    assert "use --no-check" in just("pack", root, "-o", tmp_path / "a.zip").out
    assert just("pack", root, "-o", tmp_path / "a.zip", "--no-check").code == 0
    (tmp_path / "outside").mkdir()
    (root / "link").symlink_to(tmp_path / "outside")
    run = just("pack", root, "-o", tmp_path / "a.zip")
    assert (run.code, "--no-check" in run.out) == (1, False)
    assert run.out.endswith("nothing was packed\n")


def test_a_refusal_in_json_goes_to_stdout(just: Invoke, plant: Callable[[Mapping[str, str]], Path]) -> None:
    root = plant({"readme": "nothing here"})
    run = just("pack", root, "-o", "-", "--format", "json")
    assert (run.code, run.json["ok"], run.json["result"]) == (1, False, None)
    assert run.codes


def test_a_zip_on_stdout_has_its_result_in_json_on_stderr(app: Path, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "justpack", "pack", str(app), "--format", "json", "-o"]
    for target in ("-", "/dev/stdout"):
        done = subprocess.run([*program, target], capture_output=True, check=True)
        assert done.stdout.startswith(b"PK")
        result = json.loads(done.stderr)["result"]
        assert (result["size"], result["path"], result["receipt"]) == (len(done.stdout), None, None)


def test_does_not_pack_the_files_that_its_output_goes_to(app: Path, tmp_path: Path) -> None:
    (app / "history.log").write_text("an old line\n")
    program = [sys.executable, "-m", "justpack", "pack", str(app), "-o"]
    with (app / "app.zip").open("wb") as out, (app / "err.log").open("wb") as err:
        subprocess.run([*program, "-"], stdout=out, stderr=err, check=True)
    with zipfile.ZipFile(app / "app.zip") as made:
        assert made.namelist() == ["history.log", "index.js", "package.json"]


def test_puts_the_zip_into_a_folder(just: Invoke, app: Path, tmp_path: Path) -> None:
    run = just("pack", app, "-o", f"{tmp_path}/out/")
    assert (run.code, (tmp_path / "out").exists()) == (2, False)
    (tmp_path / "out").mkdir()
    assert just("pack", app, "-o", f"{tmp_path}/out/").code == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["app.zip", "app.zip.receipt.json"]


@pytest.mark.parametrize("place", ["-", "/dev/stdout", "out/"])
@pytest.mark.parametrize("option", ["--receipt", "--provenance"])
def test_refuses_a_record_that_is_no_file(just: Invoke, app: Path, tmp_path: Path, option: str, place: str) -> None:
    run = just("pack", app, "-o", tmp_path / "a.zip", option, place)
    assert (run.code, (tmp_path / "a.zip").exists()) == (2, False)


def test_reports_an_error_after_the_first_bytes_on_stderr_only(
    just: Invoke, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(self: LiveStream) -> Iterator[bytes]:
        yield b"PK"
        raise PackError("a.txt changed")

    monkeypatch.setattr(LiveStream, "__iter__", cut)
    run = just("pack", app, "-o", "-", "--format", "json")
    assert (run.code, run.out) == (1, "PK")
    assert "error: a.txt changed" in run.err
