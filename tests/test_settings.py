"""Tests of the configuration: precedence, and error messages with locations."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from justpack.errors import UsageError
from justpack.model import Limits, Location, RuleSettings, RuleWord
from justpack.settings import Settings, Workspace, check_assumptions, load


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Create a project two folders deep in a repository and return its path."""
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    root = tmp_path / "repo" / "apps" / "web"
    root.mkdir(parents=True)
    return root


def _fails(root: Path, environ: Mapping[str, str] | None = None) -> tuple[str, str | None]:
    with pytest.raises(UsageError) as caught:
        load(root, environ or {})
    assert "\n" not in caught.value.message
    return caught.value.message, caught.value.help


# --- precedence ---


def test_returns_the_defaults_without_configuration(project: Path) -> None:
    assert load(project, {}) == Settings()


def test_reads_every_key(project: Path) -> None:
    (project / "justpack.toml").write_text(
        'runtime = "nodejs22.x"\norganization = "abcdefgh12345678"\nproject = "p"\nstage = "development"\n'
        'exclude = ["a"]\ninclude = ["b", "c"]\nforce-include = []\n'
        '[assumptions]\nnode-choice = "lowest"\n[limits]\nfile-size = 5\npackage-size = 6\n'
    )
    settings = load(project, {})
    place = settings.runtime_place
    assert settings == Settings(
        "nodejs22.x", place, "abcdefgh12345678", "p", "development", None,
        ("a",), ("b", "c"), (), {"node-choice": "lowest"}, Limits(5, 6),
    )  # fmt: skip
    assert place is not None
    assert (place.path, place.line, place.column, place.width) == ("justpack.toml", 1, 11, 12)


def test_reads_every_key_of_rules(project: Path) -> None:
    (project / "justpack.toml").write_text(
        '[rules]\nselect = ["RT", "FP"]\nignore = ["RT005"]\npreview = true\nfail-on = "warning"\n'
        '[rules.severity]\nRT004 = "off"\nFP = "info"\n'
    )
    rules = load(project, {}).rules
    assert rules == RuleSettings(
        (RuleWord("RT", "justpack.toml:2:10"), RuleWord("FP", "justpack.toml:2:10")),
        (RuleWord("RT005", "justpack.toml:3:10"),),
        ((RuleWord("RT004", "justpack.toml:7:9"), "off"), (RuleWord("FP", "justpack.toml:8:6"), "info")),
        preview=True,
        fail_on="warning",
    )


def test_applies_flags_over_environment_over_file(project: Path) -> None:
    (project / "justpack.toml").write_text('runtime = "nodejs22.x"\nproject = "file"\nstage = "development"\n')
    from_file = load(project, {})
    from_environment = load(project, {"JUSTPACK_RUNTIME": "python3.13", "JUSTDEPLOY_PROJECT": "environment"})
    from_flags = from_environment.with_flags(runtime="java21", project=None, stage=None)
    assert [each.runtime for each in (from_file, from_environment, from_flags)] == [
        "nodejs22.x",
        "python3.13",
        "java21",
    ]
    assert [each.project for each in (from_file, from_environment, from_flags)] == [
        "file",
        "environment",
        "environment",
    ]
    assert from_flags.stage == "development"
    assert from_environment.runtime_place == Location("JUSTPACK_RUNTIME")


@pytest.mark.parametrize(
    ("variable", "key", "value"),
    [
        ("JUSTDEPLOY_API_URL", "api_url", "https://x.example"),
        ("JUSTDEPLOY_ORGANIZATION", "organization", "abcdefgh12345678"),
        ("JUSTDEPLOY_PROJECT", "project", "p"),
        ("JUSTDEPLOY_STAGE", "stage", "development"),
        ("JUSTPACK_RUNTIME", "runtime", "java17"),
    ],
)
def test_reads_every_environment_variable(project: Path, variable: str, key: str, value: str) -> None:
    assert getattr(load(project, {variable: value}), key) == value
    assert load(project, {variable: ""}) == Settings()


