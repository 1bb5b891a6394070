"""FP019: patterns that match no path of the project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack import pipeline, settings
from justpack.checks.rules import pattern_matches_nothing
from justpack.pipeline import Patterns
from tests.checks.project_findings import plant

if TYPE_CHECKING:
    from tests.checks.project_findings import Files

APP: Files = {
    "package.json": '{"scripts": {"start": "node a.js"}}', "a.js": "", "src/private/x.txt": "",
    "node_modules/m/b.map": "", ".env": "",
}  # fmt: skip


def messages(root: Path, files: Files = APP, patterns: Patterns | None = None) -> list[str]:
    plant(root, files)
    project = pipeline.open_project(root, settings.load(root, {}), patterns)
    return [each.message for each in pipeline.check(project).findings if each.code == "FP019"]


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ('exclude = ["private/**"]', "exclude of the configuration: the pattern 'private/**' matches no path"),
        ('include = ["dist/**"]', "include of the configuration: the pattern 'dist/**' matches no path"),
        ('force-include = ["*.p12"]', "--force-include: the pattern '*.p12' matches no path"),
        ('exclude = ["src/private/*.txt", "src/*.txt"]', "exclude of the configuration: the pattern 'src/*.txt'"),
    ],
)
def test_reports_a_pattern_of_the_configuration(tmp_path: Path, configuration: str, message: str) -> None:
    (found,) = messages(tmp_path, {**APP, "justpack.toml": configuration})
    assert found.startswith(message)


def _helps(root: Path, patterns: Patterns) -> list[tuple[str, str | None]]:
    project = pipeline.open_project(root, settings.load(root, {}), patterns)
    findings = [each for each in pipeline.check(project).findings if each.code == "FP019"]
    return [(each.message.partition(" the pattern ")[2], each.help) for each in findings]


@pytest.mark.parametrize(
    ("pattern", "line"),
    [("*.md", "gen/docs/**/*.md"), ("**/a.md", "gen/docs/**/a.md"), ("*en/docs/**", "gen/docs/**")],
)
def test_reports_an_include_that_opens_no_folder(tmp_path: Path, pattern: str, line: str) -> None:
    plant(tmp_path, {**APP, "gen/docs/a.md": "", "gen/b.js": "", ".gitignore": "gen/docs/\n"})
    ((message, help),) = _helps(tmp_path, Patterns(include=(pattern,)))
    assert message == f"{pattern!r} has no effect: the folder of gen/docs/a.md is excluded as a whole"
    assert help == f"write the name of the folder into the pattern: `{line}`"
    assert _helps(tmp_path, Patterns(include=(line,))) == []
    project = pipeline.open_project(tmp_path, settings.Settings(), Patterns(include=(line,)))
    assert "gen/docs/a.md" in {entry.path for entry in pipeline.plan_of(project).entries}


def test_reports_an_include_of_what_is_always_excluded(tmp_path: Path) -> None:
    plant(tmp_path, APP)
    ((message, help),) = _helps(tmp_path, Patterns(include=(".env",)))
    assert message == "'.env' has no effect: .env is always excluded"
    assert help == "write it under force-include if .env must be packed, or remove it"
    assert _helps(tmp_path, Patterns(force_include=(".env",))) == []


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("*.{md,log}", "braces"),
        ("src\\private", "backslash"),
        (" src", "blank"),
        ("a.js,b.js", "comma"),
        ("private", "relative"),
    ],
)
def test_names_what_the_patterns_do_not_understand(tmp_path: Path, pattern: str, word: str) -> None:
    plant(tmp_path, {"package.json": "{}", "a.js": "", "src/x.txt": ""})
    ((message, help),) = _helps(tmp_path, Patterns(exclude=(pattern,)))
    assert message == f"{pattern!r} matches no path of the project"
    assert help is not None
    assert word in help


def test_reports_a_pattern_of_a_flag(tmp_path: Path) -> None:
    patterns = Patterns(exclude=("web/src",), include=("a.j",), force_include=("*.pem",))
    assert [text.partition(":")[0] for text in messages(tmp_path, patterns=patterns)] == [
        "--exclude", "--force-include", "--include",
    ]  # fmt: skip


def test_reports_an_absolute_path_of_another_folder(tmp_path: Path) -> None:
    assert len(messages(tmp_path / "app", patterns=Patterns(exclude=(str(tmp_path / "other"),)))) == 1


@pytest.mark.parametrize(
    "pattern",
    ["src", "src/", "src/private", "**/x.txt", "*.map", "node_modules/m/**", ".env", "package.json", "/a.js", "*"],
)
def test_does_not_report_a_pattern_that_matches(tmp_path: Path, pattern: str) -> None:
    assert messages(tmp_path, patterns=Patterns(exclude=(pattern,))) == []
    if pattern not in ("*.map", ".env"):
        assert messages(tmp_path, patterns=Patterns(include=(pattern,))) == []


def test_does_not_report_an_absolute_path_of_the_project(tmp_path: Path) -> None:
    patterns = Patterns(exclude=(str(tmp_path / "src"), str(tmp_path.resolve() / "a.js")))
    assert messages(tmp_path, patterns=patterns) == []
    project = pipeline.open_project(tmp_path, settings.Settings(), patterns)
    assert [entry.path for entry in pipeline.plan_of(project).entries] == ["package.json"]


def test_does_not_report_the_patterns_of_a_folder_above(tmp_path: Path) -> None:
    plant(tmp_path, {".git/HEAD": "", "justpack.toml": 'exclude = ["apps/api/private/**", "apps/web/none"]\n'})
    assert messages(tmp_path / "apps/web") == []


def test_does_not_report_where_too_much_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern_matches_nothing, "LOOKED_AT", 1)
    assert messages(tmp_path, patterns=Patterns(exclude=("*.xyz",))) == []


@pytest.mark.parametrize(
    ("files", "location"),
    [
        ({"justpack.toml": 'exclude = [\n  "src/*",\n  "gone/**",\n]\n'}, ("justpack.toml", 3, 3, 9)),
        (
            {"pyproject.toml": '[tool.justpack]\nforce-include = ["*.p12"]\n'},
            ("pyproject.toml", 2, 18, 7),
        ),
    ],
)
def test_shows_the_pattern_in_the_configuration(
    tmp_path: Path, files: Files, location: tuple[str, int, int, int]
) -> None:
    plant(tmp_path, {**APP, **files})
    project = pipeline.open_project(tmp_path, settings.load(tmp_path, {}))
    (finding,) = [each for each in pipeline.check(project).findings if each.code == "FP019"]
    place = finding.location
    assert place is not None
    assert (place.path, place.line, place.column, place.width) == location


def test_shows_no_location_of_a_pattern_of_a_flag(tmp_path: Path) -> None:
    plant(tmp_path, APP)
    project = pipeline.open_project(tmp_path, settings.load(tmp_path, {}), Patterns(exclude=("gone/**",)))
    (finding,) = [each for each in pipeline.check(project).findings if each.code == "FP019"]
    assert finding.location is None


def test_counts_the_patterns_that_were_not_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern_matches_nothing, "COMPARED", 10)
    found = messages(tmp_path, patterns=Patterns(exclude=("package.json", "x1", "x2", "x3")))
    assert found == ["3 patterns were not compared with all paths: too many"]
