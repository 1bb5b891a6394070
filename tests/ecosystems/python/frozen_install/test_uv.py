"""Tests of the comparison of uv.lock with its manifests. Each expectation is the answer of uv 0.13.9."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.lock_fault import LockFault
from justpack.ecosystems.python.frozen_install import uv, uv_project
from justpack.ecosystems.python.locks import uv_lock

if TYPE_CHECKING:
    from tests.made_projects import Project

MANIFEST = """\
[project]
name = "shop"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["iniconfig>=2", "pathspec", "six"]
[project.optional-dependencies]
web = ["idna"]
[dependency-groups]
dev = ["colorama", {include-group = "test"}]
test = ["tomli>=2"]
[tool.uv]
constraint-dependencies = ["idna>=3"]
[tool.uv.sources]
six = {git = "https://example.com/six.git", tag = "1.17"}
"""
LOCK = """\
version = 1
revision = 3
requires-python = ">=3.11"

[manifest]
constraints = [{ name = "idna", specifier = ">=3" }]

[[package]]
name = "idna"
version = "3.10"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "shop"
version = "0.1.0"
source = { virtual = "." }

[package.metadata]
requires-dist = [
    { name = "idna", marker = "extra == 'web'" },
    { name = "iniconfig", specifier = ">=2" },
    { name = "pathspec" },
    { name = "six", git = "https://example.com/six.git?tag=1.17" },
]
provides-extras = ["web"]

