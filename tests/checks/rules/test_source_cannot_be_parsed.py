"""Tests of EN009: syntax errors of Python and JavaScript in the files that are started."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Says


def _app(python: str = "3.14", **files: str) -> Files:
    named = {name.replace("_py", ".py"): text for name, text in files.items()}
    return {"requirements.txt": "", ".python-version": f"{python}\n", **named}


@pytest.mark.parametrize("python", ["3.12", "3.14"])
@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = 1\ndef handler(event, context)\n    return 1\n", 2),
        ("class A\n    pass\n", 1),
        ("x = (1,\n", 1),
        ('x = "a\n', 1),
        ('print "x"\n', 1),
        ("def f():\nreturn 1\n", 2),
        ("if x = 1:\n    pass\n", 1),
        ('x = "C:\\Users"\n', 1),
        ("x = 1 +\n", 1),
        ("async def f()\n    return 1\n", 1),
    ],
)
def test_reports_syntax_errors(says: Says, source: str, line: int, python: str) -> None:
    assert says("EN009", _app(python, main_py=source)) == [("error", "main.py", line, None)]


def test_reports_an_encoding(says: Says) -> None:
    files = {**_app(), "app.py": b"# \xf6\nx = 1\n"}
    assert [row[:2] for row in says("EN009", files)] == [("error", "app.py")]


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("def handler(event, context):\n    return 1\n", "3.12"),
        ('type A = int\nx = f"{"a"}"\n', "3.12"),
        ('x = t"{a}"\n', "3.14"),
        ('x = t"{a}"\n', "3.12"),
        ("try:\n    x = 1\nexcept ValueError, KeyError:\n    pass\n", "3.14"),
        ("<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> b\n", "3.12"),
        ('x = "\\d"\ny = 1if x else 2\n', "3.12"),
        ("", "3.12"),
    ],
)
def test_does_not_report_valid_sources(says: Says, source: str, python: str) -> None:
    assert says("EN009", _app(python, main_py=source)) == []


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this Python parses the newest syntax")
def test_reports_a_missing_colon_beside_newer_syntax(says: Says) -> None:
    source = 'x = t"{a}"\ndef handler(event, context)\n    return 1\n'
    assert says("EN009", _app("3.14", main_py=source)) == [("error", "main.py", 2, None)]


def test_parses_only_the_files_that_the_procfile_starts(says: Says) -> None:
    broken = "def f(\n"
    files = {**_app(app_py=broken, main_py=broken), "web/serve.py": broken, "Procfile": "web: gunicorn web.serve:app\n"}
    assert [row[1] for row in says("EN009", files)] == ["web/serve.py"]


def test_does_not_report_other_modules(says: Says) -> None:
    assert says("EN009", _app(main_py="", old_py="print 'x'\n")) == []


def _node(start: str = "node server.js", manifest: str = "", **files: str) -> Files:
    named = {name.replace("_", "."): text for name, text in files.items()}
    return {"package.json": f'{{"name": "a", {manifest}"scripts": {{"start": "{start}"}}}}', **named}


@pytest.mark.parametrize(
    ("files", "line"),
    [
        (_node(server_js="const a = 1;\nf(;\n"), 2),
        (_node("node server", server_js="f(;\n"), 1),
        (_node("node --watch server.js", server_js="f(;\n"), 1),
        (_node(server_js='{"port": 80}\n'), 1),
        (_node("node app.cjs", app_cjs="const a: string = 'b'\n"), 1),
        (_node("node app.mjs", app_mjs="import { a } from 'b\n"), 1),
        (_node("node app.ts", app_ts="enum A { x }\n"), 1),
        (_node("node app.jsx", app_jsx="f(<div/>)\n"), 1),
        (_node("node app.tsx", '"type": "module", ', app_tsx="let a = 1\n"), 1),
        (_node(manifest='"main": "x.js", ', server_js="\nx = 'a\n"), 2),
    ],
)
def test_reports_javascript_that_node_starts(says: Says, files: Files, line: int) -> None:
    path = next(name for name in files if name != "package.json")
    assert says("EN009", files) == [("error", path, line, None)]


def test_reports_javascript_that_is_started_because_of_its_name(says: Says) -> None:
    assert says("EN009", {"index.js": "exports.handler = (event => {\n}\n"}) == [("error", "index.js", 1, None)]
    files = {"package.json": '{"name": "a", "main": "x.js"}', "x.js": "f(;\n"}
    assert says("EN009", files) == [("error", "x.js", 1, None)]


@pytest.mark.parametrize(
    "files",
    [
        _node(server_js="const a = 1;\n"),
        _node("node -r esm server.js", server_js="f(;\n"),
        _node("node --import tsx app.ts", app_ts="enum A { x }\n"),
        _node("node --experimental-transform-types app.ts", app_ts="enum A { x }\n"),
        _node("NODE_OPTIONS=--require=a node server.js", server_js="f(;\n"),
        _node("tsx app.ts", app_ts="enum A { x }\n"),
        {**_node("node app.ts", app_ts="enum A { x }\n"), ".npmrc": "node-options=--import tsx\n"},
        _node("node app.ts", app_ts="const a: number = 1\n"),
        _node("babel-node server.js", server_js="f(<div/>)\n"),
        _node("node app.tsx", app_tsx="let a = 1\n"),
        _node(server_js="<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c\n"),
        _node(server_js="../lib/server.js"),
        _node(server_js="version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"),
        _node(server_js="a = 1;" * 50_000 + "f(;"),
        {"package.json": '{"name": "a", "scripts": {"build": "vite build"}}', "index.js": "f(<App/>)\n"},
        {
            "package.json": '{"name": "a", "scripts": {"build": "babel . -o server.js", "start": "node server.js"}}',
            "server.js": "f(<App/>)\n",
        },
        {**_node("node lib/app.jsx", '"type": "module", '), "lib/app.jsx": "let a\n", "lib/package.json": "{}"},
    ],
)
def test_does_not_report_javascript_that_may_run(says: Says, files: Files) -> None:
    assert says("EN009", files) == []


def test_reports_that_a_long_file_was_not_parsed(says: Says) -> None:
    files = {"requirements.txt": "flask\n", "main.py": "x = [\n" + "1, 2,\n" * 40_000 + "]\nhandler = 1\n"}
    assert says("EN009", files) == [("warning", "main.py", None, None)]


@pytest.mark.parametrize("start", ["web: gunicorn main:app", "web: gunicorn 'main:app()'", "web: python main.py"])
def test_a_long_file_causes_no_other_finding(says: Says, start: str) -> None:
    long = "from flask import Flask\nx = [\n" + "1, 2,\n" * 40_000 + "]\napp = Flask(__name__)\n"
    files = {"requirements.txt": "flask\ngunicorn\n", "main.py": long, "Procfile": start + "\n"}
    for code in ("EN001", "EN002", "EN007", "EN008", "DP001", "DP011"):
        assert says(code, files) == []


@pytest.mark.parametrize("source", [";" * 120_001, "import " + ".a" * 1_001 + "\n", "import a" + " \\\n . a" * 1_000])
def test_reports_a_source_that_is_too_long_to_be_parsed(says: Says, source: str) -> None:
    assert says("EN009", _app(main_py=source)) == [("warning", "main.py", None, None)]
