"""The readers whose time must grow with the length of their input, and the texts that make readers slow.

Each text is a beginning, a unit that is repeated, and an end. A new reader gets a line in `READERS`, with the
beginnings that lead to its different parts; a new kind of slow text gets a line in `UNITS`.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from json import dumps
from pathlib import Path

from justpack.checks.support.contents.private_keys import stores
from justpack.ecosystems import shell_words, values
from justpack.ecosystems.gradle import tokens
from justpack.ecosystems.node import scripts
from justpack.ecosystems.node.javascript import imports
from justpack.ecosystems.python import names, procfile, requirement_syntax, syntax
from justpack.ecosystems.python.declared import setup_cfg
from justpack.ecosystems.python.frozen_install import digest
from justpack.ecosystems.python.start import module_imports
from justpack.evidence import hints
from justpack.tree.documents import handlers, jar, json, text, toml
from justpack.tree.documents.text import Text
from justpack.tree.git import index_names, split_index
from justpack.tree.git.git_config import GitConfig
from justpack.tree.ignore import ignore
from justpack.tree.tree import Tree
from tests.growth import walked

Reader = Callable[[bytes], object]

UNITS = (
    *(" ", "\t", "\n", "\r\n", "a", "a ", "a.", "a=", "a:", "a,", "1.", ",", ";", "=", "-", "--", "#", "!", "*"),
    *("(", ")", "[", "{", "[]", "{}", "${", "${a}", "$", '"', "'", '\\"', "\\", "\\\\", "/*", "//", "/", "<", "<a>"),
    *("import ", "export ", "a = 1\n", "a: b\n", "- a\n", "a\n\n", "@", "|", "||", ">=1 ", "platform_", "**/", "*a"),
    *("node-version:", "&a;", ":", "://", "`a` ", "= /a/ "),
)

BEGINNINGS = ("", "a ", '"')
"""The beginnings that are tried for every reader."""


_NO_FILES = Tree(Path("/nonexistent"))


_INDEX = b"DIRC\0\0\0\4\0\0\xff\xff" + bytes(62)
"""The beginning of an index of version 4 that claims 65,535 entries."""


def _index(data: bytes) -> object:
    with contextlib.suppress(ValueError, IndexError, index_names.DamagedIndexError):
        return index_names.parse(_INDEX + data + bytes(20), 20)
    return None


def _ignore(data: bytes) -> object:
    return ignore.IgnoreRules(ignore.lines(data, origin=".gitignore", path=".gitignore")).last("a/b", "b", is_dir=False)


def _script(data: bytes) -> object:
    document = json.parse("package.json", dumps({"scripts": {"start": data.decode(), "a": "node a.js"}}).encode())
    return scripts.commands(_NO_FILES, document, "start"), scripts.hops(_NO_FILES, document, "start")


def _hints(data: bytes) -> object:
    written = data.decode()
    return [re.findall(hint.pattern, written, re.MULTILINE) for hint in hints.HINTS]


def _numbered(data: bytes) -> Text:
    return text.parse("a", data)


BY_HAND: dict[str, tuple[Reader, tuple[str, ...]]] = {
    "Gradle tokens, Groovy": (lambda data: list(tokens.Scanner(data.decode(), kotlin=False)), ('"${', "a = /", "$/")),
    "Gradle tokens, Kotlin": (lambda data: list(tokens.Scanner(data.decode(), kotlin=True)), ('"${', "`", "/*")),
    "git config": (lambda data: GitConfig.parse([data]), ("[a]\nb = ", "[a", '[a "')),
    "handlers, JavaScript": (
        lambda data: handlers.in_javascript(data.decode()),
        ("handler\n", "exports.x = ", "export {"),
    ),
    "handlers, Python": (lambda data: handlers.in_python(data.decode()), ("from", "handler = 1\n")),
    "ecosystems.node.javascript.imports.read": (
        lambda data: imports.read(data.decode()),
        ("import {", "import './a'\n", "require(", "from '", "register('", "export {a} from './a'\n"),
    ),
    "hints": (_hints, ("FROM ", "  image: ")),
    "tree.documents.jar.class_version": (lambda data: jar.class_version(data, "a.class"), ()),
    "shell words": (lambda data: shell_words.split_commands(data.decode()), ("a ",)),
    "start scripts": (_script, ("node ", "npm run a && ")),
    "tree.ignore.ignore.lines": (_ignore, ("!", "/a/")),
    "tree.git.index_names.parse": (_index, ()),
    "tree.git.split_index.parse": (lambda data: split_index.parse(data, 20), ()),
    "tree.documents.toml.parse_text": (lambda data: toml.parse_text(_numbered(data)).place("a", "b"), ("a = {b = ",)),
    "ecosystems.python.procfile.started": (
        lambda data: list(procfile.started(_numbered(data))),
        ("web: ", "web: gunicorn "),
    ),
    "ecosystems.python.declared.setup_cfg.excess": (lambda data: setup_cfg.excess(_numbered(data)), ("[a]\n",)),
    "ecosystems.python.syntax.unknown": (
        lambda data: syntax.unknown(b"t''\n" + data, (3, 11)),
        ("except A, ", "type A["),
    ),
    "ecosystems.python.start.module_imports.read": (
        lambda data: module_imports.read(data),
        ("from . import a\n", "from sys import ", "sys.modules[", "a.b = 1\n", "setattr(", "if a:\n import b\n"),
    ),
    "ecosystems.python.syntax.fault": (lambda data: syntax.fault(data, (3, 12)), ("def a(",)),
    "ecosystems.python.names.offsets": (lambda data: names.offsets(_numbered(data), "a", 1), ("[[a]]\n",)),
    "ecosystems.python.frozen_install.digest.of_bytes": (lambda data: digest.of_bytes(data, "sha256"), ()),
    "ecosystems.values.refuse_conflict": (lambda data: values.refuse_conflict(_numbered(data), "a"), ("<<<<<<< ",)),
    "checks.support.contents.private_keys.stores.is_key": (lambda data: stores.is_key(data, len(data)), ()),
    "requirement": (lambda data: requirement_syntax.line_refusal(data.decode()), ("flask", "flask; ", "flask==")),
    "options of a requirement": (lambda data: requirement_syntax.option_refusal(data.decode()), ("--hash ",)),
}
"""Readers that are not functions of one text, and readers of a text that needs more than its path."""

BEGINNINGS_OF: dict[str, tuple[str, ...]] = {
    "checks.support.contents.cloud_keys.keys": (
        *("AKIAQ2WERTYUIOPASDF7 ", "JUSTDEPLOY_SECRET_KEY=", "JUSTDEPLOY_SECRET_KEY", "AWS_SECRET_ACCESS_KEY: a"),
        *(
            "value: JUSTDEPLOY_SECRET_KEY ",
            "JUSTDEPLOY_SECRET_KEY, a: b",
            "JUSTDEPLOY_SECRET_KEY</a><b>",
            "kind: Secret a: QUJD",
        ),
        *(
            "justdeploy: {",
            "justdeploy:\n a",
            "[justdeploy]\na\n",
            "WANDB_API_KEY",
            "EZAK square oauth:",
            "NRAL resend.com re_",
        ),
        *(
            "://a:b@c.mongodb.net ",
            "://a.mongodb.net,",
            ".neon.tech;a=b",
            ".neon.tech a password",
            "password: 'abcdefgh' .neon.tech",
        ),
        *('"private_key": "', "ghs_eyJ", "cm9sZSI6InNlcnZpY2Vfcm9sZS", "TWILIO_ AC", "&sig=", "DISCORD_ M"),
    ),
    "checks.support.contents.private_keys.formats.starts": (
        *(
            "kty: 'RSA', d: '",
            "kty: EC\n",
            "kty: EC\nd: ",
            "PuTTY-User-Key-File-3: ",
            "PuTTY-User-Key-File-3: Private-Lines: ",
            "LS0tLS1CRUdJTi",
        ),
    ),
    "checks.support.contents.private_keys.encoded.starts": ("UFJJVkFURSBLRV", "UFJJVkFURSBLRV" + "a" * 40 + "\n"),
    "checks.support.contents.private_keys.encoded.bare": (
        "MHcCAQEEI",
        "MHcCAQEEI" + "a" * 40 + '" + "',
        "IBAAKCAQEA\\n",
    ),
    "checks.support.contents.private_keys.of_programs.starts": (
        *(
            "PrivateKey = ",
            "<RSAKeyValue>",
            "<RSAKeyValue><D>",
            "OpenVPN Static key V1-----",
            "RWRTY0Iy",
            "ZWNyZXQga2V5ClJXUlRZMEl5",
        ),
        *("Private-key-format: v1", "Private-key-format: v1\nPrivateKey: a", "BEGIN+PRIVATE+KEY-----", "BEGIN%20A%20"),
    ),
    "ecosystems.node.locks.yarn_lock.parse": ("# yarn lockfile v1\na:\n  version ", "# yarn lockfile v1\na@1:\n  b "),
    "ecosystems.node.npmrc.parse": ("a=",),
    "ecosystems.python.requirements.parse": ("flask", "-r ", "flask; "),
    "tree.documents.json.parse": ('{"a": ', "["),
    "tree.documents.properties.parse": ("a=",),
    "tree.documents.toml.parse": ("a = [", "a = {b = "),
    "tree.documents.xml.parse": ("<a>", "<a b='", "<!DOCTYPE a ["),
    "tree.documents.yaml.parse": ("a: [", "a: {b: "),
    "versions.npm.parse_range": (">=1 ",),
    "versions.python.pep508.parse_requirement": ("flask; ", "flask["),
}
"""The beginnings that lead to the different parts of a reader."""

NOT_OF_A_FILE = frozenset({"tree.git.index_names.entry", "tree.git.index_names.number", "tree.git.index_ranges.below"})
"""Functions that take bytes, but read a few of them only, or take a path as bytes."""

READERS: dict[str, tuple[Reader, tuple[str, ...]]] = {
    **{name: (read, BEGINNINGS_OF.get(name, ())) for name, read in walked.readers().items()},
    **BY_HAND,
}
