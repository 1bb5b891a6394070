"""The readers whose time must grow with the length of their input, and the texts that make readers slow.

Each text is a beginning, a unit that is repeated, and an end. A new reader gets a line in `READERS`, with the
beginnings that lead to its different parts; a new kind of slow text gets a line in `UNITS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from justpack.checks.support.contents import cloud_keys
from justpack.ecosystems.node import npmrc
from justpack.ecosystems.node.locks import yarn_lock
from justpack.ecosystems.python import procfile, requirement_syntax, requirements
from justpack.evidence import hints
from justpack.tree.documents import handlers, json, properties, text, toml, xml, yaml
from justpack.tree.git.git_config import GitConfig
from justpack.tree.ignore import ignore
from justpack.versions import npm

Reader = Callable[[bytes], object]

UNITS = (
    *(" ", "\t", "\n", "\r\n", "a", "a ", "a.", "a=", "a:", "a,", "1.", ",", ";", "=", "-", "--", "#", "!", "*"),
    *("(", ")", "[", "{", "[]", "{}", "${", "${a}", "$", '"', "'", '\\"', "\\", "\\\\", "/*", "//", "/", "<", "<a>"),
    *("import ", "export ", "a = 1\n", "a: b\n", "- a\n", "a\n\n", "@", "|", "||", ">=1 ", "platform_", "**/", "*a"),
    *("node-version:", "&a;"),
)

BEGINNINGS = ("", "a ", '"')
"""The beginnings that are tried for every reader."""


def _ignore(data: bytes) -> object:
    return ignore.IgnoreRules(ignore.lines(data, origin=".gitignore", path=".gitignore")).last("a/b", "b", is_dir=False)


def _hints(data: bytes) -> object:
    written = data.decode()
    return [re.findall(hint.pattern, written, re.MULTILINE) for hint in hints.HINTS]


READERS: dict[str, tuple[Reader, tuple[str, ...]]] = {
    "git config": (lambda data: GitConfig.parse([data]), ("[a]\nb = ",)),
    "handlers, JavaScript": (
        lambda data: handlers.in_javascript(data.decode()),
        ("handler\n", "exports.x = ", "export {"),
    ),
    "handlers, Python": (lambda data: handlers.in_python(data.decode()), ("from", "handler = 1\n")),
    "hints": (_hints, ("FROM ", "  image: ")),
    "ignore": (_ignore, ("!", "/a/")),
    "keys of services": (
        lambda data: list(cloud_keys.keys(data)),
        ("AKIAQ2WERTYUIOPASDF7 ", "JUSTDEPLOY_SECRET_KEY=", '"private_key": "'),
    ),
    "json": (lambda data: json.parse("a", data), ('{"a": ', "[")),
    "npm range": (lambda data: npm.parse_range(data.decode()), (">=1 ",)),
    "npmrc": (lambda data: npmrc.parse("a", data), ("a=",)),
    "procfile": (
        lambda data: list(procfile.started(text.parse("a", data))),
        ("web: ", "web: gunicorn "),
    ),
    "properties": (lambda data: properties.parse("a", data), ("a=",)),
    "requirements": (lambda data: requirements.parse("a", data), ("flask", "-r ", "flask; ")),
    "requirement": (lambda data: requirement_syntax.line_refusal(data.decode()), ("flask", "flask; ", "flask==")),
    "toml": (lambda data: toml.parse("a", data).place("a", "b"), ("a = [", "a = {b = ")),
    "xml": (lambda data: xml.parse("a", data), ("<a>", "<a b='", "<!DOCTYPE a [")),
    "yaml": (lambda data: yaml.parse("a", data), ("a: [", "a: {b: ")),
    "yarn.lock": (lambda data: yarn_lock.parse("a", b"# yarn lockfile v1\n" + data), ("a:\n  version ", "a@1:\n  b ")),
}
