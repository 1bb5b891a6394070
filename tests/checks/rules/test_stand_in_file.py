"""Tests of FP018: files that stand in for content that is not in the checkout."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack import pipeline
from justpack.settings import Settings
from tests.tree.planting import plant

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says

APP = {
    "package.json": '{"scripts": {"start": "node index.js"}}',
    "index.js": 'require("./config"); read(dir + "/model.bin");\n',
}
CRYPT = b"\0GITCRYPT\0" + b"\x81" * 20
ANNEX = "/annex/objects/SHA256E-s7--1234.bin\n"


@pytest.mark.parametrize(
    ("path", "content", "severity"),
    [
        ("model.bin", ANNEX, "error"),
        ("other.bin", ANNEX.strip(), "warning"),
        ("config.json", CRYPT, "error"),
        ("data/secret", CRYPT, "warning"),
        ("big.mp4", "-> .git/annex/objects/aa/bb/K/K", "warning"),
    ],
)
def test_reports_git_crypt_and_git_annex(says: Says, path: str, content: str | bytes, severity: str) -> None:
    assert says("FP018", {**APP, path: content}) == [(severity, path, None, None)]
    assert says("FP020", {}) == []


@pytest.mark.parametrize("content", [f"see {ANNEX}", "GITCRYPT", b"x\0GITCRYPT\0", "/annex/objects/\n"])
def test_does_not_report_a_text_about_them(says: Says, content: str | bytes) -> None:
    assert says("FP018", {**APP, "notes.md": content}) == []


def test_reports_a_link_that_git_wrote_as_text(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says
) -> None:
    root = committed({**APP, "config.js": "-> shared/config.js", "shared/config.js": "1\n"})
    assert says("FP018", {}) == []
    git("config", "core.symlinks", "false")
    (root / "config.js").unlink()
    git("checkout", "-q", "--", "config.js")
    assert says("FP018", {}) == [("error", "config.js", None, None)]
    assert says("RP001", {}) == []
    (root / "config.js").write_text("module.exports = 1;\n")
    assert says("FP018", {}) == []


@pytest.mark.parametrize("sparse_index", [[], ["--sparse-index"]])
def test_reports_what_a_sparse_checkout_leaves_out(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says, sparse_index: list[str]
) -> None:
    committed({**APP, "config/index.js": "", "docs/a": "", "lib/b": ""})
    git("sparse-checkout", "set", "--cone", *sparse_index, "lib")
    (row,) = says("FP018", {})
    assert row[:2] in (("error", "config/index.js"), ("error", "config/"))
    assert says("FP018", {".justpackignore": "config\ndocs\n"}) == []


def test_does_not_report_a_file_that_git_skips_but_that_is_there(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says
) -> None:
    committed({**APP, "settings.js": ""})
    git("update-index", "--skip-worktree", "settings.js")
    assert says("FP018", {}) == []


def test_reports_the_stand_ins_of_a_submodule(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says
) -> None:
    root = committed(APP)
    git("init", "-q", "sub")
    plant(root / "sub", {"a.js": "", "b.js": "-> a.js", "docs/c": ""})
    git("-C", "sub", "add", ".")
    git("-C", "sub", "commit", "-qm", "first")
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    assert says("FP018", {}) == []
    git("-C", "sub", "config", "core.symlinks", "false")
    (root / "sub/b.js").unlink()
    git("-C", "sub", "checkout", "-q", "--", "b.js")
    git("-C", "sub", "sparse-checkout", "set", "--cone")
    assert says("FP018", {}) == [("warning", "sub/b.js", None, None), ("warning", "sub/docs/c", None, None)]


NODE: Files = {"package.json": '{"scripts": {"start": "node index.js"}, "engines": {"node": "22.x"}}'}
PYTHON: Files = {".python-version": "3.12\n", "requirements.txt": "", "keep/a": ""}


@pytest.mark.parametrize(
    ("files", "absent", "severity"),
    [
        ({**NODE, "index.js": "1\n"}, "index.js", "error"),
        ({**NODE, "index.js": 'require("./src/db");\n', "src/db.js": ""}, "src/db.js", "error"),
        ({**NODE, "index.js": 'require("./src");\n', "src/index.js": ""}, "src/index.js", "error"),
        ({**NODE, "package.json": '{"scripts": {"start": "node --env-file=app.conf index.js"}, "engines": '
          '{"node": "22.x"}}', "index.js": "1\n", "app.conf": "A=1\n"}, "app.conf", "error"),
        ({**NODE, "package.json": '{"scripts": {"start": "node index.js"}, "engines": {"node": "22.x"}, '
          '"dependencies": {"a": "1.0.0"}}', "index.js": "1\n", "yarn.lock": ""}, "yarn.lock", "error"),
        ({**PYTHON, "main.py": "def handler(event, context):\n    return 1\n"}, "main.py", "error"),
        ({**PYTHON, "main.py": "from app import db\n\n\ndef handler(event, context):\n    return db\n",
          "app/__init__.py": "", "app/db.py": "X = 1\n"}, "app/db.py", "error"),
        ({**PYTHON, "main.py": "def handler(event, context):\n    return 1\n", "requirements.txt": "-r more.txt\n",
          "more.txt": "a==1\n"}, "more.txt", "error"),
        ({**PYTHON, "Procfile": "web: python -m app.web\n", "app/__init__.py": "", "app/web.py": ""}, "app/web.py",
         "error"),
        ({**PYTHON, "Procfile": "web: cd site && python run.py\n", "site/run.py": ""}, "site/run.py", "error"),
        ({**NODE, "index.js": "1\n", "docs/a.md": ""}, "docs/a.md", "warning"),
    ],
)  # fmt: skip
def test_is_the_only_finding_about_a_file_that_a_sparse_checkout_leaves_out(
    committed: Callable[[Files], Path], git: Callable[..., str], files: Files, absent: str, severity: str
) -> None:
    root = committed(files)
    git("update-index", "--skip-worktree", absent)
    (root / absent).unlink()
    with suppress(OSError):
        (root / absent).parent.rmdir()
    findings = pipeline.check(pipeline.open_project(root, Settings())).findings
    assert [(each.code, each.severity, each.location and each.location.path) for each in findings] == [
        ("FP018", severity, absent)
    ]


def test_does_not_hide_a_file_that_git_does_not_have(
    committed: Callable[[Files], Path], git: Callable[..., str], says: Says
) -> None:
    committed({**NODE, "index.js": 'require("./src/gone"); require("./src/db");\n', "src/db.js": "", "lib/a": ""})
    git("sparse-checkout", "set", "--cone", "lib")
    assert says("EN007", {}) == [("error", "index.js", 1, None)]
    assert says("FP018", {}) == [("error", "src/db.js", None, None)]
