"""Tests of `justpack check`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.runs import Invoke


def test_exits_0_for_a_ready_project(just: Invoke, app: Path) -> None:
    run = just("check", app)
    assert (run.code, run.err) == (0, "")
    assert run.out == "ready to deploy: nodejs22.x, 2 files, 113 B\n"


def test_exits_1_for_an_error(just: Invoke, broken: Path) -> None:
    run = just("check", broken)
    assert run.code == 1
    assert run.out.splitlines()[-1] == "not ready to deploy: no runtime, 1 file, 56 B"


def test_reports_paths_that_cannot_be_packed(just: Invoke, app: Path) -> None:
    (app / "data").symlink_to("/etc")
    run = just("check", app, "--format", "json")
    assert (run.code, run.codes) == (1, ["FP001"])
    assert just("check", app, "--exclude", "data").code == 0


def test_exits_0_for_warnings(just: Invoke, plant: Callable[..., Path]) -> None:
    root = plant({"package.json": '{"scripts": {"start": "x"}, "engines": {"node": "22.x"}}', ".nvmrc": "24"})
    run = just("check", root, "--format", "json")
    assert (run.code, run.codes) == (0, ["RT004"])


def test_reports_secrets_that_are_force_included(just: Invoke, app: Path) -> None:
    (app / ".env").write_text("PASSWORD=x")
    assert just("check", app).code == 0
    run = just("check", app, "--force-include", ".env", "--format", "json")
    assert (run.code, run.codes) == (1, ["SC001"])
    assert "PASSWORD" not in run.out


WRONG = '{"scripts": {"start": "node ."}, "engines": {"node": "22, 22"}}\n'
DIFF = """\
--- a/package.json
+++ b/package.json
@@ -1 +1 @@
-{"scripts": {"start": "node ."}, "engines": {"node": "22, 22"}}
+{"scripts": {"start": "node ."}, "engines": {"node": "22 22"}}

"""


def test_fixes_nothing_without_fix(just: Invoke, plant: Callable[..., Path]) -> None:
    root = plant({"package.json": WRONG, "index.js": "1"})
    assert just("check", root).code == 1
    run = just("check", root, "--diff")
    assert (run.code, run.err) == (1, "would fix package.json\n")
    assert run.out.startswith(DIFF)
    assert just("check", root, "--fix", "--diff", "--select", "RT").code == 1
    assert (root / "package.json").read_text() == WRONG


def test_checks_again_after_fixing(just: Invoke, plant: Callable[..., Path]) -> None:
    root = plant({"package.json": WRONG, "index.js": "1"})
    run = just("check", root, "--fix", "--select", "RT")
    assert (run.code, run.err) == (0, "fixed package.json\n")
    assert run.out.startswith(DIFF)
    assert run.out.splitlines()[-1].startswith("ready to deploy: nodejs22.x")
    run = just("check", root, "--fix", "--select", "RT")
    assert (run.code, run.err) == (0, "nothing can be fixed with certainty\n")


def test_names_a_lock_file_to_create_again(just: Invoke, plant: Callable[..., Path]) -> None:
    manifest = '[project]\nname = "a"\nversion = "1"\nrequires-python = "3.13"\n'
    root = plant({"pyproject.toml": manifest, "uv.lock": 'version = 1\nrequires-python = ">=3.13"\n'})
    said = "would fix pyproject.toml\nuv.lock is stale then: run `uv lock`\n"
    assert just("check", root, "--diff").err == said
    run = just("check", root, "--fix", "--format", "json")
    assert (run.code, "LK002" in run.codes) == (0, True)
    assert run.err == "fixed pyproject.toml\nuv.lock is stale now: run `uv lock`\n"


def test_fixes_nothing_after_a_usage_error(just: Invoke, plant: Callable[..., Path]) -> None:
    root = plant({"package.json": WRONG})
    assert just("check", root, "--fix", "--select", "nonsense").code == 2
    assert just("check", root, "--fix", "--baseline", "nothing").code == 2
    assert (root / "package.json").read_text() == WRONG


def test_agrees_with_detect_on_what_is_not_fixed(just: Invoke, plant: Callable[..., Path]) -> None:
    root = plant({"package.json": '{"scripts": {"start": "node index.js"}}', "index.js": "1"})
    advice = next(line for line in just("detect", root).out.splitlines() if line.startswith("To make it certain"))
    run = just("check", root, "--fix", "--select", "RT")
    assert run.err == f"no finding asks for a fix. {advice}; --fix leaves that choice to you\n"
