"""Parser for git's configuration files (git-config(1), CONFIGURATION FILE).

Only plain values are read: `include` and `includeIf` are not followed, so no other file can change the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from justpack.frozen import frozen

_SECTION = re.compile(r"[ \t]*\[\s*+(?P<name>[A-Za-z0-9.-]++)\s*+(?:\"(?P<of>(?:[^\"\\]|\\.)*+)\"\s*+)?\]")
_KEY = re.compile(r"[ \t]*(?P<key>[A-Za-z][A-Za-z0-9-]*)[ \t]*(?P<equals>=?)(?P<value>.*)", re.DOTALL)
_PART = re.compile(r"\"(?P<quoted>(?:[^\"\\]|\\.)*+)\"?|(?P<end>[#;])|(?P<plain>(?:[^\"#;\\]|\\.?)++)", re.DOTALL)
_UNESCAPED = re.compile(r"\\?(.[^\\]*+)", re.DOTALL)
_TRUE = frozenset({"true", "yes", "on", "1"})
_FALSE = frozenset({"false", "no", "off", "0", ""})


@frozen
class GitConfig:
    """The values of a configuration; keys are `section.key` in lower case. Of two equal keys the last one counts."""

    values: Mapping[str, str]

    @staticmethod
    def parse(texts: Iterable[bytes | None]) -> GitConfig:
        """Parse the files in order; a later file overrides an earlier one. A line that cannot be read is skipped."""
        values: dict[str, str] = {}
        for data in texts:
            values.update(_values(data or b""))
        return GitConfig(values)

    def get(self, key: str) -> str | None:
        """Return the value of a key, or None if the configuration does not set it."""
        return self.values.get(key)

    def is_true(self, key: str) -> bool:
        """Whether the key is set to a true value."""
        return self.values.get(key, "").lower() in _TRUE

    def is_false(self, key: str) -> bool:
        """Whether the key is set to a false value."""
        value = self.values.get(key)
        return value is not None and value.lower() in _FALSE


@lru_cache(maxsize=2)  # several checks ask for the configuration of one repository
def _values(data: bytes) -> Mapping[str, str]:
    return dict(_pairs(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    section = ""
    for line in _lines(text):
        header = _SECTION.match(line)
        if header is not None:
            section = header["name"].lower() if header["of"] is None else f"{header['name'].lower()}.{header['of']}"
            line = line[header.end() :]
        found = _KEY.match(line)
        if found is not None:
            value = _value(found["value"]) if found["equals"] else "true"
            yield f"{section}.{found['key'].lower()}", value


def _lines(text: str) -> Iterator[str]:
    """Yield the lines; one that ends with a backslash is joined with the next one."""
    held: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        slashes = len(line) - len(line.rstrip("\\"))
        if slashes % 2:
            held.append(line[:-1])
            continue
        yield "".join([*held, line])
        held = []
    if held:
        yield "".join(held)


def _value(written: str) -> str:
    parts: list[str] = []
    for part in _PART.finditer(written.lstrip()):
        if part["end"]:
            break
        parts += _UNESCAPED.findall(part["quoted"] or part["plain"] or "")
    found = "".join(parts)
    return found if written.rstrip().endswith('"') else found.rstrip()
