"""What of a text from outside may be shown?"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from justpack.deploy.http.secret import MASK, Secret, UploadUrl

LIMIT = 4096
"""Bytes (UTF-8) of the service's text that are shown at most."""
SHORTEST = 4
"""Characters: anything shorter stands in ordinary words too, and masking it would garble every message."""

# ECMA-48 control sequences and operating system commands: what a terminal would obey, as a whole.
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x9b[0-?]*[ -/]*[@-~]"
)
_NEWLINES = re.compile(r"\r\n?|[\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# A line that starts with `::` is a command to GitHub's runner (docs.github.com, "Workflow commands").
_COMMANDS = re.compile(r"^([ \t\v\f\u00a0]*):(?=:)", re.MULTILINE)
# Every repetition is bounded, so that a hostile text costs time in proportion to its length.
_SIGNED = re.compile(r"(X-Amz-[a-z0-9-]{1,40}(?:=|%3D|\"?\s{0,4}[:>]\s{0,4}\"?))[^\s&<>\"',;]+", re.IGNORECASE)
_QUERY = r"[^\s?<>\"']{0,1024})\?[^\s<>\"']+"
_PERCENT = re.compile("%[0-9A-F]{2}")
_DEEPEST = 32


class Redactor:
    """Masks everything it has been told of, in every spelling a service may echo it in."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._words: list[str] = []
        self._hosts: set[str] = set()
        for secret in secrets:
            self._learn(secret.reveal())

    def __repr__(self) -> str:
        return f"<Redactor of {len(self._words)} words>"

    def learn(self, url: UploadUrl) -> None:
        """From now on mask this URL, its path with query, each longer value of its query, any query of its host."""
        parts = urlsplit(url.reveal())
        self._learn(url.reveal())
        if parts.query:
            self._learn(parts.query)
            for name, value in parse_qsl(parts.query, keep_blank_values=True):
                # Dates, lifetimes and algorithm names are no secrets, and short ones stand in ordinary texts.
                if len(value) >= 16 or "signature" in name.lower() or "token" in name.lower():
                    self._learn(value)
        if parts.hostname:
            self._hosts.add(parts.hostname)

    def _learn(self, word: str) -> None:
        if len(word) < SHORTEST:
            return
        forms: set[str] = set()
        for form in (word, unquote(word)):
            forms |= {form, quote(form, safe=""), quote(form), json.dumps(form)[1:-1], html.escape(form)}
        forms |= {_PERCENT.sub(lambda match: match[0].lower(), form) for form in forms}
        forms |= {spelling for form in forms for spelling in (form.lower(), form.upper())}
        known = {*self._words, *(form for form in forms if len(form) >= SHORTEST)}
        self._words = sorted(known, key=len, reverse=True)  # the longest first: a URL before the parts of it

    def mask(self, text: str) -> str:
        """`text` without any secret; nothing else changes."""
        for word in self._words:
            text = text.replace(word, MASK)
        for host in self._hosts:
            text = re.sub(f"({re.escape(host)}{_QUERY}", rf"\1?{MASK}", text, flags=re.IGNORECASE)
        return _SIGNED.sub(rf"\g<1>{MASK}", text)

    def clean(self, text: str) -> str:
        """`text` safe to show: no terminal or bidirectional controls, no runner commands, no secrets, 4 KiB at most.

        Controls go first: a key spelt with a NUL inside must not come together again after the masking.
        """
        text = _CONTROLS.sub("", _NEWLINES.sub("\n", _ESCAPES.sub("", text)))
        text = _COMMANDS.sub(r"\1: ", self.mask(text)).strip()
        data = text.encode()
        return text if len(data) <= LIMIT else data[: LIMIT - 3].decode(errors="ignore") + "…"

    def line(self, text: str) -> str:
        """`clean`, on one line."""
        return " ".join(self.clean(" ".join(text.split())).split())

    def value(self, value: object, depth: int = 0) -> object:
        """A JSON value with the secrets masked in its texts, and keys, and nothing else changed."""
        if isinstance(value, str):
            return self.mask(value.encode(errors="replace").decode())
        if depth == _DEEPEST and isinstance(value, dict | list):
            return None
        if isinstance(value, dict):
            return {str(self.value(str(key))): self.value(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list):
            return [self.value(item, depth + 1) for item in value]
        return value
