"""Tests of `justpack verify` with the files that `pack` wrote."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.runs import Invoke


def test_verifies_a_zip_inside_the_project(just: Invoke, app: Path) -> None:
    just("pack", app, "-o", app / "app.zip", "--receipt", app / "r.json", "--provenance", app / "p.json")
    assert just("verify", app / "app.zip", app).code == 0, "they are known by their content"
    run = just("verify", app / "app.zip", app, "--receipt", app / "r.json", "--provenance", app / "p.json")
    assert (run.code, run.out) == (0, f"{app / 'app.zip'} matches {app} byte for byte\n")
    assert just("verify", app / "app.zip", "--receipt", app / "r.json").code == 0


def test_reports_an_entry_without_a_name(just: Invoke, tmp_path: Path) -> None:
    """Python 3.11's zipfile raises an unexpected exception for such an entry."""
    from tests.archive.readers.test_strict_reader import made_of, row

    (tmp_path / "x.zip").write_bytes(made_of([row(b"")]))
    for command in ("verify", "size", "check"):
        arguments = [tmp_path / "x.zip", *([tmp_path / "elsewhere"] if command == "verify" else [])]
        assert just(command, *arguments).code in (0, 1, 2)
