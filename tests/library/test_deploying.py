"""Tests of `justpack.deploy`: the whole flow in one call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import justpack
from justpack import Client, CredentialsError, Progress, Retries, Sandbox, Scenario, TryLaterError, UsageError

QUICK = Scenario(pending_seconds=0, building_seconds=0)


@pytest.fixture
def app(tmp_path: Path) -> Path:
    root = tmp_path / "app"
    root.mkdir()
    (root / "package.json").write_text(
        '{"name": "shop", "version": "1.2.3", "engines": {"node": "22.x"}, "scripts": {"start": "node index.js"}}'
    )
    (root / "index.js").write_text("require('http').createServer().listen(process.env.PORT)\n")
    return root


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Sandbox]]:
    """Start a sandbox, and set the environment variables for it."""
    running: list[Sandbox] = []

    def start(*faults: str) -> Sandbox:
        running.append(Sandbox(QUICK.with_faults(*faults)).start())
        for name, value in running[-1].environment.items():
            monkeypatch.setenv(name, value)
        return running[-1]

    yield start
    for each in running:
        each.stop()


def test_deploys_a_folder(sandbox: Callable[..., Sandbox], app: Path) -> None:
    service, events = sandbox(), list[Progress]()
    report = justpack.deploy(app, on_event=events.append)
    assert report.ok
    assert report.archive is not None
    assert report.deployment is not None
    upload = service.upload(report.deployment.build.id)
    assert upload is not None
    assert upload.sha256 == report.archive.sha256 == report.deployment.sha256
    assert {"pack", "create", "upload", "ready"} <= {event.step for event in events}
    assert (report.agrees, report.deployment.rehearsal) == (None, True)


def test_compares_the_prediction_with_the_answer_of_the_service(
    sandbox: Callable[..., Sandbox], app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox("other-runtime")
    monkeypatch.setattr("justpack.client.workflow.run.SANDBOX", "x-no-sandbox")
    report = justpack.deploy(app)
    assert report.agrees is not None
    assert report.agrees.size
    assert report.agrees.runtime == (report.deployment is not None and report.deployment.build.runtime == "nodejs22.x")


def test_deploys_a_finished_zip(sandbox: Callable[..., Sandbox], app: Path, tmp_path: Path) -> None:
    sandbox()
    archive = justpack.pack(app, tmp_path / "app.zip")
    report = justpack.deploy(tmp_path / "app.zip")
    assert report.deployment is not None
    assert report.deployment.sha256 == archive.sha256


def test_sends_nothing_if_a_check_reports_an_error(sandbox: Callable[..., Sandbox], app: Path) -> None:
    service = sandbox()
    (app / "package.json").write_text("{")
    report = justpack.deploy(app)
    assert (report.ok, report.archive, report.deployment) == (False, None, None)
    assert [finding for finding in report.findings if finding.severity == "error"]
    assert service.requests == ()
    assert justpack.deploy(app, no_check=True).ok


def test_is_not_ok_after_a_failed_build(sandbox: Callable[..., Sandbox], app: Path) -> None:
    sandbox("build-error")
    report = justpack.deploy(app)
    assert (report.ok, report.deployment is not None) == (False, True)


def test_uses_the_client_that_it_is_given(sandbox: Callable[..., Sandbox], app: Path) -> None:
    service = sandbox()
    with Client.from_env() as client:
        assert justpack.deploy(app, client=client, stage="development").ok
    assert service.builds[0]["stage"] == "development"


@pytest.mark.parametrize("uploads", [0, 2])
def test_retries_as_often_as_it_is_told(
    sandbox: Callable[..., Sandbox], app: Path, uploads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("justpack.client.http.limits.BACKOFF", (0.001, 0.002))
    service = sandbox("put-503")
    with pytest.raises(TryLaterError):
        justpack.deploy(app, retries=Retries(uploads=uploads))
    assert [seen.method for seen in service.requests].count("PUT") == 1 + uploads


def test_requires_keys_organization_and_project(
    sandbox: Callable[..., Sandbox], app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox()
    monkeypatch.delenv("JUSTDEPLOY_PROJECT")
    with pytest.raises(UsageError, match="the project is not set"):
        justpack.deploy(app)
    monkeypatch.delenv("JUSTDEPLOY_ACCESS_KEY")
    with pytest.raises(CredentialsError):
        justpack.deploy(app)