def test_reads_only_the_nearest_file(project: Path) -> None:
    above, top = project.parent / "justpack.toml", project.parents[1] / "justpack.toml"
    top.write_text('project = "top"\nstage = "development"\n')
    assert load(project, {}).project == "top"
    above.write_text('project = "above"\n')
    assert (load(project, {}).project, load(project, {}).stage) == ("above", "production")
    (project / "justpack.toml").write_text("")
    assert load(project, {}) == Settings()


def test_does_not_read_a_file_above_the_repository(project: Path) -> None:
    (project.parents[2] / "justpack.toml").write_text('project = "outside"\n')
    assert load(project, {}).project is None


def test_reads_only_the_folder_outside_of_a_repository(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "justpack.toml").write_text('project = "elsewhere"\n')
    assert load(tmp_path / "app", {}).project is None
    assert load(tmp_path, {}).project == "elsewhere"


def test_does_not_accept_the_api_url_in_a_file(project: Path) -> None:
    (project / "justpack.toml").write_text('api-url = "https://elsewhere.example"\n')
    with pytest.raises(UsageError, match="unknown key 'api-url'"):
        load(project, {})


def test_validates_assumptions_from_code() -> None:
    check_assumptions({"node-choice": "lowest"})
    with pytest.raises(UsageError, match="'bogus' is not an assumption"):
        check_assumptions({"bogus": "x"})
    with pytest.raises(UsageError, match="node-choice is one of"):
        check_assumptions({"node-choice": "x"})


def test_accepts_a_worktree_as_a_repository(project: Path) -> None:
    (project.parents[1] / ".git").rmdir()
    (project.parents[1] / ".git").write_text("gitdir: /somewhere/.git/worktrees/x\n")
    (project.parents[1] / "justpack.toml").write_text('project = "top"\n')
    assert load(project, {}).project == "top"


def test_reads_pyproject_without_justpack_toml(project: Path) -> None:
    (project / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.justpack]\nproject = "py"\n')
    assert load(project, {}).project == "py"
    (project.parents[1] / "justpack.toml").write_text("")
    assert load(project, {}).project is None


@pytest.mark.parametrize("content", ["[tool.justpack\n", "\xff = 1\n", "# justpack\n" + "#" * (3 << 20), None])
def test_does_not_report_a_broken_pyproject(project: Path, content: str | None) -> None:
    path = project / "pyproject.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_text(content, encoding="latin-1")
    assert load(project, {}) == Settings()


# --- mistakes ---


