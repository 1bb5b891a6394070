"""Tests of EN001: the file to start does not exist."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from justpack.model import Finding
    from tests.checks.project_findings import Files, Row, Says

    Found = Callable[[str, Files], list[Finding]]


def _app(start: str | None, files: Files | None = None, **scripts: str) -> Files:
    named = {**({} if start is None else {"start": start}), **scripts}
    manifest = json.dumps({"scripts": named, "dependencies": {"express": "5"}}, indent=1)
    return {"package.json": manifest, **(files or {"lib/x.js": ""})}


@pytest.mark.parametrize(
    ("start", "written"),
    [
        ("node server.js", "server.js"),
        ("node ./src/server.js", "./src"),
        ("NODE_ENV=production node --max-old-space-size=512 -r dotenv/config server", "server"),
        ("cross-env A=b node server.mjs", "server.mjs"),
        ("tsx src/index.ts", "src"),
        ("sh start.sh", "start.sh"),
        ("./start.sh", "./start.sh"),
        ("node .", "."),
        ("node --unhandled-rejections strict server.js", "server.js"),
        ("node --dns-result-order ipv4first --disable-warning=X server", "server"),
        ("node --disable-warning ExperimentalWarning --inspect-port 9230 server.js", "server.js"),
        ("node --max_http_header_size 16384 --report-dir lib -- server.js", "server.js"),
        ("node --enable-source-maps server", "server"),
        ("tsx watch --include lib/x.js src/index.ts", "src"),
        ("nodemon --watch lib/x.js -i a.js --inspect server.js", "server.js"),
        ("node server.js && echo gone", "server.js"),
        ("node server.js | cat", "server.js"),
    ],
)
def test_reports_a_start_script_of_a_missing_file(says: Says, start: str, written: str) -> None:
    column = len('  "start": "') + start.index(written) + 1
    assert says("EN001", _app(start)) == [("error", "package.json", 3, column)]


ELSEWHERE = (
    "npm run serve -w api",
    "npm run serve --workspace=api",
    "npm run serve --workspaces",
    "npm run serve --prefix api",
    "npm --prefix=api run serve",
    "npm -C api run serve",
    "pnpm run serve --filter api",
    "pnpm -C api run serve",
    "pnpm --dir api serve",
    "pnpm -r serve",
    "yarn workspace api run serve",
    "yarn --cwd api serve",
    "yarn serve --cwd=api",
    "bun run --filter api serve",
)
"""Each command runs a script of another package.json."""


def _elsewhere(start: str) -> Files:
    root = {"workspaces": ["api"], "scripts": {"start": start, "serve": "node gone.js"}}
    files = {
        "package.json": json.dumps(root),
        "api/package.json": '{"name": "api", "scripts": {"serve": "next start"}}',
    }
    return {**files, "pnpm-workspace.yaml": "packages: [api]\n"}


@pytest.mark.parametrize("start", ["echo ''", "node ''", "'' x", "sh ''", "make || echo ''"])
def test_does_not_report_an_empty_word(says: Says, start: str) -> None:
    assert says("EN001", _app(start)) == []


def test_reports_a_missing_file_of_another_script(says: Says) -> None:
    assert says("EN001", _app("npm run serve", serve="node server.js")) == [("error", "package.json", 4, 18)]


def test_reads_the_arguments_of_a_script_apart_from_the_options_of_npm(says: Says) -> None:
    start = _app("npm run serve -- -w 4", serve="node server.js")
    assert says("EN001", start) == [("error", "package.json", 4, 18)]


@pytest.mark.parametrize(
    ("files", "row"),
    [
        (_app(None), ("warning", "package.json", 1, None)),
        (_app(None, dev="vite"), ("warning", "package.json", 2, 13)),
        ({"requirements.txt": "flask\n", "README.md": ""}, ("warning", None, None, None)),
        ({"pom.xml": "<project><modelVersion>4.0.0</modelVersion></project>"}, ("warning", None, None, None)),
    ],
)
def test_reports_a_project_without_an_entry_point(says: Says, files: Files, row: Row) -> None:
    assert says("EN001", files) == [row]


@pytest.mark.parametrize(
    "files",
    [
        _app("node server.js", {"server.js": ""}),
        _app("node server", {"server.js": ""}),
        _app("node src", {"src/index.js": ""}),
        _app("node .", {"index.js": ""}),
        _app("node dist/server.js", build="tsc"),
        _app("node dist/server.js", prestart="tsc"),
        _app("node dist/server.js", postinstall="tsc"),
        _app("tsc && node dist/server.js"),
        _app("npm run compile_it && node dist/server.js", compile_it="make"),
        _app("next start"),
        _app("node node_modules/.bin/next start"),
        _app("node $ENTRY"),
        _app("node -e 'console.log(1)'"),
        _app("node 'unbalanced"),
        _app("nodemon --exec 'ts-node x' src/x.ts"),
        _app("bash -c 'make; node x.js'"),
        _app("node server.js > log"),
        _app("node inspect server.js"),
        _app("node - server.js"),
        _app("node --run serve", serve="node lib/x.js"),
        _app("node --prof-process isolate.log"),
        _app("node dist/gone.js || node lib/x.js"),
        _app("node lib/x.js || node dist/gone.js"),
        _app("tsc -b && node dist/gone.js || true"),
        _app("node gone.js; node lib/x.js"),
        _app("npm run serve || true", serve="node gone.js"),
        _app("tsx --unknown-option lib.ts lib/x.js"),
        *map(_elsewhere, ELSEWHERE),
        _app(None, {"server.js": ""}),
        _app(None, {"index.js": ""}),
        _app(None, {"Procfile": "web: x"}),
        {"package.json": '{"scripts": {"start": 1}}', "server.js": ""},
        _app(None, {"index.js": "", "lib/x.js": "", ".gitignore": "index.js\n"}),
        {"requirements.txt": "flask\n", "main.py": "", ".gitignore": "*.py\n"},
        {"requirements.txt": "flask\n", "app.py": ""},
        {"requirements.txt": "flask\n", "Procfile": "web: gunicorn pkg:app"},
        {"README.md": ""},
        {"pom.xml": "<project/>", "src/main/kotlin/App.kt": ""},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("EN001", files) == []


def test_resolves_a_dot_to_the_main_file(says: Says) -> None:
    manifest = '{"main": "lib/app.js", "scripts": {"start": "node ."}}'
    assert says("EN001", {"package.json": manifest, "lib/app.js": ""}) == []


def test_names_what_the_folder_itself_lacks(found: Found) -> None:
    (finding,) = found("EN001", _app("node ."))
    assert "index.js does not exist" in finding.message


def test_names_the_main_file_that_the_folder_lacks(found: Found) -> None:
    manifest = '{"main": "lib/app", "scripts": {"start": "node ."}}'
    (finding,) = found("EN001", {"package.json": manifest, "a.js": ""})
    assert "neither the main file lib/app nor index.js exists" in finding.message


@pytest.mark.parametrize("path", [r".\server.js", r"src\server.js"])
@pytest.mark.parametrize("program", ["node", "tsx"])
def test_reports_a_path_with_backslashes_as_written(found: Found, program: str, path: str) -> None:
    manifest = json.dumps({"scripts": {"start": f"{program} {path}", "build": "tsc"}})
    (finding,) = found("EN001", {"package.json": manifest, "server.js": "", "src/server.js": ""})
    assert path in finding.message
    assert finding.help is not None
    assert "/server.js" in finding.help


MADE = {"lib/x.js": ""}


@pytest.mark.parametrize("run", ["npm run", "pnpm run", "pnpm", "yarn", "yarn run", "bun run"])
def test_a_pre_script_of_each_hop_may_make_the_file(says: Says, run: str) -> None:
    scripts = {"prestart:prod": "node lib/x.js", "start:prod": "node dist/main.js"}
    assert says("EN001", _app(f"{run} start:prod", MADE, **scripts)) == []


def test_a_pre_script_of_no_hop_makes_nothing(says: Says) -> None:
    scripts = {"pretest": "node lib/x.js", "prestart:dev": "tsc", "start:prod": "node dist/main.js"}
    assert len(says("EN001", _app("npm run start:prod", MADE, **scripts))) == 1


@pytest.mark.parametrize("script", ["prepare", "postinstall", "install", "preinstall"])
@pytest.mark.parametrize("workspace", ["package.json", "pnpm-workspace.yaml"])
def test_an_install_script_of_a_member_may_make_the_file(says: Says, script: str, workspace: str) -> None:
    manifest: dict[str, object] = {"scripts": {"start": "node packages/api/dist/main.js"}}
    files = {"packages/api/package.json": json.dumps({"name": "api", "scripts": {script: "node build.js"}})}
    if workspace == "package.json":
        manifest["workspaces"] = ["packages/*"]
    else:
        files[workspace] = "packages:\n  - packages/*\n"
    assert says("EN001", {"package.json": json.dumps(manifest), **files}) == []


@pytest.mark.parametrize("script", ["test", "build", "dev"])
def test_another_script_of_a_member_makes_nothing(says: Says, script: str) -> None:
    manifest = {"scripts": {"start": "node packages/api/dist/main.js"}, "workspaces": ["packages/*"]}
    member = json.dumps({"name": "api", "scripts": {script: "node build.js"}})
    files = {"package.json": json.dumps(manifest), "packages/api/package.json": member}
    assert len(says("EN001", files)) == 1


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"scripts": {"build": "tsc"}, "main": "dist/index.js"}', "src/index.ts": ""},
        {"package.json": '{"scripts": {"build": "esbuild"}}', "index.ts": ""},
        {"package.json": '{"scripts": {"postinstall": "tsc"}}', "server.ts": ""},
        {"package.json": '{"scripts": {"build": "esbuild src/a.ts --outfile=index.js"}}', "src/a.ts": ""},
    ],
)
def test_does_not_report_what_a_build_may_make(says: Says, files: Files) -> None:
    assert says("EN001", files) == []


@pytest.mark.parametrize(
    ("script", "source"), [('"lint": "eslint ."', "index.ts"), ('"build": "vite build"', "src/index.ts")]
)
def test_reports_sources_that_no_build_makes(says: Says, script: str, source: str) -> None:
    assert len(says("EN001", {"package.json": f'{{"scripts": {{{script}}}}}', source: ""})) == 1


def _workspace(start: str, *, more: dict[str, str] | None = None) -> dict[str, str]:
    return {
        "package.json": f'{{"name": "a", "workspaces": ["apps/*"], "scripts": {{"start": "{start}"}}}}',
        "apps/api/package.json": '{"name": "api", "scripts": {"start": "node server.js"}}',
        **(more or {}),
    }


@pytest.mark.parametrize("start", ["npm start -w api", "yarn workspace api start", "cd apps/api && npm start"])
def test_reports_a_file_that_a_member_starts(says: Says, start: str) -> None:
    assert [row[:2] for row in says("EN001", _workspace(start))] == [("error", "apps/api/package.json")]
    assert says("EN001", _workspace(start, more={"apps/api/server.js": "f()\n"})) == []


def test_does_not_report_a_file_that_the_build_of_the_member_may_make(says: Says) -> None:
    built = {"apps/api/package.json": '{"name": "api", "scripts": {"start": "node server.js", "build": "tsc"}}'}
    assert says("EN001", _workspace("npm start -w api", more=built)) == []


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ("npm run serve", "runs `npm run serve`, and there is no script 'serve'"),
        ("node --run serve && node a.js", "runs `node --run serve`, and there is no script 'serve'"),
        ("cross-env A=1 run-s serve", "runs `run-s serve`, and there is no script 'serve'"),
        ("cd web && node a.js", "runs `cd web`, and there is no folder web"),
        ("npm --prefix lib start", "runs `npm --prefix lib start`, and there is no lib/package.json"),
        ("npm start -w nope", "runs `npm start -w nope`, and no member of the workspace is called 'nope'"),
        ("npm make", "runs `npm make`, and npm has no subcommand 'make'"),
        ("npm start", "runs itself without end: `npm start`"),
        ("NODE_ENV=production yarn start", "runs itself without end: `yarn start`"),
        ("npm run again", "runs itself without end: `npm start`"),
    ],
)
def test_reports_a_start_that_cannot_run_what_it_names(found: Found, start: str, message: str) -> None:
    (finding,) = found("EN001", _runs(start))
    assert (finding.severity, finding.message) == ("error", f"the start script {message}")
    assert finding.help is not None


def test_reports_once_what_pnpm_does_not_find(found: Found) -> None:
    files = {**_runs("pnpm --filter nope start"), "pnpm-workspace.yaml": "packages: [lib]", "lib/package.json": "{}"}
    (finding,) = found("EN001", files)
    assert finding.severity == "warning"
    assert finding.help == "name a member: lib"


@pytest.mark.parametrize(
    "start",
    ["npm run serve --if-present", "npm run serve || node a.js", "yarn run serve", "npm run make && node b.js",
     "git clone x web && cd web && npm start", "cd web; node a.js", "node a.js && npm start", "(npm start)",
     "cd $DIR && npm start", "test -f b.js || npm start"],
)  # fmt: skip
def test_does_not_report_a_start_that_may_work(says: Says, start: str) -> None:
    assert says("EN001", _runs(start)) == []


@pytest.mark.parametrize("start", ["cd web && node a.js", "npm --prefix lib start"])
def test_a_build_may_make_the_folder(says: Says, start: str) -> None:
    assert says("EN001", _runs(start, build="make")) == []


def _runs(start: str, **more: str) -> Files:
    scripts = {"start": start, "make": "(tsc)", "again": "npm start", **more}
    return {"package.json": json.dumps({"name": "a", "scripts": scripts}), "a.js": "f()\n", "lib/x.js": "f()\n"}


@pytest.mark.parametrize(
    ("package", "start"),
    [
        ("nuxt", "node .output/server/index.mjs"),
        ("@sveltejs/adapter-node", "node build"),
        ("next", "next start"),
        ("left-pad", "node app.js"),
    ],
)
@pytest.mark.parametrize("table", ["dependencies", "devDependencies"])
def test_names_the_start_command_of_the_framework(found: Found, package: str, start: str, table: str) -> None:
    manifest = {"scripts": {"build": "make"}, table: {package: "1"}}
    (finding,) = found("EN001", {"package.json": json.dumps(manifest), "lib/x.js": ""})
    assert finding.help == f'add a start script: "scripts": {{"start": "{start}"}}'


@pytest.mark.parametrize("start", ["node .output/server/index.mjs", "node build", "next start"])
def test_accepts_the_start_command_that_it_names(says: Says, start: str) -> None:
    assert says("EN001", _app(start, build="vite build")) == []
