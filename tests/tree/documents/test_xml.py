"""Tests of the XML reader: it is as strict as Maven's, and every element has its location."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from xml.etree import ElementTree as ET

import pytest

from justpack.errors import ManifestError
from justpack.model import Location
from justpack.tree.documents import xml as documents
from justpack.tree.documents.xml import Element

_TEXTS = (
    "",
    "21",
    " 17 ",
    "\n  1.8\n",
    "é😀",
    "a &amp; b",
    "&lt;x&gt;",
    "<![CDATA[<21>]]>",
    "x<!-- c -->y",
    "&#65;",
    "\t\r\n",
)


def _write(rng: random.Random, depth: int) -> str:
    name = rng.choice(("project", "version", "build", "é", "m:release", "a-b.c"))
    attributes = rng.choice(("", ' xmlns:m="urn:m"', " a='1'\n  b=\"é\"", ' x="&gt;"'))
    below = "".join(_write(rng, depth - 1) + rng.choice(_TEXTS) for _ in range(rng.randint(0, 3) if depth else 0))
    return f"<{name}{attributes}>{rng.choice(_TEXTS)}{below}</{name}>"


def _pairs(ours: Element, theirs: ET.Element) -> Iterator[tuple[Element, ET.Element]]:
    yield ours, theirs
    for mine, other in zip(ours.children, theirs, strict=True):
        yield from _pairs(mine, other)


def _own_text(element: ET.Element) -> str:
    return ((element.text or "") + "".join(child.tail or "" for child in element)).strip()


def test_reads_random_documents_as_elementtree_does() -> None:
    rng = random.Random(20261124)
    for _ in range(300):
        written = f'<root xmlns:m="urn:m">{_write(rng, 3)}</root>\n'
        root = documents.parse("a.xml", written.encode())
        for ours, theirs in _pairs(root, ET.fromstring(written.replace("m:release", "release"))):
            assert ours.name == theirs.tag
            assert ours.text == _own_text(theirs)
            place = ours.document.place(ours.start, 1)
            start = ours.document.text.start_of(place.line or 0) + (place.column or 0) - 1
            assert written.startswith((f"<{ours.name}", f"<m:{ours.name}"), start)


def test_a_location_is_that_of_the_text(written: Callable[[Location], str]) -> None:
    root = documents.parse(
        "pom.xml",
        "<project><!-- é😀 --><properties>\n  <é>ü</é><java.version>\t21 </java.version>\n<r>\n 17\n</r><e/>"
        "</properties></project>".encode(),
    )
    found = [root.child("properties", name) for name in ("java.version", "r", "e")]
    places = [element.place() for element in found if element is not None]
    assert [(place.line, place.column, written(place)) for place in places] == [
        (2, 26, "21"), (4, 2, "17"), (5, 5, "<e/"),
    ]  # fmt: skip


def test_a_path_resolves_to_the_last_of_equal_elements() -> None:
    root = documents.parse("a", b"<p><b><v>1</v></b><b><v> 2 </v><v/></b></p>")
    assert [each.text for each in root.all("b", "v")] == ["1", "2", ""]
    assert root.value("b", "v") is None
    assert (root.value("b", "x"), root.child("x", "y")) == (None, None)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"), "é"),
        ("<?xml version='1.0' encoding='windows-1252'?><a>€</a>".encode("cp1252"), "€"),
        ('<?xml version="1.0" encoding="UTF-16"?><a>é😀</a>'.encode("utf-16"), "é😀"),
        ("\ufeff<a>é</a>".encode(), "é"),
        ('<?xml version="1.0"?>\n<a>é</a>'.encode(), "é"),
        (b"<a>&nbsp;&eacute;&copy;</a>", "é©"),
        (b"<a><!-- M\xfcller -->\xff</a>", "\ufffd"),
        (b"<a>&quot;&apos;&#x1F600;</a>", "\"'😀"),
    ],
)
def test_reads_encodings_and_named_characters(data: bytes, expected: str) -> None:
    assert documents.parse("a.xml", data).text == expected


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (b"<a>\n <b></a>", 2, 7, "mismatched tag"),
        (b"<a>\r\n <b>", 2, 5, "no element found"),
        (b"", 1, 1, "no element found"),
        ("<a>é😀\n éé<</a>".encode(), 2, 5, "not well-formed"),
        (b"<a></a><b/>", 1, 8, "junk after document element"),
        (b"<a>\n&what;</a>", 2, 1, "the entity &what; is unknown"),
        (b"<a b='1' b='2'/>", 1, 10, "duplicate attribute"),
    ],
)
def test_reports_the_location_of_a_syntax_error(data: bytes, line: int, column: int, message: str) -> None:
    with pytest.raises(ManifestError, match=message) as caught:
        documents.parse("pom.xml", data)
    place = caught.value.problem.location
    assert (place.path, place.line, place.column) == ("pom.xml", line, column)


@pytest.mark.parametrize(
    "name", ["nonsense", "punycode", "idna", "undefined", "unicode_escape", "hex", "rot13", "utf-7"]
)
def test_an_unknown_encoding_is_malformed(name: str) -> None:
    with pytest.raises(ManifestError, match=f"unknown encoding: {name}"):
        documents.parse("a.xml", f'<?xml version="1.0" encoding="{name}"?><a>\\x</a>'.encode())


_BOMB = b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (i, b"&a%s;" % (b"" if i == 0 else b"%d" % (i - 1)) * 10) for i in range(12)
)


@pytest.mark.parametrize(
    "data",
    [
        _BOMB + b"]><l>&a11;</l>",
        b'<!DOCTYPE l [<!ENTITY a "ha">]><l>&a;</l>',
        b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>',
        b'<!DOCTYPE l [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x">%p;]><l/>',
        b"<!DOCTYPE l [<!ENTITY % p \"<!ENTITY z '1'>\">%p;]><l>&z;</l>",
    ],
)
def test_refuses_entities_that_the_file_defines(data: bytes) -> None:
    with pytest.raises(ManifestError, match=r"it defines the entity .*, which is not accepted"):
        documents.parse("a.xml", data)


def test_does_not_fetch_external_resources(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("something was opened")

    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("socket.socket", refuse)
    root = documents.parse("a.xml", b'<!DOCTYPE l SYSTEM "http://127.0.0.1:1/l.dtd"><l>x</l>')
    assert root.text == "x"


def test_refuses_a_depth_of_a_hundred_thousand() -> None:
    with pytest.raises(ManifestError, match="nested too deeply"):
        documents.parse("a.xml", b"<a>" * 100_000 + b"</a>" * 100_000)
    deepest = documents.DEPTH_LIMIT
    assert documents.parse("a.xml", b"<a>" * deepest + b"</a>" * deepest).name == "a"


_SAMPLES = [
    b'<?xml version="1.0" encoding="UTF-8"?>\n<p xmlns="urn:x">\n <a b="c">1 &amp; &nbsp;</a><!-- c -->\n</p>\n',
    '<?xml version="1.0" encoding="iso-8859-1"?>\r\n<p><![CDATA[é]]><q/></p>'.encode("latin-1"),
    '<?xml version="1.0"?><p><q>é😀</q></p>'.encode("utf-16"),
]


def test_reads_or_refuses_damaged_files(attack: Callable[..., tuple[int, int]]) -> None:
    assert min(attack(documents.parse, _SAMPLES, 2_000)) > 20


@pytest.mark.exhaustive
def test_reads_or_refuses_many_damaged_files(attack: Callable[..., tuple[int, int]]) -> None:
    assert min(attack(documents.parse, _SAMPLES, 100_000)) > 1_000


def _texts(path: str, data: bytes) -> object:
    root = documents.parse(path, data)
    return root.text, root.place(), [child.text for child in root.children]


@pytest.mark.parametrize(
    "make",
    [
        lambda n: b"<a>" + b"&amp;" * n + b"</a>",
        lambda n: b"<a>" + b"\n" * n + b"</a>",
        lambda n: b"<a>" + b"<b/>" * n + b"</a>",
        lambda n: b"<a " + b" ".join(b"k%d='1'" % i for i in range(n // 4)) + b"/>",
        lambda n: b"<a b='" + b"x" * n,
        lambda n: b"<a><!--" + b"-" * n,
        lambda n: b"<a><![CDATA[" + b"]" * n + b"]]></a>",
        lambda n: b"<?xml " + b" " * n + b"?><a/>",
        lambda n: b"<!DOCTYPE a [" + b"<!ELEMENT a ANY>" * n,
    ],
)
def test_time_is_linear_in_the_size(linear: Callable[..., None], make: Callable[[int], bytes]) -> None:
    linear(_texts, make, 20_000)


def test_refuses_declared_attributes() -> None:
    with pytest.raises(ManifestError, match="declares attributes of a"):
        documents.parse("a.xml", b'<!DOCTYPE a [<!ATTLIST a b CDATA "x">]><a/>')
