"""Tests that the JSON output is one object in a fixed order."""

from __future__ import annotations

import json

import justpack
from justpack.model import Finding, Location, RelatedLocation
from justpack.report.formats.json import dumps

FINDING = Finding(
    "RT003", "runtime-unsupported", "error", "é\x1b", Location("a/b", 1, 2), "h", (RelatedLocation(Location("c"), "d"),)
)


def test_writes_the_envelope() -> None:
    found = json.loads(dumps("detect", False, {"b": 1, "a": None}, [FINDING]))
    assert found == {
        "schema": "justpack/detect",
        "schema_version": 1,
        "tool": {"name": "justpack", "version": justpack.__version__},
        "ok": False,
        "result": {"b": 1, "a": None},
        "findings": [
            {
                "code": "RT003", "name": "runtime-unsupported", "severity": "error", "message": "é\x1b", "path": "a/b",
                "line": 1, "column": 2, "help": "h", "url": "https://justdeploy.github.io/justpack/rules/RT003/",
                "related": [{"path": "c", "line": None, "column": None, "label": "d"}],
            }
        ],
    }  # fmt: skip


def test_writes_keys_in_a_fixed_order() -> None:
    text = dumps("x", True, {"b": 1, "a": 2}, [FINDING])
    found = json.loads(
        text, object_pairs_hook=lambda pairs: [key for key, _ in pairs] if pairs[0][0] != "b" else "kept"
    )
    assert found == ["schema", "schema_version", "tool", "ok", "result", "findings"]
    assert text.index('"b"') < text.index('"a"')
    assert text == dumps("x", True, {"b": 1, "a": 2}, [FINDING])


def test_writes_ascii_only() -> None:
    text = dumps("x", True, {"name": "\x1b[2J\u202eé😀\udc80\u2028"}, [FINDING])
    assert text.isascii()
    assert all(character.isprintable() or character == "\n" for character in text)
    assert json.loads(text)["result"]["name"] == "\x1b[2J\u202eé😀\\x80\u2028"  # a byte that is no UTF-8, written out
