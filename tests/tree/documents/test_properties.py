"""Tests of the properties reader: values equal those of `java.util.Properties`, with their locations."""

from __future__ import annotations

import random
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from justpack.errors import ManifestError
from justpack.model import Location
from justpack.tree.documents import properties as documents

_PIECES = (
    "a", "bc", "key", "=", ":", " ", "  ", "\t", "\f", "\n", "\n", "\r", "\r\n", "\\", "\\\\", "\\\n", "\\\r\n", "\\\r",
    "\\\n   ", "#", "!", "# x\\\n", "\\u0041", "\\u00e9", "\\ud83d\\ude00", "\\ud800", "\\u00", "\\t", "\\n",
    "\\f", "\\r",
    "\\=", "\\:", "\\ ", "\\#", "\\q", "é", "😀", "x = 1\n", "y:2\n", "\n\n",
)  # fmt: skip


def _owner(java: str, texts: list[str]) -> list[dict[str, str] | None]:
    sent = struct.pack(">i", len(texts)) + b"".join(struct.pack(">i", len(t.encode())) + t.encode() for t in texts)
    program = Path(__file__).with_name("PropertiesOwner.java")
    done = subprocess.run([java, str(program)], input=sent, capture_output=True, timeout=120, check=True)
    data, at = done.stdout, 0

    def number() -> int:
        nonlocal at
        at += 4
        return int(struct.unpack_from(">i", data, at - 4)[0])

    def word() -> str:
        nonlocal at
        length = number()
        at += length
        return data[at - length : at].decode("utf-16-be", "replace")

    found: list[dict[str, str] | None] = []
    for _ in texts:
        count = number()
        found.append(None if count < 0 else {word(): word() for _ in range(count)})
    return found


def _ours(text: str) -> dict[str, str] | None:
    try:
        values = documents.parse("a.properties", text.encode()).values
    except ManifestError:
        return None
    return {_whole(key): _whole(value) for key, value in values.items()}


def _whole(text: str) -> str:
    """As Java writes it: half a character becomes a replacement."""
    return "".join("?" if "\ud800" <= character <= "\udfff" else character for character in text)


def _disagreements(java: str, count: int) -> list[str]:
    rng = random.Random(20261124)
    texts = ["".join(rng.choice(_PIECES) for _ in range(rng.randint(1, 14))) for _ in range(count)]
    lines = []
    for text, owner in zip(texts, _owner(java, texts), strict=True):
        theirs = None if owner is None else {_asked(k): _asked(v) for k, v in owner.items()}
        if _ours(text) != theirs:
            lines.append(f"{text!r}: we read {_ours(text)}, Java {theirs}")
    return lines


def _asked(text: str) -> str:
    return text.replace("\ufffd", "?")


def test_reads_random_files_as_java_does(tool: Callable[[str], str]) -> None:
    assert _disagreements(tool("java"), 4_000) == []


@pytest.mark.exhaustive
def test_reads_many_random_files_as_java_does(tool: Callable[[str], str]) -> None:
    assert _disagreements(tool("java"), 400_000) == []


def test_locates_every_value(written: Callable[[Location], str]) -> None:
    found = documents.parse(
        "gradle.properties",
        b"# a comment \\\norg.gradle.java.home=/opt/jdk\r\n  java.version : 21 \nlong = one \\\n   two\nempty=\n",
    )
    shown = {key: (found.place(key).line, found.place(key).column, written(found.place(key))) for key in found.values}
    assert shown == {
        "org.gradle.java.home": (2, 22, "/opt/jdk"),
        "java.version": (3, 18, "21"),
        "long": (4, 8, "one \\"),
        "empty": (6, 7, ""),
    }
    assert found.values["long"] == "one two"


def test_uses_the_last_of_two_equal_keys() -> None:
    found = documents.parse("a", b"java=17\njava=21\n")
    assert (found.values, found.place("java").line) == ({"java": "21"}, 2)


def test_locates_a_missing_key_at_the_file() -> None:
    assert documents.parse("a", b"x=1").place("y") == Location("a")


def test_reads_latin_1_if_the_file_is_not_utf8() -> None:
    assert documents.parse("a", b"# f\xfcr\nname = caf\xe9\n").values == {"name": "café"}


def test_reports_the_location_of_an_incomplete_escape() -> None:
    with pytest.raises(ManifestError, match="needs four hexadecimal digits") as caught:
        documents.parse("a", b"x = 1\ny = \\u12\n")
    assert (caught.value.problem.location.line, caught.value.problem.location.column) == (2, 5)


_SAMPLES = [b"a = 1\n# c\nb : \\\n  two\\u0041\nc d\n", "é=\\t\r\n!x\r\nlong\\ key=v\\\r\n".encode()]


def test_reads_or_refuses_damaged_files(attack: Callable[..., tuple[int, int]]) -> None:
    taken, refused = attack(documents.parse, _SAMPLES, 2_000)
    assert taken > 1_000
    assert refused > 20


@pytest.mark.exhaustive
def test_reads_or_refuses_many_damaged_files(attack: Callable[..., tuple[int, int]]) -> None:
    attack(documents.parse, _SAMPLES, 100_000)


@pytest.mark.parametrize("piece", [b"\\\n", b"a\\\n", b" ", b"\\", b"#\n", b"=", b"a=b\n", b"\\ ", b"\r", b"\\u0041"])
def test_time_is_linear_in_the_size(linear: Callable[..., None], piece: bytes) -> None:
    linear(documents.parse, lambda n: piece * n, 20_000)
    linear(documents.parse, lambda n: b"k" + piece * n + b"k", 20_000)
