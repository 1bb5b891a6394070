"""How much does a package.json weigh as a sign of a Node.js app?"""

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
def test_a_main_file_counts_where_it_is_there(
    collect: Callable[[str, Mapping[str, str]], list[Found]], files: Mapping[str, str], weight: str
) -> None:
    (sighting,) = (each for each in collect("node.package_json", files) if isinstance(each, ProjectMarker))
    assert sighting.weight == weight
