"""Tests of the provenance statement: it contains the facts of the run and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from justpack.archive.finished.provenance import statement, statement_text
from justpack.archive.times import CONTENT
from justpack.model import Archive


def test_contains_the_hashes_and_options(packed: tuple[Path, Archive]) -> None:
    archive = packed[1]
    made = json.loads(
        statement_text(statement(archive, mtime=CONTENT, commit="c" * 40, parameters={"exclude": ["*.md"]}))
    )
    assert made["_type"] == "https://in-toto.io/Statement/v1"
    assert made["subject"] == [{"name": "app.zip", "digest": {"sha256": archive.sha256}}]
    assert made["predicateType"] == "https://slsa.dev/provenance/v1"
    definition = made["predicate"]["buildDefinition"]
    assert definition["externalParameters"] == {"level": 5, "mtime": "content", "exclude": ["*.md"]}
    assert definition["internalParameters"] == {"engine": archive.engine}
    digests = [source["digest"] for source in definition["resolvedDependencies"]]
    assert digests == [{"sha256": archive.content_digest}, {"gitCommit": "c" * 40}]
    assert made["predicate"]["runDetails"]["builder"]["id"] == "pkg:pypi/justpack"


def test_equal_runs_give_equal_text_without_a_path(packed: tuple[Path, Archive]) -> None:
    text = statement_text(statement(packed[1]))
    assert text == statement_text(statement(packed[1]))
    assert str(packed[0].parent) not in text
    assert "gitCommit" not in text


@pytest.mark.parametrize(
    ("folder", "dirty", "annotations"),
    [("", None, None), ("", False, {"dirty": False}), ("apps/web", True, {"path": "apps/web", "dirty": True})],
)
def test_describes_the_checkout(
    packed: tuple[Path, Archive], folder: str, dirty: bool | None, annotations: dict[str, object] | None
) -> None:
    made = json.loads(statement_text(statement(packed[1], commit="c" * 40, folder=folder, dirty=dirty)))
    source = made["predicate"]["buildDefinition"]["resolvedDependencies"][1]
    assert source.get("annotations") == annotations
