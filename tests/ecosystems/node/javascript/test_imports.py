"""Tests of the imports that a JavaScript source certainly loads."""

from __future__ import annotations

import pytest

from justpack.ecosystems.node.javascript.imports import read


def _names(source: str, *, static: bool) -> list[str]:
    return [each.specifier for each in read(source).imports if each.is_static is static]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import './a'\nimport \"./b\";import x from './c'", ["./a", "./b", "./c"]),
        ("import x, { y as z } from './a'\nimport * as w from './b'", ["./a", "./b"]),
        ("import {\n  from\n} from './a'\nimport from from './b'", ["./a", "./b"]),
        ("export * from './a'; export { b } from './b'\nexport * as c from './c'", ["./a", "./b", "./c"]),
        ("import data from './a.json' with { type: 'json' }\nimport './b'", ["./a.json", "./b"]),
        ("\ufeffimport './a'", ["./a"]),
        ("#!/usr/bin/env node\nimport './a'", ["./a"]),
        ("function f() {}\nimport './a'", ["./a"]),
        ("import.meta.url\nimport('./a')\nconst x = await import('./b')", []),
        ("export const a = from\nexport default './b'", []),
        ("// import './a'\n/* import './b' */ const c = `import './c'`\nconst d = \"import './d'\"", []),
        ("a.import('./a'); b.export\n({ import: './c' })", []),
    ],
)
def test_reads_static_imports(source: str, names: list[str]) -> None:
    assert _names(source, static=True) == names


@pytest.mark.parametrize(
    "source",
    [
        "const a = require('./x')",
        "const { a,\n b } = require('./x')",
        "'use strict'\nvar a = 1, b = require('./x').b",
        "require('./x')(app)",
        "app.use('/', require('./x'))",
        "module.exports = require('./x')",
        "const a = new (require('./x'))()",
        "if (a) { b() }\nrequire('./x')",
        "function f() { return 1 }\nlet a = require('./x')",
        "const f = () => { return 1 }\nconst a = require('./x')",
        "const a = b || c\nconst d = require('./x')",
        "import { createRequire } from 'module'\nconst require = createRequire(import.meta.url)\nrequire('./x')",
    ],
)
def test_reads_a_certain_require(source: str) -> None:
    assert _names(source, static=False) == ["./x"]


@pytest.mark.parametrize(
    "source",
    [
        "if (a) require('./x')",
        "if (a) var b = require('./x')",
        "if (a) b(); else require('./x')",
        "while (a)\n  require('./x')",
        "do\n require('./x')\nwhile (a)",
        "try { require('./x') } catch {}",
        "{ require('./x') }",
        "const a = b ? require('./x') : 1",
        "const a = b || require('./x')",
        "const a = b ?? c(require('./x'))",
        "a && require('./x')",
        "a?.(require('./x'))",
        "const f = () => require('./x')",
        "function f(a) { require('./x') }",
        "const a = { get b() { return require('./x') } }",
        "const a = `${require('./x')}`",
        "if (a) return\nrequire('./x')",
        "process.exit(0)\nrequire('./x')",
        "a.require('./x')",
        "require(name)",
        "require('./' + name)",
        "require.resolve('./x')",
        "// require('./x')",
        "foo(a = require('./x'))",
    ],
)
def test_reads_no_require_that_may_not_be_reached(source: str) -> None:
    assert _names(source, static=False) == []


@pytest.mark.parametrize(
    "source",
    [
        "require('@babel/register')",
        "require('ts-node/register/transpile-only')",
        "import 'tsx/cjs'",
        'require("esm")(module)',
        "Module._resolveFilename = f",
        "require.extensions['.ts'] = f",
        "import { register } from 'node:module'\nregister('./hooks.js', import.meta.url)",
    ],
)
def test_knows_what_changes_loading(source: str) -> None:
    assert read(source).changes_loading


@pytest.mark.parametrize(
    "source", ["app.register(plugin)", "require('./register-user')", "require('./routes/register')(app)"]
)
def test_takes_other_uses_of_register_for_nothing(source: str) -> None:
    assert not read(source).changes_loading


def test_numbers_the_lines() -> None:
    module = read("import './a'\n\n/*\n*/ import './b'\n")
    assert [each.line for each in module.imports] == [1, 4]


def test_keeps_the_imports_before_an_error() -> None:
    module = read("import './a'\nconst b = ;\nimport './c'\n")
    assert [each.specifier for each in module.imports] == ["./a"]
    assert module.fault is not None
    assert module.fault.line == 2
