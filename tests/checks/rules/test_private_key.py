"""Tests of SC002: private keys in the contents of files."""

from __future__ import annotations

import json
import random
import textwrap
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from justpack.model import Finding

if TYPE_CHECKING:
    from tests.checks.project_findings import Says

BODY = "MIIEowIBAAKCAQEA7bq3Yw2n5xkq0Zr8"


def _block(label: str = "RSA PRIVATE KEY", headers: str = "", body: str = BODY) -> str:
    """Return a PEM block of random text. It is assembled here, so that no file of the repository looks like a key."""
    dashes = "-" * 5
    return f"{dashes}BEGIN {label}{dashes}\n{headers}{body}\n{dashes}END {label}{dashes}\n"


LONG = _block(body="\n".join([(BODY + BODY[::-1])[:64]] * 2))
HEAD = _block().partition("\n")[0]


def _app(content: str, **more: str) -> dict[str, str]:
    return {"package.json": '{"scripts": {"start": "x"}}', "certs/server.txt": content, **more}


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (_block(), 1),
        ("# mine\n" + _block(), 2),
        (_block("PRIVATE KEY"), 1),
        (_block("ENCRYPTED PRIVATE KEY"), 1),
        (_block("OPENSSH PRIVATE KEY"), 1),
        (_block().replace("\n", "\r\n"), 1),
        (_block(headers="Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"), 1),
        (_block("PGP PRIVATE KEY BLOCK", "Version: 1\n\n"), 1),
        (_block("CERTIFICATE") + _block(), 4),
        (("# mine\n" * 300 + _block()).replace("\n", "\r\n"), 301),
        ("jwt:\n  key: |\n" + textwrap.indent(_block(), "    "), 3),
        (json.dumps({"a": 1, "key": _block()}, indent=1), 3),
        (json.dumps({"key": _block().replace("\n", "\r\n")}), 1),
        (json.dumps({"key": json.dumps({"key": _block()})}), 1),
        (json.dumps({"key": _block(body=BODY.replace("A", "/"))}).replace("/", "\\/"), 1),
        (f'KEY = """{_block()}"""\n', 1),
        (json.dumps({"cells": [{"source": ["key = '''\n", *_block().splitlines(keepends=True)]}]}, indent=1), 6),
        ("KEY = (\n" + "".join(f"    {line!r}\n" for line in _block().splitlines(keepends=True)) + ")\n", 2),
        (f"const key = `{_block()}`;\n", 1),
        (f"KEY='{_block()}'\n".replace("\n", "\\n"), 1),
        (f'const key = "{_block()}";\n'.replace("\n", "\\n\\\n"), 1),
        (f'const key = "{_block(body=BODY + chr(34))}', 1),
        (json.dumps({"source": _block().splitlines(keepends=True)}, indent=1), 3),
        (f'const key = "{HEAD}\\n" +\n  "{BODY}\\n"\n', 1),
        (_block().replace("\n", "\r"), 1),
        (_block(headers="Version: 1\n\n").replace("\n", "\\n\\\n"), 1),
        ("KEY = (\n" + "".join(f"    b{line!r}\n" for line in _block().splitlines(keepends=True)) + ")\n", 2),
        ("const key = [\n" + ",\n".join(f"  '{line}'" for line in _block().splitlines()) + "\n].join('\\n')\n", 2),
        ("".join(f'text.append("{line}\\n");\n' for line in LONG.splitlines()), 1),
        ("".join(f'echo "{line}" >> key\n' for line in LONG.splitlines()), 1),
        ("".join(f"# {line}\n" for line in LONG.splitlines()), 1),
        (LONG.replace("\n", " "), 1),
        (LONG.replace("\n", ""), 1),
        (LONG.replace("\n", "&#10;"), 1),
        (LONG.replace("\n", "\\u000a"), 1),
        (LONG.replace("\n", "%0A"), 1),
        (_block() + "x\n" * 40_000, 1),
        ("x\n" * 40_000 + _block(), 40_001),
    ],
)
def test_reports_private_key(says: Says, content: str, line: int) -> None:
    assert says("SC002", _app(content)) == [("error", "certs/server.txt", line, None)]


@pytest.mark.parametrize(
    "path", ["README.md", "test/https/server.txt", "t/unit/keys.py", "src/app/tests/data/key.txt", "vendor/a/b.txt"]
)
def test_reports_keys_in_tests_and_vendored_code_as_warnings(says: Says, path: str) -> None:
    assert says("SC002", {**_app(""), path: _block()}) == [("warning", path, 1, None)]


def test_reports_an_error_in_a_folder_whose_name_only_begins_like_tests(says: Says) -> None:
    path = "testing-ground/latest/key.txt"
    assert says("SC002", {**_app(""), path: _block()}) == [("error", path, 1, None)]


