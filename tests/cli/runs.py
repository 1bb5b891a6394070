"""The result of a command run in this process, and the environment it runs in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from justpack.sandbox.server import Sandbox

VARIABLES = (
    "JUSTDEPLOY_API_URL", "JUSTDEPLOY_ACCESS_KEY", "JUSTDEPLOY_SECRET_KEY", "JUSTDEPLOY_ORGANIZATION",
    "JUSTDEPLOY_PROJECT", "JUSTDEPLOY_STAGE", "JUSTPACK_RUNTIME", "NO_COLOR", "FORCE_COLOR",
    "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "CI_PROJECT_DIR",
)  # fmt: skip


GOOD = {
    "package.json": '{"name": "app", "version": "1.2.3", "scripts": {"start": "node ."},\n'
    ' "engines": {"node": "22.x"}}\n',
    "index.js": "console.log(1)\n",
}


@dataclass(frozen=True)
class Run:
    """The exit code and the output of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def result(self) -> dict[str, object]:
        found = self.json["result"]
        assert isinstance(found, dict)
        return found

    @property
    def codes(self) -> list[str]:
        findings = self.json["findings"]
        assert isinstance(findings, list)
        return [str(finding["code"]) for finding in findings]


class Invoke(Protocol):
    """Runs one command line in this process."""

    def __call__(self, *arguments: str | Path) -> Run: ...


def environment(sandbox: Sandbox) -> dict[str, str]:
    return {
        "JUSTDEPLOY_API_URL": sandbox.api_url,
        "JUSTDEPLOY_ACCESS_KEY": sandbox.access_key,
        "JUSTDEPLOY_SECRET_KEY": sandbox.secret_key,
        "JUSTDEPLOY_ORGANIZATION": sandbox.organization,
        "JUSTDEPLOY_PROJECT": sandbox.project,
    }
