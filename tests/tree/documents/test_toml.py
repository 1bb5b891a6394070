"""Tests of the TOML reader: values equal those of tomllib, and every key has its location."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator

import pytest

from justpack.errors import ManifestError
from justpack.model import Location
from justpack.tree.documents import toml as documents

Keys = tuple[str, ...]
_BARE = ("a", "b", "c1", "tool", "requires-python", "x_y", "1")
_QUOTED = ('"a.b"', "'c d'", '"q\\"uote"', "'#'", '"="', '"é😀"', '"]"', '""')
_VALUES = (
    "1", "-1_000", "0xff", "1.5e3", "true", '"x"', '">=3.12, <4"', "'lit # eral'", '"esc \\" # \\\\"', "1979-05-27",
    "1979-05-27T07:32:00Z", "1979-05-27 07:32:00", "07:32:00", '"""one line"""', "'''it's'''", '"""a""b"""',
    '"""a"""""',
    '"""\ntwo # = [\n[x]\nlines"""', "'''\n[y]\nz = 1'''", "[]", "[1, 2]", '[ "a", # b = 1 ]\n  "]" , ]',
    "[[1], ['}']]",
    "{}", "[{a = 1}, {a = 2}]",
)  # fmt: skip


def _key(rng: random.Random) -> str:
    return rng.choice(_QUOTED) if rng.random() < 0.3 else rng.choice(_BARE)


def _dotted(rng: random.Random) -> str:
    return rng.choice((".", " . ", ".\t")).join(_key(rng) for _ in range(rng.choice((1, 1, 1, 2, 3))))


def _value(rng: random.Random, depth: int = 2) -> str:
    if depth and rng.random() < 0.25:
        members = (
            f"{_dotted(rng)}{rng.choice(('=', ' = '))}{_value(rng, depth - 1)}" for _ in range(rng.randint(1, 4))
        )
        return "{" + rng.choice((", ", ",", " , ")).join(members) + rng.choice(("", " ")) + "}"
    return rng.choice(_VALUES)


def _draw(rng: random.Random) -> str:
    """Some lines of TOML, often valid; what contradicts itself is thrown away."""
    lines = []
    for _ in range(rng.randint(1, 8)):
        tail = rng.choice(("", "", " # c = 1", "\t"))
        match rng.randrange(6):
            case 0:
                lines.append(f"{rng.choice(('[{}]', '[ {} ]', '[[{}]]', '  [{}]')).format(_dotted(rng))}{tail}")
            case 1:
                lines.append(rng.choice(("", "# [x]", "   ")))
            case _:
                lines.append(f"{rng.choice(('', '  '))}{_dotted(rng)}{rng.choice(('=', ' = '))}{_value(rng)}{tail}")
    return rng.choice(("\n", "\r\n")).join(lines).replace("\r\n", "\n" if rng.random() < 0.5 else "\r\n")


def _leaves(value: object, above: Keys = ()) -> Iterator[tuple[Keys, object]]:
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from _leaves(item, (*above, key))
    elif above:
        yield above, value


def _disagreements(count: int) -> tuple[list[str], int]:
    rng = random.Random(20261124)
    wrong, checked = [], 0
    while checked < count:
        written = _draw(rng)
        try:
            expected = tomllib.loads(written)
        except tomllib.TOMLDecodeError:
            continue
        document = documents.parse("a.toml", written.encode())
        for keys, value in _leaves(expected):
            if value == {} or (isinstance(value, list) and "[[" in written):
                continue  # perhaps a header, which has no value
            checked += 1
            start, end = _span(document, keys)
            try:
                found: object = tomllib.loads(f"v={written[start:end]}")["v"]
            except tomllib.TOMLDecodeError as error:
                found = error
            if found != value:
                wrong.append(f"{written!r} at {keys}: {found!r} is not {value!r}")
    return wrong, checked


def _span(document: documents.TomlDocument, keys: Keys) -> tuple[int, int]:
    """Where the place begins; to a value's end where it has several lines, which a place does not tell."""
    place = document.place(*keys)
    assert place.line is not None
    assert place.column is not None
    start = document.text.start_of(place.line) + place.column - 1
    return start, documents._value_end(document.text.text, start)


def test_locates_every_key_of_random_documents() -> None:
    wrong, checked = _disagreements(3_000)
    assert wrong == []
    assert checked >= 3_000


@pytest.mark.exhaustive
def test_locates_every_key_of_many_random_documents() -> None:
    assert _disagreements(150_000)[0] == []


def test_a_location_is_as_wide_as_the_value(written: Callable[[Location], str]) -> None:
    document = documents.parse(
        "p.toml",
        b"""[project]
requires-python = ">=3.12"  # why
[tool]
x = {a = "b = 1", c = {b = 3}, b = [1, 2], d.e = 1979-05-27 07:32:00, "q.r" = true}
dotted.limit = 7
""",
    )
    shown = {
        ("project", "requires-python"): '">=3.12"',
        ("tool", "x", "b"): "[1, 2]",
        ("tool", "x", "c", "b"): "3",
        ("tool", "x", "d", "e"): "1979-05-27 07:32:00",
        ("tool", "x", "q.r"): "true",
        ("tool", "dotted", "limit"): "7",
        ("tool", "dotted"): "7",
        ("tool",): "[tool]",
        ("tool", "missing"): "[tool]",
    }
    assert {keys: written(document.place(*keys)) for keys in shown} == shown


