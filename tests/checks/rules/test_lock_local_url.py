"""Tests of the rule about lock files with addresses that the service cannot reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

APP = {"package.json": '{"scripts": {"start": "x"}, "engines": {"node": "22.x"}}'}


def _lock(*resolved: str) -> dict[str, str]:
    packages = ",\n".join(
        f'"node_modules/p{index}": {{"version": "1.0.{index}", "resolved": "{url}"}}'
        for index, url in enumerate(resolved)
    )
    return {**APP, "package-lock.json": f'{{"lockfileVersion": 3, "packages": {{\n{packages}}}}}'}


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:4873/p/-/p-1.0.0.tgz",
        "https://127.0.0.1/p.tgz",
        "http://10.1.2.3/p.tgz",
        "http://[::1]:4873/p.tgz",
        "https://verdaccio/p.tgz",
        "https://npm.office.local/p.tgz",
        "file:../p-1.0.0.tgz",
        "file:/home/me/p.tgz",
        "file:vendor/p.tgz",
    ],
)
def test_reports_lock_local_url(says: Says, url: str) -> None:
    assert says("LK006", _lock("https://registry.npmjs.org/p/-/p.tgz", url)) == [("error", "package-lock.json", 3, 1)]


@pytest.mark.parametrize(
    "url",
    [
        "https://registry.npmjs.org/p/-/p-1.0.0.tgz",
        "https://npm.pkg.github.com/p.tgz",
        "https://artifactory.example.com/p.tgz",
        "git+ssh://git@github.com/a/p.git#0123",
        "https://8.8.8.8/p.tgz",
        "http://[bad/p.tgz",
    ],
)
def test_does_not_report_similar_projects(says: Says, url: str) -> None:
    assert says("LK006", _lock(url)) == []


def test_does_not_report_a_packed_tarball(says: Says) -> None:
    assert says("LK006", {**_lock("file:vendor/p.tgz"), "vendor/p.tgz": "x"}) == []


def test_reports_each_host_once(says: Says) -> None:
    assert len(says("LK006", _lock(*["http://localhost:4873/p.tgz"] * 30))) == 1


@pytest.mark.parametrize(
    ("files", "row"),
    [
        (
            {
                "yarn.lock": '# yarn lockfile v1\n\np@1:\n  version "1.0.0"\n  resolved "http://localhost:4873/p.tgz#00"\n'
            },
            ("error", "yarn.lock", 3, 1),
        ),
        (
            {"pnpm-lock.yaml": "lockfileVersion: '9.0'\npackages:\n  p@1.0.0:\n    resolution: {tarball: file:../p}\n"},
            ("error", "pnpm-lock.yaml", 3, 3),
        ),
        (
            {"bun.lock": '{"lockfileVersion": 1, "packages": {\n"p": ["p@1.0.0", "http://localhost/p.tgz", {}, ""],}}'},
            ("error", "bun.lock", 2, 1),
        ),
    ],
)
def test_reports_other_lock_files_of_node(says: Says, files: dict[str, str], row: tuple[str, str, int, int]) -> None:
    assert says("LK006", {**APP, **files}) == [row]


@pytest.mark.parametrize(
    ("files", "row"),
    [
        (
            {
                "uv.lock": '[[package]]\nname = "a"\nversion = "1"\nsource = {registry = "http://localhost:3141/simple"}\n'
            },
            ("error", "uv.lock", 1, 1),
        ),
        ({"requirements.txt": "flask\n--index-url http://devpi/simple\n"}, ("error", "requirements.txt", 2, None)),
        (
            {"Pipfile.lock": '{"default": {\n"a": {"version": "==1", "file": "http://localhost/a.whl"}}}'},
            ("error", "Pipfile.lock", 2, 1),
        ),
    ],
)
def test_reports_python_lock_files(says: Says, files: dict[str, str], row: tuple[str, str, int, int]) -> None:
    project = '[project]\nname = "a"\nrequires-python = "==3.13.*"\n'
    assert says("LK006", {"pyproject.toml": project, **files}) == [row]


BERRY = (
    '__metadata:\n  version: 8\n\n"core@file:../../core::locator=web%40workspace%3Aapps%2Fweb":\n  version: 1.0.0\n'
    '  resolution: "core@file:../../core#../../core::hash=1&locator=web%40workspace%3Aapps%2Fweb"\n'
)


def test_reads_a_path_of_yarn_from_the_member_that_names_it(says: Says) -> None:
    files = {**APP, "yarn.lock": BERRY}
    assert says("LK006", files) == [("error", "yarn.lock", 4, 1)]
    assert says("LK006", {**files, "core/package.json": "{}"}) == []


LOCAL = "http://localhost:4873/"
NPM = _lock("https://registry.npmjs.org/p/-/p.tgz")
OWN = _lock("https://npm.pkg.github.com/p.tgz")
SCOPED = '{{"lockfileVersion": 3, "packages": {{"node_modules/@a/p": {{"version": "1.0.0"{}}}}}}}'
YARN = '__metadata:\n  version: 8\n\n"p@npm:1":\n  version: 1.0.0\n  resolution: "p@npm:1.0.0"\n'
PNPM = "lockfileVersion: '9.0'\npackages:\n  p@1.0.0:\n    resolution: {integrity: x}\n"
BUN = '{"lockfileVersion": 1, "workspaces": {"": {}}, "packages": {"p": ["p@1.0.0", "", {}, ""]}}'


@pytest.mark.parametrize(
    ("lock", "settings", "path"),
    [
        (NPM, f"registry={LOCAL}\n", ".npmrc"),
        (NPM, "registry = 'http://10.0.0.1/'\n", ".npmrc"),
        ({"package-lock.json": SCOPED.format("")}, f"@a:registry={LOCAL}\n", ".npmrc"),
        ({"pnpm-lock.yaml": PNPM}, f"registry={LOCAL}\n", ".npmrc"),
        ({"yarn.lock": YARN}, f'npmRegistryServer: "{LOCAL}"\n', ".yarnrc.yml"),
        ({"bun.lock": BUN}, f'[install]\nregistry = "{LOCAL}"\n', "bunfig.toml"),
        ({"bun.lock": BUN}, f'[install.registry]\nurl = "{LOCAL}"\n', "bunfig.toml"),
    ],
)
def test_reports_a_registry_of_this_machine(says: Says, lock: dict[str, str], settings: str, path: str) -> None:
    assert [row[:2] for row in says("LK006", {**APP, **lock, path: settings})] == [("error", path)]


@pytest.mark.parametrize(
    ("lock", "settings", "path"),
    [
        (NPM, "registry=https://registry.npmjs.org/\n", ".npmrc"),
        (NPM, "registry=${REGISTRY}\n", ".npmrc"),
        (NPM, f"registry={LOCAL}\nreplace-registry-host=never\n", ".npmrc"),
        (NPM, f"@other:registry={LOCAL}\n", ".npmrc"),
        (OWN, f"registry={LOCAL}\n", ".npmrc"),
        (
            {"package-lock.json": SCOPED.format(', "resolved": "https://npm.pkg.github.com/p.tgz"')},
            f"@a:registry={LOCAL}\n",
            ".npmrc",
        ),
        ({"yarn.lock": '# yarn lockfile v1\n\n\np@1:\n  version "1.0.0"\n'}, f'registry "{LOCAL}"\n', ".yarnrc"),
        ({"yarn.lock": YARN, ".yarn/cache/p.zip": "x"}, f'npmRegistryServer: "{LOCAL}"\n', ".yarnrc.yml"),
        ({"bun.lock": BUN}, f'[install.scopes]\na = "{LOCAL}"\n', "bunfig.toml"),
    ],
)
def test_does_not_report_a_registry_that_no_package_comes_from(
    says: Says, lock: dict[str, str], settings: str, path: str
) -> None:
    assert says("LK006", {**APP, **lock, path: settings}) == []
