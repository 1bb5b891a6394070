"""Tests of `check`, `pack` and `size` for many projects in one run."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from justpack.cli.main import invoke
from tests.projects.repositories import SERVICE, git

NAMES = ("services/api", "services/jobs", "services/web")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a repository of three services, and make it the current folder; the last one does not pass."""
    for name in NAMES:
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "package.json").write_text(SERVICE % name.rpartition("/")[2])
        (tmp_path / name / "index.js").write_text("require('http').createServer().listen(process.env.PORT)\n")
    (tmp_path / NAMES[2] / "package.json").write_text('{"engines": {"node": "18"}, "dependencies": {"express": "5"}}')
    git(tmp_path, "init", "-q")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _output(capsys: pytest.CaptureFixture[str], code: int, *arguments: str) -> str:
    capsys.readouterr()
    assert invoke(list(arguments)) == code
    return capsys.readouterr().out


def _json(capsys: pytest.CaptureFixture[str], code: int, *arguments: str) -> dict[str, object]:
    found = json.loads(_output(capsys, code, *arguments, "--format", "json"))
    assert isinstance(found, dict)
    return found


def _projects(found: dict[str, object]) -> list[dict[str, object]]:
    result = found["result"]
    assert isinstance(result, dict)
    projects = result["projects"]
    assert isinstance(projects, list)
    return projects


