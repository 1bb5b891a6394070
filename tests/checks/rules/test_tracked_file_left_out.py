"""FP016: files that git tracks and a default excludes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack import pipeline, settings
from justpack.model import Finding
from tests.checks.project_findings import plant
from tests.tree.git_judge import Git

if TYPE_CHECKING:
    from tests.checks.project_findings import Files

APP: Files = {"package.json": '{"scripts": {"start": "node a.js"}}', "a.js": ""}

Ask = Callable[..., list[Finding]]


@pytest.fixture
def ask(tool: Callable[[str], str], tmp_path: Path) -> Ask:
    """The findings about a repository that tracks these files; `project` is the folder that is checked."""

    def findings(files: Files, *, untracked: tuple[str, ...] = (), project: str = "") -> list[Finding]:
        root = tmp_path / "root"
        plant(root, files)
        (tmp_path / "home").mkdir()
        Git(tool("git"), tmp_path / "home").checkout(root, None, [path for path in files if path not in untracked])
        opened = pipeline.open_project(root / project, settings.load(root / project, {}))
        return [finding for finding in pipeline.check(opened).findings if finding.code == "FP016"]

    return findings


def test_reports_a_folder_that_a_default_excludes(ask: Ask) -> None:
    files: Files = {**APP, "src/node_modules/u/a.js": "", "src/node_modules/u/b.js": "", "node_modules/x/c.js": ""}
    (finding,) = ask(files, untracked=("node_modules/x/c.js",))
    assert finding.message == "git tracks src/node_modules/ (2 files), but they are excluded from the upload"
    assert finding.location is not None
    assert finding.location.path == "src/node_modules"
    assert finding.help == "write `!/src/node_modules/` in .justpackignore, if the app needs it"


def test_reports_each_file_once(ask: Ask, tmp_path: Path) -> None:
    (finding,) = ask({**APP, "lib/a.pyc": "", ".env.production": "A=1", ".gitignore": "*.pyc\n"})
    assert finding.message == "git tracks .env.production and lib/a.pyc, but they are excluded from the upload"
    assert finding.help == (
        "write `!/lib/a.pyc` in .justpackignore; include it in justpack.toml, "
        '`force-include = [".env.production"]`, if the app needs them'
    )
    plant(tmp_path / "root", {"justpack.toml": 'force-include = [".env.production"]', ".justpackignore": "!/lib/a.pyc"})
    project = pipeline.open_project(tmp_path / "root", settings.load(tmp_path / "root", {}))
    packed = [entry.path for entry in pipeline.plan_of(project).entries]
    assert {"lib/a.pyc", ".env.production"} <= set(packed)
    assert not [each for each in pipeline.check(project).findings if each.code == "FP016"]


def test_reports_what_the_configuration_excludes(ask: Ask) -> None:
    files: Files = {**APP, "justpack.toml": 'exclude = ["data/**", "*.tmp", "tests/**"]\n'}
    needed, spare = ask({**files, "data/a.csv": "", "b.tmp": "", "tests/a.js": "", "c.pyc": ""})
    assert needed.severity == "warning"
    assert needed.message == "git tracks b.tmp, c.pyc and data/a.csv, but they are excluded from the upload"
    assert needed.help == (
        "write `!/c.pyc` in .justpackignore; narrow `*.tmp` and `data/**` in `exclude`, if the app needs them, "
        "or move them to .justpackignore, which is not reported"
    )
    assert (spare.severity, spare.message) == ("info", "git tracks tests/a.js, but it is excluded from the upload")


def test_does_not_report_untracked_files_that_the_configuration_excludes(ask: Ask) -> None:
    files: Files = {**APP, "justpack.toml": 'exclude = ["data/**"]\n', "data/a.csv": ""}
    assert ask(files, untracked=("data/a.csv",)) == []


def test_counts_the_files_beyond_the_first(ask: Ask) -> None:
    (finding,) = ask({**APP, **{f"{name}.pyc": "" for name in "bcdefghi"}})
    assert (
        finding.message
        == "git tracks b.pyc, c.pyc, d.pyc, e.pyc, f.pyc and 3 more files, but they are excluded from the upload"
    )


def test_shows_what_brings_back_the_paths_beyond_the_first(ask: Ask) -> None:
    (finding,) = ask({**APP, **{f"{name}.pyc": "" for name in "bcdef"}, "p/.env": "", "x/node_modules/y.js": ""})
    assert [(each.location.path, each.label) for each in finding.related] == [
        ("p/.env", '`force-include = ["p/.env"]` includes it'),
        ("x/node_modules", "`!/x/node_modules/` includes it"),
    ]


def test_brings_back_what_a_default_excludes_again_in_an_excluded_folder(ask: Ask, tmp_path: Path) -> None:
    (finding,) = ask({**APP, "node_modules/p/node_modules/q/i.js": "", "node_modules/p/i.js": ""})
    assert finding.help == "write `!/node_modules/` and `!/node_modules/**` in .justpackignore, if the app needs it"
    plant(tmp_path / "root", {".justpackignore": "!/node_modules/\n!/node_modules/**\n"})
    project = pipeline.open_project(tmp_path / "root", settings.Settings())
    packed = {entry.path for entry in pipeline.plan_of(project).entries}
    assert {"node_modules/p/i.js", "node_modules/p/node_modules/q/i.js"} <= packed


@pytest.mark.parametrize(
    ("path", "glob"),
    [
        ('a"b.key', "'a\"b.key'"),
        ("a'b.key", '"a\'b.key"'),
        ("[a].key", "'\\[a].key'"),
        ("[a]'\".key", '"\\\\[a]\'\\".key"'),
    ],
)
def test_writes_a_glob_that_the_configuration_accepts(ask: Ask, tmp_path: Path, path: str, glob: str) -> None:
    (finding,) = ask({**APP, path: "k"})
    line = f"force-include = [{glob}]"
    assert finding.help == f"include it in justpack.toml, `{line}`, if the app needs it"
    plant(tmp_path / "root", {"justpack.toml": line})
    project = pipeline.open_project(tmp_path / "root", settings.load(tmp_path / "root", {}))
    assert path in {entry.path for entry in pipeline.plan_of(project).entries}


def test_reports_a_tracked_file_of_a_submodule(ask: Ask, tool: Callable[[str], str], tmp_path: Path) -> None:
    assert ask(APP) == []
    root, git = tmp_path / "root", Git(tool("git"), tmp_path / "home")
    plant(root / "kit", {"node_modules/x.js": "", "deep/a.js": "", "deep/sub/b.key": ""})
    git.checkout(root / "kit/deep", None, ["a.js", "sub/b.key"])
    link = ("--add", "--cacheinfo", "160000", "1" * 40)
    git.checkout(root / "kit", None, ["node_modules/x.js"], *link, "deep")
    git.checkout(root, None, ["a.js"], *link, "kit")
    project = pipeline.open_project(root, settings.Settings())
    (finding,) = [each for each in pipeline.check(project).findings if each.code == "FP016"]
    assert finding.message.startswith("git tracks kit/deep/sub/b.key and kit/node_modules/ (1 file), ")


def test_is_relative_to_the_project(ask: Ask) -> None:
    (finding,) = ask({"web/package.json": "{}", "web/[a] .pyc": "", "b.pyc": ""}, project="web")
    assert finding.message == "git tracks [a] .pyc, but it is excluded from the upload"
    assert finding.help == "write `!/\\[a] .pyc` in .justpackignore, if the app needs it"


@pytest.mark.parametrize(
    "files",
    [
        {".justpackignore": "tests/\n*.pyc\n", "tests/a.js": "", "b.pyc": ""},
        {".gitignore": "*.csv\n", "a.csv": ""},
        {".vscode/settings.json": "{}", ".idea/x.xml": "", ".DS_Store": "", "a.js~": ""},
        {".env.example": "A=\n"},
        {".env.example-e2e": "A=\n", "web/.env.docker.sample.yml": "A=\n", ".env.prod.dist": ""},
    ],
)
def test_does_not_report_what_is_excluded_on_purpose_or_not_needed(ask: Ask, files: Files) -> None:
    assert ask({**APP, **files}) == []


@pytest.mark.parametrize(
    "path",
    [
        "test/server.key", "src/test/resources/a.jks", "docs/conf/key.pem", "examples/tls/a.p12", "test/.env.test",
        "lib/__pycache__/a.cpython-313.pyc", ".nyc_output/a.json", "npm-debug.log", ".pytest_cache/a", ".coverage",
        ".envrc", "client/.env.development", ".env.test", "web/.env.development.local",
    ],
)  # fmt: skip
def test_reports_what_the_app_does_not_run_as_a_note(ask: Ask, path: str) -> None:
    (finding,) = ask({**APP, path: "x"})
    assert finding.severity == "info"
    assert path.startswith(finding.location.path) if finding.location else False


def test_reports_what_the_app_may_need_apart_from_what_it_does_not_run(ask: Ask) -> None:
    needed, spare = ask({**APP, "tls/a.key": "", "test/b.key": "", "proxy/.env.samples": ""})
    assert (needed.severity, needed.message) == (
        "warning",
        "git tracks proxy/.env.samples and tls/a.key, but they are excluded from the upload",
    )
    assert (spare.severity, spare.message) == (
        "info",
        "git tracks test/b.key, but it is excluded from the upload",
    )


def test_does_not_report_what_is_not_tracked(ask: Ask) -> None:
    assert ask({**APP, ".env": "", "node_modules/a.js": ""}, untracked=(".env", "node_modules/a.js")) == []


def test_does_not_report_a_file_that_is_missing(ask: Ask, tmp_path: Path) -> None:
    assert len(ask({**APP, "x/node_modules/a.js": "", "x/node_modules/b.js": ""})) == 1
    (tmp_path / "root/x/node_modules/a.js").unlink()
    project = pipeline.open_project(tmp_path / "root", settings.Settings())
    (finding,) = [each for each in pipeline.check(project).findings if each.code == "FP016"]
    assert "(1 file)" in finding.message


@pytest.mark.parametrize(
    "path",
    [
        "src/main/resources/trust.jks", "app/src/main/resources/tls/a.p12", "public/a.pfx", "static/x.key",
        "templates/key.pem", "src/main/webapp/a.keystore", "src/jvmMain/resources/a.jks",
    ],
)  # fmt: skip
def test_reports_an_excluded_resource_without_git(ask: Ask, path: str) -> None:
    (finding,) = ask({**APP, path: "x"}, untracked=(path,))
    assert finding.message == f"the app's resources contain {path}, but it is excluded from the upload"
    assert finding.help == f'include it in justpack.toml, `force-include = ["{path}"]`, if the app needs it'


@pytest.mark.parametrize("path", ["certs/a.jks", "src/test/resources/a.jks", "public/.env", "static/.git/a", "a.key"])
def test_does_not_report_other_untracked_secrets(ask: Ask, path: str) -> None:
    assert ask({**APP, path: "x"}, untracked=(path,)) == []
