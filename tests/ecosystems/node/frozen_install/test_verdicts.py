"""The verdict of each package manager on each kind of change, as the real one gives it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from justpack.ecosystems import lock_files, workspace_globs
from justpack.ecosystems.node import scripts
from justpack.ecosystems.node.frozen_install import judges, npm_overrides, yarn_berry
from justpack.errors import ManifestError
from justpack.tree.tree import Tree
from tests.checks.project_findings import Files, plant

Manifest = dict[str, object]


def _verdict(root: Path, files: Files) -> list[str]:
    """The messages about the only lock file of a project."""
    plant(root, files)
    tree = Tree(root)
    [file] = lock_files.present(tree, "node")
    lock, document = lock_files.read(tree, file), scripts.manifest(tree)
    assert lock is not None
    assert document is not None
    return [fault.message for fault in judges.faults(lock, tree, document)]


# --- npm ------------------------------------------------------------------------------------------------------

ODD: Manifest = {"version": "3.0.1", "dependencies": {"is-number": "^6.0.0"}}
NUMBER: Manifest = {"version": "6.0.0"}


def _npm(manifest: Manifest, packages: dict[str, Manifest], **others: str) -> Files:
    lock = {"lockfileVersion": 3, "packages": {"": {}, **packages}}
    files = {name.replace("__", "/"): content for name, content in others.items()}
    return {"package.json": json.dumps(manifest), "package-lock.json": json.dumps(lock, indent=1), **files}


def _at(names: dict[str, Manifest]) -> dict[str, Manifest]:
    return {f"node_modules/{name}": entry for name, entry in names.items()}


NESTED = {"overrides": {"is-odd": {"is-number": "7.0.0"}}}
MEMBER = {"packages/a/package.json": '{"name": "a", "version": "1.0.0"}'}


@pytest.mark.parametrize(
    ("manifest", "packages", "message"),
    [
        ({"dependencies": {"is-odd": "^3.0.0"}}, {"is-odd": ODD}, "Missing: is-number@^6.0.0 from lock file"),
        ({"optionalDependencies": {"ms": "2.1.3"}}, {}, "Missing: ms@2.1.3 from lock file"),
        ({"peerDependencies": {"ms": "2.1.3"}}, {}, "Missing: ms@2.1.3 from lock file"),
        (
            {"dependencies": {"is-number": "^6.0.0"}, "devDependencies": {"is-number": "^7.0.0"}},
            {"is-number": NUMBER},
            "Invalid: lock file's is-number@6.0.0 does not satisfy is-number@^7.0.0",
        ),
        (
            {"dependencies": {"is-odd": "^3.0.0"}, "overrides": {"is-number": "7.0.0"}},
            {"is-odd": ODD, "is-number": NUMBER},
            "Invalid: lock file's is-number@6.0.0 does not satisfy is-number@7.0.0",
        ),
        (
            {"dependencies": {"is-odd": "^3.0.0"}, **NESTED},
            {"is-odd": ODD, "is-number": NUMBER},
            "Invalid: lock file's is-number@6.0.0 does not satisfy is-number@7.0.0",
        ),
        (
            {"dependencies": {"is-number": "^6.0.0"}, "overrides": {"is-number": "7.0.0"}},
            {"is-number": NUMBER},
            "override for is-number@^6.0.0 conflicts with direct dependency",
        ),
        ({"dependencies": {"ms": "2.1.3"}}, {"ms": {}}, "Invalid: lock file's ms does not satisfy ms@2.1.3"),
        (
            {"dependencies": {"n": "npm:is-number@^7.0.0"}},
            {"n": {"name": "is-number", "version": "6.0.0"}},
            "Invalid: lock file's n@6.0.0 does not satisfy n@npm:is-number@^7.0.0",
        ),
        ({"workspaces": ["packages/*"]}, {}, "Missing: a@1.0.0 from lock file"),
        (
            {"workspaces": ["packages/*"]},
            {"a": {"link": True, "resolved": "packages/a"}},
            "missing target in lock file: 'packages/a' is referenced by 'node_modules/a'",
        ),
    ],
)
def test_npm_stops(tmp_path: Path, manifest: Manifest, packages: dict[str, Manifest], message: str) -> None:
    files = {**_npm(manifest, _at(packages)), **(MEMBER if "workspaces" in manifest else {})}
    assert _verdict(tmp_path, files) == [f"`npm ci` stops: {message}"]


@pytest.mark.parametrize(
    ("manifest", "packages"),
    [
        ({}, {"is-odd": ODD}),
        ({"dependencies": {"is-number": "^7"}, "devDependencies": {"is-number": "^6"}}, {"is-number": NUMBER}),
        ({"dependencies": {"is-odd": "^3.0.0"}, "overrides": {"ms": "1"}}, {"is-odd": ODD, "is-number": NUMBER}),
        ({"dependencies": {"is-number": "^6"}, "overrides": {"is-number": "$is-number"}}, {"is-number": NUMBER}),
        ({"dependencies": {"is-number": " ^6.0.0 "}}, {"is-number": NUMBER}),
        ({"peerDependencies": {"ms": "2"}, "peerDependenciesMeta": {"ms": {"optional": True}}}, {}),
        (
            {"dependencies": {"debug": "4"}},
            {
                "debug": {
                    "version": "4.0.0",
                    "peerDependencies": {"c": "1"},
                    "peerDependenciesMeta": {"c": {"optional": True}},
                }
            },
        ),
        (
            {"dependencies": {"a": "1"}},
            {"a": {"version": "1.0.0", "bundleDependencies": ["b"], "dependencies": {"b": "1"}}},
        ),
        (
            {"dependencies": {"a": "1"}, **NESTED},
            {"a": {"version": "1.0.0", "dependencies": {"is-number": "^6"}}, "is-number": NUMBER},
        ),
    ],
)
def test_npm_installs(tmp_path: Path, manifest: Manifest, packages: dict[str, Manifest]) -> None:
    assert _verdict(tmp_path, _npm(manifest, _at(packages))) == []


def test_npm_does_not_need_peers_that_a_setting_leaves_out(tmp_path: Path) -> None:
    files = {**_npm({"peerDependencies": {"ms": "2"}}, {}), ".npmrc": "legacy-peer-deps=true\n"}
    assert _verdict(tmp_path, files) == []


def test_npm_reads_version_1_of_the_format(tmp_path: Path) -> None:
    lock = '{"lockfileVersion": 1, "requires": true, "dependencies": {"ms": {"version": "2.1.3"}}}'
    good: Files = {"package.json": '{"dependencies": {"ms": "^2.1.0"}}', "package-lock.json": lock}
    assert _verdict(tmp_path, good) == []
    stale = {**good, "package.json": '{"dependencies": {"ms": "^1.0.0", "is-odd": "1"}}'}
    assert len(_verdict(tmp_path, stale)) == 2


# --- pnpm -----------------------------------------------------------------------------------------------------


def _pnpm(manifest: Manifest, importer: str, head: str = "", packages: str = "") -> dict[str, str]:
    lock = f"lockfileVersion: '9.0'\n{head}importers:\n  .:\n{importer}{packages}"
    return {"package.json": json.dumps(manifest), "pnpm-lock.yaml": lock}


def _asks(name: str, specifier: str, kind: str = "dependencies", version: str = "link:../x") -> str:
    return f"    {kind}:\n      {name}:\n        specifier: '{specifier}'\n        version: {version}\n"


MS = _asks("ms", "^2.1.0")


@pytest.mark.parametrize(
    ("files", "part"),
    [
        (_pnpm({"devDependencies": {"ms": "^2.1.0"}}, MS), "under dependencies, package.json under devDependencies"),
        (_pnpm({}, MS), "the lock file has ms@^2.1.0, which package.json does not"),
        (
            _pnpm({"dependencies": {"ms": "^2.1.0", "once": "1"}}, MS),
            "package.json has once@1, which the lock file does not",
        ),
        (_pnpm({"dependencies": {"ms": " ^2.1.0"}}, MS), "the lock file has ms@^2.1.0, package.json has ms@ ^2.1.0"),
        (_pnpm({"dependencies": {"ms": "^2.1.0"}, "peerDependencies": {"once": "1"}}, MS), "once@1"),
        (
            _pnpm({"dependencies": {"ms": "2"}, "dependenciesMeta": {"ms": {"injected": True}}}, _asks("ms", "2")),
            "dependenciesMeta",
        ),
        (
            {
                **_pnpm({"dependencies": {"ms": "^2.1.0"}}, MS),
                "pnpm-workspace.yaml": "packages: [.]\noverrides: {ms: '2'}\n",
            },
            "'overrides' configuration",
        ),
        (
            {
                **_pnpm(
                    {"dependencies": {"ms": "catalog:"}},
                    _asks("ms", "catalog:"),
                    "catalogs:\n  default:\n    ms:\n      specifier: ^2.1.0\n      version: 2.1.3\n",
                ),
                "pnpm-workspace.yaml": "packages: [.]\ncatalog: {ms: ^2.0.0}\n",
            },
            "'catalogs' configuration",
        ),
        (_pnpm({"dependencies": {"ms": "^2.1.0"}}, MS, "patchedDependencies:\n  ms: abc\n"), "'patchedDependencies'"),
        (_pnpm({"dependencies": {"ms": "^2.1.0"}}, MS, "pnpmfileChecksum: abc\n"), "'pnpmfileChecksum'"),
        (
            _pnpm({"dependencies": {"ms": "^2.1.0"}}, MS, "packageExtensionsChecksum: abc\n"),
            "'packageExtensionsChecksum'",
        ),
        (
            _pnpm({"dependencies": {"ms": "^2.1.0"}}, MS, "settings:\n  autoInstallPeers: false\n"),
            "'settings.autoInstallPeers'",
        ),
        (_pnpm({"dependencies": {"ms": "^2.1.0"}}, _asks("ms", "^2.1.0", version="2.1.3")), "no entry for 'ms@2.1.3'"),
    ],
)
def test_pnpm_stops(tmp_path: Path, files: dict[str, str], part: str) -> None:
    [message] = _verdict(tmp_path, files)
    assert message.startswith("`pnpm install --frozen-lockfile` stops: ERR_PNPM_")
    assert part in message


@pytest.mark.parametrize(
    "files",
    [
        _pnpm({"dependencies": {"ms": "^2.1.0"}, "devDependencies": {"ms": "1"}}, MS),
        _pnpm(
            {"optionalDependencies": {"ms": "^2.1.0"}, "dependencies": {"ms": "1"}},
            _asks("ms", "^2.1.0", "optionalDependencies"),
        ),
        _pnpm({"peerDependencies": {"ms": "^2.1.0"}}, MS),
        _pnpm({"dependencies": {"ms": "1"}, "pnpm": {"overrides": {"ms": "^2.1.0"}}}, MS, "overrides:\n  ms: ^2.1.0\n"),
        {**_pnpm({"dependencies": {"ms": "1"}}, MS), ".pnpmfile.cjs": "module.exports = {}"},
        {
            **_pnpm({"dependencies": {"ms": "^2.1.0"}}, MS, "settings:\n  autoInstallPeers: false\n"),
            "pnpm-workspace.yaml": "packages: [.]\nautoInstallPeers: false\n",
        },
    ],
)
def test_pnpm_installs(tmp_path: Path, files: dict[str, str]) -> None:
    assert _verdict(tmp_path, files) == []


ORPHAN = "packages:\n  old@1.0.0: {}\nsnapshots:\n  old@1.0.0:\n    dependencies:\n      gone: 2.0.0\n"


def test_pnpm_follows_the_packages_that_are_needed_only(tmp_path: Path) -> None:
    manifest: Manifest = {"dependencies": {"ms": "^2.1.0"}}
    assert _verdict(tmp_path, _pnpm(manifest, MS, packages=ORPHAN)) == []
    needed = _asks("old", "^1.0.0", version="1.0.0")
    [message] = _verdict(tmp_path, _pnpm({"dependencies": {"old": "^1.0.0"}}, needed, packages=ORPHAN))
    assert "ERR_PNPM_LOCKFILE_MISSING_DEPENDENCY: no entry for 'gone@2.0.0'" in message


def test_pnpm_of_a_pinned_version_reads_its_own_settings(tmp_path: Path) -> None:
    """pnpm 11 does not read the `pnpm` table of package.json."""
    manifest: Manifest = {"dependencies": {"ms": "^2.1.0"}, "pnpm": {"overrides": {"ms": "^2.1.0"}}}
    files = _pnpm(manifest, MS, "overrides:\n  ms: ^2.1.0\n")
    assert _verdict(tmp_path, files) == []
    files = _pnpm({**manifest, "packageManager": "pnpm@11.0.0"}, MS, "overrides:\n  ms: ^2.1.0\n")
    assert "'overrides'" in _verdict(tmp_path, files)[0]


# --- yarn -----------------------------------------------------------------------------------------------------

CLASSIC = '# yarn lockfile v1\n\n\nms@^2.1.0:\n  version "2.1.3"\n'


@pytest.mark.parametrize(
    ("manifest", "stops"),
    [
        ({"dependencies": {"ms": "^2.1.0"}}, False),
        ({"dependencies": {"ms": "^2.1.0"}, "devDependencies": {"ms": "^1.0.0"}}, False),
        ({"dependencies": {"ms": "*"}, "devDependencies": {"ms": "^2.1.0"}}, False),
        ({}, False),
        ({"dependencies": {"ms": "^2.1.0 "}}, True),
        ({"dependencies": {"ms": "^2.0.0"}}, True),
        ({"optionalDependencies": {"once": "1"}}, True),
    ],
)
def test_yarn_classic_looks_up_the_ranges_of_the_root(tmp_path: Path, manifest: Manifest, stops: bool) -> None:
    assert bool(_verdict(tmp_path, {"package.json": json.dumps(manifest), "yarn.lock": CLASSIC})) == stops


def test_yarn_classic_takes_a_key_without_a_range_for_every_range(tmp_path: Path) -> None:
    lock = CLASSIC.replace("ms@^2.1.0:", "ms:")
    assert _verdict(tmp_path, {"package.json": '{"dependencies": {"ms": "^1.0.0"}}', "yarn.lock": lock}) == []


BERRY = (
    '__metadata:\n  version: 8\n\n"ms@npm:^2.1.0":\n  version: 2.1.3\n  resolution: "ms@npm:2.1.3"\n\n'
    '"shop@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "shop@workspace:."\n'
    '  dependencies:\n    ms: "npm:^2.1.0"\n'
)
ASKS: Manifest = {"name": "shop", "dependencies": {"ms": "^2.1.0"}}


@pytest.mark.parametrize(
    ("manifest", "lock", "part"),
    [
        ({"name": "shop"}, BERRY, "yarn.lock has ms, which package.json does not ask for"),
        ({**ASKS, "name": "other"}, BERRY, "as shop, package.json as other"),
        ({**ASKS, "devDependencies": {"once": "1"}}, BERRY, "has no once@npm:1"),
        ({**ASKS, "peerDependencies": {"once": "1"}}, BERRY, "peerDependencies of package.json differ"),
        ({"name": "shop", "optionalDependencies": {"ms": "^2.1.0"}}, BERRY, "ms is optional only in one"),
        ({**ASKS, "bin": "x.js"}, BERRY, "bin of package.json differs"),
        ({**ASKS, "resolutions": {"ms": "2.0.0"}}, BERRY, "has no entry ms@npm:2.0.0"),
        (ASKS, BERRY.replace('"ms@npm:^2.1.0":', '"ms@npm:^2.0.0, ms@npm:^2.1.0":'), "nothing asks for ms@npm:^2.0.0"),
    ],
)
def test_yarn_berry_stops(tmp_path: Path, manifest: Manifest, lock: str, part: str) -> None:
    [message] = _verdict(tmp_path, {"package.json": json.dumps(manifest), "yarn.lock": lock})
    assert message.startswith("`yarn install --immutable` stops: the lockfile would have been modified")
    assert part in message


@pytest.mark.parametrize(
    ("manifest", "lock"),
    [
        (ASKS, BERRY),
        ({"name": "shop", "devDependencies": {"ms": "^2.1.0"}}, BERRY),
        ({"name": "shop", "dependencies": {"ms": "1"}, "devDependencies": {"ms": "^2.1.0"}}, BERRY),
        ({"name": "shop", "dependencies": {"ms": " ^2.1.0"}}, BERRY.replace("npm:^2.1.0", "npm: ^2.1.0")),
    ],
)
def test_yarn_berry_installs(tmp_path: Path, manifest: Manifest, lock: str) -> None:
    assert _verdict(tmp_path, {"package.json": json.dumps(manifest), "yarn.lock": lock}) == []


ADDED = (
    '\n"acorn@npm:^8.1.0":\n  version: 8.1.0\n  resolution: "acorn@npm:8.1.0"\n  dependencies:\n    helper: "npm:1"\n'
    '\n"helper@npm:1":\n  version: 1.0.0\n  resolution: "helper@npm:1.0.0"\n'
)
"""Entries of packages that Yarn itself or .yarnrc.yml adds to the dependencies of `ms`."""


def test_yarn_berry_keeps_what_its_own_extensions_add(tmp_path: Path) -> None:
    assert _verdict(tmp_path, {"package.json": json.dumps(ASKS), "yarn.lock": BERRY + ADDED}) == []


def test_yarn_berry_keeps_what_the_extensions_of_the_project_add(tmp_path: Path) -> None:
    files = {"package.json": json.dumps(ASKS), "yarn.lock": BERRY + ADDED.replace("acorn", "extra")}
    rc = 'packageExtensions:\n  "ms@*":\n    dependencies:\n      extra: ^8.1.0\n'
    assert _verdict(tmp_path / "with", {**files, ".yarnrc.yml": rc}) == []
    assert "nothing asks for extra@npm:^8.1.0" in _verdict(tmp_path / "without", files)[0]


def test_yarn_berry_installs_members_of_a_member(tmp_path: Path) -> None:
    entry = (
        '\n"{0}@workspace:{1}":\n  version: 0.0.0-use.local\n  resolution: "{0}@workspace:{1}"\n'
        "  languageName: unknown\n  linkType: soft\n"
    )
    lock = BERRY + entry.format("group", "tools/group") + entry.format("deep", "tools/group/deep")
    files = {
        "package.json": json.dumps({**ASKS, "workspaces": ["tools/*"]}),
        "tools/group/package.json": '{"name": "group", "workspaces": ["./deep"]}',
        "tools/group/deep/package.json": '{"name": "deep"}',
    }
    assert _verdict(tmp_path / "with", {**files, "yarn.lock": lock}) == []
    del files["tools/group/deep/package.json"]
    [message] = _verdict(tmp_path / "without", {**files, "yarn.lock": lock})
    assert "yarn.lock has the member deep, which is not there" in message


def test_yarn_berry_does_not_miss_members_after_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace_globs, "MEMBERS_LIMIT", 1)
    monkeypatch.setattr(yarn_berry, "MEMBERS_LIMIT", 1)
    entry = '\n"{0}@workspace:p/{0}":\n  version: 0.0.0-use.local\n  resolution: "{0}@workspace:p/{0}"\n'
    files = {"package.json": json.dumps({**ASKS, "workspaces": ["p/*"]})}
    files |= {f"p/{name}/package.json": json.dumps({"name": name}) for name in "ab"}
    assert _verdict(tmp_path, {**files, "yarn.lock": BERRY + entry.format("a") + entry.format("b")}) == []


OLDER_BERRY = BERRY.replace("version: 8", "version: 6").replace('"npm:^2.1.0"\n', "^2.1.0\n")
"""A lock file of Yarn 3, which writes the ranges of a member as its manifest has them."""


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": json.dumps(ASKS)},
        {"package.json": json.dumps({**ASKS, "packageManager": "yarn@3.8.7"})},
        {"package.json": json.dumps({**ASKS, "packageManager": "yarn@4.12.0"}),
         ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-3.3.1.cjs\n"},
    ],
)  # fmt: skip
def test_yarn_3_installs_from_its_own_format(tmp_path: Path, files: dict[str, str]) -> None:
    assert _verdict(tmp_path, {**files, "yarn.lock": OLDER_BERRY}) == []


def test_yarn_2_installs_what_it_patches_itself(tmp_path: Path) -> None:
    lock = OLDER_BERRY.replace("version: 6", "version: 4").replace('"ms@npm:^2.1.0":', '"ms@^2.1.0":')
    assert _verdict(tmp_path, {"package.json": json.dumps(ASKS), "yarn.lock": lock}) == []


def test_yarn_3_keeps_a_range_beside_one_that_is_asked_for(tmp_path: Path) -> None:
    lock = OLDER_BERRY.replace('"ms@npm:^2.1.0":', '"ms@npm:2.1.3, ms@npm:^2.1.0":')
    assert _verdict(tmp_path, {"package.json": json.dumps(ASKS), "yarn.lock": lock}) == []


def test_yarn_3_stops_at_another_range(tmp_path: Path) -> None:
    manifest = {"name": "shop", "dependencies": {"ms": "^2.0.0"}}
    [message] = _verdict(tmp_path, {"package.json": json.dumps(manifest), "yarn.lock": OLDER_BERRY})
    assert "yarn.lock has ms@^2.1.0, package.json asks for ms@npm:^2.0.0" in message


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": json.dumps({**ASKS, "packageManager": "yarn@4.12.0"})},
        {"package.json": json.dumps(ASKS), ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.1.0.cjs\n"},
    ],
)
def test_yarn_4_rewrites_the_format_of_yarn_3(tmp_path: Path, files: dict[str, str]) -> None:
    [message] = _verdict(tmp_path, {**files, "yarn.lock": OLDER_BERRY})
    assert "yarn.lock has version 6 of its format, which Yarn 4 rewrites" in message


# --- bun ------------------------------------------------------------------------------------------------------


def _bun(manifest: Manifest, recorded: Manifest, *packages: str, rest: str = "") -> Files:
    listed = ", ".join(f'"{each.rpartition("@")[0]}": ["{each}", "", {{}}, ""]' for each in packages)
    lock = f'{{"lockfileVersion": 1, "workspaces": {{"": {json.dumps(recorded)}}}, {rest}"packages": {{{listed}}}}}'
    return {"package.json": json.dumps(manifest), "bun.lock": lock}


RECORDED: Manifest = {"dependencies": {"ms": "^2.1.0"}}


@pytest.mark.parametrize(
    ("files", "part"),
    [
        (_bun({"dependencies": {"ms": "^1.0.0"}}, RECORDED, "ms@2.1.3"), "ms changed from ^2.1.0 to ^1.0.0"),
        (_bun({**RECORDED, "devDependencies": {"once": "1"}}, RECORDED, "ms@2.1.3"), "once was added"),
        (_bun({**RECORDED, "peerDependencies": {"once": "1"}}, RECORDED, "ms@2.1.3"), "once was added"),
        (_bun({}, RECORDED, "ms@2.1.3"), "nothing needs ms any more"),
        (_bun({**RECORDED, "overrides": {"ms": "2.0.0"}}, RECORDED, "ms@2.1.3"), "overrides in package.json changed"),
        (_bun(RECORDED, RECORDED), "failed to resolve dependency 'ms'"),
    ],
)
def test_bun_stops(tmp_path: Path, files: Files, part: str) -> None:
    [message] = _verdict(tmp_path, files)
    assert message.startswith("`bun ci` stops: ")
    assert part in message


@pytest.mark.parametrize(
    "files",
    [
        _bun({"dependencies": {"ms": ">=2"}}, RECORDED, "ms@2.1.3"),
        _bun({"devDependencies": {"ms": "^2.1.0"}}, RECORDED, "ms@2.1.3"),
        _bun({**RECORDED, "workspaces": {"packages": [], "catalog": {"ms": "2"}}}, RECORDED, "ms@2.1.3"),
    ],
)
def test_bun_installs_what_is_still_satisfied(tmp_path: Path, files: Files) -> None:
    assert _verdict(tmp_path, files) == []


def test_npm_accepts_a_package_of_another_platform_without_a_version(tmp_path: Path) -> None:
    """npm 11 leaves such an entry for each platform but its own."""
    needed: Manifest = {"version": "1.16.22", "optionalDependencies": {"html-darwin": "1.16.22"}}
    absent: Manifest = {"optional": True}
    packages = {**_at({"html": needed}), "node_modules/html/node_modules/html-darwin": absent}
    assert _verdict(tmp_path, _npm({"dependencies": {"html": "^1.16.0"}}, packages)) == []


@pytest.mark.parametrize("selector", ["ms@>=2.1.0", "a>ms@>=2.1.0", "a>ms", "ms", "@a/b>@c/ms@>1"])
def test_pnpm_resolves_the_catalog_of_an_override(tmp_path: Path, selector: str) -> None:
    name = "@c/ms" if "@c/" in selector else "ms"
    workspace = f"packages: []\ncatalog:\n  '{name}': 2.1.3\noverrides:\n  '{selector}': 'catalog:'\n"
    lock = (
        "lockfileVersion: '9.0'\n\nsettings:\n  autoInstallPeers: true\n  excludeLinksFromLockfile: false\n\n"
        f"overrides:\n  '{selector}': 2.1.3\n\nimporters:\n\n  .: {{}}\n"
    )
    files = {"package.json": '{"private": true}', "pnpm-workspace.yaml": workspace, "pnpm-lock.yaml": lock}
    assert _verdict(tmp_path, files) == []


def test_npm_reports_a_protocol_of_the_section_that_wins(tmp_path: Path) -> None:
    manifest: Manifest = {"dependencies": {"ms": "^2.0.0"}, "optionalDependencies": {"ms": "catalog:"}}
    (found,) = _verdict(tmp_path, _npm(manifest, {"node_modules/ms": {"version": "2.1.3"}}))
    assert "EUNSUPPORTEDPROTOCOL" in found


_Y: Manifest = {"name": "y", "version": "1.0.0", "dependencies": {"a": "workspace:*"}}
_LINKS: dict[str, Manifest] = {
    **{f"node_modules/{name}": {"link": True, "resolved": f"packages/{name}"} for name in ("a", "y")},
    "packages/a": {"name": "a", "version": "1.0.0"},
    "packages/y": _Y,
}


def test_npm_reports_protocols_of_members_and_catalogs(tmp_path: Path) -> None:
    members = {**MEMBER, "packages/y/package.json": json.dumps(_Y)}
    (found,) = _verdict(tmp_path / "a", {**_npm({"workspaces": ["packages/*"]}, _LINKS), **members})
    assert 'unsupported URL type "workspace:"' in found
    catalog = {"pnpm-workspace.yaml": "catalog: {ms: 2.1.3}\n"}
    ms: dict[str, Manifest] = {"node_modules/ms": {"version": "2.1.3"}}
    (found,) = _verdict(tmp_path / "b", {**_npm({"dependencies": {"ms": "catalog:"}}, ms), **catalog})
    assert 'unsupported URL type "catalog:"' in found


def test_npm_accepts_the_protocol_for_members_of_the_root(tmp_path: Path) -> None:
    links = {name: entry for name, entry in _LINKS.items() if not name.endswith("y")}
    manifest: Manifest = {"workspaces": ["packages/*"], "dependencies": {"a": "workspace:*"}}
    assert _verdict(tmp_path, {**_npm(manifest, links), **MEMBER}) == []


@pytest.mark.parametrize("twice", ["packages:\n  a@1.0.0: {}\n  a@1.0.0: {}\n", "snapshots: {}\nsnapshots: {}\n"])
def test_pnpm_refuses_a_key_that_occurs_twice(tmp_path: Path, twice: str) -> None:
    plant(tmp_path, {"pnpm-lock.yaml": f"lockfileVersion: '9.0'\n{twice}"})
    tree = Tree(tmp_path)
    [file] = lock_files.present(tree, "node")
    with pytest.raises(ManifestError, match="occurs twice"):
        lock_files.read(tree, file)


def test_gives_up_on_many_ranges_of_one_package(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = npm_overrides.parse({f"a@^{number}": "1.0.0" for number in range(5)})
    found = rules.for_edge("a", "^4")
    assert found is not None
    assert found.key_range == "^4"
    monkeypatch.setattr(npm_overrides, "_RANGES", 2)
    assert rules.for_edge("a", "^4") is None


def test_keeps_only_the_own_rules_in_each_set() -> None:
    rules = npm_overrides.parse({f"a{number}": {"b": "1.0.0"} for number in range(50)})
    narrowed = rules.for_edge("a7", "^1")
    assert narrowed is not None
    assert [each.name for each in narrowed.rules("b")] == ["b"]
    assert [each.name for each in narrowed.rules("a9")] == ["a9"]
    assert narrowed._by_name is not None
    assert len(narrowed._by_name) == 2  # itself and its child
