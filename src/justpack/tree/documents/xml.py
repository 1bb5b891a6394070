"""XML reader with locations, as strict as the reader of Maven.

The parser is expat. Entities and attributes that a file declares itself are refused, and nothing external is fetched.
HTML's named characters are accepted, as in MavenXpp3Reader. A byte that is invalid in the file's encoding becomes
U+FFFD, as in Java's readers, so a comment in Latin-1 does not break the build. Namespaces are dropped.
"""

from __future__ import annotations

import codecs
import html.entities
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from xml.parsers import expat

from justpack.errors import ManifestError
from justpack.model import Location, Problem
from justpack.tree.documents.text import Text

DEPTH_LIMIT = 200
"""Largest accepted nesting depth; a pom has about ten levels."""

_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
"""Python codecs that are not valid encodings in an XML declaration."""
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")

_NO_ATTRIBUTES: Mapping[str, str] = {}
"""The attributes of every element without attributes."""
_CONTINUED = bytes(range(0x80, 0xC0))
"""The bytes of a UTF-8 character after its first one."""
_BLOCK = 4096
"""Bytes of a document between two offsets for which the number of characters is kept."""


@dataclass(eq=False, slots=True)
class Element:
    """An XML element: its local name, its own text without that of its children, and its children."""

    name: str
    document: XmlText
    start: int
    """Byte offset of the start tag in the document encoded as UTF-8."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    chunks: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's text without surrounding whitespace, as Maven reads values."""
        return "".join(chunk for _, chunk in self.chunks).strip()

    def child(self, *names: str) -> Element | None:
        """Return the last element at the path `names`, or None.

        Maven refuses two equal elements; a lenient reader takes the last one.
        """
        element: Element | None = self
        for name in names:
            element = next((c for c in reversed(element.children) if c.name == name), None) if element else None
        return element

    def all(self, *names: str) -> Iterator[Element]:
        """Yield every element at the path `names`, in document order."""
        if not names:
            yield self
            return
        for each in self.children:
            if each.name == names[0]:
                yield from each.all(*names[1:])

    def value(self, *names: str) -> str | None:
        """Return the text of the element at the path `names`, or None if the element is missing or empty."""
        element = self.child(*names)
        return element.text or None if element else None

    def place(self) -> Location:
        """Return the location of the element's text, or of its start tag if it has no text."""
        for start, chunk in self.chunks:
            if chunk.strip():
                lead = len(chunk) - len(chunk.lstrip())
                return self.document.place(start + len(chunk[:lead].encode()), len(self.text))
        return self.document.place(self.start, len(self.name) + 2)


@dataclass(frozen=True)
class XmlText:
    """The document's text, and the conversion of expat's byte offsets to locations."""

    text: Text
    encoded: bytes

    def place(self, offset: int, width: int) -> Location:
        """Return the location at a byte offset, `width` characters wide."""
        start = self._characters(min(offset, len(self.encoded)))
        return self.text.place(start, start + width)

    def _characters(self, offset: int) -> int:
        """Return the number of characters before a byte offset."""
        block = offset // _BLOCK
        return self._before[block] + _count(self.encoded[block * _BLOCK : offset])

    @cached_property
    def _before(self) -> list[int]:
        """The number of characters before each block of the text."""
        counts = (_count(self.encoded[at : at + _BLOCK]) for at in range(0, len(self.encoded), _BLOCK))
        return list(itertools.accumulate(counts, initial=0))


def _count(encoded: bytes) -> int:
    """Return the number of characters that begin in a part of a UTF-8 text."""
    return len(encoded) if encoded.isascii() else len(encoded.translate(None, _CONTINUED))


def parse(path: str, data: bytes) -> Element:
    """Parse an XML file and return its root element. Raises ManifestError if it is malformed."""
    text = _decode(path, data)
    document = XmlText(text, text.text.encode("utf-8", "surrogatepass"))
    reader = _ElementBuilder(document)
    try:
        reader.parser.Parse(document.encoded, True)
    except expat.ExpatError as error:
        message = expat.errors.messages[error.code] if error.code in expat.errors.messages else str(error)
        place = document.place(max(0, reader.parser.ErrorByteIndex), 1)
        raise ManifestError(Problem(f"{path} is malformed: {message}", place)) from None
    if reader.root is None:
        raise text.malformed("it has no element", 0)
    return reader.root


def _decode(path: str, data: bytes) -> Text:
    declared = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8)[:400])
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        encoding = "utf-16"
    try:
        if codecs.lookup(encoding).name.replace("_", "-") in _NO_CHARSETS:
            raise LookupError
        text = data.decode(encoding, "replace")
    except LookupError:
        raise ManifestError(Problem(f"{path} declares an unknown encoding: {encoding}", Location(path, 1))) from None
    return Text(path, text.removeprefix("\ufeff"), encoding)


class _ElementBuilder:
    """Build elements from the events of expat."""

    def __init__(self, document: XmlText) -> None:
        self.document = document
        self.root: Element | None = None
        self.stack: list[Element] = []
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = False
        parser.UseForeignDTD(True)  # with this setting an unknown entity calls `skipped` instead of ending the parse
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.characters
        parser.EntityDeclHandler = self.entity
        parser.AttlistDeclHandler = self.attributes
        parser.SkippedEntityHandler = self.skipped

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = Element(
            name.rpartition(":")[2], self.document, self.parser.CurrentByteIndex, attributes or _NO_ATTRIBUTES
        )
        if self.stack:
            self.stack[-1].children.append(element)
        else:
            self.root = element
        self.stack.append(element)
        if len(self.stack) > DEPTH_LIMIT:
            raise self._malformed("it is nested too deeply")

    def end(self, _name: str) -> None:
        self.stack.pop()

    def characters(self, text: str) -> None:
        self.stack[-1].chunks.append((self.parser.CurrentByteIndex, text))

    def entity(self, name: str, *_: object) -> None:
        raise self._malformed(f"it defines the entity {name}, which is not accepted", "write the text itself")

    def attributes(self, element: str, *_: object) -> None:
        """Refuse a default of an attribute, which a few bytes would add to every element."""
        raise self._malformed(f"it declares attributes of {element}, which is not accepted", "remove the declaration")

    def skipped(self, name: str, _parameter: bool) -> None:
        point = html.entities.name2codepoint.get(name)
        if point is None:
            raise self._malformed(f"the entity &{name}; is unknown", f"write &amp;{name}; for the text")
        self.characters(chr(point))

    def _malformed(self, message: str, help: str | None = None) -> ManifestError:
        place = self.document.place(self.parser.CurrentByteIndex, 1)
        return ManifestError(Problem(f"{self.document.text.path} is malformed: {message}", place, help))
