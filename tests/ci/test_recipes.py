"""Tests of docs/ci.md: the shell of each recipe is executed in a new repository with three apps."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

import justpack
from justpack.sandbox.server import Sandbox
from tests.ci import gitlab_runner, recipes
from tests.ci.github_runner import JobRun, Runner, combinations, items, load, parse, table
from tests.ci.machines import APPS, ROOT, RUNTIMES, Machine
from tests.generated import ci_page

WORKFLOWS = recipes.workflows()
((_, GITLAB),) = recipes.files(".gitlab-ci.yml")


def job_runs(runner: Runner, workflow: str) -> list[JobRun]:
    """Run every job of a workflow, for each app of its matrix."""
    document = parse(WORKFLOWS[workflow])
    jobs = {name: table(job) for name, job in table(document["jobs"]).items()}
    return [runner.job(document, name, values) for name, job in jobs.items() for values in combinations(job)]


def test_the_page_shows_a_workflow_for_each_purpose() -> None:
    assert WORKFLOWS.keys() == {"check.yml", "pack.yml", "deploy.yml", "plain.yml"}


def test_the_recipe_for_checks_runs(ci: Machine) -> None:
    runner = Runner(ci)
    runs = job_runs(runner, "check.yml")
    assert [run.failed for run in runs] == [False, False, False], [run.log for run in runs]
    for app, run in zip(APPS, runs, strict=True):
        assert run.inputs_of("github/codeql-action/upload-sarif")["category"] == f"justpack-apps/{app}"
        assert f"### justpack check apps/{app}: ready to deploy" in runner.summary


def test_the_recipe_for_checks_fails_for_one_app(ci: Machine) -> None:
    (ci.workspace / "apps" / "api" / "pyproject.toml").write_text("[project\n")
    assert [run.failed for run in job_runs(Runner(ci), "check.yml")] == [False, True, False]


def test_the_recipe_for_packing_runs(ci: Machine) -> None:
    runs = job_runs(Runner(ci), "pack.yml")
    for app, run in zip(APPS, runs, strict=True):
        assert not run.failed, run.log
        assert re.search(rf"^{re.escape(RUNTIMES[app])}$", run.log, re.MULTILINE)
        assert run.inputs_of("actions/upload-artifact")["name"] == app


def test_the_recipe_for_deployment_runs(ci: Machine, service: Sandbox, address: Mapping[str, str]) -> None:
    keys = {"JUSTDEPLOY_ACCESS_KEY": service.access_key, "JUSTDEPLOY_SECRET_KEY": service.secret_key}
    # The service has one project, so the three runs deploy to it one after the other.
    workflow = parse(WORKFLOWS["deploy.yml"])
    runner = Runner(ci, secrets=keys, variables={"JUSTDEPLOY_ORGANIZATION": service.organization}, extra=address)
    (job,) = table(workflow["jobs"]).values()
    for app, values in zip(APPS, combinations(table(job)), strict=True):
        assert values == {"project": app}
        text = WORKFLOWS["deploy.yml"].replace("project: ${{ matrix.project }}", f"project: {service.project}")
        run = runner.job(parse(text), "deploy", values)
        assert not run.failed, run.log
        build = service.builds[0]
        assert f"build {build['id']} runs on {build['runtime']}" in run.log
        assert run.outputs["environment.url"].startswith("https://")
    assert len(service.builds) == 3
    assert service.leaks == ()


def test_a_deployment_is_not_cancelled_and_not_concurrent() -> None:
    (job,) = table(parse(WORKFLOWS["deploy.yml"])["jobs"]).values()
    concurrency = table(table(job)["concurrency"])
    assert concurrency["cancel-in-progress"] == "false"
    assert "matrix.project" in str(concurrency["group"])


def test_the_recipe_without_the_action_runs(ci: Machine) -> None:
    for run in job_runs(Runner(ci), "plain.yml"):
        assert not run.failed, run.log
        assert (ci.temporary / "app.zip").exists()
    assert set(ci.installed) == {f"pipx install justpack=={justpack.__version__}"}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_shell_of_a_recipe_contains_an_expression(name: str) -> None:
    for job in table(parse(WORKFLOWS[name])["jobs"]).values():
        for step in map(table, items(table(job)["steps"])):
            assert "${{" not in str(step.get("run", ""))


# --- GitLab ---


def gitlab_runs(ci: Machine, name: str, more: Mapping[str, str] | None = None) -> Iterator[gitlab_runner.JobRun]:
    """Yield each run of a job, before the next one begins."""
    job = gitlab_runner.pipeline(GITLAB)[name]
    for values in gitlab_runner.combinations(job):
        yield gitlab_runner.run(ci, name, job, {**values, **(more or {})})


def test_the_check_of_gitlab_runs_and_reports(ci: Machine) -> None:
    path = ci.workspace / "apps" / "web" / "package.json"
    path.write_text(path.read_text().replace('"22.x"', '"18.x"'))
    job = gitlab_runner.pipeline(GITLAB)["check"]
    reports = table(table(job["artifacts"])["reports"])
    assert table(job["artifacts"])["when"] == "always"
    codes = {}
    for values in gitlab_runner.combinations(job):
        run = gitlab_runner.run(ci, "check", job, values)
        codes[values["APP_PATH"]] = run.code
        quality = json.loads((ci.workspace / str(reports["codequality"])).read_text())
        junit = ET.parse(ci.workspace / str(reports["junit"])).getroot()
        assert bool(quality) == (run.code == 1)
        assert (junit.find(".//failure") is not None) == (run.code == 1)
        if quality:
            assert quality[0]["location"]["path"] == "apps/web/package.json"
    assert codes == {"apps/web": 1, "apps/api": 0, "apps/jobs": 0}
    assert set(ci.installed) == {
        f"pip install --quiet --root-user-action ignore --no-cache-dir justpack=={justpack.__version__}"
    }


def test_the_packing_of_gitlab_runs(ci: Machine) -> None:
    artifacts = table(gitlab_runner.pipeline(GITLAB)["pack"]["artifacts"])
    for run in gitlab_runs(ci, "pack"):
        assert run.code == 0, run.log
        for path in items(artifacts["paths"]):
            (ci.workspace / str(path)).unlink()
    assert (ci.workspace / ".cache" / "justpack").is_dir()


def test_the_packing_of_gitlab_leaves_its_own_files_out(ci: Machine) -> None:
    """The app at the root of a repository is packed without the cache and the reports."""
    for each in (ci.workspace / "apps" / "web").iterdir():
        each.rename(ci.workspace / each.name)
    pipeline = gitlab_runner.pipeline(GITLAB)
    for name in ("check", "pack", "pack"):
        job = pipeline[name]
        assert gitlab_runner.run(ci, name, job, {"APP_PATH": "."}).code == 0
    with zipfile.ZipFile(ci.workspace / ".justpack" / "app.zip") as file:
        assert [each for each in file.namelist() if each.startswith((".cache", ".justpack/app"))] == []


def test_the_deployment_of_gitlab_runs(ci: Machine, service: Sandbox, address: Mapping[str, str]) -> None:
    more = {
        **address,
        "JUSTDEPLOY_ACCESS_KEY": service.access_key,
        "JUSTDEPLOY_SECRET_KEY": service.secret_key,
        "JUSTDEPLOY_ORGANIZATION": service.organization,
        "JUSTDEPLOY_PROJECT": service.project,
    }
    for run in gitlab_runs(ci, "deploy", more):
        assert run.code == 0, run.log
        assert run.url.startswith("https://")
    assert [build["stage"] for build in service.builds] == ["production"] * 3
    report = (ci.workspace / ".justpack" / "deploy.env").read_text().splitlines()
    assert report[0] == f"JUSTDEPLOY_BUILD={service.builds[0]['id']}"


def test_the_jobs_of_gitlab_deploy_one_after_the_other() -> None:
    job = gitlab_runner.pipeline(GITLAB)["deploy"]
    assert job["resource_group"] == "justdeploy/$JUSTDEPLOY_PROJECT/$JUSTDEPLOY_STAGE"
    assert table(job["environment"])["url"] == "$JUSTDEPLOY_URL"
    assert [values["JUSTDEPLOY_PROJECT"] for values in gitlab_runner.combinations(job)] == list(APPS)


# --- other CI, and the text ---


def test_the_shell_for_other_ci_runs(ci: Machine, service: Sandbox, address: Mapping[str, str]) -> None:
    (script,) = recipes.blocks("sh")
    keys = {"JUSTDEPLOY_ACCESS_KEY": service.access_key, "JUSTDEPLOY_SECRET_KEY": service.secret_key}
    # The service has one project, so the three deployments go to it.
    script = script.replace('JUSTDEPLOY_PROJECT="$name"', f"JUSTDEPLOY_PROJECT={service.project}")
    assert service.project in script
    done = subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=ci.workspace,
        env={**ci.environment, **address, **keys, "JUSTDEPLOY_ORGANIZATION": service.organization},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(service.builds) == 3
    reports = sorted(path.name for path in (ci.workspace / "reports").iterdir())
    assert reports == sorted(f"{app}.{end}" for app in APPS for end in ("xml", "zip", "zip.receipt.json"))


def test_every_version_on_the_page_is_the_version_of_justpack() -> None:
    text = recipes.PAGE.read_text(encoding="utf-8")
    template = gitlab_runner.TEMPLATE.read_text(encoding="utf-8")
    found = re.findall(r"justpack(?:@|==|/)v?(\d[\d.]*\d)", text) + re.findall(r"rev: v(\S+)", text)
    assert len(found) >= 8
    assert {*found, *re.findall(r"JUSTPACK_VERSION: (\S+)", template)} == {justpack.__version__}


def test_the_tables_describe_the_action() -> None:
    assert recipes.PAGE.read_text(encoding="utf-8") == ci_page.text(), "run `python -m tests.regenerate ci`"


@pytest.mark.parametrize("path", [recipes.PAGE], ids=["docs/ci.md"])
def test_its_links_lead_to_files(path: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#:]+)(?:#([^)]*))?\)", path.read_text(encoding="utf-8")):
        headings = re.findall(r"^#+ (.+)$", (path.parent / target).read_text(encoding="utf-8"), re.MULTILINE)
        assert not anchor or anchor in {heading.lower().replace(" ", "-") for heading in headings}


def test_the_actions_are_pinned_alike() -> None:
    """One action has one version in the action, the workflows and the recipes."""
    sources = [ROOT / "action.yml", recipes.PAGE, *sorted((ROOT / ".github" / "workflows").glob("*.yml"))]
    texts = [path.read_text(encoding="utf-8") for path in sources]
    pins = {pin for text in texts for pin in re.findall(r"uses: (\S+@[0-9a-f]{40} # v\S+)", text)}
    assert len({pin.partition("@")[0] for pin in pins}) == len(pins) >= 8


def test_the_action_is_described_for_the_marketplace() -> None:
    action = load(ROOT / "action.yml")
    assert len(str(action["description"])) < 125
    assert set(table(action["branding"])) == {"icon", "color"}
    assert yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["using"] == "composite"