def test_returns_a_value_as_it_is_written() -> None:
    document = documents.parse(
        "p.toml",
        b"""a = 3.10 # line
b = [20.10, {c = 0x16}, [1_000,
 # 7
 2e1]]
d = {e = [5]}
[[f]]
g = 1
""",
    )
    shown: dict[tuple[str | int, ...], str] = {
        ("a",): "3.10",
        ("b", 0): "20.10",
        ("b", 1, "c"): "0x16",
        ("b", 2, 1): "2e1",
        ("b", 3): "",
        ("a", 0): "",
        ("d", "e", 0): "5",
        ("d", 0): "",
        ("h",): "",
    }
    assert {keys: document.written(*keys) for keys in shown} == shown


def test_locates_a_missing_key_at_the_file() -> None:
    assert documents.parse("a.toml", b"x = 1\n").place("y") == Location("a.toml")


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (b"a = 1\nb = \n", 2, 5, "invalid value"),
        (b"a = 1\r\nb = 'x\r\n", 2, 6, "malformed"),
        (b"a = 1\na = 2\n", 2, 6, "cannot overwrite a value"),
        (b"[a]\n[a]\n", 2, 3, "cannot declare"),
        (b'a = "x', 1, 6, "unterminated string"),
        (b"a = [1,\n 2\n", 2, 2, "unclosed array"),
        (b"a = 1979-02-30\n", 1, 5, "invalid date"),
        (b"x = 1\nn = " + b"9" * 5_000, 1, 1, "out of range"),
    ],
)
def test_reports_the_location_of_a_syntax_error(data: bytes, line: int, column: int, message: str) -> None:
    with pytest.raises(ManifestError, match=message) as caught:
        documents.parse("a.toml", data)
    place = caught.value.problem.location
    assert (place.line, place.column) == (line, column)


def test_reports_a_merge_conflict() -> None:
    with pytest.raises(ManifestError) as caught:
        documents.parse("a.toml", b"a = 1\n<<<<<<< ours\nb = 1\n")
    assert (caught.value.problem.location.line, caught.value.problem.help) == (2, "resolve the merge conflict")


@pytest.mark.parametrize("data", [b"a = " + b"[" * 100_000, b"a = " + b"{a = " * 100_000])
def test_refuses_a_depth_of_a_hundred_thousand(data: bytes) -> None:
    with pytest.raises(ManifestError, match="nested too deeply"):
        documents.parse("a.toml", data)


@pytest.mark.parametrize("line", [b"{} = 1", b"[{}]", b"x = {{ {} = 1 }}", b"[[{}]]"])
def test_refuses_a_key_of_too_many_parts_quickly(line: bytes) -> None:
    key = b".".join([b"a", b'"b"'] * 200_000)
    with pytest.raises(ManifestError, match="a key has too many parts"):
        documents.parse("a.toml", line.replace(b"{}", key).replace(b"{{", b"{").replace(b"}}", b"}"))


def test_does_not_count_dots_outside_of_keys() -> None:
    dots = "a." * 400
    written = f'x = "{dots}" # {dots}\ny = ["1.1", 1.1, 1.1]\nz = """{dots}\n{dots}"""\nw = \'{dots}\'\n'
    assert documents.parse("a.toml", written.encode()).get("x") == dots


_SAMPLES = [
    b'[project]\nname = "a"\nrequires-python = ">=3.12"\n[tool.x]\nl = [1, 2.5, {a = "b"}] # c\nd = 1979-05-27\n',
    '\ufeffa.b = """x\r\n"""\r\n"é" = \'y\'\r\n[[t]]\r\nz = {a.b = 1}\r\n'.encode(),
]


def test_reads_or_refuses_damaged_files(attack: Callable[..., tuple[int, int]]) -> None:
    assert min(attack(documents.parse, _SAMPLES, 2_000)) > 20


@pytest.mark.exhaustive
def test_reads_or_refuses_many_damaged_files(attack: Callable[..., tuple[int, int]]) -> None:
    assert min(attack(documents.parse, _SAMPLES, 100_000)) > 1_000


def _parse_and_place(path: str, data: bytes) -> object:
    return documents.parse(path, data).place("z", "y", "x")


@pytest.mark.parametrize(
    "make",
    [
        lambda n: b'z = "' + b'\\"' * n + b'"\n',
        lambda n: b'z = "' + b'\\"' * n,
        lambda n: b"z = '''" + b"''\n" * n + b"'''\n",
        lambda n: b'z = """' + b'""\\"\n' * n + b'"""\n',
        lambda n: b"z = [" + b"{y = 1}, " * n + b"]\n",
        lambda n: b"[[z]]\n" * n,
        lambda n: b"z = {" + b",".join(b"k%d=1" % i for i in range(n // 4)) + b"}\n",
        lambda n: b"".join(b"[a.b.c.k%d]\nx = 1\n" % i for i in range(n // 8)),
        lambda n: b"z = [" + b"#\n" * n + b"]\n",
        lambda n: (b".".join([b"a"] * 15) + b".%d = 1\n") * 2 + b"#" * n,
        lambda n: b"z = 1." + b"0" * n + b"\n",
        lambda n: b"a" * n + b" = 1\n",
        lambda n: b'"' * n,
    ],
)
def test_time_is_linear_in_the_size(linear: Callable[..., None], make: Callable[[int], bytes]) -> None:
    linear(_parse_and_place, make, 16_000)


def test_refuses_a_number_and_tables_that_need_too_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ManifestError, match="a number or a date in it is out of range"):
        documents.parse("a.toml", b"a = " + b"1" * 100_000)
    assert documents.parse("a.toml", b'a = "' + b"1" * 100_000 + b'"').get("a")
    monkeypatch.setattr(documents, "TOML_TABLES", 2)
    assert documents.parse("a.toml", b"[a]\n[b]\nc = [[1], [2], [3]]\n").get("b")
    with pytest.raises(ManifestError, match="it has more than 2 tables") as caught:
        documents.parse("a.toml", b"[a]\n[b]\n[c]\n")
    assert caught.value.problem.location is not None
    assert caught.value.problem.location.line == 3
