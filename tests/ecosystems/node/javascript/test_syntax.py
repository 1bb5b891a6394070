"""Tests of syntax errors in JavaScript sources."""

from __future__ import annotations

import pytest

from justpack.ecosystems.node.javascript.syntax import fault


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("app.get('/', (req, res) => {\n  res.send('x')\n}\napp.listen(1)\n", 1),
        ("function f() {\n  return 1;\n", 1),
        ("f(1));\n", 1),
        ("const a = 'b;\n", 1),
        ("const a = 1\nconst b = ;\n", 2),
        ("const a = 1 +\n", 1),
        ("f(a b)\n", 1),
        ("f(a 'b')\n", 1),
        ("const a = [1 2]\n", 1),
        ("const a = 3px\n", 1),
        ("funtion f() {}\n", 1),
        ("retrun x\n", 1),
        ("const a: number = 1\n", 1),
        ("function f(a: string) {}\n", 1),
        ("function f(a?: string) {}\n", 1),
        ("function f<T>(a) {}\n", 1),
        ("interface A {}\n", 1),
        ("import type { A } from 'a'\n", 1),
        ("f(a as any)\n", 1),
        ("const a = <div/>\n", 1),
        ("const f = () => {\n  return <div/>\n}\n", 2),
        ("render(<App/>, root)\n", 1),
        ("@a class B {}\n", 1),
        ('\n{"a": 1}\n', 2),
        ("<!DOCTYPE html>\n", 1),
        ("# a comment\n", 1),
        ("f(a;\n", 1),
        ("a = [1;\n", 1),
        ("f(, a)\n", 1),
        ("f(a,, b)\n", 1),
        ("if a > 1 { b() }\n", 1),
        ("a..b\n", 1),
        ("a.\n", 1),
        ("`a${b`\n", 1),
    ],
)
def test_reports_errors(source: str, line: int) -> None:
    found = fault(source)
    assert found is not None
    assert found.line == line


@pytest.mark.parametrize(
    "source",
    [
        "",
        "\ufeff#!/usr/bin/env node\nvar a = {if: 1, get b() { return 1 }, async *c() {}, [d]: 2, 'e': 3}\n",
        "const a = b ? c : d ? {e: f} : [g ? h : i]\nconst x = y?.z ?? (w ? 1 : 2)\n",
        "label: for (;;) { if (a) continue label; else break }\nswitch (a) { case 'b': case c: default: }\n",
        "import a, * as b from 'c' with { type: 'json' }\nimport { default as d, if as e } from 'f'\n",
        "export * as g from 'h'\nexport { a as 'b c' } from 'd'\n",
        "export default async function* f() { yield* g(); await h }\n",
        "class A extends B { static #a = 1; *b() {} static async *c() {} get [d]() {} set e(v) {} }\n",
        "class B { static { f() } if = 1 }",
        "const { a = 1, b: { c }, ...d } = e, [f, , g] = h\nfor (const x of y) z()\nfor (let [a] of b) c\n",
        "do a(); while (b) c()\nif (d) e; else f\nwith (g) h\n",
        "a = b\n(c || d).e()\nvar f = function () {} , g = class {}\nnew.target\n",
        "a = x => y => ({ z })\nasync x => { await y }\nlet async\nasync\nx\n",
        "var of = 1, get = 2, set = get\nfor (const of of of) of\n",
        "a = b /c/ d\nf(`${a ? `b` : 'c'}`)\ng`x`\nx = y\n++z\n",
        "if (a in b && c instanceof d) void 0, typeof e, delete f.g\nfor (var i = 0, n = 1; i < n; i++) ;\n",
        "let x = a\nlet y\nlet\nz = 1\nusing\nfoo\n",
        "class A { if\n  foo\n  static\n  'x' = 1\n  [y] = 2 }\n",
        "a = { return: 1, default: 2, 'x': 3, 4: 5, [`b`]: 6 }\nb = a.return ? a.if : a.new < 3\n",
        "x = a ? (b) : c\n/* <div> */ y = a < b, z = a > (c)\n",
        "a = {} / 1\n(((\n",
    ],
)
def test_does_not_report_valid_or_unclear_sources(source: str) -> None:
    assert fault(source) is None


def test_takes_linear_time() -> None:
    assert fault("(" * 100_000) is not None
    assert fault("`${" * 50_000) is not None
    assert fault("a = /[" * 20_000) is not None
    assert fault("/* " * 50_000) is not None