@pytest.mark.parametrize(
    ("content", "message", "help"),
    [
        ("runtme = 'x'", "justpack.toml:1:10: unknown key 'runtme'", "did you mean 'runtime'?"),
        ("force_include = []", "justpack.toml:1:17: unknown key 'force_include'", "did you mean 'force-include'?"),
        ("[assumptions]\nnode-choise = 'lowest'", "justpack.toml:2:15: unknown key 'node-choise'",
         "did you mean 'node-choice'?"),
        ("[limits]\n\nfilesize = 3", "justpack.toml:3:12: unknown key 'filesize'", "did you mean 'file-size'?"),
        ("limits = { file-sise = 3 }", "justpack.toml:1:24: unknown key 'file-sise'", "did you mean 'file-size'?"),
        ("[rules]\nselekt = []", "justpack.toml:2:10: unknown key 'selekt'", "did you mean 'select'?"),
        ("limits.a.b = 3", "justpack.toml:1:14: unknown key 'a'", "known keys: file-size, package-large, package-size"),
    ],
)  # fmt: skip
def test_reports_unknown_keys_with_a_suggestion(project: Path, content: str, message: str, help: str) -> None:
    (project / "justpack.toml").write_text(content)
    assert _fails(project) == (message, help)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("runtime = 22", "1:11: runtime must be text"),
        ("project = ['p']", "1:11: project must be text"),
        ("stage = true", "1:9: stage must be text"),
        ("exclude = 'a'", "1:11: exclude must be a list of texts"),
        ("include = ['a', 1]", "1:11: include must be a list of texts"),
        ("assumptions = 3", "1:15: assumptions must be a table"),
        ("limits = []", "1:10: limits must be a table"),
        ("[[limits]]\nfile-size = 1", "1:1: limits must be a table"),
        ("[assumptions]\nnode-choice = 3", "2:15: node-choice must be text"),
        ("[limits]\nfile-size = '1 MB'", "2:13: file-size is a size in bytes, a whole number above 0"),
        ("[limits]\nfile-size = 0", "2:13: file-size is a size in bytes, a whole number above 0"),
        ("[limits]\nfile-size = true", "2:13: file-size is a size in bytes, a whole number above 0"),
        ("[limits]\nfile-size = 1.5", "2:13: file-size is a size in bytes, a whole number above 0"),
        ("[assumptions]\nnode-choice = 'middle'", "2:15: node-choice is one of 'highest', 'lowest'"),
        ("\nruntime = 'nodejs18.x'", "2:11: 'nodejs18.x' is not a runtime of JustDeploy"),
        ("rules = 3", "1:9: rules must be a table"),
        ("[rules]\nselect = 'RT'", "2:10: select must be a list of texts"),
        ("[rules]\npreview = 'yes'", "2:11: preview is true or false"),
        ("[rules]\nfail-on = 'off'", "2:11: fail-on is one of 'error', 'warning', 'info', 'never'"),
        ("[rules]\nseverity = 'off'", "2:12: severity must be a table"),
        ("[rules.severity]\nRT004 = 'fatal'", "2:9: RT004 is one of 'error', 'warning', 'info', 'off'"),
        ("stage = 'staging'", "1:9: 'staging' is not a stage"),
    ],
)
def test_reports_invalid_values_with_their_location(project: Path, content: str, message: str) -> None:
    (project / "justpack.toml").write_text(content)
    assert _fails(project)[0] == f"justpack.toml:{message}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[tool]\njustpack = 3", "2:12: justpack must be a table"),
        ("[tool.justpack]\nruntime = 3", "2:11: runtime must be text"),
        ("[tool.justpack.limits]\nsize = 3", "2:8: unknown key 'size'"),
        ("tool.justpack.limits = 3", "1:24: limits must be a table"),
    ],
)
def test_reports_invalid_values_in_pyproject(project: Path, content: str, message: str) -> None:
    (project / "pyproject.toml").write_text(content)
    assert _fails(project)[0] == f"pyproject.toml:{message}"


def test_reports_a_malformed_file_with_its_location(project: Path) -> None:
    (project.parent / "justpack.toml").write_text("a = 1\nb = \n")
    message, _ = _fails(project)
    assert message == "../justpack.toml:2:5: invalid value"


def test_rejects_a_folder_as_configuration_file(project: Path) -> None:
    (project / "justpack.toml").mkdir()
    assert _fails(project)[0] == "justpack.toml is not a regular file"


@pytest.mark.parametrize(("name", "value"), [("JUSTPACK_RUNTIME", "x"), ("JUSTDEPLOY_STAGE", "x")])
def test_validates_the_environment(project: Path, name: str, value: str) -> None:
    assert _fails(project, {name: value})[0].startswith(f"{name}: ")


def test_validates_flags() -> None:
    for flags in ({"runtime": "x"}, {"stage": "x"}, {"runtime": ""}):
        with pytest.raises(UsageError, match=r"--(runtime|stage): "):
            Settings().with_flags(**flags)


@pytest.mark.parametrize("key", ["access-key", "secret-key", "access_key", "JUSTDEPLOY_SECRET_KEY", "token"])
def test_does_not_read_credentials_from_a_file(project: Path, key: str) -> None:
    (project / "justpack.toml").write_text(f'{key} = "AKIASECRETVALUE"\n')
    message, help = _fails(project, {"JUSTDEPLOY_ACCESS_KEY": "AKIAENVIRONMENT"})
    assert f"unknown key '{key}'" in message
    assert "AKIA" not in f"{message}{help}"


