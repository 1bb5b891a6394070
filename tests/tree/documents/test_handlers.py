"""Tests of `handlers`: every form of exporting a handler is detected, and nothing else."""

from __future__ import annotations

import time

import pytest

from justpack.tree.documents import handlers

EXPORTS = (
    "exports.handler = async () => {};",
    "module.exports.handler = f;",
    'exports["handler"] = f;',
    "module.exports['handler'] = f;",
    "module.exports = { handler };",
    "module.exports = { opts: { a: 1 }, handler: async () => {} };",
    "module.exports = exports = { 'a': [1, { b: 2 }], async handler() {} };",
    "module.exports = { a, 'handler': f };",
    "Object.assign(exports, { handler });",
    "Object.assign(module.exports, { a: f({}), handler: 1 });",
    'Object.defineProperty(exports, "handler", { enumerable: true });',
    "export const handler = 1;",
    "export { a, h as handler };",
    'export { h as "handler" };',
    "export * as handler from './a.js';",
    "const tick = /`/;\nexports.handler = f;",
    "const a = b.split(/[`/]\\/'/g);\nexports.handler = f; // `",
    "const a = (b + c) / d;\nexports.handler = f; e = g / h;",
)
LITERALS = (
    "const a = `x ${b} y`; exports.handler = f;",
    "const a = 'it\\'s'; const b = /[/]\"/; exports.handler = f;",
    "return /'/.test(a); exports.handler = f;",
    "/* ' */ exports.handler = f;",
    "a = b / c; d = '/'; exports.handler = f;",
    'module.exports = { a: "}", handler };',
)
OTHERS = (
    'module.exports = require("./src/handler");',
    "module.exports = app;",
    "module.exports = { ...require('./a') };",
    'export * from "./src/handler.js";',
    "export const { handler } = make();",
    "Object.assign(exports, require('./a'));",
    "for (const name in all) exports[name] = all[name];",
    "__exportStar(require('./a'), exports);",
)
NOTHING = (
    "exports.handle = f; // exports.handler = f",
    "console.log('exports.handler = 1', `module.exports = { handler }`);",
    "const text = /exports.handler = 1/;",
    "module.exports = { options: { handler: 1 } };",
    "module.exports = { a: handler };",
    "module.exports = async (event) => handler(event);",
    "module.exports = event => handler(event);",
    "exports.handler == 1; my.exports.handler = 1;",
    'Object.defineProperty(exports, "__esModule", { value: true });\nexports.main = handler;',
    "export default { handler };",
    "exports['main'] = handler;",
)


@pytest.mark.parametrize("source", EXPORTS)
def test_detects_an_exported_handler(source: str) -> None:
    assert handlers.in_javascript(source) is True


@pytest.mark.parametrize("source", OTHERS)
def test_returns_none_if_another_file_decides(source: str) -> None:
    assert handlers.in_javascript(source) is None


@pytest.mark.parametrize("source", NOTHING)
def test_does_not_detect_other_exports(source: str) -> None:
    assert handlers.in_javascript(source) is False


@pytest.mark.parametrize(
    "source",
    [
        "def handler(event, context): pass",
        "@a.b\nasync def handler(event): pass",
        "handler = job.run",
        "handler: Handler = run",
        "a, handler = make()",
        "from job import handler",
        "from job import (\n    a,\n    run as handler,\n)",
        "import handler",
        "try:\n    from fast import handler\nexcept ImportError:\n    def handler(e, c): pass",
        "if DEBUG:\n    handler = a\nelse:\n    handler = b",
        "with a:\n    def handler(): pass",
        "print 'x'\ndef handler(event, context): pass",
        "print 'x'\nfrom job import a, handler",
    ],
)
def test_detects_a_defined_handler(source: str) -> None:
    assert handlers.in_python(source) is True


@pytest.mark.parametrize(
    "source",
    [
        "def main():\n    def handler(): pass",
        "class A:\n    def handler(self): pass",
        "from job import handler as run",
        "a.handler = 1\nb['handler'] = 1\nhandler == 1\nx[handler] = 1",
        "if __name__ == '__main__':\n    handler = 1",
        "print 'x'\nfrom handler import run",
        "print 'x'\nfrom job import run  # handler",
    ],
)
def test_does_not_detect_other_definitions(source: str) -> None:
    assert handlers.in_python(source) is False


def test_returns_none_for_a_star_import() -> None:
    assert handlers.in_python("from job import *") is None


@pytest.mark.parametrize("source", LITERALS)
def test_skips_literals_and_comments(source: str) -> None:
    assert handlers.in_javascript(source) is True


BUNDLE = "var a = { b: 'c' }; // d\nfunction e(f) { return f / 2; }\n" * 6000


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("exports.handler = f;", True),
        ("exports.handler=f;", True),
        ("export{a as b,h as handler};", True),
        ("module.exports = { handler };", True),
        ("// exports.handler = f;", False),
        (" * exports.handler = f;", False),
        ("exports.main = f;", False),
        ("module.exports = __toCommonJS(src_exports);", None),
        ("", False),
    ],
)
def test_finds_the_export_of_a_bundle(end: str, expected: bool | None) -> None:
    assert len(BUNDLE) > handlers.LEXED
    assert handlers.in_javascript(f"{BUNDLE}{end}\n") is expected


HOSTILE = ("(/[", "`\\", "/*", "x = / ", "'\n", "export {", "module.exports = {", "exports      (  ", "export * ", "/ ")


@pytest.mark.parametrize("part", HOSTILE)
def test_takes_linear_time(part: str) -> None:
    def seconds(count: int) -> float:
        source = f"{part * count}\nexport"
        start = time.process_time()
        handlers.in_javascript(source)
        return time.process_time() - start

    assert seconds(200_000 // len(part)) < 1.5
    assert seconds(400_000 // len(part)) < 3


def test_a_large_python_source_is_searched_by_line() -> None:
    source = "def handler(event, context):\n    return DATA\n\n\nDATA = '" + "y" * handlers.PARSED + "'\n"
    assert handlers.in_python(source) is True


def test_does_not_decide_for_a_large_module_without_a_plain_handler() -> None:
    rest = "x\n" * handlers.PARSED
    assert handlers.in_python("handler = 1\n" + rest) is True
    assert handlers.in_python("from a import *\n" + rest + "# handler\n") is None
