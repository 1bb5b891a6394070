"""Tests of EN007 and EN009 for the JavaScript files that the start imports."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack.checks.support.start_imports import following
from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says


def _app(index: str, files: Files | None = None, kind: str = "commonjs", **scripts: str) -> Files:
    named = {"type": kind, "engines": {"node": "22.x"}, "scripts": {"start": "node index.js", **scripts}}
    return {"package.json": json.dumps(named), "index.js": index, **(files or {})}


@pytest.mark.parametrize("index", ["import './gone.js'", "export * from './gone.js'"])
def test_reports_an_import_of_an_absent_file(says: Says, index: str) -> None:
    assert says("EN007", _app(index, kind="module")) == [("error", "index.js", 1, None)]


@pytest.mark.parametrize("index", ["require('./gone')", "const a = require('./lib/gone.json').b"])
def test_reports_a_require_of_an_absent_file(says: Says, index: str) -> None:
    assert says("EN007", _app(index)) == [("error", "index.js", 1, None)]


@pytest.mark.parametrize(
    ("index", "name"),
    [
        ("require('./db')", "db.js"),
        ("require('./db')", "db.json"),
        ("require('./db')", "db/index.js"),
        ("require('./db')", "db/package.json"),
        ("require('./db')", "db.ts"),
        ("require('./db.js')", "db.js"),
        ("require('./db/')", "db/index.js"),
        ("require('.')", "db.js"),
        ("require('./node_modules/db')", "a.js"),
        ("require('db')", "a.js"),
        ("try { require('./gone') } catch {}", "a.js"),
    ],
)
def test_accepts_what_require_finds(says: Says, index: str, name: str) -> None:
    assert says("EN007", _app(index, {name: "{}" if name.endswith("json") else ""})) == []


@pytest.mark.parametrize("index", ["import './db.js'", "import './db.js?v=1#a'", "import './d%62.js'", "import 'db'"])
def test_accepts_what_import_finds(says: Says, index: str) -> None:
    assert says("EN007", _app(index, {"db.js": ""}, kind="module")) == []


@pytest.mark.parametrize(("name", "whole"), [("lib/db.js", "./lib/db.js"), ("lib/db/index.js", "./lib/db/index.js")])
def test_reports_an_import_without_an_ending(
    tmp_path: Path, found: Callable[..., list[Finding]], name: str, whole: str
) -> None:
    (finding,) = found("EN007", _app("import './lib/db'", {name: ""}, kind="module"))
    assert (
        finding.message
        == f"index.js imports './lib/db', but the file is {name}, and Node.js adds no ending to an `import`"
    )
    assert finding.help == f"write the whole name: {whole}"


def test_reports_another_letter_case(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("EN007", _app("require('./Routes/users')", {"routes/Users.js": ""}))
    assert finding.message == "index.js imports './Routes/users', but the file is routes/Users.js"


def test_reports_what_an_ignore_rule_leaves_out_once(found: Callable[..., list[Finding]]) -> None:
    files = {"lib/a.js": "", "lib/b.js": "", ".gitignore": "lib/\n"}
    (finding,) = found("EN007", _app("require('./lib/a')\nrequire('./lib/b')", files))
    assert finding.message == "index.js imports './lib/a', but lib/a.js is left out of the upload by 'lib/'"
    assert finding.help == "re-include it: `!lib/` in .justpackignore"
    assert [each.label for each in finding.related] == ["left out by 'lib/'", "index.js imports './lib/b'"]


def test_reports_a_path_outside_of_the_project(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("EN007", _app("require('../shared/db')"))
    assert finding.message == "index.js imports '../shared/db', which is outside of the project"


def test_follows_imports(says: Says) -> None:
    files = {"a.js": "require('./b')", "b/index.js": "require('./c')\nrequire('../a')", "b/c.js": "require('./gone')"}
    assert says("EN007", _app("require('./a')", files)) == [("error", "b/c.js", 1, None)]


def test_follows_a_script_without_an_ending(says: Says) -> None:
    files = {"package.json": '{"scripts": {"start": "node ./bin/www"}}', "bin/www": "var a = require('../gone')"}
    assert says("EN007", files) == [("error", "bin/www", 1, None)]
    assert says("EN007", {**files, "gone.js": ""}) == []


def test_reports_a_syntax_error_in_an_imported_file(says: Says) -> None:
    files = {"a.js": "require('./b')", "b.js": "\nconst a = ;\nrequire('./gone')"}
    assert says("EN009", _app("require('./a')", files)) == [("error", "b.js", 2, None)]


@pytest.mark.parametrize("script", ["build", "postinstall", "prestart"])
def test_does_not_report_what_a_script_may_make(says: Says, script: str) -> None:
    assert says("EN007", _app("require('./generated')", None, "commonjs", **{script: "node make.js"})) == []


@pytest.mark.parametrize("rule", ["EN007", "EN009"])
def test_does_not_report_files_that_a_module_may_translate(says: Says, rule: str) -> None:
    index = "require('@babel/register')\nrequire('./gone')\nrequire('./app')"
    assert says(rule, _app(index, {"app.js": "const a = <b />"})) == []


def test_stops_at_the_limit(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "FILES_LIMIT", 2)
    files = {"a.js": "require('./b')", "b.js": "require('./gone')"}
    assert says("EN007", _app("require('./a')", files)) == []


def test_does_not_read_more_than_the_limit(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "BYTES_LIMIT", 100)
    assert says("EN007", _app("require('./a')", {"a.js": "require('./gone')" + " " * 100})) == []
