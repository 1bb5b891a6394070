"""Tests of DP001: dependencies that exclude the predicted Node.js."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

from pathlib import Path

PACKED = {".justpackignore": "!node_modules\n"}
LOCKS = Path(__file__).resolve().parents[3] / "fixtures" / "locks"
APP = {"package.json": '{"scripts": {"start": "x"}, "engines": {"node": "22.x"}}'}


def _lock(*packages: str) -> dict[str, str]:
    listed = ",\n".join(
        f'"node_modules/p{index}": {{"version": "1.0.0", {rest}}}' for index, rest in enumerate(packages)
    )
    return {**APP, "package-lock.json": f'{{"lockfileVersion": 3, "packages": {{\n{listed}}}}}'}


def _engines(node: str, rest: str = "") -> str:
    return f'"engines": {{"node": "{node}"}}{rest}'


@pytest.mark.parametrize(
    ("folder", "name", "line"),
    [
        ("npm2", "package-lock.json", 68),
        ("npm3", "package-lock.json", 68),
        ("pnpm8", "pnpm-lock.yaml", 51),
        ("pnpm9", "pnpm-lock.yaml", 43),
    ],
)
def test_reports_packages_in_lock_files_of_each_tool(says: Says, folder: str, name: str, line: int) -> None:
    files: dict[str, str | bytes | None] = {name: (LOCKS / folder / name).read_bytes(), **APP}
    assert [row[:3] for row in says("DP001", files)] == [("warning", name, line)]


@pytest.mark.parametrize("node", [">=24", "20.x || 24.x", "^23", "^18 || >=22.99.99 <22 || >24"])
def test_reports_dependency_engines_unmet(says: Says, node: str) -> None:
    assert says("DP001", _lock(_engines(">=18"), _engines(node))) == [("error", "package-lock.json", 3, 1)]


@pytest.mark.parametrize("node", ["<22", "20.x", "^18 || ^20", "18 - 20", "0.4 || 0.6"])
@pytest.mark.parametrize(
    ("files", "severity"),
    [
        ({}, "warning"),
        ({".npmrc": "engine-strict=false\n"}, "warning"),
        ({"pnpm-workspace.yaml": "packages: []\n"}, "warning"),
        ({"pnpm-workspace.yaml": "engineStrict: true\n"}, "error"),
    ],
)
def test_reports_an_untested_range_as_an_error_only_for_a_strict_install(
    says: Says, node: str, files: dict[str, str], severity: str
) -> None:
    found = says("DP001", {**_lock(_engines(">=18"), _engines(node)), **files})
    assert found == [(severity, "package-lock.json", 3, 1)]


@pytest.mark.parametrize(
    "package",
    [
        _engines(">=18"),
        _engines(">=22.12.0"),
        _engines("^20.19.0 || ^22.13.0 || >=24"),
        _engines("what?"),
        _engines("<22", ', "dev": true'),
        _engines("<22", ', "optional": true'),
        _engines("<22", ', "devOptional": true'),
        _engines("<22", ', "os": ["darwin"]'),
        '"engines": {"npm": "<5"}',
        '"engines": ["node >= 0.4"]',
        '"engines": []',
    ],
)
def test_does_not_report_similar_projects(says: Says, package: str) -> None:
    assert says("DP001", _lock(package)) == []


def test_does_not_report_a_member_of_the_workspace(says: Says) -> None:
    packages = '"packages/a": {"engines": {"node": "<22"}}, "node_modules/a": {"resolved": "packages/a", "link": true}'
    assert says("DP001", {**APP, "package-lock.json": f'{{"lockfileVersion": 3, "packages": {{{packages}}}}}'}) == []


def test_lists_many_packages_in_one_finding(says: Says) -> None:
    packages = {f"node_modules/p{index}": {"version": "1.0.0", "engines": {"node": "<22"}} for index in range(50)}
    lock = json.dumps({"lockfileVersion": 3, "packages": packages})
    assert len(says("DP001", {**APP, "package-lock.json": lock})) == 1


def _packed(root: str, **packages: str) -> dict[str, str]:
    """Return a project with a packed node_modules; `a__b` is the package b inside a."""
    files = {**PACKED, "package.json": '{"scripts": {"start": "x"}, "engines": {"node": "22.x"}, ' + root + "}"}
    for name, text in packages.items():
        folder = "/".join(f"node_modules/{part}" for part in name.split("__"))
        files[f"{folder}/package.json"] = text
    return files


OLD = '{"name": "a", "version": "1.0.0",\n "engines": {"node": "<20"}}'
A = '"dependencies": {"a": "1"}'


@pytest.mark.parametrize(
    ("files", "path", "line"),
    [
        (_packed(A, a=OLD), "node_modules/a/package.json", 2),
        (_packed('"optionalDependencies": {"a": "1"}', a=OLD), "node_modules/a/package.json", 2),
        (_packed('"dependencies": {"b": "1"}', b=f"{{{A}}}", a=OLD), "node_modules/a/package.json", 2),
        (_packed('"dependencies": {"b": "1"}', b=f"{{{A}}}", b__a=OLD),
         "node_modules/b/node_modules/a/package.json", 2),
        ({**_packed("", a=OLD), "package.json": APP["package.json"], "web/package.json": f"{{{A}}}"},
         "node_modules/a/package.json", 2),
        ({**_packed(A, a=OLD), **_lock(_engines("<18")), "package.json": _packed(A)["package.json"]},
         "node_modules/a/package.json", 2),
    ],
)  # fmt: skip
def test_reports_packages_in_a_packed_node_modules(says: Says, files: dict[str, str], path: str, line: int) -> None:
    assert ("warning", path, line) in [row[:3] for row in says("DP001", files)]


@pytest.mark.parametrize(
    "files",
    [
        _packed('"devDependencies": {"a": "1"}', a=OLD),
        _packed(A, a=OLD.replace("<20", ">=20")),
        _packed(A, a=OLD.replace("<20", "nonsense")),
        _packed(A, a=OLD.replace('"engines"', '"os": ["darwin"], "engines"')),
        _packed(A, a="{"),
        _packed(A, a="[]"),
        _packed(A, b=OLD),
        _packed(A, a='{"peerDependencies": {"b": "1"}, "peerDependenciesMeta": {"b": {"optional": true}}}', b=OLD),
        {**_packed(A, a=OLD), ".justpackignore": ""},
    ],
)
def test_does_not_report_installed_packages_that_production_does_not_need(says: Says, files: dict[str, str]) -> None:
    assert says("DP001", files) == []


def test_resolves_a_link_of_pnpm_from_its_target(says: Says) -> None:
    store = "node_modules/.pnpm"
    files = {
        **_packed('"dependencies": {"b": "1"}'),
        f"{store}/b@1/node_modules/b/package.json": f"{{{A}}}",
        f"{store}/a@1/node_modules/a/package.json": OLD,
        f"{store}/b@1/node_modules/a": "-> ../../a@1/node_modules/a",
        "node_modules/b": "-> .pnpm/b@1/node_modules/b",
    }
    assert [row[:2] for row in says("DP001", files)] == [("warning", f"{store}/b@1/node_modules/a/package.json")]


def test_reports_a_package_once(says: Says) -> None:
    lock = '{"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0", "engines": {"node": "<20"}}}}'
    assert [row[1] for row in says("DP001", {**_packed(A, a=OLD), "package-lock.json": lock})] == ["package-lock.json"]


@pytest.mark.parametrize(
    ("node", "advice"),
    [
        (">=24", "use another version of p0, or pin nodejs24.x"),
        (">=26", "use another version of p0: 1.0.0 supports no Node.js that JustDeploy offers"),
    ],
)
def test_advises_only_an_offered_runtime(found: Callable[..., list[Finding]], node: str, advice: str) -> None:
    assert [each.help for each in found("DP001", _lock(_engines(node)))] == [advice]
