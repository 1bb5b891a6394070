"""Parser for bracket expressions (`[a-z]`) in gitignore patterns.

The rules are those of git's wildmatch: `!` and `^` negate, a `]` right after the opening is a member, a range with a
higher start than end is empty, classes are ASCII, and a slash is never a member. Members are a sorted byte
string, which takes less than a tenth of the memory of a set.
"""

from __future__ import annotations

EVERY_BYTE = bytes(range(256))
NOT_SLASH = EVERY_BYTE.replace(b"/", b"")

_PRINTABLE = frozenset(map(chr, range(0x20, 0x7F)))
_DIGITS = "0123456789"
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_UPPER = _LOWER.upper()
_CLASSES: dict[str, frozenset[str]] = {
    "alnum": frozenset(_LOWER + _UPPER + _DIGITS),
    "alpha": frozenset(_LOWER + _UPPER),
    "blank": frozenset(" \t"),
    "cntrl": frozenset(map(chr, [*range(0x20), 0x7F])),
    "digit": frozenset(_DIGITS),
    "graph": _PRINTABLE - {" "},
    "lower": frozenset(_LOWER),
    "print": _PRINTABLE,
    "punct": _PRINTABLE - frozenset(_LOWER + _UPPER + _DIGITS + " "),
    "space": frozenset(" \t\n\r"),
    "upper": frozenset(_UPPER),
    "xdigit": frozenset(_DIGITS + "abcdefABCDEF"),
}


def bracket(pattern: str, at: int) -> tuple[bytes, int] | None:
    """Parse the bracket expression that opens at `at`; return its members and the offset after it.

    Returns None if the bracket is never closed or names an unknown class; such a pattern matches nothing.
    """
    at += 1
    negated = pattern[at : at + 1] in ("!", "^")
    at += negated
    members: set[str] = set()
    before = ""
    """The last member, which may start a range, or "" if no range can start here."""
    first = True
    while first or pattern[at : at + 1] != "]":
        first = False
        char = pattern[at : at + 1]
        if char == "\\":
            at += 1
            char = pattern[at : at + 1]
        elif char == "-" and before and pattern[at + 1 : at + 2] not in ("", "]"):
            at += 1 + (pattern[at + 1] == "\\")
            last = pattern[at : at + 1]
            if not last:
                return None
            members.update(map(chr, range(ord(before), ord(last) + 1)))
            at, before = at + 1, ""
            continue
        elif char == "[" and pattern[at + 1 : at + 2] == ":":
            end = pattern.find("]", at + 2)
            if end < 0:
                return None
            if end > at + 2 and pattern[end - 1] == ":":
                named = _CLASSES.get(pattern[at + 2 : end - 1])
                if named is None:
                    return None
                members |= named
                at, before = end + 1, ""
                continue
        if not char:
            return None
        members.add(char)
        at, before = at + 1, char
    named_bytes = "".join(members).encode("latin-1")
    others = NOT_SLASH.translate(None, named_bytes)
    return (others if negated else NOT_SLASH.translate(None, others), at + 1)