@pytest.mark.parametrize(
    "files",
    [
        _app(_block("PUBLIC KEY")),
        _app(_block("CERTIFICATE")),
        _app(_block(body="...")),
        _app(f'const head = "{_block().partition(chr(10))[0]}";\n'),
        _app(_block(), **{".gitignore": "certs/\n"}),
        _app(json.dumps({"key": _block("PUBLIC KEY")})),
        _app(json.dumps({"key": _block(body="MIIEowIBAA…")})),
        _app(json.dumps({"key": _block(body="X" * 64)})),
        _app(json.dumps({"source": [f"{HEAD}\n", "...\n"]}, indent=1)),
        _app(json.dumps({"key": _block(body="your_private_key_goes_here")})),
        _app(f"`{HEAD}` stands at the top\n"),
        _app(f"# a file that begins with {HEAD}\nparseThePrivateKeyOf(file)\n"),
        _app(f"    if text.startswith({HEAD!r}):\n        privateKeyFromTheWholeText = text\n"),
        _app(f'const pem = "{HEAD}\\n" + aVeryLongNameOfSomething + "\\n";\n'),
        _app(f'write("{HEAD}\\n", aVeryLongNameOfSomething, "\\n");\n'),
        _app(f'const pem = "{HEAD}\\n${{aVeryLongNameOfSomething}}\\n";\n'),
        _app(f'["{HEAD}", "aVeryLongNameOfSomething"]\n'),
        _app(f"e.g. `{LONG.splitlines()[0]} {LONG.splitlines()[1]}. -----END`\n"),
        _app(f"{HEAD}\n{BODY}\n...\n"),
        _app(_block(body="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")),
        _app(_block("PRIVATE KEY", body="MC4CAQAwBQYDK2VwBCIEIHKj+sVa9WcD/q2DJUJaf43Kptc8xYuUQA4bOFj9vC8T")),
        _app("\0" + _block()),
        _app(f"/**\n * @example\n * const key = '{_block()}';\n */\nexport const a = 1;\n".replace(BODY, BODY * 2)),
        _app(f"const form = /{HEAD}\\n([A-Za-z0-9+/=]{{20,}})/;\n"),
    ],
)
def test_does_not_report_similar_projects(says: Says, files: dict[str, str]) -> None:
    assert says("SC002", files) == []


def test_reports_a_key_behind_a_documentation_comment(says: Says) -> None:
    content = f"/**\n * @example a\n */\nconst key = `{_block()}`;\n"
    assert says("SC002", _app(content)) == [("error", "certs/server.txt", 4, None)]


def test_reports_the_key_of_an_account_beside_another_key(says: Says) -> None:
    state = json.dumps({"private_key": _block("EC PRIVATE KEY"), "token": "gl" + "pat-" + BODY[:20]})
    assert says("SC002", _app(state)) == [("error", "certs/server.txt", 1, None)]


def test_reports_the_key_of_a_service_account_once(found: Callable[..., list[Finding]], says: Says) -> None:
    account = json.dumps({"type": "service_account", "private_key": _block("PRIVATE KEY", body=BODY + BODY[::-1])})
    assert says("SC002", _app(account)) == []
    assert [finding.code for finding in found("SC003", {})] == ["SC003"]
    assert len(found("SC002", {"more.txt": account + "\n" + _block()})) == 1


def _bare(count: int) -> str:
    body = bytes.fromhex("020100300d06092a864886f70d010101050004820123") + random.Random(1).randbytes(count)
    return b64encode(b"\x30\x82" + len(body).to_bytes(2, "big") + body).decode()


def test_reports_a_key_without_its_lines_as_an_error_if_it_is_named(says: Says) -> None:
    path = "config/app.properties"
    assert says("SC002", _app("", **{path: f"a=b\napp.privateKey={_bare(900)}\n"})) == [("error", path, 2, None)]
    assert says("SC002", _app("", **{path: f"a=b\nsample={_bare(900)}\n"})) == [("warning", path, 2, None)]


@pytest.mark.parametrize("folder", ["certs", "tests"])
def test_reports_a_binary_key(says: Says, folder: str) -> None:
    path = f"{folder}/server.der"
    expected = "error" if folder == "certs" else "warning"
    assert says("SC002", {**_app(""), path: b64decode(_bare(900))}) == [(expected, path, None, None)]
    assert says("SC002", {**_app(""), path: b64decode(_bare(900)) + b"x"}) == []


def test_warns_about_a_key_store(says: Says) -> None:
    store = b"\xfe\xed\xfe\xed\0\0\0\x02\0\0\0\x01\0\0\0\x01\0\x01a" + bytes(300)
    assert says("SC002", {**_app(""), "conf/identity": store}) == [("warning", "conf/identity", None, None)]


def test_reports_a_text_once_that_begins_like_a_binary_key(says: Says) -> None:
    text = b"0\x81\xc3\n" + _block().encode()
    assert says("SC002", {**_app(""), "a.txt": text}) == [("error", "a.txt", 2, None)]


def test_does_not_report_a_bare_key_in_the_example_of_a_comment(says: Says) -> None:
    assert says("SC002", _app(f"/**\n * @example\n * privateKey = '{_bare(900)}';\n */\n")) == []
