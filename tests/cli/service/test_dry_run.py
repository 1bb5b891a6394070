"""Tests of `deploy --dry-run`: what would be sent, against the last receipt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from justpack.sandbox.server import Sandbox
    from tests.cli.runs import Invoke


@pytest.fixture
def deployed(just: Invoke, app: Path, service: Callable[..., Sandbox], tmp_path: Path) -> tuple[Path, Sandbox]:
    """Deploy the project to a sandbox; return the receipt and the sandbox."""
    sandbox = service()
    receipt = tmp_path / "last.json"
    assert just("deploy", app, "--receipt", receipt, "-q").code == 0
    return receipt, sandbox


def test_needs_no_keys_and_no_receipt(just: Invoke, app: Path) -> None:
    run = just("deploy", app, "--dry-run")
    lines = run.out.splitlines()
    assert run.code == 0
    assert lines[0] == "would send 2 files"
    assert lines[2:4] == ["to       production", "runtime  nodejs22.x"]
    assert lines[-2:] == [
        "compared with nothing; --receipt FILE names the last receipt",
        "nothing was sent",
    ]


def test_reports_the_differences_from_the_last_receipt(just: Invoke, app: Path, deployed: tuple[Path, Sandbox]) -> None:
    receipt, sandbox = deployed
    before, requests = receipt.read_bytes(), len(sandbox.requests)
    (app / "package.json").write_text('{"version": "2.0.0", "scripts": {"start": "x"}, "engines": {"node": "24.x"}}')
    (app / "new.js").write_text("new")
    (app / "index.js").unlink(missing_ok=True)
    for path in app.glob("*.js"):
        if path.name != "new.js":
            path.unlink()
    run = just("deploy", app, "--dry-run", "--receipt", receipt, "--format", "json", "--no-check")
    changes, since = run.result["changes"], run.result["since"]
    assert isinstance(changes, dict)
    assert isinstance(since, dict)
    assert changes["added"] == ["new.js"]
    assert changes["changed"] == ["package.json"]
    assert len(changes["removed"]) == 1
    assert (since["runtime"], since["build"]) == ("nodejs22.x", sandbox.builds[0]["id"])
    assert run.result["build"] is None
    text = just("deploy", app, "--dry-run", "--receipt", receipt, "--no-check").out
    assert "runtime  nodejs24.x  was nodejs22.x" in text
    assert "  added    new.js" in text
    assert "  changed  package.json" in text
    assert (receipt.read_bytes(), len(sandbox.requests)) == (before, requests)


def test_reports_equal_bytes(just: Invoke, app: Path, deployed: tuple[Path, Sandbox]) -> None:
    run = just("deploy", app, "--dry-run", "--receipt", deployed[0])
    assert f"the same bytes as in {deployed[0]}" in run.out


def test_reports_equal_files_in_another_zip(just: Invoke, app: Path, deployed: tuple[Path, Sandbox]) -> None:
    run = just("deploy", app, "--dry-run", "--receipt", deployed[0], "--store")
    assert f"the same files, in another zip, as in {deployed[0]}" in run.out


def test_names_a_receipt_that_does_not_exist_yet(just: Invoke, app: Path, tmp_path: Path) -> None:
    run = just("deploy", app, "--dry-run", "--receipt", tmp_path / "r.json")
    assert run.code == 0
    assert f"{tmp_path / 'r.json'} does not exist yet" in run.out
    assert not (tmp_path / "r.json").exists()


@pytest.mark.parametrize("content", ["{}", "no json"])
def test_exits_2_for_a_wrong_receipt(just: Invoke, app: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "r.json").write_text(content)
    assert just("deploy", app, "--dry-run", "--receipt", tmp_path / "r.json").code == 2


def test_exits_2_for_an_altered_receipt(just: Invoke, app: Path, deployed: tuple[Path, Sandbox]) -> None:
    receipt = deployed[0]
    receipt.write_text(receipt.read_text().replace("nodejs22.x", "nodejs24.x"))
    run = just("deploy", app, "--dry-run", "--receipt", receipt)
    assert (run.code, "was altered" in run.err) == (2, True)


def test_lists_the_first_files_and_counts_the_rest(just: Invoke, app: Path, deployed: tuple[Path, Sandbox]) -> None:
    for number in range(25):
        (app / f"page{number:02}.txt").write_text("x")
    run = just("deploy", app, "--dry-run", "--receipt", deployed[0])
    assert "  added    page09.txt\n  added    and 15 more\n" in run.out
    assert "page10" not in run.out


def test_reports_errors_and_exits_1(just: Invoke, broken: Path) -> None:
    run = just("deploy", broken, "--dry-run")
    assert run.code == 1
    assert run.out.splitlines()[-1] == "nothing was sent; use --no-check to deploy anyway"
    found = just("deploy", broken, "--dry-run", "--format", "json")
    assert (found.code, found.json["result"], found.json["ok"]) == (1, None, False)


def test_shows_the_warnings_of_check(just: Invoke, app: Path) -> None:
    (app / ".npmrc").write_text("nonsense\n")
    (app / ".nvmrc").write_text("nonsense\n")
    run = just("deploy", app, "--dry-run", "--format", "json")
    checked = just("check", app, "--format", "json")
    assert run.codes == checked.codes
    assert "RT008" in run.codes


def test_compares_a_finished_zip_with_its_receipt(just: Invoke, app: Path, tmp_path: Path) -> None:
    assert just("pack", app, "-o", tmp_path / "app.zip").code == 0
    run = just("deploy", tmp_path / "app.zip", "--dry-run")
    assert run.code == 0
    assert f"the same bytes as in {tmp_path / 'app.zip.receipt.json'}" in run.out


def test_names_the_destination(just: Invoke, app: Path) -> None:
    run = just("deploy", app, "--dry-run", "--org", "abcdefgh12345678", "--project", "shop", "--stage", "development")
    assert "to       abcdefgh12345678 / shop / development" in run.out
