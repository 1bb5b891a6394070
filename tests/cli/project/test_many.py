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
        ("check", *NAMES, "--write-baseline", "b.json"),
        ("size", *NAMES, "--diff", "old.zip"),
        ("pack", *NAMES, "-o", "out/", "--provenance", "a.json"),
        ("pack", *NAMES),
        ("pack", *NAMES, "-o", "-"),
        ("pack", *NAMES, "-o", "app.zip"),
        ("pack", *NAMES, "-o", "out/", "--receipt", "a.json"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_refuses_what_is_about_one_project(arguments: tuple[str, ...]) -> None:
    assert invoke(list(arguments)) == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", *NAMES, "--write-baseline", "b.json"), "--write-baseline DIR/"),
        (("size", *NAMES, "--diff", "old.zip"), "--diff DIR/, with the zips of `justpack pack -o DIR/`"),
        (("pack", *NAMES, "-o", "out/", "--receipt", "a.json"), "--receipt DIR/"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_says_how_each_project_gets_its_file(
    arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert invoke(list(arguments)) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("option", [("check", "--write-baseline"), ("pack", "--receipt"), ("pack", "--provenance")])
def test_needs_a_file_for_one_project(option: tuple[str, str], shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command, name = option
    more = ["-o", "a.zip"] if command == "pack" else []
    assert invoke([command, NAMES[0], *more, name, "out/"]) == 2
    assert f"invalid value for '{name}': `out/` is not the name of a file" in capsys.readouterr().err


def _misspelt(shop: Path) -> None:
    """Write a range that can have meant only one in each project."""
    for name in NAMES:
        (shop / name / "package.json").write_text(
            '{"scripts": {"start": "node index.js"}, "engines": {"node": "=>22"}}'
        )
        (shop / name / "index.js").write_text("require('http').createServer().listen(process.env.PORT)\n")


def test_shows_and_writes_the_fixes_of_each_project(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _misspelt(shop)
    before = (shop / NAMES[0] / "package.json").read_text()
    capsys.readouterr()
    invoke(["check", *NAMES, "--diff"])
    shown = capsys.readouterr()
    assert [f"+++ b/{name}/package.json" in shown.out for name in NAMES] == [True] * 3
    assert f"{NAMES[0]}: would fix package.json" in shown.err
    assert (shop / NAMES[0] / "package.json").read_text() == before
    assert invoke(["check", *NAMES, "--fix", "--format", "json"]) == 0
    done = capsys.readouterr()
    for project, name in zip(_projects(json.loads(done.out)), NAMES, strict=True):
        assert isinstance(project["result"], dict)
        assert [(each["path"], each["written"]) for each in project["result"]["fixes"]] == [("package.json", True)]
        assert f"{name}: fixed package.json" in done.err
        assert "=>22" not in (shop / name / "package.json").read_text()


def test_fixes_a_project_in_another_one_once(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _misspelt(shop)
    (shop / "package.json").write_text((shop / NAMES[0] / "package.json").read_text())
    invoke(["check", ".", *NAMES, "--fix", "-j", "4"])
    assert "failed" not in capsys.readouterr().out
    assert not any("=>22" in path.read_text() for path in shop.rglob("package.json"))


def test_writes_a_baseline_of_each_project(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / NAMES[0] / "package.json").write_text('{"engines": {"node": "22"}, "dependencies": {"express": "5"}}')
    _output(capsys, 1, "check", *NAMES, "--write-baseline", "known/")
    names = sorted(path.relative_to(shop / "known").as_posix() for path in (shop / "known").rglob("*.json"))
    assert names == [f"{name}.baseline.json" for name in NAMES]
    found = _json(capsys, 1, "check", *NAMES, "--baseline", "known")
    assert [project["findings"] for project in _projects(found)[:2]] == [[], []]
    assert _json(capsys, 0, "check", NAMES[0], "--baseline", "known/")["findings"] == []
    (shop / "known" / f"{NAMES[0]}.baseline.json").unlink()
    found = _json(capsys, 1, "check", *NAMES, "--baseline", "known")
    assert len(_projects(found)[0]["findings"]) > 0  # type: ignore[arg-type]


def test_writes_the_receipt_and_the_provenance_of_each_project(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("-o", "out/", "--receipt", "receipts/", "--provenance", "provenance/")
    _output(capsys, 0, "pack", *NAMES[:2], *arguments)
    assert sorted(path.name for path in (shop / "receipts/services").iterdir()) == [
        "api.zip.receipt.json",
        "jobs.zip.receipt.json",
    ]
    assert sorted(path.name for path in (shop / "provenance/services").iterdir()) == [
        "api.zip.intoto.json",
        "jobs.zip.intoto.json",
    ]
    assert not list((shop / "out").rglob("*.json"))
    rows = _projects(_json(capsys, 0, "plan", "--against", "receipts"))
    assert [row["selected"] for row in rows] == [False, False, True]


def test_writes_no_folder_in_a_dry_run(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _output(capsys, 0, "pack", *NAMES[:2], "--dry-run", "-o", "out/", "--receipt", "receipts/")
    assert not (shop / "out").exists()
    assert not (shop / "receipts").exists()


def test_shows_what_changed_since_the_zip_of_each_project(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _output(capsys, 0, "pack", *NAMES[:2], "-o", "out/")
    (shop / NAMES[0] / "new.js").write_text("console.log(1)\n")
    lines = _output(capsys, 0, "size", *NAMES, "--diff", "out").splitlines()
    assert [line.rpartition("  ")[2].strip() for line in lines[:3]] == ["1 added", "no change", "new"]
    assert lines[-1].endswith("packed")
    alone = _json(capsys, 0, "size", NAMES[0], "--diff", f"out/{NAMES[0]}.zip")["result"]
    assert _projects(_json(capsys, 0, "size", *NAMES, "--diff", "out"))[0]["result"] == alone


def test_writes_one_page_of_all_sizes(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _output(capsys, 0, "size", *NAMES, "--html", "size.html")
    page = (shop / "size.html").read_text()
    assert "3 projects" in page
    assert all(f'"{name.rpartition("/")[2]}"' in page for name in NAMES)


@pytest.mark.usefixtures("shop")
def test_reports_every_project_with_and_without_keep_going(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("check", "size"):
        code = 1 if command == "check" else 0
        order = (NAMES[2], *NAMES[:2])
        assert _output(capsys, code, command, *order) == _output(capsys, code, command, *order, "--keep-going")


def test_does_not_pack_the_report_of_the_run(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / NAMES[0] / "report.json").write_text("old")
    target = f"{NAMES[0]}/report.json"
    assert invoke(["pack", *NAMES[:2], "-o", "out/", "--format", "json", "--output-file", target]) == 0
    found = _projects(json.loads((shop / target).read_text()))
    assert isinstance(found[0]["result"], dict)
    assert found[0]["result"]["entries"] == 2
