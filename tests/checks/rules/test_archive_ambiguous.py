"""Tests of the rule about zips that programs read differently."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from justpack import pipeline
from justpack.errors import PackError
from justpack.settings import Settings

if TYPE_CHECKING:
    from justpack.model import Finding

MANIFEST = '{"engines": {"node": "22.x"}, "scripts": {"start": "node index.js"}}'


def reported(path: Path) -> list[Finding]:
    """The findings of the rule."""
    review = pipeline.check(pipeline.open_zip(path, Settings()))
    return [each for each in review.findings if each.code == "RP010"]


def make(path: Path, *names: str) -> Path:
    """Write an app as a zip, with further files."""
    with zipfile.ZipFile(path, "w") as target:
        for name in ("package.json", "index.js", *names):
            target.writestr(name, MANIFEST)
    return path


def test_does_not_report_a_plain_zip(tmp_path: Path) -> None:
    assert reported(make(tmp_path / "a.zip", "lib/a.js")) == []


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_reports_a_name_that_occurs_twice(tmp_path: Path) -> None:
    path = make(tmp_path / "a.zip", "package.json")
    assert [(each.severity, each.location and each.location.path) for each in reported(path)] == [
        ("error", "package.json")
    ]
    with pytest.raises(PackError, match="2 times"):
        pipeline.existing_archive(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_counts_the_rest_of_many(tmp_path: Path) -> None:
    names = [f"f{number}" for number in range(30)]
    messages = [each.message for each in reported(make(tmp_path / "a.zip", *names, *names))]
    assert len(messages) == 11
    assert "20 more entries are read differently" in messages


def test_warns_of_comments_that_are_not_in_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as target:
        for name in ("package.json", "index.js", *(f"f{number}" for number in range(20))):
            info = zipfile.ZipInfo(name)
            info.comment = b"caf\x82"
            target.writestr(info, MANIFEST)
    found = reported(path)
    assert {each.severity for each in found} == {"warning"}
    assert len(found) == 11
    assert len(pipeline.existing_archive(path).entries) == 22
