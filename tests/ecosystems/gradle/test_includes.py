"""Tests of the reader of the projects and builds that a Gradle settings script includes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.ecosystems.gradle import includes
from justpack.ecosystems.gradle.script import parse

if TYPE_CHECKING:
    from tests.made_projects import Project


def _builds(path: str, data: bytes) -> list[includes.Taken]:
    return list(includes.builds(parse(path, data)))


def _taken(project: Project, text: str, name: str = "settings.gradle") -> list[tuple[str | None, str, bool]]:
    return [(each.project, each.folder, each.certain) for each in includes.read(project({name: text}))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("includeBuild '../b'\n", (None, "../b", True)),
        ('includeBuild("../b")\n', (None, "../b", True)),
        ("includeBuild('../b') {\n  name = 'x'\n}\n", (None, "../b", True)),
        ("includeBuild '../b', {\n}\n", (None, "../b", True)),
        ('includeBuild("$rootDir/../b")\n', (None, "../b", True)),
        ("includeBuild(file('../b'))\n", (None, "../b", True)),
        ("pluginManagement {\n  includeBuild '../b'\n}\n", (None, "../b", True)),
        ("project(':b').projectDir = file('../b')\n", (":b", "../b", True)),
        ("project(':b').projectDir = new File(settingsDir, '../b')\n", (":b", "../b", True)),
        ("project(':b').projectDir = new File(rootProject.projectDir, '../b')\n", (":b", "../b", True)),
        ("project(':b').projectDir = new File(other, '../b')\n", (":b", "../b", False)),
        ("project(':b').projectDir = file('../b').parentFile\n", (":b", "../b", False)),
        ("includeBuild '../' + name\n", (None, "../", False)),
        ("if (x) includeBuild '../b'\n", (None, "../b", False)),
        ("if (x)\n\n  includeBuild '../b'\n", (None, "../b", False)),
        ("if (x) {\n} else\n  includeBuild '../b'\n", (None, "../b", False)),
        ("for (x in y)\n  includeBuild '../b'\n", (None, "../b", False)),
        ("plugins { includeBuild '../b' }\n", (None, "../b", False)),
        ("pluginManagement { if (x) { includeBuild '../b' } }\n", (None, "../b", False)),
        ("if (x) {\n}\nincludeBuild '../b'\n", (None, "../b", True)),
        ("do {\n} while (x)\nincludeBuild '../b'\n", (None, "../b", True)),
    ],
)
def test_reads_a_folder(project: Project, text: str, expected: tuple[str | None, str, bool]) -> None:
    assert _taken(project, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "// includeBuild '../b'\n",
        "x = '''\nincludeBuild '../b'\n'''\n",
        "x.includeBuild '../b'\n",
        'includeBuild "../$name"\n',
    ],
)
def test_reads_nothing_else(project: Project, text: str) -> None:
    assert _taken(project, text) == []


def test_reads_the_groovy_script_if_there_are_two(project: Project) -> None:
    tree = project({"settings.gradle": "includeBuild 'a'\n", "settings.gradle.kts": 'includeBuild("b")\n'})
    assert [each.folder for each in includes.read(tree)] == ["a"]


def test_gives_the_place_without_the_quotes(project: Project) -> None:
    (found,) = includes.read(project({"settings.gradle": "\nincludeBuild '../b'\n"}))
    assert (found.place.line, found.place.column, found.place.width) == (2, 15, 4)


def test_lists_the_projects_with_their_folders() -> None:
    script = parse("settings.gradle", b"include 'a:b', ':c'\nproject(':a').projectDir = file('x')\n")
    assert list(includes.projects(script)) == [(":a", "x"), (":a:b", "x/b"), (":c", "c")]


def test_time_grows_with_the_length_of_a_script(linear: Callable[..., None]) -> None:
    linear(_builds, lambda size: b"if (x)\n" * size, 10_000)
    linear(_builds, lambda size: b"if (x)" + b"\n" * size, 40_000)
