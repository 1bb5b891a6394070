"""Tests of the rule about files that a manifest names and an ignore rule leaves out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Files, Row, Says

POM = "<project>\n<modules>\n<module>api</module>\n</modules></project>"
INSTALL = '{"scripts": {"start": "x",\n "postinstall": "node tools/setup.js"}}'
TOOLS = {"tools/setup.js": ""}
PYPROJECT = '[build-system]\nrequires = []\n[project]\nname = "x"\nversion = "1"\nreadme = "README.md"\n'
FLASK = {"requirements.txt": "flask\n", "Procfile": "web: gunicorn -w 4 --bind 0.0.0.0:80 shop.wsgi:app\n"}


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({"package.json": INSTALL, "tools/setup.js": "", ".gitignore": "tools/\n"}, ("error", "package.json", 2, 23)),
        ({"pom.xml": POM, "api/pom.xml": "<project/>", ".justpackignore": "api\n"}, ("error", "pom.xml", 3, 9)),
        ({**FLASK, "shop/wsgi.py": "", "a.py": "", ".gitignore": "shop/\n"}, ("error", "Procfile", 1, 38)),
        (
            {"pyproject.toml": PYPROJECT, "README.md": "", "x.py": "", ".justpackignore": "*.md\n"},
            ("warning", "pyproject.toml", 6, 10),
        ),
        (
            {"build.gradle": "", "gradlew": "", "gradle/wrapper/gradle-wrapper.jar": "", ".gitignore": "*.jar\n"},
            ("warning", "gradlew", None, None),
        ),
        (
            {"build.gradle": "", "gradlew": "exec java -jar gradle/wrapper/gradle-wrapper.jar\n"},
            ("warning", "gradlew", None, None),
        ),
        (
            {"pom.xml": "<project/>", "mvnw": "read -r url < .mvn/wrapper/maven-wrapper.properties\n"},
            ("warning", "mvnw", None, None),
        ),
    ],
)
def test_reports_referenced_file_ignored(says: Says, files: Files, row: Row) -> None:
    assert says("FP006", files) == [row]


WORKER = {"requirements.txt": "flask\n", "app.py": "", "worker.py": "", "src/wsgi.py": "", "wsgi.py": ""}


@pytest.mark.parametrize(
    ("line", "ignored", "column"),
    [
        ("worker: python -u worker.py", "worker.py", 19),
        ("worker: python3.13 -W error -X dev ./worker.py --fast", "worker.py", 38),
        ("worker: exec .venv/bin/python worker.py", "worker.py", 31),
        ("web: python manage.py migrate && gunicorn src.wsgi", "src/", 43),
        ("web: python -u -m gunicorn src.wsgi:app", "src/", 28),
        ("web: gunicorn --chdir src wsgi:app", "src/", 27),
        ("web: gunicorn wsgi:app --chdir=./src", "src/", 15),
        ("web: uvicorn --app-dir src wsgi:app", "wsgi.py", 28),
        ("web: poetry run gunicorn 'x' wsgi:make_app()", "/wsgi.py", 30),
    ],
)
def test_reports_files_that_a_procfile_starts(says: Says, line: str, ignored: str, column: int) -> None:
    files = {**WORKER, "Procfile": f"{line}\n", ".gitignore": f"{ignored}\n"}
    assert says("FP006", files) == [("error", "Procfile", 1, column)]


@pytest.mark.parametrize(
    ("line", "ignored"),
    [
        ("web: gunicorn --chdir src wsgi:app", "/wsgi.py"),
        ("web: uvicorn --app-dir src wsgi:app", "/wsgi.py"),
        ("web: gunicorn --pythonpath src wsgi:app", "/wsgi.py"),
        ("web: gunicorn --chdir $HOME wsgi:app", "/wsgi.py"),
        ("web: cd src && gunicorn wsgi:app", "/wsgi.py"),
        ("worker: python worker.py || true", "worker.py"),
        ("worker: python -c worker.py", "worker.py"),
        ("worker: python -m flask worker.py", "worker.py"),
        ("worker: python app.py worker.py", "worker.py"),
    ],
)
def test_does_not_report_files_that_a_procfile_does_not_start(says: Says, line: str, ignored: str) -> None:
    assert says("FP006", {**WORKER, "Procfile": f"{line}\n", ".gitignore": f"{ignored}\n"}) == []


def test_shows_the_ignore_rule(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("FP006", {"package.json": INSTALL, "tools/setup.js": "", ".gitignore": "# x\ntools/\n"})
    assert [(each.location.path, each.location.line) for each in finding.related] == [(".gitignore", 2)]
    assert finding.help == "re-include it: `!tools/` in .justpackignore"


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": INSTALL, "tools/setup.js": ""},
        *(
            {"package.json": INSTALL.replace("setup.js", f"setup.js {mark} true"), **TOOLS, ".gitignore": "tools/\n"}
            for mark in ("||", ";")
        ),
        {"package.json": INSTALL, ".gitignore": "tools/\n"},
        {"package.json": INSTALL.replace("node", "tsc && node"), "tools/setup.js": "", ".gitignore": "tools/\n"},
        {"pom.xml": POM, "api/pom.xml": "<project/>"},
        {**FLASK, "shop/wsgi.py": ""},
        {**FLASK, "Procfile": "web: gunicorn flask:app\n", "a.py": "", ".gitignore": "shop/\n"},
        {
            "pyproject.toml": PYPROJECT.replace("[build-system]\nrequires = []\n", ""),
            "README.md": "",
            "x.py": "",
            ".justpackignore": "*.md\n",
        },
        {"build.gradle": "", "gradle/wrapper/gradle-wrapper.jar": "", ".gitignore": "*.jar\n"},
        {"pom.xml": "<project/>", "mvnw": "exec mvn\n"},
        {"pom.xml": "<project/>", "mvnw": "maven-wrapper.properties", ".mvn/wrapper/maven-wrapper.properties": "a=b\n"},
    ],
)
def test_does_not_report_similar_projects(says: Says, files: Files) -> None:
    assert says("FP006", files) == []


APP = '{"scripts": {"start": "node ."}}'
BERRY = {"package.json": APP, "yarn.lock": "__metadata:\n  version: 8\n"}
PNPM = "lockfileVersion: '9.0'\n"
PATCHED = '{"pnpm": {"patchedDependencies": {"a@1": "p/a.patch"}}, "patchedDependencies": {"a@1": "p/a.patch"}}'


def _yarn(settings: str) -> Files:
    return {**BERRY, ".yarnrc.yml": settings}


def _patched(spec: str) -> Files:
    return {**_yarn("nodeLinker: node-modules\n"), "package.json": f'{{"dependencies": {{"a": "{spec}"}}}}'}


def _pnpm(settings: str, lock: str = "") -> Files:
    files = {"package.json": APP, "pnpm-lock.yaml": f"{PNPM}{lock}"}
    return {**files, "pnpm-workspace.yaml": settings} if settings else files


READ = (
    (_yarn("yarnPath: .yarn/releases/y.cjs\n"), ".yarn/releases/y.cjs"),
    (_yarn("plugins:\n  - path: .yarn/plugins/p.cjs\n    spec: p\n"), ".yarn/plugins/p.cjs"),
    (_yarn("plugins:\n  - .yarn/plugins/p.cjs\n"), ".yarn/plugins/p.cjs"),
    (_patched("patch:a@npm%3A1#~/.yarn/patches/a.patch"), ".yarn/patches/a.patch"),
    (_patched("patch:a@1#./p/a.patch::version=1&hash=2"), "p/a.patch"),
    ({"package.json": APP, "yarn.lock": "# yarn lockfile v1\n", ".yarnrc": 'yarn-path ".yarn/y.js"\n'}, ".yarn/y.js"),
    ({"package.json": PATCHED, "pnpm-lock.yaml": PNPM}, "p/a.patch"),
    ({"package.json": PATCHED, "bun.lock": "{}"}, "p/a.patch"),
    (_pnpm("patchedDependencies:\n  a: p/a.patch\n"), "p/a.patch"),
    (_pnpm("pnpmfile: hooks.cjs\n"), "hooks.cjs"),
    (_pnpm("", "pnpmfileChecksum: sha256-x\n"), ".pnpmfile.cjs"),
)


@pytest.mark.parametrize("state", ["left out", "absent", "packed"])
@pytest.mark.parametrize(("files", "path"), READ)
def test_reports_what_an_install_reads(
    found: Callable[..., list[Finding]], files: Files, path: str, state: str
) -> None:
    more = {} if state == "absent" else {path: "x"}
    more |= {".gitignore": f"/{path}\n"} if state == "left out" else {}
    told = [(each.severity, path in each.message) for each in found("FP006", {**files, "index.js": "", **more})]
    assert told == ([] if state == "packed" else [("error", True)])


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": APP, "package-lock.json": "{}", ".yarnrc.yml": "yarnPath: .yarn/releases/y.cjs\n"},
        {"package.json": PATCHED, "package-lock.json": "{}"},
        _patched("patch:a@npm%3A1#optional!builtin<compat/a>"),
        _pnpm(""),
        _yarn("plugins:\n  - path: https://example.com/p.cjs\n"),
        {"package.json": APP, ".npmrc": "//r.example.com/:_authToken=x\n", ".gitignore": ".npmrc\n"},
    ],
)
def test_does_not_report_what_no_install_reads(says: Says, files: Files) -> None:
    assert says("FP006", {**files, "index.js": ""}) == []


def test_warns_of_settings_that_change_the_install(says: Says) -> None:
    files = {"package.json": APP, "index.js": "", ".npmrc": "legacy-peer-deps=true\n", ".gitignore": ".npmrc\n"}
    assert says("FP006", files) == [("warning", ".npmrc", None, None)]
