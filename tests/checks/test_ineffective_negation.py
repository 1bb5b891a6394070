"""Is a `!` line found that brings nothing back, with the rule that is stronger?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.conftest import Files, Row, Says

APP = {"package.json": '{"scripts": {"start": "x"}}'}


@pytest.mark.parametrize(
    ("files", "row"),
    [
        ({".gitignore": "build/\n!build/app.js\n", "build/app.js": ""}, ("warning", ".gitignore", 2, None)),
        ({".gitignore": "build\n!build/*.js\n", "build/app.js": ""}, ("warning", ".gitignore", 2, None)),
        ({".gitignore": "build/\n!/build/a/**\n", "build/a/b": ""}, ("warning", ".gitignore", 2, None)),
        ({"web/.gitignore": "out\n!out/x\n", "web/out/x": ""}, ("warning", "web/.gitignore", 2, None)),
        ({".gitignore": "out\n", ".justpackignore": "!out/x\n", "out/x": ""}, ("warning", ".justpackignore", 1, None)),
        ({".justpackignore": "!node_modules/x\n", "node_modules/x/a": ""}, ("warning", ".justpackignore", 1, None)),
        ({".justpackignore": "!.env\n", ".env": ""}, ("warning", ".justpackignore", 1, None)),
    ],
)
def test_it_fires(says: Says, files: Files, row: Row) -> None:
    assert says("FP007", {**APP, **files}) == [row]


def test_it_shows_both_rules(found: Callable[..., list[Finding]]) -> None:
    (finding,) = found("FP007", {**APP, ".gitignore": "build/\n!build/app.js\n", "build/app.js": ""})
    assert finding.message == "'!build/app.js' has no effect: its folder build is left out as a whole"
    assert [(each.place.path, each.place.line) for each in finding.related] == [(".gitignore", 1)]
    assert finding.help == "exclude what is in the folder instead: `build/*`"


@pytest.mark.parametrize(
    "files",
    [
        {".gitignore": "build/*\n!build/app.js\n", "build/app.js": "", "build/b": ""},
        {".gitignore": "build/\n!build/app.js\n"},
        {".gitignore": "build/\n!build/app.js\n", "build/other.js": ""},
        {".gitignore": "logs/\n!keep.log\n", "logs/keep.log": ""},
        {".gitignore": "!build/app.js\nbuild/app.js\n", "build/app.js": ""},
        {".gitignore": ".vscode/*\n!.vscode/extensions.json\n", ".vscode/extensions.json": ""},
        {".gitignore": ".env*\n!.env.production\n", ".env.production": ""},
        {".gitignore": "build/\n", ".justpackignore": "!build/\n", "build/app.js": ""},
        {".gitignore": "a/\n!../x\n!" + "x" * 5000 + "/y\n", "a/x": ""},
    ],
)
def test_its_nearest_neighbour_is_quiet(says: Says, files: Files) -> None:
    assert says("FP007", {**APP, **files}) == []
