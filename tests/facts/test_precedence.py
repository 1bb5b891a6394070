"""Every source of evidence has one place in the order of precedence of its family."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from justpack import evidence
from justpack.ecosystems.maven import java_settings
from justpack.evidence.collect import inspect
from justpack.evidence.hints import HINTS
from justpack.evidence.java.gradle import SOURCES as GRADLE
from justpack.evidence.node.node_files import FILES as NODE_FILES
from justpack.facts.java.maven_parents import PARENTS
from justpack.facts.manifests import WORKFLOWS
from justpack.facts.precedence import PRECEDENCE, rank
from justpack.model import Evidence, Family, Location
from justpack.tree.tree import Tree
from tests.situations import SITUATIONS, data, write

PROJECTS = Path(__file__).parents[2] / "fixtures" / "projects"
LISTED = {source for groups in PRECEDENCE.values() for group in groups for source in group}


@pytest.mark.parametrize("family", get_args(Family))
def test_each_source_has_one_place_in_its_family(family: Family) -> None:
    counted = Counter(source for group in PRECEDENCE[family] for source in group)
    assert [source for source, count in counted.items() if count > 1] == []
    assert PRECEDENCE[family][0] == ("runtime",)


def _known(evidence: Evidence) -> bool:
    source = WORKFLOWS if evidence.location.path.startswith(WORKFLOWS) else evidence.source
    return any(source in group for group in PRECEDENCE[evidence.family])


def test_every_source_in_the_fixtures_is_listed_for_its_family(tmp_path: Path) -> None:
    folders = [folder for folder in PROJECTS.iterdir() if folder.is_dir()]
    for number, (_, situation) in enumerate(SITUATIONS):
        folders.append(tmp_path / str(number))
        folders[-1].mkdir()
        write(data(situation.get("files", {})), folders[-1])
    found = [each for folder in folders for each in inspect(Tree(folder)).evidence]
    assert len({each.source for each in found}) > 40
    assert sorted({(each.family, each.source) for each in found if not _known(each)}) == []


def _written() -> Iterator[str]:
    """Yield every source that is a literal in `evidence`: `source="…"`, or the second argument of Evidence."""
    for path in Path(str(evidence.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            values = [each.value for each in node.keywords if each.arg == "source"]
            if getattr(node.func, "id", "") == "Evidence" and len(node.args) > 1:
                values.append(node.args[1])
            if getattr(node.func, "id", "") == "_pin" and node.args:
                values.append(node.args[0])
            yield from (each.value for each in values if isinstance(each, ast.Constant) and isinstance(each.value, str))


def _computed() -> Iterator[str]:
    """Yield the sources that are computed from tables and from the settings of Maven."""
    yield from GRADLE.values()
    yield from (path.lstrip(".") for path in NODE_FILES if path != ".nodeenvrc")
    yield from java_settings.LAST_RESORT
    yield from (name for parent in PARENTS for name in parent.properties)
    for hint in HINTS:
        yield from (WORKFLOWS if path == WORKFLOWS else path.rpartition("/")[2] for path in hint.files)
    for option in ("release", "target", "source"):
        yield from (f"maven-compiler-plugin.{option}", f"maven.compiler.{option}")
    for node in ast.walk(ast.parse(Path(java_settings.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Setting":
            yield from (each.value for each in node.args[:1] if isinstance(each, ast.Constant))  # type: ignore[misc]


def test_every_source_in_the_code_is_listed() -> None:
    sources = {*_written(), *_computed()}
    assert len(sources) > 50
    assert sorted(sources - LISTED) == []


@pytest.mark.parametrize(
    ("family", "path", "source", "expected"),
    [
        ("node", "package.json", "engines.node", 2),
        ("node", ".tool-versions", "tool-versions", 5),
        ("python", ".tool-versions", "tool-versions", 6),
        ("java", ".tool-versions", "tool-versions", 5),
        ("java", "pom.xml", "maven.compiler.release", 4),
        ("java", ".github/workflows/build.yml", "build.yml", 6),
        ("node", "x", "a source that no table lists", 6),
    ],
)
def test_the_rank_is_the_place_of_the_source(family: Family, path: str, source: str, expected: int) -> None:
    assert rank(Evidence(family, source, Location(path), "", "1", "hint")) == expected
