"""The noun of a kind of access key, and the parts that the patterns of keys have in common."""

from __future__ import annotations

import re

from justpack.frozen import frozen


@frozen
class Credential:
    """One kind of access key."""

    title: str
    """The key's name as shown to users."""
    marks: tuple[bytes, ...]
    """A file that contains such a key contains one of these texts. They are searched first, because that is fast."""
    pattern: bytes
    """A regular expression; its group `secret` is the key, or the random part of it.

    With `names`, it is only that of the value which one of the names gets.
    """
    source: str
    """The documentation of the key's format."""
    entropy: float = 3.0
    """The smallest entropy of the secret in bits per character; random text of 20 letters and digits has about 3.9."""
    checksum: bool = False
    """Whether the last six characters are the CRC-32 of the characters before, in base 62, as GitHub documented it."""
    needs: bytes | None = None
    """A second expression (group `secret`) that the file must match too: the part without which the key is unusable."""
    needs_entropy: float = 4.0
    """The smallest entropy of the second part."""
    beside: bytes | None = None
    """A word that the file must contain in any letter case, because other keys have the same form."""
    names: tuple[bytes, ...] = ()
    """The names of the variables and settings whose values are such keys."""
    date: str = "2026-11-24"
    """The date on which the source was last checked."""


AFTER = rb"(?![A-Za-z0-9_])"
"""The end of a pattern that is not part of a longer word."""
AFTER_DASHED = rb"(?![A-Za-z0-9_-])"
"""The end of a pattern that is not part of a longer word; the key can contain dashes."""

# What ends in a letter or digit and is no part of a word: `\n`, `\u0022`, `\x22` and `%3D` in strings and addresses.
_ESCAPES = (rb"\\[bfnrt]", rb"\\u[0-9A-Fa-f]{4}", rb"\\x[0-9A-Fa-f]{2}", rb"%[0-9A-Fa-f]{2}")


def word(start: bytes) -> bytes:
    """Return the start of a pattern that is not part of a longer word. It is first, so that `re` skips to it."""
    escaped = b"".join(b"|(?<=" + each + start + b")" for each in _ESCAPES)
    return start + b"(?:(?<![A-Za-z0-9_]" + start + b")" + escaped + b")"


_QUOTE = rb"""(?:\\*+["'`]|\\+u0022|\\+x22|&quot;|&#34;)"""
_BLANKS = rb"[ \t]*+"
_LINES = rb"(?:\s|\\+[nrt])*+"
_QUOTED = b"(?:" + _QUOTE + b")?"
_FIELD = _QUOTED + rb"(?:default|[Vv]alue)" + _QUOTED + rb"[ \t]*+[:=][ \t]*+"
_CALL = (
    rb"(?:(?:[A-Za-z_][\w.]{0,40}+[ \t]*+)?\("
    + _LINES
    + rb"(?:(?:default|value)[ \t]*+=[ \t]*+)?|<\w{1,20}>[ \t]*+|[\[{](?![\[{])"
    + _LINES
    + b"(?:"
    + _FIELD
    + rb"|(?=[bBuUrR]?"
    + _QUOTE
    + rb"))){0,2}"
)
"""What is around a value in source code: `Field(default=`, `str(`, `(`, `<string>`, `{value: `, `[`."""
_NEXT_LINE = (
    rb"(?:\\?\r?\n[ \t]*+(?=[bBfFrRuU]{0,2}" + _QUOTE + rb")|\\\r?\n[ \t]*+"
    rb"|(?<=:)\r?\n[ \t]++(?:-[ \t]++|" + _FIELD + rb")?)?"
)
"""The line end between a name and its value: a text of source code, a line of properties that continues in the next
one, or an indented value in YAML."""
_TYPE = rb"(?::?[ \t]*+&?'?[A-Za-z_][\w.|\[\]&' ]{0,60}?=)"
"""A type between a name and its value: `: Final[str] =`, ` string =`, `: &'static str =`."""
_OPERATOR = (
    rb"(?:" + _TYPE + rb"|=>|<-|[:?+|!=]=?=?|\|\||\?\?=?|\|\|=|(?:to|or)\b|-Value\b|%3[dD]|>(?:<!\[CDATA\[)?"
    rb"|\?[ \t]*+[\w.]{1,60}[ \t]*+:|\[\][ \t]*+=|(?:--body|-b|<<<)(?![\w-]))"
)
_TAGS = rb"\s*+(?:<[\w:.-]{1,40}(?:\s[^<>]{0,100})?>\s*+){1,2}(?:<!\[CDATA\[\s*+)?"
"""The tags of a value."""
_FIELDS = (
    rb"(?:(?:,|\s|\\+[nrt])"
    + _LINES
    + _QUOTED
    + rb"(?!(?i:name|key|value))[\w-]{1,30}"
    + _QUOTED
    + rb"[ \t]*+[=:][ \t]*+"
    + (_QUOTED + rb"[\w./-]{0,60}" + _QUOTED + rb"){0,3}")
)
"""Other fields between the two of a pair: `name: …, type: plain, value: …`."""
_PAIR = (
    # a comma, if the name is quoted, before a quoted value; `name: … value: …`; a variable of Terraform
    rb"[,;](?=" + _LINES + rb"(?:default(?:_?[Vv]alue)?[ \t]*+[=:][ \t]*+)?[bBuUrR]?" + _QUOTE + rb")" + _LINES
    + rb"(?:default(?:_?[Vv]alue)?[ \t]*+[=:][ \t]*+)?"
    rb"|" + _FIELDS + rb",?" + _LINES + _QUOTED + rb"(?:[Vv]alue|content)" + _QUOTED + rb"[ \t]*+[=:]"
    rb"|[ \t]*+\{[^\"'{}]{0,200}?\b(?:default|value)[ \t]*+=|[ \t]++(?=" + _QUOTE + rb")"
    rb"|(?:\s[^<>]{0,100})?>" + _TAGS
)  # fmt: skip
_BEFORE = (b"ENV ", b"setx ", b"-x ", b"-gx ", b"-Ux ", b"--export ", b"setenv ", b"set_env ", b"export ", b"env ")
"""What is before a name that only a blank separates from its value."""


