"""Tests of SC005: manifests and locks with a password in an address are reported, those with variables are not."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

APP = {"package.json": '{"scripts": {"start": "x"}}'}
SECRET = "r9Xk2Lq" + "7ZpW4tB"
URL = f"https://me:{SECRET}@packages.acme.com"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("requirements.txt", f"flask\n--index-url {URL}/simple\n"),
        ("requirements-dev.txt", f"--extra-index-url={URL}/simple\n"),
        ("requirements/base.txt", f"a @ {URL}/a.whl\n"),
        ("deploy/constraints.txt", f"a @ git+{URL}/a.git\n"),
        ("requirements.in", f"-i {URL}/simple\n"),
        ("pyproject.toml", f'[[tool.poetry.source]]\nname = "a"\nurl = "{URL}/simple"\n'),
        ("Pipfile", f'[[source]]\nurl = "{URL}/simple"\n'),
        ("uv.lock", f'[[package]]\nsource = {{ registry = "{URL}/simple" }}\n'),
        ("package-lock.json", f'{{"packages": {{"": {{}}, "a": {{"resolved": "{URL}/a.tgz"}}}}}}'),
        ("web/yarn.lock", f'a@1:\n  resolved "{URL}/a.tgz"\n'),
        ("pom.xml", f"<project><url>{URL}/maven</url></project>"),
        ("settings.gradle", f'maven {{ url = "{URL}/maven" }}\n'),
        (".yarnrc.yml", f'npmRegistryServer: "{URL}"\n'),
        ("package.json", f'{{"dependencies": {{"a": "git+{URL}/a.git"}}}}'),
        ("requirements.txt", f"-i http://me:{SECRET}@10.0.0.1/simple\n"),
    ],
)
def test_reports_an_address_with_a_password(says: Says, path: str, content: str) -> None:
    before = content.partition(SECRET)[0]
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    assert says("SC005", {**APP, path: content}) == [("warning", path, line, column)]


def test_reports_a_file_once_without_the_value(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("SC005", {**APP, "requirements.txt": f"-i {URL}/a\n--extra-index-url {URL}/b\n"})
    assert SECRET not in repr(finding)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("requirements.txt", "-i https://me:${PASSWORD}@host/simple\n"),
        ("requirements.txt", "-i https://me:%PASSWORD%@host/simple\n"),
        ("requirements.txt", "-i https://user:password@host/simple\n"),
        ("requirements.txt", "-i https://me@host/simple\n"),
        ("requirements.txt", "-i https://host:8080/a@1/simple\n"),
        ("requirements.txt", f"# -i {URL}/simple\n"),
        ("requirements.txt", "a @ git+ssh://git@github.com/a/b.git\n"),
        ("package.json", '{"dependencies": {"a": "git+https://x-token:$TOKEN@github.com/a/b.git"}}'),
        ("pom.xml", f"<project><!-- {URL}/maven --></project>"),
        ("pom.xml", "<url>https://${user}:${password}@host/maven</url>"),
        ("settings.gradle", f"// maven {{ url = '{URL}' }}\n"),
        ("src/config.js", f"const url = '{URL}';"),
        ("README.md", URL),
        ("node_modules/a/package.json", f'{{"repository": "{URL}"}}'),
    ],
)
def test_does_not_report_similar_projects(says: Says, path: str, content: str) -> None:
    assert says("SC005", {**APP, path: content}) == []


def test_does_not_report_a_token_that_another_rule_reports(says: Says) -> None:
    token = "gl" + "pat-" + "".join(random.Random(3).choices(string.ascii_letters + string.digits, k=20))
    files = {**APP, "requirements.txt": f"a @ git+https://oauth2:{token}@gitlab.com/a/b.git\n"}
    assert says("SC005", files) == []
    assert [row[0] for row in says("SC003", files)] == ["error"]
