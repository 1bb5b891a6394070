"""Tests of the weight of a package.json as a marker of a Node.js app."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from justpack.evidence.source_api import Found
from justpack.model import ProjectMarker

MAIN = '{"main": "lib/index"}'


@pytest.mark.parametrize(
    ("files", "weight"),
    [
        ({"package.json": '{"scripts": {"start": "x"}}'}, "manifest"),
        ({"package.json": '{"dependencies": {"express": "5"}}'}, "manifest"),
        ({"package.json": '{"dependencies": {"left-pad": "1"}}'}, "source"),
        ({"package.json": MAIN, "lib/index.js": ""}, "source"),
        ({"package.json": '{"main": "./lib/", "scripts": {"test": "x"}}', "lib/index.js": ""}, "source"),
        ({"package.json": '{"main": "dist/a.js", "scripts": {"build": "tsc"}}'}, "source"),
        ({"package.json": MAIN}, "hint"),
        ({"package.json": '{"main": "index.js", "devDependencies": {"serverless": "3"}}', "src/a.py": ""}, "hint"),
        ({"package.json": '{"main": 1}'}, "hint"),
    ],
)
def test_counts_a_main_file_only_if_it_exists_or_may_be_built(
    collect: Callable[[str, Mapping[str, str]], list[Found]], files: Mapping[str, str], weight: str
) -> None:
    (marker,) = (each for each in collect("node.package_json", files) if isinstance(each, ProjectMarker))
    assert marker.weight == weight