[package.metadata.requires-dev]
dev = [{ name = "colorama" }, { name = "tomli", specifier = ">=2" }]
test = [{ name = "tomli", specifier = ">=2" }]
"""


def _faults(project: Project, *changes: tuple[str, str], lock: str = LOCK) -> list[LockFault]:
    text = MANIFEST
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    tree = project({"pyproject.toml": text, "uv.lock": lock})
    return list(uv.faults(uv_lock.parse("uv.lock", lock.encode()), tree, None))


@pytest.mark.parametrize(
    "change",
    [
        ('"iniconfig>=2"', '"Iniconfig >= 2.0"'),
        ('"iniconfig>=2", "pathspec"', '"pathspec", "iniconfig>=2"'),
        ('"pathspec"', "\"pathspec; python_version >= '3.9'\""),
        ("iniconfig>=2", 'iniconfig>=2", "iniconfig'),
        ("iniconfig>=2", 'iniconfig>=2", "iniconfig>=1'),
        ("iniconfig>=2", "iniconfig>=2\", \"iniconfig!=1.5; python_version >= '3.9'"),
        ("iniconfig>=2", "iniconfig>=2\", \"iniconfig; os_name == 'nt'"),
        ("[tool.uv]", '[tool.uv]\noverride-dependencies = ["certifi"]'),
        ("[tool.uv]", '[tool.uv]\nexclude-dependencies = ["certifi"]'),
        ("[tool.uv]", '[tool.uv]\nresolution = "highest"'),
        ('["idna>=3"]', '["idna>=3", "certifi>=1"]'),
        ('["idna>=3"]', '["idna>=3", "pathspec", "certifi"]'),
        ('tag = "1.17"', 'tag = "1.17", marker = "sys_platform == \'linux\'"'),
        ('dependencies = ["iniconfig>=2", "pathspec", "six"]', 'dynamic = ["dependencies", "optional-dependencies"]'),
        ('version = "0.1.0"', 'version = "0.1"'),
    ],
)
def test_does_not_report_what_uv_accepts(project: Project, change: tuple[str, str]) -> None:
    assert _faults(project, change) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ('"iniconfig>=2"', '"iniconfig>=1"'),
            "uv.lock records iniconfig>=2, but pyproject.toml requires iniconfig>=1",
        ),
        (('"iniconfig>=2"', '"iniconfig>=2", "iniconfig<9"'), "uv.lock records iniconfig>=2, but"),
        (('"iniconfig>=2"', '"iniconfig[x]>=2"'), "uv.lock records iniconfig>=2, but"),
        (('"pathspec"', "\"pathspec; sys_platform == 'linux'\""), "uv.lock records pathspec, but"),
        (('"pathspec", ', ""), "uv.lock has pathspec, but pyproject.toml does not require it"),
        (('"pathspec"', '"pathspec", "certifi"'), "uv.lock does not record certifi, but"),
        (('["idna"]', '["idna>=3"]'), "uv.lock records idna ; extra == 'web', but"),
        (('["idna"]', '["idna", "pathspec"]'), "uv.lock does not record pathspec, but"),
        (('["idna"]', '["idna"]\nempty = []'), "uv.lock does not have the extra empty"),
        (('["tomli>=2"]', '["tomli>=1"]'), "uv.lock records tomli>=2, but"),
        (('["tomli>=2"]', '["tomli>=2"]\nempty = []'), "uv.lock does not have the group empty"),
        (('tag = "1.17"', 'tag = "1.16"'), "uv.lock records six @ https://example.com/six, but"),
        (('git = "https://example.com/six.git", tag = "1.17"', 'path = "six"'), "uv.lock records six @"),
        (('["idna>=3"]', '["idna>=2"]'), "uv.lock records idna>=3, but pyproject.toml requires idna>=2"),
        (("[tool.uv]", '[tool.uv]\nexclude-dependencies = ["Idna"]'), "uv.lock contains idna, but"),
        (("[tool.uv]", '[tool.uv]\noverride-dependencies = ["idna"]'), "uv.lock does not record idna, but"),
        (('["idna>=3"]', "[]"), "uv.lock has idna>=3, but pyproject.toml does not require it"),
        (("[tool.uv]", '[tool.uv]\nbuild-constraint-dependencies = ["x>1"]'), "uv.lock does not record x"),
        (("[tool.uv]", '[tool.uv]\nresolution = "lowest"'), "uv.lock was made with resolution 'highest'"),
        (("[tool.uv]", "[tool.uv]\nenvironments = [\"sys_platform == 'linux'\"]"), "uv.lock has the supported-markers"),
        (("[tool.uv]", "[tool.uv]\nconflicts = [[{extra = 'web'}, {group = 'dev'}]]"), "uv.lock has other conflicts"),
        (("[tool.uv]", '[tool.uv]\nexclude-newer = "2026-01-01T00:00:00Z"'), "uv.lock was made without exclude-newer"),
        (("[tool.uv]", "[tool.uv]\npackage = true"), "uv.lock has shop as no package"),
        (('version = "0.1.0"', 'version = "0.2.0"'), "uv.lock has shop 0.1.0, but pyproject.toml has 0.2.0"),
        (('">=3.11"', '">=3.12"'), "uv.lock was made for Python '>=3.11', but"),
    ],
)
def test_reports_what_uv_updates(project: Project, change: tuple[str, str], message: str) -> None:
    (fault,) = _faults(project, change)
    assert fault.message.startswith(f"{uv.STOPS}: {message}")
    assert (fault.updated, fault.location.path) == (True, "pyproject.toml")


def test_reports_one_fault_for_several_differences(project: Project) -> None:
    (fault,) = _faults(project, ('"iniconfig>=2", "pathspec"', '"a", "b", "c", "d"'))
    assert fault.message.endswith(" and 3 more")


def test_reports_a_format_that_uv_does_not_read(project: Project) -> None:
    (fault,) = _faults(project, lock=LOCK.replace("version = 1", "version = 9", 1))
    assert (fault.location.path, fault.updated) == ("uv.lock", False)


def test_does_not_report_empty_groups_and_extras_of_an_older_revision(project: Project) -> None:
    lock = LOCK.replace("revision = 3\n", "").replace('provides-extras = ["web"]\n', "")
    assert _faults(project, ('["tomli>=2"]', '["tomli>=2"]\nempty = []'), lock=lock) == []


MEMBERS = 'version = 1\nrequires-python = ">=3.12"\n\n[manifest]\nmembers = ["b", "root"]\n\n' + "".join(
    f'[[package]]\nname = "{name}"\nversion = "1"\nsource = {{ virtual = "{folder}" }}\n\n'
    for name, folder in (("b", "b"), ("root", "."))
)
WORKSPACE = """\
[project]
name = "root"
version = "1"
requires-python = ">=3.12"
[tool.uv.workspace]
members = ["a", "b"]
"""


@pytest.mark.parametrize(
    ("managed", "messages"), [("false", []), ("true", ["uv.lock does not have the workspace member a"])]
)
def test_omits_members_that_uv_does_not_manage(project: Project, managed: str, messages: list[str]) -> None:
    member = '[project]\nname = "{}"\nversion = "1"\n'
    files = {
        "pyproject.toml": WORKSPACE,
        "a/pyproject.toml": f"{member.format('a')}[tool.uv]\nmanaged = {managed}\n",
        "b/pyproject.toml": member.format("b"),
        "uv.lock": MEMBERS,
    }
    faults = uv.faults(uv_lock.parse("uv.lock", MEMBERS.encode()), project(files), None)
    assert [each.message.rpartition(": ")[2] for each in faults][:1] == messages


def test_says_nothing_of_a_project_that_uv_does_not_manage(project: Project) -> None:
    assert _faults(project, ("[tool.uv]", "[tool.uv]\nmanaged = false"), ("pathspec", "pathspecs")) == []


BARE = LOCK.replace(
    'constraints = [{ name = "idna", specifier = ">=3" }]',
    'constraints = [{ name = "idna" }, { name = "certifi", specifier = ">=1" }]\noverrides = [{ name = "zipp" }]\n'
    'excludes = ["wheel"]',
)
SETTINGS = (
    "[tool.uv]",
    '[tool.uv]\noverride-dependencies = ["zipp"]\nexclude-dependencies = ["Wheel"]',
)


@pytest.mark.parametrize("constraints", ['["certifi>=1"]', '["certifi>=1", "idna"]', '["idna", "six", "certifi>=1.0"]'])
def test_does_not_report_a_constraint_without_a_version(project: Project, constraints: str) -> None:
    assert _faults(project, SETTINGS, ('["idna>=3"]', constraints), lock=BARE) == []


@pytest.mark.parametrize(
    ("settings", "constraints", "message"),
    [
        (SETTINGS[1], '["idna"]', "uv.lock has certifi>=1, but"),
        (SETTINGS[1], '["idna", "certifi>=2"]', "uv.lock records certifi>=1, but"),
        (SETTINGS[1], '["idna>=1", "certifi>=1"]', "uv.lock records idna, but"),
        (SETTINGS[1].replace("zipp", "tomli"), '["certifi>=1"]', "uv.lock has zipp, but"),
        (SETTINGS[1].replace('["zipp"]', "[]"), '["certifi>=1"]', "uv.lock has zipp, but"),
        (SETTINGS[1].replace('["Wheel"]', "[]"), '["certifi>=1"]', "uv.lock was made without wheel, but"),
    ],
)
def test_reports_a_recorded_setting_that_is_gone(
    project: Project, settings: str, constraints: str, message: str
) -> None:
    (fault,) = _faults(project, ("[tool.uv]", settings), ('["idna>=3"]', constraints), lock=BARE)
    assert message in fault.message


@pytest.mark.parametrize(
    ("held", "declared", "stale"),
    [
        ("directory", 'path = "six"', False),
        ("directory", 'path = "six", editable = false', False),
        ("directory", 'path = "six", editable = true', True),
        ("editable", 'path = "six", editable = true', False),
        ("editable", 'path = "six"', True),
        ("virtual", 'path = "six"', False),
        ("directory", 'path = "six", package = false', True),
    ],
)
def test_compares_how_a_folder_is_installed(project: Project, held: str, declared: str, stale: bool) -> None:
    lock = LOCK.replace('git = "https://example.com/six.git?tag=1.17"', f'{held} = "six"')
    assert lock != LOCK
    change = ('git = "https://example.com/six.git", tag = "1.17"', declared)
    assert bool(_faults(project, change, lock=lock)) is stale


def test_does_not_compare_groups_with_too_many_requirements(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uv_project, "REQUIREMENTS_LIMIT", 2)
    assert _faults(project, ("tomli>=2", "tomli>=3")) == []
