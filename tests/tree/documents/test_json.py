"""Tests of the JSON reader: values equal those of JSON.parse, and every key has its location."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

import pytest

from justpack.errors import ManifestError
from justpack.model import Location
from justpack.tree.documents import json as documents
from justpack.tree.documents.json import Json

Keys = tuple[str | int, ...]
_NAMES = ("a", "b", "engines", "no de", 'q"uote', "back\\slash", "é😀", "", "{", "]", ",", ":", "\u2028", "a\nb", "\t")
_SCALARS: tuple[Json, ...] = (
    None, True, False, 0, -1, 1.5, -2e-7, 10**30, "", "x", "22.x", 'say "{[', "]}", "é😀", "\\", "a\nb", "//",
)  # fmt: skip


def _draw(rng: random.Random, depth: int) -> Json:
    kind = rng.random()
    if depth == 0 or kind < 0.4:
        return rng.choice(_SCALARS)
    if kind < 0.6:
        return [_draw(rng, depth - 1) for _ in range(rng.randint(0, 4))]
    return {rng.choice(_NAMES): _draw(rng, depth - 1) for _ in range(rng.randint(0, 5))}


def _write(rng: random.Random, value: Json) -> str:
    """The value as JSON with any blanks, any escapes, and keys that a later one of the same name overrides."""

    def gap() -> str:
        return "".join(rng.choice((" ", "\n", "\t", "\r\n", "")) for _ in range(rng.randint(0, 2)))

    def text(word: str) -> str:
        return json.dumps(word, ensure_ascii=rng.random() < 0.5).replace("/", rng.choice(("/", "\\/")))

    if isinstance(value, dict):
        members = [(key, _write(rng, item)) for key, item in value.items()]
        if members and rng.random() < 0.3:
            members.insert(0, (rng.choice(members)[0], _write(rng, _draw(rng, 1))))
        return "{" + ",".join(f"{gap()}{text(key)}{gap()}:{gap()}{item}{gap()}" for key, item in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(f"{gap()}{_write(rng, item)}{gap()}" for item in value) + "]"
    return text(value) if isinstance(value, str) else json.dumps(value)


def _paths(value: Json, above: Keys = ()) -> Iterator[tuple[Keys, Json]]:
    yield above, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _paths(item, (*above, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _paths(item, (*above, index))


def _disagreements(count: int) -> Iterator[str]:
    rng = random.Random(20261124)
    for _ in range(count):
        value = _draw(rng, 4)
        written = f"{rng.choice(('', ' ', chr(10)))}{_write(rng, value)}\n"
        document = documents.parse("a.json", written.encode())
        if document.data != json.loads(written):
            yield f"{written!r}: {document.data!r}"
        for keys, expected in _paths(value):
            place = document.place(*keys)
            start = document.text.start_of(place.line or 0) + (place.column or 0) - 1
            found, _ = json.JSONDecoder(strict=False).raw_decode(document.text.text, start)
            if found != expected or document.get(*keys) != expected:
                yield f"{written!r} at {keys}: {found!r}"


def test_locates_every_key_of_random_documents() -> None:
    assert list(_disagreements(400)) == []


@pytest.mark.exhaustive
def test_locates_every_key_of_many_random_documents() -> None:
    assert list(_disagreements(40_000)) == []


def test_a_location_is_as_wide_as_the_value(written: Callable[[Location], str]) -> None:
    document = documents.parse("a", b'{"engines": {"node": ">=22"}, "n": -1.5e3, "l": [1, {"x": true}]}')
    shown = [
        written(document.place(*keys)) for keys in (("engines", "node"), ("n",), ("l", 1, "x"), ("l",), ("engines",))
    ]
    assert shown == ['">=22"', "-1.5e3", "true", '[1, {"x": true}]', '{"node": ">=22"}']


def test_locates_a_missing_key_at_its_nearest_parent(written: Callable[[Location], str]) -> None:
    document = documents.parse("a", b'{"engines": {"npm": 1}, "l": [7]}')
    assert written(document.place("engines", "node")) == '{"npm": 1}'
    assert written(document.place("l", 3)) == "[7]"
    assert written(document.place("x")) == '{"engines": {"npm": 1}, "l": [7]}'
    assert (document.get("l", 3), document.get("l", "x"), document.table("l")) == (None, None, {})


def test_uses_the_last_of_two_equal_keys() -> None:
    document = documents.parse("a", b'{"a": 1,\n "a": 2}')
    assert (document.get("a"), document.place("a").line) == (2, 2)


@pytest.mark.parametrize(
    ("data", "line", "column", "help"),
    [
        (b'{"a": 1,\n}', 2, 1, "remove the comma before it"),
        (b'{"a": [1,\n]}', 2, 1, "remove the comma before it"),
        (b'{\n  "a": 1\n  "b": 2\n}', 3, 3, "add a comma before it"),
        (b'{\n  "a" "b"\n}', 2, 7, "add a colon before it"),
        (b'{\n  "a" = "b"\n}', 2, 7, "write a colon instead of it"),
        (b'{\n // x\n "a": 1}', 2, 2, "remove the comment: JSON has none"),
        (b"{'a': 1}", 1, 2, 'write JSON strings in double quotes: "…"'),
        (b'{"a": 1,\n<<<<<<< ours\n', 2, 1, "resolve the merge conflict"),
        (b"", 1, 1, "write {} at least, or remove the file"),
        (b"\xef\xbb\xbf \n", 1, 1, "write {} at least, or remove the file"),
        (b'{"a": "x', 1, 7, None),
        (b'{"a": 1} x', 1, 10, None),
    ],
)
def test_reports_the_location_of_a_syntax_error(data: bytes, line: int, column: int, help: str | None) -> None:
    with pytest.raises(ManifestError, match=r"^a\.json is malformed: ") as caught:
        documents.parse("a.json", data)
    place = caught.value.problem.location
    assert (place.line, place.column) == (line, column)
    assert caught.value.problem.help == help


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_reports_non_json_numbers_outside_of_strings(word: str) -> None:
    with pytest.raises(ManifestError, match=f"{word} is not JSON") as caught:
        documents.parse("a", f'{{"s": "{word} , {word}",\n  "n": {word}}}'.encode())
    assert (caught.value.problem.location.line, caught.value.problem.location.column) == (2, 8)


def test_refuses_a_depth_of_a_hundred_thousand() -> None:
    for data in (b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000):
        with pytest.raises(ManifestError, match="nested too deeply"):
            documents.parse("a", data)


def test_reads_a_number_of_thousands_of_digits_as_json_parse_does() -> None:
    assert documents.parse("a", b'{"v": ' + b"9" * 5_000 + b"}").get("v") == float("inf")


_SAMPLES = [
    b'{"name": "app", "version": "1.0.0", "engines": {"node": ">=22 <25"}, "l": [1, -2.5e3, null, true]}',
    '{\r\n\t"é😀": "\\u00e9",\r\n\t"a": {"b": {"c": []}}\r\n}'.encode(),
]


def test_reads_or_refuses_damaged_files(attack: Callable[..., tuple[int, int]]) -> None:
    assert min(attack(documents.parse, _SAMPLES, 2_000)) > 20


@pytest.mark.exhaustive
def test_reads_or_refuses_many_damaged_files(attack: Callable[..., tuple[int, int]]) -> None:
    assert min(attack(documents.parse, _SAMPLES, 100_000)) > 1_000


def _parse_and_place(path: str, data: bytes) -> object:
    return documents.parse(path, data).place("z", "y")


@pytest.mark.parametrize(
    "make",
    [
        lambda n: b'{"z": {"y": 1}, "a": "' + b'\\"' * n + b'"}',
        lambda n: b'{"z": {"y": 1}, "a": "' + b"\\" * n,
        lambda n: b'{"a": [' + b"1," * n + b'1], "z": {"y": 1}}',
        lambda n: b"{" + b'"a": {}, ' * n + b'"z": {"y": 1}}',
        lambda n: b"{" + b" " * n + b'"z"' + b"\n" * n + b': {"y": 1}}',
        lambda n: b'{"a": ' + b"9" * n + b"}",
        lambda n: b'{"a": "NaN' + b" NaN" * n + b'", "z": NaN}',
    ],
)
def test_time_is_linear_in_the_size(linear: Callable[..., None], make: Callable[[int], bytes]) -> None:
    linear(_parse_and_place, make, 40_000)


def test_returns_a_value_as_it_is_written() -> None:
    document = documents.parse("p.json", b'{"a": [3.10, {"b": 1e1}], "c": 20.10}')
    shown: dict[Keys, str] = {("a", 0): "3.10", ("a", 1, "b"): "1e1", ("c",): "20.10"}
    assert {keys: document.written(*keys) for keys in shown} == shown
