"""Tests of TypeScript that Node.js cannot run."""

from __future__ import annotations

import pytest

from justpack.ecosystems.node.javascript.typescript import translated


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("enum A { x }\n", ("an enum", 1)),
        ("const a: number = 1\nexport const enum A { x }\n", ("an enum", 2)),
        ("import fs = require('fs')\n", ("`import … =`", 1)),
        ("class A {\n  constructor(private readonly x: number) {}\n}\n", ("a parameter property", 2)),
    ],
)
def test_reports_what_has_to_be_translated(source: str, found: tuple[str, int]) -> None:
    assert translated(source) == found


@pytest.mark.parametrize(
    "source",
    [
        "declare enum A { x }\n",
        "declare const enum A { x }\n",
        "declare global {\n  enum A { x }\n}\n",
        "import type fs = require('fs')\n",
        "const a = { enum: 1 } as const\ntype A = { enum: string }\n",
        "class A { constructor(x: number, y?: string) {} }\n",
        "const a = f<string>('(')\n",
        "x = {} / (\n",
    ],
)
def test_does_not_report_types(source: str) -> None:
    assert translated(source) is None