def test_keeps_the_order_of_include_and_exclude(project: Path) -> None:
    (project / "justpack.toml").write_text('include = ["a", "b"]\nstage = "development"\nexclude = ["c"]\n')
    assert load(project, {}).glob_order == (True, True, False)
    (project / "justpack.toml").write_text('exclude = ["c"]\ninclude = ["a", "b"]\n')
    assert load(project, {}).glob_order == ()


def test_tells_which_folder_the_globs_are_relative_to(project: Path) -> None:
    (project.parent.parent / "justpack.toml").write_text('exclude = ["apps/web/private/**"]\n')
    assert load(project, {}).globs_above == "apps/web"
    (project / "justpack.toml").write_text('exclude = ["private/**"]\n')
    assert load(project, {}).globs_above == ""


@pytest.fixture
def workspace(project: Path) -> Path:
    """Return a member whose repository has a configuration with `[workspace]` at its root."""
    (project.parents[1] / "justpack.toml").write_text(
        'organization = "abcdefgh12345678"\nproject = "root"\nexclude = ["docs/**"]\n'
        'force-include = ["/apps/web/a.key"]\n'
        '[assumptions]\nnode-choice = "lowest"\njava-choice = "highest"\n[rules]\nignore = ["SZ"]\n'
        '[rules.severity]\nRT = "info"\n[workspace]\nmembers = ["apps/*"]\n'
        '[workspace.defaults]\nstage = "development"\n[workspace.defaults.limits]\nfile-size = 5\n'
    )
    return project


def test_a_workspace_configures_its_members(workspace: Path) -> None:
    settings = load(workspace, {})
    assert (settings.organization, settings.project, settings.stage) == ("abcdefgh12345678", "root", "development")
    assert (settings.limits.file_size, settings.limits.package_size) == (5, Limits().package_size)
    assert (settings.exclude, settings.globs_above, settings.force_include_above) == (
        ("docs/**",),
        "apps/web",
        "apps/web",
    )
    assert settings.workspace is None


def test_a_member_overrides_the_workspace_key_by_key(workspace: Path) -> None:
    (workspace / "justpack.toml").write_text(
        'project = "web"\ninclude = ["dist/**"]\n[assumptions]\nnode-choice = "highest"\n'
        '[limits]\npackage-size = 7\n[rules.severity]\nRT = "error"\n'
    )
    settings = load(workspace, {})
    assert (settings.organization, settings.project, settings.stage) == ("abcdefgh12345678", "web", "development")
    assert (settings.exclude, settings.include, settings.globs_above) == ((), ("dist/**",), "")
    assert (settings.force_include, settings.force_include_above) == (("/apps/web/a.key",), "apps/web")
    assert settings.assumptions == {"node-choice": "highest", "java-choice": "highest"}
    assert (settings.limits.file_size, settings.limits.package_size) == (5, 7)
    assert [word.word for word in settings.rules.ignore] == ["SZ"]
    assert [level for _, level in settings.rules.severity] == ["error", "info"]


def test_a_table_in_pyproject_overrides_the_workspace(workspace: Path) -> None:
    (workspace / "pyproject.toml").write_text('[tool.justpack]\nproject = "py"\n')
    settings = load(workspace, {})
    assert (settings.project, settings.stage) == ("py", "development")


def test_the_defaults_of_members_do_not_apply_to_the_root(workspace: Path) -> None:
    settings = load(workspace.parents[1], {})
    assert (settings.stage, settings.limits) == ("production", Limits())
    assert settings.workspace == Workspace(members=("apps/*",))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[workspace]\nmember = []", "1:2: unknown key 'member'"),
        ("[workspace]\nmembers = 'a'", "2:11: members must be a list of texts"),
        ("[workspace.defaults]\nstages = 'x'", "2:1: unknown key 'stages'"),
        ("[workspace.defaults.workspace]", "1:1: unknown key 'workspace'"),
    ],
)
def test_reports_invalid_keys_of_a_workspace(project: Path, content: str, message: str) -> None:
    (project / "justpack.toml").write_text(content)
    assert _fails(project)[0].endswith(message.partition(": ")[2])
