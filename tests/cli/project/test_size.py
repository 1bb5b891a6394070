"""Tests of `justpack size`: the largest files, and the changes since another zip."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.runs import Invoke


def test_reports_the_same_for_a_folder_and_its_zip(just: Invoke, app: Path, tmp_path: Path) -> None:
    just("pack", app, "-o", tmp_path / "app.zip")
    of_zip = just("size", tmp_path / "app.zip", "--format", "json").result
    assert just("size", app, "--format", "json").result == of_zip
    assert of_zip["archive_size"] == (tmp_path / "app.zip").stat().st_size
    first = just("size", app).out.splitlines()[0]
    assert first == "2 files, 113 B raw, 96 B packed, 310 B as a zip"


def test_formats_a_single_file_in_the_singular(just: Invoke, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "a.txt").write_text("a")
    assert just("size", tmp_path / "one").out.startswith("1 file, 1 B raw")


def test_reports_added_removed_and_changed_files(just: Invoke, tmp_path: Path) -> None:
    for name, files in {
        "old": {"empty": "", "gone": "xx", "less": "xxx", "more": "x", "other": "x", "same": "x"},
        "new": {"came": "xxxx", "less": "xx", "more": "xx", "nothing": "", "other": "y", "same": "x"},
    }.items():
        (tmp_path / name).mkdir()
        for path, content in files.items():
            (tmp_path / name / path).write_text(content)
    just("pack", tmp_path / "old", "--no-check", "-o", tmp_path / "old.zip")
    assert just("size", tmp_path / "new", "--diff", tmp_path / "old.zip").out.split("\n") == [
        "+2 B packed",
        "",
        "added (2)",
        "  +      4 B  came",
        "  +      0 B  nothing",
        "",
        "removed (2)",
        "  -      2 B  gone",
        "  -      0 B  empty",
        "",
        "grown (1)",
        "  +      1 B  more",
        "",
        "shrunk (1)",
        "  -      1 B  less",
        "",
        "altered (1)",
        "         0 B  other",
        "",
    ]


def test_writes_a_page(just: Invoke, app: Path, tmp_path: Path) -> None:
    assert just("size", app, "--html", tmp_path / "page.html").code == 0
    assert "index.js" in (tmp_path / "page.html").read_text()


def test_reports_a_page_that_cannot_be_written(just: Invoke, app: Path, tmp_path: Path) -> None:
    run = just("size", app, "--html", tmp_path / "no" / "page.html")
    assert run.code == 1
    assert "make the folder first" in run.err


def test_refuses_a_file_that_is_not_a_zip(just: Invoke, app: Path) -> None:
    assert just("size", app / "package.json").code == 1
    assert just("size", app, "--diff", app).code == 2
    assert just("size", app, "--diff", app / "package.json").code == 1


def test_does_not_count_its_own_files(just: Invoke, app: Path) -> None:
    just("pack", app, "-o", app / "old.zip", "--receipt", app / "r.json")
    assert just("size", app, "--diff", app / "old.zip", "--exclude", "r.json").out == "+0 B packed\n"
    for _ in range(2):
        assert just("size", app, "--html", app / "page.html", "--exclude", "r.json").out.startswith("2 files")