@pytest.mark.usefixtures("shop")
def test_reports_each_rule_once_for_all_projects(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in NAMES[:2]:
        (shop / name / "package.json").write_text('{"engines": {"node": "22"}, "dependencies": {"express": "5"}}')
    text = _output(capsys, 1, "check", *NAMES)
    assert text.count("LK001") == 1
    assert "lockfile-missing: 3 projects\n  services/api/package.json:1" in text
    assert text.splitlines()[0].startswith("services/api   nodejs22.x  certain  ready")
    assert text.splitlines()[-1] == "2 of 3 projects are ready to deploy"


@pytest.mark.usefixtures("shop")
def test_has_the_result_of_each_project_as_the_project_alone_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    found = _json(capsys, 1, "check", *NAMES)
    for project, name in zip(_projects(found), NAMES, strict=True):
        alone = _json(capsys, 1 if name == NAMES[2] else 0, "check", name)
        assert project == {"path": name, **{key: alone[key] for key in ("ok", "result", "findings")}}
    findings = found["findings"]
    assert isinstance(findings, list)
    assert {each["path"] for each in findings} == {"services/web/package.json"}


@pytest.mark.usefixtures("shop")
def test_writes_one_sarif_log_with_a_run_for_each_project(capsys: pytest.CaptureFixture[str]) -> None:
    runs = json.loads(_output(capsys, 1, "check", *NAMES, "--format", "sarif"))["runs"]
    assert [run["automationDetails"]["id"] for run in runs] == [f"justpack/{name}/" for name in NAMES]
    rules = [[rule["id"] for rule in run["tool"]["driver"]["rules"]] for run in runs]
    assert rules[0] == []
    for result in runs[2]["results"]:
        assert rules[2][result["ruleIndex"]] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("services/web")


@pytest.mark.usefixtures("shop")
def test_writes_one_junit_document_with_a_suite_for_each_project(capsys: pytest.CaptureFixture[str]) -> None:
    suites = fromstring(_output(capsys, 1, "check", *NAMES, "--format", "junit").encode())
    assert [suite.get("name") for suite in suites] == [f"justpack check {name}" for name in NAMES]
    for key in ("tests", "failures"):
        assert int(suites.get(key, "")) == sum(int(suite.get(key, "")) for suite in suites)


@pytest.mark.usefixtures("shop")
def test_writes_one_code_quality_report(capsys: pytest.CaptureFixture[str]) -> None:
    issues = json.loads(_output(capsys, 1, "check", *NAMES, "--format", "gitlab"))
    assert {issue["location"]["path"] for issue in issues} == {"services/web/package.json"}
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_writes_one_step_summary(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(shop / "summary.md"))
    lines = _output(capsys, 1, "check", *NAMES, "--format", "github").splitlines()
    assert lines[-3:][0].startswith("services/api: ready to deploy")
    summary = (shop / "summary.md").read_text()
    assert summary.startswith("### justpack check: 2 of 3 projects pass\n")
    assert summary.count("\n### ") == 0


@pytest.mark.usefixtures("shop")
def test_writes_one_line_for_each_finding_and_project(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _output(capsys, 1, "check", *NAMES, "--format", "concise").splitlines()
    assert lines[0].startswith("services/api: ready to deploy")
    assert lines[-1].startswith("services/web: not ready to deploy")
    assert any(line.startswith("services/web/package.json:1:") for line in lines)


def test_exits_with_the_worst_code(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["check", *NAMES[:2]]) == 0
    assert invoke(["check", *NAMES]) == 1
    assert invoke(["check", *NAMES, "--exit-zero"]) == 0
    (shop / NAMES[0] / "justpack.toml").write_text("runtme = 1\n")
    text = _output(capsys, 2, "check", *NAMES)
    assert "services/api   failed      justpack.toml:1:10: unknown key 'runtme'" in text
    assert "services/jobs  nodejs22.x" in text


def test_packs_each_project_below_the_folder(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = _projects(_json(capsys, 0, "pack", *NAMES[:2], "-o", "out/"))
    names = [path.relative_to(shop / "out").as_posix() for path in sorted((shop / "out").rglob("*.*"))]
    zips = [f"{name}.zip" for name in NAMES[:2]]
    assert names == sorted([*zips, *(f"{name}.receipt.json" for name in zips)])
    alone = _json(capsys, 0, "pack", NAMES[0], "-o", "alone.zip")["result"]
    assert isinstance(alone, dict)
    assert isinstance(found[0]["result"], dict)
    assert found[0]["result"]["sha256"] == alone["sha256"]
    assert [row["selected"] for row in _projects(_json(capsys, 0, "plan", "--against", "out"))] == [False, False, True]
    (shop / NAMES[1] / "index.js").write_text("1")
    text = _output(capsys, 0, "plan", "services", "--against", "out")
    assert "changed: index.js" in text


def test_stops_after_a_project_that_does_not_pass(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order = (NAMES[2], *NAMES[:2])
    text = _output(capsys, 1, "pack", *order, "-o", "out/", "-j", "1")
    assert text.splitlines()[1:3] == ["services/api   not run", "services/jobs  not run"]
    assert list((shop / "out").rglob("*.zip")) == []
    text = _output(capsys, 1, "pack", *order, "-o", "out/", "--keep-going")
    assert text.splitlines()[-1] == "2 of 3 projects are packed into out"
    assert len(list((shop / "out").rglob("*.zip"))) == 2


@pytest.mark.usefixtures("shop")
def test_packs_nothing_in_a_dry_run(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _output(capsys, 1, "pack", *NAMES, "--dry-run").endswith("2 of 3 projects can be packed\n")
    assert list(shop.rglob("*.zip")) == []


@pytest.mark.usefixtures("shop")
def test_shows_the_size_of_each_project(capsys: pytest.CaptureFixture[str]) -> None:
    assert _output(capsys, 0, "size", *NAMES).count(" as a zip") == 3
    alone = _json(capsys, 0, "size", NAMES[0])["result"]
    assert _projects(_json(capsys, 0, "size", *NAMES))[0]["result"] == alone


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "services/api", "./services/api"),
        ("check", *NAMES, "--fix"),
        ("check", *NAMES, "--write-baseline", "b.json"),
        ("size", *NAMES, "--html", "a.html"),
        ("pack", *NAMES),
        ("pack", *NAMES, "-o", "-"),
        ("pack", *NAMES, "-o", "app.zip"),
        ("pack", *NAMES, "-o", "out/", "--receipt", "a.json"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_refuses_what_is_about_one_project(arguments: tuple[str, ...]) -> None:
    assert invoke(list(arguments)) == 2


def test_does_not_pack_the_report_of_the_run(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / NAMES[0] / "report.json").write_text("old")
    target = f"{NAMES[0]}/report.json"
    assert invoke(["pack", *NAMES[:2], "-o", "out/", "--format", "json", "--output-file", target]) == 0
    found = _projects(json.loads((shop / target).read_text()))
    assert isinstance(found[0]["result"], dict)
    assert found[0]["result"]["entries"] == 2