_STAGE = rb"(?:_(?:PROD(?:UCTION)?|LIVE|STAG(?:E|ING)|DEV(?:ELOPMENT)?|TEST|QA|OLD|NEW|BACKUP|[0-9]{1,2}))?+"
"""What else the name of one of several keys contains."""
_AFTER_VALUE = rb"""(?![^\s\0"'`,;}\\<)\]&|%])"""
_LINE_END = rb"[ \t]*+(?![^\r\n])"


def assigned(name: bytes, value: bytes) -> bytes:
    """Return the pattern of a value that settings, source code or the description of a container give to a name.

    `value` contains the group `secret`.
    """
    name = re.escape(name)
    spaced = b"|".join(b"(?<=" + re.escape(before) + name + b")" for before in _BEFORE)
    first = b"(?<=(?<![^\r\n])" + name + b")"  # the name is at the beginning of a line
    return (
        name + b"(?:"
        + _STAGE + b"(?:" + _QUOTE + rb"|\*{1,2})?[\])}]{0,2}" + _BLANKS + _OPERATOR + _BLANKS + _NEXT_LINE + _CALL
        + rb"|[\])}]{0,2}[ \t]++(?=[bB]?" + _QUOTE + b")"
        + b"|" + _QUOTE + rb"[\])]{0,2}(?:" + _PAIR + b")" + _BLANKS
        + b"|" + _FIELDS + b",?" + _LINES + _QUOTED + rb"[Vv]alue" + _QUOTED + rb"[ \t]*+[=:]" + _BLANKS
        + rb"|\s*+</[\w:.-]{1,40}>" + _TAGS
        + rb"|(?<=\{" + name + b")-"
        + b"|(?:" + spaced + rb")[ \t]++"
        # a line of a file of properties, and a row of a table; one digit only can be that of a word of source code
        + b"|" + first + rb"[ \t]++(?=[^\s,;]{16,}+" + _LINE_END + b")"
        + b"|" + first + rb"[,;\t](?=[^\s,;0-9]*+[0-9][^\s,;0-9]*+[0-9])(?=[^\s,;]{16,}+(?:" + _LINE_END + rb"|[,;\t]))"
        + b")"
        # a tag or anchor of YAML, then a block of it, or quotes with the prefixes of Python and the shell
        rb"(?:(?:!!str|&[\w-]++)[ \t]++){0,2}"
        rb"(?:[>|][+-]?[0-9]?[ \t]*+\r?\n[ \t]++"
        rb"|[bBfFrRuU$@]{0,2}(?:" + _QUOTE + rb"|\[\[){1,3}(?:\\+[nr]|\\?\r?\n|[ \t])*+)?"
        + value + _AFTER_VALUE
    )  # fmt: skip


def before(name: bytes, value: bytes) -> bytes:
    """Return the pattern of a value that is written before its name: `value: …, name: …`.

    Nothing but the separator of two fields is between them, because the value of another name can be before a name.
    """
    ends = rb"[\w-]{0,20}(?:[Nn]ame|[Kk]ey)"
    return (
        # the first letter is not first in the pattern, so that `re` skips to the word
        b"alue(?<=[Vv]alue)(?:"
        + _QUOTED + _BLANKS + b"[=:]" + _BLANKS + _QUOTED + rb"|>(?:\s*+<!\[CDATA\[)?\s*+)"
        + value + _AFTER_VALUE
        + b"(?:"
        + _QUOTED + _FIELDS + b"[,;]?" + _LINES + _QUOTED + ends + _QUOTED + _BLANKS + b"[=:]" + _BLANKS + _QUOTED
        + rb"|\s*+(?:\]\]>)?\s*+</[\w:.-]{1,40}>\s*+<" + ends + rb">\s*+)"
        + re.escape(name) + rb"(?![\w.-])"
    )  # fmt: skip


PLACEHOLDER = (
    rb"(?i)example|placeholder|changeme|redacted|sample|dummy|your[-_]?|x{4,}|0{6,}|1{6,}|a{5,}|12345678|abcdefgh"
)
"""Words in a made-up key that only shows the format."""
STAND_IN = (
    rb"(?i)\A(?:[a-z]{1,12}[_-])*(?:my|db|the|some|real|secure|strong|super)?[_-]?(?:pass(?:word|wd|w|phrase)?|pwd|pw|secret"
    rb"|token|user(?:name)?|admin|root|test|guest|key|api[_-]?key|auth[_-]?token|foo|bar|x+|[*.]+|changeit|android|hunter2)"
    rb"(?:[_-]?here|[_-]?goes[_-]?here)?[0-9]{0,4}\Z|\A%(?:\w+%|24|7[bB])|\A__"
)
"""The words that documentation writes instead of a password."""
SHOWN = rb"""(?i)placeholder["'`]?[ \t]*[:=][ \t]*\{?["'`]?\Z"""
"""What is before a made-up key that an empty field of a form shows."""
PROSE = rb"[/_-]*+(?:[A-Za-z]++[0-9]{0,4}|[0-9]{1,4})(?:[-_/=+]++(?:[A-Za-z]++[0-9]{0,4}|[0-9]{1,4}))+[/_-]*+\Z"
"""Words and numbers with something between them: a name or a path, and no key."""
